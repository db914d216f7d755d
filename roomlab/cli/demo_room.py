"""The room that the first notebook looks at, wherever the notebook was opened."""

from __future__ import annotations

import atexit
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio.abc import TaskStatus
from anyio.from_thread import start_blocking_portal

from roomlab.cli._cast import Cast, keep_talking, open_room
from roomlab.cli._child import ServerChild
from roomlab.sources._rest import RestClient

__all__ = ["DemoRoom", "demo_room"]

_VARIABLES = ("ROOMLAB_URL", "ROOMLAB_ROOM", "ROOMLAB_EMAIL", "ROOMLAB_PASSWORD")


@dataclass(frozen=True)
class DemoRoom:
    """Where a room of agents who talk is, and who may open it. Its repr does not tell the password."""

    url: str
    room: str
    email: str
    password: str = field(repr=False)
    close: Callable[[], None] = field(repr=False, default=lambda: None)
    """Ends the server if it was started for this notebook; that of `roomlab demo` goes on."""


def demo_room() -> DemoRoom:
    """Return the room that `roomlab demo` opened this notebook on, or a new one of the same kind if nobody did.

    Returns
    -------
    DemoRoom
        A room of its own, with its server, lasts until it is closed, at the latest with this process.

    Raises
    ------
    MissingDependencyError
        There is no room yet, and the room server is not installed.
    RoomlabError
        The server did not start.
    """
    url, room, email, password = (os.environ.get(name) for name in _VARIABLES)
    if url and room and email and password:
        return DemoRoom(url, room, email, password)
    stack = ExitStack()
    try:
        opened = _open(stack)
    except BaseException:
        stack.close()
        raise
    atexit.register(stack.close)
    return opened


def _open(stack: ExitStack) -> DemoRoom:
    """Start a server, and a task that makes a room on it and keeps it talking; `stack` ends both."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="roomlab-", ignore_cleanup_errors=True)))
    database = f"sqlite:///{(folder / 'rooms.db').as_posix()}"
    server = ServerChild(["--db", database, "--seed", str(Cast.seed)], folder / "server.log")
    stack.callback(server.stop)
    portal = stack.enter_context(start_blocking_portal())
    # Nobody ever types this password: the room belongs to this process.
    email, password = f"notebook-{secrets.token_hex(6)}@example.org", secrets.token_urlsafe(24)

    async def play(*, task_status: TaskStatus[tuple[str, str]] = anyio.TASK_STATUS_IGNORED) -> None:
        url = await server.url()
        async with RestClient(url, email=email, password=password) as client:
            await client.register("notebook")
            room = await open_room(client, Cast())
            task_status.started((url, room))
            await keep_talking(client, room, Cast())

    future, (url, room) = portal.start_task(play)
    stack.callback(future.cancel)
    return DemoRoom(url, room, email, password, stack.close)
