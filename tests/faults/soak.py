"""Load on a server for a while, and what it does to the server's memory and descriptors; prints its findings as JSON.

Run as a process: ``python soak.py FOLDER SECONDS``. Each round of the load is the same: messages, events, changes of
ties, pages of history, requests that are refused, and observers that come, listen and go, politely or not. So what
grows from round to round is kept by mistake. After each round the server collects its garbage and tells how many bytes
all that Python allocated takes (`tracemalloc`, exact to the byte); the system tells its memory and descriptors.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import httpx
import server_process as processes
from websockets.asyncio.client import connect

ROUND = 1.0
"""Seconds of a round: what is done in it takes less."""


class TracedServer(processes.FloodingServer):
    """The same, and Python counts what it holds."""

    environment: ClassVar = {"PYTHONTRACEMALLOC": "1"}


class Load:
    """What happens to a room in one round."""

    def __init__(self, owner: processes.Owner, url: str) -> None:
        self._owner = owner
        self._ws = url.replace("http", "ws", 1)
        self._count = 0
        self.client = httpx.AsyncClient(base_url=url, headers=dict(owner.http.headers), timeout=30)

    async def round(self) -> None:
        owner, path = self._owner, self._owner.path
        polite = await self._listen("chat")
        rude = await self._listen("graph")
        for _ in range(5):
            self._count += 1
            text = f"text {self._count} " + "x" * 200
            key = {"Idempotency-Key": f"key-{self._count}"}
            said = await self.client.post(f"{path}/messages", json={"text": text, "sender": "agent 0"}, headers=key)
            assert said.status_code == 200, said.text
            body = {"description": text, "agentIds": owner.agents[:2]}
            assert (await self.client.post(f"{path}/events", json=body)).status_code == 200
        for number in range(20):
            pair = owner.agents[number % 3], owner.agents[(number + 1) % 3]
            tie = {"agent1Id": pair[0], "agent2Id": pair[1], "sympathyLevel": (self._count + number) % 200 / 100 - 1}
            assert (await self.client.patch(f"{path}/relationships", json=tie)).status_code == 200
        for where in ("/messages?limit=100", "/feed", "/relationships", "/relationship-model", "/nowhere"):
            await self.client.get(path + where)
        assert (await self.client.patch(f"{path}/relationships", json={"agent1Id": 0})).status_code == 422
        assert (await self.client.get("/api/rooms", headers={"Authorization": "Bearer x"})).status_code == 401
        await polite.send("nonsense")
        await polite.close()
        rude.transport.abort()

    async def _listen(self, channel: str) -> Any:
        where = f"{self._ws}{self._owner.path}/{channel}?token={self._owner.token}"
        socket = await connect(where, compression=None)
        await socket.recv()
        return socket


async def soak(server: processes.ServerProcess, owner: processes.Owner, seconds: float) -> list[dict[str, float]]:
    """Repeat the round; return what was seen after each."""
    load, seen = Load(owner, server.url), []
    begin = time.monotonic()
    async with load.client:
        while time.monotonic() < begin + seconds:
            started = time.monotonic()
            await load.round()
            held = (await load.client.get("/held")).json()
            stats = server.stats
            seen.append(
                {
                    "at": time.monotonic() - begin,
                    "rss": stats.memory_info().rss,
                    "descriptors": stats.num_fds() if hasattr(stats, "num_fds") else stats.num_handles(),
                    "threads": stats.num_threads(),
                    **held,
                }
            )
            await asyncio.sleep(max(0.0, started + ROUND - time.monotonic()))
    return seen


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    with TracedServer(folder, "--messages-per-second", "0") as server:
        with processes.Owner(server.url) as owner:
            # The room is as full as it gets in memory before the first look: its newest entries and changes.
            where = {"room": owner.room, "owner": 1}
            owner.http.post("/fill", params={**where, "count": 300}).raise_for_status()
            owner.http.post("/flood", params={**where, "count": 1500}).raise_for_status()
            seen = asyncio.run(soak(server, owner, seconds))
            with contextlib.ExitStack() as open_ends:  # SIGTERM finds sockets and a request under way
                open_ends.enter_context(contextlib.closing(processes.listen_deaf(owner, server.url)))
                took = server.terminate()
        code = server.process.returncode if server.process else None
        found = {"seen": seen, "ending": took, "code": code, "tracebacks": server.log.count("Traceback")}
        sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
