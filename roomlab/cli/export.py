"""`roomlab export`: a room as files."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from roomlab.cli._export import check_formats, leave_files, place_for
from roomlab.cli._open import is_kept, open_kept, open_live
from roomlab.cli._options import EmailOption, OutOption, PlaceRoomOption
from roomlab.cli._screen import say_certificate
from roomlab.errors import InputError

__all__ = ["export"]

_KEY = "ROOMLAB_PSEUDONYM_KEY"


def export(
    place: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE",
            envvar="ROOMLAB_LINK",
            show_envvar=False,
            help="Where the server is, or a link for observers, as for roomlab watch. Or a recording or a crate.",
        ),
    ],
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
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="For a crate: what may be done with it.")
    ] = "",
    consent: Annotated[
        str, typer.Option("--consent", metavar="TEXT", help="For a crate: what the people in it agreed to.")
    ] = "",
) -> None:
    """Read a room with all its past, and write it to files."""
    asked = check_formats(formats)
    terms: dict[str, str | None] = {"licence": licence, "consent": consent}
    if asked == ["crate"]:
        # A secret comes from the environment, never from the command line, which others on the computer can read.
        terms["pseudonym_key"] = os.environ.get(_KEY)
    elif licence or consent:
        raise InputError("--licence and --consent belong to --format crate")
    kept = is_kept(place)
    if not kept and room is None and "://" not in place and "#" not in place:
        raise InputError(f"there is no file {place}; check its name, or give the URL of a server and --room ID")
    with place_for(out, asked), open_kept(place, room) if kept else open_live(place, room, email) as opened:
        leave_files(opened, out, asked, terms=terms)
        certificate = opened.verify()
        if kept and not certificate.complete:  # a torn file must not pass for a whole room
            say_certificate(certificate, error=True)
