"""What an export writes: a room as it is at one moment, without the room itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import networkx as nx
import pandas as pd

from roomlab._text import code
from roomlab.events import Agent, AgentRemoved
from roomlab.log import EventLog
from roomlab.state.graph import GraphFold
from roomlab.state.tables import Tables

__all__ = ["DEFAULT_WAVES", "EXPORTED_TABLES", "Content", "portable_graph", "short_text"]

EXPORTED_TABLES = ("messages", "events", "edges", "history", "agents")
"""The tables of a room that exports carry, in their order."""
DEFAULT_WAVES = 4
"""How many panels a room is cut into for RSiena."""


@dataclass
class Content:
    """A room on its way to files.

    Parameters
    ----------
    log : EventLog
        What happened.
    title : str
        What the room is called. Untrusted text.
    certificate : mapping
        Whether the observation is complete, as values of JSON.
    waves : int
        How many panels RSiena gets, at least 2.
    """

    log: EventLog
    title: str
    certificate: Mapping[str, Any]
    waves: int = DEFAULT_WAVES
    _tables: Tables = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._tables = Tables(self.log)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name; not to be written to."""
        return {name: getattr(self._tables, name)() for name in EXPORTED_TABLES}

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The graph at the end, as the log tells it; not to be written to."""
        return GraphFold(self.log).advance()

    @cached_property
    def everybody(self) -> dict[str, str]:
        """The names of all who ever were in the room or at an end of a tie, by id, in the order of their coming."""
        names: dict[str, str] = {}
        for entry in self.log.entries(Agent):
            if isinstance(entry.event, Agent):
                names[entry.event.id] = entry.event.name
        for pair in list(self.log.pairs):
            for end in pair:
                names.setdefault(end, end)
        return names

    def presence(self) -> dict[str, list[tuple[int, int | None]]]:
        """Return when each agent was in the room: (came, left), microseconds since 1970 UTC; left is None at the end.

        A tie may be older than what is known of its ends, as in a room whose past was read later: then its ends were
        there when it began.
        """
        spells: dict[str, list[tuple[int, int | None]]] = {}
        entries = sorted([*self.log.entries(Agent), *self.log.entries(AgentRemoved)], key=lambda entry: entry.seq)
        for entry in entries:
            agent = entry.event.id if isinstance(entry.event, Agent | AgentRemoved) else ""
            own = spells.setdefault(agent, [])
            inside = bool(own) and own[-1][1] is None
            if isinstance(entry.event, Agent) and not inside:
                own.append((entry.received, None))
            elif isinstance(entry.event, AgentRemoved) and inside:
                own[-1] = (own[-1][0], max(own[-1][0], entry.received))
        for agent, first in self._first_ties().items():
            own = spells.setdefault(agent, [(first, None)])
            if own and first < own[0][0]:
                own[0] = (first, own[0][1])
        return spells

    def _first_ties(self) -> dict[str, int]:
        columns = self.log.edges()
        first = pd.Series(columns.timestamp).groupby(columns.pair).min()
        found: dict[str, int] = {}
        for pair, when in first.items():
            for end in self.log.pairs[int(str(pair))]:
                found[end] = min(int(when), found.get(end, int(when)))
        return found


def portable_graph(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return a copy that file formats can hold: coded text, times as ISO 8601, and nothing where nothing is known.

    Parameters
    ----------
    graph : networkx.DiGraph
        As `Content.graph`.
    """
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from((code(node), _plain(attributes)) for node, attributes in graph.nodes(data=True))
    made.add_edges_from((code(u), code(v), _plain(attributes)) for u, v, attributes in graph.edges(data=True))
    return made


def _plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in attributes.items() if value is not None and value == value}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return code(value) if isinstance(value, str) else value


def short_text(text: str, limit: int = 80) -> str:
    """Return `text` on one line, for a label: blanks as one, what cannot be seen left out, cut at `limit` characters.

    Parameters
    ----------
    text : str
        Any string.
    limit : int
        The most characters, at least 1.
    """
    one_line = " ".join(text.split())
    seen = "".join(each for each in one_line if unicodedata.category(each) not in {"Cc", "Cs", "Cn", "Co"})
    return seen if len(seen) <= limit else seen[: limit - 1] + "…"
