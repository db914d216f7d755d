"""Text of the contract to events and back, pure. The field names of the wire are known here and nowhere else.

`decode_frame` never raises: what it cannot read becomes `Unknown`, whole. The common frames take a fast path of typed
structs; whatever does not match these exactly (extra fields, half a surrogate pair) is read again, patiently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from roomlab._json import decode_json
from roomlab.events import Agent, EdgeUpdate, Message, RoomEvent, Unknown

__all__ = [
    "PING",
    "Connected",
    "EdgeWithExtra",
    "Frame",
    "Pong",
    "ServerError",
    "agent_reference",
    "decode_frame",
    "decode_ties",
    "parse_agent",
    "parse_edge",
    "parse_event",
    "parse_feed_item",
    "parse_message",
    "parse_time",
]

PING: Final = '{"type":"ping"}'
"""What a client says on either socket, every 20 to 30 seconds."""


class Connected(msgspec.Struct, frozen=True):
    """The server's first word on a socket."""

    text: str


class Pong(msgspec.Struct, frozen=True):
    """The answer to a ping."""


class ServerError(msgspec.Struct, frozen=True):
    """The server complains; the socket stays open."""

    message: str


class EdgeWithExtra(msgspec.Struct, frozen=True):
    """An edge update with fields that this version does not know. `text` is the whole frame."""

    update: EdgeUpdate
    text: str


Frame: TypeAlias = EdgeUpdate | EdgeWithExtra | Message | RoomEvent | Connected | Pong | ServerError | Unknown

# -- the fast path: frames exactly as in the contract

_Id: TypeAlias = str | int


class _EdgePayload(msgspec.Struct, forbid_unknown_fields=True):
    source: _Id = msgspec.field(name="from")
    target: _Id = msgspec.field(name="to")
    sympathy: Annotated[float, msgspec.Meta(ge=-1, le=1)] = msgspec.field(name="sympathyLevel")
    room: _Id | None = msgspec.field(name="roomId", default=None)


class _EdgeFrame(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="edge_update"):
    payload: _EdgePayload


class _MessagePayload(msgspec.Struct, forbid_unknown_fields=True):
    id: _Id
    text: str
    sender: str
    timestamp: str
    agent_id: _Id | None = msgspec.field(name="agentId", default=None)
    agent_response: str | None = msgspec.field(name="agentResponse", default=None)


class _MessageFrame(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="message"):
    payload: _MessagePayload


_decode_exact = msgspec.json.Decoder(_EdgeFrame | _MessageFrame).decode
_decode_lines = msgspec.json.Decoder(_EdgeFrame).decode_lines


def decode_frame(data: bytes) -> Frame:
    """Read one frame of either socket.

    Parameters
    ----------
    data : bytes
        The frame, UTF-8.

    Returns
    -------
    Frame
        What it says; `Unknown` for what is not JSON, not of the contract, or out of range.
    """
    try:
        frame = _decode_exact(data)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return _decode_patiently(data)
    if type(frame) is _EdgeFrame:
        edge = frame.payload
        source, target = edge.source, edge.target
        if type(source) is str and type(target) is str:
            return EdgeUpdate(source, target, edge.sympathy)
        return EdgeUpdate(str(source), str(target), edge.sympathy)
    message = frame.payload
    try:
        when = parse_time(message.timestamp)
    except ValueError:
        return _decode_patiently(data)
    agent = message.agent_id
    return Message(
        str(message.id),
        message.text,
        message.sender,
        agent if agent is None else str(agent),
        when,
        message.agent_response,
    )


def decode_ties(lines: Sequence[bytes]) -> tuple[list[str], list[str], list[float]] | None:
    """Read many frames at once, if each is a change of a tie as `decode_frame` reads it, with nothing beside.

    Parameters
    ----------
    lines : sequence of bytes
        A frame each; all but the last end with their only line feed.

    Returns
    -------
    (list of str, list of str, list of float) or None
        Sources, targets and sympathies; None where there is anything else among them.
    """
    joined = b"".join(lines)
    if joined.count(b"}\n{") != len(lines) - 1:  # so no frame goes over the end of a line, as a line holds no list
        return None
    try:
        frames = _decode_lines(joined)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if len(frames) != len(lines):
        return None
    ties = [frame.payload for frame in frames]
    sources, targets = [tie.source for tie in ties], [tie.target for tie in ties]
    if {*map(type, sources), *map(type, targets)} != {str}:  # ids may be numbers
        return None
    return sources, targets, [tie.sympathy for tie in ties]  # type: ignore[return-value]


# -- the patient path


def _decode_patiently(data: bytes) -> Frame:
    text = data.decode("utf-8", "backslashreplace")
    try:
        envelope = decode_json(data)
        if isinstance(envelope, dict):
            return _read_envelope(envelope, text)
    except ValueError:
        pass
    return Unknown(text)


def _read_envelope(envelope: dict[str, Any], text: str) -> Frame:
    payload = envelope.get("payload")
    fields = payload if isinstance(payload, dict) else {}
    beside = {key: value for key, value in envelope.items() if key not in ("type", "payload")}
    match envelope.get("type"):
        case "edge_update":
            update = parse_edge(fields)
            known = {"from", "to", "sympathyLevel", "roomId"} | (
                {"timestamp"} if update.timestamp is not None else set()
            )
            return EdgeWithExtra(update, text) if beside or fields.keys() - known else update
        case "message":
            return parse_message(beside | fields)
        case "event":
            return parse_event(beside | fields)
        case "connected":
            return Connected(str(fields.get("message", "")))
        case "pong":
            return Pong()
        case "error":
            return ServerError(str(fields.get("message", "")))
    return Unknown(text)


# -- one record each; each raises ValueError for a record that is not one


def _identifier(value: object, field: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{field} is {value!r:.60}, expected an id: text or an integer")


def _text(fields: Mapping[str, Any], field: str) -> str:
    value = fields.get(field)
    if not isinstance(value, str):
        raise ValueError(f"{field} is {value!r:.60}, expected text")
    return value


def _rest(fields: Mapping[str, Any], *known: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key not in known}


def parse_time(text: str) -> int:
    """Return an ISO 8601 time as microseconds since 1970-01-01 UTC; a time without an offset is UTC.

    Raises
    ------
    ValueError
        When it is not such a time.

    Examples
    --------
    >>> parse_time("1970-01-01T00:00:01.5+00:00")
    1500000
    >>> parse_time("1970-01-01T00:00:01")
    1000000
    """
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    passed = when - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _time(fields: Mapping[str, Any], extra: dict[str, Any]) -> int | None:
    """Return the timestamp, or None, keeping what it was in `extra`."""
    value = fields.get("timestamp")
    if value is None:
        return None
    try:
        if isinstance(value, str):
            return parse_time(value)
    except ValueError:
        pass
    extra["timestamp"] = value
    return None


def parse_edge(fields: Mapping[str, Any]) -> EdgeUpdate:
    """Read ``{from, to, sympathyLevel}``, with a timestamp or without.

    Raises
    ------
    ValueError
        When a field is missing, or the sympathy is no number in [-1, 1].
    """
    sympathy = fields.get("sympathyLevel")
    if isinstance(sympathy, bool) or not isinstance(sympathy, int | float) or not -1 <= sympathy <= 1:
        raise ValueError(f"sympathyLevel is {sympathy!r:.60}, expected a number in [-1, 1]")
    source, target = _identifier(fields.get("from"), "from"), _identifier(fields.get("to"), "to")
    return EdgeUpdate(source, target, float(sympathy), _time(fields, {}))


def parse_message(fields: Mapping[str, Any]) -> Message:
    """Read a message, from a frame or from a page of the history.

    Raises
    ------
    ValueError
        When the id, the text or the sender is missing or of another type.
    """
    extra = _rest(fields, "id", "text", "sender", "timestamp", "agentId", "agentResponse", "type")
    response = fields.get("agentResponse")
    if response is not None and not isinstance(response, str):
        extra["agentResponse"], response = response, None
    agent = fields.get("agentId")
    return Message(
        id=_identifier(fields.get("id"), "id"),
        text=_text(fields, "text"),
        sender=_text(fields, "sender"),
        agent_id=None if agent is None else _identifier(agent, "agentId"),
        timestamp=_time(fields, extra),
        agent_response=response,
        extra=extra,
    )


def parse_event(fields: Mapping[str, Any]) -> RoomEvent:
    """Read an event, from a frame (`eventType`), from the feed, or from the answer to a POST (`type`).

    Raises
    ------
    ValueError
        When the id, the type or the description is missing or of another type.
    """
    kind = "eventType" if "eventType" in fields else "type"
    agents = fields.get("agentIds")
    if agents is None:
        agents = []
    if not isinstance(agents, list):
        raise ValueError(f"agentIds is {agents!r:.60}, expected a list of ids")
    extra = _rest(fields, "id", "eventType", "type", "agentIds", "description", "timestamp")
    return RoomEvent(
        id=_identifier(fields.get("id"), "id"),
        event_type=_text(fields, kind),
        description=_text(fields, "description"),
        agent_ids=tuple(_identifier(agent, "agentIds") for agent in agents),
        timestamp=_time(fields, extra),
        extra=extra,
    )


def parse_feed_item(fields: Mapping[str, Any]) -> Message | RoomEvent:
    """Read one item of the feed.

    Raises
    ------
    ValueError
        When it is neither a message nor an event.
    """
    if fields.get("type") == "message" or ("text" in fields and "sender" in fields):
        return parse_message(fields)
    return parse_event(fields)


def parse_agent(fields: Mapping[str, Any]) -> Agent:
    """Read an agent, in summary or in full, without memories, plans and relationships.

    Raises
    ------
    ValueError
        When the id or the name is missing or of another type.
    """
    extra = _rest(fields, "id", "name", "avatar", "mood", "character", "keyMemories", "plans", "relationships")
    mood = fields.get("mood")
    if isinstance(mood, dict):
        name, level = mood.get("mood"), mood.get("level")
        extra |= {key: mood[key] for key in ("icon", "color") if mood.get(key) is not None}
    else:
        name, level = mood, None
    avatar, character = fields.get("avatar"), fields.get("character")
    return Agent(
        id=_identifier(fields.get("id"), "id"),
        name=_text(fields, "name"),
        mood=name if isinstance(name, str) else None,
        mood_level=_finite_or_none(level),
        avatar=avatar if isinstance(avatar, str) else None,
        character=character if isinstance(character, str) else None,
        extra=extra,
    )


def _finite_or_none(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
        return None
    return float(value)


def agent_reference(agent_id: str) -> int | str:
    """Return an agent's id as a request body carries it: an integer where it is one.

    Examples
    --------
    >>> agent_reference("12"), agent_reference("twelve")
    (12, 'twelve')
    """
    number = agent_id.removeprefix("-")
    return int(agent_id) if number.isascii() and number.isdecimal() and len(number) <= 18 else agent_id
