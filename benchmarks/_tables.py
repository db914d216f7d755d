"""Reading tables of a room that grows, and what the history of its ties weighs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks._figure import Demand, Figure, seconds
from roomlab.events import Channel, EdgeUpdate, Message
from roomlab.log import EventLog
from roomlab.state.tables import Tables

MESSAGES = 100_000
NEW = 100
CHANGES = 1_000_000
PAIRS = 10_000


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both."""
    yield _frame_after_new_messages(rounds)
    yield _bytes_per_change()


def _message(number: int) -> Message:
    when = 1_700_000_000_000_000 + number * 1_000_000
    return Message(str(number), f"text of message {number}", f"agent {number % 20}", str(number % 20), when)


def _frame_after_new_messages(rounds: int) -> Figure:
    log = EventLog()
    tables = Tables(log)
    log.extend(map(_message, range(MESSAGES)), Channel.CHAT)
    rows = [_row(_message(number)) for number in range(MESSAGES)]
    tables.messages()
    ours, theirs = [], []
    for _ in range(rounds):
        new = [_message(len(rows) + number) for number in range(NEW)]
        log.extend(new, Channel.CHAT)
        rows.extend(map(_row, new))
        ours.append(seconds(tables.messages) * 1e3)
        theirs.append(seconds(lambda: pd.DataFrame(rows)) * 1e3)
        assert len(tables.messages()) == len(rows)
    return Figure(
        f"room.messages of {MESSAGES:,} after {NEW} new ones", "ms", ours, "DataFrame built anew", theirs,
        Demand(0.25, "ratio", at_least=False),
    )  # fmt: skip


_FIELDS = ("id", "timestamp", "sender", "agent_id", "text", "agent_response")


def _row(message: Message) -> dict[str, object]:
    return {
        name: getattr(message, name) for name in ("id", "timestamp", "sender", "agent_id", "text", "agent_response")
    }


def _changes() -> Iterator[EdgeUpdate]:
    rng = np.random.default_rng(1)
    pairs = rng.integers(PAIRS, size=CHANGES).tolist()
    values = rng.uniform(-1, 1, size=CHANGES).tolist()
    sources = [str(number) for number in range(100)]
    for pair, value in zip(pairs, values, strict=True):
        yield EdgeUpdate(sources[pair // 100], sources[pair % 100], value)


def _bytes_per_change() -> Figure:
    """Memory that stays allocated, as tracemalloc counts it (numpy's buffers are in it), over the number of changes."""

    def fill_log() -> object:
        log = EventLog()
        for change in _changes():
            log.append(change, Channel.GRAPH)
        log.edges()
        return log

    return Figure(
        "memory of one change of a tie", "bytes", [_kept(fill_log) / CHANGES], "list of records",
        [_kept(lambda: list(_changes())) / CHANGES], Demand(32.0, at_least=False),
    )  # fmt: skip


def _kept(make: Callable[[], object]) -> int:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = make()
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    del made
    return kept
