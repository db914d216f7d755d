"""Other ways to show a network: how soon it is there, how many frames they have, how many changes they show.

They get the easier task: their ties have neither signs by dashes nor a layout by sympathy. A picture counts as shown
when something of it is painted.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from playwright.sync_api import Error

from benchmarks._widget_notebooks import DENSE, SCRIPT, opened
from tests.browser.conftest import Desk

PATIENCE = 120.0
"""Seconds after which a peer that shows nothing is given up."""
SETTLE_MS = 5_000
SECONDS = 4.0
RATE = 500
CHANGE_PATIENCE = 30.0
"""Seconds after which a peer of which no change was seen is left without figures of changes."""
PAINTED = 0.02
"""The share of the pixels of a picture that is painted; a line of text has less."""

# Changes are coalesced to 30 turns a second, as ours are.
IPYCYTOSCAPE = """\
import asyncio, random
import ipycytoscape, networkx as nx
random.seed(1)
graph = nx.gnm_random_graph({agents}, {ties}, seed=1, directed=True)
nx.set_edge_attributes(graph, 0.5, "sympathy")
widget = ipycytoscape.CytoscapeWidget(layout={{"height": "560px", "width": "800px"}})
widget.graph.add_graph_from_networkx(graph, directed=True)
widget.set_layout(name="random", animate=False)
widget.set_style([{{"selector": "edge", "style": {{
    "width": "mapData(sympathy, -1, 1, 1, 4)", "line-color": "mapData(sympathy, -1, 1, red, blue)",
    "target-arrow-shape": "triangle", "curve-style": "bezier"}}}}])
widget
"""
IPYCYTOSCAPE_LIVES = """\
async def live():
    while True:
        for edge in random.choices(widget.graph.edges, k={burst}):
            edge.data["sympathy"] = random.uniform(-1, 1)
        await asyncio.sleep(1 / 30)

task = asyncio.get_event_loop().create_task(live())
"""
IPYSIGMA = """\
import ipysigma, networkx as nx
ipysigma.Sigma(nx.gnm_random_graph({agents}, {ties}, seed=1, directed=True), height=560, start_layout=True)
"""
# Cytoscape leaves its core on the element that it draws in.
COUNT_CHANGES = """() => {
  const place = [...document.querySelectorAll('.jp-OutputArea-output *')].find(node => node._cyreg);
  window.changes = 0;
  place?._cyreg.cy.on('data', 'edge', () => window.changes++);
  return Boolean(place);
}"""


class Seen(NamedTuple):
    """What was seen of a peer: seconds until it showed something (`PATIENCE` when it never did), then each second's."""

    shown: float
    frames: list[float]
    changes: list[float]

    @property
    def in_time(self) -> bool:
        """Whether it showed anything."""
        return self.shown < PATIENCE


def label(package: str) -> str:
    """Return a peer with its version, or how to install it."""
    return f"{package} {version(package)}" if find_spec(package) else f"not measured: pip install {package}"


def ours(desk: Desk, size: tuple[int, int]) -> float:
    """Return the seconds until our graph shows something, by the same measure."""
    with opened(desk, size, 0) as notebook:
        begun = time.perf_counter()
        notebook.start_cell(1)
        return painted(notebook.page, begun, ".roomlab-stage canvas")


def ipycytoscape(desk: Desk, size: tuple[int, int], rounds: int) -> Seen | None:
    """Show a network with ipycytoscape and change it; None where it is not installed."""
    return _seen(desk, "ipycytoscape", [IPYCYTOSCAPE, IPYCYTOSCAPE_LIVES], size, rounds)


def ipysigma(desk: Desk, size: tuple[int, int], rounds: int) -> Seen | None:
    """Show a network with ipysigma, which cannot be updated, while its layout moves; None where it is not installed."""
    return _seen(desk, "ipysigma", [IPYSIGMA], size, rounds)


def _seen(desk: Desk, package: str, cells: list[str], size: tuple[int, int], rounds: int) -> Seen | None:
    if not find_spec(package):
        return None
    made = [cell.format(agents=size[0], ties=size[1], burst=RATE // 30) for cell in cells]
    notebook = desk.open("lab", [f"import {package}, networkx", *made])
    page = notebook.page
    try:
        notebook.run_cell(0)
        begun = time.perf_counter()
        notebook.start_cell(1)
        shown = painted(page, begun)
        if shown >= PATIENCE:
            return Seen(PATIENCE, [], [])
        page.wait_for_timeout(SETTLE_MS)
        changing = len(cells) > 1 and page.evaluate(COUNT_CHANGES)
        if changing:
            notebook.start_cell(2)
            try:  # what it has to do for each tie comes first
                page.wait_for_function("window.changes > 0", polling=100, timeout=1e3 * CHANGE_PATIENCE)
            except Error:
                return Seen(shown, [], [])  # frames in which nothing changes would say nothing
        frames, changes = _lives(page, rounds)
        return Seen(shown, frames, changes if changing else [])
    finally:
        page.close()


def _lives(page: Any, rounds: int) -> tuple[list[float], list[float]]:
    """Return frames a second and changes a second."""
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    frames, changes = [], []
    for _ in range(rounds):
        before, begun = page.evaluate("[window.changes ?? 0, performance.now()]")
        frames.append(page.evaluate("seconds => bench.count(seconds)", SECONDS)["rate"])
        after, ended = page.evaluate("[window.changes ?? 0, performance.now()]")
        changes.append(1e3 * (after - before) / (ended - begun))
    return frames, changes


def painted(page: Any, begun: float, selector: str = ".jp-OutputArea-output canvas") -> float:
    """Return the seconds until there is something on a canvas, by screenshots; `PATIENCE` when nothing comes."""
    while (left := PATIENCE - (time.perf_counter() - begun)) > 0:
        try:
            page.wait_for_selector(selector, state="attached", timeout=1e3 * left)
            taken = time.perf_counter()
            box = page.locator(selector).first.bounding_box(timeout=1e3 * left)
            picture = page.screenshot(timeout=1e3 * left, clip=box) if box and box["height"] > 50 else None
        except Error:  # too late, or the canvas was replaced meanwhile
            page.wait_for_timeout(100)
            continue
        if picture and _has_content(picture):
            return taken - begun
        page.wait_for_timeout(100)
    return PATIENCE


def _has_content(picture: bytes) -> bool:
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    return bool((np.abs(pixels - pixels[0, 0]).sum(axis=2) > 40).mean() > PAINTED)


@contextmanager
def _pyvis_page(browser: Any, size: tuple[int, int]) -> Iterator[tuple[Any, str]]:
    """Write what pyvis writes, and open an empty window for it."""
    import networkx as nx
    from pyvis.network import Network

    network = Network("560px", "800px", directed=True, cdn_resources="in_line")
    network.from_nx(nx.gnm_random_graph(*size, seed=1, directed=True))
    network.set_options('{"physics": {"stabilization": {"enabled": false}}}')
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("http*://**", lambda route: route.abort())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "network.html")
        file.write_text(network.generate_html(), encoding="utf-8")
        try:
            yield page, file.as_uri()
        finally:
            page.close()


def pyvis(browser: Any, size: tuple[int, int], rounds: int) -> Seen | None:
    """Show a network with pyvis, in a page of its own, while its layout moves; None where it is not installed."""
    if not find_spec("pyvis"):
        return None
    with _pyvis_page(browser, size) as (page, address):
        begun = time.perf_counter()
        try:
            page.goto(address, timeout=1e3 * PATIENCE, wait_until="commit")
        except Error:
            return Seen(PATIENCE, [], [])
        shown = painted(page, begun, "canvas")
        if shown >= PATIENCE or size != DENSE:
            return Seen(shown, [], [])
        return Seen(shown, _lives(page, rounds)[0], [])
