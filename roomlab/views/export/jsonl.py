"""Tables as JSON Lines: one object in a line, UTF-8, times as ISO 8601, what is not known as null."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from roomlab._text import code
from roomlab.views.export.content import Content

__all__ = ["write_jsonl"]

_BATCH_ROWS = 20_000


def write_jsonl(content: Content, folder: Path) -> None:
    """Write each table of a room to a file of its name with the ending ``.jsonl``.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    encoder = msgspec.json.Encoder()
    for name, table in content.tables.items():
        with (folder / f"{name}.jsonl").open("wb") as file:
            for start in range(0, len(table), _BATCH_ROWS):
                batch = table.iloc[start : start + _BATCH_ROWS]
                columns = [_values(column) for _, column in batch.items()]
                names = [str(column) for column in batch.columns]
                rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
                file.write(encoder.encode_lines(rows))


def _values(column: pd.Series[Any]) -> list[Any]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        moments = np.datetime_as_string(column.to_numpy("datetime64[us]"), unit="us").tolist()
        return [None if moment == "NaT" else f"{moment}+00:00" for moment in moments]
    return [_value(value) for value in column.tolist()]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return code(value)
    if isinstance(value, tuple):
        return [code(each) for each in value]
    return None if value is pd.NA or value != value else value
