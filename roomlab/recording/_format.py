"""The lines of a recording, both ways and pure. Their grammar is known here and nowhere else.

A recording is JSON Lines: a header, then entries of the log in order, and seals in between. A seal is the SHA-256 of
all bytes before its line, so each covers everything up to it, earlier seals included.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from roomlab import _wire
from roomlab._json import decode_json, encode_json
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Event, Message, Notice, RoomEvent, Unknown
from roomlab.log import Arrival, Entry

__all__ = [
    "ENTRY",
    "FORMAT",
    "LINE_LIMIT",
    "SEAL",
    "SUFFIX",
    "TIES_OF_A_LINE",
    "VERSION",
    "Header",
    "arrival_lines",
    "check_moment",
    "entry_line",
    "header_line",
    "known_events",
    "part_path",
    "read_event",
    "read_header",
    "read_ties",
    "seal_line",
    "ties_line",
]

FORMAT: Final = "roomlog"
VERSION: Final = 1
SUFFIX: Final = ".roomlog.jsonl"
LINE_LIMIT: Final = 64 * 2**20
"""Bytes of the longest line that is read."""
TIES_OF_A_LINE: Final = 256
FIRST_MOMENT: Final = -62_135_596_800_000_000
LAST_MOMENT: Final = 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999, since 1970-01-01 UTC."""

ENTRY: Final = re.compile(
    rb'\{"seq":(-?\d{1,18}),"received":(-?\d{1,18}),"channel":"([a-z]+)",'
    rb'"(frame|frames|mirrored|entries|text|ties|event)":(.*)\}\n',
    re.DOTALL,
)
"""A line of an entry, or the first of a burst: number, arrival, channel, form and what it says in that form."""
SEAL: Final = re.compile(rb'\{"seal":"([0-9a-f]{64})"(?:,"(end|continues)":true)?\}\n')

_KINDS: Final[dict[str, type[Any]]] = {
    "message": Message,
    "event": RoomEvent,
    "agent": Agent,
    "agent_removed": AgentRemoved,
    "notice": Notice,
    "unknown": Unknown,
}
_KIND_OF: Final = {kind: name for name, kind in _KINDS.items()}


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of a recording. Fields that this version does not know are ignored.

    `roomlab` is the version that wrote it; `server` an address without credentials, and `room` an id, where there are
    such; `started` microseconds since 1970-01-01 UTC; `part` counts the files of one recording from 1, and `previous`
    is the last seal of the part before.
    """

    format: str
    version: int
    roomlab: str = ""
    title: str = ""
    server: str | None = None
    room: str | None = None
    started: int = 0
    part: int = 1
    previous: str | None = None


# -- writing


def header_line(header: Header) -> bytes:
    """Return the first line."""
    return _json(msgspec.to_builtins(header)) + b"\n"


def seal_line(digest: str, last: str = "") -> bytes:
    """Return a seal; `digest` is the SHA-256 of all bytes before it, 64 hexadecimal digits.

    It is the last line of a file with `last`: "end" when the recording was closed, "continues" when there is another
    part of it.
    """
    mark = b',"%b":true' % last.encode() if last else b""
    return b'{"seal":"%b"%b}\n' % (digest.encode(), mark)


def part_path(path: Path, part: int) -> Path:
    """Return the file of a part, from 1: ``friday.roomlog.jsonl``, then ``friday.2.roomlog.jsonl``, and so on.

    Examples
    --------
    >>> part_path(Path("friday.roomlog.jsonl"), 3).name
    'friday.3.roomlog.jsonl'
    """
    if part == 1:
        return path
    first = path.name[0]
    stem, dot, rest = path.name[1:].partition(".")
    return path.with_name(f"{first}{stem}.{part}{dot}{rest}")


def arrival_lines(arrival: Arrival) -> bytes | None:
    """Return the lines of wire texts, or None where they cannot be kept as they are."""
    texts, size = arrival.texts, len(arrival.texts)
    joined = b"\n".join(texts)
    whole = joined.count(b"\n") == size - 1  # no text has a line break of its own
    if arrival.size:
        return _open(arrival.first, arrival, b"entries") + joined + b"}\n" if whole else None
    if arrival.mirrored:
        if not whole:
            return None
        return _open(arrival.first, arrival, b"mirrored") + b"%d}\n%b\n" % (size, joined)
    if not whole:
        return b"".join(_text_line(seq, arrival, text) for seq, text in enumerate(texts, arrival.first))
    if size == 1:
        return _open(arrival.first, arrival, b"frame") + joined + b"}\n"
    return _open(arrival.first, arrival, b"frames") + b"%d}\n%b\n" % (size, joined)


def entry_line(entry: Entry) -> bytes:
    """Return the line of an entry that is not a change of a tie."""
    event: Any = entry.event
    return _open(entry.seq, entry, b"event") + _json({_KIND_OF[type(event)]: msgspec.to_builtins(event)}) + b"}\n"


def ties_line(first: int, received: int, channel: Channel, ties: Sequence[tuple[str, str, float, int]]) -> bytes:
    """Return the line of changes of ties that have numbers from `first` on without a hole.

    Parameters
    ----------
    first : int
        The number of the first.
    received : int
        When it arrived, in microseconds since 1970-01-01 UTC.
    channel : Channel
        Where they came from.
    ties : sequence of (str, str, float, int)
        Source, target, sympathy (NaN for the end of a tie), and when it was.
    """
    rows = [
        [source, target, None if math.isnan(value) else value, *([] if when == received else [when])]
        for source, target, value, when in ties
    ]
    return _open(first, Arrival(first, received, channel, ()), b"ties") + _json(rows) + b"}\n"


def _open(seq: int, what: Arrival | Entry, form: bytes) -> bytes:
    return b'{"seq":%d,"received":%d,"channel":"%b","%b":' % (seq, what.received, what.channel.encode(), form)


def _text_line(seq: int, arrival: Arrival, text: bytes) -> bytes:
    if b"\n" not in text:
        return _open(seq, arrival, b"frame") + text + b"}\n"
    return _open(seq, arrival, b"text") + _json(text.decode()) + b"}\n"


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (UnicodeError, TypeError, OverflowError, ValueError, RecursionError):  # half a surrogate pair, for one
        return encode_json(value)


class _TieRow(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A change of a tie as a line has it; None where the tie ended, and a time where it is not that of the line."""

    source: str
    target: str
    sympathy: Annotated[float, msgspec.Meta(ge=-1, le=1)] | None
    when: int | msgspec.UnsetType = msgspec.UNSET


# -- reading; each raises ValueError for what is not of the format


def read_header(line: bytes) -> Header:
    """Read the first line.

    Raises
    ------
    ValueError
        When it is no header of a recording, or of a version that is not known.
    """
    try:
        header = msgspec.convert(decode_json(line), Header)
    except (ValueError, msgspec.ValidationError):
        raise ValueError("this is not the header of a recording") from None
    if header.format != FORMAT or header.version < 1:
        raise ValueError("this is not the header of a recording")
    if header.version > VERSION:
        raise ValueError(
            f"the recording is of format version {header.version}, and this roomlab reads up to {VERSION}; "
            "install a newer one"
        )
    return header


def read_event(value: bytes) -> Event:
    """Read what an entry line says in the form ``event``.

    Raises
    ------
    ValueError
        When it is not one.
    """
    told = decode_json(value)
    if not isinstance(told, dict) or len(told) != 1 or not _KINDS.keys() >= told.keys():
        raise ValueError("the event is of no kind that is known")
    ((kind, fields),) = told.items()
    try:
        event: Event = msgspec.convert(fields, _KINDS[kind])
    except msgspec.ValidationError as problem:
        raise ValueError(f"the {kind} is not complete: {problem}") from None
    if isinstance(event, Message | RoomEvent) and event.timestamp is not None:
        check_moment(event.timestamp)
    return event


def check_moment(microseconds: int) -> int:
    """Return a time that is one of the calendar.

    Raises
    ------
    ValueError
        When it is not between the years 1 and 9999.
    """
    if not FIRST_MOMENT <= microseconds <= LAST_MOMENT:
        raise ValueError(f"the time {microseconds} is not between the years 1 and 9999")
    return microseconds


def read_ties(value: bytes, received: int) -> tuple[list[str], list[str], list[float], array[int]]:
    """Read what a line says in the form ``ties``.

    Returns
    -------
    sources, targets, sympathies, times
        One of each per change: NaN where the tie ended, and `received` where no time is told (microseconds since
        1970-01-01 UTC).

    Raises
    ------
    ValueError
        When it is not a list of ties.
    """
    told = decode_json(value)
    if not isinstance(told, list) or not told:
        raise ValueError("there are no ties")
    try:
        rows = msgspec.convert(told, list[_TieRow])
    except msgspec.ValidationError:
        raise ValueError("a tie is not [source, target, sympathy] or [source, target, sympathy, time]") from None
    times = array("q", [received if row.when is msgspec.UNSET else check_moment(row.when) for row in rows])
    sympathies = [math.nan if row.sympathy is None else row.sympathy for row in rows]
    return [row.source for row in rows], [row.target for row in rows], sympathies, times


def known_events(frames: Iterable[_wire.Frame]) -> list[EdgeUpdate | Message | RoomEvent]:
    """Return what frames say to a log.

    Raises
    ------
    ValueError
        When one says nothing; its place is the error's only argument.
    """
    events: list[EdgeUpdate | Message | RoomEvent] = []
    for place, frame in enumerate(frames):
        if type(frame) is EdgeUpdate or isinstance(frame, Message | RoomEvent):  # nearly always
            events.append(frame)
        elif isinstance(frame, _wire.EdgeWithExtra):
            events.append(frame.update)
        else:
            raise ValueError(place)
    return events
