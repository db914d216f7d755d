"""`roomlab watch`: the terminal view of a room of any server."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from roomlab.cli._export import folder_for_files, leave_files
from roomlab.cli._open import open_live
from roomlab.cli._options import EmailOption, PlaceArgument, PlaceRoomOption, SecondsOption
from roomlab.cli._screen import show
from roomlab.cli._stop import STOP, run_until_stopped

__all__ = ["watch"]


def watch(
    url: PlaceArgument,
    room: PlaceRoomOption = None,
    email: EmailOption = None,
    seconds: SecondsOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="At the end, write the tables to this folder as CSV.")
    ] = None,
) -> None:
    """Show a room of any server on the terminal: its talk, its strongest ties, its agents."""
    with nullcontext() if out is None else folder_for_files(out), open_live(url, room, email) as live:
        try:
            run_until_stopped(lambda: show(live, seconds, "Ctrl-C ends the view; the room goes on."))
        finally:
            if out is not None:
                with STOP.deferred():
                    leave_files(live, out)
