"""`roomlab demo`: a server, a room and its agents out of nothing, in JupyterLab or on the terminal."""

from __future__ import annotations

import importlib.util
import itertools
import secrets
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import anyio
import anyio.to_thread
import typer

from roomlab.cli._cast import Cast, Language, keep_talking, open_room
from roomlab.cli._child import ServerChild, require_server
from roomlab.cli._export import check_folder, leave_files
from roomlab.cli._notebook import first_notebook, open_jupyter, require_jupyter
from roomlab.cli._options import Account, SecondsOption
from roomlab.cli._screen import say, show
from roomlab.cli._stop import STOP, run_until_stopped
from roomlab.errors import ConnectionFailedError, MissingDependencyError, RoomlabError
from roomlab.sources._rest import RestClient

if TYPE_CHECKING:
    from roomlab.room import Room

__all__ = ["demo"]

POLL_SECONDS = 0.2
"""How often it is looked whether JupyterLab still runs."""


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Show the room on the terminal, not in JupyterLab.")
    ] = False,
    seconds: SecondsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Where files go at the end; with --headless a new folder by default."
        ),
    ] = None,
    agents: Annotated[int, typer.Option("--agents", min=2, help="How many ready-made characters.")] = Cast.agents,
    language: Annotated[Language, typer.Option("--language", help="What they speak.")] = Cast.language,
    speed: Annotated[float, typer.Option("--speed", min=0.1, max=10, help="How fast they talk.")] = Cast.speed,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Chooses who they are and what they say.")] = Cast.seed,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="Keep the room: sqlite:///FILE. By default it goes away.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Start JupyterLab, but open no browser.")] = False,
) -> None:
    """Start a server with a room of agents who talk, and open it in JupyterLab. All of it stays on this computer."""
    require_server()
    notebook = None
    if not headless:
        require_jupyter()
        notebook = first_notebook()
    elif importlib.util.find_spec("matplotlib") is None:
        raise MissingDependencyError("matplotlib", "plot", "graph.png")
    with STOP.deferred(), tempfile.TemporaryDirectory(prefix="roomlab-", ignore_cleanup_errors=True) as scratch:
        if out is not None:
            check_folder(out)
        elif headless:
            out = _new_folder()
        demonstration = _Demonstration(
            cast=Cast(agents, language, speed, seed),
            database=db or f"sqlite:///{(Path(scratch) / 'rooms.db').as_posix()}",
            log=Path(scratch) / "server.log",
            seconds=seconds,
            out=out,
            notebook=notebook,
            browser=not no_browser,
        )
        try:
            run_until_stopped(demonstration.run)
        finally:
            demonstration.close()


def _new_folder() -> Path:
    """Make a folder for the files of this run alone: what another one left stays."""
    for number in itertools.count(1):
        folder = Path("roomlab-demo" if number == 1 else f"roomlab-demo-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError


@dataclass
class _Demonstration:
    """One run: the server, the room, and what shows it."""

    cast: Cast
    database: str
    log: Path
    seconds: float | None
    out: Path | None
    notebook: Path | None
    browser: bool
    server: ServerChild | None = None
    room: Room | None = None

    async def run(self) -> None:
        """Set the stage, and show it until its end."""
        import roomlab

        self.server = ServerChild(["--db", self.database, "--seed", str(self.cast.seed)], self.log)
        url = await self.server.url()
        # Nobody ever types this password, and nobody reads it: the room belongs to this run.
        account = Account(f"demo-{secrets.token_hex(6)}@example.org", secrets.token_urlsafe(24))
        async with RestClient(url, email=account.email, password=account.password) as client:
            await client.register("demo")
            room = await open_room(client, self.cast)
            if self.out is not None:
                enter = partial(roomlab.connect, url, room, email=account.email, password=account.password)
                self.room = await anyio.to_thread.run_sync(enter)
            async with anyio.create_task_group() as group:
                group.start_soon(self._keep_talking, client, room)
                await self._present(url, room, account)
                group.cancel_scope.cancel()

    async def _keep_talking(self, client: RestClient, room: str) -> None:
        assert self.server is not None
        try:
            await keep_talking(client, room, self.cast)
        except* ConnectionFailedError:
            raise RoomlabError(f"the room server is gone; the last that it said: {self.server.last_words()}") from None

    async def _present(self, url: str, room: str, account: Account) -> None:
        if self.notebook is not None:
            await self._show_notebook(self.notebook, url, room, account)
        elif self.room is not None:
            await show(self.room, self.seconds, f"Ctrl-C ends it, and writes the files to {self.out}.")

    async def _show_notebook(self, notebook: Path, url: str, room: str, account: Account) -> None:
        who = {"ROOMLAB_EMAIL": str(account.email), "ROOMLAB_PASSWORD": str(account.password)}
        say(
            f"{self.cast.agents} agents talk in room {room} of {url}. JupyterLab opens {notebook}; Ctrl-C here ends it."
        )
        with open_jupyter(notebook, {"ROOMLAB_URL": url, "ROOMLAB_ROOM": room, **who}, browser=self.browser) as jupyter:
            with anyio.move_on_after(self.seconds):
                while jupyter.exit_code is None:  # noqa: ASYNC110  (a process has no event)
                    await anyio.sleep(POLL_SECONDS)
            if jupyter.exit_code:
                raise RoomlabError(f"JupyterLab ended with code {jupyter.exit_code}; what it said stands above")

    def close(self) -> None:
        """Write the files, and end the room and the server."""
        try:
            if self.room is not None and self.out is not None:
                leave_files(self.room, self.out, picture=True)
            elif STOP.requested and self.out is not None:
                say("Stopped before the room was open; there is nothing to write", error=True)
        finally:
            if self.room is not None:
                self.room.close()
            if self.server is not None:
                self.server.stop()
