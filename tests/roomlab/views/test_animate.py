"""Films of a span of a room's life."""

from __future__ import annotations

import itertools
import subprocess

import numpy as np
import pytest
from matplotlib.animation import FFMpegWriter
from PIL import Image, ImageSequence
from room_script import KITCHEN, START, PastSource

from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, EdgeUpdate
from roomlab.room import Room

SECOND = 1_000_000


@pytest.fixture
def lively():
    """A room in which a love turns into hate, a third comes and the first goes."""
    source = PastSource(*KITCHEN)
    source.tell(
        *(EdgeUpdate("1", "2", value) for value in (1.0, 0.5, -0.5, -1.0)),
        Agent("3", "$x$ <b>"),
        EdgeUpdate("3", "2", 1.0),
        AgentRemoved("1"),
        EdgeUpdate("3", "2", 0.5),
    )
    with Room(source) as room:
        yield room


def frames(path):
    with Image.open(path) as film:
        return [np.asarray(frame.convert("RGB")).astype(int) for frame in ImageSequence.Iterator(film)]


def test_a_film_shows_the_span_from_its_start_to_its_end(lively, tmp_path):
    path = lively.animate(tmp_path / "film.gif", seconds=1, fps=4)
    assert path == tmp_path / "film.gif"
    assert [each.name for each in tmp_path.iterdir()] == ["film.gif"]
    pictures = frames(path)
    assert len(pictures) == 4
    assert all((first != second).any() for first, second in itertools.pairwise(pictures))


def test_a_part_of_the_room_can_be_filmed_and_what_does_not_change_stands_still(lively, tmp_path):
    path = lively.animate(tmp_path / "a.gif", start=8, end=11, seconds=0.5, fps=4)
    first, last = frames(path)[0], frames(path)[-1]
    assert (first != last).any()
    changed = (np.abs(first - last).sum(axis=-1) > 60).mean()
    assert changed < 0.1  # the arrow, its end and the caption


def test_names_of_the_moments_are_those_of_at(lively, tmp_path):
    late = np.datetime64(START + 20 * SECOND, "us")
    lively.animate(tmp_path / "a.gif", start="2025-11-01", end=late, seconds=0.5, fps=4)
    assert len(frames(tmp_path / "a.gif")) == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"path": "film.avi"}, "neither with .mp4 nor with .gif"),
        ({"fps": 0}, "fps=0"),
        ({"fps": 2.5}, "fps=2.5"),
        ({"seconds": 0}, "seconds=0"),
        ({"seconds": float("nan")}, "seconds=nan"),
        ({"seconds": 1e9}, "pictures"),
        ({"start": 9, "end": 8}, "empty"),
        ({"path": "nowhere/film.gif"}, "cannot be written"),
    ],
    ids=str,
)
def test_what_cannot_be_filmed_is_said(lively, tmp_path, options, told):
    path = tmp_path / options.pop("path", "film.gif")
    with pytest.raises(InputError, match=told):
        lively.animate(path, **{"seconds": 0.5, "fps": 4, **options})
    assert list(tmp_path.iterdir()) == []


def test_a_room_without_changes_has_no_film(tmp_path):
    with Room(PastSource(Agent("1", "A"))) as room, pytest.raises(InputError, match="no tie has changed"):
        room.animate(tmp_path / "film.gif")


@pytest.mark.ffmpeg
def test_a_film_for_slides_is_mp4(lively, tmp_path):
    path = lively.animate(tmp_path / "film.mp4", seconds=1, fps=4)
    probe = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_type,nb_read_frames"]
    told = subprocess.run([*probe, "-of", "csv=p=0", str(path)], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "video,4"


def test_without_ffmpeg_the_error_says_what_to_install(lively, tmp_path, monkeypatch):
    monkeypatch.setattr(FFMpegWriter, "isAvailable", classmethod(lambda _: False))
    with pytest.raises(InputError, match=r"apt install ffmpeg.*\.gif"):
        lively.animate(tmp_path / "film.mp4")


def test_a_film_that_was_there_is_kept_until_the_new_one_is_whole(lively, tmp_path):
    path = tmp_path / "film.gif"
    path.write_bytes(b"old")
    with pytest.raises(InputError):
        lively.animate(path, fps=0)
    assert path.read_bytes() == b"old"
    lively.animate(path, seconds=0.5, fps=4)
    assert path.read_bytes()[:3] == b"GIF"
