"""The log of a room, read: where it stands, whether it holds what a client has seen, and what came after.

The log is the database's: however long a client was away, all that it missed is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from .. import numbered
from . import schema

__all__ = ["epoch_at", "frames_after", "head"]

_ROWS = 64
"""Rows that are fetched from the database at a time: each may hold a batch."""


def head(connection: Connection, room_id: int) -> int:
    """Return the number of the newest event of a room; 0 before the first."""
    log = schema.log
    newest: int | None = connection.execute(select(func.max(log.c.last)).where(log.c.room_id == room_id)).scalar()
    return newest or 0


def epoch_at(connection: Connection, room_id: int, seq: int) -> str | None:
    """Return the epoch in which the event with the number `seq` was written, or None when there is none."""
    log = schema.log
    chosen = select(log.c.epoch, log.c.first).where(log.c.room_id == room_id, log.c.last >= seq)
    row = connection.execute(chosen.order_by(log.c.last).limit(1)).first()
    return row.epoch if row is not None and row.first <= seq else None


def frames_after(connection: Connection, room_id: int, after: int, size: int) -> tuple[list[bytes], int]:
    """Return what follows the event with the number `after`, as frames, and the number that they reach.

    Parameters
    ----------
    connection : Connection
        To the database.
    room_id : int
        The room.
    after : int
        A number of the log.
    size : int
        About how many bytes at most; whatever follows is returned by further calls.

    Returns
    -------
    frames : list of bytes
        One frame for each epoch; none when nothing follows.
    reached : int
        The number of the last event in them, or `after`.
    """
    frames: list[bytes] = []
    epoch, items = "", list[bytes]()
    for row in _rows(connection, room_id, after):
        if row.epoch != epoch and items:
            frames.append(numbered.entries(epoch, items))
            items = []
        epoch = row.epoch
        items.append(_item(row, after))
        after = row.last
        size -= len(items[-1])
        if size <= 0:
            break
    if items:
        frames.append(numbered.entries(epoch, items))
    return frames, after


def _rows(connection: Connection, room_id: int, after: int) -> Iterator[Any]:
    log = schema.log
    chosen = (
        select(log.c.first, log.c.last, log.c.epoch, log.c.at, log.c.body)
        .where(log.c.room_id == room_id, log.c.last > after)
        .order_by(log.c.last)
    )
    streaming = connection.execution_options(stream_results=True, max_row_buffer=_ROWS)
    with streaming.execute(chosen) as rows:
        yield from rows


def _item(row: Any, after: int) -> bytes:
    first, last, _, at, body = row
    if first <= after:  # a client that has seen a part of a batch
        body = numbered.rest_of_batch(body, after + 1 - first)
        first = after + 1
    return numbered.item(first, last, at, body)
