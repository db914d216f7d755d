"""The graph: equal to a naive replay in content and order, however the log was cut, whatever its user does to it."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from state_model import EVENTS, content, fill, naive_graph

from roomlab import log as log_module
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message
from roomlab.log import EventLog
from roomlab.state import fold as fold_module
from roomlab.state.fold import RoomFold
from roomlab.state.graph import GraphFold, graph_at


@contextlib.contextmanager
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((log_module, "BLOCK_ROWS"), (log_module, "PENDING_ROWS"), (fold_module, "BLOCK_ROWS")):
            patch.setattr(module, name, 8)
        patch.setattr(fold_module, "FEW_ROWS", 4)
        yield


@given(st.lists(EVENTS, max_size=40))
def test_equals_a_naive_replay(events):
    with small_blocks():
        log = EventLog()
        fill(log, events)
        assert content(GraphFold(log).advance()) == content(naive_graph(events))


@given(st.lists(st.lists(EVENTS, max_size=12), max_size=6))
def test_does_not_depend_on_how_the_log_was_cut(batches):
    with small_blocks():
        log, events = EventLog(), []
        fold = GraphFold(log)
        for batch in batches:
            fill(log, batch, first=len(events))
            events += batch
            assert content(fold.advance()) == content(naive_graph(events))
        assert content(GraphFold(log).advance()) == content(fold.graph)


@given(st.lists(EVENTS, max_size=40), st.integers(-1, 70))
def test_an_earlier_moment_equals_a_naive_replay_up_to_it(events, when):
    with small_blocks():
        log = EventLog()
        fill(log, events)
        assert content(graph_at(log, when)) == content(naive_graph(events, until=when))


def _kitchen() -> tuple[EventLog, GraphFold]:
    log = EventLog()
    fill(log, [Agent("a", "Алиса", mood="calm"), EdgeUpdate("a", "b", 0.5), EdgeUpdate("b", "a", -0.5)])
    fold = GraphFold(log)
    fold.advance()
    return log, fold


def test_is_one_object_that_moves_only_when_told():
    log, fold = _kitchen()
    graph, attributes = fold.graph, fold.graph["a"]["b"]
    fill(log, [EdgeUpdate("a", "b", 1.0), EdgeUpdate("b", "c", 0.25)])
    assert attributes["sympathy"] == 0.5
    assert "c" not in graph
    assert fold.advance() is graph
    assert graph["a"]["b"] is attributes
    assert attributes["sympathy"] == 1.0
    assert attributes["updates"] == 2
    assert graph.nodes["c"] == {"name": "c"}


def test_attributes_of_the_user_stay_and_what_the_room_unsays_goes():
    log, fold = _kitchen()
    fold.graph.nodes["a"]["group"] = 7
    fold.graph["a"]["b"]["colour"] = "red"
    fill(log, [Agent("a", "Алиса"), EdgeUpdate("a", "b", 0.75)])
    graph = fold.advance()
    assert graph.nodes["a"] == {"name": "Алиса", "group": 7}
    assert graph["a"]["b"]["colour"] == "red"
    assert graph["a"]["b"]["sympathy"] == 0.75


@pytest.mark.parametrize("harm", [nx.DiGraph.clear, nx.DiGraph.clear_edges, lambda g: g.remove_node("a")])
def test_survives_a_user_who_edits_it(harm):
    log, fold = _kitchen()
    harm(fold.graph)
    fill(
        log,
        [
            EdgeUpdate("a", "b", math.nan),
            EdgeUpdate("b", "a", 1.0),
            Agent("a", "A"),
            EdgeUpdate("a", "c", 0.1),
            AgentRemoved("b"),
        ],
    )
    graph = fold.advance()
    assert graph["a"]["c"]["sympathy"] == 0.1
    assert "b" not in graph


def test_an_agent_who_leaves_takes_the_ties_along_and_comes_back_without_them():
    log, fold = _kitchen()
    fill(log, [AgentRemoved("a"), Agent("a", "Анна"), EdgeUpdate("a", "b", 0.1)])
    graph = fold.advance()
    assert list(graph.edges(data="updates")) == [("a", "b", 1)]
    assert list(graph) == ["b", "a"]


def test_an_interrupt_in_the_middle_loses_nothing(monkeypatch):
    log, fold = _kitchen()
    graph = fold.graph
    fill(log, [EdgeUpdate("a", "b", 1.0), EdgeUpdate("c", "a", 0.25), Agent("c", "C")])
    add_edge = nx.DiGraph.add_edge

    def interrupted(*_args, **_attributes):
        raise KeyboardInterrupt

    monkeypatch.setattr(nx.DiGraph, "add_edge", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fold.advance()
    monkeypatch.setattr(nx.DiGraph, "add_edge", add_edge)
    assert fold.advance() is graph
    assert content(graph) == content(GraphFold(log).advance())


def test_a_batch_is_seen_whole_while_another_thread_writes():
    log, fold = EventLog(), GraphFold(EventLog())
    fold = GraphFold(log)

    def write() -> None:
        for number in range(2000):
            value = (number % 100) / 100
            events = [EdgeUpdate("a", "b", value), Message(str(number), "", "a"), EdgeUpdate("b", "a", value)]
            log.extend(events, Channel.GRAPH, received=0)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        graph = fold.advance()
        assert len(graph) in (0, 2)
        if len(graph):
            assert graph["a"]["b"] == graph["b"]["a"]
    writer.join()
    assert fold.advance()["a"]["b"]["updates"] == 2000


def test_a_time_before_1970_is_a_time():
    log = EventLog()
    log.append(EdgeUpdate("a", "b", 1.0, timestamp=-1_000_000), Channel.FILE)
    assert str(GraphFold(log).advance()["a"]["b"]["updated_at"]) == "1969-12-31 23:59:59+00:00"


def test_when_a_crowd_leaves_its_ties_are_looked_for_once():
    looked_up = []

    class Pairs(list):
        def __getitem__(self, place):
            looked_up.append(place)
            return super().__getitem__(place)

    log, people = EventLog(), range(30)
    log._pairs = Pairs()
    log.extend([EdgeUpdate(str(a), str(b), 0.5) for a in people for b in people if a != b], Channel.GRAPH, 1)
    fold = RoomFold(log)
    fold.advance()
    looked_up.clear()
    log.extend([AgentRemoved(str(a)) for a in people[:20]], Channel.GRAPH, 2)
    fold.advance()
    assert len(looked_up) == len(log.pairs)
    left = {str(a) for a in people[20:]}
    assert set(fold.agents) == left
    assert {log.pairs[pair] for pair in fold.ties()} == {(a, b) for a in left for b in left if a != b}
