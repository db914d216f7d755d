"""Shows a room until it is time to stop: a live screen on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import RoomClosedError
from roomlab.log import EventLog
from roomlab.sources.base import SourceState, SourceStatus
from roomlab.views._look import Observer
from roomlab.views._printable import printable
from roomlab.views.terminal import RoomScreen, progress_line

if TYPE_CHECKING:
    from roomlab.proof import Certificate

__all__ = ["ShownRoom", "has_screen", "say", "say_certificate", "show"]

FRAME_SECONDS = 0.2
LINE_SECONDS = 2.0
_ENDED = {SourceState.FAILED, SourceState.CLOSED}


class ShownRoom(Protocol):
    """What is shown: a room, synchronous or not."""

    @property
    def title(self) -> str:
        """What the room is."""

    @property
    def log(self) -> EventLog:
        """What happened in it."""

    @property
    def status(self) -> SourceStatus:
        """How its source is."""


def say(text: str, *, error: bool = False) -> None:
    """Write one line: a result to stdout, a remark to stderr."""
    Console(stderr=error).print(Text(printable(text)), soft_wrap=True)


def say_certificate(certificate: Certificate, *, before: str = "", error: bool = False) -> None:
    """Write whether a room is complete, and a line for each hole: what others said cannot begin a line."""
    say(before + str(replace(certificate, holes=())), error=error)
    for hole in certificate.holes:
        say(f"- {hole}", error=error)


def has_screen(console: Console | None = None) -> bool:
    """Return whether the standard output can show a live screen."""
    console = console or Console()
    return console.is_terminal and not console.is_dumb_terminal


async def show(
    room: ShownRoom,
    seconds: float | None,
    hint: str,
    *,
    going: Callable[[], bool] = lambda: True,
    clock: Clock = SYSTEM_CLOCK,
) -> None:
    """Show a room until it ends, `seconds` are over, or `going` says no; then leave the last picture behind.

    Parameters
    ----------
    room : ShownRoom
        The room.
    seconds : float or None
        How long; None for without end.
    hint : str
        What the reader can do, for the foot of the screen.
    going : callable
        Asked before every picture.
    clock : Clock
        What tells the time.

    Raises
    ------
    RoomClosedError
        The room has failed: what it shows is not what is there any more.
    """
    console = Console()
    observer = Observer(room.log, clock)
    start = clock.monotonic()

    def look() -> RoomScreen:
        return RoomScreen(observer.look(room.title, str(room.status.state)), hint)

    def open_ended() -> bool:
        in_time = seconds is None or clock.monotonic() - start < seconds
        return in_time and room.status.state not in _ENDED and going()

    if has_screen(console):
        try:
            with Live(look(), console=console, screen=True, auto_refresh=False, redirect_stderr=False) as live:
                while open_ended():
                    live.update(look(), refresh=True)
                    await clock.sleep(FRAME_SECONDS)
        finally:
            # The live screen is gone with all that was on it: what it showed last stays to be read.
            console.print(RoomScreen(observer.look(room.title, str(room.status.state))))
    else:
        await _show_lines(room, observer, console, open_ended, clock)
    if room.status.state is SourceState.FAILED:
        raise RoomClosedError(f"the observation has stopped: {room.status.error}")


async def _show_lines(
    room: ShownRoom, observer: Observer, console: Console, going: Callable[[], bool], clock: Clock
) -> None:
    def write() -> None:
        console.print(Text(progress_line(observer.look(room.title, str(room.status.state)))), soft_wrap=True)

    written = clock.monotonic()
    try:
        while going():
            await clock.sleep(FRAME_SECONDS)
            if clock.monotonic() - written >= LINE_SECONDS:
                written = clock.monotonic()
                write()
    finally:
        write()  # how it stood at the end
