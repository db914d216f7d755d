"""`roomlab demo`: a server, a room and its agents out of nothing, in JupyterLab or on the terminal."""

from __future__ import annotations

import importlib.util
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import anyio
import anyio.to_thread
import typer

from roomlab.cli._cast import Cast, Language
from roomlab.cli._child import require_server
from roomlab.cli._export import folder_for_files, leave_files, taken_away_if_empty
from roomlab.cli._notebook import first_notebook, open_jupyter, require_jupyter
from roomlab.cli._options import SecondsOption
from roomlab.cli._screen import say, show
from roomlab.cli._stage import Stage, set_stage
from roomlab.cli._stop import STOP, run_until_stopped
from roomlab.cli.demo_room import VARIABLES
from roomlab.errors import MissingDependencyError, RoomlabError

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
    agents: Annotated[
        int, typer.Option("--agents", metavar="N", min=2, help="How many ready-made characters.")
    ] = Cast.agents,
    language: Annotated[Language, typer.Option("--language", help="What they speak.")] = Cast.language,
    speed: Annotated[
        float, typer.Option("--speed", metavar="N", min=0.1, max=10, help="How fast they talk.")
    ] = Cast.speed,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Chooses who they are and what they say.")
    ] = Cast.seed,
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
    temporary = tempfile.TemporaryDirectory(prefix="roomlab-", ignore_cleanup_errors=True)
    with STOP.deferred(), temporary as scratch, _place(out, new=headless) as folder:
        cast = Cast(agents, language, speed, seed)
        demonstration = _Demonstration(cast, seconds, folder, notebook, not no_browser)
        run_until_stopped(lambda: demonstration.run(Path(scratch), db))


@contextmanager
def _place(out: Path | None, *, new: bool) -> Iterator[Path | None]:
    """Make the folder for the files: the one that was named, or a new one where it is wanted."""
    if out is not None:
        with folder_for_files(out):
            yield out
    elif new:
        folder = _new_folder()
        with taken_away_if_empty(folder):
            yield folder
    else:
        yield None


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
    """One run of `roomlab demo`: what is in the room, and what shows it."""

    cast: Cast
    seconds: float | None
    out: Path | None
    notebook: Path | None
    browser: bool

    async def run(self, folder: Path, database: str | None) -> None:
        """Set the stage, show it until the end, and leave the files behind."""
        say(f"Starting a server, and a room of {self.cast.agents} agents ...", error=True)
        seen = False
        try:
            async with set_stage(self.cast, folder, database) as stage, self._observed(stage) as room:
                seen = True
                if self.notebook is not None:
                    await self._show_notebook(self.notebook, stage, folder)
                elif room is not None:
                    await show(room, self.seconds, f"Ctrl-C ends it, and writes the files to {self.out}")
        finally:
            if STOP.requested and self.out is not None and not seen:
                say("The room was not open yet: there is nothing to write", error=True)

    @asynccontextmanager
    async def _observed(self, stage: Stage) -> AsyncIterator[Room | None]:
        """Watch the room, if files are wanted, and write them at the end, whatever ends it."""
        import roomlab

        if self.out is None:
            yield None
            return
        enter = partial(roomlab.connect, stage.url, stage.room, email=stage.email, password=stage.password)
        with await anyio.to_thread.run_sync(enter) as room:
            try:
                yield room
            finally:
                leave_files(room, self.out, picture=True)

    async def _show_notebook(self, notebook: Path, stage: Stage, folder: Path) -> None:
        where = f"{self.cast.agents} agents talk in room {stage.room} of {stage.url}."
        say(f"{where} JupyterLab opens {notebook}; Ctrl-C here ends it.")
        variables = {variable: getattr(stage, name) for name, variable in VARIABLES.items()}
        with open_jupyter(notebook, variables, folder, browser=self.browser) as jupyter:
            with anyio.move_on_after(self.seconds):
                while jupyter.exit_code is None:  # noqa: ASYNC110  (a process has no event)
                    await anyio.sleep(POLL_SECONDS)
            if jupyter.exit_code:
                raise RoomlabError(f"JupyterLab ended with code {jupyter.exit_code}; what it said stands above")
