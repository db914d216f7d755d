"""How long a room lives: its source ends when it is closed, forgotten or left behind at the end of the program."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import threading
import weakref
from collections.abc import Callable
from typing import Any, Protocol

__all__ = ["close_with", "while_idle"]

IDLE_SECONDS = 0.1
"""Time between two looks while a loop has nothing else to do."""


class _Closable(Protocol):
    def close(self) -> None: ...


_finalizers: set[weakref.finalize[..., Any]] = set()


def close_with(owner: object, source: _Closable) -> Callable[[], None]:
    """Close a source when its owner is collected or the program ends.

    Parameters
    ----------
    owner : object
        Whoever holds the source; the source must not refer to it.
    source : Source
        What is closed: a source, or a recording of one.

    Returns
    -------
    callable
        Ends this care; call it when the source has been closed in another way.
    """
    finalizer = weakref.finalize(owner, _close_elsewhere, source)
    finalizer.atexit = False
    _finalizers.add(finalizer)

    def forget() -> None:
        finalizer.detach()
        _finalizers.discard(finalizer)

    return forget


def _close_elsewhere(source: _Closable) -> None:
    # The collector runs in any thread at any moment, even in the source's own or while a lock is held: never wait here.
    _finalizers.difference_update([each for each in list(_finalizers) if not each.alive])
    threading.Thread(target=source.close, name="roomlab-close", daemon=True).start()


@atexit.register
def _close_the_rest() -> None:
    for finalizer in list(_finalizers):
        left = finalizer.detach()
        if left is not None:
            source: _Closable = left[2][0]
            source.close()


def while_idle(owner: object, action: Callable[[Any], None]) -> None:
    """Call ``action(owner)`` again and again while the loop of this thread, as in a notebook, has nothing else to do.

    Nothing happens where no loop runs, and it ends when the owner is collected or the loop is closed.

    Parameters
    ----------
    owner : object
        Held weakly.
    action : callable
        Quick; gets the owner.
    """
    with contextlib.suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        reference = weakref.ref(owner)

        def look() -> None:
            alive = reference()
            if alive is not None:
                action(alive)
                loop.call_later(IDLE_SECONDS, look)

        loop.call_later(IDLE_SECONDS, look)
