"""The graph of a room: the only place that edits one.

Nodes are agent ids with `name` and, where known, `mood`, `mood_level` (0 to 1), `avatar` and `character`. Edges are
ties with `sympathy` (-1 to 1), `updated_at` (datetime, UTC) and `updates` (how often the tie was set since it began).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from roomlab.log import EventLog
from roomlab.state.fold import Changes, RoomFold

if TYPE_CHECKING:
    SympathyGraph = nx.DiGraph[str]

__all__ = ["NODE_ATTRIBUTES", "GraphFold", "graph_at", "graph_of"]

NODE_ATTRIBUTES = ("name", "mood", "mood_level", "avatar", "character")
"""What a node may carry; an attribute that is not known is absent, never None."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class GraphFold:
    """One graph that follows a log, and moves only when it is told to.

    Belongs to one thread: `advance` and everything that reads the graph run in it. Each thread that wants a graph has
    a fold of its own; they cost memory, but no lock, and nobody's graph changes under somebody else's loop.

    Parameters
    ----------
    log : EventLog
        What to follow.
    until : int, optional
        Leave out what happened later than this, in microseconds since 1970-01-01 UTC (see `RoomFold`).
    """

    def __init__(self, log: EventLog, until: int | None = None) -> None:
        self._log = log
        self._until = until
        self._fold: RoomFold | None = RoomFold(log, until)
        # Of the edges in the graph: the attributes and the row of the log with which the tie began, by pair.
        self._edges: dict[int, tuple[dict[str, Any], int]] = {}
        self.graph: SympathyGraph = nx.DiGraph()
        """The graph, one object for life. Its nodes and edges are the fold's: copy it to add or remove some."""

    def advance(self) -> SympathyGraph:
        """Bring the graph to the newest entry of the log, touching each changed edge once, and return it."""
        if self._fold is None or self._fold.stale:
            self._fold = RoomFold(self._log, self._until)
            self._edges.clear()
            self.graph.clear()
        try:
            self._apply(self._fold, self._fold.advance())
        except BaseException:
            # An interrupt may have left half of a batch: the next read starts over instead of keeping it.
            self._fold = None
            raise
        return self.graph

    def _apply(self, fold: RoomFold, changes: Changes) -> None:
        self.graph.remove_nodes_from(changes.removed)
        for agent_id in changes.agents:
            _set_node(self.graph, fold, agent_id)
        if changes.pairs.size:
            self._set_edges(fold, changes.pairs)

    def _set_edges(self, fold: RoomFold, pairs: NDArray[np.int64]) -> None:
        edges, when, updated_at = self._edges, None, _EPOCH
        begun: list[tuple[int, int, dict[str, Any]]] = []
        columns = (fold.born[pairs], fold.sympathy[pairs], fold.updated[pairs], fold.updates[pairs])
        for pair, born, sympathy, updated, updates in zip(
            pairs.tolist(), *(column.tolist() for column in columns), strict=True
        ):
            if updated != when:  # a burst shares its time, and making a datetime is half the work
                when, updated_at = updated, _EPOCH + timedelta(microseconds=updated)
            attributes, known = edges.get(pair, (None, -1))
            if attributes is not None and born == known:
                attributes["sympathy"] = sympathy
                attributes["updated_at"] = updated_at
                attributes["updates"] = updates
                continue
            if attributes is not None:
                self._drop_edge(pair)
            if born >= 0:
                begun.append((born, pair, {"sympathy": sympathy, "updated_at": updated_at, "updates": updates}))
        for born, pair, new in sorted(begun, key=lambda tie: tie[0]):
            self._add_edge(pair, born, new)

    def _add_edge(self, pair: int, born: int, attributes: dict[str, Any]) -> None:
        source, target = self._log.pairs[pair]
        self.graph.add_edge(source, target, **attributes)
        self._edges[pair] = (self.graph[source][target], born)

    def _drop_edge(self, pair: int) -> None:
        del self._edges[pair]
        source, target = self._log.pairs[pair]
        if self.graph.has_edge(source, target):  # it has gone already if one of its agents has
            self.graph.remove_edge(source, target)


def graph_at(log: EventLog, when: int) -> SympathyGraph:
    """Return the graph of a room as it was at one moment, as a new object.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    when : int
        The moment, in microseconds since 1970-01-01 UTC; what happened in that microsecond counts.

    Returns
    -------
    networkx.DiGraph
        With the same attributes as the graph of the present; empty before the first entry.
    """
    return GraphFold(log, until=when).advance()


def graph_of(log: EventLog, fold: RoomFold) -> SympathyGraph:
    """Return the graph of what was folded from a log, as a new object."""
    graph: SympathyGraph = nx.DiGraph()
    for agent_id in fold.agents:
        _set_node(graph, fold, agent_id)
    ties, pairs, moments = fold.ties(), log.pairs, _Moments()
    columns = (ties, fold.sympathy[ties], fold.updated[ties], fold.updates[ties])
    graph.add_edges_from(
        (*pairs[pair], {"sympathy": sympathy, "updated_at": moments[updated], "updates": updates})
        for pair, sympathy, updated, updates in zip(*(column.tolist() for column in columns), strict=True)
    )
    return graph


class _Moments(dict[int, datetime]):
    """The datetime of each time in microseconds since 1970; a burst shares its time, so most are looked up."""

    def __missing__(self, microseconds: int) -> datetime:
        moment = self[microseconds] = _EPOCH + timedelta(microseconds=microseconds)
        return moment


def _set_node(graph: SympathyGraph, fold: RoomFold, agent_id: str) -> None:
    agent = fold.agents[agent_id]
    graph.add_node(agent_id)
    node = graph.nodes[agent_id]
    for attribute in NODE_ATTRIBUTES:
        value = getattr(agent, attribute)
        if value is None:
            node.pop(attribute, None)  # what the room no longer says; attributes that the user added stay
        else:
            node[attribute] = value
