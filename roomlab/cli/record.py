"""`roomlab record`: a room of any server, recorded to a file while it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roomlab._counts import counted
from roomlab.cli._open import open_live
from roomlab.cli._options import EmailOption, PlaceArgument, PlaceRoomOption, SecondsOption
from roomlab.cli._screen import say_certificate, show
from roomlab.cli._stop import STOP, run_until_stopped

__all__ = ["record"]


def record(
    url: PlaceArgument,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The recording to write, best with the ending .roomlog.jsonl.")
    ],
    room: PlaceRoomOption = None,
    email: EmailOption = None,
    seconds: SecondsOption = None,
    max_megabytes: Annotated[
        float | None,
        typer.Option("--max-megabytes", metavar="MB", min=0.001, help="Go on in another file from this size on."),
    ] = None,
) -> None:
    """Record a room of any server to a file, its past included, and show it meanwhile."""
    from roomlab.errors import InputError, RoomlabError

    if out.exists():
        raise InputError(
            f"the file {out} is there already, and a recording is never written over; choose another --out"
        )
    with open_live(url, room, email) as live:
        recorder = live.record(out, max_bytes=None if max_megabytes is None else 1e6 * max_megabytes)
        hint = f"recording to {out.name}; Ctrl-C ends it"
        try:
            run_until_stopped(lambda: show(live, seconds, hint, going=lambda: recorder.error is None))
        finally:
            with STOP.deferred():
                live.close()
                if recorder.error is not None:
                    raise RoomlabError(recorder.error)
                done = f"Recorded {counted(live.log.last_seq, 'entry', 'entries')} to {out}: "
                say_certificate(live.verify(), before=done)
