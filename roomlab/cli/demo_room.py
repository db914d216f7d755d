"""The room of the first notebook: the one that `roomlab demo` has opened, or else one of the notebook's own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from roomlab.cli._cast import Cast
from roomlab.cli._stage import Stage, set_stage

__all__ = ["DemoRoom", "demo_room"]

VARIABLES = {
    "url": "ROOMLAB_URL",
    "room": "ROOMLAB_ROOM",
    "email": "ROOMLAB_EMAIL",
    "password": "ROOMLAB_PASSWORD",
}
"""How `roomlab demo` tells a notebook where the room is: others on the computer could read a command line."""


@dataclass(frozen=True)
class DemoRoom:
    """Where a room for demonstrations is, and who may open it. Its repr tells no password."""

    url: str
    room: str
    email: str
    password: str = field(repr=False)
    _end: Callable[[], None] = field(repr=False)

    def close(self) -> None:
        """End the server, if this process has started one; idempotent."""
        self._end()


def demo_room(cast: Cast | None = None) -> DemoRoom:
    """Return a room whose agents talk: that of the `roomlab demo` that has started this process, or a new one.

    A new one has a server of its own, which ends with :meth:`DemoRoom.close` or with this process.

    Parameters
    ----------
    cast : Cast, optional
        What a new room is to be.

    Raises
    ------
    MissingDependencyError
        There is no room, and the server is not installed.
    RoomlabError
        The server did not start.
    """
    told = {name: os.environ.get(variable) for name, variable in VARIABLES.items()}
    if all(told.values()):
        return DemoRoom(**{name: str(value) for name, value in told.items()}, _end=_nothing)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="roomlab-", ignore_cleanup_errors=True))
        portal = stack.enter_context(start_blocking_portal(name="roomlab-demo"))
        stage: Stage = stack.enter_context(portal.wrap_async_context_manager(set_stage(cast or Cast(), Path(folder))))
        end = stack.pop_all().close
    return DemoRoom(stage.url, stage.room, stage.email, stage.password, end)


def _nothing() -> None:
    """Leave the room to those who have opened it."""
