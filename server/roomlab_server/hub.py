"""Who listens to what, and how each hears it once and soon.

A frame is built once. What a room says within one turn of the event loop (all of one commit) is written to each
subscriber at once, yet stays one frame each. A subscriber that does not read is closed; it never holds up the others.
All of it stands behind :class:`Hub`, so that a broker between several processes can take its place.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from . import frames, numbered
from .model import Logged
from .outlet import Outlet

__all__ = ["Channel", "Follower", "Hub", "QueuedSubscriber", "Subscriber", "TransportSubscriber"]

Channel = Literal["graph", "chat"]

GRACE = 5.0
"""Seconds that a closed subscriber has to read what was on its way."""

QUEUED = 1024
"""Frames that may wait for a subscriber whose transport is not known."""

FRAME_SIZE = 1 << 18
"""Bytes of events that share one frame of ``roomlab.v1`` at most; an event that is larger has its own."""

logger = logging.getLogger("roomlab.server.hub")


class Subscriber(Protocol):
    """One socket, as the hub sees it. Nothing here waits."""

    outlet: Outlet
    """The way past it for bytes that are ready."""

    def deliver(self, raw: bytes, payloads: list[bytes]) -> None:
        """Send frames: `raw` holds them ready for the wire, `payloads` one by one."""

    def close(self, code: int, reason: str) -> None:
        """Close the socket."""


class Follower(Protocol):
    """One socket that hears everything of a room, numbered (``roomlab.v1``). Nothing here waits."""

    outlet: Outlet
    """The way past it for bytes that are ready."""
    live: bool
    """Whether it is to be sent what comes, if that follows what it was sent."""
    after: int
    """The number of the last entry that it was sent; entries that go past it are noted here."""

    def hear(self, first: int, last: int, raw: bytes) -> None:
        """Take the entries of these numbers: `raw` holds their frames, ready for the wire, or what is left of them."""

    def close(self, code: int, reason: str) -> None:
        """Close the socket."""


class TransportSubscriber:
    """Writes ready frames to the transport of the socket.

    Parameters
    ----------
    transport : asyncio.Transport
        Belongs to a socket whose handshake is done and that does not compress.
    bound : int
        Bytes that may wait in the transport's buffer.
    outlet : Outlet
        The way past the transport.
    """

    def __init__(self, transport: asyncio.Transport, bound: int, outlet: Outlet) -> None:
        self.transport = transport
        """Where frames go."""
        self.outlet = outlet
        """The way past it."""
        self._bound = bound

    def deliver(self, raw: bytes, payloads: list[bytes]) -> None:
        """Write, unless too much would wait then: close instead. What is written to an empty buffer always fits."""
        transport = self.transport
        if transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        if waiting and waiting + len(raw) > self._bound:
            self.close(frames.SLOW_READER, "read too slowly")
        else:
            transport.write(raw)

    def close(self, code: int, reason: str) -> None:
        """Say why, let the transport send what waits, and cut it off after a while."""
        transport = self.transport
        if transport.is_closing():
            return
        transport.write(frames.raw_close(code, reason))
        self.outlet.shut()
        transport.close()
        asyncio.get_running_loop().call_later(GRACE, transport.abort)


def _deliver_to_all(subscribers: Iterable[Subscriber], raw: bytes, payloads: list[bytes]) -> None:
    """Deliver frames to each, and straight to the socket where an outlet stands open.

    The system call is most of what a delivery costs: little else is to be called for each (docs/decisions/0008).
    """
    size, write = len(raw), os.write
    for subscriber in subscribers:
        try:
            sent = write(subscriber.outlet.descriptor, raw)
        except OSError:  # nowhere, or no room, or broken: the slow way finds out which
            sent = 0
        if sent < size:
            subscriber.deliver(raw[sent:], payloads)


def _tell_all(followers: Iterable[Follower], first: int, last: int, raw: bytes) -> None:
    """Let each follower hear entries: as :func:`_deliver_to_all` does, to those whom these entries are the next for."""
    before, size, write = first - 1, len(raw), os.write
    for follower in followers:
        sent = 0
        if follower.live and follower.after == before:
            try:
                sent = write(follower.outlet.descriptor, raw)
            except OSError:  # as above
                sent = 0
        if sent == size:
            follower.after = last
        else:
            follower.hear(first, last, raw[sent:])


class QueuedSubscriber:
    """Sends through ASGI, for servers whose transport is not known: one task, one bounded queue.

    Parameters
    ----------
    send : callable
        Sends one text frame.
    shut : callable
        Closes the socket with a code and a reason.
    """

    def __init__(self, send: Callable[[str], Awaitable[None]], shut: Callable[[int, str], Awaitable[None]]) -> None:
        self._send = send
        self._shut = shut
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUED)
        self._ending: tuple[int, str] | None = None
        self._wake = asyncio.Event()
        self.outlet = Outlet()
        """Leads nowhere."""

    def deliver(self, raw: bytes, payloads: list[bytes]) -> None:
        """Queue the frames, unless too many wait already: then close."""
        for payload in payloads:
            if self._queue.full():
                self.close(frames.SLOW_READER, "read too slowly")
                return
            self._queue.put_nowait(payload)
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Close once the frames that wait are sent."""
        self._ending = self._ending or (code, reason)
        self._wake.set()

    async def pump(self) -> None:
        """Send until closed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while not self._queue.empty():
                await self._send(self._queue.get_nowait().decode())
            if self._ending is not None:
                await self._shut(*self._ending)
                return


@dataclass(slots=True)
class _Topic:
    subscribers: dict[Subscriber, None] = field(default_factory=dict)
    waiting: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class _Following:
    followers: dict[Follower, None] = field(default_factory=dict)
    waiting: list[Logged] = field(default_factory=list)


class Hub:
    """Carries each room's frames to those who listen. Call it from one event loop only.

    Parameters
    ----------
    epoch : str
        The epoch of the entries that are published.
    """

    def __init__(self, epoch: str = "") -> None:
        self._epoch = epoch
        self._topics: dict[tuple[int, Channel], _Topic] = {}
        self._followings: dict[int, _Following] = {}

    def subscribe(self, room_id: int, channel: Channel, subscriber: Subscriber) -> None:
        """Let `subscriber` hear what is published from now on."""
        self._topics.setdefault((room_id, channel), _Topic()).subscribers[subscriber] = None

    def unsubscribe(self, room_id: int, channel: Channel, subscriber: Subscriber) -> None:
        """Let `subscriber` hear no more."""
        topic = self._topics.get((room_id, channel))
        if topic is None:
            return
        topic.subscribers.pop(subscriber, None)
        if not topic.subscribers:
            del self._topics[room_id, channel]

    def publish(self, room_id: int, channel: Channel, payload: bytes) -> None:
        """Send a frame's text to all who listen, within this turn of the event loop."""
        topic = self._topics.get((room_id, channel))
        if topic is None:
            logger.info("broadcast room_id=%d — 0 подключений, сообщение не доставлено", room_id)
            return
        topic.waiting.append(payload)
        if len(topic.waiting) == 1:
            asyncio.get_running_loop().call_soon(_flush, topic)

    def publish_all(self, room_id: int, channel: Channel, make: Callable[[], list[bytes]]) -> None:
        """Send several frames as :meth:`publish` does; they are made only if anybody listens."""
        if (room_id, channel) in self._topics:
            for payload in make():
                self.publish(room_id, channel, payload)

    def follow(self, room_id: int, follower: Follower) -> None:
        """Let `follower` hear the entries of the room's log from now on."""
        self._followings.setdefault(room_id, _Following()).followers[follower] = None

    def unfollow(self, room_id: int, follower: Follower) -> None:
        """Let `follower` hear no more."""
        following = self._followings.get(room_id)
        if following is not None:
            following.followers.pop(follower, None)
            if not following.followers:
                del self._followings[room_id]

    def publish_entry(self, entry: Logged) -> None:
        """Send an entry of a room's log to its followers, within this turn of the event loop."""
        following = self._followings.get(entry.room_id)
        if following is None:
            return
        following.waiting.append(entry)
        if len(following.waiting) == 1:
            asyncio.get_running_loop().call_soon(_flush_entries, following, self._epoch)

    def close_room(self, room_id: int, code: int, reason: str) -> None:
        """Close every socket of a room."""
        for channel in ("graph", "chat"):
            topic = self._topics.pop((room_id, channel), None)
            if topic is not None:
                _flush(topic)
                for subscriber in list(topic.subscribers):
                    subscriber.close(code, reason)
        following = self._followings.pop(room_id, None)
        if following is not None:
            _flush_entries(following, self._epoch)
            for follower in list(following.followers):
                follower.close(code, reason)


def _flush(topic: _Topic) -> None:
    payloads, topic.waiting = topic.waiting, []
    if not payloads:  # a room that was closed has said its last already
        return
    raw = b"".join(map(frames.raw_text, payloads))
    _deliver_to_all(list(topic.subscribers), raw, payloads)


def _flush_entries(following: _Following, epoch: str) -> None:
    waiting, following.waiting = following.waiting, []
    start = 0
    while start < len(waiting):  # one frame for all, unless it were too large
        stop, size = start, 0
        while stop < len(waiting) and (stop == start or size + len(waiting[stop].body) <= FRAME_SIZE):
            size += len(waiting[stop].body)
            stop += 1
        part, start = waiting[start:stop], stop
        items = (numbered.item(entry.first, entry.last, entry.at, entry.body) for entry in part)
        raw = frames.raw_text(numbered.entries(epoch, items))
        _tell_all(list(following.followers), part[0].first, part[-1].last, raw)
