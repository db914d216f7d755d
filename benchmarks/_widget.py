"""How many frames a second the live view shows, without a graphics card, beside other ways to show a network.

What is measured is the time between frames in a headless Chromium: time spent in JavaScript says little, because what
costs is turning lines into pixels, and that comes later. The part that needs no kernel runs the built bundle in a plain
page that gives it the kernel's messages; the others measure in a real JupyterLab.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Plot
from playwright.sync_api import Page, Route, sync_playwright

from benchmarks import _widget_kernel, _widget_latency, _widget_notebooks, _widget_peers
from benchmarks._figure import Demand, Figure, seconds
from benchmarks._widget_notebooks import DENSE, FRAME_MS, LARGE, SCRIPT, SMALL, size_name
from tests.browser.conftest import FLAGS, Desk
from tests.conftest import find_browser

SECONDS = 3.0
"""How long frames are counted in each round."""
LINES, LINES_RATE = 10_000, 100
"""How many lines the chat holds, and how many come a second."""
SOFTWARE_WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def figures(rounds: int) -> Iterator[Figure]:
    """Measure the drawing in a plain page, then all in JupyterLab and beside its peers, then what the kernel pays."""
    with sync_playwright() as driver, _browser(driver) as browser:
        yield from _page_figures(browser, rounds)
        with _desk(browser) as desk:
            yield from _widget_notebooks.figures(desk, rounds)
            yield from _widget_latency.figures(desk, rounds)
            yield from _beside_peers(driver, browser, desk, rounds)
    yield from _widget_kernel.figures(rounds)


def _page_figures(browser: Any, rounds: int) -> Iterator[Figure]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("http*://**", _refuse)
    page.add_script_tag(path=str(SCRIPT))
    bundle = (files("roomlab.views.widgets") / "static" / "widget.js").read_text("utf-8")
    page.evaluate("text => bench.load(text)", bundle)
    yield from _frames(page, rounds, "graph", SMALL, 2_000, Demand(57))
    yield from _frames(
        page, rounds, "graph", DENSE, 500, Demand(55), (f"matplotlib {mpl.__version__} on Agg", _pictures)
    )
    yield from _frames(page, rounds, "graph", DENSE, 2_000, Demand(50))
    yield from _frames(page, rounds, "matrix", DENSE, 2_000, None)
    yield from _moving(page, rounds)
    yield _shown(page, rounds)
    yield _talking(page, rounds)
    page.close()


@contextmanager
def _browser(driver: Any, *flags: str) -> Iterator[Any]:
    """Start a browser without a graphics card."""
    browser = driver.chromium.launch(executable_path=find_browser(), args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def _desk(browser: Any) -> Iterator[Desk]:
    """Have a desk on which notebooks can be opened; it starts JupyterLab with the first one."""
    with ExitStack() as stack:
        yield Desk(Path(stack.enter_context(tempfile.TemporaryDirectory())), browser, stack)


@contextmanager
def _unlimited_server() -> Iterator[None]:
    """Let servers that start meanwhile pass on any number of messages: ipycytoscape sends some for each tie.

    With the limits that a server has by default, it shows nothing of 3,000 ties. Ours keeps within them.
    """
    limits = {"ServerApp": {"iopub_msg_rate_limit": 1e9, "iopub_data_rate_limit": 1e12}}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder, "jupyter_server_config.json").write_text(json.dumps(limits), encoding="utf-8")
        patch.setenv("JUPYTER_CONFIG_PATH", folder)
        yield


def _refuse(route: Route) -> None:
    route.abort()


def _frames(
    page: Page, rounds: int, kind: str, size: tuple[int, int], rate: int, demand: Demand | None,
    peer: tuple[str, Callable[[], float]] | None = None,
) -> Iterator[Figure]:  # fmt: skip
    rates, late, peers = [], [], []
    for _ in range(rounds):
        page.evaluate("([agents, ties, kind]) => bench.show(agents, ties, kind)", [*size, kind])
        seen = page.evaluate("([seconds, rate]) => bench.frames(seconds, rate)", [SECONDS, rate])
        page.evaluate("bench.close()")
        rates.append(seen["rate"])
        late.append(seen["late"])
        if peer:
            peers.append(peer[1]())
    name = f"{kind}, {size_name(size)}, {rate:,} updates/s"
    yield Figure(name, "frames/s", rates, peer[0] if peer else "", peers, demand)
    limit = Demand(FRAME_MS, at_least=False) if size == SMALL else None
    yield Figure(f"{name}: 95 % of frames within", "ms", late, demand=limit)


def _moving(page: Page, rounds: int) -> Iterator[Figure]:
    rates, quality = [], []
    for _ in range(rounds):
        page.evaluate("([agents, ties]) => bench.show(agents, ties, 'graph')", DENSE)
        seen = page.evaluate("bench.moving()")
        page.evaluate("bench.close()")
        rates.append(seen["rate"])
        quality.append(seen["quality"] / 1_000)
    name = f"graph, {size_name(DENSE)}, everyone moving"
    yield Figure(name, "frames/s", rates, demand=Demand(30))
    yield Figure(f"{name}: from the end to full quality", "s", quality, demand=Demand(1, at_least=False))


def _shown(page: Page, rounds: int) -> Figure:
    values = []
    for _ in range(rounds):
        values.append(page.evaluate("([agents, ties]) => bench.show(agents, ties, 'graph')", LARGE) / 1_000)
        page.evaluate("bench.close()")
    return Figure(f"graph, {size_name(LARGE)}: shown in full after", "s", values, demand=Demand(2, at_least=False))


def _talking(page: Page, rounds: int) -> Figure:
    rates = []
    for _ in range(rounds):
        page.evaluate("([agents, ties]) => bench.show(agents, ties, 'dashboard')", SMALL)
        said = [LINES, SECONDS, LINES_RATE]
        rates.append(page.evaluate("([held, seconds, rate]) => bench.talking(held, seconds, rate)", said)["rate"])
        page.evaluate("bench.close()")
    return Figure(
        f"dashboard, chat of {LINES:,} lines, {LINES_RATE} more a second", "frames/s", rates, demand=Demand(55)
    )


def _beside_peers(driver: Any, browser: Any, desk: Desk, rounds: int) -> Iterator[Figure]:
    """Show rooms of each size in ours and in each peer, one after the other."""
    with (
        _unlimited_server(),
        _desk(browser) as theirs,
        _browser(driver, *SOFTWARE_WEBGL) as webgl,
        _desk(webgl) as sigma,
    ):
        for size in (SMALL, DENSE, LARGE):
            ours = [_widget_peers.ours(desk, size)]
            for package, seen in (
                ("ipycytoscape", _widget_peers.ipycytoscape(theirs, size, rounds)),
                ("ipysigma", _widget_peers.ipysigma(sigma, size, rounds)),
                ("pyvis", _widget_peers.pyvis(browser, size, rounds)),
            ):
                yield from _beside(package, seen, size, ours)
            name = f"graph, {size_name(size)}: something is shown"
            yield Figure(name, "s", ours, f"matplotlib {mpl.__version__} on Agg", [_picture_seconds(size, 1)])


def _beside(
    package: str, seen: _widget_peers.Seen | None, size: tuple[int, int], ours: list[float]
) -> Iterator[Figure]:
    said = _widget_peers.label(package)
    times = [] if seen is None else [seen.shown]
    stopped = seen is not None and not seen.in_time
    yield Figure(f"graph, {size_name(size)}: something is shown", "s", ours, said, times, peer_stopped=stopped)
    if seen and seen.frames:
        moves = "asked for 500 changes/s" if package == "ipycytoscape" else "its layout moving, no changes"
        yield Figure(f"for comparison: {said}, {size_name(size)}, {moves}", "frames/s", seen.frames)
    if seen and seen.changes:
        yield Figure(f"for comparison: {said}, {size_name(size)}, changes shown of 500/s", "1/s", seen.changes)


def random_room(size: tuple[int, int]) -> tuple[nx.DiGraph[int], np.random.Generator]:
    """Return a graph of ties with `sympathy`, and the generator it was made with."""
    rng = np.random.default_rng(1)
    agents, ties = size
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(agents))
    while graph.number_of_edges() < ties:
        source, target = (int(number) for number in rng.integers(agents, size=2))
        if source != target:
            graph.add_edge(source, target, sympathy=float(rng.uniform(-1, 1)))
    return graph, rng


def _pictures() -> float:
    """Return how many pictures a second matplotlib paints."""
    return 1 / _picture_seconds(DENSE, 5)


def _picture_seconds(size: tuple[int, int], pictures: int) -> float:
    """Return how long matplotlib paints a picture, ties as one collection, which is its fastest way."""
    graph, rng = random_room(size)
    places = rng.uniform(size=(size[0], 2))
    plot = Plot(figsize=(8, 5.6), dpi=100)
    canvas = FigureCanvasAgg(plot)
    axes = plot.add_axes((0, 0, 1, 1))
    lines = LineCollection([places[list(tie)] for tie in graph.edges], cmap=mpl.colormaps["RdBu"])
    axes.add_collection(lines)
    axes.scatter(*places.T, zorder=2)

    def paint() -> None:
        sympathies = rng.uniform(-1, 1, size[1])
        lines.set_array(sympathies)
        lines.set_linewidth(1 + 3 * np.abs(sympathies))
        canvas.draw()

    paint()
    return seconds(lambda: [paint() for _ in range(pictures)]) / pictures
