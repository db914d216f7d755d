"""What one delivery costs the server's processor, beside a bare `websockets.broadcast` to the same subscribers.

Each server is a process of its own that publishes the same frames in the same groups at the same moments, and measures
its own processor time, user's and kernel's; the subscribers are here. A round is several short slices, ours and bare in
turns, and who begins changes: what else the machine does meets both alike.

Run by itself, it is one of the servers: `python -m benchmarks._fanout ours|bare FILE` plays the groups of the file each
time that it reads a line; `python -m benchmarks._fanout recorded` tells the groups that a load made.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._server_load import Counter, Target

PEER = "bare websockets.broadcast"
SUBSCRIBERS = 100
SLICES = 6
FRAMES = 200
"""Frames of a slice, where they come as fast as they are sent."""
BURSTS = (1, 10)
"""Frames that are published within one turn of the loop: one change, and a commit of several."""
CLIENTS, LOAD_SECONDS = 16, 0.5
"""Who made the frames of a slice, and for how long, where they come as a load of changes makes them."""
FRAME = '{"type":"edge_update","payload":{"roomId":"1","from":"1","to":"2","sympathyLevel":0.25}}'
ROOM = 1
WHICH = ("ours", "bare")

Publish = Callable[[str], None]
Groups = list[tuple[float, list[str]]]
"""The frames of one turn of the loop, and the second at which it begins."""


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both servers in turns."""
    name = f"processor time of a delivery, {SUBSCRIBERS} subscribers"
    for burst in BURSTS:
        groups = [(0.0, [FRAME] * burst)] * (FRAMES // burst)
        yield _figure(f"{name}, {burst} at once" if burst > 1 else name, groups, rounds)
    loaded = _loaded_groups()
    mean = statistics.mean(len(frames) for _, frames in loaded)
    yield _figure(f"{name}, {CLIENTS} clients changing ties (on average {mean:.1f} at once)", loaded, rounds)


def _figure(name: str, groups: Groups, rounds: int) -> Figure:
    ours, bare = zip(*_costs(groups, rounds), strict=True)
    return Figure(name, "µs", ours, PEER, bare, Demand(0.7, of="ratio", at_least=False))


def _costs(groups: Groups, rounds: int) -> list[list[float]]:
    """Return, for each round, the microseconds of processor time that one delivery took each server."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "groups.json"
        file.write_text(json.dumps(groups))
        servers = [stack.enter_context(_server(which, str(file))) for which in WHICH]
        frames = sum(len(group) for _, group in groups)
        return asyncio.run(_measure(servers, frames, rounds))


@contextmanager
def _server(*arguments: str) -> Iterator[tuple[Target, subprocess.Popen[str]]]:
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


async def _measure(servers: list[tuple[Target, subprocess.Popen[str]]], frames: int, rounds: int) -> list[list[float]]:
    return [await _round(servers, frames) for _ in range(rounds)]


async def _round(servers: list[tuple[Target, subprocess.Popen[str]]], frames: int) -> list[float]:
    """Return the microseconds of each server."""
    counters = [await _server_load.subscribe(target, SUBSCRIBERS) for target, _ in servers]
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
    """Run roomlab's server in this loop, with a room; yields its hub, and where it is."""
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
            yield app.state.services.hub, made
            server.should_exit = True
            await serving


@asynccontextmanager
async def _ours(groups: Groups) -> AsyncIterator[tuple[Target, Callable[[], Any]]]:
    async with _roomlab() as (hub, target):
        yield target, lambda: _play(groups, lambda frame: hub.publish(ROOM, "graph", frame.encode()))


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
    async with _roomlab() as (hub, target):
        recorder = _Recorder()
        hub.subscribe(ROOM, "graph", recorder)

        async def groups() -> Groups:
            return recorder.groups

        yield target, groups


async def _main(which: str, groups: Groups) -> None:
    async with {"ours": _ours, "bare": _bare, "recorded": _recorded}[which](groups) as (target, answer):
        print(json.dumps([target.host, target.port, target.token, target.room, target.agents]), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):  # each line is a question
            print(json.dumps(await answer()), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()) if len(sys.argv) > 2 else []))
