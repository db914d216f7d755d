"""Columns of text as arrays of pyarrow, each different value made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["text_array"]


def text_array(column: pd.Series[Any], make: Callable[[Any], str | None]) -> Any:
    """Return a column as a ``pyarrow.StringArray`` of what `make` makes of its values, None for no value.

    Ids repeat, so most values are looked up: that takes less than pyarrow needs to read them one by one.

    Parameters
    ----------
    column : Series
        Values that can be keys of a dict.
    make : callable
        From a value to text that UTF-8 can hold.
    """
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

    places = _Places()
    place = np.fromiter(map(places.__getitem__, column.tolist()), np.int64, len(column))
    return pa.array([make(value) for value in places], pa.string()).take(pa.array(place))


class _Places(dict[Any, int]):
    """The place of each value among those that are different, in the order in which they came."""

    def __missing__(self, value: Any) -> int:
        place = self[value] = len(self)
        return place
