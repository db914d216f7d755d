"""Leaves the files of a room behind, and says which."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from roomlab.cli._screen import say
from roomlab.errors import InputError, MissingDependencyError

if TYPE_CHECKING:
    from roomlab.room import BaseRoom

__all__ = ["check_files", "check_folder", "leave_files"]


def check_folder(folder: Path) -> None:
    """Make the folder, so that a wrong one is found before the work and not after it.

    Raises
    ------
    InputError
        It cannot be a folder to write to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be made ({error.strerror}); choose another --out") from None


def check_files(out: Path, formats: str) -> list[str]:
    """Return the formats that were asked for, and make the folder for them: what cannot be written fails at once.

    Parameters
    ----------
    out : Path
        The folder, or the folder or archive that a crate becomes, which its writer makes.
    formats : str
        Names with commas between them.

    Raises
    ------
    InputError
        A format is not known, a crate is to be one of several, or the folder cannot be made.
    MissingDependencyError
        Parquet is asked for, and pyarrow is not installed.
    """
    from roomlab.views.export.registry import FORMATS, check_formats

    asked = check_formats([name.strip() for name in formats.split(",")], (*FORMATS, "crate"))
    if "parquet" in asked and importlib.util.find_spec("pyarrow") is None:
        raise MissingDependencyError("pyarrow", "parquet", "Parquet files")
    if asked == ["crate"]:
        return asked
    if "crate" in asked:
        raise InputError("a crate is a folder or an archive of its own; write the other formats by another command")
    check_folder(out)
    return asked


def leave_files(
    room: BaseRoom,
    out: Path,
    formats: Sequence[str] = ("csv",),
    *,
    picture: bool = False,
    terms: Mapping[str, str | None] | None = None,
) -> None:
    """Write a room to files, and its picture if asked, and name the files in one line.

    Parameters
    ----------
    room : BaseRoom
        The room.
    out : Path
        The folder, or what a crate is to be.
    formats : sequence of str
        As `check_files` returned them.
    picture : bool
        Whether `graph.png` is written, too.
    terms : mapping, optional
        For a crate: what `room.export` takes.
    """
    paths = room.export(out, formats, **(terms or {}))  # type: ignore[arg-type]
    if list(formats) == ["crate"]:
        say(f"Wrote {' and '.join(map(str, paths))}")
        return
    if picture:
        from roomlab.views.plot import save_graph_png

        paths.append(save_graph_png(room.graph, out / "graph.png", title=room.title))
    *names, last = [path.name for path in paths]
    say(f"Wrote {', '.join(names)} and {last} to {out}")
