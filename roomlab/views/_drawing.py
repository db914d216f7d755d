"""What pictures of a room are drawn with: furniture, places, names, agents and ties."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from roomlab.errors import InputError, MissingDependencyError
from roomlab.views._fonts import drawable, families
from roomlab.views._layout import settle_boxes, sympathy_layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.text import Text

_RED, _GREY, _BLUE = "#b2182b", "#c4c4c4", "#2166ac"  # told apart with every common kind of colour blindness
_INK = "#222222"
_PAPER = "white"
_DASHES = (0, (3.5, 2))
_TIES_AT_LEAST = 60
_TIES_PER_AGENT = 3
_MOST_NAMES = 80
_NAME_CHARACTERS = 20
_TITLE_CHARACTERS = 80
_POINTS_PER_INCH = 72
_GAP = 2.0
"""Points between an agent and its name."""
_AIR = 0.5
"""Radiuses of an agent that stay free around it and its name, so that an arrow has room."""
_PLAIN: dict[str, Any] = {"parse_math": False, "usetex": False}
"""Of every text that is not ours: a dollar sign is a dollar sign."""


class _Tie(NamedTuple):
    source: Hashable
    target: Hashable
    sympathy: float


def require_matplotlib() -> None:
    """Raise an error that names the line to type where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401, ICN001
    except ImportError:
        raise MissingDependencyError("matplotlib", "plot", "pictures of a room") from None


class Cast(NamedTuple):
    """A picture without its ties and agents, for those who draw them again and again.

    `names` are the texts of the agents, `places` where they stand, in points, in the order of the graph.
    """

    axes: Axes
    names: list[Text]
    places: NDArray[np.float64]
    radius: float


def empty_picture(graph: nx.DiGraph[Any], *, seed: int, title: str, caption: str) -> Cast:
    """Return what `plot_graph` would draw of a graph, but for the ties and the agents themselves."""
    ties, start = strongest_first(graph), start_of(graph, None, seed)
    axes = new_axes(len(graph))
    furnish(axes, title, caption)
    settle_furniture(axes)
    names, places = place_names(axes, graph, (ties, ties[: tie_limit(None, len(graph))]), start, part=True)
    names.put(places)
    return Cast(axes, names.texts, places, radius_of(len(graph)))


# -- what to draw


def strongest_first(graph: nx.DiGraph[Any]) -> list[_Tie]:
    """Return the ties of a graph, the strongest first."""
    ties = []
    for source, target, attributes in graph.edges(data=True):
        sympathy = attributes.get("sympathy")
        if not isinstance(sympathy, int | float) or not -1 <= sympathy <= 1:
            raise InputError(
                f"the tie from {source!r} to {target!r} has the sympathy {sympathy!r}; expected a number from -1 to 1 "
                "in the attribute 'sympathy' of each edge, as in room.graph"
            )
        ties.append(_Tie(source, target, float(sympathy)))
    return sorted(ties, key=lambda tie: (-abs(tie.sympathy), str(tie.source), str(tie.target)))


def tie_limit(max_ties: int | None, agents: int) -> int:
    """Return how many ties are drawn."""
    if max_ties is None:
        return max(_TIES_AT_LEAST, _TIES_PER_AGENT * agents)
    if max_ties < 0:
        raise InputError(f"max_ties is {max_ties}; expected 0 or more")
    return max_ties


def start_of(
    graph: nx.DiGraph[Any], layout: Mapping[Any, tuple[float, float]] | None, seed: int
) -> NDArray[np.float64]:
    """Return a place for each agent of a graph, in its order: from a layout of the user's own, or the default one."""
    if layout is None:
        layout = sympathy_layout(graph, seed)
    for node in graph:
        if node not in layout:
            raise InputError(
                f"the layout has no place for the agent {node!r}; expected (x, y) for each of {len(graph)}"
            )
    return np.array([layout[node] for node in graph], np.float64).reshape(-1, 2)


def caption_of(graph: nx.DiGraph[Any], drawn: int, ties: int) -> str:
    """Return what a picture says of itself."""
    if not len(graph):
        return "no agents yet"
    parts = [f"{len(graph)} agent{'s' * (len(graph) != 1)}, {ties} tie{'s' * (ties != 1)}"]
    if drawn < ties:
        parts.append(f"the {drawn} strongest are drawn")
    if len(graph) > _MOST_NAMES:
        parts.append(f"the {_MOST_NAMES} agents with the strongest ties are named")
    return "; ".join(parts)


# -- where to draw it


def new_axes(agents: int) -> Axes:
    """Return axes on a figure that pyplot does not know: no backend is chosen, and nothing has to be closed."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from roomlab.views._shown_axes import ShownAxes

    scale = float(np.clip(math.sqrt(agents / 16), 1.0, 2.0))
    figure = Figure(figsize=(8.0 * scale, 6.4 * scale), facecolor=_PAPER)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.12)
    FigureCanvasAgg(figure)
    return figure.add_subplot(axes_class=ShownAxes)


def settle_furniture(axes: Axes) -> None:
    """Let everything around the graph take the space that it needs."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()


def place_names(
    axes: Axes,
    graph: nx.DiGraph[Any],
    ties: tuple[Sequence[_Tie], Sequence[_Tie]],
    start: NDArray[np.float64],
    part: bool,
) -> tuple[_Names, NDArray[np.float64]]:
    """Return the names and places of the agents, given all ties and those drawn; from here on data are points."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    size = np.asarray(axes.get_window_extent().size) * (_POINTS_PER_INCH / figure.dpi)
    axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
    names = _Names(axes, graph, ties[0], radius_of(len(graph)))
    names.choose_sides(_lean(ties[1], dict(zip(graph, start, strict=True))))
    places = settle_boxes(start, names.halves, size, part=part)
    return names, places - names.offsets if part else places


def radius_of(agents: int) -> float:
    """Return the radius of an agent, in points."""
    return float(np.clip(70 / math.sqrt(agents + 8), 4.0, 20.0))


def _lean(ties: Sequence[_Tie], places: Mapping[Hashable, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return for each agent the sum of the vertical parts of the directions of its ties, positive upwards."""
    lean = dict.fromkeys(places, 0.0)
    for source, target, _ in ties:
        across, up = places[target] - places[source]
        steepness = up / max(math.hypot(across, up), 1e-9)
        lean[source] += steepness
        lean[target] -= steepness
    return np.array(list(lean.values()))


# -- drawing


def furnish(axes: Axes, title: str | None, caption: str) -> None:
    """Draw everything around the graph."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.lines import Line2D

    axes.set(xticks=[], yticks=[], facecolor=_PAPER)
    axes.spines[:].set_visible(False)
    if title is not None:
        text = drawable(title, _TITLE_CHARACTERS)
        axes.set_title(text, fontsize=14, color=_INK, pad=10, family=families(), **_PLAIN)
    figure = axes.get_figure()
    assert figure is not None
    scale = ScalarMappable(Normalize(-1, 1), sympathy_colours())
    bar = figure.colorbar(
        scale, ax=axes, shrink=0.6, aspect=24, pad=0.02, ticks=[-1, -0.5, 0, 0.5, 1], label="sympathy"
    )
    bar.outline.set_visible(False)
    likes = Line2D([], [], color=_BLUE, linewidth=2.5)
    dislikes = Line2D([], [], color=_RED, linewidth=2.5, linestyle=_DASHES)
    agent = Line2D([], [], marker="o", markersize=9, mfc="#9dbddc", mec=_INK, linestyle="none")
    axes.legend(
        [likes, dislikes, agent],
        ["likes", "dislikes", "agent (colour: what the others feel, on average)"],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=3,
        frameon=False,
        fontsize=9,
        title=caption,
        title_fontsize=9,
    )


def sympathy_colours() -> Colormap:
    """Return the colours of sympathy from -1 to 1 as a map of matplotlib's: red, grey, blue."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("sympathy", [_RED, _GREY, _BLUE])


class _Names:
    """The names of the agents: inside the circles when all of them fit, else above or below, away from the middle.

    `halves` are half of the width and height of each agent with its name, `offsets` lead from the centre of the agent
    to the centre of both, in points; shape (agents, 2).
    """

    def __init__(self, axes: Axes, graph: nx.DiGraph[Any], ties: Sequence[_Tie], radius: float) -> None:
        ends = (end for tie in ties for end in (tie.source, tie.target))
        named = set(list(dict.fromkeys([*ends, *graph]))[:_MOST_NAMES])
        self._radius = radius
        self.texts = [
            self._write(axes, drawable(str(name or node), _NAME_CHARACTERS) if node in named else "", len(graph))
            for node, name in graph.nodes(data="name")
        ]
        figure = axes.get_figure(root=True)
        assert figure is not None
        sizes = np.array([text.get_window_extent().size for text in self.texts]).reshape(-1, 2)
        sizes = sizes * (_POINTS_PER_INCH / figure.dpi)
        self.inside = bool((np.hypot(*sizes.T) < 1.9 * radius).all())
        below = np.where((sizes[:, 1] > 1) & (not self.inside), sizes[:, 1] + _GAP, 0.0)
        air = _AIR * radius
        self.halves = np.column_stack((np.maximum(sizes[:, 0] / 2, radius), radius + below / 2)) + air
        self.offsets = np.column_stack((np.zeros_like(below), -below / 2))

    @staticmethod
    def _write(axes: Axes, name: str, agents: int) -> Text:
        size = float(np.clip(42 / math.sqrt(agents + 4), 7.5, 12.0))
        return axes.text(0.0, 0.0, name, size=size, color=_INK, family=families(), ha="center", zorder=4, **_PLAIN)

    def choose_sides(self, lean: NDArray[np.float64]) -> None:
        """Let a name stand above where most arrows come from below; `lean` is negative there."""
        self.offsets[lean < 0] *= -1

    def put(self, places: NDArray[np.float64]) -> None:
        """Move the names to the agents at `places`."""
        from matplotlib.patheffects import withStroke

        for text, (x, y), offset in zip(self.texts, places, self.offsets[:, 1], strict=True):
            if self.inside:
                text.set(position=(x, y), va="center_baseline")
                continue
            way = 1 if offset > 0 else -1
            text.set(position=(x, y + way * (self._radius + _GAP)), va="bottom" if way > 0 else "top")
            text.set_path_effects([withStroke(linewidth=2.5, foreground=_PAPER, alpha=0.85)])


def draw_agents(axes: Axes, graph: nx.DiGraph[Any], places: NDArray[np.float64], radius: float) -> None:
    """Draw the agents at their places, coloured by what the others feel towards them."""
    colours = sympathy_colours()
    felt: dict[Hashable, list[float]] = {node: [] for node in graph}
    for _, target, attributes in graph.edges(data=True):
        felt[target].append(attributes["sympathy"])
    faces = [
        colours((1 + sum(sympathies) / len(sympathies)) / 2) if sympathies else _PAPER for sympathies in felt.values()
    ]
    across, up = places.T
    axes.scatter(across, up, s=4 * radius**2, c=faces, edgecolors=_INK, linewidths=1.0, zorder=3)


def draw_ties(axes: Axes, ties: Sequence[_Tie], places: Mapping[Hashable, NDArray[np.float64]], radius: float) -> None:
    """Draw ties as arrows between the places of their ends."""
    from matplotlib.patches import FancyArrowPatch

    colours = sympathy_colours()
    boldness = float(np.clip(math.sqrt(12 / max(len(places), 1)), 0.5, 1.0))
    # Antipathies reach across the picture: below, and the strongest of either kind on top.
    for source, target, sympathy in sorted(ties, key=lambda tie: (tie.sympathy >= 0, abs(tie.sympathy))):
        strength = abs(sympathy)
        length = float(np.hypot(*(places[target] - places[source])))
        arrow = FancyArrowPatch(
            tuple(places[source]),
            tuple(places[target]),
            arrowstyle="-|>",
            connectionstyle=f"arc3,rad={min(0.2, 0.05 + 10 / max(length, 1.0))}",
            mutation_scale=(8 + 6 * strength) * boldness**0.5,
            shrinkA=radius + 1,
            shrinkB=radius + 1,
            color=colours((1 + sympathy) / 2),
            linewidth=(0.6 + 2.2 * strength) * boldness,
            linestyle=_DASHES if sympathy < 0 else "solid",
            zorder=2,
        )
        axes.add_patch(arrow)
