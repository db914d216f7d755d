"""What a sweep has finished, on disk: a line for each run, so that a kill loses none but those that were running."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from roomlab.errors import InputError

__all__ = ["Journal", "check_same"]


def check_same(file: Path, found: dict[str, Any] | None, plan: dict[str, Any]) -> None:
    """Raise `InputError` unless a file holds the sweep of this plan."""
    if found == plan:
        return
    keys = sorted(key for key in plan if (found or {}).get(key) != plan[key])
    what = f"another sweep: {', '.join(keys)} differ" if found else "no sweep of roomlab"
    raise InputError(
        f"it holds {what}; to keep it choose another file, to begin anew delete it, to go on with it ask for the same",
        file=str(file),
    )


class Journal:
    """The journal of one sweep. Its first line is the plan; a last line that was cut off by a kill is dropped.

    Parameters
    ----------
    path : Path
        The file; made if it is not there.
    plan : dict
        What is being swept, for JSON.

    Raises
    ------
    InputError
        If the file holds another sweep, or none.
    """

    def __init__(self, path: Path, plan: dict[str, Any]) -> None:
        self._path = path
        self.done: dict[int, list[dict[str, Any]]] = {}
        """The rows of each finished run, by its number."""
        text = path.read_bytes() if path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]
        if whole:
            self._read(whole, plan)
        elif text and not _line(plan).startswith(text):
            check_same(path, None, plan)
        self._file = path.open("r+b" if path.exists() else "xb")
        self._file.truncate(len(whole))
        self._file.seek(len(whole))
        if not whole:
            self._write(plan)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, number: int, rows: list[dict[str, Any]]) -> None:
        """Keep the rows of a run; they are on disk when this returns."""
        self.done[number] = rows
        self._write({"run": number, "rows": rows})

    def _read(self, whole: bytes, plan: dict[str, Any]) -> None:
        first, *rest = whole.splitlines()
        try:
            found = json.loads(first)
            entries = [json.loads(line) for line in rest]
            self.done = {entry["run"]: entry["rows"] for entry in entries}
        except (ValueError, KeyError, TypeError):
            found = None
        check_same(self._path, found if isinstance(found, dict) else None, plan)

    def _write(self, value: dict[str, Any]) -> None:
        self._file.write(_line(value))
        self._file.flush()
        os.fsync(self._file.fileno())


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"
