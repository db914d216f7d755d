"""Waiting for something to happen in a room: what was asked for, how much of it has come, and the sleep in between."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Generic, TypeVar

from roomlab import _values
from roomlab._clock import SYSTEM_CLOCK
from roomlab._counts import counted
from roomlab.errors import RoomClosedError, WaitTimeoutError
from roomlab.events import EdgeUpdate, Event, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.sources.base import Source, SourceState

__all__ = ["Goal", "wait_blocking", "wait_for_future", "wait_in_task"]

_POLL_SECONDS = 0.25
"""How long one sleep lasts at most: a source may end without an entry, and Windows cannot interrupt a longer one."""

_FLOOD_SECONDS = 0.002
"""How long to rest between two looks while entries come faster than that."""

_KINDS: dict[str, type[Event]] = {"messages": Message, "events": RoomEvent, "changes": EdgeUpdate}
_ENDED = {SourceState.CLOSED, SourceState.FAILED, SourceState.COMPLETE}

Result = TypeVar("Result")
RoomT = TypeVar("RoomT")


class Goal(Generic[RoomT]):
    """What a call of `wait` waits for, counted from the moment this is made.

    Parameters
    ----------
    source : Source
        Where it has to come from.
    wanted : dict of str to (int or None)
        How many new ``messages``, ``events`` and ``changes``; None for those that do not matter.
    until : callable, optional
        Gets `room` and says whether it is time.
    room : object
        What `until` is asked about.
    """

    def __init__(
        self, source: Source, wanted: dict[str, int | None], until: Callable[[RoomT], object] | None, room: RoomT
    ) -> None:
        self._source = source
        self._until = until
        self._room = room
        self._wanted = {what: _values.count(number, what) for what, number in wanted.items() if number is not None}
        self._start = {what: source.log.count(kind) for what, kind in _KINDS.items()}
        self._anything = not self._wanted and until is None

    @property
    def log(self) -> EventLog:
        """The log in which it will be seen."""
        return self._source.log

    def reached(self) -> bool:
        """Whether it has all come.

        Raises
        ------
        RoomClosedError
            When it has not, and nothing more will come.
        WaitTimeoutError
            When it has not, and the room is one of the past.
        """
        state = self._source.status.state  # before counting, so that an end is not seen earlier than the last entries
        came = self._came()
        if self._anything and any(came.values()):
            return True
        enough = not self._anything and all(came[what] >= number for what, number in self._wanted.items())
        if enough and (self._until is None or self._until(self._room)):
            return True
        if state in _ENDED:
            raise self._hopeless(state)
        return False

    def timed_out(self, timeout: float) -> WaitTimeoutError:
        """Return the error for when the time is over."""
        return WaitTimeoutError(f"after {timeout:g} s there came only {self._progress()}; wait longer, or for less")

    def _came(self) -> dict[str, int]:
        return {what: self.log.count(kind) - self._start[what] for what, kind in _KINDS.items()}

    def _progress(self) -> str:
        came = self._came()
        if self._anything:
            return "nothing"
        parts = [f"{came[what]} of {counted(number, what.removesuffix('s'))}" for what, number in self._wanted.items()]
        if self._until is not None:
            so_far = ", ".join(counted(number, what.removesuffix("s")) for what, number in came.items())
            parts.append(f"no yes from until= ({so_far} in all)")
        return ", ".join(parts)

    def _hopeless(self, state: SourceState) -> Exception:
        progress = self._progress()
        if state is SourceState.COMPLETE:
            return WaitTimeoutError(f"there came {progress}, and nothing more will: this room is of the past")
        error = self._source.status.error
        why = f" ({error})" if error else ""
        return RoomClosedError(f"there came {progress}, and nothing more will: the room is {state}{why}; open it again")


def wait_blocking(goal: Goal[RoomT], timeout: float | None) -> None:
    """Block the calling thread until the goal is reached.

    Parameters
    ----------
    goal : Goal
        What to wait for.
    timeout : float or None
        Seconds; None for no limit.

    Raises
    ------
    WaitTimeoutError
        When it did not come in time.
    RoomClosedError
        When nothing more will come.
    """
    news, never = threading.Event(), threading.Event()

    def tell() -> None:
        if not news.is_set():  # which is much cheaper than to set it again
            news.set()

    deadline = _Deadline(timeout)
    with _listening(goal.log, tell):
        while True:
            news.clear()
            if goal.reached():
                return
            if news.wait(deadline.sleep_seconds(goal)) and deadline.in_a_flood():
                never.wait(_FLOOD_SECONDS)


def wait_for_future(future: Future[Result], timeout: float | None = None) -> Result:
    """Block the calling thread, which stays interruptible, until a future is done, and return its result.

    Parameters
    ----------
    future : concurrent.futures.Future
        What another thread will complete.
    timeout : float or None
        Seconds; None for no limit.

    Raises
    ------
    WaitTimeoutError
        When it was not done in time; the future goes on.
    """
    end = math.inf if timeout is None else SYSTEM_CLOCK.monotonic() + timeout
    while not future.done():
        left = end - SYSTEM_CLOCK.monotonic()
        if left <= 0:
            raise WaitTimeoutError(f"there was no answer after {timeout:g} s; wait longer")
        concurrent.futures.wait([future], timeout=min(left, _POLL_SECONDS))
    return future.result()


async def wait_in_task(goal: Goal[RoomT], timeout: float | None) -> None:  # noqa: ASYNC109
    """Let other tasks run until the goal is reached.

    Parameters
    ----------
    goal : Goal
        What to wait for.
    timeout : float or None
        Seconds; None for no limit.

    Raises
    ------
    WaitTimeoutError
        When it did not come in time.
    RoomClosedError
        When nothing more will come.
    """
    news, told = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        if told.is_set():  # waking a loop is dear: once per look is enough, however fast entries come
            return
        told.set()
        with contextlib.suppress(RuntimeError):  # the loop has been closed in the meantime; nobody waits
            loop.call_soon_threadsafe(news.set)

    deadline = _Deadline(timeout)
    with _listening(goal.log, tell):
        while True:
            news.clear()
            told.clear()
            if goal.reached():
                return
            sleep = deadline.sleep_seconds(goal)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), sleep)
            if deadline.in_a_flood():
                await asyncio.sleep(_FLOOD_SECONDS)


class _Deadline:
    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self._start = self._last_look = SYSTEM_CLOCK.monotonic()

    def in_a_flood(self) -> bool:
        """Whether the look before was a moment ago; to look at every entry would slow down whoever writes them."""
        last, self._last_look = self._last_look, SYSTEM_CLOCK.monotonic()
        return self._last_look - last < _FLOOD_SECONDS

    def sleep_seconds(self, goal: Goal[RoomT]) -> float:
        """Return how long to sleep before looking again, or raise when the time is over."""
        if self._timeout is None:
            return _POLL_SECONDS
        left = self._start + self._timeout - SYSTEM_CLOCK.monotonic()
        if left <= 0:
            raise goal.timed_out(self._timeout)
        return min(left, _POLL_SECONDS)


@contextlib.contextmanager
def _listening(log: EventLog, listener: Callable[[], None]) -> Iterator[None]:
    stop = log.listen(listener)
    try:
        yield
    finally:
        stop()
