"""A room in a page that stands alone: the data and the code that give it the live view, with its past."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK
from roomlab._json import encode_json
from roomlab.events import Agent, AgentRemoved, Event
from roomlab.log import EdgeColumns, EventLog
from roomlab.sources.base import SourceState, SourceStatus
from roomlab.views.widgets._lines import line_of
from roomlab.views.widgets._telling import Telling, agent_of, nullable

__all__ = ["LivePage", "live_page"]

CHANGES = 60_000
"""The most changes of ties in a page, some 20 bytes each."""
LINES = 5_000
CHARACTERS = 2_000_000
"""The most lines of chat, and of their characters."""
_DIGITS = 6
_STYLES = ("style.css", "drawing.css")


class LivePage(NamedTuple):
    """What a page holds: the text of its data and of its script, what its policy must allow, and what was left out.

    The texts can stand between tags as they are. `scripts` and `styles` are digests as a Content-Security-Policy has
    them; `left_out` is one sentence, empty when the page has everything.
    """

    data: str
    script: str
    scripts: str
    styles: str
    left_out: str


def live_page(log: EventLog, title: str) -> LivePage:
    """Return a room for a page that stands alone, as it is now and as it was.

    Parameters
    ----------
    log : EventLog
        What happened.
    title : str
        What the room is called. Untrusted text.
    """
    telling = Telling(log, lambda: (title, SourceStatus(SourceState.COMPLETE, 0)), SYSTEM_CLOCK)
    snapshot = telling.snapshot()
    columns = log.edges()
    rows = _thinned(columns)
    entries = telling.transcript.entries
    lines = [line_of(entry, telling.numbers) for entry in entries[-LINES:]]
    lines = lines[_first_that_fits([len(line["text"]) for line in lines]) :]
    data = {
        "snapshot": snapshot,
        "changes": {
            "tie": columns.pair[rows].tolist(),
            "sympathy": nullable(columns.sympathy[rows].round(_DIGITS)),
            "time": _steps(columns.timestamp[rows]),
            "seq": _steps(columns.seq[rows]),
        },
        "people": _people(log, telling),
        "lines": lines,
    }
    script = _static("page.js")
    # A page ends a script at these letters, wherever they stand; in JSON text they can be written otherwise.
    text = encode_json(data).decode().replace("<", "\\u003c")
    left = _left_out((len(rows), len(columns.seq)), (len(lines), len(entries)))
    return LivePage(text, script, _digest(script), " ".join(_digest(_static(name)) for name in _STYLES), left)


def _thinned(columns: EdgeColumns) -> NDArray[np.int64]:
    """Return the places of the changes that a page holds: all, or the last of each tie in each of many steps."""
    size = len(columns.seq)
    if size <= CHANGES:
        return np.arange(size)
    steps = CHANGES
    while True:
        step = np.arange(size) * steps // size
        key = step * (int(columns.pair.max()) + 1) + columns.pair
        _, last = np.unique(key[::-1], return_index=True)
        if len(last) <= CHANGES or steps == 1:
            return np.sort(size - 1 - last)
        steps //= 2


def _first_that_fits(sizes: list[int]) -> int:
    """Return the place from which on all fit together."""
    if not sizes:
        return 0
    rest = np.cumsum(sizes[::-1])[::-1]
    return int(np.argmax(rest <= CHARACTERS)) if rest[-1] <= CHARACTERS else len(sizes)


def _steps(values: NDArray[np.int64]) -> list[int]:
    steps: list[int] = np.diff(values, prepend=0).tolist()
    return steps


def _people(log: EventLog, telling: Telling) -> list[tuple[int, int, int, dict[str, Any]]]:
    """Return who came, changed and left when: number of the entry, time, number of the agent, its description."""
    records = (*log.entries(Agent), *log.entries(AgentRemoved))
    steps: list[tuple[int, int, Event | str]] = [(entry.seq, entry.received, entry.event) for entry in records]
    steps += _met(log)
    known: dict[str, dict[str, Any]] = {}
    told: list[tuple[int, int, int, dict[str, Any]]] = []
    for seq, when, step in sorted(steps, key=lambda step: step[0]):
        event = Agent(step, step) if isinstance(step, str) else step  # of whom only a tie names, the id is all there is
        assert isinstance(event, Agent | AgentRemoved)
        number, before = telling.numbers.get(event.id), known.get(event.id, {})
        if number is None or (isinstance(step, str) and before.get("here")):
            continue
        here = {event.id: event} if isinstance(event, Agent) else {}
        known[event.id] = agent_of(event.id, here, before)
        told.append((seq, when, number, known[event.id]))
    return told


def _met(log: EventLog) -> list[tuple[int, int, str]]:
    """Return whom ties name, for the first time and again after each time that somebody left: entry, time and id."""
    columns, pairs = log.edges(), log.pairs
    begun = np.flatnonzero(~np.isnan(columns.sympathy))
    left = np.array(sorted(entry.seq for entry in log.entries(AgentRemoved)), np.int64)
    spans = left.searchsorted(columns.seq[begun])
    _, first = np.unique(spans * (len(pairs) + 1) + columns.pair[begun], return_index=True)
    found: dict[tuple[int, str], tuple[int, int, str]] = {}
    for place in np.sort(first).tolist():
        row = int(begun[place])
        for end in pairs[int(columns.pair[row])]:
            met = (int(columns.seq[row]), int(columns.timestamp[row]), end)
            found.setdefault((int(spans[place]), end), met)
    return list(found.values())


def _left_out(changes: tuple[int, int], lines: tuple[int, int]) -> str:
    parts = []
    if changes[0] < changes[1]:
        parts.append(f"it moves in steps that hold {changes[0]:,} of the {changes[1]:,} changes of ties")
    if lines[0] < lines[1]:
        parts.append(f"the chat holds the last {lines[0]:,} of {lines[1]:,} lines")
    return f"This page is kept small: {' and '.join(parts)}; the recording has all." if parts else ""


@cache
def _static(name: str) -> str:
    return files("roomlab.views.widgets").joinpath("static", name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
