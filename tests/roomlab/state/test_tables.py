"""The tables: equal to naive ones, with their declared columns, the caller's own, and quick to read again."""

from __future__ import annotations

import math
import threading
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from state_model import EVENTS, fill, naive_graph

from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import EventLog
from roomlab.state.graph import NODE_ATTRIBUTES
from roomlab.state.tables import TABLES, Tables

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=5)
"""Lone surrogates, nulls and controls included."""
SPOILT = {"i": -9, "f": -9.0, "M": pd.NaT, "O": "spoilt"}
"""What a test writes over a cell, by the kind of its column."""


def _rows(frame: pd.DataFrame) -> list[tuple]:
    """Return the rows with None for what is not known and microseconds for times."""
    columns = []
    for name in frame:
        known = frame[name].notna()
        values = [value.value // 1000 if isinstance(value, pd.Timestamp) else value for value in frame[name]]
        columns.append([value if there else None for value, there in zip(values, known, strict=True)])
    return list(zip(*columns, strict=True))


def _log(*events) -> EventLog:
    log = EventLog()
    fill(log, list(events))
    return log


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("events", [(), (Agent("1", "A"), EdgeUpdate("1", "2", 0.5), Message("1", "x", "A"),
                                         RoomEvent("2", "user_event", "y"), Notice(NoticeKind.GAP_OPENED, "z"))],
                         ids=["empty", "filled"])  # fmt: skip
def test_each_table_has_its_declared_columns_even_when_empty(table, events):
    frame = getattr(Tables(_log(*events)), table)()
    assert dict(frame.dtypes) == TABLES[table]
    assert list(frame.columns) == list(TABLES[table])
    assert bool(len(frame)) == bool(events)
    assert list(frame.index) == list(range(len(frame)))


def test_times_are_utc_in_microseconds_and_text_is_text_without_pyarrow():
    frame = Tables(_log(Message("1", "x", "A", timestamp=1_763_900_000_123_456))).messages()
    assert str(frame["timestamp"].dtype) == "datetime64[us, UTC]"
    assert frame["timestamp"][0] == pd.Timestamp("2025-11-23 12:13:20.123456", tz="UTC")
    assert frame["text"].dtype.storage == "python"


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, st.one_of(st.none(), ANY_TEXT), st.one_of(st.none(), st.integers(0, 9)))))
def test_messages_are_the_log_whatever_the_text(contents):
    messages = [
        Message(str(number), text, sender, agent_id=agent, timestamp=when)
        for number, (text, sender, agent, when) in enumerate(contents)
    ]
    log, tables = EventLog(), Tables(EventLog())
    tables = Tables(log)
    for number, message in enumerate(messages):
        log.append(message, Channel.CHAT, received=1000 + number)
        if number % 3 == 0:
            tables.messages()  # reading in between must not change what is read in the end
    expected = [
        (n + 1, 1000 + n if m.timestamp is None else m.timestamp, m.id, m.sender, m.agent_id, m.text, None)
        for n, m in enumerate(messages)
    ]
    assert _rows(tables.messages()) == expected


def test_events_hold_tuples_of_ids():
    events = [RoomEvent("1", "user_event", "x", ("1", "2"), timestamp=5), RoomEvent("2", "rain", "y")]
    assert _rows(Tables(_log(*events)).events()) == [
        (1, 5, "1", "user_event", ("1", "2"), "x"),
        (2, 1, "2", "rain", (), "y"),
    ]


@given(st.lists(st.lists(EVENTS, max_size=12), max_size=4))
def test_edges_agents_and_counts_equal_a_naive_replay(batches):
    log, events = EventLog(), []
    tables = Tables(log)
    for batch in batches:
        fill(log, batch, first=len(events))
        events += batch
        graph = naive_graph(events)
        edges = {(s, t): (v, u, n) for s, t, v, u, n in tables.edges().itertuples(index=False)}
        assert edges == {
            (s, t): (d["sympathy"], pd.Timestamp(d["updated_at"]), d["updates"]) for s, t, d in graph.edges(data=True)
        }
        agents = {row[0]: row[1:] for row in _rows(tables.agents())}
        assert agents == {
            node: tuple(data.get(key) for key in ("name", "mood", "mood_level", "avatar", "character"))
            for node, data in graph.nodes(data=True)
        }
        assert list(agents) == list(graph)
        signs = [np.sign(d) for *_, d in graph.edges(data="sympathy")]
        counts = tables.counts()
        assert (counts.agents, counts.positive, counts.negative, counts.neutral) == (
            len(graph), signs.count(1), signs.count(-1), signs.count(0))  # fmt: skip
        assert set(tables.roster()) == set(graph)


def test_edges_stand_in_the_order_in_which_the_ties_began():
    log = _log(EdgeUpdate("b", "a", 0.1), EdgeUpdate("a", "b", 0.2), EdgeUpdate("c", "a", 0.3),
               EdgeUpdate("b", "a", math.nan), EdgeUpdate("a", "b", 0.4), EdgeUpdate("b", "a", 0.5))  # fmt: skip
    assert _rows(Tables(log).edges()) == [("a", "b", 0.4, 4, 2), ("c", "a", 0.3, 2, 1), ("b", "a", 0.5, 5, 1)]


@given(st.lists(EVENTS, max_size=40))
def test_history_equals_a_naive_one(events):
    log = EventLog()
    fill(log, events)
    last: dict[tuple[str, str], float] = {}
    expected = []
    for number, event in enumerate(events):
        if isinstance(event, EdgeUpdate):
            own = number if event.timestamp is None else event.timestamp
            pair = (event.source, event.target)
            previous = last.get(pair, math.nan)
            row = (number + 1, own, *pair, event.sympathy, previous)
            expected.append(tuple(None if x != x else x for x in row))
            last[pair] = event.sympathy
    assert _rows(Tables(log).history()) == expected


def test_gaps_pair_each_opening_with_the_closing_of_its_channel():
    def notice(kind: NoticeKind, channel: str | None, text: str = "") -> Notice:
        return Notice(kind, text, {} if channel is None else {"channel": channel, "complete": channel == "graph"})

    opened, closed = NoticeKind.GAP_OPENED, NoticeKind.GAP_CLOSED
    log = _log(
        notice(NoticeKind.CONNECTED, None),
        notice(opened, "graph", "reset"),
        notice(opened, "chat", "reset"),
        notice(closed, "graph"),
        notice(opened, "graph", "again"),
        notice(closed, "chat"),
    )
    assert _rows(Tables(log).gaps()) == [
        (2, 1, 3, "graph", "reset", True),
        (3, 2, 5, "chat", "reset", False),
        (5, 4, None, "graph", "again", None),
    ]


@pytest.mark.parametrize("table", ["messages", "events", "edges", "history", "agents"])
def test_a_frame_is_the_callers_own(table):
    log = _log(Agent("1", "A"), EdgeUpdate("1", "2", 0.5), Message("1", "x", "A"), RoomEvent("2", "user_event", "y"))
    tables = Tables(log)
    clean = getattr(tables, table)()
    for _ in range(2):  # the first is new, the second from what was kept
        frame = getattr(tables, table)()
        for name in frame:
            frame[name].array[0] = SPOILT.get(frame[name].dtype.kind)
        frame["mine"] = 1
        del frame[frame.columns[0]]
        pd.testing.assert_frame_equal(getattr(tables, table)(), clean)
    fill(log, [EdgeUpdate("1", "2", 1.0)])
    assert log.edges().sympathy.tolist() == [0.5, 1.0]


def test_reading_again_costs_the_new_rows_and_one_copy():
    """A ratio within one run: after 100 new messages a read is far from building the table anew."""
    log = EventLog()
    log.extend([Message(str(number), "word " * 8, "A", timestamp=number) for number in range(100_000)], Channel.CHAT)
    start = time.perf_counter()
    tables = Tables(log)
    assert len(tables.messages()) == 100_000
    anew = time.perf_counter() - start
    again = []
    for batch in range(5):
        log.extend([Message(f"n{batch}-{number}", "new", "A") for number in range(100)], Channel.CHAT)
        start = time.perf_counter()
        frame = tables.messages()
        again.append(time.perf_counter() - start)
        assert len(frame) == 100_100 + 100 * batch
    assert min(again) * 4 < anew


def test_any_thread_may_ask_while_others_write():
    log = EventLog()
    tables = Tables(log)
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            messages, history, edges = tables.messages(), tables.history(), tables.edges()
            if messages["seq"].duplicated().any() or not history["seq"].is_monotonic_increasing or len(edges) > 6:
                wrong.append("a table is not in order")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(3000):
        log.extend([EdgeUpdate(str(number % 2), str(number % 3), 0.1), Message(str(number), "x", "A")], Channel.GRAPH)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert len(tables.messages()) == len(tables.history()) == 3000


def test_an_interrupt_in_the_middle_loses_nothing(monkeypatch):
    log = _log(EdgeUpdate("a", "b", 0.1), Agent("a", "A"))
    tables = Tables(log)
    assert tables.counts().positive == 1
    fill(log, [EdgeUpdate("b", "a", 0.1), AgentRemoved("b")])

    def interrupted(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("roomlab.state.fold.RoomFold._remove", interrupted)
        with pytest.raises(KeyboardInterrupt):
            tables.edges()
    assert len(tables.edges()) == 0
    assert tables.agents()["id"].tolist() == ["a"]


def test_nodes_and_agents_show_the_same():
    assert {"id", *NODE_ATTRIBUTES} == set(TABLES["agents"])
