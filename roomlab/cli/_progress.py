"""Shows on stderr how far a long work in a room has come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

__all__ = ["with_progress"]

SHOWN_EVERY = 0.1
"""Seconds between two pictures of the progress bar."""


async def with_progress(total: int, done: Callable[[], int], work: Callable[[], Awaitable[None]]) -> None:
    """Do the work, and show how far it is.

    Parameters
    ----------
    total : int
        Of how many steps it consists.
    done : callable
        Tells how many of them are done.
    work : callable
        What is awaited. Its error comes in an exception group.
    """
    columns = (BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as bar:
        task = bar.add_task("", total=total)

        async def show() -> None:
            while True:
                bar.update(task, completed=done(), refresh=True)
                await anyio.sleep(SHOWN_EVERY)

        try:
            async with anyio.create_task_group() as group:
                group.start_soon(show)
                await work()
                group.cancel_scope.cancel()
        finally:
            bar.update(task, completed=done())
