"""`roomlab play`: a data set of the past, played into a room."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from roomlab._counts import counted
from roomlab.cli._options import Account, EmailOption, read_account, read_speed
from roomlab.cli._plan import Plan, Ranks, SetTie, Track, make_plan, read_messages, read_names, read_ties
from roomlab.cli._player import Player, make_room
from roomlab.cli._progress import with_progress
from roomlab.cli._screen import say
from roomlab.cli._stop import run_until_stopped
from roomlab.errors import InputError
from roomlab.sources._rest import RestClient

__all__ = ["play"]

LOCAL_SERVER = "http://127.0.0.1:8000"


def play(
    ties: Annotated[
        Path | None, typer.Argument(metavar="[TIES.csv]", help="Changes of ties: source, target, sympathy, and a time.")
    ] = None,
    # what
    messages: Annotated[
        Path | None, typer.Option("--messages", metavar="CHAT.csv", help="Messages: sender, text, and a time.")
    ] = None,
    agents: Annotated[
        Path | None,
        typer.Option("--agents", metavar="AGENTS.csv", help="Names (id, name) for a table of ties that has ids."),
    ] = None,
    # where
    url: Annotated[str, typer.Option("--url", metavar="ADDRESS", help="Where the server is.")] = LOCAL_SERVER,
    room: Annotated[str | None, typer.Option("--room", metavar="ID", help="The room; a new one by default.")] = None,
    email: EmailOption = None,
    register: Annotated[bool, typer.Option("--register", help="Make the account first.")] = False,
    # how
    speed: Annotated[
        str,
        typer.Option(
            "--speed", metavar="N", help="N times as fast as it was, or max. A plain number of a time is seconds."
        ),
    ] = "max",
    rank: Annotated[
        str | None,
        typer.Option(
            "--rank", metavar="BEST:WORST", help="Values are ranks: BEST is a sympathy of +1, WORST one of -1."
        ),
    ] = None,
    # what the columns are called
    source_column: Annotated[
        str | None, typer.Option("--source-column", metavar="NAME", help="By default source or from.")
    ] = None,
    target_column: Annotated[
        str | None, typer.Option("--target-column", metavar="NAME", help="By default target or to.")
    ] = None,
    sympathy_column: Annotated[
        str | None,
        typer.Option("--sympathy-column", metavar="NAME", help="By default sympathy or sign; rank with --rank."),
    ] = None,
    time_column: Annotated[
        str | None,
        typer.Option(
            "--time-column", metavar="NAME", help="Of the ties; by default timestamp, time, created, week ..."
        ),
    ] = None,
    sender_column: Annotated[
        str | None, typer.Option("--sender-column", metavar="NAME", help="By default sender or speaker.")
    ] = None,
    text_column: Annotated[
        str | None, typer.Option("--text-column", metavar="NAME", help="By default text or message.")
    ] = None,
    message_time_column: Annotated[
        str | None,
        typer.Option(
            "--message-time-column", metavar="NAME", help="Of the messages; by default timestamp, time, created ..."
        ),
    ] = None,
) -> None:
    """Play a data set of the past into a room, in the order of its times, so that it can be watched live.

    Agents are made by name. Ties go from -1 to 1. Two tables with dates share the calendar; without dates each begins
    at once. Running it again with the same --room is safe: what was said is not said twice.
    """
    tracks: list[Track] = []
    if ties is not None:
        tracks.append(
            read_ties(
                ties,
                source=source_column,
                target=target_column,
                sympathy=sympathy_column,
                time=time_column,
                ranks=_ranks(rank),
                names=None if agents is None else read_names(agents),
            )
        )
    if messages is not None:
        tracks.append(read_messages(messages, sender=sender_column, text=text_column, time=message_time_column))
    files = [path.name for path in (ties, messages) if path is not None]
    if not files:
        raise InputError("there is nothing to play; name a table of ties, or one of messages with --messages")
    plan = make_plan(*tracks)
    if not plan.steps:
        raise InputError(f"there is no row to play in {' and '.join(files)}, only a header; name another table")
    run = PlayRun(plan, " and ".join(files), room, read_speed(speed))
    account = read_account(email, asked_twice=register)
    try:
        run_until_stopped(lambda: run.play(url, account, register=register))
    finally:
        run.report()


def _ranks(text: str | None) -> Ranks | None:
    """Read ``--rank``."""
    if text is None:
        return None
    try:
        ranks = Ranks(*(float(part) for part in text.split(":")))
    except (ValueError, TypeError):
        ranks = Ranks(math.nan, math.nan)
    if not all(map(math.isfinite, ranks)) or ranks.best == ranks.worst:
        raise InputError(f"--rank is {text!r}; expected the best and the worst rank, as in 1:16")
    return ranks


class PlayRun:
    """One playing of a plan into a room, with progress on stderr, and how far it came.

    Parameters
    ----------
    plan : Plan
        What to play.
    title : str
        What it is called.
    room : str or None
        The room's id; None for a new one.
    speed : float or None
        How many seconds of the plan go by in one second; None for as fast as possible.
    """

    def __init__(self, plan: Plan, title: str, room: str | None, speed: float | None) -> None:
        self._plan = plan
        self._title = title
        self._room = room
        self._speed = speed
        self._player: Player | None = None
        self._start = time.monotonic()

    async def play(self, url: str, account: Account, *, register: bool) -> None:
        """Open the room, make the agents that it lacks, and play."""
        async with RestClient(url, email=account.email, password=account.password, token=account.token) as client:
            if register:
                await client.register()
            if self._room is None:
                self._room = await make_room(client, self._title, f"Played from {self._title}.")
            say(f"Playing {self._title} into room {self._room}", error=True)
            player = Player(client, self._room, self._plan, self._speed)
            with Console(stderr=True).status("Looking who is there, and making the others ..."):
                known = await player.prepare(f"Someone in {self._title}.")
            if known:
                say(f"There already, and not said again: {counted(known, 'message')}", error=True)
            self._player, self._start = player, time.monotonic()
            await with_progress(len(self._plan.steps), lambda: player.done, player.play)

    def report(self) -> None:
        """Say on stdout that all was played, or on stderr how far it came."""
        if self._player is None:
            return
        done, total = self._player.done, len(self._plan.steps)
        if done == total:
            ties = sum(isinstance(step, SetTie) for step in self._plan.steps)
            say(
                f"Played {counted(ties, 'change')} of ties and {counted(total - ties, 'message')} of "
                f"{counted(len(self._plan.names), 'agent')} into room {self._room} in "
                f"{time.monotonic() - self._start:.1f} s"
            )
        else:
            say(
                f"Stopped after {done:,} of {counted(total, 'step')}. To finish, run it again with "
                f"--room {self._room}: ties are set again, messages that are there are not.",
                error=True,
            )
