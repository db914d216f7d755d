"""Frames of the subprotocol ``roomlab.v1`` to what they say, and back: everything of a room, numbered. Pure.

`decode_frame` reads what the server sends on such a socket. The common frames take a fast path of typed structs; one
that holds anything else is read again, patiently, event by event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

import msgspec

from roomlab import _wire
from roomlab._json import decode_json, encode_json
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, RoomEvent, TieBatch, Unknown

__all__ = [
    "SUBPROTOCOL",
    "Entries",
    "Frame",
    "Item",
    "MoodChange",
    "Position",
    "Resumed",
    "Snapshot",
    "contract_texts",
    "decode_entries",
    "decode_frame",
    "resume",
]

SUBPROTOCOL: Final = "roomlab.v1"


class Position(NamedTuple):
    """A place in the history of a room: the number of an event, and the epoch in which the server wrote it."""

    epoch: str
    seq: int


class MoodChange(msgspec.Struct, frozen=True):
    """The mood of an agent is now another; `extra` as in `Agent`."""

    agent_id: str
    mood: str | None
    level: float | None
    extra: dict[str, Any]


Item: TypeAlias = EdgeUpdate | TieBatch | Message | RoomEvent | Agent | AgentRemoved | MoodChange | Unknown
"""What an entry says; a `TieBatch` has as many numbers as changes, anything else one (an `Unknown` any)."""


class Entries(NamedTuple):
    """Entries that follow each other: the numbers from `first` to `last`, all of one epoch.

    `is_plain` tells that each says all by itself what a log is to hold: there is none of a mood, none of an agent that
    left, and none that nobody understands.
    """

    epoch: str
    first: int
    last: int
    items: list[Item]
    is_plain: bool


class Resumed(msgspec.Struct, frozen=True):
    """The server's answer: whether all that was missed follows, and where the room stands."""

    recovered: bool
    epoch: str
    seq: int
    reason: str = ""


class Snapshot(NamedTuple):
    """A part of a room as it is at a position; `newest` is the id of its newest message or event, "0" for none."""

    position: Position
    newest: str
    agents: list[Agent]
    ties: list[EdgeUpdate]
    more: bool


Frame: TypeAlias = Entries | Resumed | Snapshot | _wire.Frame


def resume(position: Position | None) -> str:
    """Return the frame that asks to go on after `position`, or to begin."""
    payload = {} if position is None else position._asdict()
    return encode_json({"type": "resume", "payload": payload}).decode()


# -- the fast path

_Sympathy: TypeAlias = Annotated[float, msgspec.Meta(ge=-1, le=1)]
_Time: TypeAlias = Annotated[int, msgspec.Meta(ge=-62_135_596_800_000_000, le=253_402_300_799_999_999)]


class _EdgePayload(msgspec.Struct, forbid_unknown_fields=True):
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    sympathy: _Sympathy = msgspec.field(name="sympathyLevel")
    room: str = msgspec.field(name="roomId", default="")


class _Edge(msgspec.Struct, tag_field="type", tag="edge_update"):
    payload: _EdgePayload


class _EdgesPayload(msgspec.Struct):
    sources: list[str] = msgspec.field(name="from")
    targets: list[str] = msgspec.field(name="to")
    sympathies: list[_Sympathy] = msgspec.field(name="sympathyLevel")


class _Edges(msgspec.Struct, tag_field="type", tag="edge_updates"):
    payload: _EdgesPayload


class _Message(msgspec.Struct, tag_field="type", tag="message"):
    payload: dict[str, Any]


class _Event(msgspec.Struct, tag_field="type", tag="event"):
    payload: dict[str, Any]


class _Agent(msgspec.Struct, tag_field="type", tag="agent"):
    payload: dict[str, Any]


class _Entry(msgspec.Struct):
    seq: int
    at: _Time
    event: _Edge | _Edges | _Message | _Event | _Agent
    last: int | None = None


class _Payload(msgspec.Struct):
    epoch: str
    entries: Annotated[list[_Entry], msgspec.Meta(min_length=1)]


class _EntriesFrame(msgspec.Struct, tag_field="type", tag="entries"):
    payload: _Payload


_decode_fast = msgspec.json.Decoder(_EntriesFrame).decode


def decode_frame(data: bytes) -> Frame:
    """Read one frame.

    Raises
    ------
    ValueError
        When it is one of the subprotocol's, and is not as it must be: nothing that follows can be relied on then.
    """
    if data.startswith(b'{"type":"entries"'):
        return decode_entries(data)
    try:
        envelope = decode_json(data)
    except ValueError:
        return Unknown(data.decode("utf-8", "backslashreplace"))
    kind = envelope.get("type") if isinstance(envelope, dict) else None
    if kind == "entries":
        return decode_entries(data)
    try:
        if kind == "resumed":
            return msgspec.convert(envelope.get("payload"), Resumed)
        if kind == "snapshot":
            return _snapshot(envelope.get("payload"))
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None
    return _wire.decode_frame(data)


def decode_entries(data: bytes) -> Entries:
    """Read a frame of the type ``entries``.

    Raises
    ------
    ValueError
        When it is none, or its numbers do not follow each other.
    """
    try:
        return _entries_exactly(data)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        pass
    try:
        return _entries_patiently(data)
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None


def _entries_exactly(data: bytes) -> Entries:
    payload = _decode_fast(data).payload
    items: list[Item] = []
    following = payload.entries[0].seq
    for entry in payload.entries:
        if entry.seq != following:
            raise ValueError(f"number {entry.seq} follows number {following - 1}")
        event = entry.event
        if type(event) is _Edge:
            edge = event.payload
            items.append(EdgeUpdate(edge.source, edge.target, edge.sympathy, entry.at))
        elif type(event) is _Edges:
            items.append(_batch(event.payload, entry.at))
        else:
            items.append(_READERS[type(event)](event.payload))  # type: ignore[arg-type]
        following = _after(entry.seq, entry.last, items[-1])
    return Entries(payload.epoch, payload.entries[0].seq, following - 1, items, True)


_READERS: dict[type, Callable[[dict[str, Any]], Item]] = {
    _Message: _wire.parse_message,
    _Event: _wire.parse_event,
    _Agent: _wire.parse_agent,
}


def _batch(payload: _EdgesPayload, at: int) -> TieBatch:
    if not len(payload.sources) == len(payload.targets) == len(payload.sympathies):
        raise ValueError("the columns of a batch differ in length")
    return TieBatch(payload.sources, payload.targets, payload.sympathies, at)


def _after(seq: int, last: int | None, item: Item) -> int:
    """Return the number that follows an entry."""
    size = 1 if last is None else last - seq + 1
    if size < 1 or (not isinstance(item, Unknown) and size != (len(item) if isinstance(item, TieBatch) else 1)):
        raise ValueError(f"the entry with number {seq} does not have the numbers that it says")
    return seq + size


class _RawEntry(msgspec.Struct):
    event: msgspec.Raw
    seq: int


class _RawPayload(msgspec.Struct):
    entries: list[_RawEntry]


class _RawFrame(msgspec.Struct):
    payload: _RawPayload


class _Kind(msgspec.Struct):
    type: str


_STREAMS = {"message": Channel.CHAT, "event": Channel.CHAT, "edge_update": Channel.GRAPH}
_decode_raw = msgspec.json.Decoder(_RawFrame).decode
_decode_kind = msgspec.json.Decoder(_Kind).decode


def contract_texts(data: bytes) -> list[tuple[int, Channel, bytes]]:
    """Return the events of a frame of entries that the contract has a frame for, byte for byte.

    Each with its place, counted in numbers from that of the first, and the stream of the contract that carries it.
    """
    entries = _decode_raw(data).payload.entries
    texts = [(entry.seq - entries[0].seq, bytes(entry.event)) for entry in entries]
    kinds = [_STREAMS.get(_decode_kind(text).type) for _, text in texts]
    return [(place, stream, text) for (place, text), stream in zip(texts, kinds, strict=True) if stream is not None]


# -- the patient path


class _AnyEntry(msgspec.Struct):
    seq: int
    at: _Time
    event: dict[str, Any]
    last: int | None = None


class _AnyPayload(msgspec.Struct):
    epoch: str
    entries: Annotated[list[_AnyEntry], msgspec.Meta(min_length=1)]


def _entries_patiently(data: bytes) -> Entries:
    envelope = decode_json(data)
    if not isinstance(envelope, dict) or envelope.get("type") != "entries":
        raise ValueError("this is no frame of entries")
    payload = msgspec.convert(envelope.get("payload"), _AnyPayload)
    items: list[Item] = []
    following = payload.entries[0].seq
    for entry in payload.entries:
        if entry.seq != following:
            raise ValueError(f"number {entry.seq} follows number {following - 1}")
        items.append(_item(entry))
        following = _after(entry.seq, entry.last, items[-1])
    plain = not any(isinstance(item, MoodChange | AgentRemoved | Unknown) for item in items)
    return Entries(payload.epoch, payload.entries[0].seq, following - 1, items, plain)


def _item(entry: _AnyEntry) -> Item:
    payload = entry.event.get("payload")
    fields = payload if isinstance(payload, dict) else {}
    try:
        return _read(entry.event.get("type"), fields, entry)
    except ValueError:
        return Unknown(encode_json(entry.event).decode())


def _read(kind: object, fields: dict[str, Any], entry: _AnyEntry) -> Item:
    match kind:
        case "edge_update":
            edge = _wire.parse_edge(fields)
            return EdgeUpdate(edge.source, edge.target, edge.sympathy, entry.at)
        case "edge_updates":
            return _batch(msgspec.convert(fields, _EdgesPayload), entry.at)
        case "message":
            return _wire.parse_message(fields)
        case "event":
            return _wire.parse_event(fields)
        case "agent":
            return _wire.parse_agent(fields)
        case "agent_mood":
            agent = _wire.parse_agent({**fields, "name": ""})
            return MoodChange(agent.id, agent.mood, agent.mood_level, agent.extra)
        case "agent_removed" if isinstance(fields.get("id"), str):
            return AgentRemoved(fields["id"])
    return Unknown(encode_json(entry.event).decode())


class _SnapshotPayload(msgspec.Struct, rename="camel"):
    epoch: str
    seq: int
    agents: list[dict[str, Any]]
    edges: _EdgesPayload
    newest_id: str = "0"
    more: bool = False


def _snapshot(payload: object) -> Snapshot:
    told = msgspec.convert(payload, _SnapshotPayload)
    edges = _batch(told.edges, 0)
    ties = [EdgeUpdate(*tie) for tie in zip(edges.sources, edges.targets, edges.sympathies, strict=True)]
    agents = [_wire.parse_agent(agent) for agent in told.agents]
    return Snapshot(Position(told.epoch, told.seq), told.newest_id, agents, ties, told.more)
