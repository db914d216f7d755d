"""How the hub writes to sockets: everything, in order, and nothing past a transport that closes or encrypts."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from roomlab_server import frames, numbered
from roomlab_server.hub import Hub, TransportSubscriber
from roomlab_server.model import Logged
from roomlab_server.outlet import NOWHERE, Outlet

ROOM = 1
BOUND = 1 << 20
LARGE = 100_000
"""Bytes that no socket of these tests takes at once."""


class Near(asyncio.Protocol):
    """Tells an outlet what the server's protocol tells it."""

    def __init__(self) -> None:
        self.outlet = Outlet()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.outlet.open(transport)

    def pause_writing(self) -> None:
        self.outlet.pause()

    def resume_writing(self) -> None:
        self.outlet.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        self.outlet.shut()


class Peer:
    """A subscriber of the room's graph, and the other end of its socket, which has little room."""

    def __init__(self, hub: Hub, transport: asyncio.Transport, outlet: Outlet, far: socket.socket) -> None:
        self.hub, self.transport, self.outlet, self.far = hub, transport, outlet, far
        self.subscriber = TransportSubscriber(transport, BOUND, outlet)
        hub.subscribe(ROOM, "graph", self.subscriber)

    async def read(self, size: int) -> bytes:
        """Read as many bytes."""
        loop, read = asyncio.get_running_loop(), b""
        while len(read) < size:
            chunk = await asyncio.wait_for(loop.sock_recv(self.far, size - len(read)), 10)
            assert chunk, "the socket ended"
            read += chunk
        return read


async def connect(hub: Hub) -> Peer:
    near, far = socket.socketpair()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    far.setblocking(False)
    transport, protocol = await asyncio.get_running_loop().create_connection(Near, sock=near)
    return Peer(hub, transport, protocol.outlet, far)


def run(play: Callable[[Hub, Peer, Peer], Awaitable[None]]) -> None:
    """Run a play with a hub and two subscribers."""

    async def main() -> None:
        hub = Hub()
        peers = [await connect(hub) for _ in range(2)]
        try:
            await play(hub, *peers)
        finally:
            for peer in peers:
                peer.transport.abort()
                peer.far.close()
            await asyncio.sleep(0)  # lets the transports close their sockets

    asyncio.run(main())


async def publish(hub: Hub, payload: bytes) -> bytes:
    """Publish a frame, let the hub send it, and return it as it goes over the wire."""
    hub.publish(ROOM, "graph", payload)
    await asyncio.sleep(0)
    return frames.raw_text(payload)


@pytest.fixture
def straight(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What each write past the transport took, in bytes; -1 for one that failed."""
    taken: list[int] = []
    write = os.write

    def noted(descriptor: int, raw: bytes) -> int:
        if descriptor == NOWHERE:
            return write(descriptor, raw)
        taken.append(-1)
        taken[-1] = write(descriptor, raw)
        return taken[-1]

    monkeypatch.setattr("roomlab_server.hub.os.write", noted)
    return taken


def test_who_reads_along_is_written_to_straight(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        raw = await publish(hub, b"hello")
        assert await one.read(len(raw)) == await other.read(len(raw)) == raw
        assert straight == [len(raw)] * 2

    run(play)


def test_what_did_not_go_whole_goes_on_in_order(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        for _ in range(3):
            straight.clear()
            sent = await publish(hub, b"a" * LARGE)
            assert len(straight) == 2
            assert all(taken < len(sent) for taken in straight)
            sent += await publish(hub, b"b") + await publish(hub, b"c" * LARGE)
            assert len(straight) == 2, "written past what waits in the transport"
            assert await one.read(len(sent)) == await other.read(len(sent)) == sent

    run(play)


def test_a_socket_without_any_room_gets_it_later(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        hub.unsubscribe(ROOM, "graph", other.subscriber)
        filled = 0
        with suppress(BlockingIOError):
            while True:
                filled += os.write(one.outlet.descriptor, b"-")
        straight.clear()
        raw = await publish(hub, b"hello")
        assert straight == [-1]
        assert await one.read(filled + len(raw)) == b"-" * filled + raw

    run(play)


def test_nothing_is_written_past_a_transport_that_closes(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        one.transport.close()
        raw = await publish(hub, b"secret")  # its descriptor may be another's by the next turn
        raw += await publish(hub, b"more")
        assert await other.read(len(raw)) == raw
        assert await asyncio.get_running_loop().sock_recv(one.far, 100) == b""
        assert sum(straight) == len(raw), straight
        assert -1 not in straight

    run(play)


def test_a_reader_that_is_gone_holds_nobody_up(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        one.far.close()
        sent = await publish(hub, b"hello") + await publish(hub, b"more")
        assert await other.read(len(sent)) == sent
        assert one.transport.is_closing()

    run(play)


class Listening:
    """A follower of the room that is told what did not go straight."""

    def __init__(self, peer: Peer, after: int) -> None:
        self.outlet, self.transport, self.live, self.after = peer.outlet, peer.transport, True, after
        self.heard: list[tuple[int, int]] = []

    def hear(self, first: int, last: int, raw: bytes) -> None:
        self.heard.append((first, last))
        if self.live and first == self.after + 1:
            self.after = last
            self.transport.write(raw)

    def close(self, code: int, reason: str) -> None:
        self.transport.close()


async def publish_entry(hub: Hub, number: int, body: bytes) -> bytes:
    """Publish an entry of the room's log, let the hub send it, and return its frame as it goes over the wire."""
    hub.publish_entry(Logged(ROOM, 7, body, first=number))
    await asyncio.sleep(0)
    return frames.raw_text(numbered.entries("", [numbered.item(number, number, 7, body)]))


def test_followers_are_written_to_straight_when_it_is_their_turn(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        along, ahead = Listening(one, after=4), Listening(other, after=5)  # read the fifth from the database
        for follower in (along, ahead):
            hub.follow(ROOM, follower)
        fifth = await publish_entry(hub, 5, b"1")
        assert (straight, along.heard, ahead.heard) == ([len(fifth)], [], [(5, 5)])
        sixth = await publish_entry(hub, 6, b"2")
        assert await one.read(len(fifth + sixth)) == fifth + sixth
        assert await other.read(len(sixth)) == sixth
        ahead.live = False  # has fallen behind
        await publish_entry(hub, 7, b"3")
        assert ahead.heard == [(5, 5), (7, 7)]
        assert (along.after, ahead.after) == (7, 6)

    run(play)


def test_what_a_follower_did_not_take_whole_goes_on_in_order(straight: list[int]) -> None:
    async def play(hub: Hub, one: Peer, other: Peer) -> None:
        follower = Listening(one, after=0)
        hub.follow(ROOM, follower)
        sent = await publish_entry(hub, 1, b"1" * LARGE)
        assert 0 < straight[0] < len(sent)
        sent += await publish_entry(hub, 2, b"2")
        assert (len(straight), follower.after) == (1, 2)
        assert await one.read(len(sent)) == sent

    run(play)


class Encrypting(asyncio.Transport):
    """A transport that stands for one that encrypts."""

    def __init__(self, near: socket.socket) -> None:
        super().__init__({"socket": near, "sslcontext": object()})
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass


def test_nothing_is_written_past_a_transport_that_encrypts() -> None:
    async def main() -> None:
        near, far = socket.socketpair()
        with near, far:
            far.setblocking(False)
            transport, hub, outlet = Encrypting(near), Hub(), Outlet()
            outlet.open(transport)
            hub.subscribe(ROOM, "graph", TransportSubscriber(transport, BOUND, outlet))
            raw = await publish(hub, b"secret")
            assert transport.written == raw
            with pytest.raises(BlockingIOError):
                far.recv(1)

    asyncio.run(main())
