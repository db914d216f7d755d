"""From tables of the past to the steps that play them. Pure, but for reading the files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from roomlab._text import unescape
from roomlab.errors import InputError
from roomlab.sources._csv_table import Column, CsvTable

__all__ = ["Plan", "Ranks", "Say", "SetTie", "Step", "Track", "make_plan", "read_messages", "read_names", "read_ties"]

MAX_NAME = 200
"""Characters of the longest name that the server of the contract takes."""

# What a column is called when the user does not say: the first of these that the file has.
SOURCE = ("source", "from")
TARGET = ("target", "to")
SYMPATHY = ("sympathy", "sign")
RANK = ("rank",)
SENDER = ("sender", "speaker")
TEXT = ("text", "message")
TIME = ("timestamp", "time", "updated_at", "created", "date", "week", "wave")


class SetTie(NamedTuple):
    """Set what `source` feels towards `target`; `at` is in seconds."""

    at: float
    source: str
    target: str
    sympathy: float


class Say(NamedTuple):
    """Post `text` as a message of `sender`; `at` is in seconds."""

    at: float
    sender: str
    text: str


Step: TypeAlias = SetTie | Say


class Track(NamedTuple):
    """The steps of one file, in its order.

    `at` is seconds since 1970 UTC if the file has dates (`calendar`); otherwise it is a plain number that counts as
    seconds, 0 without a column of times.
    """

    steps: list[Step]
    calendar: bool


class Ranks(NamedTuple):
    """Which rank means a sympathy of +1 (`best`) and which one of -1 (`worst`); the others lie on the line between."""

    best: float
    worst: float

    def sympathy(self, rank: float) -> float:
        """Return the sympathy, in [-1, 1], that a rank means."""
        return 1.0 - 2.0 * (rank - self.best) / (self.worst - self.best)


@dataclass(frozen=True)
class Plan:
    """What to play: names in order of first appearance, and steps, `at` from the beginning of the play."""

    names: tuple[str, ...]
    steps: tuple[Step, ...]


def read_ties(
    path: Path,
    *,
    source: str | None = None,
    target: str | None = None,
    sympathy: str | None = None,
    time: str | None = None,
    ranks: Ranks | None = None,
    names: Mapping[str, str] | None = None,
) -> Track:
    """Read a table of ties.

    Parameters
    ----------
    path : Path
        A CSV file with a header, in UTF-8.
    source, target, sympathy, time : str, optional
        What these columns are called; guessed by default. A file may do without a time.
    ranks : Ranks, optional
        The values are ranks, and this is what they mean.
    names : mapping, optional
        The names of the ids that stand in the file; by default it has names.

    Returns
    -------
    Track
        One step a row.

    Raises
    ------
    InputError
        With the file, the line, and what was expected there.
    """
    end = _NAME if names is None else Column(_known(names), "an id of the table of agents")
    table = _Table(
        path,
        _Wanted("source", SOURCE, source, end),
        _Wanted("target", TARGET, target, end),
        _Wanted("sympathy", SYMPATHY if ranks is None else RANK, sympathy, _value(ranks)),
        _Wanted("time", TIME, time, _TIME, optional=True),
    )
    ends = list(zip(table["source"], table["target"], strict=True))
    for line, (start, goal) in zip(table.lines, ends, strict=True):
        if start == goal:
            raise table.wrong(f"the tie goes from {start!r} to itself; expected two different agents", line)
    times, calendar = table.times()
    pairs = zip(times, ends, table["sympathy"], strict=True)
    return Track([SetTie(at, *pair, value) for at, pair, value in pairs], calendar)


def read_messages(path: Path, *, sender: str | None = None, text: str | None = None, time: str | None = None) -> Track:
    """Read a table of messages; see :func:`read_ties`."""
    table = _Table(
        path,
        _Wanted("sender", SENDER, sender, _NAME),
        _Wanted("text", TEXT, text, Column(_not_blank, "some text, for a room takes no empty message")),
        _Wanted("message-time", TIME, time, _TIME, optional=True),
    )
    times, calendar = table.times("message-time")
    return Track(list(map(Say, times, table["sender"], table["text"])), calendar)


def read_names(path: Path) -> dict[str, str]:
    """Read a table of agents with the columns id and name, and return the name of each id."""
    table = CsvTable(path, lambda _: {"id": Column(unescape, "an id", required=True), "name": _NAME})
    return dict(zip(table.values["id"], table.values["name"], strict=True))


def make_plan(*tracks: Track) -> Plan:
    """Return the plan that plays all tracks together.

    Steps are in order of time; those of one moment stay in the order of the tracks and of their files. Tracks with
    dates share the calendar: the play begins with the first date of all. Every other track begins with its own first
    moment.
    """
    first = min((step.at for track in tracks if track.calendar for step in track.steps), default=0.0)
    steps: list[Step] = []
    for track in tracks:
        start = first if track.calendar else min((step.at for step in track.steps), default=0.0)
        steps.extend(step._replace(at=step.at - start) for step in track.steps)
    steps.sort(key=attrgetter("at"))
    names: dict[str, None] = {}
    for step in steps:
        names.update(dict.fromkeys((step.source, step.target) if isinstance(step, SetTie) else (step.sender,)))
    return Plan(tuple(names), tuple(steps))


# -- columns


class _Wanted(NamedTuple):
    """A column: what it is for, what it is usually called, what the user says, and what stands in it."""

    purpose: str
    usual: tuple[str, ...]
    given: str | None
    cells: Column
    optional: bool = False

    def find(self, header: frozenset[str]) -> str | None:
        """Return what it is called in this file."""
        names = (self.given.strip().casefold(),) if self.given else self.usual
        return next((name for name in names if name in header), None)

    def missing(self, header: frozenset[str]) -> str:
        """Say that it is not there, and what to do."""
        hint = "choose one of those" if self.given else f"say which it is with --{self.purpose}-column"
        if self.usual is SYMPATHY and not self.given and "rank" in header:
            hint = "if they are ranks, say which are the best and the worst, as in --rank 1:16"
        return f"there is no column {self.given or ' or '.join(self.usual)}; found {', '.join(sorted(header))}; {hint}"


class _Table:
    """A file of which each column is known by its purpose."""

    def __init__(self, path: Path, *columns: _Wanted) -> None:
        self._path = path
        self._wanted = columns
        self._found: dict[str, str] = {}
        self._table = CsvTable(path, self._choose)

    @property
    def lines(self) -> Sequence[int]:
        return self._table.lines

    def __getitem__(self, purpose: str) -> list[Any]:
        values: list[Any] = self._table.values[self._found[purpose]]
        return values

    def wrong(self, message: str, line: int) -> InputError:
        return self._table.wrong(message, line)

    def times(self, purpose: str = "time") -> tuple[list[float], bool]:
        """Return the time of each row in seconds, and whether they are dates."""
        if purpose not in self._found:
            return [0.0] * len(self.lines), False
        moments = self[purpose]
        calendar = bool(moments) and isinstance(moments[0], datetime)
        for line, moment in zip(self.lines, moments, strict=True):
            if isinstance(moment, datetime) != calendar:
                above = "dates" if calendar else "plain numbers"
                raise self.wrong(f"the time is {moment}, and those above it are {above}; expected one kind", line)
        return [moment.timestamp() for moment in moments] if calendar else moments, calendar

    def _choose(self, header: frozenset[str]) -> dict[str, Column]:
        chosen = {}
        for wanted in self._wanted:
            name = wanted.find(header)
            if name is not None:
                self._found[wanted.purpose] = name
                chosen[name] = wanted.cells
            elif not header - {""}:  # the file is empty, and the reader says what it should begin with
                chosen[wanted.usual[0]] = replace(wanted.cells, required=not wanted.optional)
            elif wanted.given or not wanted.optional:
                raise InputError(wanted.missing(header), file=str(self._path), line=1)
        return chosen


# -- cells


def _name(cell: str) -> str:
    name = unescape(cell)
    if not name.strip() or len(name) > MAX_NAME:
        raise ValueError
    return name


def _known(names: Mapping[str, str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        name = names.get(unescape(cell))
        if name is None:
            raise ValueError
        return name

    return read


def _not_blank(cell: str) -> str:
    text = unescape(cell)
    if not text.strip():
        raise ValueError
    return text


def _value(ranks: Ranks | None) -> Column:
    """Return how a sympathy is read, or a rank as a sympathy."""
    low, high = sorted(ranks or (-1.0, 1.0))

    def read(cell: str) -> float:
        value = float(cell.replace(",", "."))  # a decimal comma, as some spreadsheets write it
        if not low <= value <= high:  # NaN, too
            raise ValueError
        return value if ranks is None else ranks.sympathy(value)

    expected = "a sympathy from -1 to 1 (ranks need --rank)" if ranks is None else f"a rank from {low:g} to {high:g}"
    return Column(read, expected)


def _time(cell: str) -> float | datetime:
    try:
        number = float(cell)
    except ValueError:
        date = datetime.fromisoformat(cell)
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    if not math.isfinite(number):
        raise ValueError
    return number


_NAME = Column(_name, f"a name of 1 to {MAX_NAME} characters", required=True)
_TIME = Column(_time, "a time such as 2026-11-23 14:31:05, or a number")
