"""`roomlab export`: a room as files."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from roomlab.cli._export import check_folder, leave_files
from roomlab.cli._open import open_live
from roomlab.cli._options import EmailOption, OutOption, PlaceArgument, PlaceRoomOption
from roomlab.cli._screen import say

__all__ = ["export"]

_KEY = "ROOMLAB_PSEUDONYM_KEY"


def export(
    url: PlaceArgument,
    out: OutOption,
    room: PlaceRoomOption = None,
    email: EmailOption = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAMES",
            help="csv, parquet, jsonl, graphml, gexf, json, pajek, igraph, rsiena, remstats; several with commas. "
            "Or crate: one folder or .zip that a colleague can check.",
        ),
    ] = "csv",
    licence: Annotated[str, typer.Option("--licence", help="For a crate: what may be done with it.")] = "",
    consent: Annotated[str, typer.Option("--consent", help="For a crate: what the people in it agreed to.")] = "",
) -> None:
    """Read a room with all its past, and write it to files."""
    from roomlab.views.export.registry import FORMATS, check_formats

    asked = check_formats([name.strip() for name in formats.split(",")], (*FORMATS, "crate"))
    if "crate" not in asked:
        check_folder(out)
        with open_live(url, room, email) as live:
            leave_files(live, out, asked)
        return
    with open_live(url, room, email) as live:
        # A secret comes from the environment, never from the command line, which others on the computer can read.
        key = os.environ.get(_KEY)
        paths = live.export(out, asked, licence=licence, consent=consent, pseudonym_key=key)
    say(f"Wrote {' and '.join(map(str, paths))}")
