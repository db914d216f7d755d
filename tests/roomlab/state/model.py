"""The naive model of a room that the folds are held against: one event at a time, with networkx alone."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import networkx as nx
from hypothesis import strategies as st

from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Event, Message, Notice, NoticeKind
from roomlab.log import EventLog

IDS = st.sampled_from("abcd")
SYMPATHY = st.one_of(st.floats(-1, 1), st.just(math.nan))
TIES = st.builds(EdgeUpdate, IDS, IDS, SYMPATHY, st.one_of(st.none(), st.integers(0, 60)))
AGENTS = st.builds(
    Agent,
    IDS,
    st.text(max_size=3),
    mood=st.sampled_from([None, "calm", "angry"]),
    mood_level=st.one_of(st.none(), st.floats(0, 1)),
    character=st.sampled_from([None, "kind"]),
)
OTHERS = st.sampled_from([Message("1", "x", "a"), Notice(NoticeKind.LOADED, "")])
EVENTS = st.one_of(TIES, TIES, TIES, AGENTS, st.builds(AgentRemoved, IDS), OTHERS)
"""Any event on four agents, half of them changes of ties, at times that need not ascend."""


def fill(log: EventLog, events: list[Event], first: int = 0) -> None:
    """Append events one by one; the n-th arrives n microseconds after 1970."""
    for number, event in enumerate(events, start=first):
        log.append(event, Channel.GRAPH, received=number)


def naive_graph(events: list[Event], until: int | None = None) -> nx.DiGraph:
    """Return the graph after `events`, the n-th of which arrived at n, without those later than `until`."""
    graph = nx.DiGraph()
    for received, event in enumerate(events):
        own = event.timestamp if isinstance(event, EdgeUpdate) and event.timestamp is not None else received
        if until is None or own <= until:
            _apply(graph, event, own)
    return graph


def _apply(graph: nx.DiGraph, event: Event, when: int) -> None:
    if isinstance(event, Agent):
        graph.add_node(event.id)
        known = {key: getattr(event, key) for key in ("name", "mood", "mood_level", "avatar", "character")}
        graph.nodes[event.id].clear()
        graph.nodes[event.id].update({key: value for key, value in known.items() if value is not None})
    elif isinstance(event, AgentRemoved) and event.id in graph:
        graph.remove_node(event.id)
    elif isinstance(event, EdgeUpdate):
        _apply_tie(graph, event, when)


def _apply_tie(graph: nx.DiGraph, event: EdgeUpdate, when: int) -> None:
    exists = graph.has_edge(event.source, event.target)
    if math.isnan(event.sympathy):
        if exists:
            graph.remove_edge(event.source, event.target)
        return
    for agent_id in (event.source, event.target):
        if agent_id not in graph:
            graph.add_node(agent_id, name=agent_id)
    updates = graph[event.source][event.target]["updates"] + 1 if exists else 1
    updated_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=when)
    graph.add_edge(event.source, event.target, sympathy=event.sympathy, updated_at=updated_at, updates=updates)


def content(graph: nx.DiGraph) -> tuple[list, list, list]:
    """Return all of a graph in its order: nodes, edges by source, edges by target."""
    return list(graph.nodes(data=True)), list(graph.edges(data=True)), list(graph.in_edges(data=True))
