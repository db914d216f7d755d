"""A real server for each test, and somebody who has signed in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from roomlab_server.testing import RunningServer, running_server, silent_conductor


class Person:
    """Somebody who has signed in: speaks REST and opens sockets."""

    def __init__(self, server: RunningServer, email: str, stack: ExitStack) -> None:
        self.server = server
        self.http = stack.enter_context(httpx.Client(base_url=server.url, timeout=40))
        self._stack = stack
        self.email = email
        account = self.http.post("/api/auth/register", json={"email": email, "password": "password one"})
        assert account.status_code == 201, account.text
        self.account = account.json()
        self.token = self.account["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """Make a call, check its status, and return its JSON."""
        answer = self.http.request(method, path, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def room(self, *agents: str, **body: Any) -> str:
        """Make a room with agents; return its id."""
        room = self.ask("POST", "/api/rooms", 201, json={"name": "a room", **body})["id"]
        for name in agents:
            self.agent(room, name)
        return room

    def agent(self, room: str, name: str) -> int:
        """Let a new agent join; return its id."""
        made = self.ask("POST", f"/api/rooms/{room}/agents", 201, json={"name": name, "character": "Quiet."})
        return int(made["id"])

    def tie(self, room: str, source: int, target: int, sympathy: float, status: int = 200) -> Any:
        """Change a tie."""
        body = {"agent1Id": source, "agent2Id": target, "sympathyLevel": sympathy}
        return self.ask("PATCH", f"/api/rooms/{room}/relationships", status, json=body)

    def say(self, room: str, text: str, **body: Any) -> Any:
        """Post a message."""
        return self.ask("POST", f"/api/rooms/{room}/messages", json={"text": text, **body})

    def socket(self, room: str, channel: str, token: str | None = None, **options: Any) -> ClientConnection:
        """Open a socket; it is closed with the test."""
        url = f"{self.server.ws_url}/api/rooms/{room}/{channel}?token={token or self.token}"
        return self._stack.enter_context(connect(url, compression=None, **options))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Start servers whose agents keep silent (or as asked); they stop with the test."""
    with ExitStack() as stack:

        def start(folder: Path = tmp_path, **settings: Any) -> RunningServer:
            settings.setdefault("conductors", silent_conductor)
            return stack.enter_context(running_server(folder, **settings))

        yield start


@pytest.fixture
def server(serve: Callable[..., RunningServer]) -> RunningServer:
    """A server whose agents keep silent."""
    return serve()


@pytest.fixture
def join() -> Iterator[Callable[..., Person]]:
    """Sign somebody in."""
    numbers = itertools.count(1)
    with ExitStack() as stack:
        yield lambda server, email=None: Person(server, email or f"person{next(numbers)}@example.com", stack)


@pytest.fixture
def alice(server: RunningServer, join: Callable[..., Person]) -> Person:
    """Somebody who has signed in."""
    return join(server)
