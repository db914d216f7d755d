"""Recordings of several files: one chain, read as one."""

from __future__ import annotations

import json

import pytest

import roomlab
from roomlab import InputError
from roomlab.events import Agent, Channel, EdgeUpdate, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.recording.reader import read_recording
from roomlab.recording.recorder import Recorder

START = 1_700_000_000_000_000


def record(path, bursts=6, **limits):
    """Record bursts of ties, each written by itself; return the log."""
    log = EventLog()
    recorder = Recorder(log, path, title="parts", **limits)
    log.append(Agent("1", "Ann"), Channel.SNAPSHOT, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": True}), Channel.LOCAL, START)
    for burst in range(bursts):
        ties = [EdgeUpdate("1", "2", number / 100) for number in range(50)]
        log.extend(ties, Channel.GRAPH, START + burst)
        recorder.flush()
    recorder.close()
    assert recorder.error is None
    return log


@pytest.fixture(params=["room.roomlog.jsonl", "room.roomlog.jsonl.zst", "room"])
def path(request, tmp_path):
    return tmp_path / request.param


@pytest.mark.parametrize("limits", [{"max_bytes": 300}, {"max_seconds": 0.001}])
def test_several_files_are_read_as_one(path, limits):
    log = record(path, **limits)
    files = sorted(path.parent.iterdir())
    assert len(files) > 3
    assert path.with_name(path.name.replace("room", "room.2", 1)) in files
    with roomlab.replay(path) as room:
        assert room.log.edges().sympathy.tolist() == log.edges().sympathy.tolist()
        assert room.log.last_seq == log.last_seq
        assert room.verify()


def test_a_part_that_is_missing_is_a_hole(tmp_path):
    path = tmp_path / "room.roomlog.jsonl"
    record(path, max_bytes=300)
    (tmp_path / "room.3.roomlog.jsonl").unlink()
    with roomlab.replay(path) as room:
        certificate = room.verify()
    assert not certificate
    assert "the part room.3.roomlog.jsonl is not there" in str(certificate)


def test_a_part_that_does_not_belong_there_is_an_error(tmp_path):
    path = tmp_path / "room.roomlog.jsonl"
    record(path, max_bytes=300)
    (tmp_path / "room.3.roomlog.jsonl").replace(tmp_path / "room.2.roomlog.jsonl")
    with pytest.raises(InputError, match=r"room\.2\.roomlog\.jsonl:1: this is not the part that follows"):
        read_recording(path)
    with pytest.raises(InputError, match="this is part 3 of a recording; open its first part"):
        read_recording(tmp_path / "room.2.roomlog.jsonl")
    lines = (tmp_path / "room.4.roomlog.jsonl").read_text().splitlines()
    header = json.loads(lines[0]) | {"part": 2}
    (tmp_path / "room.2.roomlog.jsonl").write_text("\n".join([json.dumps(header), *lines[1:]]) + "\n")
    with pytest.raises(InputError, match="this is not the part that follows"):
        read_recording(path)


def test_a_part_is_never_written_over(tmp_path):
    path = tmp_path / "room.roomlog.jsonl"
    (tmp_path / "room.2.roomlog.jsonl").write_text("precious")
    log = EventLog()
    recorder = Recorder(log, path, max_bytes=10)
    log.append(Agent("1", "Ann"), Channel.SNAPSHOT, START)
    recorder.close()
    assert "never written over" in recorder.error
    assert (tmp_path / "room.2.roomlog.jsonl").read_text() == "precious"


@pytest.mark.parametrize(
    "limits", [{"max_bytes": 0}, {"max_seconds": -1}, {"max_bytes": float("nan")}, {"max_bytes": "1"}]
)
def test_a_limit_that_is_none_is_refused(tmp_path, limits):
    with pytest.raises(InputError, match="is no limit"):
        Recorder(EventLog(), tmp_path / "x", **limits)
    assert not (tmp_path / "x").exists()
