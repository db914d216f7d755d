"""Ids that are never used twice, and times that never run backwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "Ids", "iso"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ids:
    """Gives out ids; the writer stores how far it got with every commit, so that a deleted id does not come back.

    Messages and events share the sequence ``entry``, across all rooms.

    Parameters
    ----------
    used : mapping
        Name of a sequence to the last id that it gave out.
    """

    def __init__(self, used: Mapping[str, int]) -> None:
        self._used = dict(used)
        self._stored = dict(used)

    def next(self, name: str) -> int:
        """Return the next id of the sequence `name`."""
        value = self._used.get(name, 0) + 1
        self._used[name] = value
        return value

    def last(self, name: str) -> int:
        """Return the last id of the sequence `name`; 0 before the first."""
        return self._used.get(name, 0)

    def unstored(self) -> dict[str, int]:
        """Return the sequences that have moved on since :meth:`stored` was told of them."""
        return {name: value for name, value in self._used.copy().items() if self._stored.get(name) != value}

    def stored(self, values: Mapping[str, int]) -> None:
        """Take note that `values` are durable."""
        self._stored.update(values)


class Clock:
    """Tells the time in microseconds since the epoch; each answer is later than the one before.

    Order by time is then the order of the ids, also when the machine's clock is set back.

    Parameters
    ----------
    after : int
        The latest time that was given out before this run.
    now_ns : callable
        Returns the machine's time in nanoseconds since the epoch.
    """

    def __init__(self, after: int = 0, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._last = after
        self._now_ns = now_ns

    def now(self) -> int:
        """Return the time now."""
        self._last = max(self._now_ns() // 1000, self._last + 1)
        return self._last


def iso(at: int) -> str:
    """Return microseconds since the epoch as ISO 8601, UTC with its offset, always with six digits of the second.

    Examples
    --------
    >>> iso(1_795_444_260_000_001)
    '2026-11-23T14:31:00.000001+00:00'
    """
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds")
