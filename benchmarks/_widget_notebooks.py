"""The live view in JupyterLab: how soon a room is shown, and how many frames a second the page has while it lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._figure import Demand, Figure
from benchmarks._widget_steady import steady_room
from tests.browser.conftest import Desk, NotebookPage

SMALL, DENSE, LARGE = (30, 200), (300, 3_000), (5_000, 30_000)
SECONDS = 4.0
"""How long frames are counted in each round."""
SETTLE_MS = 4_000
"""After the picture is there: until everything has found its place."""
FRAME_MS = 17.0
PATIENCE_MS = 60_000
SCRIPT = Path(__file__).with_name("_widget_page.js")
OPEN = 'import roomlab\nroom = roomlab.connect({address!r}, room=1, token="t", timeout=60)\nfrom ipywidgets import HTML'
SHOW = "room.view.graph(height=560)"


def size_name(size: tuple[int, int]) -> str:
    """Return agents and ties as words."""
    return f"{size[0]:,} agents, {size[1]:,} ties"


def figures(desk: Desk, rounds: int) -> Iterator[Figure]:
    """Measure rooms that change, rooms that move, and a large room that appears."""
    yield from _frames(desk, rounds, SMALL, 2_000, Demand(57))
    yield from _frames(desk, rounds, DENSE, 500, Demand(55))
    yield from _frames(desk, rounds, DENSE, 2_000, Demand(50))
    yield from _moving(desk, rounds)
    yield _shown(desk, rounds)


def _frames(desk: Desk, rounds: int, size: tuple[int, int], rate: int, demand: Demand) -> Iterator[Figure]:
    with _running(desk, size, rate) as page:
        seen = [page.evaluate("seconds => bench.count(seconds)", SECONDS) for _ in range(rounds)]
    name = f"JupyterLab, graph, {size_name(size)}, {rate:,} updates/s"
    yield Figure(name, "frames/s", [one["rate"] for one in seen], demand=demand)
    limit = Demand(FRAME_MS, at_least=False) if size == SMALL else None
    yield Figure(f"{name}: 95 % of frames within", "ms", [one["late"] for one in seen], demand=limit)


def _moving(desk: Desk, rounds: int) -> Iterator[Figure]:
    with _running(desk, DENSE, 0) as page:
        seen = [page.evaluate("bench.moving()") for _ in range(rounds)]
    name = f"JupyterLab, graph, {size_name(DENSE)}, everyone moving"
    yield Figure(name, "frames/s", [one["rate"] for one in seen], demand=Demand(30))
    quality = [one["quality"] / 1e3 for one in seen]
    yield Figure(f"{name}: from the end to full quality", "s", quality, demand=Demand(1, at_least=False))


def _shown(desk: Desk, rounds: int) -> Figure:
    """From running a cell to the whole picture of a large room, everyone at their place."""
    times = []
    for _ in range(rounds):
        with opened(desk, LARGE, 0) as notebook:
            notebook.page.add_script_tag(content=SCRIPT.read_text("utf-8"))
            times.append(notebook.page.evaluate("bench.run(1)") / 1e3)
    name = f"JupyterLab, graph, {size_name(LARGE)}: shown in full after running the cell"
    return Figure(name, "s", times, demand=Demand(2, at_least=False))


@contextmanager
def _running(desk: Desk, size: tuple[int, int], rate: int) -> Iterator[Any]:
    """Open a notebook and show the room; yields the page once everything has found its place."""
    with opened(desk, size, rate) as notebook:
        page = notebook.page
        page.add_script_tag(content=SCRIPT.read_text("utf-8"))
        notebook.run_cell(1)
        page.wait_for_selector(".roomlab-stage", timeout=PATIENCE_MS)
        page.evaluate("bench.node = document.querySelector('.roomlab-stage'); 0")
        page.wait_for_timeout(SETTLE_MS)
        yield page


@contextmanager
def opened(desk: Desk, size: tuple[int, int], rate: int) -> Iterator[NotebookPage]:
    """Open a notebook with a room that changes at a rate; its second cell shows it."""
    with steady_room(*size, rate) as address:
        notebook = desk.open("lab", [OPEN.format(address=address), SHOW])
        try:
            notebook.run_cell(0)
            yield notebook
        finally:
            notebook.page.close()
