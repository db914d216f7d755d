"""The log of a room: append-only, numbered, and the only place where threads meet.

Sources append from any thread; everyone else reads from a cursor. Changes of ties, which are many, live in columns of
29 bytes a row; everything else, which is little, lives in lists of entries.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.events import (
    Agent,
    AgentRemoved,
    Channel,
    EdgeUpdate,
    Event,
    Message,
    Notice,
    RoomEvent,
    Unknown,
)

__all__ = ["BLOCK_ROWS", "EdgeColumns", "Entry", "EventLog"]

BLOCK_ROWS = 65_536
"""Rows of one block of columns; a block is allocated whole, so this bounds the memory that stands empty."""
PENDING_ROWS = 4_096
"""Rows that wait in Python lists, where appending is cheapest, until they are written to a block together."""

_CHANNELS = tuple(Channel)
_CHANNEL_CODE = {channel: code for code, channel in enumerate(_CHANNELS)}


class Entry(NamedTuple):
    """One entry of the log: number from 1, arrival (microseconds since 1970 UTC), origin, and what it says."""

    seq: int
    received: int
    channel: Channel
    event: Event


class EdgeColumns(NamedTuple):
    """Changes of ties as parallel arrays, one row per change, in the order of the log.

    `seq` int64; `timestamp` int64, microseconds since 1970 UTC: the server's where it gave one, else the arrival;
    `pair` int32, an index into `EventLog.pairs`; `sympathy` float64 in [-1, 1] or NaN where the tie ended;
    `channel` uint8, an index into `list(Channel)`.
    """

    seq: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    pair: NDArray[np.int32]
    sympathy: NDArray[np.float64]
    channel: NDArray[np.uint8]


_PendingRow: TypeAlias = tuple[int, int, int, float, int]


def _empty(rows: int) -> EdgeColumns:
    return EdgeColumns(
        seq=np.empty(rows, np.int64),
        timestamp=np.empty(rows, np.int64),
        pair=np.empty(rows, np.int32),
        sympathy=np.empty(rows, np.float64),
        channel=np.empty(rows, np.uint8),
    )


class _EdgeStore:
    """Blocks of columns, and the rows that wait for the next one. Not locked: the log does that."""

    def __init__(self) -> None:
        self._blocks: list[EdgeColumns] = []
        self._filled = BLOCK_ROWS  # rows in the last block; "full" while there is none
        self.pending: list[_PendingRow] = []
        self.rows = 0  # rows in blocks

    def __len__(self) -> int:
        return self.rows + len(self.pending)

    def flush(self) -> None:
        """Write the waiting rows to the blocks."""
        if self.pending:
            self._fill(list(zip(*self.pending, strict=True)))
            self.pending.clear()

    def write(self, columns: EdgeColumns) -> None:
        """Write rows that are columns already to the blocks, after those that wait."""
        self.flush()
        self._fill(columns)

    def _fill(self, columns: Sequence[Any]) -> None:
        start, stop = 0, len(columns[0])
        while start < stop:
            if self._filled == BLOCK_ROWS:
                self._blocks.append(_empty(BLOCK_ROWS))
                self._filled = 0
            rows = min(stop - start, BLOCK_ROWS - self._filled)
            block: tuple[NDArray[Any], ...] = self._blocks[-1]
            for column, values in zip(block, columns, strict=True):
                column[self._filled : self._filled + rows] = values[start : start + rows]
            self._filled += rows
            start += rows
        self.rows += stop

    def slice(self, start: int, stop: int) -> EdgeColumns:
        """Return rows `start` to `stop`; a view where they lie in one block."""
        self.flush()
        parts: list[EdgeColumns] = []
        for number in range(start // BLOCK_ROWS, -(-stop // BLOCK_ROWS)):
            base = number * BLOCK_ROWS
            part = slice(max(start - base, 0), min(stop - base, BLOCK_ROWS))
            columns: tuple[NDArray[Any], ...] = self._blocks[number]
            parts.append(EdgeColumns(*[column[part] for column in columns]))
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return _empty(0)
        return EdgeColumns(*[np.concatenate(column) for column in zip(*parts, strict=True)])


class EventLog:
    """Everything that happened in a room, in the order in which it was learned.

    Any thread may append and any thread may read. Nothing in it is ever changed or removed.

    Parameters
    ----------
    clock : Clock
        Gives the arrival time of an entry that comes without one.
    """

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seq = 0
        self._edges = _EdgeStore()
        self._pairs: list[tuple[str, str]] = []
        self._pair_index: dict[tuple[str, str], int] = {}
        self._entries: dict[type[Event], list[Entry]] = {
            kind: [] for kind in (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
        }
        self._listeners: tuple[Callable[[], None], ...] = ()

    # -- writing

    def append(self, event: Event, channel: Channel, received: int | None = None) -> int:
        """Add one event and return its sequence number.

        Parameters
        ----------
        event : Event
            What happened.
        channel : Channel
            Where it came from.
        received : int, optional
            When it arrived, in microseconds since 1970-01-01 UTC; now by default.

        Returns
        -------
        int
            The number of the entry: one more than that of the entry before, from 1.
        """
        if received is None:
            received = self._clock.now()
        with self._lock:
            seq = self._add(event, channel, _CHANNEL_CODE[channel], received)
        for listener in self._listeners:
            listener()
        return seq

    def extend(self, events: Iterable[Event], channel: Channel, received: int | None = None) -> int:
        """Add several events as one: no reader sees only some of them. Return the number of the last entry."""
        if received is None:
            received = self._clock.now()
        events = list(events)  # before the lock: an iterable of the caller's may itself take time, or read the log
        code = _CHANNEL_CODE[channel]
        with self._lock:
            for event in events:
                self._add(event, channel, code, received)
            seq = self._seq
        for listener in self._listeners:
            listener()
        return seq

    def number_pairs(self, pairs: Iterable[tuple[str, str]]) -> NDArray[np.int32]:
        """Return the index into `pairs` of each (source, target), for `extend_ties`; those not met before get one."""
        with self._lock:
            return np.array([self._number_pair(pair) for pair in pairs], np.int32)

    def extend_ties(
        self, pairs: NDArray[np.int32], sympathy: NDArray[np.float64], channel: Channel, received: int | None = None
    ) -> int:
        """Add many changes of ties as one: what `extend` does with an `EdgeUpdate` for each, for the cost of a copy.

        Parameters
        ----------
        pairs : ndarray, shape (changes,)
            Which ties, as `number_pairs` numbered them.
        sympathy : ndarray, shape (changes,)
            In [-1, 1], or NaN where the tie ended.
        channel : Channel
            Where they came from.
        received : int, optional
            When they arrived, in microseconds since 1970-01-01 UTC; now by default.

        Returns
        -------
        int
            The number of the last entry.
        """
        if received is None:
            received = self._clock.now()
        size = len(pairs)
        with self._lock:
            first = self._seq + 1
            self._edges.write(
                EdgeColumns(
                    seq=np.arange(first, first + size),
                    timestamp=np.full(size, received),
                    pair=pairs,
                    sympathy=sympathy,
                    channel=np.full(size, _CHANNEL_CODE[channel], np.uint8),
                )
            )
            self._seq = seq = self._seq + size
        for listener in self._listeners:
            listener()
        return seq

    def _number_pair(self, pair: tuple[str, str]) -> int:
        number = self._pair_index.get(pair)
        if number is None:
            number = self._pair_index[pair] = len(self._pairs)
            self._pairs.append(pair)
        return number

    def restore(self, entries: Iterable[Entry], edges: EdgeColumns, pairs: Sequence[tuple[str, str]]) -> None:
        """Fill an empty log with what has its numbers already, as a room that is read from files.

        Parameters
        ----------
        entries : iterable of Entry
            Everything but the changes of ties. Each number occurs once, and some may be left out; what was there before
            the beginning has numbers below 1.
        edges : EdgeColumns
            The changes of ties, in the order of their numbers.
        pairs : sequence of (str, str)
            The different (source, target) that ``edges.pair`` counts.

        Raises
        ------
        ValueError
            The log is not empty.
        """
        entries = sorted(entries, key=lambda entry: entry.seq)
        with self._lock:
            if self._seq:
                raise ValueError(f"the log has {self._seq} entries; only an empty log can be restored")
            self._pairs.extend(pairs)
            self._pair_index.update((pair, index) for index, pair in enumerate(pairs))
            self._edges.write(edges)
            for entry in entries:
                self._entries[type(entry.event)].append(entry)
            self._seq = max([0, *(entry.seq for entry in entries[-1:]), *edges.seq[-1:].tolist()])
        for listener in self._listeners:
            listener()

    def _add(self, event: Event, channel: Channel, code: int, received: int) -> int:
        seq = self._seq + 1
        if type(event) is EdgeUpdate:
            pair = self._number_pair((event.source, event.target))
            when = received if event.timestamp is None else event.timestamp
            pending = self._edges.pending
            pending.append((seq, when, pair, event.sympathy, code))
            if len(pending) >= PENDING_ROWS:
                self._edges.flush()
        else:
            self._entries[type(event)].append(Entry(seq, received, channel, event))
        self._seq = seq
        return seq

    # -- reading

    @property
    def last_seq(self) -> int:
        """Number of the newest entry; 0 while there is none."""
        with self._lock:  # not in the middle of an `extend`
            return self._seq

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The (source, target) that `EdgeColumns.pair` counts; it only grows. Read it after the columns."""
        return self._pairs

    def count(self, kind: type[Event]) -> int:
        """Return how many entries of one kind there are."""
        with self._lock:
            return len(self._edges) if kind is EdgeUpdate else len(self._entries[kind])

    def edges(self, start: int = 0, stop: int | None = None) -> EdgeColumns:
        """Return changes of ties from the `start`-th (from 0) up to the `stop`-th or the end. Not to be written to."""
        with self._lock:
            stop = len(self._edges) if stop is None else min(stop, len(self._edges))
            return self._edges.slice(min(start, stop), stop)

    def entries(self, kind: type[Event], start: int = 0) -> list[Entry]:
        """Return the entries of one kind other than `EdgeUpdate`, from the `start`-th (from 0) on."""
        with self._lock:
            return self._entries[kind][start:]

    # -- waiting

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each append, in the appending thread, until the returned function is called.

        The listener must be quick, must not raise, and learns only that there is something new.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(known for known in self._listeners if known is not listener)

        return stop
