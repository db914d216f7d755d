"""The one place where roomlab asks what time it is, and the clock that tests turn by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from typing import Protocol

__all__ = ["SYSTEM_CLOCK", "Clock", "ManualClock", "SystemClock"]


class Clock(Protocol):
    """What roomlab needs of time."""

    def now(self) -> int:
        """Return the wall-clock time, in microseconds since 1970-01-01 UTC."""

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""


class SystemClock:
    """The computer's own time."""

    def now(self) -> int:
        """Return the wall-clock time, in microseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        await asyncio.sleep(seconds)


SYSTEM_CLOCK = SystemClock()
"""What everything uses unless it was given another clock."""


class ManualClock:
    """A clock that stands still until it is turned by hand.

    Parameters
    ----------
    start : int
        Wall-clock time at the beginning, in microseconds since 1970-01-01 UTC.
    """

    def __init__(self, start: int = 1_700_000_000_000_000) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> int:
        """Return the wall-clock time, in microseconds since 1970-01-01 UTC."""
        return self._start + round(self._elapsed * 1_000_000)

    def monotonic(self) -> float:
        """Return the seconds that the clock was turned."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been turned by `seconds`."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wake = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), wake))
        await wake

    async def advance(self, seconds: float) -> None:
        """Turn the clock by `seconds`, waking each sleeper at its own time and letting it run."""
        end = self._elapsed + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            when, _, wake = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, when)
            if not wake.done():
                wake.set_result(None)
            await self._settle()
        self._elapsed = end
        await self._settle()

    @staticmethod
    async def _settle() -> None:
        # A woken task may start others; a few turns of the loop let them reach their next wait.
        for _ in range(10):
            await asyncio.sleep(0)
