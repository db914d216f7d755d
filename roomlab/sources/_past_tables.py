"""The tables of a room of the past: their columns, and how a row becomes an event."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from roomlab._text import unescape
from roomlab.events import Agent, Message, RoomEvent
from roomlab.sources._csv_table import Column, CsvTable, Problem, Reading

__all__ = ["NOT_AGENTS", "OURS", "Order", "Records", "Ties", "read_agents", "read_events", "read_messages", "read_ties"]

T = TypeVar("T", Message, RoomEvent)

OURS = Reading()
"""How our own files are read."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_NUMBER = 2**53
"""What a spreadsheet can count to; far from the end of int64, so that a log can go on from there."""
NOT_AGENTS = frozenset({"user", "🎭 Рассказчик Нарратор", "📊 Сводка Суммаризатор", "Система"})
"""Senders that the contract knows and that are no agents; for tables that do not tell."""


class Order(NamedTuple):
    """When each row of a table happened, in microseconds since 1970-01-01 UTC, and its number if the table has them."""

    when: NDArray[np.int64]
    seq: NDArray[np.int64] | None


class Records(NamedTuple, Generic[T]):
    """Events that are records, in the order of the file."""

    order: Order
    rows: list[T]
    problems: list[Problem]


class Ties(NamedTuple):
    """Changes of ties as columns; `pair` counts `pairs`, which are (source, target)."""

    order: Order
    pair: NDArray[np.int32]
    sympathy: NDArray[np.float64]
    pairs: list[tuple[str, str]]
    problems: list[Problem]


def read_ties(path: str | os.PathLike[str], reading: Reading = OURS) -> Ties:
    """Read changes of ties, in the order of the file."""
    table = CsvTable(path, lambda names: _tie_columns(names, reading), reading)
    index: dict[tuple[str, str], int] = {}
    ends = list(zip(table.values["source"], table.values["target"], strict=True))
    order, sympathy = _order(table, reading), np.frombuffer(table.values["sympathy"])
    if reading.undirected:
        both = [(row, each) for row, end in enumerate(ends) for each in dict.fromkeys((end, end[::-1]))]
        rows, ends = np.array([row for row, _ in both], np.int64), [each for _, each in both]
        # The two have one number, so that the table gives the order, and the log the numbers.
        order = Order(order.when[rows], None if order.seq is None else order.seq[rows])
        sympathy = sympathy[rows]
    pair = np.fromiter((index.setdefault(end, len(index)) for end in ends), np.int32, len(ends))
    return Ties(order, pair, sympathy, list(index), table.problems)


def read_messages(path: str | os.PathLike[str], names: Mapping[str, str], reading: Reading = OURS) -> Records[Message]:
    """Read a chat, in the order of the file.

    Parameters
    ----------
    path : path
        The file.
    names : mapping of str to str
        Names of agents that are known to their ids; for a table that has no `agent_id`.
    reading : Reading
        What is other than in our own files.
    """
    table = CsvTable(path, lambda _: _message_columns(reading), reading)
    ids = _unique_ids(table)
    senders = table.values["sender"]
    agent_ids = table.values.get("agent_id")
    if agent_ids is None:
        agent_ids = [None if sender in NOT_AGENTS else names.get(sender, sender) for sender in senders]
    order = _order(table, reading)
    columns = (ids, table.values["text"], senders, agent_ids, order.when.tolist())
    answers = table.values.get("agent_response") or [None] * len(table)
    return Records(order, list(map(Message, *columns, answers)), table.problems)


def read_events(path: str | os.PathLike[str], reading: Reading = OURS) -> Records[RoomEvent]:
    """Read events that are not messages, in the order of the file."""
    table = CsvTable(path, lambda _: _event_columns(reading), reading)
    ids = _unique_ids(table)
    kinds = table.values.get("event_type") or ["event"] * len(table)
    agent_ids = table.values.get("agent_ids") or [()] * len(table)
    order = _order(table, reading)
    columns = (ids, kinds, table.values["description"], agent_ids, order.when.tolist())
    return Records(order, list(map(RoomEvent, *columns)), table.problems)


def read_agents(path: str | os.PathLike[str], reading: Reading = OURS) -> tuple[list[Agent], list[Problem]]:
    """Read agents, in the order of the file."""
    table = CsvTable(path, _agent_columns, reading)
    ids = _unique_ids(table)
    names = [name or agent_id for name, agent_id in zip(table.values.get("name") or ids, ids, strict=True)]
    others = [table.values.get(field) or [None] * len(table) for field in ("mood", "mood_level", "avatar", "character")]
    return list(map(Agent, ids, names, *others)), table.problems


def _order(table: CsvTable, reading: Reading) -> Order:
    when, seq = table.values.get("timestamp"), table.values.get("seq")
    return Order(
        np.full(len(table), reading.when, np.int64) if when is None else np.frombuffer(when, np.int64),
        None if seq is None else np.frombuffer(seq, np.int64),
    )


def _unique_ids(table: CsvTable) -> list[str]:
    ids: list[str] | None = table.values.get("id")
    if ids is None:
        return list(map(str, range(1, len(table) + 1)))
    if len(set(ids)) < len(ids):
        seen: dict[str, int] = {}
        wrong: dict[int, str] = {}
        for place, (line, each) in enumerate(zip(table.lines, ids, strict=True)):
            if seen.setdefault(each, line) != line:
                wrong[place] = f"the id {each!r} is on line {seen[each]} already; correct or remove one of them"
        table.leave_out(wrong)
        ids = table.values["id"]
    return ids


# -- cells


def _time(cell: str) -> int:
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


_EPOCH_UNITS = {
    "us": ("microseconds", 1),
    "ms": ("milliseconds", 1_000),
    "s": ("seconds", 1_000_000),
    "d": ("days", 86_400_000_000),
    "w": ("weeks", 7 * 86_400_000_000),
}
_EARLIEST, _LATEST = ((moment.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND for moment in (datetime.min, datetime.max))


def _since_epoch(unit: int) -> Callable[[str], int]:
    def parse(cell: str) -> int:
        value = Decimal(cell) if cell.strip() else Decimal("nan")
        if not value.is_finite():
            raise ValueError
        moment = int(value * unit)
        if not _EARLIEST <= moment <= _LATEST:
            raise ValueError
        return moment

    return parse


def _when(reading: Reading) -> Column:
    """Return the column of times, as numbers since 1970 if we are told so, and with what a row without one gets."""
    column, moment = _WHEN, reading.when
    if reading.epoch is not None:
        name, unit = _EPOCH_UNITS[reading.epoch]
        parse, expected = _number_or_wrong(_since_epoch(unit)), f"a number of {name} since 1970"
        column = replace(column, parse=parse, expected=expected)
    if moment is None:
        return column
    given = column.parse

    def time_or_moment(cell: str) -> int:
        time: int = given(cell) if cell.strip() else moment
        return time

    return replace(column, parse=time_or_moment, expected=f"{column.expected}, or nothing", required=False)


def _number_or_wrong(parse: Callable[[str], int]) -> Callable[[str], int]:
    def checked(cell: str) -> int:
        try:
            return parse(cell)
        except ArithmeticError:  # of decimals, among which is a cell that is no number
            raise ValueError from None

    return checked


def _scaled(scale: tuple[float, float]) -> Callable[[str], float]:
    """Return what makes a sympathy of a value between the worst and the best."""
    worst, best = scale
    low, high = min(scale), max(scale)

    def parse(cell: str) -> float:
        value = _real(cell)
        if not low <= value <= high:
            raise ValueError
        return min(1.0, max(-1.0, (2 * value - worst - best) / (best - worst)))

    return parse


def _real(cell: str) -> float:
    return float(cell.replace(",", "."))  # a decimal comma, as a Russian spreadsheet writes it


def _sympathy(cell: str) -> float:
    value = _real(cell)
    if -1 <= value <= 1:
        return value
    raise ValueError


def _sympathy_or_end(cell: str) -> float:
    return _sympathy(cell) if cell else math.nan


def _level(cell: str) -> float | None:
    value = _real(cell) if cell else None
    if value is None or math.isfinite(value):
        return value
    raise ValueError


def _number(cell: str) -> int:
    value = int(cell)
    if abs(value) <= _LARGEST_NUMBER:
        return value
    raise ValueError


def _id(cell: str) -> str:
    if not cell:
        raise ValueError
    return unescape(cell)


def _optional(cell: str) -> str | None:
    return unescape(cell) if cell else None


def _ids(cell: str) -> tuple[str, ...]:
    try:
        ids = json.loads(unescape(cell)) if cell else []
    except RecursionError:
        raise ValueError from None
    if not isinstance(ids, list) or not all(type(each) in (str, int) for each in ids):
        raise ValueError
    return tuple(map(str, ids))


class _Ids(dict[str, str]):
    """The id in each cell. Ids repeat, so most cells are looked up, not read."""

    def __missing__(self, cell: str) -> str:
        value = self[cell] = _id(cell)
        return value


_SEQ = Column(_number, "a whole number, at most 2^53", code="q")
_WHEN = Column(
    _time,
    "a time in ISO 8601, such as 2026-11-23T14:31:00+03:00",
    required=True,
    aliases=("updated_at",),
    code="q",
    otherwise="; where there is no time, say when= and one moment, as in when='2026-11-23'",
)
_TEXT = Column(unescape, "text")
_OPTIONAL_TEXT = Column(_optional, "text")
_ID = Column(_id, "an id, not nothing")
_SYMPATHY = "a number from -1 to 1"


def _tie_columns(names: frozenset[str], reading: Reading) -> dict[str, Column]:
    ids = _Ids().__getitem__
    parse: Callable[[str], float] = _sympathy
    expected = _SYMPATHY
    if "previous" in names:
        parse, expected = _sympathy_or_end, f"{_SYMPATHY}, or nothing"
    if reading.scale is not None:
        parse, expected = _scaled(reading.scale), f"a number from {min(reading.scale):g} to {max(reading.scale):g}"
    return {
        "timestamp": _when(reading),
        "source": Column(ids, "an id, not nothing", required=True, aliases=("from",)),
        "target": Column(ids, "an id, not nothing", required=True, aliases=("to",)),
        "sympathy": Column(parse, expected, required=True, code="d"),
        "seq": _SEQ,
    }


def _message_columns(reading: Reading) -> dict[str, Column]:
    return {
        "timestamp": _when(reading),
        "sender": Column(unescape, "a name", required=True, stated=True),
        "text": Column(unescape, "text", required=True, stated=True),
        "id": _ID,
        "agent_id": _OPTIONAL_TEXT,
        "agent_response": _OPTIONAL_TEXT,
        "seq": _SEQ,
    }


def _event_columns(reading: Reading) -> dict[str, Column]:
    return {
        "timestamp": _when(reading),
        "description": Column(unescape, "text", required=True, stated=True),
        "id": _ID,
        "event_type": _TEXT,
        "agent_ids": Column(_ids, 'a JSON list of ids, such as ["1", "2"], or nothing'),
        "seq": _SEQ,
    }


def _agent_columns(_: frozenset[str]) -> dict[str, Column]:
    return {
        "id": Column(_id, "an id, not nothing", required=True),
        "name": _OPTIONAL_TEXT,
        "mood": _OPTIONAL_TEXT,
        "mood_level": Column(_level, "a number, or nothing"),
        "avatar": _OPTIONAL_TEXT,
        "character": _OPTIONAL_TEXT,
    }
