"""How far a long work is, on a terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

__all__ = ["Progress"]


class Progress:
    """A bar with the time that is left, on stderr. Elsewhere than on a terminal it is silent, in notebooks too.

    Parameters
    ----------
    total, done : int
        Pieces of work, and how many are done already.
    wanted : bool, optional
        Whether to show it; by default on a terminal.
    """

    def __init__(self, total: int, done: int, wanted: bool | None = None) -> None:
        self._total, self._done, self._wanted = total, done, wanted
        self._stack = ExitStack()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty() if self._wanted is None else self._wanted:
            # Here, for who reads tables needs none of it.
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
            self._bar = self._stack.enter_context(Bar(*columns, console=Console(stderr=True, force_jupyter=False)))
            self._task = self._bar.add_task("", total=self._total, completed=self._done)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def advance(self) -> None:
        """Say that one more piece is done."""
        if self._bar is not None:
            self._bar.advance(self._task)
