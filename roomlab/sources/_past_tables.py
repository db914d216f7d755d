"""The tables of a room of the past: their columns, and how a row becomes an event."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from roomlab._text import unescape
from roomlab.events import Agent, Message, RoomEvent
from roomlab.sources._csv_table import Column, CsvTable

__all__ = ["NOT_AGENTS", "Order", "Records", "Ties", "read_agents", "read_events", "read_messages", "read_ties"]

T = TypeVar("T", Message, RoomEvent)

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


class Ties(NamedTuple):
    """Changes of ties as columns; `pair` counts `pairs`, which are (source, target)."""

    order: Order
    pair: NDArray[np.int32]
    sympathy: NDArray[np.float64]
    pairs: list[tuple[str, str]]


def read_ties(path: str | os.PathLike[str]) -> Ties:
    """Read changes of ties, in the order of the file."""
    table = CsvTable(path, _tie_columns)
    index: dict[tuple[str, str], int] = {}
    ends = zip(table.values["source"], table.values["target"], strict=True)
    pair = np.fromiter((index.setdefault(end, len(index)) for end in ends), np.int32, len(table))
    return Ties(_order(table), pair, np.frombuffer(table.values["sympathy"]), list(index))


def read_messages(path: str | os.PathLike[str], names: Mapping[str, str]) -> Records[Message]:
    """Read a chat, in the order of the file.

    Parameters
    ----------
    path : path
        The file.
    names : mapping of str to str
        Names of agents that are known to their ids; for a table that has no `agent_id`.
    """
    table = CsvTable(path, _message_columns)
    senders = table.values["sender"]
    agent_ids = table.values.get("agent_id")
    if agent_ids is None:
        agent_ids = [None if sender in NOT_AGENTS else names.get(sender, sender) for sender in senders]
    columns = (_unique_ids(table), table.values["text"], senders, agent_ids, table.values["timestamp"])
    answers = table.values.get("agent_response") or [None] * len(table)
    return Records(_order(table), list(map(Message, *columns, answers)))


def read_events(path: str | os.PathLike[str]) -> Records[RoomEvent]:
    """Read events that are not messages, in the order of the file."""
    table = CsvTable(path, _event_columns)
    kinds = table.values.get("event_type") or ["event"] * len(table)
    agent_ids = table.values.get("agent_ids") or [()] * len(table)
    columns = (_unique_ids(table), kinds, table.values["description"], agent_ids, table.values["timestamp"])
    return Records(_order(table), list(map(RoomEvent, *columns)))


def read_agents(path: str | os.PathLike[str]) -> list[Agent]:
    """Read agents, in the order of the file."""
    table = CsvTable(path, _agent_columns)
    ids = _unique_ids(table)
    names = [name or agent_id for name, agent_id in zip(table.values.get("name") or ids, ids, strict=True)]
    others = [table.values.get(field) or [None] * len(table) for field in ("mood", "mood_level", "avatar", "character")]
    return list(map(Agent, ids, names, *others))


def _order(table: CsvTable) -> Order:
    seq = table.values.get("seq")
    return Order(
        np.frombuffer(table.values["timestamp"], np.int64), None if seq is None else np.frombuffer(seq, np.int64)
    )


def _unique_ids(table: CsvTable) -> list[str]:
    ids: list[str] | None = table.values.get("id")
    if ids is None:
        return list(map(str, range(1, len(table) + 1)))
    if len(set(ids)) < len(ids):
        seen: dict[str, int] = {}
        for line, each in zip(table.lines, ids, strict=True):
            if each in seen:
                raise table.wrong(
                    f"the id {each!r} is on line {seen[each]} already; correct or remove one of them", line
                )
            seen[each] = line
    return ids


# -- cells


def _time(cell: str) -> int:
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


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
    _time, "a time in ISO 8601, such as 2026-11-23T14:31:00+03:00", required=True, aliases=("updated_at",), code="q"
)
_TEXT = Column(unescape, "text")
_OPTIONAL_TEXT = Column(_optional, "text")
_ID = Column(_id, "an id, not nothing")
_SYMPATHY = "a number from -1 to 1"


def _tie_columns(names: frozenset[str]) -> dict[str, Column]:
    ids = _Ids().__getitem__
    parse, expected = (_sympathy_or_end, f"{_SYMPATHY}, or nothing") if "previous" in names else (_sympathy, _SYMPATHY)
    return {
        "timestamp": _WHEN,
        "source": Column(ids, "an id, not nothing", required=True, aliases=("from",)),
        "target": Column(ids, "an id, not nothing", required=True, aliases=("to",)),
        "sympathy": Column(parse, expected, required=True, code="d"),
        "seq": _SEQ,
    }


def _message_columns(_: frozenset[str]) -> dict[str, Column]:
    return {
        "timestamp": _WHEN,
        "sender": Column(unescape, "a name", required=True),
        "text": Column(unescape, "text", required=True),
        "id": _ID,
        "agent_id": _OPTIONAL_TEXT,
        "agent_response": _OPTIONAL_TEXT,
        "seq": _SEQ,
    }


def _event_columns(_: frozenset[str]) -> dict[str, Column]:
    return {
        "timestamp": _WHEN,
        "description": Column(unescape, "text", required=True),
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
