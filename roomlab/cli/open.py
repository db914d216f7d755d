"""`roomlab open`: what is in a crate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roomlab._counts import counted
from roomlab.cli._screen import say, say_certificate

__all__ = ["open_"]

_TOLD = ("created", "server", "room", "model", "seed", "licence", "consent", "pseudonymised")


def open_(crate: Annotated[Path, typer.Argument(metavar="CRATE", help="A folder or a .zip file.")]) -> None:
    """Check a crate, and say what is in it."""
    from roomlab.crate.reader import open_crate_source
    from roomlab.room import Room

    source = open_crate_source(crate)
    with Room(source) as room:
        say(room.title)
        counts = {"agent": room.agents, "tie": room.edges, "change": room.history, "message": room.messages}
        say(", ".join(counted(len(table), name) for name, table in counts.items()))
        say_certificate(room.verify())
        told = {name: source.provenance.get(name) for name in _TOLD}
        for name, value in told.items():
            if value not in (None, "", False):
                say(f"{name}: {value}")
