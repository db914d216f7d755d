"""A server of the contract whose one room changes at a steady pace.

`python -m benchmarks._widget_steady AGENTS TIES RATE`. It costs little beside what is measured on the same machine:
frames are made once and written in bursts.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from roomlab._json import encode_json

BURSTS = 100
"""A second."""
KINDS = 4_096
"""Different changes; they come again and again."""


class SteadyServer:
    """A room with ties, and sockets on which they change.

    Parameters
    ----------
    agents, ties : int
        How many.
    rate : int
        Changes per second on each socket.
    """

    def __init__(self, agents: int, ties: int, rate: int) -> None:
        rng = np.random.default_rng(1)
        ids = [str(number) for number in range(1, agents + 1)]
        places = rng.choice(agents * (agents - 1), ties, replace=False)
        sources, others = places // (agents - 1), places % (agents - 1)
        others += others >= sources
        ends = [(ids[source], ids[other]) for source, other in zip(sources.tolist(), others.tolist(), strict=True)]
        nodes = [{"id": one, "name": f"Agent {one}", "avatar": None, "mood": "calm"} for one in ids]
        edges = [_tie(pair, value) for pair, value in zip(ends, rng.uniform(-1, 1, ties).tolist(), strict=True)]
        self._answers = {
            "/api/rooms/1": {"id": "1", "name": "steady"},
            "/api/rooms/1/agents": {"agents": nodes},
            "/api/rooms/1/relationships": {"nodes": nodes, "edges": edges},
            "/api/rooms/1/messages": {"messages": [], "hasMore": False},
            "/api/rooms/1/feed": {"items": []},
        }
        chosen, values = rng.integers(ties, size=KINDS).tolist(), rng.uniform(-1, 1, KINDS).tolist()
        self._frames = [
            encode_json({"type": "edge_update", "payload": {"roomId": "1", **_tie(ends[tie], value)}}).decode()
            for tie, value in zip(chosen, values, strict=True)
        ]
        self._rate = rate

    async def run(self) -> None:
        """Serve until the process is killed, and say where."""
        options = {"compression": None, "ping_interval": None, "process_request": self._answer}
        async with serve(self._attend, "127.0.0.1", 0, **options) as server:
            print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
            await server.serve_forever()

    async def _attend(self, socket: ServerConnection) -> None:
        await socket.send('{"type":"connected","payload":{"roomId":"1","message":""}}')
        if socket.request is None or "/graph" not in socket.request.path:
            return await socket.wait_closed()
        begun, sent = time.perf_counter(), 0
        with suppress(ConnectionClosed):
            while True:
                for _ in range(int((time.perf_counter() - begun) * self._rate) - sent):
                    await socket.send(self._frames[sent % KINDS])
                    sent += 1
                await asyncio.sleep(1 / BURSTS)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        if "Upgrade" in request.headers:
            return None
        answer = self._answers.get(request.path.partition("?")[0])
        return connection.respond(
            HTTPStatus.NOT_FOUND if answer is None else HTTPStatus.OK, encode_json(answer).decode()
        )


def _tie(ends: tuple[str, str], sympathy: float) -> dict[str, object]:
    return {"from": ends[0], "to": ends[1], "sympathyLevel": round(sympathy, 3)}


@contextmanager
def steady_room(agents: int, ties: int, rate: int) -> Iterator[str]:
    """Serve a room from a process of its own while the block lasts; yields the address."""
    command = [sys.executable, "-m", "benchmarks._widget_steady", *map(str, (agents, ties, rate))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(SteadyServer(*map(int, sys.argv[1:])).run())
