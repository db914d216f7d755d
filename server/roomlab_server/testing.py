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
from .settings import Settings

__all__ = ["RunningServer", "running_server"]

START_SECONDS = 20.0


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
def running_server(folder: Path, *, conductors: Any = None, **settings: Any) -> Iterator[RunningServer]:
    """Run a server while the block lasts.

    Parameters
    ----------
    folder : Path
        Where its database ``rooms.db`` is, or is made.
    conductors : callable, optional
        Makes the conversation of a room; by default the server's own.
    **settings
        Further fields of :class:`~roomlab_server.settings.Settings`.

    Raises
    ------
    RuntimeError
        It did not start.
    """
    chosen = Settings(
        **{"port": 0, "db": f"sqlite:///{(folder / 'rooms.db').as_posix()}", "log_level": "warning"} | settings
    )
    app = create_app(chosen) if conductors is None else create_app(chosen, conductors=conductors)
    with listen(chosen.host, chosen.port) as listener:
        server = _Server(uvicorn_config(app, chosen))
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
