"""Sources that do what the test says."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from roomlab.events import Agent, Channel, EdgeUpdate, Event, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import EventLog
from roomlab.sources.base import SourceState, SourceStatus

START = 1_763_900_000_000_000
"""Microseconds since 1970 UTC at which the scripted sources begin; entry number n arrives n seconds later."""


class PastSource:
    """A source of the past: everything is there, nothing more comes, and nothing can be written."""

    def __init__(self, *events: Event, title: str = "Kitchen") -> None:
        self.log = EventLog()
        self.title = title
        self.state = SourceState.COMPLETE
        self.error: str | None = None
        self.closed_in: list[threading.Thread] = []
        self.closed = threading.Event()
        self.asked = threading.Event()
        self.tell(*events)

    @property
    def status(self) -> SourceStatus:
        self.asked.set()  # whoever waits asks before it sleeps
        return SourceStatus(self.state, START, error=self.error)

    def tell(self, *events: Event, channel: Channel = Channel.GRAPH) -> None:
        """Append events, each a second after the one before."""
        for event in events:
            self.log.append(event, channel, START + 1_000_000 * (self.log.last_seq + 1))

    def close(self) -> None:
        self.state = SourceState.CLOSED
        self.closed_in.append(threading.current_thread())
        self.closed.set()


class ScriptedSource(PastSource):
    """A live source whose server is this object: what is written to it comes back through the log."""

    def __init__(self, *events: Event, title: str = "Kitchen") -> None:
        super().__init__(*events, title=title)
        self.state = SourceState.LIVE
        self.requests: list[tuple[object, ...]] = []
        self.refusal: Exception | None = None
        self.own_thread: threading.Thread | None = None
        self.ready: Future[None] = Future()
        self.ready.set_result(None)

    def on_thread(self) -> bool:
        return threading.current_thread() is self.own_thread

    def send(self, text: str, *, sender: str = "user", to: str | None = None) -> Future[Message]:
        return self._answer(Message(str(100 + len(self.requests)), text, sender), "send", text, sender, to)

    def set_sympathy(self, source: str, target: str, sympathy: float) -> Future[None]:
        future: Future[None] = Future()
        self._answer(EdgeUpdate(source, target, sympathy), "set_sympathy", source, target, sympathy)
        future.set_result(None)
        return future

    def set_sympathies(self, ties) -> Future[None]:
        for tie in ties:
            future = self.set_sympathy(tie.source, tie.target, tie.sympathy)
        return future

    def post_event(self, description, *, agents=(), event_type="user_event") -> Future[RoomEvent]:
        event = RoomEvent(str(100 + len(self.requests)), event_type, description, tuple(agents))
        return self._answer(event, "post_event", description, tuple(agents), event_type)

    def _answer(self, event: Event, *request: object) -> Future:
        self.requests.append(request)
        future: Future = Future()
        if self.refusal is not None:
            future.set_exception(self.refusal)
        else:
            self.tell(event)
            future.set_result(event)
        return future


KITCHEN: tuple[Event, ...] = (
    Agent("1", "Алиса", mood="calm", mood_level=0.4),
    Agent("2", "Боб"),
    EdgeUpdate("1", "2", 0.5),
    EdgeUpdate("2", "1", -0.25),
    Message("7", "Привет!", "Алиса", agent_id="1", timestamp=START),
    RoomEvent("8", "user_event", "Дождь", ("1", "2"), timestamp=START),
    Notice(NoticeKind.LOADED, "loaded"),
)
"""Two agents, both ties, a message and an event."""
