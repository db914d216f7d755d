"""The room server as a process of its own, that can be killed and started again on the same database and port."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import psutil


class ServerProcess:
    """A server in a folder; entering starts it, leaving kills it.

    Parameters
    ----------
    folder : Path
        Where its database is, and its log.
    *flags : str
        Further flags of the command.
    """

    program: tuple[str, ...] = ("-m", "roomlab_server")
    environment: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, *flags: str) -> None:
        self._folder = folder
        self._flags = flags
        self._port = 0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and wait until it listens; from the second time on, on the same port."""
        database = f"sqlite:///{(self._folder / 'rooms.db').as_posix()}"
        command = [sys.executable, *self.program, "--port", str(self._port), "--db", database, *self._flags]
        with (self._folder / "server.log").open("a") as log:
            environment = os.environ | self.environment
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("roomlab server on http://127.0.0.1:"), (line, self.log)
        self._port = int(line.rsplit(":", 1)[1])

    def kill(self) -> None:
        """End it at once, as ``kill -9`` does."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def terminate(self) -> float:
        """Ask it to end; return how many seconds it took."""
        assert self.process is not None
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        took = time.monotonic() - begin
        self._reap()
        return took

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def stats(self) -> psutil.Process:
        """The process as the system sees it."""
        assert self.process is not None
        return psutil.Process(self.process.pid)

    @property
    def log(self) -> str:
        return (self._folder / "server.log").read_text()

    def __enter__(self) -> ServerProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.returncode is None:
            self.kill()


class FloodingServer(ServerProcess):
    """The same with the calls of ``flooding_server.py``."""

    program = (str(Path(__file__).with_name("flooding_server.py")),)


class Owner:
    """Somebody who has signed in and has a room of some agents."""

    def __init__(self, url: str, agents: int = 3) -> None:
        self.http = httpx.Client(base_url=url, timeout=120)  # a busy machine is no fault of the server
        account = self.post("/api/auth/register", email=f"o{time.time_ns()}@example.com", password="password one")
        self.token: str = account["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.room: str = self.post("/api/rooms", name="a room")["id"]
        self.path = f"/api/rooms/{self.room}"
        self.agents = [
            int(self.post(f"{self.path}/agents", name=f"agent {n}", character="Quiet.")["id"]) for n in range(agents)
        ]

    def post(self, where: str, **body: Any) -> Any:
        answer = self.http.post(where, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, where: str, **query: Any) -> Any:
        answer = self.http.get(where, params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def tie(self, source: int, target: int, sympathy: float) -> None:
        body = {"agent1Id": source, "agent2Id": target, "sympathyLevel": sympathy}
        answer = self.http.patch(f"{self.path}/relationships", json=body)
        assert answer.is_success, answer.text

    def ties(self) -> dict[tuple[str, str], float]:
        """Return all ties."""
        edges = self.get(f"{self.path}/relationships")["edges"]
        return {(edge["from"], edge["to"]): edge["sympathyLevel"] for edge in edges}

    def messages(self, down_to: int = 0) -> list[dict[str, Any]]:
        """Return the messages with an id above `down_to`, in order."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {}
        while True:
            page = self.get(f"{self.path}/messages", limit=100, **query)
            found = page["messages"] + found
            if not page["hasMore"] or int(page["messages"][0]["id"]) <= down_to:
                return [message for message in found if int(message["id"]) > down_to]
            query = {"after_id": page["messages"][0]["id"]}

    def __enter__(self) -> Owner:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()


def narrow_socket(url: str) -> socket.socket:
    """Return a connected socket for which the system keeps next to nothing."""
    host, port = url.removeprefix("http://").split(":")
    handle = socket.socket()
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    handle.settimeout(30)
    handle.connect((host, int(port)))
    return handle


def listen_deaf(owner: Owner, url: str) -> socket.socket:
    """Return a socket that has asked for the graph and has not read anything since."""
    handle = narrow_socket(url)
    lines = (
        f"GET {owner.path}/graph?token={owner.token} HTTP/1.1",
        f"Host: {url.removeprefix('http://')}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
    )
    handle.sendall("\r\n".join((*lines, "", "")).encode())
    return handle
