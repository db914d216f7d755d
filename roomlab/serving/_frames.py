"""What a recording says, as the contract tells it: frames of the sockets, and records of the REST answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from roomlab._json import encode_json
from roomlab.events import Agent, Channel, EdgeUpdate, Message, RoomEvent, Unknown
from roomlab.log import Entry
from roomlab.recording.reader import Recording, WireText

__all__ = ["agent_record", "event_record", "frames_of", "iso_time", "message_record"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def frames_of(recording: Recording, room: str) -> list[WireText]:
    """Return the frames of a recording in order: those that were recorded byte for byte, others made from the events.

    Parameters
    ----------
    recording : Recording
        Read with its texts.
    room : str
        The id of the room, for the frames that are made.
    """
    kept = {wire.seq: wire for wire in recording.texts}
    mirrors = {wire.seq + 1 for wire in recording.texts if wire.mirrored}  # told by the text of the tie itself
    told: dict[int, WireText] = dict(kept)
    for entry in recording.entries:
        if entry.seq not in kept:
            frame = _frame_of(entry, kept, room)
            if frame is not None:
                told[entry.seq] = frame
    columns = zip(*(column.tolist() for column in recording.edges[:4]), strict=True)
    for seq, when, pair, sympathy in columns:
        if seq not in kept and seq not in mirrors and not math.isnan(sympathy):  # the contract cannot tell of an end
            source, target = recording.pairs[pair]
            update = EdgeUpdate(source, target, sympathy)
            told[seq] = WireText(seq, when, Channel.GRAPH, _envelope("edge_update", _edge_record(update, room)))
    return [told[seq] for seq in sorted(told)]


def _frame_of(entry: Entry, kept: Mapping[int, WireText], room: str) -> WireText | None:
    seq, received, channel, event = entry
    if isinstance(event, Message):
        return WireText(seq, received, Channel.CHAT, _envelope("message", message_record(event, received)))
    if isinstance(event, RoomEvent):
        return WireText(seq, received, Channel.CHAT, _envelope("event", event_record(event, received)))
    if isinstance(event, Unknown) and channel in (Channel.GRAPH, Channel.CHAT):
        text = event.text.encode("utf-8", "replace")
        before = kept.get(seq - 1)
        if before is not None and before.text == text:
            return None  # the fields that roomlab did not know of a frame that it did
        return WireText(seq, received, channel, text)
    return None


def _envelope(kind: str, payload: dict[str, Any]) -> bytes:
    return encode_json({"type": kind, "payload": payload})


def _edge_record(update: EdgeUpdate, room: str) -> dict[str, Any]:
    return {"roomId": room, "from": update.source, "to": update.target, "sympathyLevel": update.sympathy}


def message_record(message: Message, received: int) -> dict[str, Any]:
    """Return a message as the contract has it."""
    return {
        **message.extra,
        "id": message.id,
        "text": message.text,
        "sender": message.sender,
        "agentId": message.agent_id,
        "timestamp": iso_time(received if message.timestamp is None else message.timestamp),
        "agentResponse": message.agent_response,
    }


def event_record(event: RoomEvent, received: int) -> dict[str, Any]:
    """Return an event as a frame has it."""
    return {
        **event.extra,
        "id": event.id,
        "eventType": event.event_type,
        "agentIds": list(event.agent_ids),
        "description": event.description,
        "timestamp": iso_time(received if event.timestamp is None else event.timestamp),
    }


def agent_record(agent: Agent) -> dict[str, Any]:
    """Return the summary of an agent."""
    mood = {"mood": agent.mood or "neutral", "level": 0.5 if agent.mood_level is None else agent.mood_level}
    mood |= {name: agent.extra[name] for name in ("icon", "color") if name in agent.extra}
    return {"id": agent.id, "name": agent.name, "avatar": agent.avatar, "mood": mood}


def iso_time(microseconds: int) -> str:
    """Return a time as ISO 8601, in UTC."""
    return (_EPOCH + timedelta(microseconds=microseconds)).isoformat()
