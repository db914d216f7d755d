"""A room at earlier moments: the same as folding its log up to there."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate
from roomlab.log import EventLog
from roomlab.state import time as time_module
from roomlab.state.fold import RoomFold
from roomlab.state.graph import GraphFold, graph_at, graph_of
from roomlab.state.time import Cut, TimeIndex

WHO = st.sampled_from(["a", "b", "c", "d"])
CHANGES = st.builds(EdgeUpdate, WHO, WHO, st.sampled_from([-1.0, 0.0, 0.5, math.nan])).filter(
    lambda tie: tie.source != tie.target
)
EVENTS = st.lists(
    st.tuples(
        st.one_of(
            CHANGES,
            CHANGES,
            CHANGES,
            st.builds(Agent, WHO, st.sampled_from(["Ann", "Bob"])),
            st.builds(AgentRemoved, WHO),
        ),
        st.integers(-2, 6),
    ),
    max_size=40,
)


@pytest.fixture(autouse=True)
def few_rows(monkeypatch):
    """Make a keyframe every three changes."""
    monkeypatch.setattr(time_module, "KEYFRAME_ROWS", 3)


def content(graph):
    return list(graph.nodes(data=True)), sorted(graph.edges(data=True), key=str)


def values_of(log, fold):
    values = np.full(len(log.pairs), np.nan)
    alive = fold.ties()
    values[alive] = fold.sympathy[alive]
    return values


@pytest.mark.parametrize("in_order", [True, False])
@given(events=EVENTS, cuts=st.lists(st.integers(-5, 100), max_size=5))
def test_any_moment_is_what_folding_up_to_it_gives(in_order, events, cuts):
    log, now = EventLog(), 0
    index = TimeIndex(log)
    for number, (event, step) in enumerate(events):
        now += max(step, 0) if in_order else step
        log.append(event, Channel.GRAPH, now)
        if number % 7 == 0:
            index.values(Cut(when=now))  # it follows the log
    for cut in cuts:
        assert content(index.graph(Cut(when=cut))) == content(graph_at(log, cut))
        for place, stop in ((Cut(when=cut), None), (Cut(seq=cut), cut)):
            fold = RoomFold(log, until=place.when)
            fold.advance(stop)
            values, expected = index.values(place), values_of(log, fold)
            assert np.array_equal(values, expected[: len(values)], equal_nan=True)
            assert np.isnan(expected[len(values) :]).all()
            assert content(index.graph(place)) == content(graph_of(log, fold))


def test_the_graph_of_now_is_the_graph_of_the_fold():
    log = EventLog()
    log.extend([Agent("b", "Bob", mood="calm"), EdgeUpdate("a", "b", 0.5), EdgeUpdate("b", "a", -1)], Channel.GRAPH, 5)
    assert content(TimeIndex(log).graph(Cut(seq=3))) == content(GraphFold(log).advance())


def test_an_index_starts_over_when_the_log_is_wound_back():
    log = EventLog()
    for number in range(10):
        log.append(EdgeUpdate("a", "b", number / 10), Channel.GRAPH, number)
    index = TimeIndex(log)
    assert index.values(Cut(seq=10)).tolist() == [0.9]
    log.rewind(4)
    log.append(EdgeUpdate("a", "b", -1), Channel.GRAPH, 5)
    assert index.values(Cut(seq=10)).tolist() == [-1]
    assert index.values(Cut(when=3)).tolist() == [0.3]


def test_keyframes_of_many_ties_take_no_more_memory_than_the_log():
    ties, rounds = 300, 30
    log = EventLog()
    pairs = log.number_pairs((str(number), "hub") for number in range(ties))
    for number in range(rounds):
        log.extend_ties(pairs, np.full(ties, number / rounds), Channel.SIMULATION, number)
    index = TimeIndex(log)
    tracemalloc.start()
    try:
        values = index.values(Cut(when=rounds // 2))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert values.tolist() == [0.5] * ties
    assert taken < 5 * sum(column.nbytes for column in log.edges())
