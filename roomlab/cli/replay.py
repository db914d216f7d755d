"""`roomlab replay`: a recorded room on the terminal, or for everybody who speaks the contract."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roomlab.cli._options import read_speed
from roomlab.cli._screen import has_screen, say, say_certificate, show
from roomlab.cli._stop import run_until_stopped
from roomlab.errors import InputError, RoomlabError

if TYPE_CHECKING:
    from roomlab.sources._playback import Playback

__all__ = ["obey", "replay"]

_HELP = "commands: play, pause, step [N], seek MOMENT (a time or an entry's number), speed X (or max), where, help"


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The recording.")],
    speed: Annotated[
        str, typer.Option("--speed", metavar="N", help="So many times as fast as it was, or `max`.")
    ] = "1",
    paused: Annotated[bool, typer.Option("--paused", help="Stand at the beginning.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve it as a live room, for front ends and other observers.")
    ] = False,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="With --serve: the address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="With --serve: the port; 0 picks one.")
    ] = 8000,
    seconds: Annotated[
        float | None, typer.Option("--seconds", metavar="SECONDS", min=0, help="Stop after so many seconds.")
    ] = None,
) -> None:
    """Play a recorded room again. Lines on the standard input play, pause, step and wind it: try `help`."""
    import roomlab
    from roomlab.serving.server import ReplayServer

    pace = read_speed(speed)
    if not serve:
        with roomlab.replay(file, speed=pace, paused=paused) as room:
            _listen(room.playback)
            run_until_stopped(
                lambda: show(room, seconds, "Ctrl-C ends the replay.", going=lambda: _to_go(room.playback))
            )
            say_certificate(room.verify(), error=True)
        return
    with ReplayServer(file, host=host, port=port, speed=pace, paused=paused) as server:
        say(f"roomlab replay on {server.url}")
        say(f"Room {server.stage.room}; any e-mail and password will do; {_HELP}", error=True)
        _listen(server.playback)
        run_until_stopped(lambda: _stay(seconds))


async def _stay(seconds: float | None) -> None:
    import anyio

    with anyio.move_on_after(seconds):
        await anyio.sleep_forever()


def _to_go(playback: Playback) -> bool:
    """Return whether to go on showing: on a terminal until it is told to stop, elsewhere as long as something comes."""
    if has_screen() or not playback.ended:
        return True
    playback.pause()  # when this returns, what was played last is in the log
    return not playback.ended


def _listen(playback: Playback) -> None:
    """Obey the lines of the standard input for as long as the process lives."""

    def read() -> None:
        for line in _input_lines():
            answer = obey(line, playback)
            if answer:
                say(answer, error=True)

    if sys.stdin is not None and not sys.stdin.closed:
        threading.Thread(target=read, name="roomlab-commands_0", daemon=True).start()


def _input_lines() -> Iterator[str]:
    try:
        descriptor = sys.stdin.fileno()
    except OSError:  # no real file, as in a test
        yield from sys.stdin
        return
    # Not sys.stdin itself: a thread that sits in it at exit holds a lock that the interpreter wants.
    rest = b""
    while data := os.read(descriptor, 4096):
        *lines, rest = (rest + data).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in lines)


def obey(line: str, playback: Playback) -> str:
    """Do what a line says; return what to say to it.

    Parameters
    ----------
    line : str
        One command and its argument.
    playback : Playback
        What it moves.
    """
    command, _, argument = line.strip().partition(" ")
    try:
        action = _COMMANDS.get(command)
        if action is None:
            return _HELP if command in ("", "help") else f"{command!r} is no command; {_HELP}"
        action(playback, argument.strip())
    except RoomlabError as problem:
        return str(problem)
    return repr(playback).strip("<>")


def _seek(playback: Playback, argument: str) -> None:
    number = argument.removeprefix("-")
    playback.seek(int(argument) if number.isascii() and number.isdigit() and len(number) < 19 else argument)


def _step(playback: Playback, argument: str) -> None:
    try:
        playback.step(int(argument or 1))
    except ValueError:
        raise InputError(f"{argument!r} is no number of entries") from None


def _pace(playback: Playback, argument: str) -> None:
    playback.speed = read_speed(argument)


_COMMANDS: dict[str, Callable[[Playback, str], None]] = {
    "play": lambda playback, _: playback.play(),
    "pause": lambda playback, _: playback.pause(),
    "step": _step,
    "seek": _seek,
    "speed": _pace,
    "where": lambda _, __: None,
}
