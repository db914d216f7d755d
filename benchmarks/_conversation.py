"""How soon a conversation comes about: in a room of each pace, and in the demo."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

import roomlab
from benchmarks._figure import Demand, Figure, seconds
from roomlab_server.testing import RunningServer, running_server

ACCOUNT = {"email": "bench@example.org", "password": "a long password"}
ROUND_IS_OVER = "=== Раунд 1 завершён ==="
LIMIT_SECONDS = 60.0
DEMO_SECONDS = 10


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both paces of the issue, and what a newcomer sees."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        api = _Api(server)
        yield Figure(
            "single room, speed 1: all of 3 agents have answered", "s",
            [api.until("single", 1.0, 3, _all_have_spoken) for _ in range(rounds)], demand=Demand(5.0, at_least=False),
        )  # fmt: skip
        yield Figure(
            "circular room, speed 10: a round of 2 agents is over", "s",
            [api.until("circular", 10.0, 2, _round_is_over) for _ in range(rounds)],
            demand=Demand(10.0, at_least=False),
        )  # fmt: skip
        api.close()
    seen = [_demo() for _ in range(min(rounds, 3))]
    yield Figure(f"demo of {DEMO_SECONDS} s: messages", "rows", [messages for messages, _ in seen], demand=Demand(12))
    yield Figure(
        f"demo of {DEMO_SECONDS} s: changes of ties", "rows", [changes for _, changes in seen],
        "messages of the demo", [messages for messages, _ in seen], Demand(1.0, "ratio"),
    )  # fmt: skip


class _Api:
    """Makes rooms on a server and watches one message be answered."""

    def __init__(self, server: RunningServer) -> None:
        self._url = server.url
        self._http = httpx.Client(base_url=f"{server.url}/api", timeout=30)
        token = self._post("/auth/register", ACCOUNT)["token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._http.close()

    def until(self, kind: str, speed: float, agents: int, done: Callable[[roomlab.Room], bool]) -> float:
        """Return how long it takes, from a user's message in a new room, until `done`."""
        number = self._post("/rooms", {"name": f"{kind} room", "orchestration_type": kind})["id"]
        self._http.patch(f"/rooms/{number}", json={"speed": speed}).raise_for_status()
        for name in ("Анна", "Boris", "Clara")[:agents]:
            self._post(f"/rooms/{number}/agents", {"name": name, "character": "Curious and kind, likes to argue."})
        with roomlab.connect(self._url, room=number, **ACCOUNT) as room:

            def talk() -> None:
                room.send("What shall we do on Sunday?")
                room.wait(until=done, timeout=LIMIT_SECONDS)

            return seconds(talk)

    def _post(self, path: str, body: dict[str, str]) -> dict[str, str]:
        answer = self._http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()


def _all_have_spoken(room: roomlab.Room) -> bool:
    return set(room.agents["name"]) <= set(room.messages["sender"])


def _round_is_over(room: roomlab.Room) -> bool:
    return ROUND_IS_OVER in set(room.messages["text"])


def _demo() -> tuple[int, int]:
    """Return how many messages and changes of ties the demo left in its files."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["demo", "--headless", "--seconds", str(DEMO_SECONDS), "--out", folder]
        subprocess.run([sys.executable, "-m", "roomlab", *command], check=True, capture_output=True)
        return _rows(Path(folder, "messages.csv")), _rows(Path(folder, "history.csv"))


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
