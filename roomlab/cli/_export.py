"""Leaves the files of a room behind, and says which."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from roomlab.cli._screen import say
from roomlab.errors import InputError, MissingDependencyError

if TYPE_CHECKING:
    from roomlab.room import BaseRoom

__all__ = ["check_formats", "folder_for_files", "leave_files", "place_for", "taken_away_if_empty"]


@contextmanager
def taken_away_if_empty(*folders: Path) -> Iterator[None]:
    """Take away those of the folders, from the inner to the outer, that are empty at the end."""
    try:
        yield
    finally:
        for folder in folders:
            with suppress(OSError):  # it holds something, or was never made
                folder.rmdir()


@contextmanager
def folder_for_files(folder: Path) -> Iterator[None]:
    """Make the folder, so that a wrong one is found before the work and not after it.

    What was made is taken away again at the end if nothing was written there, as after a work that failed.

    Parameters
    ----------
    folder : Path
        The folder; those that it lies in are made, too.

    Raises
    ------
    InputError
        It cannot be a folder to write to.
    """
    with taken_away_if_empty(*takewhile(lambda path: not os.path.exists(path), [folder, *folder.parents])):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"the folder {folder} cannot be made ({error.strerror}); choose another --out") from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise InputError(f"the folder {folder} cannot be written to; choose another --out, or change who may")
        yield


def check_formats(formats: str) -> list[str]:
    """Return the formats that were asked for: what cannot be written fails before the work.

    Parameters
    ----------
    formats : str
        Names with commas between them.

    Raises
    ------
    InputError
        A format is not known, or a crate is to be one of several.
    MissingDependencyError
        Parquet is asked for, and pyarrow is not installed.
    """
    from roomlab.views.export import registry

    asked = registry.check_formats([name.strip() for name in formats.split(",")], (*registry.FORMATS, "crate"))
    if "parquet" in asked and importlib.util.find_spec("pyarrow") is None:
        raise MissingDependencyError("pyarrow", "parquet", "Parquet files")
    if "crate" in asked and asked != ["crate"]:
        raise InputError("a crate is a folder or an archive of its own; write the other formats by another command")
    return asked


def place_for(out: Path, formats: Sequence[str]) -> AbstractContextManager[None]:
    """Return what makes the place for files of these formats; that of a crate is made by its writer."""
    return nullcontext() if list(formats) == ["crate"] else folder_for_files(out)


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
        As `check_formats` returned them.
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
