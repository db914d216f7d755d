"""Leaves the files of a room behind, and says which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from roomlab.cli._screen import say
from roomlab.errors import InputError

if TYPE_CHECKING:
    from roomlab.room import BaseRoom

__all__ = ["check_folder", "leave_files"]


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


def leave_files(room: BaseRoom, folder: Path, formats: Sequence[str] = ("csv",), *, picture: bool = False) -> None:
    """Write a room to files, and its picture if asked, and name the files in one line."""
    paths = room.export(folder, formats)
    if picture:
        from roomlab.views.plot import save_graph_png

        paths.append(save_graph_png(room.graph, folder / "graph.png", title=room.title))
    *names, last = [path.name for path in paths]
    say(f"Wrote {', '.join(names)} and {last} to {folder}")
