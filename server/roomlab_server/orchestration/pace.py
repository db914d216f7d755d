"""Pauses that follow the room's speed while they last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from ..stage import Stage

Result = TypeVar("Result")

Sleep = Callable[[float], Awaitable[object]]
"""Waits for that many seconds."""

SLICE = 0.1
"""Seconds after which a running pause looks at the speed again."""
_SLOWEST, _FASTEST = 0.1, 10.0


class Stopped(Exception):
    """The dialogue is to end; raised at the next pause, so that no action is left half done."""


class Pace:
    """The pauses of one room, and the one way to end its dialogue.

    Parameters
    ----------
    stage : Stage
        Tells the speed.
    sleep : callable
        Waits for so many seconds.
    """

    def __init__(self, stage: Stage, sleep: Sleep) -> None:
        self._stage = stage
        self._sleep = sleep
        self._pausing = False
        self.stopping = False

    def resume(self) -> None:
        """Allow a new dialogue after a stop."""
        self.stopping = False

    def stop(self, task: asyncio.Task[None]) -> None:
        """Let the pause that `task` is in, or else its next one, raise `Stopped`."""
        self.stopping = True
        if self._pausing:
            task.cancel()  # wakes it; `pause` turns the cancellation into the end of the dialogue

    def check(self) -> None:
        """Raise `Stopped` if the dialogue is to end."""
        if self.stopping:
            raise Stopped

    async def pause(self, seconds: float) -> None:
        """Wait for `seconds` at speed 1, for a tenth of it at speed 10; a new speed counts within 0.1 s.

        Raises
        ------
        Stopped
            If the dialogue is to end.
        """
        self.check()
        left = seconds
        while left > 1e-9:
            speed = min(_FASTEST, max(_SLOWEST, self._stage.speed))
            nap = min(SLICE, left / speed)
            await self._nap(nap)
            left -= nap * speed

    async def hold(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Wait for work that may take long and may be given up, as if it were a pause.

        Raises
        ------
        Stopped
            If the dialogue is to end.
        """
        if self.stopping:
            work.close()
        self.check()
        return await self._interruptible(work)

    async def _nap(self, seconds: float) -> None:
        await self._interruptible(self._sleep(seconds))

    async def _interruptible(self, work: Awaitable[Result]) -> Result:
        self._pausing = True
        try:
            result = await work
        except asyncio.CancelledError:
            self.check()
            raise
        finally:
            self._pausing = False
        self.check()
        return result
