"""How many frames a second the live view shows, without a graphics card, beside other ways to show a network.

What is measured is the time between frames in a headless Chromium: time spent in JavaScript says little, because what
costs is turning lines into pixels, and that comes later. The part that needs no kernel runs the built bundle in a plain
page that gives it the kernel's messages; `_widget_notebooks` measures in a real JupyterLab.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Plot
from playwright.sync_api import Page, Route, sync_playwright

from benchmarks import _widget_notebooks
from benchmarks._figure import Demand, Figure, seconds
from tests.browser.conftest import FLAGS
from tests.conftest import find_browser

SECONDS = 4.0
"""How long frames are counted in each round."""
FRAME_MS = 17.0
SCRIPT = Path(__file__).with_name("_widget_page.js")
SMALL, DENSE, LARGE = (30, 200), (300, 3_000), (5_000, 30_000)
LATENCIES = 20


def figures(rounds: int) -> Iterator[Figure]:
    """Measure the drawing in a plain page, its peers in the same rounds, then all in JupyterLab."""
    with browser_page() as page:
        page.add_script_tag(path=str(SCRIPT))
        bundle = (files("roomlab.views.widgets") / "static" / "widget.js").read_text("utf-8")
        page.evaluate("text => bench.load(text)", bundle)
        yield from _frames(page, rounds, "graph", SMALL, 2_000, Demand(57))
        yield from _frames(page, rounds, "graph", DENSE, 500, Demand(55), ("matplotlib on Agg", _matplotlib_pictures))
        yield from _frames(page, rounds, "graph", DENSE, 2_000, Demand(50))
        yield from _frames(page, rounds, "matrix", DENSE, 2_000, None)
        yield from _moving(page, rounds)
        yield _shown(page, rounds)
        yield _latency(page, rounds)
    yield from _widget_notebooks.figures(rounds)


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open an empty page in a browser without a graphics card and without a network."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.route("http*://**", _refuse)
            yield page
        finally:
            browser.close()


def _refuse(route: Route) -> None:
    route.abort()


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]:,} agents, {size[1]:,} ties"


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
    name = f"{kind}, {_size(size)}, {rate:,} updates/s"
    yield Figure(name, "frames/s", rates, peer[0] if peer else "", peers, demand)
    limit = Demand(FRAME_MS, at_least=False) if size == SMALL else None
    yield Figure(f"{name}: 95 % of frames within", "ms", late, demand=limit)


def _moving(page: Page, rounds: int) -> Iterator[Figure]:
    rates, quality, peers = [], [], []
    for _ in range(rounds):
        page.evaluate("([agents, ties]) => bench.show(agents, ties, 'graph')", DENSE)
        seen = page.evaluate("bench.moving()")
        page.evaluate("bench.close()")
        rates.append(seen["rate"])
        quality.append(seen["quality"] / 1_000)
        if find_spec("pyvis"):
            peers.append(_pyvis_moving(page))
    peer = "pyvis (vis-network)" if peers else "pyvis is not installed"
    yield Figure(f"graph, {_size(DENSE)}, everyone moving", "frames/s", rates, peer, peers, Demand(30))
    yield Figure(
        f"graph, {_size(DENSE)}: from the end of moving to full quality", "s", quality, demand=Demand(1, at_least=False)
    )


def _shown(page: Page, rounds: int) -> Figure:
    values = []
    for _ in range(rounds):
        values.append(page.evaluate("([agents, ties]) => bench.show(agents, ties, 'graph')", LARGE) / 1_000)
        page.evaluate("bench.close()")
    return Figure(f"graph, {_size(LARGE)}: shown in full after", "s", values, demand=Demand(2, at_least=False))


def _latency(page: Page, rounds: int) -> Figure:
    """From a message in the page to changed pixels; the way from the server to the page comes on top."""
    page.evaluate("([agents, ties]) => bench.show(agents, ties, 'graph')", DENSE)
    values = []
    for _ in range(rounds):
        seen = []
        for _ in range(LATENCIES):
            seen.append(page.evaluate("bench.latency()"))
            page.evaluate("bench.still()")
        values.append(statistics.quantiles(seen, n=20)[-1])
    page.evaluate("bench.close()")
    return Figure(f"graph, {_size(DENSE)}, idle: a change is painted (95 %) within", "ms", values)


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


def _matplotlib_pictures() -> float:
    """Return how many pictures a second matplotlib paints, ties as one collection, which is its fastest way."""
    graph, rng = random_room(DENSE)
    places = rng.uniform(size=(DENSE[0], 2))
    plot = Plot(figsize=(8, 5.6), dpi=100)
    canvas = FigureCanvasAgg(plot)
    axes = plot.add_axes((0, 0, 1, 1))
    lines = LineCollection([places[list(tie)] for tie in graph.edges], cmap=mpl.colormaps["RdBu"])
    axes.add_collection(lines)
    axes.scatter(*places.T, zorder=2)

    def paint() -> None:
        sympathies = rng.uniform(-1, 1, DENSE[1])
        lines.set_array(sympathies)
        lines.set_linewidth(1 + 3 * np.abs(sympathies))
        canvas.draw()

    paint()
    return 5 / seconds(lambda: [paint() for _ in range(5)])


def _pyvis_moving(ours: Page) -> float:
    """Return the frames a second of a page that pyvis wrote, while its agents move."""
    from pyvis.network import Network

    network = Network("560px", "800px", directed=True, cdn_resources="in_line")
    network.from_nx(random_room(DENSE)[0])
    network.set_options('{"physics": {"stabilization": {"enabled": false}}}')
    script = SCRIPT.read_text("utf-8")
    assert ours.context.browser
    page = ours.context.browser.new_page(viewport=ours.viewport_size)
    page.route("http*://**", _refuse)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "network.html")
        file.write_text(network.generate_html(), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector("canvas")
        page.add_script_tag(content=script)
        seen: dict[str, Any] = page.evaluate(
            """async () => {
              const times = [], start = performance.now();
              while (performance.now() - start < 4000) times.push(await new Promise(requestAnimationFrame));
              return bench.gaps(times);
            }"""
        )
    page.close()
    return float(seen["rate"])
