"""The files of a crate, read without trust: no links, no way out of the folder, no bomb."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from roomlab.errors import InputError

__all__ = ["MAX_BYTES", "MAX_RATIO", "CrateFiles", "open_files"]

MAX_BYTES = 2 * 2**30
"""The most that an archive may hold, unpacked."""
MAX_RATIO = 100
"""The most that an archive may be larger unpacked than packed, from `_SMALL_BYTES` on."""
_SMALL_BYTES = 2**20
_MAX_ENTRIES = 10_000
_ENCRYPTED = 1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What we write; others can ask for gigabytes of memory before they give a byte."""


class CrateFiles(Protocol):
    """Files by their names."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; raises InputError when it is not there or is no plain file."""


@contextmanager
def open_files(path: str | os.PathLike[str]) -> Iterator[CrateFiles]:
    """Open a folder or an archive. Nothing is written anywhere.

    Raises
    ------
    InputError
        It is neither, or it is not safe to read.
    """
    name = os.fspath(path)
    if os.path.isdir(path):
        yield _Folder(Path(path), name)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _Archive(archive, name, os.path.getsize(path))
    except FileNotFoundError:
        raise InputError("there is no such crate; check the name and the directory", file=name) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise InputError(f"this is not a crate: {error}; expected a folder or a .zip file", file=name) from None
    except OSError as error:
        raise InputError(f"the crate cannot be read: {error.strerror or error}", file=name) from None


def _checked(name: str, file: str) -> PurePosixPath:
    """Return a name as a path that stays inside the crate."""
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or not path.parts
    if outside or any(each in name for each in "\\:\0"):
        raise InputError(f"the crate names a file {name!r}, which leads out of it; do not open this crate", file=file)
    return path


class _Folder:
    def __init__(self, root: Path, file: str) -> None:
        self._root = root
        self._file = file

    def open(self, name: str) -> BinaryIO:
        path = self._root
        for part in _checked(name, self._file).parts:
            path = path / part
            if path.is_symlink():
                raise InputError(
                    f"{name!r} is a link; a crate holds plain files; do not open this one", file=self._file
                )
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise InputError(f"{name!r} leads out of the crate; do not open this one", file=self._file)
        if not path.is_file():
            raise _absent(name, self._file)
        return path.open("rb")


class _Archive:
    def __init__(self, archive: zipfile.ZipFile, file: str, packed_size: int) -> None:
        self._archive = archive
        self._file = file
        entries = archive.infolist()
        if len(entries) > _MAX_ENTRIES:
            raise self._unsafe(f"it has {len(entries):,} entries, and at most {_MAX_ENTRIES:,} are read")
        size = sum(entry.file_size for entry in entries)
        if size > MAX_BYTES:
            raise self._unsafe(f"unpacked it would have {size:,} bytes, and at most {MAX_BYTES:,} are read")
        if size > _SMALL_BYTES and size > MAX_RATIO * packed_size:
            raise self._unsafe(f"it is {size // max(packed_size, 1):,} times as large unpacked; at most {MAX_RATIO}")
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names):
            raise self._unsafe("two entries have the same name")
        for entry in entries:
            _checked(entry.filename, file)
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
                raise self._unsafe(f"the entry {entry.filename!r} is a link or a device")
            if entry.compress_type not in _METHODS:
                raise self._unsafe(f"the entry {entry.filename!r} is packed in a way that is not ours")
            if entry.flag_bits & _ENCRYPTED:
                raise self._unsafe(f"the entry {entry.filename!r} is encrypted")

    def open(self, name: str) -> BinaryIO:
        _checked(name, self._file)
        try:
            return cast("BinaryIO", self._archive.open(name))
        except KeyError:
            raise _absent(name, self._file) from None

    def _unsafe(self, why: str) -> InputError:
        return InputError(f"{why}; do not open this archive", file=self._file)


def _absent(name: str, file: str) -> InputError:
    return InputError(f"the crate has no file {name!r}; ask for it again from whoever made it", file=file)
