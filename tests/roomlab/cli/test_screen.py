"""Showing a room until it is time to stop."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass, field

import pytest
from rich.console import Console

from roomlab._clock import ManualClock
from roomlab.cli import _screen
from roomlab.cli._screen import LINE_SECONDS, show
from roomlab.errors import RoomClosedError
from roomlab.events import Channel, Message
from roomlab.log import EventLog
from roomlab.sources.base import SourceState, SourceStatus


@dataclass
class QuietRoom:
    clock: ManualClock
    log: EventLog = field(init=False)
    title: str = "[b]Kitchen[/b]"
    state: SourceState = SourceState.LIVE

    def __post_init__(self):
        self.log = EventLog(self.clock)

    @property
    def status(self):
        return SourceStatus(self.state, since=0, error="the room was deleted")


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def room(clock):
    return QuietRoom(clock)


@pytest.fixture
def terminal(monkeypatch):
    """Make the console a terminal, or not; return what it writes."""

    def make(is_terminal):
        file = io.StringIO()
        options = {"file": file, "force_terminal": is_terminal, "width": 100, "height": 24, "color_system": None}
        monkeypatch.setattr(_screen, "Console", lambda **_: Console(**options))
        monkeypatch.setenv("TERM", "xterm")
        return file

    return make


def run(room, clock, seconds, turned, **options):
    """Show the room while the clock is turned by a second at a time; return whether it ended by itself."""

    async def main():
        task = asyncio.create_task(show(room, seconds, "a hint", clock=clock, **options))
        for _ in range(turned):
            await clock.advance(1.0)
        ended = task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return ended

    return asyncio.run(main())


def test_without_a_terminal_it_writes_plain_lines(room, clock, terminal):
    file = terminal(False)
    room.log.append(Message("1", "hi", "Ada"), Channel.CHAT)
    assert run(room, clock, 9.0, 12)
    lines = file.getvalue().splitlines()
    assert len(lines) == 9 // LINE_SECONDS + 1  # the last is how it stood at the end
    assert all("live  1 message, 0 changes of ties, 0 events" in line for line in lines)
    assert "\x1b" not in file.getvalue()


def test_on_a_terminal_it_shows_a_screen_and_leaves_the_last_picture(room, clock, terminal):
    file = terminal(True)
    assert run(room, clock, 3.0, 5)
    live, _, left = file.getvalue().partition("\x1b[?1049l")
    assert live.startswith("\x1b[?1049h")
    assert live.count("[b]Kitchen[/b]") > 5
    assert "a hint" in live
    assert left.count("[b]Kitchen[/b]") == 1
    assert "a hint" not in left


def test_it_leaves_the_last_picture_when_it_is_cancelled(room, clock, terminal):
    file = terminal(True)
    assert not run(room, clock, None, 2)
    assert file.getvalue().partition("\x1b[?1049l")[2].count("[b]Kitchen[/b]") == 1


@pytest.mark.parametrize("is_terminal", [False, True])
def test_it_ends_with_the_room(room, clock, terminal, is_terminal):
    terminal(is_terminal)
    room.state = SourceState.CLOSED
    assert run(room, clock, None, 1)


@pytest.mark.parametrize("is_terminal", [False, True])
def test_it_tells_why_the_room_has_failed(room, clock, terminal, is_terminal):
    terminal(is_terminal)
    room.state = SourceState.FAILED
    with pytest.raises(RoomClosedError, match="has stopped: the room was deleted"):
        asyncio.run(show(room, None, "a hint", clock=clock))


@pytest.mark.parametrize("state", [SourceState.CONNECTING, SourceState.RECONNECTING, SourceState.COMPLETE])
def test_it_outlasts_an_outage(room, clock, terminal, state):
    terminal(False)
    room.state = state
    assert not run(room, clock, None, 3)
