"""The table of a sweep: columns of one kind each, as a DataFrame and as a Parquet file with the plan in it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from roomlab.errors import InputError, MissingDependencyError

__all__ = ["check_column", "check_parquet", "read_plan", "read_table", "table_of", "write_table"]

_PLAN = b"roomlab.sweep"
_TEXT = pd.StringDtype("python", na_value=np.nan)


def check_column(name: str, values: Sequence[object]) -> None:
    """Raise `InputError` unless values are all numbers, all texts or all truth values (None counts as any)."""
    kinds = {bool if isinstance(v, bool) else str if isinstance(v, str) else float for v in values if v is not None}
    if len(kinds) > 1:
        raise InputError(f"{name} has the values {list(values)!r}; they must be all numbers, all texts or all booleans")


def table_of(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a DataFrame: int64, float64, bool or text; where a value may be None, NaN stands for it."""
    return pd.DataFrame({name: _column([row[name] for row in rows]) for name in rows[0]})


def _column(values: list[Any]) -> Any:
    present = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in present):
        return pd.array([np.nan if value is None else value for value in values], dtype=_TEXT)
    whole = len(present) == len(values) and all(type(value) in (bool, int) for value in values)
    if whole:
        return np.array(values, np.bool_ if isinstance(values[0], bool) else np.int64)
    return np.array([np.nan if value is None else value for value in values], np.float64)


def check_parquet() -> None:
    """Raise `MissingDependencyError` unless Parquet files can be written: before hours of work, not after."""
    try:
        import pyarrow.parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: F401
    except ImportError:
        raise MissingDependencyError("pyarrow", "parquet", "the Parquet file of a sweep") from None


def write_table(table: pd.DataFrame, plan: dict[str, Any], path: Path) -> None:
    """Write the file whole or not at all; the same table and plan give the same bytes."""
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped,import-not-found,unused-ignore]

    columns = {
        name: pa.array(table[name].astype(object).where(table[name].notna(), None), pa.string())
        if table[name].dtype == _TEXT
        else pa.array(table[name].to_numpy())
        for name in table.columns
    }
    made = pa.table(columns).replace_schema_metadata({_PLAN: json.dumps(plan)})
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        pq.write_table(made, str(beside))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_plan(path: Path) -> dict[str, Any] | None:
    """Return the plan of the sweep in a Parquet file; None where it is no Parquet file or holds no sweep."""
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped,import-not-found,unused-ignore]

    try:
        metadata = pq.read_schema(str(path)).metadata or {}
        found = json.loads(metadata[_PLAN])
    except (pa.ArrowInvalid, KeyError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def read_table(path: Path) -> pd.DataFrame:
    """Return the table that `write_table` wrote."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped,import-not-found,unused-ignore]

    made = pq.read_table(str(path))
    return table_of(made.to_pylist())
