"""A room on a real server for the benchmarks of the live view, and clients that change its ties at a steady pace.

Each client is a process of its own: `python -m benchmarks._widget_room < task.json`. It writes a line for each change
that it notes, and ends when its input does.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks._server_load import Patcher, Target, prepare

CONNECTIONS = 4
"""Over which a client spreads its changes; one alone waits for each answer."""
MARK_AT, MARK_STEP = 0.9, 1e-4
"""The sympathy of the first marked change, and how far apart they are: no other change is as strong."""
FULL = 1_000
"""The number of the mark with sympathy 1."""
STRONGEST = 0.85
"""Of all changes that are not marked."""


@dataclass(frozen=True)
class LiveTies:
    """A room with ties: where it is, and the ends of each tie."""

    target: Target
    pairs: list[tuple[int, int]]

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://{self.target.host}:{self.target.port}"

    def ask(self, path: str = "", body: object = None) -> Any:
        """Return what the server answers about the ties, or to a change of many."""
        headers = {"Authorization": f"Bearer {self.target.token}", "Content-Type": "application/json"}
        address = f"{self.url}/api/rooms/{self.target.room}/relationships{path}"
        request = urllib.request.Request(address, None if body is None else json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def sympathies(self) -> dict[str, float]:
        """Return what the server has, by "source target"."""
        edges = self.ask()["edges"]
        return {f"{edge['from']} {edge['to']}": edge["sympathyLevel"] for edge in edges}


def make_room(url: str, agents: int, ties: int) -> LiveTies:
    """Fill a room with agents in four factions, and with ties."""
    luck = random.Random(1)
    target = prepare(url, agents)
    found: dict[tuple[int, int], float] = {}
    while len(found) < ties:
        source, other = luck.sample(target.agents, 2)
        friends = source % 4 == other % 4
        if friends or luck.random() < 0.5:
            found[source, other] = round(
                max(-STRONGEST, min(STRONGEST, friends * 0.9 - 0.4 + luck.uniform(-0.5, 0.5))), 3
            )
    live = LiveTies(target, list(found))
    body = {
        "agent1Ids": [source for source, _ in found],
        "agent2Ids": [other for _, other in found],
        "sympathyLevels": list(found.values()),
    }
    live.ask("/batch", body)
    return live


async def _connected(target: Target) -> Patcher:
    _, patcher = await asyncio.get_running_loop().create_connection(
        lambda: Patcher(target, 0), target.host, target.port
    )
    return patcher


@contextmanager
def changing(live: LiveTies, pairs: list[tuple[int, int]], rate: float) -> Iterator[None]:
    """Change some ties at random, `rate` times a second, while the block lasts."""
    with _client(live, {"pairs": pairs, "rate": rate}):
        yield


def mark(
    live: LiveTies, pairs: list[tuple[int, int]], first: int, pause: tuple[float, float]
) -> Iterator[tuple[int, float]]:
    """Change each tie once, to a sympathy that no other change has; yield number and time of each, sent just then.

    Parameters
    ----------
    live : LiveTies
        The room.
    pairs : list of (int, int)
        Which ties.
    first : int
        The number of the first mark; see `sympathy_of`.
    pause : (float, float)
        The least and the most seconds between two.
    """
    with _client(live, {"pairs": pairs, "first": first, "pause": pause}) as process:
        assert process.stdout is not None
        for _ in pairs:
            number, sent = json.loads(process.stdout.readline())
            yield number, sent


def sympathy_of(number: int) -> float:
    """Return the sympathy that marks a change."""
    return round((-1) ** number * (MARK_AT + MARK_STEP * number), 4)


@contextmanager
def _client(live: LiveTies, task: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks._widget_room"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps({**task, "target": asdict(live.target)}) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


async def _work(task: dict[str, Any]) -> None:
    target = Target(**{**task["target"], "agents": tuple(task["target"]["agents"])})
    patchers = [await _connected(target) for _ in range(CONNECTIONS)]
    print("ready", flush=True)
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    if "rate" in task:
        await asyncio.gather(*(_change(one, task, over, seed) for seed, one in enumerate(patchers)))
    else:
        await _mark(patchers[0], task)
        await over


async def _change(patcher: Patcher, task: dict[str, Any], over: asyncio.Task[str], seed: int) -> None:
    luck = random.Random(seed)
    begun, done = time.perf_counter(), 0
    while not over.done():
        await patcher.change(*luck.choice(task["pairs"]), round(luck.uniform(-STRONGEST, STRONGEST), 3))
        done += 1
        await asyncio.sleep(max(0.0, begun + done * CONNECTIONS / task["rate"] - time.perf_counter()))


async def _mark(patcher: Patcher, task: dict[str, Any]) -> None:
    luck = random.Random(task["first"])
    for number, (source, other) in enumerate(task["pairs"], start=task["first"]):
        await asyncio.sleep(luck.uniform(*task["pause"]))
        sent = time.time()
        await patcher.change(source, other, sympathy_of(number))
        print(json.dumps([number, sent]), flush=True)


if __name__ == "__main__":
    asyncio.run(_work(json.loads(sys.stdin.readline())))
