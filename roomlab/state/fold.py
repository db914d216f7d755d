"""The log of a room, folded into columns: who is in the room now, and what each feels towards whom.

Everything that shows the state of a room (the graph, the tables, the graph of an earlier moment) starts from this one
fold, so that they cannot disagree. The result does not depend on how the log was cut into batches, not even in its
order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from roomlab.events import Agent, AgentRemoved
from roomlab.log import BLOCK_ROWS, EdgeColumns, Entry, EventLog, last_rows

__all__ = ["Changes", "RoomFold"]

FEW_ROWS = 64
"""Up to this many rows, Python is quicker than what numpy costs before it begins."""

_Pairs: TypeAlias = NDArray[np.int32]
_NONE = np.empty(0, np.int64)


class Changes(NamedTuple):
    """What one advance of a fold touched.

    `pairs`: ascending, unique indices into `EventLog.pairs` whose tie began, changed or ended; `agents`: ids that are
    in the room and are new or have a new record, new ones in the order in which they came; `removed`: ids that have
    left, even if they came back.
    """

    pairs: NDArray[np.int64]
    agents: list[str]
    removed: list[str]


class RoomFold:
    """The state of a room after the entries of its log that were folded so far.

    An agent is in the room from its record, or from the first tie that names it, until its `AgentRemoved`; its ties
    end with it. A tie begins with a sympathy and ends with NaN. Not locked: one thread at a time.

    Parameters
    ----------
    log : EventLog
        What to fold.
    until : int, optional
        Leave out what happened later than this, in microseconds since 1970-01-01 UTC. The time of a change of a tie is
        the server's where it gave one, else its arrival; the time of anything else is its arrival.
    """

    def __init__(self, log: EventLog, until: int | None = None) -> None:
        self._log = log
        self._until = until
        self._generation = log.generation
        self._rows = 0
        self._agent_entries = 0
        self._removed_entries = 0
        self._seq = -(2**62)  # numbers of what was there before the beginning are below 1
        self._touched: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self._leaving: set[str] = set()  # who has left; what they felt and others felt for them ends before more comes
        self._changed: list[NDArray[np.int64]] = []
        self.agents: dict[str, Agent] = {}
        """The agents by id, in the order in which they came; one that only a tie names is called by its id."""
        self.sympathy: NDArray[np.float64] = np.empty(0, np.float64)
        """For each pair its sympathy, in [-1, 1]; meaningless where there is no tie now."""
        self.updated: NDArray[np.int64] = np.empty(0, np.int64)
        """For each pair when that was, in microseconds since 1970-01-01 UTC."""
        self.updates: NDArray[np.int64] = np.empty(0, np.int64)
        """For each pair how often the tie was set since it began."""
        self.born: NDArray[np.int64] = np.empty(0, np.int64)
        """For each pair the row of `EventLog.edges` with which the tie began; -1 where there is no tie now."""

    @property
    def stale(self) -> bool:
        """Whether the log was rewound since: then make another fold."""
        return self._log.generation != self._generation

    def copy(self) -> RoomFold:
        """Return a fold of the same entries that goes on by itself."""
        other = copy(self)
        for name in ("sympathy", "updated", "updates", "born"):
            setattr(other, name, getattr(self, name)[: len(self._log.pairs)].copy())
        other.agents = dict(self.agents)
        other._touched, other._removed, other._leaving, other._changed = {}, {}, set(), []
        return other

    def advance(self, stop: int | None = None) -> Changes:
        """Fold everything that the log has gained, up to the entry with the number `stop`; say what it touched."""
        stop = self._log.last_seq if stop is None else min(stop, self._log.last_seq)
        if stop <= self._seq:
            return Changes(_NONE, [], [])
        for entry in self._roster(stop):
            event = entry.event
            if isinstance(event, AgentRemoved):
                self._fold_ties(entry.seq)
                self._remove(event.id)
            elif isinstance(event, Agent):
                if event.id not in self.agents:  # a tie before this record may name the agent first
                    self._fold_ties(entry.seq)
                self.agents[event.id] = event
                self._touched[event.id] = None
        self._fold_ties(stop)
        self._end_ties_of_leaving()
        self._seq = stop
        return self._take_changes()

    def ties(self) -> NDArray[np.int64]:
        """Return the pairs that have a tie now, as indices into `EventLog.pairs`, in the order in which they began."""
        alive = np.flatnonzero(self.born >= 0)
        return alive[np.argsort(self.born[alive])]

    def _roster(self, stop: int) -> Iterator[Entry]:
        agents = _up_to(self._log.entries(Agent, self._agent_entries), stop)
        removed = _up_to(self._log.entries(AgentRemoved, self._removed_entries), stop)
        self._agent_entries += len(agents)
        self._removed_entries += len(removed)
        for entry in sorted((*agents, *removed), key=lambda entry: entry.seq) if removed else agents:
            if self._until is None or entry.received <= self._until:
                yield entry

    def _fold_ties(self, stop: int) -> None:
        while True:
            # One block at a time: a slice within a block is a view, and its columns fit the cache.
            asked = BLOCK_ROWS - self._rows % BLOCK_ROWS
            columns = self._log.edges(self._rows, self._rows + asked)
            size = int(columns.seq.searchsorted(stop, side="right"))
            if size:
                self._end_ties_of_leaving()
                self._fold_rows(columns, size)
                self._rows += size
            if size < asked:
                return

    def _fold_rows(self, columns: EdgeColumns, size: int) -> None:
        pair, sympathy, when = columns.pair[:size], columns.sympathy[:size], columns.timestamp[:size]
        rows = np.arange(self._rows, self._rows + size)
        if self._until is not None:
            kept = when <= self._until
            pair, sympathy, when, rows = pair[kept], sympathy[kept], when[kept], rows[kept]
        if pair.size:
            self._reserve(int(pair.max()) + 1)
            fold = self._fold_few if pair.size <= FEW_ROWS else self._fold_many
            fold(pair, sympathy, when, rows)

    def _fold_few(self, *columns: NDArray[Any]) -> None:
        """Fold rows one by one: pair, sympathy, time and row. This is what a fold of changes means."""
        for pair, sympathy, when, row in zip(*(column.tolist() for column in columns), strict=True):
            if math.isnan(sympathy):
                self.born[pair] = -1
                self.updates[pair] = 0
                continue
            if self.born[pair] < 0:
                self._meet([pair])
                self.born[pair] = row
            self.sympathy[pair] = sympathy
            self.updated[pair] = when
            self.updates[pair] += 1
        self._changed.append(np.unique(columns[0]).astype(np.int64))

    def _fold_many(
        self, pair: _Pairs, sympathy: NDArray[np.float64], when: NDArray[np.int64], rows: NDArray[np.int64]
    ) -> None:
        """Do what `_fold_few` does with all rows at once."""
        ended = np.isnan(sympathy)
        beginning = pair[~ended & (self.born[pair] < 0)]
        self._meet(beginning[np.sort(np.unique(beginning, return_index=True)[1])].tolist())
        if ended.any():
            last_end = last_rows(pair[ended], rows[ended], len(self.born))
            self._end(np.flatnonzero(last_end >= 0))
            lasting = rows > last_end[pair]
            pair, sympathy, when, rows = pair[lasting], sympathy[lasting], when[lasting], rows[lasting]
        last = last_rows(pair, rows, len(self.born))
        changed = np.flatnonzero(last >= 0)
        at = np.searchsorted(rows, last[changed])
        self.sympathy[changed] = sympathy[at]
        self.updated[changed] = when[at]
        np.add.at(self.updates, pair, 1)
        new = self.born[pair] < 0
        first = np.full(len(self.born), np.iinfo(np.int64).max)
        np.minimum.at(first, pair[new], rows[new])
        begun = changed[self.born[changed] < 0]
        self.born[begun] = first[begun]
        self._changed.append(changed)

    def _meet(self, pairs: Iterable[int]) -> None:
        """Take in the agents that beginning ties name for the first time."""
        known = self._log.pairs
        for pair in pairs:
            for agent_id in known[pair]:
                if agent_id not in self.agents:
                    self.agents[agent_id] = Agent(agent_id, agent_id)
                    self._touched[agent_id] = None

    def _remove(self, agent_id: str) -> None:
        if self.agents.pop(agent_id, None) is None:
            return
        self._touched.pop(agent_id, None)
        self._removed[agent_id] = None
        self._leaving.add(agent_id)

    def _end_ties_of_leaving(self) -> None:
        """End the ties of all who have left since ties were folded: when a crowd leaves, one search does for all."""
        if not self._leaving:
            return
        known = self._log.pairs
        ties = [pair for pair in np.flatnonzero(self.born >= 0).tolist() if not self._leaving.isdisjoint(known[pair])]
        self._end(np.array(ties, np.int64))
        self._leaving.clear()

    def _end(self, pairs: NDArray[np.int64]) -> None:
        self.born[pairs] = -1
        self.updates[pairs] = 0
        self._changed.append(pairs)

    def _reserve(self, pairs: int) -> None:
        if pairs > len(self.born):
            more = max(pairs, 2 * len(self.born)) - len(self.born)
            self.sympathy = np.append(self.sympathy, np.full(more, np.nan))
            self.updated = np.append(self.updated, np.zeros(more, np.int64))
            self.updates = np.append(self.updates, np.zeros(more, np.int64))
            self.born = np.append(self.born, np.full(more, -1))

    def _take_changes(self) -> Changes:
        pairs = self._changed[0] if len(self._changed) == 1 else np.unique(np.concatenate([_NONE, *self._changed]))
        changes = Changes(pairs, list(self._touched), list(self._removed))
        self._changed.clear()
        self._touched.clear()
        self._removed.clear()
        return changes


def _up_to(entries: list[Entry], stop: int) -> list[Entry]:
    while entries and entries[-1].seq > stop:
        entries.pop()
    return entries
