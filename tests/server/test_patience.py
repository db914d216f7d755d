"""Who keeps the server waiting is let go: nothing sent, half a request, an answer that nobody reads."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn.server import ServerState

from roomlab_server import patience
from roomlab_server.__main__ import uvicorn_config
from roomlab_server.patience import PatientProtocol
from roomlab_server.settings import Settings
from roomlab_server.testing import RunningServer

PATIENCE = 30.0
"""Seconds that a test waits for what takes a fraction of one."""

HEAD = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
WHOLE = b"GET /api/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPGRADE = (
    b"GET /api/rooms/1/chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
STANDING: dict[str, bytes] = {
    "nothing": b"",
    "half a line": b"GET /api/us",
    "half a head": b"GET /api/usage HTTP/1.1\r\nHost: localhost\r\nX-",
    "no body": HEAD + b"Content-Length: 1000000\r\n\r\n",
    "half a body": HEAD + b"Content-Length: 1000000\r\n\r\n{",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n{",
    "a promise to go on": HEAD + b"Content-Length: 10\r\nExpect: 100-continue\r\n\r\n",
    "half of the next one": WHOLE + b"GET /api/ HTTP/1.1\r\nX-",
    "the next one without its body": WHOLE + HEAD + b"Content-Length: 10\r\n\r\n",
    "half an upgrade": UPGRADE,
}


def opened(server: RunningServer, sent: bytes) -> socket.socket:
    """Open a connection and send something."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection.sendall(sent)
    return connection


def rest_of(connection: socket.socket) -> bytes:
    """Return all that comes until the server closes; fail when it does not."""
    told = b""
    with connection, contextlib.suppress(ConnectionError):
        while data := connection.recv(1 << 16):
            told += data
    return told


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the patience end soon."""
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(patience, "STANDSTILL_SECONDS", 0.2)


@pytest.mark.usefixtures("hasty")
def test_who_sends_half_a_request_is_let_go(server: RunningServer) -> None:
    waiting = {name: opened(server, sent) for name, sent in STANDING.items()}
    for name, connection in waiting.items():
        told = rest_of(connection)  # raises TimeoutError where the server waits for ever
        answered = told.count(b"HTTP/1.1 ") - told.count(b" 100 ")
        assert answered <= (1 if "next one" in name else 0), (name, told)


@pytest.mark.usefixtures("hasty")
def test_a_byte_now_and_then_is_no_way_to_stay(server: RunningServer) -> None:
    connection = opened(server, HEAD + b"Content-Length: 1000000\r\n\r\n")
    end = time.monotonic() + PATIENCE
    with connection, contextlib.suppress(ConnectionError):
        while time.monotonic() < end:
            connection.sendall(b"x")
            time.sleep(0.02)
        pytest.fail("the server waits as long as bytes drip")


def test_a_handshake_that_cannot_be_read_is_answered(server: RunningServer) -> None:
    for odd in (b"Content-Length: 5\r\n\r\nhello", b"X: " + b"a" * 10_000 + b"\r\n\r\n"):
        assert rest_of(opened(server, UPGRADE + odd)).startswith(b"HTTP/1.1 400 ")


def test_an_endless_head_is_refused(server: RunningServer) -> None:
    connection = opened(server, b"GET /api/ HTTP/1.1\r\n")
    with connection, contextlib.suppress(ConnectionError):
        for number in range(100_000):
            connection.sendall(b"X-%d: y\r\n" % number)
        pytest.fail("the server keeps a head of more than a megabyte")


def test_an_answer_that_nobody_reads_is_dropped(
    server: RunningServer, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = alice.room()
    long = "x" * 65_536
    for number in range(100):  # more than the system takes on the way
        body = {"name": f"agent {number}", "character": long, "avatar": long}
        alice.ask("POST", f"/api/rooms/{room}/agents", 201, json=body)
    assert len(alice.http.get("/api/agents").content) > 13_000_000
    monkeypatch.setattr(patience, "STANDSTILL_SECONDS", 0.2)
    host, port = server.url.removeprefix("http://").split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        connection.connect((host, int(port)))
        asked = f"GET /api/agents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {alice.token}\r\n\r\n"
        connection.sendall(asked.encode())
        assert was_reset(connection)


def was_reset(connection: socket.socket) -> bool:
    """Whether the server ends a connection, which is seen without reading what it sends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            connection.sendall(b"G")
        except ConnectionError:
            return True
        time.sleep(0.02)
    return False


# -- by hand: nothing here waits


class Timers:
    """A loop that takes note of what is to be done later, instead of doing it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.due: list[tuple[float, Callable[..., Any], tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def call_later(self, seconds: float, call: Callable[..., Any], *arguments: Any) -> Any:
        """Take note."""
        entry = (seconds, call, arguments)
        self.due.append(entry)

        class Handle:
            def cancel(_) -> None:
                with contextlib.suppress(ValueError):
                    self.due.remove(entry)

        return Handle()

    def waits(self) -> list[float]:
        """Return for how long something waits."""
        return [seconds for seconds, _, _ in self.due]


class Transport:
    """Keeps what is written, and holds as many unread bytes as it is told."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.protocol: Any = None
        self.unread = 0
        self.written = b""
        self.closed = self.aborted = False

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return where the client is."""
        return (self._address, 50_000) if name == "peername" else default

    def get_write_buffer_size(self) -> int:
        """Return what it was told."""
        return self.unread

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.written += data

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return self.closed

    def set_protocol(self, protocol: Any) -> None:
        """Take another protocol."""
        self.protocol = protocol

    def get_protocol(self) -> Any:
        """Return the protocol."""
        return self.protocol

    def close(self) -> None:
        """Take note."""
        self.closed = True

    def abort(self) -> None:
        """Take note."""
        self.aborted = True


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()


def by_hand(scenario: Callable[..., Any], *addresses: str) -> None:
    """Run a scenario on a protocol for each address, whose transports and timers are ours."""

    async def run() -> None:
        config = uvicorn_config(_app, Settings(), log=None)  # type: ignore[arg-type]
        config.load()
        timers, state, parts = Timers(asyncio.get_running_loop()), ServerState(), []
        for address in addresses or ("192.0.2.1",):
            transport = Transport(address)
            protocol: Any = config.http_protocol_class(config, state, {}, timers)  # type: ignore[call-arg]
            transport.protocol = protocol
            protocol.connection_made(transport)  # type: ignore[arg-type]
            parts += [protocol, transport]
        await scenario(*parts, timers)
        for task in state.tasks:
            task.cancel()

    asyncio.run(run())


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_whole_requests_are_not_hurried() -> None:
    async def scenario(protocol: PatientProtocol, transport: Transport, timers: Timers) -> None:
        assert timers.waits() == [patience.REQUEST_SECONDS]  # nothing has come yet
        for _ in range(3):
            protocol.data_received(WHOLE[:20])
            assert timers.waits() == [patience.REQUEST_SECONDS]
            protocol.data_received(WHOLE[20:])
            assert timers.waits() == []  # now it is the server's turn
            await _turns()
            assert timers.waits() == [protocol.config.timeout_keep_alive]  # uvicorn's own
        assert not transport.closed

    by_hand(scenario)


def test_a_socket_stays_when_it_is_handed_over() -> None:
    async def scenario(protocol: PatientProtocol, transport: Transport, timers: Timers) -> None:
        protocol.data_received(UPGRADE + b"\r\n")
        await _turns()
        assert transport.protocol is not protocol
        assert timers.waits() == []
        assert not transport.closed

    by_hand(scenario)


def test_who_reads_slowly_gets_all_and_who_stops_is_let_go() -> None:
    async def scenario(protocol: PatientProtocol, transport: Transport, timers: Timers) -> None:
        protocol.data_received(WHOLE)
        transport.unread = 1000
        protocol.pause_writing()
        for unread in (900, 899, 10):
            transport.unread = unread
            ((seconds, look, arguments),) = timers.due
            assert seconds == patience.STANDSTILL_SECONDS
            timers.due.clear()
            look(*arguments)
            assert not transport.aborted
        ((_, look, arguments),) = timers.due
        look(*arguments)
        assert transport.aborted

    by_hand(scenario)


def test_no_client_has_more_than_so_much_waiting_whatever_the_number_of_its_connections() -> None:
    async def scenario(*parts: Any) -> None:
        protocols, transports = parts[:-1:2], parts[1:-1:2]
        for protocol, transport in zip(protocols, transports, strict=True):
            transport.unread = patience.WAITING_BYTES // 2
            protocol.pause_writing()
        assert [transport.aborted for transport in transports] == [False, False, True, False]

    by_hand(scenario, "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2")


def test_what_was_taken_waits_no_more() -> None:
    async def scenario(*parts: Any) -> None:
        protocols, transports = parts[:-1:2], parts[1:-1:2]
        (network,) = {protocol._network for protocol in protocols}
        for protocol, transport in zip(protocols, transports, strict=True):
            transport.unread = 1000
            protocol.pause_writing()
        assert network.waiting == 3000
        transports[0].unread = 400
        look, arguments = next((call, arguments) for _, call, arguments in parts[-1].due if arguments)
        look(*arguments)
        assert network.waiting == 2400
        protocols[0].resume_writing()
        protocols[1].connection_lost(None)
        assert (network.waiting, network.connections) == (1000, 2)
        protocols[2].connection_lost(None)
        assert (network.waiting, network.connections) == (0, 1)

    by_hand(scenario, "192.0.2.1", "192.0.2.1", "192.0.2.1")


def test_a_socket_is_counted_until_its_end() -> None:
    async def scenario(protocol: PatientProtocol, transport: Transport, timers: Timers) -> None:
        network = protocol._network
        assert network is not None
        protocol.data_received(UPGRADE + b"\r\n")
        await _turns()
        assert network.connections == 1
        transport.protocol.connection_lost(None)
        assert network.connections == 0
        await _turns()

    by_hand(scenario)


def test_who_is_turned_away_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(*parts: Any) -> None:
        protocols, transports = parts[:-1:2], parts[1:-1:2]
        assert [transport.closed for transport in transports] == [False, False, False, True, False]
        assert sorted(parts[-1].waits()) == [patience.TURN_AWAY_SECONDS] + [patience.REQUEST_SECONDS] * 3
        protocols[2].data_received(WHOLE[:20])
        assert transports[2].closed
        assert transports[2].written == transports[3].written
        told = transports[2].written
        assert told.startswith(b"HTTP/1.1 429 ")
        assert b"--connections-per-network" in told
        assert int(told.partition(b"content-length: ")[2].partition(b"\r")[0]) == len(told.partition(b"\r\n\r\n")[2])
        for protocol in protocols[2:4]:
            protocol.connection_lost(None)
        assert parts[-1].waits() == [patience.REQUEST_SECONDS] * 3
        assert protocols[0]._network.connections == 2

    monkeypatch.setattr("roomlab_server.__main__.descriptors", lambda: 4)
    monkeypatch.setattr(patience, "TURNED_AWAY", 1)
    by_hand(scenario, *["192.0.2.1"] * 4, "192.0.2.2")


def test_nothing_waits_for_a_connection_that_is_lost() -> None:
    async def scenario(protocol: PatientProtocol, transport: Transport, timers: Timers) -> None:
        protocol.data_received(WHOLE[:20])
        protocol.pause_writing()
        assert len(timers.due) == 2
        protocol.connection_lost(ConnectionResetError())
        assert timers.waits() == []

    by_hand(scenario)
