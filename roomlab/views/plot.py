"""A room as a picture for a paper or a lecture: who feels what towards whom."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from roomlab.errors import InputError
from roomlab.views._drawing import (
    caption_of,
    draw_agents,
    draw_ties,
    furnish,
    new_axes,
    place_names,
    radius_of,
    require_matplotlib,
    settle_furniture,
    start_of,
    strongest_first,
    tie_limit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_graph", "save_graph_png"]

_DOTS_PER_INCH = 150


def plot_graph(
    graph: nx.DiGraph[Any],
    *,
    ax: Axes | None = None,
    layout: Mapping[Any, tuple[float, float]] | None = None,
    seed: int = 0,
    title: str | None = None,
    max_ties: int | None = None,
) -> Axes:
    """Draw the agents of a room and their ties.

    A tie is an arrow from the one who feels to the one who is felt for: blue for sympathy, red and dashed for
    antipathy, grey near zero, wider the stronger it is. An agent has the colour of the mean of what the others feel
    towards it.

    Parameters
    ----------
    graph : networkx.DiGraph
        As `room.graph`: nodes with `name`, edges with `sympathy` in [-1, 1].
    ax : matplotlib Axes, optional
        Where to draw; by default axes on a figure of their own, which pyplot does not know and a notebook shows.
    layout : mapping of node to (x, y), optional
        Places of all agents, in any unit; by default friends are near each other and foes apart.
    seed : int
        Of the default layout; the same graph and seed give the same picture.
    title : str, optional
        Shown as it is.
    max_ties : int, optional
        Draw only so many of the strongest ties; by default 3 for each agent, and at least 60. The picture says so.

    Returns
    -------
    matplotlib Axes
        ``.figure.savefig("room.png")`` saves it.

    Raises
    ------
    MissingDependencyError
        matplotlib is not installed.
    InputError
        `layout` lacks an agent, an edge has no sympathy, or `max_ties` is negative.
    """
    ties = strongest_first(graph)
    drawn = ties[: tie_limit(max_ties, len(graph))]
    start = start_of(graph, layout, seed)
    require_matplotlib()
    axes = new_axes(len(graph)) if ax is None else ax
    furnish(axes, title, caption_of(graph, len(drawn), len(ties)))
    if ax is None:
        settle_furniture(axes)
    names, places = place_names(axes, graph, (ties, drawn), start, part=layout is None)
    radius = radius_of(len(graph))
    draw_ties(axes, drawn, dict(zip(graph, places, strict=True)), radius)
    names.put(places)
    draw_agents(axes, graph, places, radius)
    return axes


def save_graph_png(graph: nx.DiGraph[Any], path: str | os.PathLike[str], *, title: str | None = None) -> Path:
    """Write the picture that `plot_graph` draws to a PNG file, replacing an older one when the picture is complete.

    Parameters
    ----------
    graph : networkx.DiGraph
        As `room.graph`.
    path : path
        The file.
    title : str, optional
        Shown as it is.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    MissingDependencyError
        matplotlib is not installed.
    InputError
        The file cannot be written.
    """
    figure = plot_graph(graph, title=title).get_figure(root=True)
    assert figure is not None
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH)
    target = Path(path)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        draft.write_bytes(picture.getvalue())
        draft.replace(target)
    except OSError as error:
        raise InputError(
            f"the picture cannot be written to {os.fspath(path)!r}: {error.strerror or error}; "
            "choose a file in a directory that exists and can be written to"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return target
