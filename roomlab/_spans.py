"""What happened in a span of a room's life, what it changed, and how ties went over time, as tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roomlab._counts import counted
from roomlab.errors import InputError
from roomlab.log import EventLog
from roomlab.state.tables import TEXT, Tables
from roomlab.state.time import Cut, TimeIndex

__all__ = ["Span", "difference", "series", "span"]

SERIES_LIMIT = 50_000_000
"""Rows of the longest series."""


class Span(NamedTuple):
    """What happened in a span of time: the rows of `Room.messages`, `Room.events` and `Room.history` that lie in it."""

    messages: pd.DataFrame
    events: pd.DataFrame
    history: pd.DataFrame

    def __repr__(self) -> str:
        messages, events = counted(len(self.messages), "message"), counted(len(self.events), "event")
        return f"<Span: {messages}, {events}, {counted(len(self.history), 'change')} of ties>"


def span(tables: Tables, start: Cut, end: Cut) -> Span:
    """Return the rows after one cut, up to another."""
    return Span(*(_within(frame, start, end) for frame in (tables.messages(), tables.events(), tables.history())))


def _within(frame: pd.DataFrame, start: Cut, end: Cut) -> pd.DataFrame:
    kept = ~_before(frame, start) & _before(frame, end)
    return frame[kept].reset_index(drop=True)


def _before(frame: pd.DataFrame, cut: Cut) -> NDArray[np.bool_]:
    if cut.seq is not None:
        return np.asarray(frame["seq"] <= cut.seq)
    assert cut.when is not None
    return np.asarray(_microseconds(frame["timestamp"]) <= cut.when)


def _microseconds(times: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    return times.to_numpy("datetime64[us]").view(np.int64)


def difference(log: EventLog, index: TimeIndex, start: Cut, end: Cut) -> pd.DataFrame:
    """Return the ties that differ between two cuts.

    Columns: source, target, before and after (sympathy; NaN where there was no tie), change (after minus before, NaN
    where one of them is).
    """
    first, last = _padded(index.values(start), index.values(end))
    differs = np.flatnonzero((first != last) & ~(np.isnan(first) & np.isnan(last)))
    return pd.DataFrame(
        {**_ends(log, differs), "before": first[differs], "after": last[differs], "change": (last - first)[differs]}
    )


def series(log: EventLog, index: TimeIndex, every: object = None) -> pd.DataFrame:
    """Return how ties went, as a tidy frame: timestamp, source, target, sympathy.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    index : TimeIndex
        Of the same log.
    every : str, pandas.Timedelta or timedelta, optional
        With it, one row per tie and step of a regular clock, from the first change to the last; else a row per change.

    Raises
    ------
    InputError
        When `every` is no span of time, or so short that the frame would not fit into memory.
    """
    if every is None:
        columns = log.edges()
        return _series(log, columns.timestamp, columns.pair.astype(np.int64), columns.sympathy)
    step = _step(every)
    whole = index.span()
    first, last = (0, -1) if whole is None else (-(-whole[0] // step), -(-whole[1] // step))
    if (last - first + 1) * max(len(log.pairs), 1) > SERIES_LIMIT:
        raise InputError(
            f"every={every!r} gives {last - first + 1:,} moments of {len(log.pairs):,} ties, more than fit into "
            "memory; give a longer step"
        )
    moments = np.arange(first, last + 1) * step
    rows = [index.values(Cut(when=int(moment))) for moment in moments]
    alive = [np.flatnonzero(~np.isnan(values)) for values in rows]
    sizes = [len(pairs) for pairs in alive]
    none = np.empty(0)
    return _series(
        log,
        np.repeat(moments, sizes),
        np.concatenate([none.astype(np.int64), *alive]),
        np.concatenate([none, *(values[pairs] for values, pairs in zip(rows, alive, strict=True))]),
    )


def _series(
    log: EventLog, when: NDArray[np.int64], pair: NDArray[np.int64], sympathy: NDArray[np.float64]
) -> pd.DataFrame:
    times = pd.DatetimeIndex(when.view("M8[us]")).tz_localize("UTC")
    return pd.DataFrame({"timestamp": times, **_ends(log, pair), "sympathy": sympathy})


def _step(every: object) -> int:
    try:
        length = pd.Timedelta(every)  # type: ignore[arg-type]
        microseconds = 0 if pd.isna(length) else length // pd.Timedelta(microseconds=1)
    except (ValueError, TypeError, OverflowError):
        microseconds = 0
    if microseconds <= 0:
        raise InputError(f"every={every!r} is no span of time; give one such as every='1min' or every='1h'")
    return microseconds


def _ends(log: EventLog, pair: NDArray[np.int64]) -> dict[str, pd.api.extensions.ExtensionArray]:
    known = log.pairs[: int(pair.max(initial=-1)) + 1]
    return {
        name: pd.array(np.array([ends[place] for ends in known], object), dtype=TEXT).take(pair)
        for place, name in enumerate(("source", "target"))
    }


def _padded(one: NDArray[np.float64], two: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size = max(len(one), len(two))
    padded = (np.concatenate([values, np.full(size - len(values), np.nan)]) for values in (one, two))
    return next(padded), next(padded)
