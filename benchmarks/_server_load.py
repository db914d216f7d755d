"""Load for a room server of the contract: changes of ties by several clients, and subscribers that count what arrives.

Plain asyncio protocols, so that the client costs little beside the server it measures on the same machine. Knows
nothing of roomlab: any server of the contract can be its target.

Run by itself it starts a server, measures each figure for a few seconds and prints it:
`python -m benchmarks._server_load --seconds 3`.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MARK = b'"edge_update"'


@dataclass(frozen=True)
class Target:
    """A room that is ready for load: where it is, who may, and its agents."""

    host: str
    port: int
    token: str
    room: str
    agents: tuple[int, ...]


@dataclass(frozen=True)
class Load:
    """What a run gave: changes that were answered with 2xx, frames that arrived, and the seconds it took."""

    patches: int
    deliveries: int
    seconds: float
    missing: int

    @property
    def patch_rate(self) -> float:
        """Changes per second."""
        return self.patches / self.seconds

    @property
    def delivery_rate(self) -> float:
        """Frames that arrived per second, over all subscribers."""
        return self.deliveries / self.seconds


def prepare(url: str, agents: int = 10) -> Target:
    """Register, make a room with agents, and return it."""
    token = ""

    def post(path: str, body: dict[str, object]) -> dict[str, object]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(url + path, json.dumps(body).encode(), headers, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    email = f"load{time.time_ns()}@example.com"
    token = str(post("/api/auth/register", {"email": email, "password": "load-load"})["token"])
    room = str(post("/api/rooms", {"name": "load"})["id"])
    path = f"/api/rooms/{room}/agents"
    made = [post(path, {"name": f"agent {n}", "character": "Quiet."})["id"] for n in range(agents)]
    address = urlsplit(url)
    return Target(str(address.hostname), int(address.port or 80), token, room, tuple(int(str(i)) for i in made))


class Counter(asyncio.Protocol):
    """A subscriber of the graph socket that counts the updates."""

    headers: tuple[str, ...] = ()
    """What its request says beyond the handshake."""
    first = b'"connected"'
    """What it has read once it hears what comes."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._rest = b""
        self.count = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.arrival: asyncio.Future[float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        target = self._target
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /api/rooms/{target.room}/graph?token={target.token} HTTP/1.1",
            f"Host: {target.host}:{target.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            *self.headers,
        )
        transport.write("\r\n".join((*request, "", "")).encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Count."""
        if not self.ready.done() and self.first in data:
            self.ready.set_result(None)
        data = self._rest + data
        found = data.count(MARK)
        self._rest = data[-len(MARK) + 1 :]
        self.count += found
        if found and self.arrival is not None and not self.arrival.done():
            self.arrival.set_result(time.perf_counter())


class Patcher(asyncio.Protocol):
    """A client that changes ties, one after the other, on one connection that is kept."""

    def __init__(self, target: Target, seed: int) -> None:
        self._target = target
        pairs = [(source, other) for source in target.agents for other in target.agents if source != other]
        self._pairs = itertools.cycle(pairs[seed % len(pairs) :] + pairs[: seed % len(pairs)])
        self._answer: asyncio.Future[None] | None = None
        self._buffer = b""
        self.done = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Read one answer."""
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length or self._answer is None:
            return
        self._buffer = b""
        if head.startswith(b"HTTP/1.1 200"):
            self.done += 1
            self._answer.set_result(None)
        else:
            self._answer.set_exception(RuntimeError(f"The server answered {head.splitlines()[0]!r}."))

    async def patch(self) -> None:
        """Change the next tie and wait for the answer."""
        await self.change(*next(self._pairs), round((self.done % 200) / 100 - 1, 2))

    async def change(self, source: int, other: int, sympathy: float) -> None:
        """Change a tie and wait for the answer."""
        target = self._target
        body = f'{{"agent1Id":{source},"agent2Id":{other},"sympathyLevel":{sympathy}}}'
        self._answer = asyncio.get_running_loop().create_future()
        request = (
            f"PATCH /api/rooms/{target.room}/relationships HTTP/1.1",
            f"Host: {target.host}:{target.port}",
            f"Authorization: Bearer {target.token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        self.transport.write("\r\n".join((*request, "", body)).encode())  # type: ignore[attr-defined]
        await self._answer


async def subscribe(target: Target, subscribers: int, kind: type[Counter] = Counter) -> list[Counter]:
    """Open subscribers that all hear what comes."""
    loop = asyncio.get_running_loop()
    counters = []
    for _ in range(subscribers):
        _, counter = await loop.create_connection(lambda: kind(target), target.host, target.port)
        await asyncio.wait_for(counter.ready, 10)
        counters.append(counter)
    return counters


async def load(target: Target, clients: int, subscribers: int, seconds: float) -> Load:
    """Let `clients` change ties as fast as they are answered while `subscribers` count."""
    loop = asyncio.get_running_loop()
    counters = await subscribe(target, subscribers)
    patchers = [
        (await loop.create_connection(lambda n=n: Patcher(target, n), target.host, target.port))[1]  # type: ignore[misc]
        for n in range(clients)
    ]
    begin = time.perf_counter()
    end = begin + seconds

    async def work(patcher: Patcher) -> None:
        while time.perf_counter() < end:
            await patcher.patch()

    await asyncio.gather(*map(work, patchers))
    done = sum(patcher.done for patcher in patchers)
    for _ in range(500):  # what is still on its way
        if sum(counter.count for counter in counters) >= done * subscribers:
            break
        await asyncio.sleep(0.01)
    took = time.perf_counter() - begin
    arrived = sum(counter.count for counter in counters)
    for end_point in (*patchers, *counters):
        end_point.transport.close()
    return Load(done, arrived, took, done * subscribers - arrived)


async def latencies(target: Target, subscribers: int, samples: int) -> list[float]:
    """Return the seconds from a change to its arrival at the last opened of `subscribers`, one change at a time."""
    counters = await subscribe(target, subscribers)
    _, patcher = await asyncio.get_running_loop().create_connection(
        lambda: Patcher(target, 0), target.host, target.port
    )
    measured = []
    for _ in range(samples):
        counters[-1].arrival = asyncio.get_running_loop().create_future()
        begin = time.perf_counter()
        await patcher.patch()
        measured.append(await asyncio.wait_for(counters[-1].arrival, 10) - begin)
    for end_point in (patcher, *counters):
        end_point.transport.close()
    return measured


@contextmanager
def server(folder: Path, *flags: str) -> Iterator[str]:
    """Run roomlab's server as a process of its own while the block lasts; yields its URL."""
    command = [sys.executable, "-m", "roomlab_server", "--port", "0", "--db", f"sqlite:///{folder / 'rooms.db'}"]
    process = subprocess.Popen([*command, "--log-level", "warning", *flags], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def main() -> None:
    """Start a server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("flags", nargs="*", help="further flags of the server, after --")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.url:
            measure(options.url, options.seconds)
        else:
            with server(Path(folder), *options.flags) as url:
                measure(url, options.seconds)


def measure(url: str, seconds: float) -> None:
    """Measure each figure and print it."""
    target = prepare(url)
    for clients, subscribers in ((1, 0), (16, 0), (16, 1), (16, 100)):
        result = asyncio.run(load(target, clients, subscribers, seconds))
        print(
            f"{clients:3} clients, {subscribers:3} subscribers: {result.patch_rate:8,.0f} PATCH/s "
            f"{result.delivery_rate:10,.0f} deliveries/s, {result.missing} missing"
        )
    for subscribers in (1, 100):
        measured = asyncio.run(latencies(target, subscribers, 300))
        p50, p99 = statistics.median(measured), statistics.quantiles(measured, n=100)[98]
        print(f"PATCH to arrival, {subscribers:3} subscribers: p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
