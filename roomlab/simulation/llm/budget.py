"""How many calls a day may be made."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from roomlab.errors import LanguageModelError
from roomlab.simulation._check import check_integer

__all__ = ["DailyBudget", "Tally"]


class Tally(Protocol):
    """Where calls are counted."""

    def used(self, day: str) -> int:
        """Return how many calls were made on a day, ``YYYY-MM-DD``."""

    def add(self, day: str) -> None:
        """Count one more."""


class _Memory:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def used(self, day: str) -> int:
        return self._counts[day]

    def add(self, day: str) -> None:
        self._counts[day] += 1


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


class DailyBudget:
    """Counts the calls of a day, in UTC, and refuses those beyond the limit. Each attempt is a call.

    Parameters
    ----------
    limit : int, optional
        Calls a day, at least 0; without one they are only counted.
    tally : Tally, optional
        Where they are counted; in memory by default, so that a new process begins at 0.
    today : callable
        Returns the day, ``YYYY-MM-DD``.

    Raises
    ------
    InputError
        When the limit is not a whole number of at least 0.
    """

    def __init__(
        self, limit: int | None = None, *, tally: Tally | None = None, today: Callable[[], str] = _today
    ) -> None:
        self.limit = None if limit is None else check_integer("the limit of calls a day", limit, 0)
        """Calls a day, or None."""
        self._tally = tally or _Memory()
        self._today = today
        self._lock = threading.Lock()

    @property
    def today(self) -> str:
        """The day, in UTC."""
        return self._today()

    @property
    def used(self) -> int:
        """How many calls were made today."""
        return self._tally.used(self._today())

    @property
    def remaining(self) -> int | None:
        """How many calls are left today; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    def spend(self) -> None:
        """Count one call before it is made.

        Raises
        ------
        LanguageModelError
            When the day's calls are spent; nothing is counted.
        """
        with self._lock:
            day = self._today()
            if self.limit is not None and self._tally.used(day) >= self.limit:
                raise LanguageModelError(
                    "budget",
                    f"the budget of {self.limit} calls to the language model is spent for {day} (UTC); "
                    "it begins anew at midnight UTC, or raise the limit",
                )
            self._tally.add(day)
