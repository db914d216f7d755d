"""The log: numbering, columns, atomic batches, listeners, memory, and many threads at once."""

from __future__ import annotations

import math
import threading
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab import log as log_module
from roomlab._clock import ManualClock
from roomlab.events import Agent, Channel, EdgeUpdate, Message, Notice, NoticeKind, Unknown
from roomlab.log import EventLog


def _tie(sympathy: float = 0.5, source: str = "1", target: str = "2", timestamp: int | None = None) -> EdgeUpdate:
    return EdgeUpdate(source, target, sympathy, timestamp)


def test_numbers_every_entry_from_one_without_holes():
    log = EventLog()
    assert log.last_seq == 0
    numbers = [log.append(event, Channel.CHAT) for event in (_tie(), Message("1", "x", "a"), Unknown("?"), _tie())]
    assert numbers == [1, 2, 3, 4]
    assert log.extend([_tie(), Agent("1", "A")], Channel.SNAPSHOT) == 6
    assert log.last_seq == 6
    assert log.edges().seq.tolist() == [1, 4, 5]
    assert [entry.seq for entry in log.entries(Agent)] == [6]


def test_stamps_arrival_with_its_clock_unless_told():
    log = EventLog(ManualClock(start=77))
    log.append(Message("1", "x", "a"), Channel.CHAT)
    log.append(Message("2", "y", "a"), Channel.CHAT, received=5)
    assert [entry.received for entry in log.entries(Message)] == [77, 5]


def test_takes_the_time_of_a_tie_from_the_server_else_from_the_arrival():
    log = EventLog()
    log.append(_tie(timestamp=11), Channel.GRAPH, received=99)
    log.append(_tie(), Channel.GRAPH, received=99)
    assert log.edges().timestamp.tolist() == [11, 99]


def test_an_empty_log_has_empty_columns_and_an_empty_batch_adds_nothing():
    log = EventLog()
    assert log.extend([], Channel.GRAPH) == 0
    assert len(log.edges().seq) == 0
    assert log.entries(Message) == []
    assert log.count(EdgeUpdate) == log.count(Notice) == 0


@given(size=st.integers(0, 50), cuts=st.lists(st.integers(0, 50)), start=st.integers(0, 60), stop=st.integers(0, 60))
def test_columns_do_not_depend_on_blocks(size, cuts, start, stop):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_module, "BLOCK_ROWS", 8)
        patch.setattr(log_module, "PENDING_ROWS", 5)
        log = EventLog()
        for number in range(size):
            log.append(_tie(number / 100, str(number % 3), "x"), Channel.GRAPH, received=number)
            if number in cuts:
                log.edges(number // 2)  # a read in between writes the waiting rows
        columns = log.edges(start, stop)
    rows = list(range(size))[start:stop]
    assert columns.seq.tolist() == [row + 1 for row in rows]
    assert columns.timestamp.tolist() == rows
    assert columns.sympathy.tolist() == [row / 100 for row in rows]
    assert [log.pairs[pair] for pair in columns.pair] == [(str(row % 3), "x") for row in rows]
    assert {list(Channel)[code] for code in columns.channel} <= {Channel.GRAPH}


def test_what_was_read_does_not_change():
    log = EventLog()
    log.extend([_tie(0.1), _tie(0.2)], Channel.GRAPH)
    before, messages = log.edges(), log.entries(Message)
    log.extend([_tie(0.3), Message("1", "x", "a")], Channel.GRAPH)
    assert before.sympathy.tolist() == [0.1, 0.2]
    assert messages == []


def test_keeps_the_end_of_a_tie_as_nan():
    log = EventLog()
    log.append(_tie(math.nan), Channel.GRAPH)
    assert np.isnan(log.edges().sympathy).tolist() == [True]


def test_tells_listeners_once_per_append_or_batch_until_they_stop():
    log, calls = EventLog(), []
    stop = log.listen(lambda: calls.append(log.last_seq))  # a listener may read: the lock is free
    log.append(_tie(), Channel.GRAPH)
    log.extend([_tie(), _tie()], Channel.GRAPH)
    stop()
    stop()
    log.append(_tie(), Channel.GRAPH)
    assert calls == [1, 3]


def test_a_change_costs_at_most_32_bytes():
    rows = 4 * log_module.BLOCK_ROWS
    batch = [_tie(0.5, str(number % 100), "x") for number in range(1024)]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        log = EventLog()
        for _ in range(rows // len(batch)):
            log.extend(batch, Channel.GRAPH)
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert log.count(EdgeUpdate) == rows
    assert used / rows <= 32


def test_batches_of_many_threads_stay_whole():
    log, writers, batches = EventLog(), 4, 300
    errors: list[str] = []
    done = threading.Event()

    def write(name: str) -> None:
        for number in range(batches):
            log.extend([_tie(number, name, "x"), _tie(number, "x", name), Message(f"{name}{number}", "", name)],
                       Channel.GRAPH)  # fmt: skip

    def read() -> None:
        while not done.is_set():
            stop = log.last_seq
            columns = log.edges()
            size = int(np.searchsorted(columns.seq, stop, side="right"))
            if stop % 3 or size != stop // 3 * 2 or not (np.diff(columns.seq) > 0).all():
                errors.append(f"{size} changes up to entry {stop}")

    reader = threading.Thread(target=read)
    threads = [threading.Thread(target=write, args=(str(name),)) for name in range(writers)]
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert not errors
    columns = log.edges()
    seqs = sorted([*columns.seq.tolist(), *(entry.seq for entry in log.entries(Message))])
    assert seqs == list(range(1, writers * batches * 3 + 1))
    for name in range(writers):
        own = [float(s) for p, s in zip(columns.pair, columns.sympathy, strict=True)
               if log.pairs[p] == (str(name), "x")]  # fmt: skip
        assert own == list(range(batches))


def test_notices_keep_their_order():
    log = EventLog()
    for kind in NoticeKind:
        log.append(Notice(kind, "x"), Channel.LOCAL)
    entries = log.entries(Notice)
    assert [entry.event.kind for entry in entries] == list(NoticeKind)
    assert all(first.seq < second.seq for first, second in pairwise(entries))
    assert log.entries(Notice, start=2) == entries[2:]


def test_columns_of_ties_are_added_as_single_updates_are():
    updates = [_tie(0.1), _tie(math.nan), _tie(-0.3, "2", "3")] * 7
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_module, "BLOCK_ROWS", 8)
        one, other = EventLog(ManualClock()), EventLog(ManualClock())
        for log in (one, other):
            log.append(_tie(0.9, "3", "1"), Channel.GRAPH)
        pairs = other.number_pairs((update.source, update.target) for update in updates)
        one.extend(updates, Channel.SIMULATION)
        assert other.extend_ties(pairs, np.array([u.sympathy for u in updates]), Channel.SIMULATION) == 22
        for log in (one, other):
            log.append(_tie(0.8), Channel.GRAPH)
        for a, b in zip(one.edges(), other.edges(), strict=True):
            np.testing.assert_array_equal(a, b)
    assert one.pairs == other.pairs
    assert one.last_seq == other.last_seq == 23


def test_columns_of_ties_wake_listeners_once_and_none_add_nothing():
    log, calls = EventLog(), []
    log.listen(lambda: calls.append(log.last_seq))
    log.extend_ties(log.number_pairs([("1", "2"), ("2", "1")]), np.zeros(2), Channel.SIMULATION, received=5)
    assert calls == [2]
    assert log.edges().timestamp.tolist() == [5, 5]
    assert log.extend_ties(np.empty(0, np.int32), np.empty(0), Channel.SIMULATION) == 2
