"""What every source of a room offers, whatever it is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from roomlab.events import EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog

__all__ = ["Source", "SourceState", "SourceStatus", "WritableSource"]


class SourceState(StrEnum):
    """Where a source is in its life. It only moves along the arrows.

    connecting -> live -> reconnecting -> live ...; any -> closed. A source of the past is ``complete`` from the start.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    COMPLETE = "complete"
    FAILED = "failed"
    CLOSED = "closed"


class SourceStatus(msgspec.Struct, frozen=True):
    """How a source is now.

    `since` is microseconds since 1970 UTC; `gaps` counts the gaps so far, `open_gaps` those that have not ended;
    `error` is one sentence.
    """

    state: SourceState
    since: int
    gaps: int = 0
    open_gaps: int = 0
    error: str | None = None


class Source(Protocol):
    """Produces events into its log.

    Everything about a room except where its events come from is the same for all sources. A source holds no reference
    to the room. One that runs on a thread of its own also has a method ``on_thread() -> bool``, which tells whether
    the caller is on that thread; such a caller is refused instead of being left to wait for itself.
    """

    @property
    def log(self) -> EventLog:
        """The log that this source appends to."""

    @property
    def title(self) -> str:
        """What the room is, in a few words for a heading: its name and where it comes from. Untrusted text."""

    @property
    def status(self) -> SourceStatus:
        """How the source is now; readable from any thread."""

    def close(self) -> None:
        """Stop, and leave no thread, task or socket behind. Idempotent; waits until it is done."""


@runtime_checkable
class WritableSource(Source, Protocol):
    """A source whose room can be spoken to.

    Each call returns at once with a future: a plain script waits for its result, a coroutine awaits it wrapped.
    """

    @property
    def ready(self) -> Future[None]:
        """Done when the room is open and its past is loaded; holds the error when that failed for good."""

    def send(self, text: str, *, sender: str = "user", to: str | None = None) -> Future[Message]:
        """Post a message, to the room or to one agent; the result is the message as the server stored it."""

    def set_sympathy(self, source: str, target: str, sympathy: float) -> Future[None]:
        """Set what `source` feels towards `target`, in [-1, 1]."""

    def set_sympathies(self, ties: Sequence[EdgeUpdate]) -> Future[None]:
        """Set many ties, one after the other."""

    def post_event(
        self, description: str, *, agents: Sequence[str] = (), event_type: str = "user_event"
    ) -> Future[RoomEvent]:
        """Post an event that concerns `agents`; the result is the event as the server stored it."""
