"""`roomlab export`: a room as files."""

from __future__ import annotations

from typing import Annotated

import typer

from roomlab.cli._export import check_folder, leave_files
from roomlab.cli._open import open_live
from roomlab.cli._options import EmailOption, OutOption, RoomOption, UrlArgument

__all__ = ["export"]


def export(
    url: UrlArgument,
    room: RoomOption,
    out: OutOption,
    email: EmailOption = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAMES",
            help="csv, parquet, jsonl, graphml, gexf, json, pajek, igraph, rsiena, remstats; several with commas.",
        ),
    ] = "csv",
) -> None:
    """Read a room with all its past, and write it to files."""
    from roomlab.views.export.registry import check_formats

    asked = check_formats([name.strip() for name in formats.split(",")])
    check_folder(out)
    with open_live(url, room, email) as live:
        leave_files(live, out, asked)
