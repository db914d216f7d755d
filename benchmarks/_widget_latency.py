"""How soon a change on the server is seen in JupyterLab, and whether each is.

A change is timed from just before its PATCH is sent, by a process that does nothing else, to the frame after the next
one once its tie was painted: by then it is on the screen. Page and client read the clock of one machine.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._widget_room import FULL, LiveTies, changing, make_room, mark, sympathy_of
from tests.browser.conftest import Desk, live_room

AGENTS, SIZE = 300, 3_000
RATE = 500
"""Other changes a second."""
MARKS = 100
"""Changes that are timed in each round, with and without others, at most."""
PAUSE = (0.15, 0.3)
"""Seconds between two of them: never in step with the pace of messages or frames."""
SETTLE_MS = 1_500
PATIENCE_MS = 20_000
CLOCK_READINGS = 20
SCRIPT = Path(__file__).with_name("_widget_marks.js")
TIES = live_room.TIES
_SIZE = f"{AGENTS} agents, {SIZE:,} ties"
HAS_ROOM = "() => document.querySelector('.roomlab-view')?.[Symbol.for('roomlab.store')].shown.size > 0"
STILL = "() => document.querySelector('.roomlab-stage')?.dataset.state === 'still'"


def figures(desk: Desk, rounds: int) -> Iterator[Figure]:
    """Time marked changes in one notebook, alone and among others, in turn."""
    quiet, busy, missed, apart = [], [], [], []
    each = min(MARKS, (FULL - 1) // (2 * rounds))  # a mark is used once, and the last one is on the screen already
    with tempfile.TemporaryDirectory() as folder, _server_load.server(Path(folder)) as url:
        live = make_room(url, AGENTS, SIZE)
        page = _open(desk, live)
        marks = iter(range(1, FULL))
        for _ in range(rounds):
            lost = 0
            for rate, took in ((0, quiet), (RATE, busy)):
                seen = _timed(page, live, [next(marks) for _ in range(each)], rate)
                took.append(statistics.quantiles(seen, n=20)[-1])
                lost += each - len(seen)
            missed.append(lost)
            apart.append(_differences(page, live))
        page.close()
    name = f"JupyterLab, {_SIZE}, from the PATCH to the screen: 95 % of changes within"
    yield Figure(f"{name}, idle", "ms", quiet, demand=Demand(150, at_least=False))
    yield Figure(f"{name}, at {RATE} other changes/s", "ms", busy, demand=Demand(250, at_least=False))
    name = f"JupyterLab, {_SIZE}: of {2 * each} changes, never painted"
    yield Figure(name, "changes", missed, demand=Demand(0, at_least=False))
    name = f"JupyterLab, {_SIZE}, after that: ties whose value or pixels are not the server's"
    yield Figure(name, "", apart, demand=Demand(0, at_least=False))


def _open(desk: Desk, live: LiveTies) -> Any:
    """Show the room, wait until all is still, and learn how wide lines are."""
    arguments = f"{live.url!r}, room={live.target.room!r}, token={live.target.token!r}"
    notebook = desk.open("lab", [f"import roomlab\nroom = roomlab.connect({arguments})\nroom.view(height=800)"])
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(HAS_ROOM, timeout=PATIENCE_MS)
    page.wait_for_function(STILL, timeout=PATIENCE_MS)
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    page.evaluate("marks.watch()")
    for _ in mark(live, live.pairs[:1], FULL, PAUSE):
        page.wait_for_timeout(1_000)
    page.evaluate("marks.learn()")
    return page


def _timed(page: Any, live: LiveTies, numbers: list[int], rate: int) -> list[float]:
    """Return the milliseconds until each change was on the screen; of those that never were, nothing.

    The marked ties are changed once each, by nobody else: so that each must be painted, and not only a later one.
    """
    pairs = [live.pairs[number] for number in numbers]
    others = live.pairs[len(live.pairs) // 2 :]
    with changing(live, others, rate) if rate else nullcontext():
        page.wait_for_timeout(SETTLE_MS)
        ahead = _ahead(page)
        sent = dict(mark(live, pairs, numbers[0], PAUSE))
        page.wait_for_timeout(SETTLE_MS)
    seen = page.evaluate("marks.seen")
    times = {number: seen.get(str(round(abs(sympathy_of(number)) * 1e4))) for number in sent}
    return [when - 1e3 * (ahead + sent[number]) for number, when in times.items() if when]


def _ahead(page: Any) -> float:
    """Return by how many seconds the page's clock is ahead of ours: by the reading that took the least time."""
    readings = []
    for _ in range(CLOCK_READINGS):
        before = time.time()
        theirs = page.evaluate("marks.now()") / 1e3
        after = time.time()
        readings.append((after - before, theirs - (before + after) / 2))
    return min(readings)[1]


def _differences(page: Any, live: LiveTies) -> int:
    """Return how many ties the page does not have as the server has them, and pixels that painting anew changes."""
    page.wait_for_function(STILL, timeout=PATIENCE_MS)
    ours, theirs = live.sympathies(), page.evaluate(f"({TIES})('live')")
    different = sum(ours.get(tie) != theirs.get(tie) for tie in ours.keys() | theirs.keys())
    return different + page.evaluate("marks.repaint()")
