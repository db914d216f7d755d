"""Recordings that are compressed with Zstandard, and the limits that keep a file from filling the memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from roomlab.errors import InputError, MissingDependencyError
from roomlab.recording._format import LINE_LIMIT

__all__ = ["MAGIC", "Packer", "packer_for", "unpacked"]

MAGIC = b"\x28\xb5\x2f\xfd"
SUFFIX = ".zst"
UNPACKED_LIMIT = 2 * 2**30
"""Bytes that a compressed recording may unpack to."""
RATIO_LIMIT, RATIO_FLOOR = 100, 16 * 2**20
"""How many times its size it may unpack to, once that is more than so many bytes."""
LEVEL = 3


class Packer(Protocol):
    """Turns what is to be written into what is in the file."""

    def pack(self, data: bytes) -> bytes:
        """Return the bytes after which all of `data` can be read."""

    def end(self) -> bytes:
        """Return what stands at the end of the file."""


class _Plain:
    """Leaves everything as it is."""

    def pack(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


class _Zstandard:
    """Compresses; each piece ends a block."""

    def __init__(self) -> None:
        self._module = _zstandard("writing a compressed recording")
        self._compressor = self._module.ZstdCompressor(level=LEVEL).compressobj()

    def pack(self, data: bytes) -> bytes:
        packed: bytes = self._compressor.compress(data)
        return packed + bytes(self._compressor.flush(self._module.COMPRESSOBJ_FLUSH_BLOCK))

    def end(self) -> bytes:
        return bytes(self._compressor.flush())


def packer_for(path: Path) -> Packer:
    """Return what packs a file of that name.

    Raises
    ------
    MissingDependencyError
        When it is to be compressed and the package for that is not installed.
    """
    return _Zstandard() if path.name.endswith(SUFFIX) else _Plain()


@contextmanager
def unpacked(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Give a recording as it is without compression.

    Parameters
    ----------
    file : binary file
        At its beginning.
    name : str
        Its name, for errors.

    Raises
    ------
    InputError
        While it is read: when it is damaged, has a line that is too long, or unpacks to more than the limits.
    MissingDependencyError
        When it is compressed and the package for that is not installed.
    """
    magic = file.read(len(MAGIC))
    file.seek(0)
    kind = _Unpacking if magic == MAGIC else _Bounded
    with io.BufferedReader(kind(file, name), 2**20) as lines:
        yield lines


class _Bounded(io.RawIOBase):
    """A file as it is, up to a line that is too long: whoever reads lines would gather it whole, as none may be."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._lines = 0  # line feeds so far
        self._line = 0  # bytes since the last of them

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._take(buffer)
        piece = bytes(memoryview(buffer)[:size])
        after = len(piece) - 1 - piece.rfind(b"\n")
        self._line = after if after < len(piece) else self._line + len(piece)
        self._lines += piece.count(b"\n")
        if self._line > LINE_LIMIT:
            raise InputError(
                f"it has a line of more than {LINE_LIMIT:,} bytes, which is refused; it was changed, or is not ours",
                file=self._name,
                line=self._lines + 1,
            )
        return size

    def _take(self, buffer: Any) -> int:
        size: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        return size


class _Unpacking(_Bounded):
    """The same of what a compressed file unpacks to, up to the limits of that."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(file, name)
        module = _zstandard("reading a compressed recording")
        self._error: type[Exception] = module.ZstdError
        self._stream = module.ZstdDecompressor().stream_reader(file, closefd=False)
        self._size = 0

    def _take(self, buffer: Any) -> int:
        try:
            size: int = self._stream.readinto(buffer)
        except self._error as problem:
            raise InputError(f"it cannot be unpacked ({problem}); it was changed", file=self._name) from None
        self._size += size
        if self._size > UNPACKED_LIMIT:
            raise InputError(f"it unpacks to more than {UNPACKED_LIMIT:,} bytes, which is refused", file=self._name)
        if self._size > RATIO_FLOOR and self._size > RATIO_LIMIT * self._file.tell():
            raise InputError(
                f"it unpacks to more than {RATIO_LIMIT} times its size, which is refused; unpack it yourself if you "
                "trust it",
                file=self._name,
            )
        return size


def _zstandard(purpose: str) -> Any:
    try:
        import zstandard
    except ImportError:
        raise MissingDependencyError("zstandard", "zstd", purpose) from None
    return zstandard
