"""Frames of the subprotocol ``roomlab.v1``: everything that happens in a room, numbered, in one order. Pure.

An event is an envelope ``{"type": …, "payload": {…}}``, as the contract has it where it has one; built once, stored in
the log as it is, and sent as it is. docs/protocol.md says what each means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from .model import Agent
from .stage import Mood

__all__ = [
    "SUBPROTOCOL",
    "Resume",
    "agent",
    "agent_removed",
    "batch",
    "entries",
    "item",
    "mood",
    "read_resume",
    "rest_of_batch",
    "resumed",
    "snapshot",
]

SUBPROTOCOL = "roomlab.v1"

_encode = msgspec.json.Encoder().encode


def _envelope(kind: str, payload: dict[str, Any]) -> bytes:
    return _encode({"type": kind, "payload": payload})


# -- events that the contract does not have


def agent(of: Agent) -> bytes:
    """Return the event of an agent that joins."""
    return _envelope("agent", agent_record(of))


def agent_record(of: Agent) -> dict[str, Any]:
    """Return all that is told of an agent."""
    return {
        "id": str(of.id),
        "name": of.name,
        "avatar": of.avatar,
        "mood": _mood_record(of.mood),
        "character": of.character,
    }


def agent_removed(agent_id: int) -> bytes:
    """Return the event of an agent that leaves, and its ties with it."""
    return _envelope("agent_removed", {"id": str(agent_id)})


def mood(agent_id: int, of: Mood) -> bytes:
    """Return the event of an agent whose mood changes."""
    return _envelope("agent_mood", {"id": str(agent_id), "mood": _mood_record(of)})


def _mood_record(of: Mood) -> dict[str, Any]:
    return {"mood": of.mood, "level": of.level, "icon": of.icon, "color": of.color}


def batch(room_id: int, sources: Sequence[int], targets: Sequence[int], sympathies: Sequence[float]) -> bytes:
    """Return the event of many changes of ties, one after the other, each with a number of its own."""
    names = {number: str(number) for number in {*sources, *targets}}
    return _envelope(
        "edge_updates",
        {
            "roomId": str(room_id),
            "from": [names[source] for source in sources],
            "to": [names[target] for target in targets],
            "sympathyLevel": sympathies,
        },
    )


def rest_of_batch(body: bytes, skipped: int) -> bytes:
    """Return a batch without its first `skipped` changes."""
    event = msgspec.json.decode(body)
    payload = event["payload"]
    for column in ("from", "to", "sympathyLevel"):
        payload[column] = payload[column][skipped:]
    return _encode(event)


# -- frames


def item(first: int, last: int, at: int, body: bytes) -> bytes:
    """Return one entry of a frame: an event, its number (or numbers), and when it was (microseconds since 1970)."""
    if first == last:
        return b'{"seq":%d,"at":%d,"event":%b}' % (first, at, body)
    return b'{"seq":%d,"last":%d,"at":%d,"event":%b}' % (first, last, at, body)


def entries(epoch: str, items: Iterable[bytes]) -> bytes:
    """Return the frame of some entries that follow each other, all written in one epoch."""
    return b'{"type":"entries","payload":{"epoch":"%b","entries":[%b]}}' % (epoch.encode(), b",".join(items))


def resumed(recovered: bool, epoch: str, seq: int, reason: str = "") -> bytes:
    """Return the frame that answers where a client wants to go on: from there, or with a snapshot.

    Parameters
    ----------
    recovered : bool
        Whether all that it missed follows; if not, a snapshot does.
    epoch : str
        That of the newest event.
    seq : int
        The number of the newest event.
    reason : str
        Why not, when it is not recovered.
    """
    payload: dict[str, Any] = {"recovered": recovered, "epoch": epoch, "seq": seq}
    return _envelope("resumed", payload if recovered else {**payload, "reason": reason})


def snapshot(
    epoch: str,
    seq: int,
    newest: int,
    agents: Iterable[Agent],
    ties: Sequence[tuple[tuple[int, int], float]],
    more: bool,
) -> bytes:
    """Return a part of the frame that tells a room as it is after the event with the number `seq`.

    Parameters
    ----------
    epoch : str
        The one in which that event was written.
    seq : int
        Its number.
    newest : int
        The id of the newest message or event until then, 0 for none.
    agents : iterable of Agent
        Those of this part.
    ties : sequence of ((int, int), float)
        Those of this part: source and target, and the sympathy.
    more : bool
        Whether further parts follow.
    """
    edges = {
        "from": [str(source) for (source, _), _ in ties],
        "to": [str(target) for (_, target), _ in ties],
        "sympathyLevel": [sympathy for _, sympathy in ties],
    }
    payload = {
        "epoch": epoch,
        "seq": seq,
        "newestId": str(newest),
        "agents": list(map(agent_record, agents)),
        "edges": edges,
        "more": more,
    }
    return _envelope("snapshot", payload)


# -- what a client says


class Resume(msgspec.Struct):
    """What a client has seen last; both None when it has seen nothing."""

    epoch: str | None = None
    seq: int | None = None


class _ResumeFrame(msgspec.Struct, tag_field="type", tag="resume"):
    payload: Resume = msgspec.field(default_factory=Resume)


_decode = msgspec.json.Decoder(_ResumeFrame).decode


def read_resume(text: str) -> Resume | None:
    """Return what a client's frame of the type ``resume`` says, or None for what is no such frame."""
    try:
        return _decode(text).payload
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
