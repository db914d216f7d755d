"""The stream of messages and events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import ClassVar

from roomlab import _wire
from roomlab.errors import AccessDeniedError, RequestError
from roomlab.events import Channel, Message, RoomEvent
from roomlab.sources._backoff import Failure, classify
from roomlab.sources._hub import Hub
from roomlab.sources._resync import HistoryReader, merge_chat
from roomlab.sources._roster import Roster
from roomlab.sources._stream import Recovered, Stream

__all__ = ["ChatStream"]

PAGE = 100
"""Messages of one page of the history, and items of the feed: the most that the contract allows."""


class ChatStream(Stream):
    """Follows ``/chat``: the whole history first, then each message and event as it comes, each once.

    Parameters
    ----------
    hub, on_change
        As for `Stream`.
    roster : Roster
        Told of every id in a frame.
    """

    channel: ClassVar[Channel] = Channel.CHAT
    segment: ClassVar[str] = "chat"

    def __init__(self, hub: Hub, on_change: Callable[[], None], roster: Roster) -> None:
        super().__init__(hub, on_change)
        self._roster = roster
        self._messages: set[str] = set()
        self._events: set[str] = set()
        self._buffer: list[Message | RoomEvent] | None = []
        self._texts: dict[tuple[type, str], bytes] = {}  # of what is in the buffer

    def handle(self, data: bytes) -> None:
        """Take one frame."""
        frame = _wire.decode_frame(data)
        if type(frame) is not Message and type(frame) is not RoomEvent:
            self.handle_other(frame, data)
        elif self._buffer is not None:
            self._buffer.append(frame)
            self._texts.setdefault((type(frame), frame.id), data)
        elif self.has(frame):
            self.hub.counters["duplicates"] += 1
        else:
            self._note([frame])
            self._roster.hear()
            self.hub.log.append(frame, Channel.CHAT, text=data)

    def start_buffering(self) -> None:
        """Keep frames aside until the history was read."""
        self._buffer = []
        self._texts.clear()

    async def resync(self) -> Recovered:
        """Read the messages back to the last known one, and the events that the feed still holds; log them in order."""
        history = await self._read_history()
        feed, reaches_back = await self._read_feed()
        events = [item for item in feed if isinstance(item, RoomEvent)]
        # Nothing below waits, so no frame can come in between.
        merged = merge_chat([*history.messages.values(), *events], self._buffer or ())
        new = [(entry, by_socket) for entry, by_socket in merged if not self.has(entry)]
        for by_socket, group in groupby(new, key=lambda item: item[1]):
            entries = [entry for entry, _ in group]
            if by_socket:
                texts = [self._texts[type(entry), entry.id] for entry in entries]
                self.hub.log.extend(entries, Channel.CHAT, texts=texts)
            else:
                self.hub.log.extend(entries, Channel.SNAPSHOT)
        self._note(entry for entry, _ in new)
        self._buffer = None
        self._texts.clear()
        return Recovered(
            self._missing(history.complete, reaches_back),
            messages=sum(isinstance(entry, Message) for entry, _ in new),
            events=sum(isinstance(entry, RoomEvent) for entry, _ in new),
        )

    async def _read_history(self) -> HistoryReader:
        reader = HistoryReader(self._messages)
        while not reader.done:
            where = {} if reader.cursor is None else {"after_id": reader.cursor}
            items, answer = await self.hub.read_list("/messages", "messages", limit=PAGE, **where)
            more = answer.get("hasMore")
            reader.feed(self.hub.parse_all(items, _wire.parse_message), more if isinstance(more, bool) else None)
        return reader

    async def _read_feed(self) -> tuple[list[Message | RoomEvent], bool]:
        """Return the feed, and whether it reaches back to what is known, or to the beginning."""
        try:
            items, _ = await self.hub.read_list("/feed", "items", limit=PAGE)
        except (AccessDeniedError, RequestError) as refusal:
            if classify(refusal) is Failure.TRANSIENT:
                raise
            return [], False  # a server without a feed
        feed = self.hub.parse_all(items, _wire.parse_feed_item)
        return feed, len(items) < PAGE or any(map(self.has, feed))

    @staticmethod
    def _missing(messages_complete: bool, events_complete: bool) -> str:
        parts = []
        if not messages_complete:
            parts.append("older messages may be missing, because the server does not page back")
        if not events_complete:
            parts.append("older events may be missing, because the server's feed does not reach back far enough")
        return "; ".join(parts)

    def has(self, entry: Message | RoomEvent) -> bool:
        """Whether an entry of its kind and id is in the log."""
        return entry.id in (self._messages if isinstance(entry, Message) else self._events)

    def _note(self, entries: Iterable[Message | RoomEvent]) -> None:
        """Remember the ids, and tell the roster of the agents."""
        for entry in entries:
            if isinstance(entry, Message):
                self._messages.add(entry.id)
                if entry.agent_id is not None:
                    self._roster.meet((entry.agent_id,))
            else:
                self._events.add(entry.id)
                self._roster.meet(entry.agent_ids)
