"""What can happen in a room, as frozen records.

A source produces these, the log keeps them, state folds them. Times are microseconds since 1970-01-01 UTC; ids are
strings.
`extra` holds the fields that the server sent and this version does not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

__all__ = [
    "Agent",
    "AgentRemoved",
    "Channel",
    "EdgeUpdate",
    "Event",
    "Message",
    "Notice",
    "NoticeKind",
    "RoomEvent",
    "TieBatch",
    "Unknown",
]


class Channel(StrEnum):
    """Where an entry of the log came from."""

    GRAPH = "graph"
    """The live stream of ties."""
    CHAT = "chat"
    """The live stream of messages and events."""
    SNAPSHOT = "snapshot"
    """Read over REST when the room was opened, after a gap, or by polling."""
    FILE = "file"
    """A file of the past."""
    SIMULATION = "simulation"
    """Made here."""
    LOCAL = "local"
    """roomlab itself: notices."""
    ROOM = "room"
    """The one numbered stream of everything, where the server speaks ``roomlab.v1``."""


class EdgeUpdate(msgspec.Struct, frozen=True):
    """What `source` feels towards `target` is now `sympathy`, in [-1, 1]; NaN means that the tie has ended."""

    source: str
    target: str
    sympathy: float
    timestamp: int | None = None


class TieBatch(msgspec.Struct, frozen=True):
    """Many changes of ties at once, as columns: the same as an `EdgeUpdate` for each, one after the other.

    `timestamp` is that of all of them. A log takes it apart; it is no entry of its own.
    """

    sources: list[str]
    targets: list[str]
    sympathies: list[float]
    timestamp: int

    def __len__(self) -> int:
        return len(self.sources)


class Message(msgspec.Struct, frozen=True):
    """A chat text."""

    id: str
    text: str
    sender: str
    agent_id: str | None = None
    timestamp: int | None = None
    agent_response: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class RoomEvent(msgspec.Struct, frozen=True):
    """Something that happened in the room and is not a message."""

    id: str
    event_type: str
    description: str
    agent_ids: tuple[str, ...] = ()
    timestamp: int | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class Agent(msgspec.Struct, frozen=True):
    """An agent is in the room, and this is what is known of it now. A later record with the same id replaces it."""

    id: str
    name: str
    mood: str | None = None
    mood_level: float | None = None
    avatar: str | None = None
    character: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class AgentRemoved(msgspec.Struct, frozen=True):
    """An agent has left the room. The source sends an `EdgeUpdate` with NaN for each of its ties before this."""

    id: str


class NoticeKind(StrEnum):
    """What roomlab has to say about the observation itself."""

    CONNECTED = "connected"
    GAP_OPENED = "gap_opened"
    GAP_CLOSED = "gap_closed"
    LOADED = "loaded"
    FAILED = "failed"
    CLOSED = "closed"
    INTERVENED = "intervened"


class Notice(msgspec.Struct, frozen=True):
    """A remark of roomlab on the observation: a connection, a gap, a resync."""

    kind: NoticeKind
    text: str
    details: dict[str, Any] = msgspec.field(default_factory=dict)


class Unknown(msgspec.Struct, frozen=True):
    """A frame that this version does not understand, kept whole."""

    text: str


Event: TypeAlias = EdgeUpdate | Message | RoomEvent | Agent | AgentRemoved | Notice | Unknown
