"""Tables as CSV files that a spreadsheet opens safely and `roomlab.from_csv` reads back."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from roomlab._text import escape
from roomlab.errors import InputError
from roomlab.views._arrow_text import text_array
from roomlab.views._arrow_times import iso_array

__all__ = ["export_csv"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes Cyrillic for the code page of the computer."""
_ARROW_BATCH_ROWS = 65_536


def export_csv(tables: Mapping[str, pd.DataFrame], directory: str | os.PathLike[str]) -> list[Path]:
    """Write each table to a file of its name, as UTF-8 with a byte order mark.

    Text is written so that no spreadsheet takes it for a formula (see `roomlab._text`), times as ISO 8601 in UTC with
    microseconds, lists of ids as JSON, numbers as numbers. An empty cell is a value that is not there. All files are
    complete before the first one replaces an older file of its name, so a failed export destroys nothing.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables by name: ``messages`` becomes ``messages.csv``. A name is the program's, never a user's text.
    directory : path
        Where to write; made if it is not there.

    Returns
    -------
    list of Path
        The files, in the order of `tables`.

    Raises
    ------
    InputError
        The directory or a file in it cannot be written.
    """
    folder = Path(directory)
    drafts: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            draft = folder / f".{name}.{secrets.token_hex(4)}.tmp"
            drafts[draft] = folder / f"{name}.csv"
            _write(table, draft)
        for draft, path in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise InputError(
            f"the CSV files cannot be written to the directory {os.fspath(directory)!r}: {error.strerror or error}; "
            "choose a directory that can be written to, with enough space, and close its files in other programs"
        ) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    return list(drafts.values())


def _write(table: pd.DataFrame, path: Path) -> None:
    with path.open("xb") as file:
        file.write(BYTE_ORDER_MARK)
        header = io.StringIO()
        csv.writer(header, lineterminator="\n").writerow(table.columns)
        file.write(header.getvalue().encode())
        if find_spec("pyarrow") is not None:
            _write_with_arrow(table, file)
        else:
            _write_plainly(table, file)


def _write_with_arrow(table: pd.DataFrame, file: BinaryIO) -> None:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import pyarrow.csv  # type: ignore[import-untyped,import-not-found,unused-ignore]

    columns = []
    for _, column in table.items():
        if _is_time(column):
            columns.append(iso_array(_utc(column)))
        elif pd.api.types.is_numeric_dtype(column.dtype):
            columns.append(pa.array(column, from_pandas=True))
        else:
            columns.append(text_array(column, _escaped))
    options = pyarrow.csv.WriteOptions(include_header=False, batch_size=_ARROW_BATCH_ROWS)
    pyarrow.csv.write_csv(pa.table(columns, [str(name) for name in table.columns]), file, options)


def _write_plainly(table: pd.DataFrame, file: BinaryIO) -> None:
    columns = [_plain_cells(column) for _, column in table.items()]
    with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        # Every text in quotes, as pyarrow writes it: a cell must not fall apart at another separator.
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerows(zip(*columns, strict=True))


def _plain_cells(column: pd.Series[Any]) -> list[Any]:
    if _is_time(column):
        moments = np.datetime_as_string(_utc(column), unit="us").tolist()
        return ["" if moment == "NaT" else f"{moment}+00:00" for moment in moments]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype(object).where(column.notna(), None).tolist()
    return list(map(_escaped, column.tolist()))


def _is_time(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_datetime64_any_dtype(column.dtype)


def _utc(column: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Return times as microseconds without a zone; a column without one is in UTC already."""
    return column.to_numpy("datetime64[us]")


def _escaped(value: Any) -> str | None:
    """Return a value that is no number as the text of a cell, None where there is no value."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, tuple):
        return escape(json.dumps(value, ensure_ascii=False))
    return None if pd.isna(value) else escape(str(value))
