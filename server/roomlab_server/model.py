"""A room in memory: what the hot paths read, and what follows the database after each commit.

Everything here is touched by the event loop only.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from .ids import iso
from .stage import Conductor, Mood

__all__ = [
    "Agent",
    "Entry",
    "Logged",
    "Room",
    "Tail",
    "TieBatch",
    "TieChange",
    "event_entry",
    "message_entry",
    "mood_columns",
]

TAIL = 256
"""Newest messages, and newest events, of a room that are held in memory; older pages come from the database."""

CHANGES = 1000
"""Newest changes of ties of a room that are held in memory."""

NEUTRAL = Mood("neutral", 0.5)
"""How an agent feels before anything has happened to it."""


@dataclass(slots=True)
class Agent:
    """An agent in a room: one agent may be in several, and feel differently in each."""

    id: int
    name: str
    character: str
    avatar: str | None
    mood: Mood
    is_narrator: bool = False


@dataclass(frozen=True, slots=True)
class TieChange:
    """One change of one directed tie; `previous` is None for a new one, `at` in microseconds since the epoch."""

    source: int
    target: int
    sympathy: float
    previous: float | None
    at: int


@dataclass(frozen=True, slots=True, eq=False)
class TieBatch:
    """Many changes of ties at once: what each tie is in the end, and the newest changes, one by one."""

    ties: dict[tuple[int, int], float]
    newest: list[TieChange]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or an event. `payload` is that of its frame, built once."""

    id: int
    kind: Literal["message", "event"]
    payload: dict[str, Any]


@dataclass(slots=True, eq=False)
class Logged:
    """An entry for the log of a room: its event as JSON, of `count` numbers; the writer gives it its place.

    Attributes
    ----------
    singly : callable, optional
        Returns the frames that tell the same to clients of the contract, when `body` is none of theirs.
    first : int
        Its first number, once it is stored.
    """

    room_id: int
    at: int
    body: bytes
    count: int = 1
    singly: Callable[[], list[bytes]] | None = None
    first: int = 0

    @property
    def last(self) -> int:
        """Its last number, once it is stored."""
        return self.first + self.count - 1


def message_entry(
    entry_id: int, at: int, text: str, sender: str, agent_id: int | None, agent_response: str | None
) -> Entry:
    """Return a message."""
    payload = {
        "id": str(entry_id),
        "text": text,
        "sender": sender,
        "agentId": None if agent_id is None else str(agent_id),
        "timestamp": iso(at),
        "agentResponse": agent_response,
    }
    return Entry(entry_id, "message", payload)


def event_entry(entry_id: int, at: int, event_type: str, agent_ids: Iterable[int], description: str) -> Entry:
    """Return an event."""
    payload = {
        "id": str(entry_id),
        "eventType": event_type,
        "agentIds": [str(agent_id) for agent_id in agent_ids],
        "description": description,
        "timestamp": iso(at),
    }
    return Entry(entry_id, "event", payload)


def mood_columns(mood: Mood) -> dict[str, Any]:
    """Return a mood as the table of members holds it."""
    return {"mood": mood.mood, "mood_level": mood.level, "mood_icon": mood.icon, "mood_color": mood.color}


class Tail:
    """The newest entries of one kind, in ascending order.

    Parameters
    ----------
    bound : int
        How many are held.
    """

    def __init__(self, bound: int = TAIL) -> None:
        self.bound = bound
        self._entries: deque[Entry] = deque(maxlen=bound)
        self._complete = True

    def fill(self, entries: Sequence[Entry]) -> None:
        """Take the newest entries of the database, ascending; more than the bound says that there are older ones."""
        self._entries.extend(entries)
        self._complete = len(entries) <= self.bound

    def append(self, entry: Entry) -> None:
        """Add the newest entry."""
        if len(self._entries) == self.bound:
            self._complete = False
        self._entries.append(entry)

    def newest(self, limit: int) -> list[Entry]:
        """Return up to `limit` newest entries (at most the bound), in ascending order."""
        return list(self._entries)[-limit:]

    def page(self, before: int | None, limit: int) -> tuple[list[Entry], bool] | None:
        """Return the newest `limit` entries (with an id below `before`) and whether there are older ones.

        None when memory does not reach back that far.
        """
        entries = list(self._entries)
        if before is not None:
            entries = [entry for entry in entries if entry.id < before]
        if len(entries) > limit:
            return entries[-limit:], True
        return (entries, False) if self._complete else None


@dataclass(slots=True, weakref_slot=True, eq=False)
class Room:
    """A room and all of it that is held in memory.

    Attributes
    ----------
    model, seed
        What moves its ties and the seed of its luck, where they were named when it was made.
    agents : dict
        Agent's id to agent, in the order in which they joined.
    ties : dict
        (source, target) to sympathy in [-1, 1].
    unsettled : dict
        The newest change of a tie that is on its way to the database.
    parting : dict
        The ties of the agent that is leaving: they come back if the database does not let it go.
    roster : asyncio.Lock
        Held while agents come and go.
    seq : int
        The number of the newest entry of the log that memory has followed.
    """

    id: int
    owner_id: int
    name: str
    description: str | None
    speed: float
    orchestration_type: str
    created_at: int
    updated_at: int
    model: str | None = None
    seed: int | None = None
    agents: dict[int, Agent] = field(default_factory=dict)
    ties: dict[tuple[int, int], float] = field(default_factory=dict)
    unsettled: dict[tuple[int, int], TieChange | TieBatch] = field(default_factory=dict)
    parting: dict[tuple[int, int], float] = field(default_factory=dict)
    changes: deque[TieChange] = field(default_factory=lambda: deque(maxlen=CHANGES))
    messages: Tail = field(default_factory=Tail)
    events: Tail = field(default_factory=Tail)
    roster: asyncio.Lock = field(default_factory=asyncio.Lock)
    conductor: Conductor | None = None
    seq: int = 0
    deleted: bool = False
    _names: dict[str, int] = field(default_factory=dict)

    def luck(self, entropy: Any) -> np.random.SeedSequence:
        """Return the seed of its conversation: the one that it named, or its own child of the server's."""
        if self.seed is not None:
            return np.random.SeedSequence(self.seed)
        return np.random.SeedSequence(entropy, spawn_key=(self.id,))

    def add(self, agent: Agent) -> None:
        """Let an agent join."""
        self.agents[agent.id] = agent
        self._names[agent.name] = agent.id

    def remove(self, agent_id: int) -> None:
        """Let an agent leave, and its ties with it."""
        del self._names[self.agents.pop(agent_id).name]
        pairs = [pair for other in self.agents for pair in ((agent_id, other), (other, agent_id))]
        self.parting = {pair: self.ties.pop(pair) for pair in pairs if pair in self.ties}

    def named(self, name: str) -> int | None:
        """Return the id of the agent of that name, or None."""
        return self._names.get(name)

    def sympathy(self, source: int, target: int) -> float | None:
        """Return what was last asked to be felt, durable or on its way; None without a tie."""
        change = self.unsettled.get((source, target))
        if change is None:
            return self.ties.get((source, target))
        return change.ties[source, target] if isinstance(change, TieBatch) else change.sympathy

    def settle(self, change: TieChange) -> None:
        """Let a durable change of a tie take effect."""
        self.drop(change)
        both_here = change.source in self.agents and change.target in self.agents
        ties = self.ties if both_here else self.parting  # one has left in the meantime
        ties[change.source, change.target] = change.sympathy
        self.changes.append(change)

    def drop(self, change: TieChange) -> None:
        """Forget that a change is on its way; a newer one of the same tie still is."""
        key = change.source, change.target
        if self.unsettled.get(key) is change:
            del self.unsettled[key]

    def settle_batch(self, batch: TieBatch) -> None:
        """Let durable changes of many ties take effect."""
        self.drop_batch(batch)
        agents = self.agents
        if all(agent_id in agents for change in batch.ties for agent_id in change):
            self.ties.update(batch.ties)
        else:  # somebody has left in the meantime
            for pair, sympathy in batch.ties.items():
                ties = self.ties if pair[0] in agents and pair[1] in agents else self.parting
                ties[pair] = sympathy
        self.changes.extend(batch.newest)

    def drop_batch(self, batch: TieBatch) -> None:
        """Forget that a batch is on its way; newer changes of the same ties still are."""
        unsettled = self.unsettled
        for pair in batch.ties:
            if unsettled.get(pair) is batch:
                del unsettled[pair]
