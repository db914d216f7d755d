"""From tables of the past to the steps that play them. Pure, but for reading the files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from roomlab._text import unescape
from roomlab.cli._table import Column, Row, read_rows

__all__ = ["Plan", "Ranks", "Say", "SetTie", "Step", "Track", "make_plan", "read_messages", "read_names", "read_ties"]

MAX_NAME = 200
"""Characters of the longest name that the server of the contract takes."""

SOURCE = Column(("source", "from"))
TARGET = Column(("target", "to"))
SYMPATHY = Column(("sympathy", "sign"))
RANK = Column(("rank",))
SENDER = Column(("sender", "speaker"))
TEXT = Column(("text", "message"))
TIME = Column(("timestamp", "time", "updated_at", "created", "date", "week", "wave"), optional=True)


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
    columns = {
        "source": SOURCE._replace(given=source),
        "target": TARGET._replace(given=target),
        "sympathy": (SYMPATHY if ranks is None else RANK)._replace(given=sympathy),
        "time": TIME._replace(given=time),
    }
    times = _Times()
    steps: list[Step] = []
    for row in read_rows(path, columns):
        tie = SetTie(times.read(row), _name(row, "source", names), _name(row, "target", names), _sympathy(row, ranks))
        if tie.source == tie.target:
            raise row.wrong(f"the tie goes from {tie.source!r} to itself; expected two different ends")
        steps.append(tie)
    return Track(steps, times.calendar)


def read_messages(path: Path, *, sender: str | None = None, text: str | None = None, time: str | None = None) -> Track:
    """Read a table of messages; see :func:`read_ties`."""
    columns = {
        "sender": SENDER._replace(given=sender),
        "text": TEXT._replace(given=text),
        "time": TIME._replace(given=time),
    }
    times = _Times()
    steps: list[Step] = []
    for row in read_rows(path, columns):
        message = Say(times.read(row), _name(row, "sender"), unescape(row.cells["text"]))
        if not message.text.strip():
            raise row.wrong("the message is empty, and a room takes no empty message; leave the row out")
        steps.append(message)
    return Track(steps, times.calendar)


def read_names(path: Path) -> dict[str, str]:
    """Read a table of agents with the columns id and name, and return the name of each id."""
    columns = {"id": Column(("id",)), "name": Column(("name",))}
    return {unescape(row.cells["id"]): _name(row, "name") for row in read_rows(path, columns)}


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


class _Times:
    """Reads the time of each row of a file: all dates, or all plain numbers."""

    def __init__(self) -> None:
        self._calendar: bool | None = None

    @property
    def calendar(self) -> bool:
        return bool(self._calendar)

    def read(self, row: Row) -> float:
        if "time" not in row.cells:
            return 0.0
        cell = row.cells["time"]
        number, date = _number(cell), _date(cell)
        if not math.isfinite(number) and date is None:
            raise row.wrong(f"the time is {cell!r}; expected one like 2026-11-23 14:31:05, or a number")
        calendar = not math.isfinite(number)
        if self._calendar not in (None, calendar):
            raise row.wrong(f"the time is {cell!r}; expected {'a date' if self._calendar else 'a number'}, as above it")
        self._calendar = calendar
        return date.timestamp() if calendar and date else number


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _date(cell: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _name(row: Row, column: str, names: Mapping[str, str] | None = None) -> str:
    name = unescape(row.cells[column])
    if names is not None:
        if name not in names:
            raise row.wrong(f"{column} is {name!r}, an id that the table of agents lacks; add it there")
        name = names[name]
    if not name.strip():
        raise row.wrong(f"{column} is empty; expected a name")
    if len(name) > MAX_NAME:
        raise row.wrong(f"{column} is {len(name):,} characters long; expected a name of at most {MAX_NAME}")
    return name


def _sympathy(row: Row, ranks: Ranks | None) -> float:
    cell = row.cells["sympathy"]
    value = _number(cell)
    low, high = sorted(ranks or (-1.0, 1.0))
    if not low <= value <= high:  # NaN, too
        what = "sympathy" if ranks is None else "rank"
        hint = "; if it is a rank, add --rank BEST:WORST" if ranks is None and math.isfinite(value) else ""
        raise row.wrong(f"the {what} is {cell!r}; expected a number from {low:g} to {high:g}{hint}")
    return value if ranks is None else ranks.sympathy(value)
