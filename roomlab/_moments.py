"""The moments that a user may name, as cuts through a log: times, numbers of entries, messages and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from roomlab import _values
from roomlab.errors import InputError
from roomlab.events import Event, Message, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.state.time import Cut, TimeIndex

__all__ = ["HasEntries", "cut_at", "cuts_between", "times_between"]


class HasEntries(Protocol):
    """Where messages and events are looked up: a log, or a recording that is being played."""

    def entries(self, kind: type[Event], /) -> Sequence[Entry]:
        """Return the entries of one kind."""


def cut_at(log: HasEntries, when: object) -> Cut:
    """Return the cut that a user means.

    Parameters
    ----------
    log : HasEntries
        The log of the room.
    when : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent, Entry or Cut
        A time (ISO 8601 if it is text; in UTC unless it says otherwise), the number of an entry, or what was said or
        happened.

    Raises
    ------
    InputError
        When it is none of these, or a message or event that this room does not have.
    """
    if isinstance(when, Cut):
        return when
    if isinstance(when, Entry):
        return Cut(seq=when.seq)
    if isinstance(when, Message | RoomEvent):
        return Cut(seq=_number_of(log, when))
    if isinstance(when, int | np.integer) and not isinstance(when, bool):
        return Cut(seq=max(min(int(when), 2**62), -(2**62)))
    try:
        return Cut(when=_values.moment(when))
    except InputError as problem:
        raise InputError(f"{problem.args[0]}, the number of an entry (seq), a message or an event") from None


def cuts_between(log: HasEntries, start: object, end: object) -> tuple[Cut, Cut]:
    """Return the cuts of a span.

    Parameters
    ----------
    log : HasEntries
        The log of the room.
    start, end : object
        As for `cut_at`; both times, or both places in the log.

    Raises
    ------
    InputError
        When one is wrong, or the end is before the start.
    """
    first, last = cut_at(log, start), cut_at(log, end)
    if (first.when is None) == (last.when is None):
        backwards = last < first if first.when is None else last.when < first.when  # type: ignore[operator]
        if backwards:
            raise InputError(f"{end!r} is before {start!r}; give the earlier one first")
    return first, last


def times_between(log: EventLog, index: TimeIndex, start: object, end: object) -> tuple[int, int]:
    """Return the times of a span, in microseconds since 1970-01-01 UTC.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    index : TimeIndex
        Of that log.
    start, end : object
        As for `cut_at`; None for the first and the last change of a tie.

    Raises
    ------
    InputError
        When one is wrong, the end is not after the start, or no tie ever changed.
    """
    span = index.span()
    if span is None:
        raise InputError("no tie has changed in this room so far, so there is no span to show; wait for changes first")
    first, last = (
        limit if when is None else _time_of(log, cut_at(log, when))
        for when, limit in zip((start, end), span, strict=True)
    )
    if last <= first:
        raise InputError(f"the span from {start!r} to {end!r} is empty; give an end after the start")
    return first, last


def _time_of(log: EventLog, cut: Cut) -> int:
    if cut.when is not None:
        return cut.when
    columns = log.edges()
    rows = int(columns.seq.searchsorted(cut.seq or 0, side="right"))
    return int(columns.timestamp[max(rows - 1, 0)])


def _number_of(log: HasEntries, event: Message | RoomEvent) -> int:
    for entry in log.entries(type(event)):
        found = entry.event
        if isinstance(found, Message | RoomEvent) and found.id == event.id:
            return entry.seq
    raise InputError(
        f"this room has no {type(event).__name__} with the id {event.id!r}; see room.messages, room.events"
    )
