"""Writes a crate: everything from one recording, so that its parts agree even while the room goes on."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab._counts import counted
from roomlab._secret import Secret
from roomlab._text import code, escape
from roomlab.crate.descriptors import About, FileFacts, data_package, ro_crate
from roomlab.crate.page import page
from roomlab.crate.pseudonyms import TITLE, pseudonymise
from roomlab.errors import InputError
from roomlab.events import Notice
from roomlab.log import EventLog
from roomlab.proof import certify
from roomlab.recording.reader import Integrity
from roomlab.recording.recorder import Recorder
from roomlab.sources.replay import ReplaySource
from roomlab.views.csv_export import export_csv
from roomlab.views.export.content import Content

__all__ = ["RECORDING", "Observation", "Terms", "write_crate"]

RECORDING = "recording.roomlog.jsonl"
_SAFE_RATIO = 50
"""An archive that packs better is left unpacked: who opens it may take it for a bomb."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIMULATED = ("model", "seed")


class Observation(NamedTuple):
    """What a crate is made of: a log, its title, where it comes from, and how whole the file was that it was read from.

    `origin` has ``server`` and ``room`` where they are known.
    """

    log: EventLog
    title: str
    origin: Mapping[str, str]
    integrity: Integrity | None


class Terms(NamedTuple):
    """What may be done with a crate, as whoever writes it says. A `pseudonym_key` makes everybody anonymous."""

    licence: str = ""
    consent: str = ""
    pseudonym_key: Secret | None = None


def write_crate(
    observation: Observation, path: str | os.PathLike[str], terms: Terms, clock: Clock = SYSTEM_CLOCK
) -> list[Path]:
    """Write a crate as a folder, or as an archive if the path ends with ``.zip``.

    With a key, the table of who is who is written beside the crate, never into it: ``NAME.pseudonyms.csv``.

    Parameters
    ----------
    observation : Observation
        The room.
    path : path
        A folder that is not there yet or is empty, or an archive, which is replaced when the new one is complete.
    terms : Terms
        Licence, consent, pseudonyms.
    clock : Clock
        Tells when it was made.

    Returns
    -------
    list of Path
        The crate, and with a key the table of who is who.

    Raises
    ------
    InputError
        The path cannot be written, or the key is too short.
    """
    target = Path(path)
    packed = target.suffix.lower() == ".zip"
    if not packed and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{os.fspath(path)!r} is there already; choose a new folder for the crate, or remove that one")
    people: list[tuple[str, str, str, str]] | None = None
    if terms.pseudonym_key is not None:
        log, people = pseudonymise(observation.log, terms.pseudonym_key)
        observation = Observation(log, TITLE, {}, _without_names(observation.integrity))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".roomlab-", suffix=".tmp", dir=target.parent) as draft:
            folder = Path(draft, "crate")
            folder.mkdir()
            _fill(folder, observation, terms, clock)
            beside = [] if people is None else [_write_people(people, Path(draft, "people"))]
            _publish(_pack(folder) if packed else folder, target)
            places = [target.with_name(f"{target.stem if packed else target.name}.pseudonyms.csv") for _ in beside]
            for made, place in zip(beside, places, strict=True):
                made.replace(place)
    except OSError as error:
        raise InputError(
            f"the crate {os.fspath(path)!r} cannot be written: {error.strerror or error}; "
            "choose a place that can be written to, with enough space"
        ) from error
    return [target, *places]


def _fill(folder: Path, observation: Observation, terms: Terms, clock: Clock) -> None:
    origin = dict(observation.origin)
    _record(observation, folder / RECORDING, clock)
    # The room may go on meanwhile: all that follows is made of what was recorded.
    source = ReplaySource(folder / RECORDING, clock=clock)
    try:
        certificate = certify(source.log, observation.integrity)
        content = Content(source.log, observation.title, certificate.to_dict())
        provenance = _provenance(source.log, observation, terms, clock)
        export_csv(content.tables, folder / "data")
        _write_json(folder / "certificate.json", content.certificate)
        _write_json(folder / "provenance.json", provenance)
        (folder / "index.html").write_text(page(content, provenance), encoding="utf-8", newline="\n")
    finally:
        source.close()
    about = About(
        title=code(observation.title) or "A room",
        created=str(provenance["created"]),
        version=version("roomlab"),
        licence=code(terms.licence),
        consent=code(terms.consent),
        summary=f"A room of agents, observed with roomlab: {counted(certificate.messages, 'message')} and "
        f"{counted(certificate.changes, 'change')} of ties, "
        f"{'complete' if certificate else 'not complete'}.",
    )
    _write_json(folder / "ro-crate-metadata.json", ro_crate(about, _facts(folder), origin))
    _write_json(folder / "datapackage.json", data_package(about, _facts(folder)))


def _without_names(integrity: Integrity | None) -> Integrity | None:
    """Return how whole a recording is, without the name of a file of it that is not there."""
    if integrity is None or not integrity.torn:
        return integrity
    return integrity._replace(torn="its end is not there")


def _record(observation: Observation, path: Path, clock: Clock) -> None:
    recorder = Recorder(
        observation.log, path, title=observation.title, origin=dict(observation.origin), clock=clock
    )  # fmt: skip
    recorder.close()
    if recorder.error:
        raise InputError(f"the recording of the crate cannot be written: {recorder.error}")


def _provenance(log: EventLog, observation: Observation, terms: Terms, clock: Clock) -> dict[str, Any]:
    notices = [entry.event for entry in log.entries(Notice)]
    told = [notice.details for notice in notices if isinstance(notice, Notice)]
    simulated = {name: str(details[name]) for details in told for name in _SIMULATED if name in details}
    integrity = observation.integrity
    return {
        "title": observation.title,
        "created": (_EPOCH + timedelta(microseconds=clock.now())).isoformat(),
        **dict(observation.origin),
        **simulated,
        "roomlab": version("roomlab"),
        "python": platform.python_version(),
        "licence": terms.licence,
        "consent": terms.consent,
        "pseudonymised": terms.pseudonym_key is not None,
        "read_from": None if integrity is None else integrity._asdict(),
    }


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    # ASCII only: half a surrogate pair has no UTF-8.
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="ascii", newline="\n")


def _write_people(people: list[tuple[str, str, str, str]], path: Path) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "name", "pseudonym_id", "pseudonym_name"))
    writer.writerows(map(escape, row) for row in people)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def _facts(folder: Path) -> list[FileFacts]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [FileFacts(path.relative_to(folder).as_posix(), path.stat().st_size, _digest(path)) for path in files]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(folder: Path) -> Path:
    archive = folder.with_name("crate.zip")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        with zipfile.ZipFile(archive, "w", method) as packed:
            for path in files:
                packed.write(path, path.relative_to(folder).as_posix())
        if size <= _SAFE_RATIO * archive.stat().st_size:
            break
    return archive


def _publish(made: Path, target: Path) -> None:
    if made.is_dir() and target.is_dir():
        target.rmdir()  # it was empty; Windows would not rename over it
    try:
        made.replace(target)
    except PermissionError:
        if not made.is_dir():
            raise
        shutil.copytree(made, target)  # an indexer or a scanner holds a file of the draft
