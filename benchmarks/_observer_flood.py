"""How many frames per second the observer applies, beside what a bare ``websockets`` client receives of the same flood.

`python -m benchmarks._observer_flood [--rounds N] [--frames N]`; the server is a child process on loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import ClassVar

import httpx
import numpy as np
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from benchmarks._figure import Demand, Figure
from roomlab._json import encode_json
from roomlab.events import EdgeUpdate
from roomlab.sources.live import LiveSource

FRAMES = 300_000
AGENTS = 100
SEED = 7
BLOCK = 256
"""Frames of one write: a busy server coalesces what falls into one turn of its loop."""
LIMIT_SECONDS = 60.0


def figures(rounds: int, frames: int = FRAMES) -> Iterator[Figure]:
    """Measure both clients in turn, `rounds` times."""
    bare, ours = [], []
    with _flooding_server() as url:
        for _ in range(rounds):
            bare.append(frames / _bare(url, frames))
            ours.append(frames / _observed(url, frames))
    yield Figure(
        "observer: frames applied under a flood", "frames/s", ours, "bare websockets client", bare, Demand(0.6, "ratio")
    )


# -- the two clients


def _bare(url: str, frames: int) -> float:
    """Return the seconds in which a client that does nothing with them receives `frames` frames."""

    async def receive() -> float:
        async with connect(f"ws{url[4:]}/api/rooms/1/graph?token=t", compression=None, proxy=None) as socket:
            await socket.recv()  # connected
            start = time.perf_counter()
            _ask_for(url, frames)
            for _ in range(frames):
                await socket.recv()
            return time.perf_counter() - start

    return asyncio.run(receive())


def _observed(url: str, frames: int) -> float:
    """Return the seconds in which a live source has `frames` frames in its log."""
    source = LiveSource(url, 1, token="t")
    try:
        source.ready.result(timeout=10)
        start = time.perf_counter()
        _ask_for(url, frames)
        while source.log.count(EdgeUpdate) < frames:
            if time.perf_counter() - start > LIMIT_SECONDS:
                raise TimeoutError(f"{source.log.count(EdgeUpdate)} of {frames} frames after {LIMIT_SECONDS} s")
            time.sleep(0.01)
        return time.perf_counter() - start
    finally:
        source.close()


def _ask_for(url: str, frames: int) -> None:
    httpx.get(f"{url}/flood", params={"frames": frames}, trust_env=False).raise_for_status()


# -- the server


@contextlib.contextmanager
def _flooding_server() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks._observer_flood", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _FloodingServer:
    """An empty room of the contract, and ``GET /flood``, which sends that many updates to its graph sockets."""

    _answers: ClassVar[dict[str, object]] = {
        "/api/rooms/1": {"id": "1", "name": "flood"},
        "/api/rooms/1/agents": {"agents": [{"id": str(one), "name": f"agent {one}"} for one in range(1, AGENTS + 1)]},
        "/api/rooms/1/relationships": {"nodes": [], "edges": []},
        "/api/rooms/1/messages": {"messages": [], "hasMore": False},
        "/api/rooms/1/feed": {"items": []},
    }

    def __init__(self) -> None:
        self._sockets: set[ServerConnection] = set()
        self._floods: set[asyncio.Task[None]] = set()
        self._block = _updates(np.random.default_rng(SEED))

    async def run(self) -> None:
        async with serve(
            self._attend, "127.0.0.1", 0, process_request=self._answer, compression=None, ping_interval=None
        ) as server:
            print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
            await server.serve_forever()

    async def _attend(self, socket: ServerConnection) -> None:
        is_graph = socket.request is not None and "/graph" in socket.request.path
        await socket.send('{"type":"connected","payload":{"roomId":"1","message":""}}')
        if is_graph:
            self._sockets.add(socket)
        await socket.wait_closed()
        self._sockets.discard(socket)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        path, _, query = request.path.partition("?")
        if "Upgrade" in request.headers:
            return None
        if path == "/flood":
            for socket in self._sockets:
                self._floods.add(asyncio.ensure_future(self._flood(socket, int(query.removeprefix("frames=")))))
        if path != "/flood" and path not in self._answers:
            return connection.respond(HTTPStatus.NOT_FOUND, "{}")
        return connection.respond(HTTPStatus.OK, encode_json(self._answers.get(path, {})).decode())

    async def _flood(self, socket: ServerConnection, frames: int) -> None:
        whole = b"".join(self._block)
        for _ in range(frames // BLOCK):
            socket.transport.write(whole)
            await socket.drain()
        socket.transport.write(b"".join(self._block[: frames % BLOCK]))


def _updates(rng: np.random.Generator) -> list[bytes]:
    """Return `BLOCK` updates between random agents, each as the bytes of an unmasked text frame (RFC 6455, 5.2)."""
    frames = []
    for _ in range(BLOCK):
        source, target = rng.choice(AGENTS, 2, replace=False) + 1
        tie = {
            "roomId": "1",
            "from": str(source),
            "to": str(target),
            "sympathyLevel": round(float(rng.uniform(-1, 1)), 3),
        }
        data = encode_json({"type": "edge_update", "payload": tie})
        assert len(data) < 126
        frames.append(bytes((0x81, len(data))) + data)
    return frames


def main() -> None:
    """Measure and print, or serve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks._observer_flood", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_FloodingServer().run())
        return
    for figure in figures(options.rounds, options.frames):
        span = f"{min(figure.values):,.0f} to {max(figure.values):,.0f}"
        print(f"{figure.name}: {figure.median:,.0f} {figure.unit} ({span})")
        print(f"{figure.peer}: {statistics.median(figure.peer_values):,.0f}; ratio {figure.ratio:.2f}")


if __name__ == "__main__":
    main()
