"""What a crate says of itself to other programs: a Data Package and an RO-Crate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from roomlab.state.tables import TABLES, TIME

__all__ = ["About", "FileFacts", "data_package", "ro_crate"]

_REAL, _WHOLE = "f", "i"
_MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".html": "text/html",
}
_TABLES = {
    "messages": "The chat, one row per message.",
    "events": "What happened beside the chat, one row per event.",
    "edges": "The ties at the end, one row per tie.",
    "history": "Every change of every tie, one row per change.",
    "agents": "The agents in the room at the end.",
}
_FILES = {
    "recording.roomlog.jsonl": "Everything that was observed, with its numbers and times; roomlab opens it.",
    "certificate.json": "Whether the observation is complete, and if not, where its holes are.",
    "provenance.json": "Where the data come from, with what they were made, and what may be done with them.",
    "index.html": "A page to look at, which asks nothing of any network.",
    "ro-crate-metadata.json": "The description as an RO-Crate.",
}


class FileFacts(NamedTuple):
    """A file of a crate: its path with slashes, its size in bytes, and its SHA-256 in hexadecimal digits."""

    path: str
    size: int
    digest: str


class About(NamedTuple):
    """What both descriptions begin with. `created` is ISO 8601 in UTC; `licence` and `consent` may be empty."""

    title: str
    created: str
    version: str
    licence: str
    consent: str
    summary: str


def data_package(about: About, files: Sequence[FileFacts]) -> dict[str, Any]:
    """Return ``datapackage.json``: each file with its hash, each table with its schema.

    Parameters
    ----------
    about : About
        The crate as a whole.
    files : sequence of FileFacts
        All files but this one.
    """
    package: dict[str, Any] = {
        "name": "room",
        "title": about.title,
        "description": about.summary,
        "created": about.created,
        "resources": [_resource(file) for file in files],
    }
    if about.licence:
        kind = "path" if about.licence.startswith(("http://", "https://")) else "name"
        package["licenses"] = [{kind: about.licence}]
    return package


def _resource(file: FileFacts) -> dict[str, Any]:
    stem, _, ending = file.path.rpartition("/")[2].partition(".")
    name = stem if file.path.startswith("data/") else file.path.replace(".", "-").lower()
    made: dict[str, Any] = {
        "name": name,
        "path": file.path,
        "description": _TABLES.get(stem) if file.path.startswith("data/") else _FILES.get(file.path, ""),
        "mediatype": _media(file.path),
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
    }
    if file.path.startswith("data/"):
        made |= {
            "type": "table",
            "profile": "tabular-data-resource",
            "format": ending,
            "encoding": "utf-8",
            "schema": _schema(stem),
        }
    else:
        made["type"] = "file"  # or a reader would take JSON Lines for a table
    return made


def _schema(table: str) -> dict[str, Any]:
    return {"fields": [_field(name, dtype) for name, dtype in TABLES[table].items()], "missingValues": [""]}


def _field(name: str, dtype: Any) -> dict[str, Any]:
    if dtype == TIME:
        return {"name": name, "type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%f%z"}
    kind = getattr(dtype, "kind", "")
    if name in {"sympathy", "previous"}:
        return {"name": name, "type": "number", "constraints": {"minimum": -1, "maximum": 1}}
    if kind in {_REAL, _WHOLE}:
        return {"name": name, "type": "number" if kind == _REAL else "integer"}
    return {"name": name, "type": "array" if name == "agent_ids" else "string"}


def _media(path: str) -> str:
    return next(media for ending, media in _MEDIA.items() if path.endswith(ending))


def ro_crate(about: About, files: Sequence[FileFacts], origin: Mapping[str, str]) -> dict[str, Any]:
    """Return ``ro-crate-metadata.json`` after RO-Crate 1.1.

    Parameters
    ----------
    about : About
        The crate as a whole.
    files : sequence of FileFacts
        All files but the two descriptions.
    origin : mapping
        ``server`` and ``room``, where they are known and may be told.
    """
    parts = [{"@id": file.path} for file in files]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.summary,
        "datePublished": about.created,
        "license": {"@id": "#licence"},
        "hasPart": [*parts, {"@id": "datapackage.json"}],
        "mentions": {"@id": "#export"},
    }
    if about.consent:
        root["usageInfo"] = {"@id": "#consent"}
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            *(_entity(file) for file in files),
            _file("datapackage.json", "Data Package: the files with their hashes, the tables with their schemas."),
            *_context(about, parts, origin),
        ],
    }


def _entity(file: FileFacts) -> dict[str, Any]:
    stem = file.path.rpartition("/")[2].partition(".")[0]
    told = _TABLES.get(stem, "") if file.path.startswith("data/") else _FILES.get(file.path, "")
    return _file(file.path, told) | {"contentSize": str(file.size), "sha256": file.digest}


def _file(path: str, description: str) -> dict[str, Any]:
    return {"@id": path, "@type": "File", "name": path, "description": description, "encodingFormat": _media(path)}


def _context(about: About, parts: list[dict[str, str]], origin: Mapping[str, str]) -> list[dict[str, Any]]:
    licence = about.licence or "No licence was stated; ask whoever gave you this."
    action: dict[str, Any] = {
        "@id": "#export",
        "@type": "CreateAction",
        "name": "Export of a room",
        "endTime": about.created,
        "instrument": {"@id": "#roomlab"},
        "result": parts,
    }
    if origin:
        action["description"] = ", ".join(f"{name} {value}" for name, value in origin.items())
    made = [
        {"@id": "#licence", "@type": "CreativeWork", "name": licence, "description": licence},
        {"@id": "#roomlab", "@type": "SoftwareApplication", "name": "roomlab", "version": about.version},
        action,
    ]
    if about.consent:
        consent = {"@id": "#consent", "@type": "CreativeWork", "name": "Consent", "description": about.consent}
        made.append(consent)
    return made
