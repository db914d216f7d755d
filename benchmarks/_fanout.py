"""What one delivery costs the server's processor, beside a bare `websockets.broadcast` to the same subscribers.

Each server is a process of its own that publishes the same frames in the same groups at the same moments, and measures
its own processor time, user's and kernel's; the subscribers are here. A round is several short slices, ours and bare in
turns, and who begins changes: what else the machine does meets both alike. Ours speaks the contract in one server, and
`roomlab.v1` in another; the bare broadcast sends the contract's frame to both.

Run by itself, it is one of the servers: `python -m benchmarks._fanout contract|numbered|bare FILE` plays the groups of
the file each time that it reads a line; `python -m benchmarks._fanout recorded` tells the groups that a load made.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._server_load import Counter, Target
from roomlab_server import numbered
from roomlab_server.model import Logged
from roomlab_server.outlet import Outlet

PEER = "bare websockets.broadcast"
SUBSCRIBERS = 100
SLICES = 30
FRAMES = 200
"""Frames of a slice, where they come as fast as they are sent."""
AT_ONCE = 10
"""Frames that are published within one turn of the loop, where a commit of several changes makes them."""
CLIENTS, LOAD_SECONDS = 16, 0.5
"""Who made the frames of a slice, and for how long, where they come as a load of changes makes them."""
RESUME = b'{"type":"resume","payload":{}}'
FRAME = '{"type":"edge_update","payload":{"roomId":"1","from":"1","to":"2","sympathyLevel":0.25}}'
ROOM = OWNER = 1

Publish = Callable[[str], None]
Groups = list[tuple[float, list[str]]]
"""The frames of one turn of the loop, and the second at which it begins."""


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both servers in turns."""
    name = f"processor time of a delivery, {SUBSCRIBERS} subscribers"
    singly = [(0.0, [FRAME])] * FRAMES
    yield _figure(name, "contract", singly, rounds)
    yield _figure(f"{name} of roomlab.v1", "numbered", singly, rounds)
    yield _figure(f"{name}, {AT_ONCE} at once", "contract", [(0.0, [FRAME] * AT_ONCE)] * (FRAMES // AT_ONCE), rounds)
    loaded = _loaded_groups()
    mean = statistics.mean(len(frames) for _, frames in loaded)
    name = f"{name}, {CLIENTS} clients changing ties (on average {mean:.1f} at once)"
    yield _figure(name, "contract", loaded, rounds)


def _figure(name: str, which: str, groups: Groups, rounds: int) -> Figure:
    ours, bare = zip(*_costs((which, "bare"), groups, rounds), strict=True)
    return Figure(name, "µs", ours, PEER, bare, Demand(0.7, of="ratio", at_least=False))


def _costs(names: Sequence[str], groups: Groups, rounds: int) -> list[list[float]]:
    """Return, for each round, the microseconds of processor time that one delivery took each of two servers."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "groups.json"
        file.write_text(json.dumps(groups))
        servers = [stack.enter_context(_server(name, str(file))) for name in names]
        kinds = [_Follower if name == "numbered" else Counter for name in names]
        frames = sum(len(group) for _, group in groups)
        return [asyncio.run(_round(servers, kinds, frames)) for _ in range(rounds)]


_Server = tuple[Target, subprocess.Popen[str]]


@contextmanager
def _server(*arguments: str) -> Iterator[_Server]:
    command = [sys.executable, "-m", "benchmarks._fanout", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Target(*json.loads(process.stdout.readline())), process
    finally:
        process.terminate()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


def _ask(process: subprocess.Popen[str]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    print(file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


async def _round(servers: list[_Server], kinds: list[type[Counter]], frames: int) -> list[float]:
    """Return the microseconds of each server."""
    counters = [
        await _server_load.subscribe(target, SUBSCRIBERS, kind)
        for (target, _), kind in zip(servers, kinds, strict=True)
    ]
    spent: list[list[float]] = [[], []]
    for part in range(1 + SLICES):
        for which in (0, 1) if part % 2 else (1, 0):
            spent[which].append(await asyncio.to_thread(_ask, servers[which][1]))
            await _arrival(counters[which], frames * (part + 1))
    for counter in (*counters[0], *counters[1]):
        counter.transport.close()
    return [sum(seconds[1:]) / (frames * SUBSCRIBERS * SLICES) * 1e6 for seconds in spent]  # the first warms up


async def _arrival(counters: list[Counter], frames: int) -> None:
    for _ in range(1_000):
        if all(counter.count == frames for counter in counters):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("frames did not arrive, or too many did")


def _loaded_groups() -> Groups:
    """Return what the hub sends, turn by turn, while clients change ties as fast as they are answered."""
    with _server("recorded") as (target, process):
        asyncio.run(_server_load.load(target, CLIENTS, SUBSCRIBERS, LOAD_SECONDS))
        groups: Groups = _ask(process)
        return groups


class _Follower(Counter):
    """A subscriber that speaks `roomlab.v1`, and begins with a snapshot."""

    headers = (f"Sec-WebSocket-Protocol: {numbered.SUBPROTOCOL}",)
    first = b'"more":false'

    def data_received(self, data: bytes) -> None:
        """Ask to be told everything, once the socket is open; count."""
        if b'"connected"' in data:
            self.transport.write(_masked(RESUME))  # type: ignore[attr-defined]
        super().data_received(data)


def _masked(text: bytes) -> bytes:
    """Return a client's frame of a short text; a mask of zeros changes nothing."""
    return bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text


# -- the servers


async def _play(groups: Groups, publish: Publish) -> float:
    """Publish all frames and return the seconds of processor time that this process spent meanwhile."""
    before, begin = time.process_time(), time.perf_counter()
    for due, frames in groups:
        await asyncio.sleep(max(0.0, begin + due - time.perf_counter()))
        for frame in frames:
            publish(frame)
    await asyncio.sleep(0)
    return time.process_time() - before


class _Recorder:
    """A :class:`~roomlab_server.hub.Subscriber` that notes what it is given, and when."""

    def __init__(self) -> None:
        self.outlet = Outlet()
        self.begin: float | None = None
        self.groups: Groups = []

    def deliver(self, raw: bytes, payloads: list[bytes]) -> None:
        """Note the frames."""
        now = time.perf_counter()
        self.begin = self.begin or now
        self.groups.append((now - self.begin, [payload.decode() for payload in payloads]))

    def close(self, code: int, reason: str) -> None:
        """Do nothing."""


@asynccontextmanager
async def _roomlab() -> AsyncIterator[tuple[Any, Target]]:
    """Run roomlab's server in this loop, with a room; yields its parts, and where it is."""
    import uvicorn

    from roomlab_server.__main__ import listen, uvicorn_config
    from roomlab_server.app import create_app
    from roomlab_server.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(port=0, db=f"sqlite:///{Path(folder) / 'rooms.db'}")
        app = create_app(settings)
        with listen(settings.host, settings.port) as listener:
            config = uvicorn_config(app, settings, log=None)
            config.ws_ping_interval = None  # the subscribers answer none
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            host, port = listener.getsockname()[:2]
            while not server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
                await asyncio.sleep(0.01)
            made = await asyncio.to_thread(_server_load.prepare, f"http://{host}:{port}")
            assert made.room == str(ROOM)
            yield app.state.services, made
            server.should_exit = True
            await serving


@asynccontextmanager
async def _contract(groups: Groups) -> AsyncIterator[tuple[Target, Callable[[], Any]]]:
    async with _roomlab() as (services, target):
        hub = services.hub
        yield target, lambda: _play(groups, lambda frame: hub.publish(ROOM, "graph", frame.encode()))


@asynccontextmanager
async def _numbered(groups: Groups) -> AsyncIterator[tuple[Target, Callable[[], Any]]]:
    async with _roomlab() as (services, target):
        room = await services.rooms.find(ROOM, OWNER)
        now = time.time_ns() // 1_000

        def publish(frame: str) -> None:
            room.seq += 1  # who comes later begins after it
            services.hub.publish_entry(Logged(ROOM, now, frame.encode(), first=room.seq))

        yield target, lambda: _play(groups, publish)


@asynccontextmanager
async def _bare(groups: Groups) -> AsyncIterator[tuple[Target, Callable[[], Any]]]:
    from websockets.asyncio.server import broadcast, serve

    async def greet(connection: Any) -> None:
        await connection.send('{"type":"connected"}')
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        host, port = server.sockets[0].getsockname()[:2]
        target = Target(host, port, "none", str(ROOM), ())
        yield target, lambda: _play(groups, lambda frame: broadcast(server.connections, frame))


@asynccontextmanager
async def _recorded(_: Groups) -> AsyncIterator[tuple[Target, Callable[[], Any]]]:
    async with _roomlab() as (services, target):
        recorder = _Recorder()
        services.hub.subscribe(ROOM, "graph", recorder)

        async def groups() -> Groups:
            return recorder.groups

        yield target, groups


SERVERS = {"contract": _contract, "numbered": _numbered, "bare": _bare, "recorded": _recorded}


async def _main(which: str, groups: Groups) -> None:
    async with SERVERS[which](groups) as (target, answer):
        print(json.dumps([target.host, target.port, target.token, target.room, target.agents]), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):  # each line is a question
            print(json.dumps(await answer()), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()) if len(sys.argv) > 2 else []))
