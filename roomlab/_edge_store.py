"""Where a log keeps changes of ties, which are many: in columns of 29 bytes a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK_ROWS", "PENDING_ROWS", "EdgeColumns", "EdgeStore", "last_rows"]

BLOCK_ROWS = 65_536
"""Rows of one block of columns; a block is allocated whole, so this bounds the memory that stands empty."""
PENDING_ROWS = 4_096
"""Rows that wait in Python lists, where appending is cheapest, until they are written to a block together."""


class EdgeColumns(NamedTuple):
    """Changes of ties as parallel arrays, one row per change, in the order of the log.

    `seq` int64; `timestamp` int64, microseconds since 1970 UTC: the server's where it gave one, else the arrival;
    `pair` int32, an index into `EventLog.pairs`; `sympathy` float64 in [-1, 1] or NaN where the tie ended;
    `channel` uint8, an index into `list(Channel)`.
    """

    seq: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    pair: NDArray[np.int32]
    sympathy: NDArray[np.float64]
    channel: NDArray[np.uint8]


_PendingRow: TypeAlias = tuple[int, int, int, float, int]


def _empty(rows: int) -> EdgeColumns:
    return EdgeColumns(
        seq=np.empty(rows, np.int64),
        timestamp=np.empty(rows, np.int64),
        pair=np.empty(rows, np.int32),
        sympathy=np.empty(rows, np.float64),
        channel=np.empty(rows, np.uint8),
    )


class EdgeStore:
    """Blocks of columns, and the rows that wait for the next one. Not locked: the log does that."""

    def __init__(self) -> None:
        self._blocks: list[EdgeColumns] = []
        self._filled = BLOCK_ROWS  # rows in the last block; "full" while there is none
        self.pending: list[_PendingRow] = []
        self.rows = 0  # rows in blocks

    def __len__(self) -> int:
        return self.rows + len(self.pending)

    def flush(self) -> None:
        """Write the waiting rows to the blocks."""
        if self.pending:
            self._fill(list(zip(*self.pending, strict=True)))
            self.pending.clear()

    def write(self, columns: EdgeColumns) -> None:
        """Write rows that are columns already to the blocks, after those that wait."""
        self.flush()
        self._fill(columns)

    def adopt(self, columns: EdgeColumns) -> None:
        """Take rows that nobody will write to any more; whole blocks of them are not copied."""
        self.flush()
        start, arrays = 0, tuple[NDArray[Any], ...](columns)
        while self._filled == BLOCK_ROWS and len(arrays[0]) - start >= BLOCK_ROWS:
            self._blocks.append(EdgeColumns(*[column[start : start + BLOCK_ROWS] for column in arrays]))
            self.rows += BLOCK_ROWS
            start += BLOCK_ROWS
        self._fill([column[start:] for column in arrays])

    def _fill(self, columns: Sequence[Any]) -> None:
        start, stop = 0, len(columns[0])
        while start < stop:
            if self._filled == BLOCK_ROWS:
                self._blocks.append(_empty(BLOCK_ROWS))
                self._filled = 0
            rows = min(stop - start, BLOCK_ROWS - self._filled)
            block: tuple[NDArray[Any], ...] = self._blocks[-1]
            for column, values in zip(block, columns, strict=True):
                column[self._filled : self._filled + rows] = values[start : start + rows]
            self._filled += rows
            start += rows
        self.rows += stop

    def slice(self, start: int, stop: int) -> EdgeColumns:
        """Return rows `start` to `stop`; a view where they lie in one block."""
        self.flush()
        parts: list[EdgeColumns] = []
        for number in range(start // BLOCK_ROWS, -(-stop // BLOCK_ROWS)):
            base = number * BLOCK_ROWS
            part = slice(max(start - base, 0), min(stop - base, BLOCK_ROWS))
            columns: tuple[NDArray[Any], ...] = self._blocks[number]
            parts.append(EdgeColumns(*[column[part] for column in columns]))
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return _empty(0)
        return EdgeColumns(*[np.concatenate(column) for column in zip(*parts, strict=True)])


def last_rows(pair: NDArray[np.int32], rows: NDArray[np.int64], pairs: int) -> NDArray[np.int64]:
    """Return for each of so many `pairs` the greatest of its `rows`, or -1.

    (Of several assignments to one place of an array, numpy does not promise that the last one holds.)
    """
    last = np.full(pairs, -1)
    np.maximum.at(last, pair, rows)
    return last
