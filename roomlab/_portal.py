"""The one background thread, named ``roomlab``, on which all live rooms have their network; it lives while one does."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, BlockingPortalProvider

from roomlab.errors import RoomClosedError

__all__ = ["THREAD_NAME", "Lease"]

THREAD_NAME = "roomlab"

Result = TypeVar("Result")

_provider = BlockingPortalProvider()
_portal: BlockingPortal | None = None


def _start_over() -> None:
    """Forget, in a forked child, the thread that only the parent has."""
    global _provider
    if _portal is not None:
        # Collected at the child's end, the library's context would wait for that thread for ever; it has no public way
        # to be told that the thread is gone.
        _portal._event_loop_thread_id = None
    _provider = BlockingPortalProvider()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_over)


def _name_thread() -> int:
    threading.current_thread().name = THREAD_NAME
    return threading.get_ident()


class Lease:
    """A share in the background thread: it starts with the first lease and ends with the last."""

    def __init__(self) -> None:
        self._process = os.getpid()
        try:
            self._enter()
        except RuntimeError:  # the thread of the others has died
            _start_over()
            self._enter()
        self._lock = threading.Lock()
        self._released = False

    def _enter(self) -> None:
        global _portal
        self._provider = _provider
        self._portal = _portal = self._provider.__enter__()
        self._thread = self._portal.call(_name_thread)

    @property
    def usable(self) -> bool:
        """Whether this is the process that the thread belongs to, and the lease still holds."""
        return os.getpid() == self._process and not self._released

    def submit(self, function: Callable[[], Coroutine[Any, Any, Result]]) -> Future[Result]:
        """Run a coroutine function on the background thread and return the future of its result.

        Raises
        ------
        RoomClosedError
            When the lease was released, the process forked after it began, or the thread has died.
        """
        if os.getpid() != self._process:
            raise RoomClosedError(
                "this process was forked from the one that opened the room, and a connection does not survive that; "
                "open the room again in this process"
            )
        if self._released:
            raise RoomClosedError("the room is closed; open it again with roomlab.connect")
        try:
            return self._portal.start_task_soon(function)
        except RuntimeError:
            raise RoomClosedError("the background thread of roomlab has ended; open the room again") from None

    def on_thread(self) -> bool:
        """Whether the caller is the background thread, which must not wait for itself."""
        return threading.get_ident() == self._thread

    def release(self) -> None:
        """Give the share back; idempotent. The last one waits for the thread to end: never call it on that thread."""
        with self._lock:
            if not self.usable:
                return
            self._released = True
        self._provider.__exit__(None, None, None)
