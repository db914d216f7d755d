"""The ways to open a room."""

from __future__ import annotations

import asyncio
import math
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING, Literal, NamedTuple

from roomlab import _values
from roomlab._secret import Secret, without_secret
from roomlab._waiting import wait_for_future
from roomlab.errors import ConnectionFailedError, InputError, RoomlabError, WaitTimeoutError
from roomlab.room import AsyncRoom, Room

if TYPE_CHECKING:
    from roomlab.sources.live import LiveSource

__all__ = ["aconnect", "connect", "from_csv", "open_crate", "replay"]


def connect(
    url: str,
    room: str | int | None = None,
    *,
    email: str | None = None,
    password: str | None = None,
    token: str | None = None,
    refresh_token: str | None = None,
    undirected: bool | None = None,
    timeout: float | None = None,
) -> Room:
    """Open a live room, and return when its past has been read.

    Parameters
    ----------
    url : str
        Where the server is, as in ``"http://localhost:8000"``. Or a link for observers, as the room's owner makes it
        with ``roomlab share``: it names the room and is all that is needed to watch it.
    room : str or int, optional
        Id of the room; not with a link.
    email, password : str, optional
        The account. With them the room stays open however long tokens live.
    token, refresh_token : str, optional
        Instead of an account: what a login gave.
    undirected : bool, optional
        Whether the server sends each tie once for both directions; found out when not given.
    timeout : float, optional
        Seconds until it has to be open; without it there is no limit on a server that keeps answering.

    Returns
    -------
    Room
        Close it when you are done, or use it in a ``with`` statement.

    Raises
    ------
    ConnectionFailedError, AuthenticationError, AccessDeniedError, InputError
        When the server cannot be reached, does not accept the credentials, does not give this room, or a value is
        wrong.
    """
    url, fragment = without_secret(url)
    account = _Account(email, *map(Secret.of, (password, token, refresh_token)))
    del password, token, refresh_token  # a traceback that shows local variables must not find them here
    limit = _values.seconds(timeout)
    source = _live(url, room, fragment, account, undirected)
    try:
        wait_for_future(source.ready, limit)
    except BaseException as error:  # an interrupt, too, must not leave a connection behind
        source.close()
        if isinstance(error, WaitTimeoutError):
            raise _not_ready(limit) from None
        raise
    return Room(source)


async def aconnect(
    url: str,
    room: str | int | None = None,
    *,
    email: str | None = None,
    password: str | None = None,
    token: str | None = None,
    refresh_token: str | None = None,
    undirected: bool | None = None,
    timeout: float | None = None,  # noqa: ASYNC109  (the same words as connect)
) -> AsyncRoom:
    """Open a live room as `connect` does, while other tasks run.

    Parameters
    ----------
    url, room, email, password, token, refresh_token, undirected, timeout
        As for `connect`.

    Returns
    -------
    AsyncRoom
        Close it when you are done, or use it in an ``async with`` statement.
    """
    url, fragment = without_secret(url)
    account = _Account(email, *map(Secret.of, (password, token, refresh_token)))
    del password, token, refresh_token
    limit = _values.seconds(timeout)
    source = await asyncio.to_thread(_live, url, room, fragment, account, undirected)
    try:
        # Shielded: to give up waiting is no reason to mark the source's own future as cancelled.
        await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(source.ready)), limit)
    except BaseException as error:
        await asyncio.to_thread(source.close)
        if isinstance(error, TimeoutError) and not isinstance(error, RoomlabError):
            raise _not_ready(limit) from None
        raise
    return AsyncRoom(source)


def from_csv(
    *,
    edges: str | PathLike[str] | None = None,
    messages: str | PathLike[str] | None = None,
    events: str | PathLike[str] | None = None,
    agents: str | PathLike[str] | None = None,
    columns: Mapping[str, str] | Sequence[str | None] = (),
    scale: tuple[float, float] | None = None,
    epoch: Literal["us", "ms", "s", "d", "w"] | None = None,
    when: str | datetime | None = None,
    undirected: bool = False,
    on_error: Literal["raise", "report"] = "raise",
) -> Room:
    """Open a room of the past from tables on disk: CSV files, or JSON Lines that end with ``.jsonl`` or ``.ndjson``.

    Parameters
    ----------
    edges : path, optional
        Changes of ties: at least timestamp, source, target, sympathy (``from`` and ``to`` are accepted).
    messages : path, optional
        The chat: at least timestamp, sender, text.
    events, agents : path, optional
        As `Room.export` writes them.
    columns : mapping or sequence of str, optional
        From our names of columns to those in the files: ``{"source": "rater", "sympathy": "rating"}``. Or, for a file
        without a header, our names in its order, with None for a column that means nothing here.
    scale : (float, float), optional
        The values of the worst and of the best sympathy, which become -1 and 1: ``(-10, 10)`` for ratings, ``(16, 1)``
        for ranks of which 1 is the best.
    epoch : {"us", "ms", "s", "d", "w"}, optional
        The unit when times are numbers since 1970-01-01 UTC: microseconds to seconds, and days and weeks for waves of
        a study. By default times are ISO 8601.
    when : str or datetime, optional
        The moment of rows without a time, as in a table that has none: ISO 8601 if it is text, in UTC unless it says
        otherwise. By default each row must have one.
    undirected : bool
        Whether each row of ties is meant for both directions, as in a table of alliances; it then sets two ties.
    on_error : {"raise", "report"}
        What becomes of rows that are wrong: an error that names their lines, or a room without them whose ``problems``
        lists each. A row that repeats another is not wrong: it sets the tie once more to the same.

    Returns
    -------
    Room
        Everything but writing works on it as on a live one.

    Raises
    ------
    InputError
        When there is no file, or one cannot be read; it names the file and the line.

    Warns
    -----
    UserWarning
        When no table has a row.
    """
    from roomlab.sources._csv_table import Reading
    from roomlab.sources.historical import HistoricalSource
    from roomlab.state.tables import TABLES

    if scale is not None and not (len(scale) == 2 and all(map(math.isfinite, scale)) and scale[0] != scale[1]):
        raise InputError(f"scale={scale!r} is no scale; expected the values of the worst and the best sympathy")
    units = (None, "us", "ms", "s", "d", "w")
    for name, value, known in (("epoch", epoch, units), ("on_error", on_error, ("raise", "report"))):
        if value not in known:
            raise InputError(f"{name}={value!r} is not known; expected one of {', '.join(map(repr, known))}")
    known_columns = {name for table in TABLES.values() for name in table}
    if isinstance(columns, str) or not {*columns} - {None} <= known_columns:
        raise InputError(
            f"columns={columns!r} has names that are not ours; expected some of {', '.join(sorted(known_columns))}"
        )
    for name, path in (("edges", edges), ("messages", messages), ("events", events), ("agents", agents)):
        _check_path(name, path)
    moment = None if when is None else _moment(when)
    reading = Reading(columns, scale, epoch, on_error == "report", moment, undirected)
    source = HistoricalSource.from_csv(edges=edges, messages=messages, events=events, agents=agents, reading=reading)
    if not source.log.last_seq:
        why = "each row was left out, see room.problems" if source.problems else "check that it is the right file"
        warnings.warn(f"{source.title}: there are no rows, and so the room is empty; {why}", stacklevel=2)
    return Room(source)


def _check_path(name: str, path: object) -> None:
    if path is not None and not isinstance(path, str | PathLike):
        raise InputError(
            f"{name} is a {type(path).__name__}; expected the path of a file. A DataFrame is written to one with "
            "table.to_csv(path, index=False)"
        )


def replay(path: str | PathLike[str], *, speed: float | None = None, paused: bool = False) -> Room:
    """Open a recorded room again.

    Parameters
    ----------
    path : path
        A recording, as `Room.record` writes it.
    speed : float or None
        So many times as fast as it was; by default, and with None, as fast as possible.
    paused : bool
        Whether to stand at the beginning; ``room.playback`` goes on, steps, and seeks.

    Returns
    -------
    Room
        With the same entries, numbers and times as the room that was recorded. It cannot be written to.

    Raises
    ------
    InputError
        When the recording cannot be read; it names the file and the line.
    """
    from roomlab.sources.replay import ReplaySource

    return Room(ReplaySource(path, speed=speed, paused=paused))


def open_crate(path: str | PathLike[str]) -> Room:
    """Open a crate as the room that it was made of, after checking that nothing in it was changed.

    Parameters
    ----------
    path : path
        What ``room.export(path, formats=["crate"])`` wrote: a folder or a ``.zip`` file. Nothing in it is run.

    Returns
    -------
    Room
        With the same entries, numbers and times. It cannot be written to.

    Raises
    ------
    InputError
        When it is no crate, is not safe to open, or is not what it was; the message names the file.
    """
    from roomlab.crate.reader import open_crate_source

    return Room(open_crate_source(path))


def _moment(when: object) -> int:
    try:
        return _values.moment(when)
    except InputError as problem:
        raise InputError(f"when={problem.args[0]}") from None


class _Account(NamedTuple):
    email: str | None
    password: Secret | None
    token: Secret | None
    refresh_token: Secret | None


def _live(
    url: str, room: str | int | None, fragment: Secret | None, account: _Account, undirected: bool | None
) -> LiveSource:
    from roomlab.sources._link import read_place
    from roomlab.sources.live import LiveSource

    place = read_place(url, room, fragment)
    if place.token is not None:
        if any(account):
            raise InputError("a link says who watches; leave out email=, password=, token= and refresh_token=")
        account = account._replace(token=place.token)
    return LiveSource(place.url, place.room, **account._asdict(), undirected=undirected)


def _not_ready(limit: float | None) -> ConnectionFailedError:
    return ConnectionFailedError(
        f"the room was not open after {limit} s; check that the server answers, or give a longer timeout"
    )
