"""The life of a room in at most 240 bins: how much was said, how many ties changed, how warm it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BINS", "Timeline", "mean_after_each"]

BINS = 240
_FIRST_WIDTH = 1_000
"""Microseconds of a bin while the room is younger than 240 of them."""


def mean_after_each(
    pair: NDArray[np.int32], sympathy: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mean of all ties after each of some changes; NaN where there was no tie.

    Parameters
    ----------
    pair, sympathy : ndarray, shape (changes,)
        The changes, in their order; NaN ends a tie.
    values : ndarray
        The value of each pair before them, NaN where there is no tie; brought up to date.
    """
    if not len(pair):
        return np.empty(0)
    order = np.argsort(pair, kind="stable")
    sorted_pairs, sorted_values = pair[order], sympathy[order]
    before = np.empty(len(pair))
    before[order[1:]] = sorted_values[:-1]
    first = np.concatenate([[True], sorted_pairs[1:] != sorted_pairs[:-1]])
    before[order[first]] = values[sorted_pairs[first]]
    was, there = ~np.isnan(before), ~np.isnan(sympathy)
    total = np.where(there, sympathy, 0.0) - np.where(was, before, 0.0)
    ties = int(np.count_nonzero(~np.isnan(values)))
    sums = float(np.nansum(values)) + np.cumsum(total)
    sizes = ties + np.cumsum(there.astype(np.int64) - was)
    last = np.concatenate([sorted_pairs[1:] != sorted_pairs[:-1], [True]])
    values[sorted_pairs[last]] = sorted_values[last]
    means = np.full(len(pair), np.nan)
    np.divide(sums, sizes, out=means, where=sizes > 0)
    return means


class Timeline:
    """Bins that grow with the room: when it outlives them, each two become one of twice the width."""

    def __init__(self) -> None:
        self._clear()
        self._values = np.empty(0)
        self._known: int | None = None
        self._from: int | None = None

    def _clear(self) -> None:
        self._start: int | None = None
        self._end = 0
        self._width = _FIRST_WIDTH
        self._messages = np.zeros(BINS, np.int64)
        self._changes = np.zeros(BINS, np.int64)
        self._means = np.full(BINS, np.nan)  # NaN also where nothing changed: then the bin before holds
        self._set = np.zeros(BINS, bool)

    def begin_at(self, known: int) -> None:
        """Let the room begin at a moment as soon as something has come after it.

        Parameters
        ----------
        known : int
            When ties were first read, in microseconds since 1970 UTC. A month of talk before it would leave no room for
            the minutes in which somebody watched, and nobody knows what was felt in it.
        """
        self._known = known

    def take_changes(
        self,
        pair: NDArray[np.int32],
        sympathy: NDArray[np.float64],
        when: NDArray[np.int64],
        counted: NDArray[np.bool_],
    ) -> None:
        """Take in changes of ties in the order of the log; not all need to be counted as changes.

        Parameters
        ----------
        pair, sympathy : ndarray, shape (changes,)
            Which ties, and their values, NaN where one ended.
        when : ndarray, shape (changes,)
            In microseconds since 1970 UTC.
        counted : ndarray, shape (changes,)
            Which of them were seen to happen; the others only tell how it was.
        """
        if not len(pair):
            return
        size = int(pair.max()) + 1
        if size > len(self._values):
            self._values = np.append(
                self._values, np.full(max(size, 2 * len(self._values)) - len(self._values), np.nan)
            )
        self._begin_anew(when[counted])
        if self._from is not None:
            when = np.maximum(when, self._from)
        means = mean_after_each(pair, sympathy, self._values)
        self._reach(int(when.min()), int(when.max()))
        places = self._places(when)
        self._changes += np.bincount(places[counted], minlength=BINS)
        last = np.full(BINS, -1)
        np.maximum.at(last, places, np.arange(len(places)))
        filled = last >= 0
        self._means[filled] = means[last[filled]]
        self._set |= filled

    def take_messages(self, times: Sequence[int]) -> None:
        """Count messages; their times in microseconds since 1970 UTC."""
        when = np.array(times, np.int64)
        self._begin_anew(when)
        if self._from is not None:
            when = when[when >= self._from]
        if len(when):
            self._reach(int(when.min()), int(when.max()))
            self._messages += np.bincount(self._places(when), minlength=BINS)

    def describe(self) -> dict[str, Any] | None:
        """Return start, end (microseconds since 1970 UTC) and the bins between; None while there is nothing."""
        if self._start is None:
            return None
        size = (self._end - self._start) // self._width + 1
        held = np.maximum.accumulate(np.where(self._set[:size], np.arange(size), -1))
        means = [
            None if place < 0 or self._means[place] != self._means[place] else round(float(self._means[place]), 4)
            for place in held.tolist()
        ]
        return {
            "start": self._start,
            "end": self._end,
            "width": self._width,
            "bins": {
                "messages": self._messages[:size].tolist(),
                "changes": self._changes[:size].tolist(),
                "sympathy": means,
            },
        }

    def _begin_anew(self, when: NDArray[np.int64]) -> None:
        """Forget what was before the moment at which the room begins, once something was seen to happen after it."""
        if self._known is None or not np.any(when > self._known):
            return
        self._clear()
        self._start = self._end = self._from = self._known
        self._known = None
        there = self._values[~np.isnan(self._values)]
        if len(there):
            self._means[0], self._set[0] = there.mean(), True

    def _places(self, when: NDArray[np.int64]) -> NDArray[np.int64]:
        assert self._start is not None
        return (when - self._start) // self._width

    def _reach(self, first: int, last: int) -> None:
        """Make the bins hold two moments."""
        if self._start is None:
            self._start = self._end = first
        if first < self._start:
            self._shift(first)
        self._end = max(self._end, last)
        while (self._end - self._start) // self._width >= BINS:
            self._halve()

    def _shift(self, first: int) -> None:
        """Begin earlier: what is learned of an earlier time comes late, as when the past is read."""
        assert self._start is not None
        while (self._end - first) // self._width >= BINS - 1:
            self._halve()
        steps = -(-(self._start - first) // self._width)
        self._start -= steps * self._width
        for name in ("_messages", "_changes", "_means", "_set"):
            column = getattr(self, name)
            moved = np.full_like(column, np.nan if name == "_means" else 0)
            moved[steps:] = column[: BINS - steps]
            setattr(self, name, moved)

    def _halve(self) -> None:
        self._width *= 2
        for name in ("_messages", "_changes"):
            column = getattr(self, name)
            column[: BINS // 2] = column[::2] + column[1::2]
            column[BINS // 2 :] = 0
        later = self._set[1::2]
        self._means[: BINS // 2] = np.where(later, self._means[1::2], self._means[::2])
        self._means[BINS // 2 :] = np.nan
        self._set[: BINS // 2] = self._set[::2] | later
        self._set[BINS // 2 :] = False
