"""Files that are complete before anybody sees them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roomlab.errors import InputError

__all__ = ["staged"]


@contextmanager
def staged(directory: str | os.PathLike[str]) -> Iterator[tuple[Path, list[Path]]]:
    """Give a fresh folder to write to; when all has gone well, move what is in it to `directory`.

    Yields the folder and a list, which is filled with the files in `directory`. Older files of the same names are
    replaced, and only then; after an error everything is as it was before.

    Raises
    ------
    InputError
        The directory or a file in it cannot be written.
    """
    target = Path(directory)
    moved: list[Path] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".roomlab-", suffix=".tmp", dir=target))
        try:
            yield draft, moved
            for path in sorted(draft.rglob("*")):
                if path.is_file():
                    place = target / path.relative_to(draft)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(place)
                    moved.append(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"the files cannot be written to the directory {os.fspath(directory)!r}: {error.strerror or error}; "
            "choose a directory that can be written to, with enough space, and close its files in other programs"
        ) from error
