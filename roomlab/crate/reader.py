"""Opens a crate again as the room that it was made of."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from roomlab.crate.archive import MAX_BYTES, CrateFiles, open_files
from roomlab.crate.writer import RECORDING
from roomlab.errors import InputError
from roomlab.recording.reader import Integrity
from roomlab.sources.replay import ReplaySource

__all__ = ["CrateSource", "open_crate_source"]

_JSON_BYTES = 16 * 2**20
_PIECE_BYTES = 2**20


class CrateSource(ReplaySource):
    """The recording of a crate, and what else the crate tells."""

    provenance: dict[str, Any]
    """Where the data come from, as whoever made the crate says: untrusted."""
    read_from: Integrity | None = None
    """How whole the file was that the room had been read from, if it was read from one."""

    @property
    def integrity(self) -> Integrity:
        """How whole the data are: a crate made of a recording that was torn off does not mend it."""
        own = super().integrity
        return own if self.read_from is None else self.read_from._replace(seal=own.seal)


def open_crate_source(path: str | os.PathLike[str]) -> CrateSource:
    """Open a crate after checking the hash of each of its files. Nothing in it is run.

    Parameters
    ----------
    path : path
        A folder or a ``.zip`` file.

    Returns
    -------
    CrateSource
        With everything in its log.

    Raises
    ------
    InputError
        It is no crate, it is not safe to open, or a file is not what it was.
    """
    name = os.fspath(path)
    try:
        with open_files(path) as files, tempfile.TemporaryDirectory(prefix="roomlab-") as folder:
            copy = Path(folder, RECORDING)
            resources = _resources(_json(files, "datapackage.json", name), name)
            with copy.open("xb") as recording:
                for resource in resources:
                    _check(files, resource, name, recording if resource["path"] == RECORDING else None)
            provenance = _json(files, "provenance.json", name)
            source = CrateSource(copy)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(f"the archive is damaged: {error}; ask for it again", file=name) from None
    source.provenance = provenance
    source.read_from = _integrity(provenance.get("read_from"))
    return source


def _json(files: CrateFiles, member: str, name: str) -> dict[str, Any]:
    with files.open(member) as file:
        text = file.read(_JSON_BYTES + 1)
    try:
        value = json.loads(text) if len(text) <= _JSON_BYTES else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InputError(f"{member} is not what roomlab writes; this is no crate of a room", file=name)
    return value


def _resources(package: dict[str, Any], name: str) -> list[dict[str, Any]]:
    resources = package.get("resources")
    listed = resources if isinstance(resources, list) else []
    for resource in listed:
        told = isinstance(resource, dict) and all(isinstance(resource.get(key), str) for key in ("path", "hash"))
        if not told or not isinstance(resource.get("bytes"), int):
            raise InputError("datapackage.json has a file without path, hash or bytes", file=name)
    paths = [resource["path"] for resource in listed]
    if {RECORDING, "provenance.json"} - set(paths) or len(set(paths)) < len(paths):
        raise InputError(f"datapackage.json must list {RECORDING} and provenance.json, each file once", file=name)
    return listed


def _check(files: CrateFiles, resource: dict[str, Any], name: str, copy: BinaryIO | None) -> None:
    """Read a file, and copy it if asked; refuse it when its hash is another than the one that was written down."""
    digest, size = hashlib.sha256(), 0
    with files.open(resource["path"]) as file:
        while piece := file.read(_PIECE_BYTES):
            size += len(piece)
            if size > min(resource["bytes"], MAX_BYTES):
                break
            digest.update(piece)
            if copy is not None:
                copy.write(piece)
    if size != resource["bytes"] or resource["hash"] != f"sha256:{digest.hexdigest()}":
        raise InputError(
            f"the file {resource['path']!r} is not what it was when the crate was made; ask for the crate again",
            file=name,
        )


def _integrity(told: object) -> Integrity | None:
    if not isinstance(told, dict):
        return None
    lines, sealed, torn = told.get("lines"), told.get("sealed"), told.get("torn")
    if isinstance(lines, int) and isinstance(sealed, int) and isinstance(torn, str):
        return Integrity(lines=lines, sealed=sealed, seal="", torn=torn, ended=told.get("ended") is True)
    return None
