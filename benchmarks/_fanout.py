"""What one delivery costs the server's processor, beside a bare `websockets.broadcast` to the same subscribers.

Each server is a process of its own that publishes the same frames at the same pace, and measures its own processor
time; the subscribers are here. Run by itself, it is one of the servers: `python -m benchmarks._fanout ours|bare BURST`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._server_load import Counter, Target

PEER = "bare websockets.broadcast"
SUBSCRIBERS = 100
FRAMES = 1_000
BURSTS = (1, 10)
"""Frames that are published within one turn of the loop: one change, and a commit of several."""
FRAME = '{"type":"edge_update","payload":{"roomId":"1","from":"1","to":"2","sympathyLevel":0.25}}'
ROOM = 1

Publish = Callable[[], None]


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both servers, one after the other in each round."""
    for burst in BURSTS:
        measured = [[_cost(which, burst) for which in ("ours", "bare")] for _ in range(rounds)]
        ours, bare = zip(*measured, strict=True)
        demand = Demand(0.7, of="ratio", at_least=False)
        name = f"processor time of a delivery, {SUBSCRIBERS} subscribers"
        yield Figure(f"{name}, {burst} at once" if burst > 1 else name, "µs", ours, PEER, bare, demand)


def _cost(which: str, burst: int) -> float:
    """Return the microseconds of processor time that one delivery took the server `which`."""
    command = [sys.executable, "-m", "benchmarks._fanout", which, str(burst)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        host, port, token = process.stdout.readline().split()
        target = Target(host, int(port), token, str(ROOM), ())
        return asyncio.run(_listen(target, process))
    finally:
        process.terminate()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


async def _listen(target: Target, process: subprocess.Popen[str]) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    counters: list[Counter] = await _server_load.subscribe(target, SUBSCRIBERS)
    print("go", file=process.stdin, flush=True)
    spent = float((await asyncio.to_thread(process.stdout.readline)).strip())
    for _ in range(500):
        if all(counter.count == FRAMES for counter in counters):
            break
        await asyncio.sleep(0.01)
    assert all(counter.count == FRAMES for counter in counters), "frames did not arrive"
    for counter in counters:
        counter.transport.close()
    return spent / (FRAMES * SUBSCRIBERS) * 1e6


async def _publish(publish: Publish, burst: int) -> float:
    """Publish all frames and return the seconds of processor time that this process spent meanwhile."""
    before = time.process_time()
    for _ in range(FRAMES // burst):
        for _ in range(burst):
            publish()
        await asyncio.sleep(0)
    return time.process_time() - before


@asynccontextmanager
async def _ours() -> AsyncIterator[tuple[str, Publish]]:
    """Run roomlab's server in this loop, with a room that nobody changes."""
    import uvicorn

    from roomlab_server.__main__ import listen, uvicorn_config
    from roomlab_server.app import create_app
    from roomlab_server.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(port=0, db=f"sqlite:///{Path(folder) / 'rooms.db'}")
        app = create_app(settings)
        with listen(settings.host, settings.port) as listener:
            server = uvicorn.Server(uvicorn_config(app, settings, log=None))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            host, port = listener.getsockname()[:2]
            while not server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
                await asyncio.sleep(0.01)
            made = await asyncio.to_thread(_server_load.prepare, f"http://{host}:{port}")
            assert made.room == str(ROOM)
            hub = app.state.services.hub
            payload = FRAME.encode()
            yield f"{host} {port} {made.token}", lambda: hub.publish(ROOM, "graph", payload)
            server.should_exit = True
            await serving


@asynccontextmanager
async def _bare() -> AsyncIterator[tuple[str, Publish]]:
    from websockets.asyncio.server import broadcast, serve

    async def greet(connection: Any) -> None:
        await connection.send('{"type":"connected"}')
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", 0, compression=None) as server:
        host, port = server.sockets[0].getsockname()[:2]
        yield f"{host} {port} none", lambda: broadcast(server.connections, FRAME)


async def _main(which: str, burst: int) -> None:
    async with {"ours": _ours, "bare": _bare}[which]() as (where, publish):
        print(where, flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(await _publish(publish, burst), flush=True)
        await asyncio.to_thread(sys.stdin.readline)  # until the subscribers have left


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
