"""The formats by name, and the one function that writes them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from roomlab.errors import InputError
from roomlab.views.csv_export import export_csv
from roomlab.views.export._staging import staged
from roomlab.views.export.content import Content
from roomlab.views.export.gexf import write_gexf
from roomlab.views.export.graphs import write_graphml, write_node_link
from roomlab.views.export.igraph import write_igraph
from roomlab.views.export.jsonl import write_jsonl
from roomlab.views.export.pajek import write_pajek
from roomlab.views.export.parquet import write_parquet
from roomlab.views.export.remstats import write_remstats
from roomlab.views.export.rsiena import write_rsiena

__all__ = ["FORMATS", "check_formats", "write_formats"]


def _write_csv(content: Content, folder: Path) -> None:
    export_csv(content.tables, folder)


FORMATS: dict[str, Callable[[Content, Path], None]] = {
    "csv": _write_csv,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "json": write_node_link,
    "pajek": write_pajek,
    "igraph": write_igraph,
    "rsiena": write_rsiena,
    "remstats": write_remstats,
}
"""What writes each format into a folder."""


def check_formats(formats: str | Sequence[str], known: Sequence[str] = tuple(FORMATS)) -> list[str]:
    """Return the formats that were asked for, each once.

    Raises
    ------
    InputError
        One is not known, or there is none.
    """
    asked = [formats] if isinstance(formats, str) else list(formats)
    if not asked or any(name not in known for name in asked):
        raise InputError(f"formats={formats!r} cannot be written; known formats: {', '.join(known)}")
    return list(dict.fromkeys(asked))


def write_formats(content: Content, directory: str | os.PathLike[str], formats: Sequence[str]) -> list[Path]:
    """Write a room to a directory, and beside its files certificate.json.

    Parameters
    ----------
    content : Content
        The room.
    directory : path
        Made if it is not there; files of the same names in it are replaced when all new ones are complete.
    formats : sequence of str
        Some of `FORMATS`.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    InputError
        A format is not known, or the directory cannot be written.
    """
    asked = check_formats(formats)
    with staged(directory) as (folder, written):
        for name in asked:
            FORMATS[name](content, folder)
        certificate = json.dumps(content.certificate, ensure_ascii=True, indent=2)
        (folder / "certificate.json").write_text(certificate + "\n", encoding="utf-8", newline="\n")
    return written
