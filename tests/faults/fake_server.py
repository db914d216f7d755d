"""A small server of the contract with switchable habits and faults: one room, on loopback, on a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

EMAIL, PASSWORD = "eve@example.com", "a secret password"
Result = TypeVar("Result")


@dataclass
class Habits:
    """How the server behaves; may be changed while it runs."""

    # sockets
    refuse: int | None = None  # the HTTP status that answers a handshake; 403 only where the token is not good,
    refuse_always: bool = False  # unless this is set
    close_with: int | None = None  # the code that closes a socket right after it was accepted
    greets: bool = True
    pongs: bool = True
    copies: int = 1  # how often each chat frame is sent
    echoes: bool = True  # whether sockets tell what was written over REST
    frame_delay: float = 0.0
    # REST
    page_order: str = "ascending"
    heeds_after_id: bool = True
    tells_more: bool = True
    has_feed: bool = True
    has_refresh: bool = True
    has_details: bool = True
    page_delay: float = 0.0
    write_delay: float = 0.0
    does_once: bool = False  # whether it heeds Idempotency-Key, and says so
    failing: int | None = None  # the status of every answer below the room
    ties_failing: int | None = None  # the status of the answer that holds the ties
    # records
    naive_times: bool = False
    integer_ids: bool = False
    tells_response: bool = True
    undirected: bool = False


@dataclass
class Seen:
    """What clients did."""

    handshakes: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    pings: int = 0


class FakeServer:
    """Holds a room's content; every public method may be called from the test's thread."""

    room = "1"

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.seen = Seen()
        self.agents: dict[int, dict[str, Any]] = {}
        self.ties: dict[tuple[int, int], float] = {}
        self.chat: list[tuple[str, dict[str, Any]]] = []
        self.tokens = {"token-0"}
        self.refresh_tokens = {"refresh-0"}
        self._issued = 0
        self._done: dict[str | None, tuple[int, Any]] = {}
        self._next_id = 1
        self._port = 0
        self._sockets: list[_Socket] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        for name in ("Ann", "Bob", "Cid"):
            self.add_agent(name)

    # -- content

    def add_agent(self, name: str) -> str:
        number = len(self.agents) + 1
        self.agents[number] = {"name": name, "mood": {"mood": "neutral", "level": 0.5}, "character": f"is {name}"}
        return str(number)

    def say(self, text: str, sender: str = "user", agent: int | None = None, *, announce: bool = True) -> str:
        record = {"text": text, "sender": sender, "agentId": agent, "agentResponse": None}
        return self._keep("message", record, announce)

    def happen(self, description: str, *, announce: bool = True) -> str:
        record = {"eventType": "user_event", "agentIds": [1, 2], "description": description}
        return self._keep("event", record, announce)

    def _keep(self, kind: str, record: dict[str, Any], announce: bool) -> str:
        number, self._next_id = self._next_id, self._next_id + 1
        record = {
            "id": number,
            "timestamp": datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=number / 4),
        } | record
        self.chat.append((kind, record))
        if announce:
            for _ in range(self.habits.copies):
                self.send("chat", {"type": kind, "payload": self._shown(record)})
        return str(number)

    def set_tie(self, source: int, target: int, value: float, *, announce: bool = True) -> dict[str, Any]:
        if self.habits.undirected:
            source, target = sorted((source, target))
        self.ties[source, target] = value
        shown = self._shown({"from": source, "to": target, "sympathyLevel": value})
        if announce:
            self.send("graph", {"type": "edge_update", "payload": {"roomId": self._id(1)} | shown})
        return shown

    def _id(self, number: int | None) -> int | str | None:
        return number if number is None or self.habits.integer_ids else str(number)

    def _shown(self, record: dict[str, Any]) -> dict[str, Any]:
        shown = dict(record)
        for name in ("id", "agentId", "from", "to"):
            if name in shown:
                shown[name] = self._id(shown[name])
        if "agentIds" in shown:
            shown["agentIds"] = [self._id(one) for one in shown["agentIds"]]
        if "timestamp" in shown:
            when: datetime = shown["timestamp"]
            naive = when.replace(microsecond=0, tzinfo=None)
            shown["timestamp"] = naive.isoformat() if self.habits.naive_times else when.isoformat()
        if not self.habits.tells_response:
            shown.pop("agentResponse", None)
        return shown

    # -- faults

    def send(self, channel: str, frame: object) -> None:
        """Send one frame (text, or what becomes JSON) to the sockets of a channel."""
        text = frame if isinstance(frame, str) else json.dumps(frame)

        def work() -> None:
            for socket in self._sockets:
                if socket.channel == channel and socket.protocol.state is State.OPEN:
                    socket.send(text.encode("utf-8", "surrogatepass"))

        delay = self.habits.frame_delay
        self._on_loop((lambda: self._loop.call_later(delay, work)) if delay else work)

    def drop(self, channel: str | None = None) -> None:
        """Break the sockets off."""
        self._on_loop(lambda: [socket.abort() for socket in list(self._sockets) if channel in (None, socket.channel)])

    def close_sockets(self, code: int) -> None:
        """Close the sockets with a code."""
        self._on_loop(lambda: [socket.close(code) for socket in list(self._sockets)])

    def freeze(self) -> None:
        """Fall silent: the sockets stay open, nothing is answered any more."""
        self._on_loop(lambda: [socket.freeze() for socket in self._sockets])

    def revoke(self) -> None:
        """Let all tokens expire."""
        self.tokens.clear()

    def open_sockets(self) -> int:
        return self._on_loop(lambda: len(self._sockets))

    # -- life

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(started)), name="fake-server", daemon=True)
        self._thread.start()
        assert started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    async def _run(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, reuse_address=True)
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stopping.wait()
        server.close()
        for socket in list(self._sockets):
            socket.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._sockets.clear()
        await asyncio.sleep(0.01)  # aborted transports close in the next turns of the loop

    def _on_loop(self, work: Callable[[], Result]) -> Result:
        async def run() -> Result:
            return work()

        if self._loop is None or self._loop.is_closed() or threading.current_thread() is self._thread:
            return work()
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    # -- one connection

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._serve_one(reader, writer):
                    pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if "upgrade" in headers:
            await self._socket(head, target, reader, writer)
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.seen.requests.append(f"{method} {target}")
        key = headers.get("idempotency-key") if self.habits.does_once else None
        if key in self._done:
            status, answer = self._done[key]
        else:
            status, answer = await self._answer(method, target, headers, json.loads(body) if body else None)
            if key is not None:
                self._done[key] = status, answer
        text = b"" if answer is None else json.dumps(answer).encode()
        told = "Roomlab-Features: idempotency-key\r\n" if self.habits.does_once else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{told}Content-Length: {len(text)}\r\n\r\n".encode() + text)
        await writer.drain()
        return True

    async def _socket(self, head: bytes, target: str, reader: Any, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(target)
        token = parse_qs(parts.query).get("token", [""])[0]
        channel = parts.path.rsplit("/", 1)[1]
        self.seen.handshakes.append(channel)
        protocol = ServerProtocol()
        protocol.receive_data(head)
        (request,) = protocol.events_received()
        assert isinstance(request, Request)
        habits = self.habits
        spared = habits.refuse == 403 and token in self.tokens and not habits.refuse_always
        refused = None if spared else habits.refuse
        response = protocol.accept(request) if refused is None else protocol.reject(refused, "no")
        protocol.send_response(response)
        socket = _Socket(channel, protocol, writer)
        socket.flush()
        if refused is not None:
            return
        code = habits.close_with or (4001 if token not in self.tokens else None)
        if code is not None:
            socket.close(code)
            await asyncio.sleep(0.05)
            return
        self._sockets.append(socket)
        try:
            if habits.greets:
                socket.send(json.dumps({"type": "connected", "payload": {"roomId": "1", "message": "hi"}}).encode())
            await self._listen(socket, reader)
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)

    async def _listen(self, socket: _Socket, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65536):
            if socket.frozen:
                continue
            socket.protocol.receive_data(data)
            for event in socket.protocol.events_received():
                if event.opcode is Opcode.TEXT and json.loads(event.data).get("type") == "ping":
                    self.seen.pings += 1
                    if self.habits.pongs:
                        socket.send(b'{"type":"pong","payload":{}}')
            socket.flush()

    # -- REST

    async def _answer(self, method: str, target: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/api")
        if path.startswith("/auth/"):
            return self._account(path, body)
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, {"detail": "Not authenticated"}
        if not path.startswith("/rooms/1"):
            return 404, {"detail": "Not found"}
        if self.habits.failing is not None:
            return self.habits.failing, {"detail": "out of order"}
        path = path.removeprefix("/rooms/1")
        if method == "GET":
            return await self._read(path, query)
        await asyncio.sleep(self.habits.write_delay)
        return self._write(path, body)

    def _account(self, path: str, body: Any) -> tuple[int, Any]:
        if path == "/auth/refresh":
            if not self.habits.has_refresh:
                return 404, {"detail": "Not Found"}
            if body["refreshToken"] not in self.refresh_tokens:
                return 401, {"detail": "bad refresh token"}
            self.refresh_tokens.discard(body["refreshToken"])
        elif body != {"email": EMAIL, "password": PASSWORD}:
            return 401, {"detail": "wrong e-mail or password"}
        self._issued += 1
        token, refresh = f"token-{self._issued}", f"refresh-{self._issued}"
        self.tokens.add(token)
        self.refresh_tokens.add(refresh)
        answer = {"id": "1", "email": EMAIL, "username": "eve", "token": token}
        return 200, answer | {"refreshToken": refresh} if self.habits.has_refresh else answer

    async def _read(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        match path.split("/"):
            case [""]:
                return 200, {"id": "1", "name": "Kitchen"}
            case ["", "agents"]:
                return 200, {"agents": [self._agent(number) for number in self.agents]}
            case ["", "agents", number] if int(number) in self.agents and self.habits.has_details:
                return 200, self._agent(int(number)) | {"character": self.agents[int(number)]["character"]}
            case ["", "relationships"]:
                if self.habits.ties_failing is not None:
                    await asyncio.sleep(self.habits.page_delay)
                    return self.habits.ties_failing, {"detail": "out of order"}
                ties = [{"from": a, "to": b, "sympathyLevel": value} for (a, b), value in self.ties.items()]
                await asyncio.sleep(self.habits.page_delay)
                return 200, {"nodes": [], "edges": [self._shown(tie) for tie in ties]}
            case ["", "messages"]:
                return 200, await self._page(query)
            case ["", "feed"] if self.habits.has_feed:
                newest = self.chat[-int(query.get("limit", "20")) :]
                return 200, {"items": [{"type": kind} | self._shown(record) for kind, record in newest]}
        return 404, {"detail": "Not found"}

    def _agent(self, number: int) -> dict[str, Any]:
        agent = self.agents[number]
        return {"id": self._id(number), "name": agent["name"], "avatar": None, "mood": agent["mood"]}

    async def _page(self, query: dict[str, str]) -> dict[str, Any]:
        limit, before = int(query.get("limit", "20")), query.get("after_id")
        messages = [record for kind, record in self.chat if kind == "message"]
        if before is not None and self.habits.heeds_after_id:
            messages = [record for record in messages if record["id"] < int(before)]
        page = [self._shown(record) for record in messages[-limit:]]
        if self.habits.page_order == "descending":
            page.reverse()
        elif self.habits.page_order == "mixed":
            page = page[1::2] + page[::2]
        await asyncio.sleep(self.habits.page_delay)
        more = len(messages) > limit or not self.habits.heeds_after_id
        return {"messages": page, "hasMore": more} if self.habits.tells_more else {"messages": page}

    def _write(self, path: str, body: Any) -> tuple[int, Any]:
        echoes = self.habits.echoes
        match path.split("/"):
            case ["", "messages"]:
                self.say(body["text"], body["sender"], announce=echoes)
            case ["", "agents", number, "messages"]:
                self.say(body["text"], body["sender"], int(number), announce=echoes)
            case ["", "events"]:
                self.happen(body["description"], announce=echoes)
            case ["", "relationships"]:
                return 200, self.set_tie(body["agent1Id"], body["agent2Id"], body["sympathyLevel"], announce=echoes)
            case _:
                return 404, {"detail": "Not found"}
        kind, record = self.chat[-1]
        shown = self._shown(record)
        return 200, shown if kind == "message" else shown | {"type": shown.pop("eventType")}


class _Socket:
    """One accepted WebSocket."""

    def __init__(self, channel: str, protocol: ServerProtocol, writer: asyncio.StreamWriter) -> None:
        self.channel = channel
        self.protocol = protocol
        self.frozen = False
        self._writer = writer

    def send(self, text: bytes) -> None:
        self.protocol.send_text(text)
        self.flush()

    def flush(self) -> None:
        for data in self.protocol.data_to_send():
            if not self.frozen:
                self._writer.write(data) if data else self._writer.close()

    def close(self, code: int) -> None:
        self.protocol.send_close(code)
        self.flush()

    def freeze(self) -> None:
        self.frozen = True

    def abort(self) -> None:
        self._writer.transport.abort()


@contextlib.contextmanager
def fake_server(habits: Habits | None = None) -> Iterator[FakeServer]:
    """Run a server while the block lasts."""
    server = FakeServer(habits)
    server.start()
    try:
        yield server
    finally:
        server.stop()
