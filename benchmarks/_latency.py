"""How soon an event is with everybody: at a steady rate, to many subscribers, and beside some that never read.

`python -m benchmarks latency`. Client and server share the machine, so the time that the client takes to read is in it.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._server_load import Counter, Patcher, Target

RATE = 100
"""Events a second."""
SECONDS = 5.0
FLOOD_SECONDS = 2.0
DEAF = 10
BESIDE = 50


class Arrivals(Counter):
    """A subscriber that notes when each update came."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.times: list[float] = []

    def data_received(self, data: bytes) -> None:
        """Note the time once for each update in `data`."""
        before = self.count
        super().data_received(data)
        self.times += [time.perf_counter()] * (self.count - before)


async def spread(target: Target, subscribers: int) -> float:
    """Change ties at the rate; return the 99th percentile of the milliseconds until each update was with each."""
    loop = asyncio.get_running_loop()
    listening = []
    for _ in range(subscribers):
        _, one = await loop.create_connection(lambda: Arrivals(target), target.host, target.port)
        await asyncio.wait_for(one.ready, 10)
        listening.append(one)
    _, patcher = await loop.create_connection(lambda: Patcher(target, 0), target.host, target.port)
    sent = []
    begin = time.perf_counter()
    for number in range(int(RATE * SECONDS)):
        await asyncio.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
        sent.append(time.perf_counter())
        await patcher.patch()
    for _ in range(500):  # what is still on its way
        if all(one.count >= len(sent) for one in listening):
            break
        await asyncio.sleep(0.01)
    for end_point in (patcher, *listening):
        end_point.transport.close()
    assert all(one.count == len(sent) for one in listening), "not everything arrived"
    took = [(came - went) * 1e3 for one in listening for went, came in zip(sent, one.times, strict=True)]
    return statistics.quantiles(took, n=100)[98]


def deaf(target: Target) -> socket.socket:
    """Return a socket that has asked for the graph and reads nothing."""
    handle = socket.socket()
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    handle.connect((target.host, target.port))
    lines = (
        f"GET /api/rooms/{target.room}/graph?token={target.token} HTTP/1.1",
        f"Host: {target.host}:{target.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    handle.sendall("\r\n".join((*lines, "", "")).encode())
    return handle


def beside_deaf(target: Target) -> float:
    """Return the same for subscribers beside some whose buffers are full already."""
    with ExitStack() as stack:
        for _ in range(DEAF):
            stack.enter_context(closing(deaf(target)))
        asyncio.run(_server_load.load(target, 16, 0, FLOOD_SECONDS))
        return asyncio.run(spread(target, BESIDE))


def figures(rounds: int) -> Iterator[Figure]:
    """Measure each in every round."""
    few, many, beside = [], [], []
    with tempfile.TemporaryDirectory() as folder, _server_load.server(Path(folder)) as url:
        target = _server_load.prepare(url)
        for _ in range(rounds):
            few.append(asyncio.run(spread(target, BESIDE)))
            many.append(asyncio.run(spread(target, 200)))
            beside.append(beside_deaf(target))
    yield Figure(f"{RATE} events/s to {BESIDE} subscribers, p99", "ms", few, demand=Demand(50, at_least=False))
    yield Figure(f"{RATE} events/s to 200 subscribers, p99", "ms", many, demand=Demand(250, at_least=False))
    name = f"the same to {BESIDE} beside {DEAF} that never read, p99"
    yield Figure(name, "ms", beside, "without those", few, Demand(1.2, "ratio", at_least=False))
