"""A room as a small picture that is quick to draw: what is seen where no kernel runs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from roomlab._counts import counted
from roomlab.state.fold import RoomFold
from roomlab.views._layout import sympathy_layout
from roomlab.views.widgets._lines import plain

__all__ = ["Scene", "draw_still", "scene_of"]

_MOST_TIES = 600
_MOST_NAMES = 60
_MOST_FORCES = 40
"""Agents up to which friends are drawn near each other; more stand on a circle, friends side by side."""
_STEPS = 300
"""In which the factions are found."""
_NAME_CHARACTERS = 16
_TITLE_CHARACTERS = 80
_SIZE = (7.2, 5.6)
"""Inches, of 90 dots."""
_COLOURS = 32
_ASIDE = 0.006
"""Of the width of the picture."""
_INK = "#222222"


class Scene(NamedTuple):
    """What is drawn: the names of the agents, and the ties by the places of their ends in that list.

    `said` is the same in words.
    """

    title: str
    names: list[str]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    sympathy: NDArray[np.float64]
    said: str


def scene_of(fold: RoomFold, pairs: Sequence[tuple[str, str]], title: str) -> Scene:
    """Return what can be drawn of a fold; cheap, and free of it from then on.

    Parameters
    ----------
    fold : RoomFold
        The room now.
    pairs : sequence of (str, str)
        `EventLog.pairs`.
    title : str
        What the room is called. Untrusted text.
    """
    places = {agent_id: place for place, agent_id in enumerate(fold.agents)}
    ties = fold.ties()
    values = fold.sympathy[ties]
    positive, negative = int(np.count_nonzero(values > 0)), int(np.count_nonzero(values < 0))
    strongest = np.argsort(-np.abs(values), kind="stable")[:_MOST_TIES]
    ends = [pairs[pair] for pair in ties[strongest].tolist()]
    said = (
        f"The room {plain(title)[:_TITLE_CHARACTERS]}: {counted(len(places), 'agent')}, {counted(len(ties), 'tie')}, "
        f"{positive} of sympathy and {negative} of antipathy"
    )
    return Scene(
        plain(title),
        [agent.name for agent in fold.agents.values()],
        np.array([places[source] for source, _ in ends], np.int64),
        np.array([places[target] for _, target in ends], np.int64),
        values[strongest],
        said,
    )


def draw_still(scene: Scene) -> bytes | None:
    """Return a scene as PNG; None where matplotlib is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    figure = Figure(figsize=_SIZE, dpi=90, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.02, 0.05, 0.96, 0.87))
    axes.set_axis_off()
    places = _places(scene)
    if len(places):
        _draw_ties(axes, scene, places)
        _draw_agents(axes, scene, places)
    _write(axes, scene)
    canvas.draw()  # type: ignore[no-untyped-call]
    return _packed(canvas)


def _places(scene: Scene) -> NDArray[np.float64]:
    size = len(scene.names)
    if size <= _MOST_FORCES:
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(size))
        for source, target, value in zip(*(each.tolist() for each in scene[2:5]), strict=True):
            graph.add_edge(source, target, sympathy=value)
        layout = sympathy_layout(graph)
        return np.array([layout[node] for node in range(size)], np.float64).reshape(-1, 2)
    order = np.arange(size)
    if len(scene.sympathy):
        first, second = _leading(scene, size)
        # Factions have different signs in the leading eigenvectors of what both feel together.
        order = np.argsort(np.arctan2(first, second), kind="stable")
    angle = np.empty(size)
    angle[order] = np.linspace(0, 2 * np.pi, size, endpoint=False)
    return np.column_stack((np.sin(angle), np.cos(angle)))


def _leading(scene: Scene, size: int) -> NDArray[np.float64]:
    """Return about the two leading eigenvectors of what agents feel for each other, as rows, by orthogonal iteration.

    There are few ties. A decomposition of the whole matrix would keep every core busy for a second.
    """
    ends = np.concatenate((scene.source, scene.target)), np.concatenate((scene.target, scene.source))
    felt = np.concatenate((scene.sympathy, scene.sympathy))
    lift = np.bincount(ends[0], np.abs(felt), minlength=size).max(initial=0.0)  # no eigenvalue lies below minus this
    angle = np.arange(size) * np.pi * (3 - 5**0.5)
    vectors = np.stack((np.cos(angle), np.sin(angle)))
    for _ in range(_STEPS):
        vectors = np.stack(
            [np.bincount(ends[0], felt * vector[ends[1]], minlength=size) + lift * vector for vector in vectors]
        )
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)
        vectors[1] -= (vectors[0] @ vectors[1]) * vectors[0]
    return vectors


def _draw_ties(axes: Any, scene: Scene, places: NDArray[np.float64]) -> None:
    from matplotlib.collections import LineCollection

    from roomlab.views._drawing import sympathy_colours

    colours = sympathy_colours()
    for there, dashes in ((scene.sympathy < 0, (0, (3.5, 2))), (scene.sympathy >= 0, "solid")):
        values = scene.sympathy[there][::-1]  # the strongest on top
        ends = np.stack((places[scene.source[there]], places[scene.target[there]]), axis=1)[::-1]
        ends = ends + _beside(ends, _ASIDE * float(np.ptp(places)))
        axes.add_collection(
            LineCollection(
                list(ends),
                colors=colours((1 + values) / 2),
                linewidths=0.4 + 1.8 * np.abs(values),
                linestyles=[dashes],
                zorder=1,
            )
        )


def _beside(ends: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """Return what moves each line to its right, so that a tie does not lie on the one that answers it."""
    way = ends[:, 1] - ends[:, 0]
    length = np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    aside: NDArray[np.float64] = width * np.column_stack((way[:, 1], -way[:, 0])) / length
    return aside[:, None, :]


def _draw_agents(axes: Any, scene: Scene, places: NDArray[np.float64]) -> None:
    from roomlab.views._drawing import sympathy_colours
    from roomlab.views._fonts import drawable, families

    felt = np.bincount(scene.target, scene.sympathy, minlength=len(places))
    number = np.bincount(scene.target, minlength=len(places))
    faces = sympathy_colours()((1 + felt / np.maximum(number, 1)) / 2)
    faces[number == 0] = (1, 1, 1, 1)
    size = float(np.clip(2400 / (len(places) + 8), 9, 120))
    axes.scatter(*places.T, s=size, c=faces, edgecolors=_INK, linewidths=0.8, zorder=2)
    axes.autoscale_view()
    axes.margins(0.08)
    strength = number + np.bincount(scene.source, minlength=len(places))
    for place in np.argsort(-strength, kind="stable")[:_MOST_NAMES].tolist():
        axes.annotate(
            drawable(scene.names[place], _NAME_CHARACTERS),
            places[place],
            (0, -(size**0.5) / 2 - 2),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=8,
            color=_INK,
            family=families(),
            parse_math=False,
            zorder=3,
        )


def _write(axes: Any, scene: Scene) -> None:
    from roomlab.views._fonts import drawable, families

    own = {"family": families(), "parse_math": False, "color": _INK}
    axes.set_title(drawable(scene.title, _TITLE_CHARACTERS), fontsize=11, **own)
    shown = "" if len(scene.sympathy) < _MOST_TIES else f" (the {_MOST_TIES} strongest ties are drawn)"
    said = scene.said.rsplit(": ", 1)[-1] + shown
    axes.text(0.5, -0.02, said, transform=axes.transAxes, ha="center", va="top", fontsize=8, **own)


def _packed(canvas: Any) -> bytes:
    """Return what is on a canvas as a PNG of few colours, a third of the size of the usual one."""
    from PIL import Image

    width, height = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", (width, height), bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1).convert("RGB")
    file = io.BytesIO()
    picture.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()
