"""The log of a room: append-only, numbered, and the only place where threads meet.

Sources append from any thread; everyone else reads from a cursor. Changes of ties, which are many, live in columns of
29 bytes a row; everything else, which is little, lives in lists of entries.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab._counts import counted
from roomlab._edge_store import BLOCK_ROWS, PENDING_ROWS, EdgeColumns, EdgeStore, last_rows
from roomlab.events import (
    Agent,
    AgentRemoved,
    Channel,
    EdgeUpdate,
    Event,
    Message,
    Notice,
    RoomEvent,
    TieBatch,
    Unknown,
)

__all__ = ["BLOCK_ROWS", "Arrival", "EdgeColumns", "Entry", "EventLog", "Tap", "last_rows"]

_CHANNELS = tuple(Channel)
_CHANNEL_CODE = {channel: code for code, channel in enumerate(_CHANNELS)}


class Entry(NamedTuple):
    """One entry of the log: number from 1, arrival (microseconds since 1970 UTC), origin, and what it says."""

    seq: int
    received: int
    channel: Channel
    event: Event


class Arrival(NamedTuple):
    """Wire texts that have just become entries of the log: one each, from number `first` on.

    With `mirrored`, each text has become two entries: a tie, and the same of the reverse tie. With `size`, the one text
    has become so many entries: it is a frame of ``roomlab.v1``.
    """

    first: int
    received: int
    channel: Channel
    texts: Sequence[bytes]
    mirrored: bool = False
    size: int = 0

    @property
    def following(self) -> int:
        """The number after its last entry."""
        return self.first + (self.size or len(self.texts) * (2 if self.mirrored else 1))


Tap: TypeAlias = Callable[[Arrival | None], None]
"""Hears of every append, in the order of the log; gets the wire texts where there were some."""


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
        self._edges = EdgeStore()
        self._pairs: list[tuple[str, str]] = []
        self._pair_index: dict[tuple[str, str], int] = {}
        self._entries: dict[type[Event], list[Entry]] = {
            kind: [] for kind in (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
        }
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._taps: tuple[Tap, ...] = ()
        self.generation = 0
        """How often the log was rewound; whoever folds it starts over when this has changed."""

    def __repr__(self) -> str:
        return f"<EventLog: {counted(self.last_seq, 'entry', 'entries')}>"

    # -- writing

    def append(self, event: Event, channel: Channel, received: int | None = None, *, text: bytes | None = None) -> int:
        """Add one event and return its sequence number.

        Parameters
        ----------
        event : Event
            What happened.
        channel : Channel
            Where it came from.
        received : int, optional
            When it arrived, in microseconds since 1970-01-01 UTC; now by default.
        text : bytes, optional
            The wire text that it was read from, for those who tap the log.

        Returns
        -------
        int
            The number of the entry: one more than that of the entry before, from 1.
        """
        if received is None:
            received = self._clock.now()
        with self._lock:
            seq = self._add(event, channel, _CHANNEL_CODE[channel], received)
            for tap in self._taps:
                tap(None if text is None else Arrival(seq, received, channel, (text,)))
        for listener in self._listeners:
            listener()
        return seq

    def extend(
        self,
        events: Iterable[Event],
        channel: Channel,
        received: int | None = None,
        *,
        texts: Sequence[bytes] | None = None,
        mirrored: bool = False,
    ) -> int:
        """Add several events as one: no reader sees only some of them. Return the number of the last entry.

        `texts` are the wire texts that they were read from, for those who tap the log (see `Arrival`).
        """
        if received is None:
            received = self._clock.now()
        events = list(events)  # before the lock: an iterable of the caller's may itself take time, or read the log
        code = _CHANNEL_CODE[channel]
        with self._lock:
            first = self._seq + 1
            for event in events:
                self._add(event, channel, code, received)
            seq = self._seq
            for tap in self._taps:
                tap(None if texts is None else Arrival(first, received, channel, texts, mirrored))
        for listener in self._listeners:
            listener()
        return seq

    def extend_mixed(
        self,
        items: Iterable[Event | TieBatch],
        channel: Channel,
        received: int | None = None,
        *,
        text: bytes | None = None,
    ) -> int:
        """Add several events as one, batches of ties among them. Return the number of the last entry.

        `text` is the one wire text that all of them were read from, for those who tap the log.
        """
        if received is None:
            received = self._clock.now()
        code = _CHANNEL_CODE[channel]
        with self._lock:
            first = self._seq + 1
            for item in items:
                if type(item) is TieBatch:
                    self._add_batch(item, code)
                else:
                    self._add(item, channel, code, received)  # type: ignore[arg-type]
            seq = self._seq
            for tap in self._taps:
                tap(None if text is None else Arrival(first, received, channel, (text,), size=seq - first + 1))
        for listener in self._listeners:
            listener()
        return seq

    def _add_batch(self, batch: TieBatch, code: int) -> None:
        size = len(batch)
        numbers = list(map(self._pair_index.get, zip(batch.sources, batch.targets, strict=True)))
        if None in numbers:  # hardly ever, once a room is known
            for place, number in enumerate(numbers):
                if number is None:
                    numbers[place] = self._number_pair((batch.sources[place], batch.targets[place]))
        self._edges.write(
            EdgeColumns(
                seq=np.arange(self._seq + 1, self._seq + 1 + size),
                timestamp=np.full(size, batch.timestamp),
                pair=np.array(numbers, np.int32),
                sympathy=np.array(batch.sympathies, np.float64),
                channel=np.full(size, code, np.uint8),
            )
        )
        self._seq += size

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
            for tap in self._taps:
                tap(None)
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
        with self._lock:
            if self._seq:
                raise ValueError(f"the log has {self._seq} entries; only an empty log can be restored")
            self._pairs.extend(pairs)
            self._pair_index.update((pair, index) for index, pair in enumerate(pairs))
        self.resume(entries, edges)

    def resume(self, entries: Iterable[Entry], edges: EdgeColumns) -> None:
        """Add what has its numbers already, as a replay does piece by piece.

        Parameters
        ----------
        entries : iterable of Entry
            Everything but the changes of ties, with numbers after those that the log has.
        edges : EdgeColumns
            The changes of ties, in the order of their numbers, with numbers after those that the log has; their pairs
            as `number_pairs` numbered them. The log keeps the arrays: do not write to them any more.
        """
        entries = sorted(entries, key=lambda entry: entry.seq)
        with self._lock:
            if edges.seq.size:
                self._edges.adopt(edges)
            for entry in entries:
                self._entries[type(entry.event)].append(entry)
            self._seq = max([self._seq, *(entry.seq for entry in entries[-1:]), *edges.seq[-1:].tolist()])
            for tap in self._taps:
                tap(None)
        for listener in self._listeners:
            listener()

    def rewind(self, seq: int) -> None:
        """Forget the entries after number `seq`: only for a replay, which can bring them again."""
        with self._lock:
            size = int(self._edges.slice(0, len(self._edges)).seq.searchsorted(seq, side="right"))
            kept = self._edges.slice(0, size)
            self._edges = EdgeStore()  # what readers hold of the old one stays as it is
            if size:
                self._edges.write(kept)
            for kind, entries in self._entries.items():
                self._entries[kind] = [entry for entry in entries if entry.seq <= seq]
            self._seq = max(0, min(seq, self._seq))
            self.generation += 1
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

    def tap(self, tap: Tap) -> Callable[[], None]:
        """Call `tap` within each append, until the returned function is called; it must be quick and must not raise."""
        with self._lock:
            self._taps = (*self._taps, tap)

        def stop() -> None:
            with self._lock:
                self._taps = tuple(known for known in self._taps if known is not tap)

        return stop
