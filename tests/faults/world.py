"""The real server and observers in one thread, on a clock turned by hand, with a network of our own between them.

Nothing here waits for the system: the database is written within the event loop, sockets and requests are calls, and
time passes when the test says so. So a schedule of faults runs in milliseconds, and again in just the same way.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fastapi.dependencies.utils
import httpx
import numpy as np
import pytest
from sqlalchemy import select

import roomlab_server.services
import roomlab_server.store
from roomlab._clock import ManualClock
from roomlab.errors import ConnectionFailedError
from roomlab.log import EventLog
from roomlab.sources._backoff import LinkLostError, LinkRefusedError
from roomlab.sources._hub import Hub, Timings
from roomlab.sources._rest import RestClient
from roomlab.sources._session import Session
from roomlab_server.app import create_app
from roomlab_server.ids import Clock
from roomlab_server.security import Passwords
from roomlab_server.services import Services
from roomlab_server.settings import Settings
from roomlab_server.store import Store, opening, schema, writer
from roomlab_server.testing import silent_conductor

TIMINGS = Timings(poll_interval=3600.0, talk_interval=3600.0)
SECRET = "s" * 40
AGENTS = 3


class InlineWriter(writer.Writer):
    """Commits within the loop, some turns after it was asked to; a dead one never does."""

    chance = random.Random(0)

    def __init__(self, *arguments: Any) -> None:
        thread, writer.threading.Thread = writer.threading.Thread, _NoThread
        try:
            super().__init__(*arguments)
        finally:
            writer.threading.Thread = thread
        self.dead = False
        self._settling: deque[Any] = deque()

    def _submit(self, *arguments: Any) -> Any:
        future = super()._submit(*arguments)
        _in_some_turns(self.chance.randrange(4), self._drain)
        return future

    def _drain(self) -> None:
        if self.dead:
            return
        batch, self._queue = self._queue, []
        if batch:
            self._commit(batch)
            self._settling.append(batch)
            _in_some_turns(self.chance.randrange(3), self._settle_next)

    def _settle_next(self) -> None:
        """Tell of commits in their order, as the real writer's thread does."""
        batch = self._settling.popleft()
        if not self.dead:
            writer._settle(batch)


class _NoThread:
    def __init__(self, **_: Any) -> None:
        """Take no note."""

    def start(self) -> None:
        """Do nothing."""


class InlineStore(Store):
    """Reads within the loop."""

    async def read(self, query: Callable[..., Any], *arguments: Any) -> Any:
        for _ in range(InlineWriter.chance.randrange(4)):
            await asyncio.sleep(0)
        return self._read(query, arguments)


def _in_some_turns(turns: int, work: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(work) if turns == 0 else loop.call_soon(_in_some_turns, turns - 1, work)


async def _inline(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    return call(*arguments, **options)


class Site:
    """An application and the template of its database: made once, used by all schedules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(db=self.url("template"), secret=SECRET, messages_per_second=0)
        self.app = create_app(self.settings, conductors=silent_conductor)
        self.token = asyncio.run(self._fill())

    def url(self, name: str) -> str:
        return f"sqlite:///{(self.folder / name).as_posix()}.db"

    async def _fill(self) -> str:
        store = Store.open(self.settings)
        services = Services.start(self.settings, store, silent_conductor)
        try:
            session = await services.users.register("a@example.com", "password one", None)
            room = await services.rooms.create(session.user.id, "a room", None, "single")
            for number in range(AGENTS):
                await services.rooms.add_agent(room, f"agent {number}", "Quiet.", None)
            return session.token
        finally:
            await services.close()

    def copy(self, name: str) -> None:
        shutil.copy(self.folder / "template.db", self.folder / f"{name}.db")

    @contextlib.contextmanager
    def inline(self) -> Any:
        """Let no part of the server leave the loop's thread, and make the hash of nobody's password once for all."""
        passwords = Passwords()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(roomlab_server.store, "Writer", InlineWriter)
            patch.setattr(fastapi.dependencies.utils, "run_in_threadpool", _inline)
            patch.setattr(roomlab_server.services, "Passwords", lambda: passwords)
            yield
        passwords.close()


@dataclass
class Way:
    """The network between one observer and the server."""

    delay: float = 0.0  # seconds that a frame takes, in each direction
    request_delay: float = 0.0  # the same of a request, or an answer
    refuses: bool = False  # connections
    swallows: bool = False  # whatever is sent: no answer, no error
    loses: float = 0.0  # the chance that the answer to a request is lost
    links: list[WorldLink] = field(default_factory=list)

    def heal(self) -> None:
        """Be as good as new, but for what is broken off already."""
        self.delay, self.request_delay, self.refuses, self.swallows, self.loses = 0.0, 0.0, False, False, 0.0


class WorldLink:
    """One socket: the observer's end, and a protocol and transport like those that uvicorn shows the server."""

    conn = type("Connection", (), {"extensions": None})()

    def __init__(self, world: World, way: Way) -> None:
        self.frames = 0
        self.greeted = asyncio.Event()
        self.transport = self  # the server finds both in one object
        self.accepted = asyncio.get_running_loop().create_future()
        self.deaf = False  # the observer hears nothing any more, and nothing tells it
        self._world, self._way = world, way
        self._to_client: asyncio.Queue[tuple[float, bytes | Exception]] = asyncio.Queue()
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._closing = False

    # -- the server's side: ASGI, and the transport that the hub writes to

    async def receive(self) -> dict[str, Any]:
        message = await self._to_server.get()
        if message["type"] == "websocket.disconnect":
            self._closing = True
        return message

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.accept":
            if not self.accepted.done():
                self.accepted.set_result(message.get("subprotocol"))
        elif message["type"] == "websocket.close":
            self._put(LinkLostError(message.get("code", 1000), message.get("reason") or ""))
        else:
            self._put(message["text"].encode())

    def write(self, raw: bytes) -> None:
        while raw:
            kind, size, start = raw[0] & 15, raw[1], 2
            if size >= 126:
                width = 2 if size == 126 else 8
                size, start = int.from_bytes(raw[2 : 2 + width], "big"), 2 + width
            body, raw = raw[start : start + size], raw[start + size :]
            self._put(LinkLostError(int.from_bytes(body[:2], "big"), body[2:].decode()) if kind == 8 else body)

    def _put(self, item: bytes | Exception) -> None:
        self._to_client.put_nowait((self._world.clock.monotonic() + self._way.delay, item))

    def get_extra_info(self, _: str) -> None:
        """Have no socket, so that everything is written to this transport."""

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})

    abort = close

    # -- the network's

    def lose(self, *, client_told: bool = True, server_told: bool = True) -> None:
        """Break off; an end that is not told waits until it finds out by itself."""
        if server_told:
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})
        if client_told:
            self._put(LinkLostError(None, "the connection broke off"))
        else:
            self.deaf = True

    # -- the observer's

    async def pump(self, handle: Callable[[bytes], None]) -> None:
        clock = self._world.clock
        while True:
            due, item = await self._to_client.get()
            if due > clock.monotonic():
                await clock.sleep(due - clock.monotonic())
            if self.deaf or self._way.swallows:
                self.deaf = True
                await asyncio.Event().wait()
            if isinstance(item, Exception):
                raise item
            self.frames += 1
            self.greeted.set()
            handle(item)

    async def send_text(self, text: str) -> None:
        if not self.deaf and not self._way.swallows:
            self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        with contextlib.suppress(ValueError):
            self._way.links.remove(self)


class ObserverEnd:
    """What the observer sees of a link: `send` and `close` are its own words, not the server's."""

    def __init__(self, link: WorldLink, subprotocol: str | None) -> None:
        self._link = link
        self.subprotocol = subprotocol
        self.greeted = link.greeted
        self.pump, self.send, self.close = link.pump, link.send_text, link.leave

    @property
    def frames(self) -> int:
        return self._link.frames


class Requests(httpx.AsyncBaseTransport):
    """Carries requests over a way; one whose server dies, or whose answer is lost, fails as on a real network."""

    def __init__(self, world: World, way: Way) -> None:
        self._world, self._way = world, way

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        world, way = self._world, self._way
        await world.clock.sleep(way.request_delay)
        if way.swallows:
            await self._time_out(request)
        if way.refuses or world.services is None:
            raise httpx.ConnectError("refused", request=request)
        answer = await world.ask(request)
        await world.clock.sleep(way.request_delay)
        if way.swallows or world.chance.random() < way.loses:
            await self._time_out(request)
        return answer

    async def _time_out(self, request: httpx.Request) -> None:
        await self._world.clock.sleep(TIMINGS.request_timeout)
        raise httpx.ReadTimeout("no answer", request=request)


class Watcher:
    """An observer, with its own way to the server."""

    def __init__(self, world: World, seed: int) -> None:
        self.way = Way()
        self.log = EventLog(world.clock)
        self.began: int | None = None  # changes that were committed when the past was loaded
        rest = RestClient("http://127.0.0.1:8000", token=world.site.token, transport=Requests(world, self.way))
        self.session = Session(
            Hub(
                "1",
                log=self.log,
                rest=rest,
                connect=lambda path, token, offered=None: world.connect(self.way, path, token, offered),
                clock=world.clock,
                rng=np.random.default_rng(seed),
                timings=TIMINGS,
                undirected=None,
            )
        )
        self.session.ready.add_done_callback(lambda _: setattr(self, "began", len(world.changes())))
        self.life = asyncio.ensure_future(self.session.run())

    async def stop(self) -> None:
        await self.session.stop()
        await self.life


class World:
    """A server, its database, and an observer that watches it."""

    def __init__(self, site: Site, name: str, seed: int) -> None:
        self.site, self.name = site, name
        self.numbered = True  # or the server seems one of the plain contract
        self.chance = random.Random(seed)
        InlineWriter.chance = random.Random(seed)
        self.clock = ManualClock()
        self.set_back = 0  # nanoseconds
        self.services: Services | None = None
        self.watcher: Watcher
        self._asgi = httpx.ASGITransport(app=site.app, raise_app_exceptions=True)
        self._tasks: set[asyncio.Task[Any]] = set()
        self.answered: list[int] = []  # ids of what was answered with success
        site.copy(name)
        self.start_server()

    # -- the server

    def start_server(self) -> None:
        engine = opening.open_engine(Settings(db=self.site.url(self.name)).database, "off")
        store = InlineStore(engine, None, engine.connect(), SECRET)
        store.clock = Clock(after=store.clock.now(), now_ns=lambda: self.clock.now() * 1000 - self.set_back)
        self._engine = engine
        self.services = Services.start(self.site.settings, store, silent_conductor)
        self.site.app.state.services = self.services

    def kill_server(self, *, silently: bool = False) -> None:
        """End the server at once: what is not committed is lost, what is under way breaks off."""
        services, self.services = self.services, None
        if services is None:
            return
        services.store.writer.dead = True
        for task in self._tasks:
            task.cancel()
        for link in list(self.watcher.way.links):
            link.lose(client_told=not silently)
        services.store.writer._connection.close()
        self._engine.dispose()

    async def ask(self, request: httpx.Request) -> httpx.Response:
        task = self.run(self._asgi.handle_async_request(request))
        await asyncio.wait((task,))
        if task.cancelled():
            raise httpx.ReadError("reset", request=request)
        return task.result()

    def run(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Let something happen in the server; it ends when the server is killed."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def connect(self, way: Way, path: str, token: Any, offered: str | None) -> ObserverEnd:
        await self.clock.sleep(way.delay)
        if way.swallows:
            await self.clock.sleep(TIMINGS.request_timeout)
            raise ConnectionFailedError("no socket: timed out")
        if way.refuses or self.services is None:
            raise ConnectionFailedError("no socket: refused")
        link = WorldLink(self, way)
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": f"token={token.reveal() if token else ''}".encode(),
            "headers": [(b"host", b"127.0.0.1:8000")],
            "subprotocols": [offered] if offered and self.numbered else [],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        link._to_server.put_nowait({"type": "websocket.connect"})
        serving = self.run(self.site.app(scope, link.receive, link.send))
        await asyncio.wait((serving, link.accepted), return_when=asyncio.FIRST_COMPLETED)
        if not link.accepted.done():
            raise LinkRefusedError(403) if not serving.cancelled() else ConnectionFailedError("no socket: reset")
        way.links.append(link)
        return ObserverEnd(link, link.accepted.result())

    # -- what happens in the room

    def write(self, kind: str, number: int) -> None:
        """Let something happen; what was answered is remembered."""
        if self.services is not None:
            self.run(self._write(self.services, kind, number))

    async def _write(self, services: Services, kind: str, number: int) -> None:
        room = await services.rooms.find(1, 1)
        if kind == "tie":
            source, target = self.chance.sample(list(room.agents), 2)
            # Each change has a value of its own, so that it can be known again.
            await services.rooms.set_sympathy(room, source, target, number / 1_000_000)
        elif kind == "message":
            self.answered.append((await services.rooms.post_message(room, f"text {number}", "user", None)).id)
        else:
            self.answered.append((await services.rooms.post_event(room, "user_event", [1], f"event {number}")).id)

    # -- time

    async def settle(self) -> None:
        """Let everything run until all wait for time to pass."""
        ready = asyncio.get_running_loop()._ready
        quiet = 0
        while quiet < 2:
            await asyncio.sleep(0)
            quiet = quiet + 1 if not ready else 0

    async def turn(self, seconds: float) -> None:
        """Let time pass, from one sleeper to the next."""
        end = self.clock.monotonic() + seconds
        await self.settle()
        while self.clock._sleepers and self.clock._sleepers[0][0] <= end:
            await self.clock.advance(max(0.0, self.clock._sleepers[0][0] - self.clock.monotonic()))
            await self.settle()
        await self.clock.advance(end - self.clock.monotonic())
        await self.settle()

    # -- the truth

    def changes(self) -> list[tuple[str, str, float]]:
        """Return every change of a tie that the database has, in order."""
        table = schema.tie_changes
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return [(str(row.source), str(row.target), row.sympathy) for row in rows]

    def entries(self) -> dict[int, str]:
        """Return the kind of every message and event that the database has, by id, in order."""
        table = schema.entries
        with self._engine.connect() as connection:
            return {row.id: row.kind for row in connection.execute(select(table).order_by(table.c.id))}

    def log(self) -> list[tuple[str, Any]]:
        """Return all changes of ties (by value) and all messages and events (by id) in the order of its log."""
        table, order = schema.log, []
        with self._engine.connect() as connection:
            bodies = connection.scalars(
                select(table.c.body).where(table.c.room_id == 1, table.c.last > 0).order_by(table.c.last)
            ).all()
        for event in map(json.loads, bodies):
            payload = event["payload"]
            if event["type"] == "edge_update":
                order.append(("tie", payload["sympathyLevel"]))
            elif event["type"] in ("message", "event"):
                order.append(("chat", int(payload["id"])))
        return order

    async def close(self) -> None:
        await self.watcher.stop()
        self.kill_server()
        await self.settle()
        self._engine.dispose()
        for path in self.site.folder.glob(f"{self.name}.db*"):
            path.unlink()
