"""Tables as Parquet files, with a schema that says what they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from roomlab._text import code
from roomlab.errors import MissingDependencyError
from roomlab.views._arrow_text import text_array
from roomlab.views.export.content import Content

__all__ = ["write_parquet"]


def write_parquet(content: Content, folder: Path) -> None:
    """Write each table of a room to a file of its name with the ending ``.parquet``.

    The metadata of each schema has, under ``roomlab``, JSON with the name of the table, the title of the room and the
    certificate.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.

    Raises
    ------
    MissingDependencyError
        When pyarrow is not installed.
    """
    for name, table in content.tables.items():
        about = {"table": name, "title": code(content.title), "certificate": content.certificate}
        write_table(table, about, folder / f"{name}.parquet")


def write_table(table: pd.DataFrame, about: Mapping[str, Any], path: Path) -> None:
    """Write one table.

    Parameters
    ----------
    table : DataFrame
        One of the tables of a room.
    about : mapping
        What its schema says of it, as values of JSON.
    path : Path
        The file.

    Raises
    ------
    MissingDependencyError
        When pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
        import pyarrow.parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        raise MissingDependencyError("pyarrow", "parquet", "Parquet files") from None

    columns = {str(name): _array(column) for name, column in table.items()}
    made = pa.table(columns).replace_schema_metadata({"roomlab": json.dumps(about)})
    pyarrow.parquet.write_table(made, str(path))


def _array(column: pd.Series[Any]) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

    if isinstance(column.dtype, pd.StringDtype):
        return text_array(column, _coded)
    if column.dtype == object:
        return pa.array([[code(each) for each in value] for value in column.tolist()], pa.list_(pa.string()))
    return pa.array(column, from_pandas=True)


def _coded(value: Any) -> str | None:
    return code(value) if isinstance(value, str) else None
