"""A span of a room's life as a film: MP4, or GIF where there is no ffmpeg."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Hashable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from roomlab import _values
from roomlab._counts import counted
from roomlab.errors import InputError
from roomlab.events import Agent
from roomlab.log import EventLog
from roomlab.state.time import Cut, TimeIndex
from roomlab.views._drawing import (
    Cast,
    draw_agents,
    draw_ties,
    empty_picture,
    require_matplotlib,
    strongest_first,
    tie_limit,
)

if TYPE_CHECKING:
    from matplotlib.animation import AbstractMovieWriter

__all__ = ["Film", "animate"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DOTS_PER_INCH = 100
_MOST_FRAMES = 20_000
_FPS = (1, 60)


class Film(NamedTuple):
    """What is filmed: a log, an index of its times, what the room is called, and the first and the last moment.

    The moments are in microseconds since 1970 UTC.
    """

    log: EventLog
    times: TimeIndex
    title: str
    start: int
    end: int


def animate(film: Film, path: str | os.PathLike[str], *, seconds: float, fps: int, seed: int = 0) -> Path:
    """Write a film with the look of `roomlab.views.plot.plot_graph`; agents stay where they are throughout.

    It is drawn in the calling thread; the room and its live views go on meanwhile.

    Parameters
    ----------
    film : Film
        What to film.
    path : path
        Ends with ``.mp4``, which needs the program ffmpeg, or ``.gif``. A file that is there is replaced when the film
        is complete.
    seconds : float
        How long the film lasts.
    fps : int
        Pictures per second, 1 to 60.
    seed : int
        Of the layout.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When a value is wrong, the file cannot be written, or ffmpeg is missing.
    MissingDependencyError
        When matplotlib is not installed.
    """
    frames = _frames(seconds, fps)
    target = Path(path)
    require_matplotlib()
    writer = _writer(target, fps)
    moments = np.linspace(film.start, film.end, frames).round().astype(np.int64).tolist()
    everything = _everything(film)
    cast = empty_picture(everything, seed=seed, title=film.title, caption=" ")
    draft = target.with_name(f".{secrets.token_hex(4)}.{target.name}")
    try:
        figure = cast.axes.get_figure(root=True)
        assert figure is not None
        figure.set_layout_engine("none")  # what was settled stays where it is
        with writer.saving(figure, os.fspath(draft), dpi=_DOTS_PER_INCH):
            for moment in moments:
                with _drawn(cast, everything, film.times.graph(Cut(when=moment)), moment):
                    writer.grab_frame()
        draft.replace(target)
    except OSError as error:
        raise InputError(
            f"the film cannot be written to {os.fspath(path)!r}: {error.strerror or error}; "
            "choose a file in a directory that exists and can be written to"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return target


def _frames(seconds: float, fps: int) -> int:
    if isinstance(fps, bool) or not isinstance(fps, int | np.integer) or not _FPS[0] <= fps <= _FPS[1]:
        raise InputError(f"fps={fps!r} is not a whole number from {_FPS[0]} to {_FPS[1]} (pictures per second)")
    if not _values.is_number(seconds) or not 0 < seconds * fps <= _MOST_FRAMES:
        raise InputError(f"seconds={seconds!r} at fps={fps} is not a film of 1 to {_MOST_FRAMES:,} pictures")
    return max(2, round(seconds * fps))


def _writer(path: Path, fps: int) -> AbstractMovieWriter:
    from matplotlib.animation import FFMpegWriter, PillowWriter

    kind = path.suffix.lower()
    if kind == ".gif":
        return PillowWriter(fps=fps)
    if kind != ".mp4":
        raise InputError(f"the name {path.name!r} ends neither with .mp4 nor with .gif; choose one of them")
    if not FFMpegWriter.isAvailable():
        raise InputError(
            "an MP4 needs the program ffmpeg, which is not installed; install it (on Debian: apt install ffmpeg; with "
            "conda: conda install ffmpeg), or choose a name that ends with .gif"
        )
    # Even sides, and colours that every player knows.
    return FFMpegWriter(
        fps=fps, codec="libx264", extra_args=["-pix_fmt", "yuv420p", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2"]
    )


def _everything(film: Film) -> nx.DiGraph[str]:
    """Return all who are seen in the film, with the last that each felt: it decides who stands near whom."""
    graph = film.times.graph(Cut(when=film.start))
    names = {entry.event.id: entry.event.name for entry in film.log.entries(Agent) if isinstance(entry.event, Agent)}
    columns = film.log.edges()
    told = (columns.timestamp > film.start) & (columns.timestamp <= film.end) & ~np.isnan(columns.sympathy)
    pairs = film.log.pairs
    for pair, sympathy in zip(columns.pair[told].tolist(), columns.sympathy[told].tolist(), strict=True):
        graph.add_edge(*pairs[pair], sympathy=sympathy)
    for node, attributes in film.times.graph(Cut(when=film.end)).nodes(data=True):
        graph.add_node(node, **attributes)
    for node, attributes in graph.nodes(data=True):
        attributes.setdefault("name", names.get(node, node))
    return graph


@contextlib.contextmanager
def _drawn(cast: Cast, everything: nx.DiGraph[str], graph: nx.DiGraph[Any], moment: int) -> Iterator[None]:
    """Draw one moment, and take it away again."""
    axes = cast.axes
    here = [place for place, node in enumerate(everything) if node in graph]
    for text, node in zip(cast.names, everything, strict=True):
        text.set_visible(node in graph)
    kept = set(axes.get_children())
    places: dict[Hashable, NDArray[np.float64]] = dict(zip(everything, cast.places, strict=True))
    ties = strongest_first(graph)[: tie_limit(None, len(everything))]
    draw_ties(axes, ties, places, cast.radius)
    seen: nx.DiGraph[Any] = nx.DiGraph()
    seen.add_nodes_from(node for node in everything if node in graph)
    seen.add_edges_from(graph.edges(data=True))
    draw_agents(axes, seen, cast.places[here], cast.radius)
    legend = axes.get_legend()
    if legend is not None:
        when = (_EPOCH + timedelta(microseconds=moment)).strftime("%Y-%m-%d %H:%M:%S UTC")
        legend.set_title(f"{when}; {counted(len(here), 'agent')}, {counted(graph.number_of_edges(), 'tie')}")
    yield
    for artist in set(axes.get_children()) - kept:
        artist.remove()
