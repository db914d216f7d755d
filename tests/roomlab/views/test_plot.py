"""Pictures of a room: what they show, what untrusted names do to them, and that names do not cover each other."""

from __future__ import annotations

import builtins
import io
import itertools
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roomlab.errors import InputError, MissingDependencyError
from roomlab.views._layout import settle_boxes, sympathy_layout
from roomlab.views.plot import plot_graph, save_graph_png

pytest.importorskip("matplotlib")

from matplotlib import colors as mpl_colors
from matplotlib import image as mpl_image
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

NAMES = ("Алиса", "Борис", "Дарья Ивановна", "Klaus Mueller", "Isabella Rodriguez", "Пётр", "Tom", "Harriet")


def room(agents: int, density: float = 1.0, camps: int = 2, seed: int = 1) -> nx.DiGraph:
    """Make a room in which each camp likes its own."""
    rng = np.random.default_rng(seed)
    graph = nx.DiGraph()
    for number in range(agents):
        graph.add_node(str(number), name=f"{NAMES[number % len(NAMES)]} {number // len(NAMES) or ''}".strip())
    for one, other in itertools.permutations(range(agents), 2):
        if rng.random() < density:
            mean = 0.5 if one % camps == other % camps else -0.4
            graph.add_edge(str(one), str(other), sympathy=float(np.clip(rng.normal(mean, 0.3), -1, 1)))
    return graph


def arrows(axes) -> list[FancyArrowPatch]:
    return [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]


def words(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_draws_every_agent_and_tie():
    graph = room(4)
    axes = plot_graph(graph, title="Комната")
    assert sorted(words(axes)) == sorted(name for _, name in graph.nodes(data="name"))
    assert len(arrows(axes)) == 12
    assert axes.get_title() == "Комната"
    assert [text.get_text() for text in axes.get_legend().get_texts()][:2] == ["likes", "dislikes"]
    assert axes.get_legend().get_title().get_text() == "4 agents, 12 ties"
    bar = axes.figure.axes[1]
    assert bar.get_ylabel() == "sympathy"
    assert bar.get_ylim() == (-1, 1)


def test_colour_width_and_dashes_tell_the_sympathy():
    graph = nx.DiGraph()
    values = {("a", "b"): -1.0, ("b", "a"): 0.0, ("a", "c"): 0.5, ("c", "a"): 1.0}
    graph.add_edges_from((*pair, {"sympathy": value}) for pair, value in values.items())
    drawn = sorted(arrows(plot_graph(graph)), key=lambda arrow: arrow.get_linewidth())
    none, some, *most = drawn
    assert none.get_linewidth() < some.get_linewidth() < most[0].get_linewidth() == most[1].get_linewidth()
    red, blue = sorted(most, key=lambda arrow: arrow.get_edgecolor()[2])
    assert [red.get_linestyle() == "solid", blue.get_linestyle()] == [False, "solid"]
    assert mpl_colors.to_hex(red.get_edgecolor()) == "#b2182b"
    assert mpl_colors.to_hex(blue.get_edgecolor()) == "#2166ac"
    assert np.ptp(none.get_edgecolor()[:3]) < 0.02  # grey


def test_a_tie_and_its_answer_bend_apart():
    there, back = arrows(plot_graph(nx.DiGraph([("a", "b", {"sympathy": 1}), ("b", "a", {"sympathy": 1})])))
    middles = [arrow.get_path().interpolated(20).vertices.mean(axis=0) for arrow in (there, back)]
    assert np.hypot(*(middles[0] - middles[1])) > 5  # points


def test_a_dense_room_says_what_it_leaves_out():
    axes = plot_graph(room(30))
    assert len(arrows(axes)) == 90
    assert "30 agents, 870 ties; the 90 strongest are drawn" in axes.get_legend().get_title().get_text()
    assert len(arrows(plot_graph(room(6), max_ties=5))) == 5
    crowd = plot_graph(room(90, 0.05))
    assert sum(map(bool, words(crowd))) == 80
    assert "the 80 agents with the strongest ties are named" in crowd.get_legend().get_title().get_text()


@pytest.mark.parametrize("agents", [0, 1, 2])
def test_small_rooms(agents, tmp_path):
    path = save_graph_png(room(agents), tmp_path / "room.png")
    assert mpl_image.imread(path).ndim == 3


@pytest.mark.parametrize(("agents", "density"), [(3, 1.0), (6, 0.8), (12, 0.6), (17, 1.0), (40, 0.2)])
def test_no_name_covers_another_name_or_agent(agents, density):
    axes = plot_graph(room(agents, density, camps=3))
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    frame = axes.get_window_extent()
    assert all(frame.x0 - 1 <= box.x0 and box.x1 <= frame.x1 + 1 for box in boxes)
    assert all(frame.y0 - 1 <= box.y0 and box.y1 <= frame.y1 + 1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    (circles,) = axes.collections
    radius = np.sqrt(circles.get_sizes()[0]) / 2 * axes.figure.dpi / 72
    centres = axes.transData.transform(circles.get_offsets())
    for number, box in enumerate(boxes):
        for other, (x, y) in enumerate(centres):
            if other != number:
                beside = max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0)
                assert np.hypot(*beside) >= radius - 1
    gaps = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) + np.eye(agents) * 1e6
    assert gaps.min() > 2 * radius


def test_short_names_stand_inside():
    graph = nx.DiGraph([("1", "2", {"sympathy": 1}), ("2", "1", {"sympathy": 1})])
    axes = plot_graph(graph)
    (circles,) = axes.collections
    assert np.allclose([text.get_position() for text in axes.texts], circles.get_offsets())


STRANGE = [
    "$x$",
    "$\\frac{1}{0}$",
    "\\input{/etc/passwd}",
    "עברית",
    "😀🎭",
    "中文",
    "\x00\n\x1b[31m",
    "\ud800",
    "e" + "\u0301" * 50,
    " ",
    "_^%&#",
]


def test_strange_names_are_drawn_as_text(tmp_path):
    graph = room(len(STRANGE), 0.3)
    nx.set_node_attributes(graph, dict(zip(graph, STRANGE, strict=True)), "name")
    axes = plot_graph(graph, title="$\\frac{1}{0}$ 🎭\n")
    assert not any(text.get_parse_math() or text.get_usetex() for text in (*axes.texts, axes.title))
    assert "$x$" in words(axes)
    assert save_graph_png(graph, tmp_path / "strange.png", title="\x00\ud800 $\\frac$").stat().st_size > 10_000


@settings(max_examples=20)
@given(st.lists(st.text(max_size=30), min_size=2, max_size=4))
def test_any_name_can_be_drawn(names):
    graph = room(len(names))
    nx.set_node_attributes(graph, dict(zip(graph, names, strict=True)), "name")
    axes = plot_graph(graph, title=names[0])
    axes.figure.savefig(io.BytesIO(), format="svg")  # quicker than pixels, and lays out the same text


def test_tex_is_never_run_for_a_name():
    import matplotlib as mpl

    with mpl.rc_context({"text.usetex": True}):
        axes = plot_graph(nx.DiGraph([("a", "b", {"sympathy": 1})]), ax=Figure().add_subplot(), title="x")
        assert not any(text.get_usetex() for text in (*axes.texts, axes.title))


def test_a_long_name_is_cut():
    graph = nx.DiGraph()
    graph.add_node("1", name="a" * 300)
    assert words(plot_graph(graph)) == ["a" * 19 + "…"]


def test_the_same_room_and_seed_give_the_same_picture(tmp_path):
    graph = room(9, 0.5)
    other = nx.DiGraph()
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(data=True))))
    assert sympathy_layout(graph, 3) == sympathy_layout(other, 3)
    one, two = (save_graph_png(graph, tmp_path / name).read_bytes() for name in ("1.png", "2.png"))
    assert one == two


def test_layout_leaves_the_global_generator_alone():
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    plot_graph(room(5))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_friends_are_nearer_than_foes():
    graph = nx.DiGraph()
    for one, other in itertools.permutations("abcd", 2):
        graph.add_edge(one, other, sympathy=0.9 if {one, other} in ({"a", "b"}, {"c", "d"}) else -0.9)
    places = {node: np.array(place) for node, place in sympathy_layout(graph).items()}
    friends = max(np.hypot(*(places["a"] - places["b"])), np.hypot(*(places["c"] - places["d"])))
    foes = min(np.hypot(*(places[one] - places[other])) for one in "ab" for other in "cd")
    assert friends * 3 < foes


def test_boxes_at_one_place_part():
    places = settle_boxes(np.zeros((5, 2)), np.full((5, 2), 10.0), np.array([200.0, 200.0]), part=True)
    apart = np.abs(places[:, None] - places[None]).max(axis=2) + np.eye(5) * 100
    assert apart.min() >= 20 - 1e-6


def test_own_places_are_kept():
    graph = room(3)
    layout = {"0": (0, 0), "1": (1, 0), "2": (2, 1)}
    (circles,) = plot_graph(graph, layout=layout).collections
    (x0, y0), (x1, y1), (x2, y2) = circles.get_offsets()
    assert y0 == pytest.approx(y1)
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y2 > y0


def test_draws_on_the_users_axes():
    axes = Figure(figsize=(6, 4)).add_subplot()
    assert plot_graph(room(3), ax=axes) is axes
    axes.figure.savefig(io.BytesIO())


def test_shows_itself_in_a_notebook():
    assert plot_graph(room(3))._repr_png_().startswith(b"\x89PNG")


def test_pyplot_and_the_backend_are_left_alone():
    script = """
import sys, networkx as nx
from roomlab.views.plot import plot_graph
assert "matplotlib" not in sys.modules
plot_graph(nx.DiGraph([("a", "b", {"sympathy": 1})])).figure.savefig(sys.argv[1])
assert "matplotlib.pyplot" not in sys.modules
"""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-W", "error", "-c", script, f"{folder}/x.png"], check=True, timeout=50)


def test_a_missing_matplotlib_names_the_line_to_type(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingDependencyError, match=r'pip install "roomlab\[plot\]"'):
        plot_graph(room(2))


def test_wrong_arguments():
    with pytest.raises(InputError, match="no place for the agent '1'"):
        plot_graph(room(2), layout={"0": (0, 0)})
    with pytest.raises(InputError, match="max_ties is -1"):
        plot_graph(room(2), max_ties=-1)
    for wrong in ({}, {"sympathy": 2}, {"sympathy": float("nan")}, {"sympathy": "1"}):
        with pytest.raises(InputError, match="expected a number from -1 to 1"):
            plot_graph(nx.DiGraph([("a", "b", wrong)]))


def test_a_picture_that_cannot_be_written_leaves_the_old_one(tmp_path):
    (tmp_path / "room.png").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        save_graph_png(room(2), tmp_path / "room.png")
    with pytest.raises(InputError, match="directory that exists"):
        save_graph_png(room(2), tmp_path / "no" / "room.png")
    assert [path.name for path in tmp_path.iterdir()] == ["room.png"]
