"""The tables of a room: their columns and dtypes, declared once, and the frames made of its log.

Ids and names are text that may be anything, lone surrogates included; times are UTC, the server's where it gives one,
else the arrival. Each frame is the caller's own: what is done to it does not reach the room.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray, ExtensionDtype

from roomlab.events import Agent, Event, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.state.fold import RoomFold

__all__ = ["TABLES", "TEXT", "TIME", "Counts", "Tables"]

Dtype: TypeAlias = ExtensionDtype | np.dtype[Any]
_Columns: TypeAlias = "Callable[[Sequence[Entry]], list[list[Any]]]"

TEXT: pd.StringDtype[Literal["python"]] = pd.StringDtype("python", na_value=np.nan)
"""Any text, the same with and without pyarrow, which could not hold a lone surrogate."""
TIME = pd.DatetimeTZDtype("us", "UTC")
_INTEGER = np.dtype(np.int64)
_REAL = np.dtype(np.float64)
_TUPLES = np.dtype(object)

TABLES: dict[str, dict[str, Dtype]] = {
    "messages": {
        "seq": _INTEGER,
        "timestamp": TIME,
        "id": TEXT,
        "sender": TEXT,
        "agent_id": TEXT,
        "text": TEXT,
        "agent_response": TEXT,
    },
    "events": {
        "seq": _INTEGER,
        "timestamp": TIME,
        "id": TEXT,
        "event_type": TEXT,
        "agent_ids": _TUPLES,
        "description": TEXT,
    },
    "edges": {"source": TEXT, "target": TEXT, "sympathy": _REAL, "updated_at": TIME, "updates": _INTEGER},
    "history": {
        "seq": _INTEGER,
        "timestamp": TIME,
        "source": TEXT,
        "target": TEXT,
        "sympathy": _REAL,
        "previous": _REAL,
    },
    "agents": {"id": TEXT, "name": TEXT, "mood": TEXT, "mood_level": _REAL, "avatar": TEXT, "character": TEXT},
    "gaps": {
        "seq": _INTEGER,
        "opened_at": TIME,
        "closed_at": TIME,
        "channel": TEXT,
        "reason": TEXT,
        "complete": pd.BooleanDtype(),
    },
}
"""Each table with its columns in order and their dtypes. `agent_ids` holds tuples of ids. What is not known is NaN, in
a column of times NaT, of booleans NA."""

_NO_TIME = np.iinfo(np.int64).min  # what numpy and pandas read as NaT
_TAIL_SHARE = 32


class Counts(NamedTuple):
    """A room in numbers, as it is now."""

    agents: int
    positive: int
    negative: int
    neutral: int
    messages: int
    events: int


class Tables:
    """The frames of one log. Any thread may ask.

    Parameters
    ----------
    log : EventLog
        Where everything is read from.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._fold: RoomFold | None = None
        self._messages = _GrowingFrame(log, "messages", Message, _message_columns)
        self._events = _GrowingFrame(log, "events", RoomEvent, _event_columns)

    def messages(self) -> pd.DataFrame:
        """Return one row per message, in the order of the log.

        Columns: seq, timestamp, id, sender, agent_id, text, agent_response.
        """
        with self._lock:
            return self._messages.read()

    def events(self) -> pd.DataFrame:
        """Return one row per event that is not a message, in the order of the log.

        Columns: seq, timestamp, id, event_type, agent_ids (a tuple), description.
        """
        with self._lock:
            return self._events.read()

    def edges(self) -> pd.DataFrame:
        """Return one row per tie there is now, in the order in which they began.

        Columns: source, target, sympathy (-1 to 1), updated_at, updates (how often the tie was set since it began).
        """
        with self._lock:
            fold = self._advanced()
            ties = fold.ties()
            columns = (fold.sympathy[ties], fold.updated[ties], fold.updates[ties])
        return _frame("edges", [*_ends(self._log, ties), *columns])

    def history(self) -> pd.DataFrame:
        """Return one row per change of a tie, in the order of the log.

        Columns: seq, timestamp, source, target, sympathy (NaN where the tie ended), previous (the sympathy of the row
        before of the same tie; NaN for the first).
        """
        columns = self._log.edges()
        ends = _ends(self._log, columns.pair)
        previous = _previous(columns.pair, columns.sympathy)
        return _frame("history", [columns.seq, columns.timestamp, *ends, columns.sympathy, previous])

    def agents(self) -> pd.DataFrame:
        """Return one row per agent in the room, in the order in which they came.

        Columns: id, name, mood, mood_level (0 to 1), avatar, character.
        """
        return _frame("agents", _transpose("agents", [_agent_row(agent) for agent in self.roster().values()]))

    def gaps(self) -> pd.DataFrame:
        """Return one row per gap in the observation.

        Columns: seq (of the notice that opened it), opened_at, closed_at (NaT while open), channel, reason, complete
        (whether all that was missed has been found since; NA while open or where the source does not say).
        """
        rows: list[list[Any]] = []
        open_rows: dict[object, list[Any]] = {}
        for entry in self._log.entries(Notice):
            notice = entry.event
            assert isinstance(notice, Notice)
            channel = notice.details.get("channel")
            if notice.kind is NoticeKind.GAP_OPENED:
                rows.append([entry.seq, entry.received, _NO_TIME, channel, notice.text, None])
                open_rows[channel] = rows[-1]
            elif notice.kind is NoticeKind.GAP_CLOSED and channel in open_rows:
                row = open_rows.pop(channel)
                row[2], row[5] = entry.received, notice.details.get("complete")
        return _frame("gaps", _transpose("gaps", rows))

    def roster(self) -> dict[str, Agent]:
        """Return the agents in the room by id, in the order in which they came."""
        with self._lock:
            return dict(self._advanced().agents)

    def counts(self) -> Counts:
        """Return how much there is in the room now, without making a frame."""
        with self._lock:
            fold = self._advanced()
            sympathy = fold.sympathy[fold.born >= 0]
            agents = len(fold.agents)
        positive, negative = int((sympathy > 0).sum()), int((sympathy < 0).sum())
        neutral = len(sympathy) - positive - negative
        return Counts(agents, positive, negative, neutral, self._log.count(Message), self._log.count(RoomEvent))

    def _advanced(self) -> RoomFold:
        fold = self._fold
        if fold is None or fold.stale:
            fold = RoomFold(self._log)
        self._fold = None  # should an interrupt leave it half advanced, the next call makes another
        fold.advance()
        self._fold = fold
        return fold


class _GrowingFrame:
    """A frame of log entries, which only grow: what was read before is kept, and only new rows are made. Not locked."""

    def __init__(self, log: EventLog, table: str, kind: type[Event], columns: _Columns) -> None:
        self._log = log
        self._table = table
        self._kind = kind
        self._columns = columns
        self._generation = log.generation
        self._kept = _frame(table, columns([]))

    def read(self) -> pd.DataFrame:
        """Return all rows as a frame of its own."""
        if self._generation != self._log.generation:
            self._generation = self._log.generation
            self._kept = _frame(self._table, self._columns([]))
        kept = self._kept
        entries = self._log.entries(self._kind, len(kept))
        if not entries:
            return kept.copy()
        tail = _frame(self._table, self._columns(entries))
        whole = pd.concat([kept, tail], ignore_index=True) if len(kept) else tail
        if len(tail) * _TAIL_SHARE < len(kept):
            return whole  # a fresh copy already; a tail this short is cheaper to make again than the whole is to copy
        self._kept = whole
        return whole.copy()


def _message_columns(entries: Sequence[Entry]) -> list[list[Any]]:
    messages = cast("list[Message]", [entry.event for entry in entries])
    return [
        [entry.seq for entry in entries],
        _times(entries, messages),
        [message.id for message in messages],
        [message.sender for message in messages],
        [message.agent_id for message in messages],
        [message.text for message in messages],
        [message.agent_response for message in messages],
    ]


def _event_columns(entries: Sequence[Entry]) -> list[list[Any]]:
    events = cast("list[RoomEvent]", [entry.event for entry in entries])
    return [
        [entry.seq for entry in entries],
        _times(entries, events),
        [event.id for event in events],
        [event.event_type for event in events],
        [event.agent_ids for event in events],
        [event.description for event in events],
    ]


def _times(entries: Sequence[Entry], events: Sequence[Message | RoomEvent]) -> list[int]:
    return [
        entry.received if event.timestamp is None else event.timestamp
        for entry, event in zip(entries, events, strict=True)
    ]


def _agent_row(agent: Agent) -> Sequence[Any]:
    level = np.nan if agent.mood_level is None else agent.mood_level
    return agent.id, agent.name, agent.mood, level, agent.avatar, agent.character


def _transpose(table: str, rows: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    return zip(*rows, strict=True) if rows else [()] * len(TABLES[table])


def _frame(table: str, columns: Iterable[Any]) -> pd.DataFrame:
    dtypes = TABLES[table]
    made = {name: _column(values, dtype) for (name, dtype), values in zip(dtypes.items(), columns, strict=True)}
    return pd.DataFrame(made)


def _column(values: Any, dtype: Dtype) -> Any:
    if dtype == TIME:
        return pd.DatetimeIndex(np.asarray(values, np.int64).view("M8[us]")).tz_localize("UTC")
    if dtype == _TUPLES:
        return np.fromiter(values, dtype=object, count=len(values))
    if isinstance(dtype, np.dtype):
        return np.asarray(values, dtype)
    if isinstance(dtype, pd.BooleanDtype):
        return pd.array(list(values), dtype=dtype)
    return values if isinstance(values, ExtensionArray) else _text(values)


def _text(values: Sequence[str | None]) -> ExtensionArray:
    return pd.array(np.fromiter(values, dtype=object, count=len(values)), dtype=TEXT)


def _ends(log: EventLog, pair: NDArray[Any]) -> tuple[ExtensionArray, ExtensionArray]:
    """Return the sources and the targets of pairs: each id is checked once, however often it occurs."""
    known = log.pairs[: int(pair.max()) + 1 if pair.size else 0]
    sources, targets = zip(*known, strict=True) if known else ((), ())
    return _text(sources).take(pair), _text(targets).take(pair)


def _previous(pair: NDArray[np.int32], sympathy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each row the sympathy of the row before with the same pair, NaN where there is none."""
    # Of 16 bits numpy sorts by radix, ten times as fast; rooms with more than 256 agents may have more pairs.
    short = pair.astype(np.uint16) if pair.size and pair.max() < 2**16 else pair
    order = np.argsort(short, kind="stable")
    previous = np.full(len(pair), np.nan)
    same = pair[order[1:]] == pair[order[:-1]]
    previous[order[1:][same]] = sympathy[order[:-1][same]]
    return previous
