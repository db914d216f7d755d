"""A server, a user and a room of agents who talk, for as long as somebody looks."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from roomlab.cli._cast import Cast, keep_talking, open_room
from roomlab.cli._child import ServerChild
from roomlab.errors import ConnectionFailedError, RoomlabError
from roomlab.sources._rest import RestClient

__all__ = ["Stage", "set_stage"]


@dataclass(frozen=True)
class Stage:
    """Where the room is, and who may open it."""

    url: str
    room: str
    email: str
    password: str = field(repr=False)


@asynccontextmanager
async def set_stage(cast: Cast, folder: Path, database: str | None = None) -> AsyncIterator[Stage]:
    """Start a server of this process's own, make a room on it, and keep its agents talking while the block lasts.

    Parameters
    ----------
    cast : Cast
        What the room is to be.
    folder : Path
        Where the server's log goes, and the database unless another is named.
    database : str, optional
        URL of another database, to keep the room.

    Yields
    ------
    Stage
        The room, and a user who was made for it. Nobody types or reads the password.

    Raises
    ------
    MissingDependencyError
        The server is not installed.
    RoomlabError
        The server did not start, or has ended.
    """
    database = database or f"sqlite:///{(folder / 'rooms.db').as_posix()}"
    server = ServerChild(["--db", database, "--seed", str(cast.seed)], folder / "server.log")
    try:
        url = await server.url()
        email, password = f"demo-{secrets.token_hex(6)}@example.org", secrets.token_urlsafe(24)
        async with RestClient(url, email=email, password=password) as client:
            await client.register("demo")
            stage = Stage(url, await open_room(client, cast), email, password)
            async with anyio.create_task_group() as group:
                group.start_soon(_keep_talking, client, stage.room, cast, server)
                yield stage
                group.cancel_scope.cancel()
    finally:
        server.stop()


async def _keep_talking(client: RestClient, room: str, cast: Cast, server: ServerChild) -> None:
    try:
        await keep_talking(client, room, cast)
    except* ConnectionFailedError:
        raise RoomlabError(f"the room server is gone; the last that it said: {server.last_words()}") from None
