"""A real server within this process, for tests: on a thread of its own, on a free port, on a database of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from .__main__ import address_of, listen, uvicorn_config
from .app import create_app
from .orchestration import make_conductor
from .rooms import MakeConductor
from .settings import Settings
from .stage import Stage

__all__ = ["RunningServer", "SilentConductor", "running_server", "silent_conductor"]

START_SECONDS = 20.0


class SilentConductor:
    """A conversation in which nobody speaks; it takes note of what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.running = False

    def hear(self, text: str, *, sender: str) -> None:
        """Take note of a user's message."""
        self.heard.append((text, sender))

    def start(self) -> None:
        """Pretend that a dialogue runs."""
        self.running = True

    async def answer(self, agent_id: int, text: str, *, sender: str) -> str | None:
        """Return no answer."""
        return None

    async def stop(self) -> None:
        """Pretend that it has ended."""
        self.running = False


def silent_conductor(stage: Stage, rng: Any, sleep: Any) -> SilentConductor:
    """Return a conversation in which nobody speaks."""
    return SilentConductor()


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that runs.

    Attributes
    ----------
    url : str
        Where, ``http://127.0.0.1:PORT``.
    settings : Settings
        How.
    app : Any
        The application; ``app.state.services`` are its parts (they belong to the server's thread).
    """

    url: str
    settings: Settings
    app: Any

    @property
    def ws_url(self) -> str:
        """Where its sockets are, ``ws://127.0.0.1:PORT``."""
        return "ws" + self.url.removeprefix("http")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()


@contextmanager
def running_server(
    folder: Path, *, conductors: MakeConductor = make_conductor, **settings: Any
) -> Iterator[RunningServer]:
    """Run a server while the block lasts; ``logging`` stays as it is.

    Parameters
    ----------
    folder : Path
        Where its database ``rooms.db`` is, or is made.
    conductors : callable
        Makes the conversation of a room; :func:`silent_conductor` makes one in which nobody speaks.
    **settings
        Further fields of :class:`~roomlab_server.settings.Settings`.

    Raises
    ------
    RuntimeError
        It did not start.
    """
    own: dict[str, Any] = {"port": 0, "db": f"sqlite:///{(folder / 'rooms.db').as_posix()}"}
    chosen = Settings(**(own | settings))
    app = create_app(chosen, conductors=conductors)
    with listen(chosen.host, chosen.port) as listener:
        server = _Server(uvicorn_config(app, chosen, log=None))
        thread = threading.Thread(target=server.run, args=([listener],), name="roomlab-test-server", daemon=True)
        url = address_of(listener)
        thread.start()
        try:
            if not server.settled.wait(START_SECONDS) or not server.started:
                raise RuntimeError(f"The test server on {url} did not start; its log says why.")
            yield RunningServer(url, chosen, app)
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)
