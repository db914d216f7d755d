"""Ctrl-C, SIGTERM and a closed terminal, as one thing: a request to stop."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import anyio

__all__ = ["STOP", "Stop", "run_until_stopped"]

POLL_SECONDS = 0.05
"""How soon a request to stop is seen by what watches for one; also what lets Python on Windows notice Ctrl-C."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # a system has those that it has


class Stop:
    """Whether the user has asked this process to stop.

    At first a request raises KeyboardInterrupt, as Python does by itself. Inside :meth:`deferred` it is only noted, so
    that nothing is torn in the middle: the code there watches for it, or does not wish to be disturbed.
    """

    def __init__(self) -> None:
        self.signum: int | None = None
        self._deferred = 0

    @property
    def requested(self) -> bool:
        """Whether a request has come."""
        return self.signum is not None

    @property
    def exit_code(self) -> int:
        """The exit code of a process that was stopped so: 130 for Ctrl-C."""
        return 128 + (self.signum or signal.SIGINT)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take the signals, in the main thread, and give them back at the end."""
        self.signum, self._deferred = None, 0
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        # A signal that is ignored stays so: `nohup roomlab serve &` means it.
        before = {number: signal.getsignal(number) for number in numbers}
        taken = [number for number in numbers if before[number] != signal.SIG_IGN]
        for number in taken:
            signal.signal(number, self._take)
        try:
            yield
        finally:
            for number in taken:
                signal.signal(number, before[number])

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Only note a request that comes inside."""
        self._deferred += 1
        try:
            yield
        finally:
            self._deferred -= 1

    async def cancel(self, scope: anyio.CancelScope) -> None:
        """Cancel `scope` when a request comes."""
        while not self.requested:  # noqa: ASYNC110  (a signal handler may set no event)
            await anyio.sleep(POLL_SECONDS)
        scope.cancel()

    def _take(self, signum: int, _frame: FrameType | None) -> None:
        self.signum = signum
        if not self._deferred:
            raise KeyboardInterrupt


STOP = Stop()
"""The one of this process: signals are the process's, not anybody's in it."""


def run_until_stopped(function: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine function to its end, or cancel it when the user asks to stop: then `STOP.requested` holds."""

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(STOP.cancel, group.cancel_scope)
            await function()
            group.cancel_scope.cancel()

    with STOP.deferred():
        anyio.run(main)
