"""Sockets: the first frame, slow readers, servers whose transport is not known, silence."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket as sockets
import sqlite3
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from roomlab_server import frames
from roomlab_server.app import create_app
from roomlab_server.hub import QUEUED, Hub, QueuedSubscriber
from roomlab_server.outlet import NOWHERE, Outlet
from roomlab_server.settings import Settings
from roomlab_server.socket_protocol import FRAMES_AT_ONCE, FRAMES_PER_SECOND, SocketProtocol
from roomlab_server.testing import RunningServer, silent_conductor


@given(st.one_of(st.binary(max_size=300), st.integers(65_530, 65_540).map(bytes), st.just(bytes(200_000))))
def test_ready_frames_are_what_the_protocol_library_reads(payload: bytes) -> None:
    reader = StreamReader()
    reader.feed_data(frames.raw_text(payload))
    parser = Frame.parse(reader.read_exact, mask=False, max_size=None)
    with pytest.raises(StopIteration) as parsed:
        next(parser)
    frame = parsed.value.value
    assert (frame.opcode, bytes(frame.data), frame.fin) == (Opcode.TEXT, payload, True)


@pytest.mark.parametrize(("channel", "path"), [("chat", "messages"), ("graph", "relationships")])
def test_who_has_read_the_first_frame_misses_nothing(alice: Any, channel: str, path: str) -> None:
    room = alice.room("A", "B")
    for number in range(8):  # a client that reads no more holds 16 frames
        socket = alice.socket(room, channel)
        assert json.loads(socket.recv(timeout=20))["type"] == "connected"
        if channel == "chat":
            alice.say(room, f"{number}")
        else:
            alice.tie(room, 1, 2, number / 8)
        frame = json.loads(socket.recv(timeout=20))
        assert str(number / 8 if channel == "graph" else number) in str(frame["payload"])


def test_each_room_and_channel_hears_only_its_own(alice: Any) -> None:
    first, second = alice.room("A", "B"), alice.room("C", "D")
    graph, other, chat = alice.socket(first, "graph"), alice.socket(second, "graph"), alice.socket(first, "chat")
    for socket in (graph, other, chat):
        socket.recv(timeout=20)
    alice.tie(first, 1, 2, 0.25)
    alice.tie(second, 3, 4, 0.5)
    alice.say(first, "hello")
    assert json.loads(graph.recv(timeout=20))["payload"]["sympathyLevel"] == 0.25
    assert json.loads(other.recv(timeout=20))["payload"]["sympathyLevel"] == 0.5
    assert json.loads(chat.recv(timeout=20))["payload"]["text"] == "hello"
    for socket in (graph, other, chat):
        socket.send('{"type":"ping"}')
        assert json.loads(socket.recv(timeout=20))["type"] == "pong"  # and nothing else in between


def test_binary_frames_are_answered_with_an_error(alice: Any) -> None:
    socket = alice.socket(alice.room(), "chat")
    socket.recv(timeout=20)
    socket.send(b'{"type":"ping"}')
    assert json.loads(socket.recv(timeout=20))["type"] == "error"
    socket.send('{"type":"ping"}')
    assert json.loads(socket.recv(timeout=20))["type"] == "pong"


def test_a_frame_beyond_all_bounds_ends_only_its_own_socket(alice: Any) -> None:
    room = alice.room()
    first, second = alice.socket(room, "chat"), alice.socket(room, "chat")
    for socket in (first, second):
        socket.recv(timeout=20)
    with contextlib.suppress(ConnectionClosed):  # while it sends, or thereafter
        first.send("x" * (1 << 18) + "x")
    with pytest.raises(ConnectionClosed) as closed:
        first.recv(timeout=10)
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    second.send('{"type":"ping"}')
    assert json.loads(second.recv(timeout=20))["type"] == "pong"


FLOODS = {
    "frames": b"\x81\x82\0\0\0\0{}",
    "pings": b"\x89\x80\0\0\0\0",
    "pieces without end": b"\x00\x80\0\0\0\0",
}


@pytest.mark.parametrize("kind", FLOODS)
def test_who_floods_a_socket_is_closed_out(alice: Any, kind: str) -> None:
    """What counts is how many frames were looked at: each costs all who are served."""
    room = alice.room()
    flooder, bystander = alice.socket(room, "chat", ping_interval=None), alice.socket(room, "chat")
    for socket in (flooder, bystander):
        socket.recv(timeout=20)
    begin = time.monotonic()
    raw = flooder.socket
    if kind == "pieces without end":
        raw.sendall(b"\x01\x80\0\0\0\0")
    with contextlib.suppress(OSError):
        raw.sendall(FLOODS[kind] * 100_000)
    answers, code = told_until_closed(flooder)
    assert answers <= FRAMES_AT_ONCE + FRAMES_PER_SECOND * (time.monotonic() - begin)
    # Where the rest of the flood was still on its way, the system resets the connection before the code is read.
    assert code in (1008, None)
    bystander.send('{"type":"ping"}')
    assert json.loads(bystander.recv(timeout=20))["type"] == "pong"


def told_until_closed(socket: Any) -> tuple[int, int | None]:
    """Return how many frames come until the server closes, and the code with which it does, if it is to be had."""
    count = 0
    while True:
        try:
            socket.recv(timeout=20)
        except ConnectionClosed as closed:
            return count, None if closed.rcvd is None else closed.rcvd.code
        count += 1


def open_slow_socket(alice: Any, room: str) -> sockets.socket:
    """Open a socket that reads its first frame and nothing more, with little room in the system's buffers."""
    host, port = alice.server.url.removeprefix("http://").split(":")
    slow = sockets.socket()
    slow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    slow.settimeout(10)
    slow.connect((host, int(port)))
    request = (
        f"GET /api/rooms/{room}/chat?token={alice.token} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    slow.sendall("\r\n".join((*request, "", "")).encode())
    seen = b""
    while b'"connected"' not in seen:
        seen += slow.recv(1024)
    return slow


def test_a_slow_reader_is_closed_with_a_code_and_holds_nobody_up(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    alice = join(serve(send_buffer=1 << 16))
    room = alice.room("A")
    slow = open_slow_socket(alice, room)
    quick = alice.socket(room, "chat")
    quick.recv(timeout=20)
    text = "x" * 60_000
    sent = 200  # twelve megabytes: far more than all buffers on the way hold
    for number in range(sent):
        said = alice.say(room, text)
        assert json.loads(quick.recv(timeout=20))["payload"]["id"] == said["id"], number
    received = b""
    while chunk := slow.recv(1 << 16):
        received += chunk
    slow.close()
    assert len(received) < sent * len(text) / 2
    assert received.endswith(frames.raw_close(frames.SLOW_READER, "read too slowly"))


@pytest.fixture
def outlets(monkeypatch: pytest.MonkeyPatch) -> list[Outlet]:
    """The outlets of all sockets that are opened."""
    opened: list[Outlet] = []

    def note(self: Outlet, *way: Any) -> None:
        open_outlet(self, *way)
        opened.append(self)

    open_outlet = Outlet.open
    monkeypatch.setattr(Outlet, "open", note)
    return opened


@pytest.mark.skipif(os.name == "nt", reason="Windows writes to files and to sockets in different ways")
def test_the_way_past_the_transport_is_shut_before_the_descriptor_is_anothers(
    alice: Any, outlets: list[Outlet], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = alice.room("A", "B")
    staying, leaving, vanishing = (
        alice.socket(room, "graph"),
        alice.socket(room, "graph"),
        open_slow_socket(alice, room),
    )
    for socket in (staying, leaving):
        socket.recv(timeout=20)
    used = {outlet.descriptor for outlet in outlets}
    assert len(used - {NOWHERE}) == 3
    shut = [outlet for outlet in outlets if outlet.descriptor != outlets[0].descriptor]
    lost: list[int] = []
    lose = SocketProtocol.connection_lost

    def note(self: SocketProtocol, exc: Exception | None) -> None:
        lose(self, exc)
        lost.append(self.outlet.descriptor)

    monkeypatch.setattr(SocketProtocol, "connection_lost", note)
    leaving.close()
    vanishing.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))  # resets, says no goodbye
    vanishing.close()
    for number in range(1000):
        alice.tie(room, 1, 2, number / 1000)
        assert json.loads(staying.recv(timeout=20))["payload"]["sympathyLevel"] == number / 1000
        if len(lost) == 2:
            break
    assert lost == [NOWHERE] * 2
    assert [outlet.descriptor for outlet in shut] == [NOWHERE] * 2
    assert outlets[0].descriptor != NOWHERE


def test_a_broadcast_to_nobody_is_logged(alice: Any, caplog: pytest.LogCaptureFixture) -> None:
    room = alice.room("A", "B")
    with caplog.at_level(logging.INFO, logger="roomlab.server.hub"):
        alice.say(room, "hello")
        alice.tie(room, 1, 2, 0.5)
    lines = [record.getMessage() for record in caplog.records if record.name == "roomlab.server.hub"]
    assert lines == [f"broadcast room_id={room} — 0 подключений, сообщение не доставлено"] * 2


class Wire:
    """A socket as an ASGI server other than ours would hand it over."""

    def __init__(self, app: Any, path: str, query: str) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "subprotocols": [],
            "app": app,
        }
        self.put({"type": "websocket.connect"})
        self.task = asyncio.create_task(app(scope, self._incoming.get, self.sent.put))

    def put(self, message: dict[str, Any]) -> None:
        self._incoming.put_nowait(message)

    async def frame(self) -> Any:
        message = await asyncio.wait_for(self.sent.get(), 20)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])


def test_other_asgi_servers_are_served_through_asgi(tmp_path: Path) -> None:
    settings = Settings(db=f"sqlite:///{(tmp_path / 'rooms.db').as_posix()}")
    app = create_app(settings, conductors=silent_conductor)

    async def scenario() -> None:
        async with app.router.lifespan_context(app):
            services = app.state.services
            session = await services.users.register("a@example.com", "password", None)
            room = await services.rooms.create(session.user.id, "room", None, "single")
            wire = Wire(app, f"/api/rooms/{room.id}/chat", f"token={session.token}")
            assert (await wire.sent.get())["type"] == "websocket.accept"
            assert (await wire.frame())["type"] == "connected"
            entry = await services.rooms.post_message(room, "hello", "user", None)
            assert await wire.frame() == {"type": "message", "payload": entry.payload}
            wire.put({"type": "websocket.receive", "text": '{"type":"ping"}'})
            assert await wire.frame() == {"type": "pong", "payload": {}}
            await services.rooms.delete(room)
            closing = await asyncio.wait_for(wire.sent.get(), 20)
            assert (closing["type"], closing["code"]) == ("websocket.close", 4003)
            wire.put({"type": "websocket.disconnect", "code": 4003})
            await asyncio.wait_for(wire.task, 20)

    asyncio.run(scenario())


def test_without_a_transport_a_slow_reader_is_closed_too() -> None:
    async def scenario() -> tuple[list[str], list[tuple[int, str]]]:
        gate, sent, closed = asyncio.Event(), [], []

        async def send(text: str) -> None:
            await gate.wait()
            sent.append(text)

        async def shut(code: int, reason: str) -> None:
            closed.append((code, reason))

        hub, slow = Hub(), QueuedSubscriber(send, shut)
        hub.subscribe(1, "chat", slow)
        pump = asyncio.create_task(slow.pump())
        for number in range(2 * QUEUED):
            hub.publish(1, "chat", str(number).encode())
            await asyncio.sleep(0)
        gate.set()
        await asyncio.wait_for(pump, 20)
        return sent, closed

    sent, closed = asyncio.run(scenario())
    assert closed == [(frames.SLOW_READER, "read too slowly")]
    assert sent == [str(number) for number in range(len(sent))]  # what was sent has no hole
    assert len(sent) <= QUEUED + 1


def test_a_database_that_does_not_answer_closes_the_socket_with_a_code(
    alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("roomlab_server.store.queries.owner_of", broken)
    with pytest.raises(ConnectionClosed) as closed:
        alice.socket("7", "chat").recv(timeout=20)  # not in memory
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == frames.FAILED
    assert alice.ask("GET", "/api/rooms/7", 503)["detail"]


def test_who_closes_in_the_middle_of_a_message_gets_the_own_code_back(alice: Any) -> None:
    room = alice.room()
    socket = alice.socket(room, "chat")
    socket.recv(timeout=20)
    with socket.protocol_mutex:  # the client's own calls finish a message first
        socket.protocol.send_text(b'{"type": ', fin=False)
        socket.protocol.expect_continuation_frame = False
        socket.protocol.send_close(4999, "enough")
        socket.send_data()
    with pytest.raises(ConnectionClosed):
        socket.recv(timeout=20)
    assert socket.protocol.close_rcvd is not None
    assert (socket.protocol.close_rcvd.code, socket.protocol.close_rcvd.reason) == (4999, "enough")
