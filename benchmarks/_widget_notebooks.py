"""How many frames a second a page of JupyterLab has while a network lives in it: ours, and widgets like it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import sync_playwright

from benchmarks._figure import Demand, Figure
from roomlab.events import Channel, EdgeUpdate
from roomlab.log import EventLog
from roomlab.recording.recorder import Recorder
from tests.browser.conftest import FLAGS, NotebookPage, running_jupyter
from tests.conftest import find_browser

AGENTS, TIES = 300, 3_000
RATE = 500
"""Updates of ties per second."""
SECONDS = 40
"""How long the recording goes on that stands for a living room."""
START = 1_700_000_000_000_000
SETTLE_MS = 6_000
"""After the picture is there: until everything has found its place."""
PEER_SETTLE_MS = 20_000
PATIENCE_MS = 120_000
"""A page that has not come so far after this time counts as not having a frame."""
SOFTWARE_WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")

OURS = """\
import roomlab
room = roomlab.replay("room.roomlog.jsonl", speed=1)
room.view.graph(height=560)
"""
# Changes are coalesced to 30 turns a second, as ours are: the peers get the easier task.
IPYCYTOSCAPE = f"""\
import asyncio, random
import ipycytoscape, networkx as nx
random.seed(1)
graph = nx.gnm_random_graph({AGENTS}, {TIES}, seed=1, directed=True)
nx.set_edge_attributes(graph, 0.5, "sympathy")
widget = ipycytoscape.CytoscapeWidget(layout={{"height": "560px", "width": "800px"}})
widget.graph.add_graph_from_networkx(graph, directed=True)
widget.set_layout(name="random", animate=False)
widget.set_style([{{"selector": "edge", "style": {{
    "width": "mapData(sympathy, -1, 1, 1, 4)", "line-color": "mapData(sympathy, -1, 1, red, blue)",
    "target-arrow-shape": "triangle", "curve-style": "bezier"}}}}])

async def live():
    await asyncio.sleep(15)  # the page builds a widget for each tie first
    while True:
        for edge in random.sample(widget.graph.edges, {RATE // 30}):
            edge.data["sympathy"] = random.uniform(-1, 1)
        await asyncio.sleep(1 / 30)

task = asyncio.get_event_loop().create_task(live())
widget
"""
IPYSIGMA = f"""\
import ipysigma, networkx as nx
ipysigma.Sigma(nx.gnm_random_graph({AGENTS}, {TIES}, seed=1, directed=True), height=560, start_layout=True)
"""
COUNT = """() => {
  const times = [], start = performance.now();
  const next = time => {
    times.push(time);
    if (time - start < 4000) requestAnimationFrame(next);
    else window.rate = 1000 * (times.length - 1) / (times.at(-1) - times[0]);
  };
  requestAnimationFrame(next);
}"""


def figures(rounds: int) -> Iterator[Figure]:
    """Measure ours beside ipycytoscape, and beside ipysigma, which cannot be updated: there its layout moves."""
    rounds = min(rounds, 3)
    ours = [_frames(OURS, ".roomlab-stage canvas") for _ in range(rounds)]
    name = f"JupyterLab, {AGENTS} agents, {TIES:,} ties, {RATE} updates/s"
    for package, code, selector, flags in (
        ("ipycytoscape", IPYCYTOSCAPE, ".cytoscape-widget canvas, .jp-OutputArea-output canvas", ()),
        ("ipysigma", IPYSIGMA, ".jp-OutputArea-output canvas", SOFTWARE_WEBGL),
    ):
        peers = [_frames(code, selector, *flags) for _ in range(rounds)] if find_spec(package) else []
        said = "layout moving, no updates" if package == "ipysigma" else "updates"
        peer = f"{package} ({said})" if peers else f"{package} is not installed"
        yield Figure(name, "frames/s", ours, peer, peers, Demand(55))


def _frames(code: str, selector: str, *flags: str) -> float:
    """Run a cell in a notebook of its own; return the frames a second of the page once the cell's picture is there."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder, home = Path(name, "work"), Path(name, "home")
        folder.mkdir()
        home.mkdir()
        (folder / "view.ipynb").write_text(json.dumps(_notebook(code)), encoding="utf-8")
        if code == OURS:
            record_room(folder / "room.roomlog.jsonl")
        with running_jupyter("lab", folder, home, {}) as jupyter:
            browser = driver.chromium.launch(executable_path=find_browser(), args=[*FLAGS, *flags])
            try:
                page = NotebookPage(jupyter, browser.new_page(viewport={"width": 1280, "height": 1000}))
                page.open("view.ipynb")
                page.run_all()
                page.page.wait_for_selector(selector, state="attached", timeout=PATIENCE_MS)
                page.page.wait_for_timeout(SETTLE_MS if code == OURS else PEER_SETTLE_MS)
                page.page.evaluate(COUNT)
                page.page.wait_for_function("window.rate", polling=200, timeout=PATIENCE_MS)
                return float(page.page.evaluate("window.rate"))
            except Late:
                if code == OURS:
                    raise
                return 0.0
            finally:
                browser.close()


def _notebook(code: str) -> dict[str, object]:
    cell = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def record_room(path: Path) -> None:
    """Record a room whose ties are there at once and then change `RATE` times a second."""
    rng = np.random.default_rng(1)
    log = EventLog()
    recorder = Recorder(log, path)
    pairs = rng.permutation(AGENTS * (AGENTS - 1))[:TIES]
    ends = [
        (str(pair // (AGENTS - 1)), str((pair // (AGENTS - 1) + 1 + pair % (AGENTS - 1)) % AGENTS)) for pair in pairs
    ]
    log.extend([_tie(ends[number], rng) for number in range(TIES)], Channel.GRAPH, START)
    for burst in range(SECONDS * 50):
        chosen = rng.integers(TIES, size=RATE // 50)
        log.extend([_tie(ends[number], rng) for number in chosen], Channel.GRAPH, START + (burst + 1) * 20_000)
    recorder.flush()
    recorder.close()


def _tie(ends: tuple[str, str], rng: np.random.Generator) -> EdgeUpdate:
    return EdgeUpdate(source=ends[0], target=ends[1], sympathy=float(rng.uniform(-1, 1)))
