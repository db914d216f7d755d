"""How soon the server answers a GET while ten rooms talk, beside the same server while nobody talks.

Ten rooms of six agents each at the highest speed, all four orchestration types; each is started again as soon as its
dialogue has ended. One client asks for messages, ties and rooms in turn, as fast as it is answered.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure

ROOMS = 10
AGENTS = 6
REQUESTS = 1500
TYPES = ("single", "circular", "narrator", "full_context")


def figures(rounds: int) -> Iterator[Figure]:
    """Measure the 99th percentile of a GET with and without talk, one after the other in each round."""
    talking, silent = [], []
    with tempfile.TemporaryDirectory() as folder, _server_load.server(Path(folder)) as url, ExitStack() as stack:
        client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
        rooms = _prepare(client)
        for _ in range(rounds):
            silent.append(_p99(client, rooms))
            with _talk(client, rooms) as said:
                talking.append(_p99(client, rooms))
            assert said() > 3 * ROOMS, "the rooms did not talk"
    yield Figure(
        f"GET while {ROOMS} rooms talk, p99",
        "ms",
        talking,
        "the same, nobody talks",
        silent,
        Demand(50, at_least=False),
    )


def _prepare(client: httpx.Client) -> list[str]:
    account = {"email": f"talk{time.time_ns()}@example.com", "password": "talk-talk"}
    client.headers["Authorization"] = f"Bearer {client.post('/api/auth/register', json=account).json()['token']}"
    rooms = []
    for number, kind in zip(range(ROOMS), itertools.cycle(TYPES), strict=False):
        made = client.post("/api/rooms", json={"name": f"room {number}", "orchestration_type": kind}).json()["id"]
        for agent in range(AGENTS):
            client.post(f"/api/rooms/{made}/agents", json={"name": f"agent {agent}", "character": "Likes to talk."})
        client.patch(f"/api/rooms/{made}/speed", json={"speed": 10.0})
        rooms.append(made)
    return rooms


@contextmanager
def _talk(client: httpx.Client, rooms: list[str]) -> Iterator[Callable[[], int]]:
    """Let all rooms talk while the block lasts; yields a function that says how many messages came."""
    over = threading.Event()

    def newest() -> int:
        return max(
            int(client.get(f"/api/rooms/{room}/messages?limit=1").json()["messages"][-1]["id"]) for room in rooms
        )

    def keep_talking() -> None:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=30) as other:
            while not over.is_set():
                for room in rooms:
                    other.post(f"/api/rooms/{room}/messages", json={"text": "Let us go on: what about tea?"})
                over.wait(1.0)

    thread = threading.Thread(target=keep_talking)
    thread.start()
    time.sleep(1.5)  # until all are at it
    begin = newest()
    try:
        yield lambda: newest() - begin
    finally:
        over.set()
        thread.join()
        for room in rooms:
            client.post(f"/api/rooms/{room}/orchestration/stop")


def _p99(client: httpx.Client, rooms: list[str]) -> float:
    paths = itertools.cycle(
        path
        for room in rooms
        for path in (f"/api/rooms/{room}/messages", f"/api/rooms/{room}/relationships", "/api/rooms")
    )
    taken = []
    for path in itertools.islice(paths, REQUESTS):
        begin = time.perf_counter()
        assert client.get(path).status_code == 200
        taken.append((time.perf_counter() - begin) * 1e3)
    return statistics.quantiles(taken, n=100)[98]
