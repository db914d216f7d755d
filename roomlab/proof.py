"""Whether an observation is complete, and if not, where the holes are and what was found of them afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from roomlab._counts import counted
from roomlab.events import (
    Agent,
    AgentRemoved,
    Channel,
    EdgeUpdate,
    Event,
    Message,
    Notice,
    NoticeKind,
    RoomEvent,
    Unknown,
)
from roomlab.log import Entry, EventLog
from roomlab.recording.reader import Integrity

__all__ = ["Certificate", "Hole", "certify"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: tuple[type[Event], ...] = (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
_CHANNELS = tuple(Channel)
_MADE_HERE = {
    Channel.FILE: "by construction, because it was read from files",
    Channel.SIMULATION: "by construction, because it was simulated here",
}


@dataclass(frozen=True)
class Hole:
    """A span in which something may have been missed.

    `seq` is the number of the entry after which it begins and `opened_at` its time (UTC; None where it lies before the
    observation); `closed_seq` and `closed_at` the same of its end, None while it is open. `channel` is "graph", "chat",
    "room" (both in one, numbered) or "file". `recovered` counts what a resync read afterwards; `missing` says in a
    sentence what may still be missing: where it is empty, everything was found.
    """

    seq: int
    opened_at: datetime | None
    closed_seq: int | None
    closed_at: datetime | None
    channel: str
    reason: str
    recovered: Mapping[str, int] = field(default_factory=dict)
    missing: str = ""

    @property
    def filled(self) -> bool:
        """Whether all that was missed has been found."""
        return not self.missing

    def __str__(self) -> str:
        end = "open" if self.closed_seq is None else f"entry {self.closed_seq:,}"
        span = f"entry {self.seq:,} to {end}"
        if self.opened_at is not None and self.closed_at is not None:
            span += f" ({(self.closed_at - self.opened_at).total_seconds():.1f} s)"
        found = ", ".join(f"{count} {name}" for name, count in self.recovered.items())
        what = self.missing or "everything was found"
        return f"{self.channel}, {span}: {self.reason}; {f'recovered {found}; ' if found else ''}{what}"


@dataclass(frozen=True)
class Certificate:
    """What is known of the completeness of a room. It is true in a condition when nothing is missing.

    `first` and `last` are the numbers of the oldest and the newest entry (0 for none); `entries`, `messages`, `events`
    and `changes` count what there is; `basis` says in a sentence why the room is complete or cannot be known to be;
    `holes` are all spans without connection, those that were filled again included. `seal` is the last seal of the
    recording that the room was read from, "" for another room. `numbers` are the spans of numbers of the server, first
    and last, of which not one is missing; empty where the server does not number what happens.
    """

    complete: bool
    first: int
    last: int
    entries: int
    messages: int
    events: int
    changes: int
    basis: str
    holes: tuple[Hole, ...] = ()
    seal: str = ""
    numbers: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return self.complete

    def __str__(self) -> str:
        head = "complete" if self.complete else "not complete"
        lines = [f"{head}, {self.first:,} to {self.last:,}: {self.basis}", *(f"  {hole}" for hole in self.holes)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as values of JSON, times as ISO 8601."""
        holes = [
            {
                **vars(hole),
                "opened_at": _iso(hole.opened_at),
                "closed_at": _iso(hole.closed_at),
                "recovered": dict(hole.recovered),
            }
            for hole in self.holes
        ]
        return {**vars(self), "holes": holes}


def certify(log: EventLog, integrity: Integrity | None = None, numbers: tuple[int, int] | None = None) -> Certificate:
    """Look through a log for spans in which something may have been missed.

    Parameters
    ----------
    log : EventLog
        What was observed.
    integrity : Integrity, optional
        How whole the recording is that it was read from.
    numbers : (int, int), optional
        Where a source that is still live stands: the number after which it has every event, and the newest one.

    Returns
    -------
    Certificate
        Complete when nothing may be missing.
    """
    notices = log.entries(Notice)
    made = _made_here(log)
    spans = _numbers(notices, numbers)
    first, entries = _extent(log)
    holes = [*_beginning(notices), *_gaps(notices), *_file_end(integrity, log.last_seq)]
    if made is None:
        holes += _unobserved(log, notices, entries - (log.last_seq - first + 1 if entries else 0))
    return Certificate(
        complete=all(hole.filled for hole in holes),
        first=first,
        last=log.last_seq,
        entries=entries,
        messages=log.count(Message),
        events=log.count(RoomEvent),
        changes=log.count(EdgeUpdate),
        basis=made or _basis(holes, spans),
        holes=tuple(holes),
        seal="" if integrity is None else integrity.seal,
        numbers=spans,
    )


def _extent(log: EventLog) -> tuple[int, int]:
    """Return the number of the oldest entry, and how many there are."""
    oldest = [entries[0].seq for kind in _KINDS if (entries := log.entries(kind))]
    oldest += log.edges(0, 1).seq.tolist()
    return min(oldest, default=0), sum(map(log.count, _KINDS)) + log.count(EdgeUpdate)


def _made_here(log: EventLog) -> str | None:
    """Return why nothing can be missing in a room that no network brought, or None for one that it did."""
    channels = {_CHANNELS[code] for code in np.unique(log.edges().channel)}
    channels |= {entry.channel for kind in _KINDS for entry in log.entries(kind)}
    origins = channels - {Channel.LOCAL}
    if len(origins) == 1 and origins <= _MADE_HERE.keys():
        return _MADE_HERE[origins.pop()]
    return None


def _numbers(notices: list[Entry], now: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of the server's numbers that the log has without a hole: each begins after a snapshot."""
    reached: dict[int, int] = {}
    for entry in notices:
        told = entry.event.details.get("numbers") if isinstance(entry.event, Notice) else None
        if isinstance(told, list) and len(told) == 2 and all(type(number) is int for number in told):
            reached[told[0]] = told[1]
    if now is not None:
        reached[now[0]] = now[1]
    return tuple((began + 1, last) for began, last in reached.items() if last > began)


def _basis(holes: list[Hole], spans: tuple[tuple[int, int], ...]) -> str:
    numbered = " and ".join(f"{first:,} to {last:,}" for first, last in spans)
    if numbered:
        numbered = f"; of the server's numbers, {numbered} came without a hole"
    return _connection(holes) + numbered


def _connection(holes: list[Hole]) -> str:
    open_holes = sum(not hole.filled for hole in holes)
    if open_holes:
        return f"in {open_holes} span{'s' if open_holes > 1 else ''} something may be missing"
    return f"every gap ({len(holes)}) was filled again" if holes else "the connection held and the past was read whole"


def _beginning(notices: list[Entry]) -> Iterator[Hole]:
    """Yield what could not be read of the time before the observation."""
    for entry, notice in _of_kind(notices, NoticeKind.CONNECTED):
        missing = str(notice.details.get("missing", ""))
        if missing:
            yield Hole(
                seq=0,
                opened_at=None,
                closed_seq=entry.seq,
                closed_at=_time(entry),
                channel=str(notice.details.get("channel")),
                reason="before the observation began",
                recovered=_counts(notice),
                missing=missing,
            )


def _gaps(notices: list[Entry]) -> Iterator[Hole]:
    """Yield the times without connection, in order."""
    closings = list(_of_kind(notices, NoticeKind.GAP_CLOSED))
    for opening, notice in _of_kind(notices, NoticeKind.GAP_OPENED):
        channel = notice.details.get("channel")
        closing, told = next(
            (
                (entry, end)
                for entry, end in closings
                if entry.seq > opening.seq and end.details.get("channel") == channel
            ),
            (None, None),
        )
        missing = "the connection has not come back" if told is None else str(told.details.get("missing", ""))
        if told is not None and not missing and told.details.get("complete") is not True:
            missing = "the source does not say what was missed"
        yield Hole(
            seq=opening.seq,
            opened_at=_time(opening),
            closed_seq=None if closing is None else closing.seq,
            closed_at=None if closing is None else _time(closing),
            channel=str(channel),
            reason=notice.text,
            recovered={} if told is None else _counts(told),
            missing=missing,
        )


def _file_end(integrity: Integrity | None, last: int) -> Iterator[Hole]:
    """Yield what is wrong with the end of a recording."""
    if integrity is None:
        return
    if integrity.torn:
        yield _hole(last, f"the recording was torn off: {integrity.torn}", "what came after it")
    elif not integrity.ended:
        yield _hole(last, "the recording was not closed", "what came after its end, if anything did")
    if integrity.sealed < integrity.lines:
        lines = integrity.lines - integrity.sealed
        unsealed = f"the last {lines} lines have no seal" if lines > 1 else "the last line has no seal"
        yield _hole(last, unsealed, "a proof that they were not changed")


def _unobserved(log: EventLog, notices: list[Entry], surplus: int) -> Iterator[Hole]:
    if surplus:
        yield _hole(log.last_seq, "numbers of entries are left out", counted(-surplus, "entry", "entries"))
    if log.last_seq and not any(_of_kind(notices, NoticeKind.LOADED)):
        yield _hole(0, "the past of the room was not read to its end", "what had happened before")


def _hole(seq: int, reason: str, missing: str) -> Hole:
    return Hole(seq, None, None, None, "file", reason, missing=missing)


def _of_kind(notices: list[Entry], kind: NoticeKind) -> Iterator[tuple[Entry, Notice]]:
    for entry in notices:
        if isinstance(entry.event, Notice) and entry.event.kind is kind:
            yield entry, entry.event


def _counts(notice: Notice) -> dict[str, int]:
    recovered = notice.details.get("recovered")
    return {str(name): count for name, count in recovered.items()} if isinstance(recovered, dict) else {}


def _time(entry: Entry) -> datetime:
    return _EPOCH + timedelta(microseconds=entry.received)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
