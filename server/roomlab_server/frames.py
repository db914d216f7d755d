"""Frames of the sockets: text to type, values to text. Pure.

The contract's envelope is ``{"type": …, "payload": {…}}``.
"""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = [
    "FAILED",
    "FRAME_LIMIT",
    "NO_ACCESS",
    "NO_TOKEN",
    "PONG",
    "SLOW_READER",
    "TOO_MANY",
    "connected",
    "edge_update",
    "entry",
    "error",
    "raw_close",
    "raw_text",
    "read_type",
]

NO_TOKEN = 4001
"""Close code: the token is missing, wrong or expired."""

NO_ACCESS = 4003
"""Close code: the room is another's, was never there, or is there no more."""

FAILED = 1011
"""Close code: the server could not do what it was asked for (RFC 6455, section 7.4.1)."""

SLOW_READER = 1013
"""Close code: the socket was read too slowly ("try again later", IANA registry)."""

TOO_MANY = 4029
"""Close code: the user, or the observers of their rooms, have too many sockets open already (as HTTP 429)."""

FRAME_LIMIT = 64 * 1024
"""The most bytes that a client's frame may have."""

CONNECTED = {"chat": "Подключено к чату комнаты", "graph": "Подключено к графу отношений"}

_encode = msgspec.json.Encoder().encode


class _Incoming(msgspec.Struct):
    type: str


_decode = msgspec.json.Decoder(_Incoming).decode


def _envelope(kind: str, payload: dict[str, Any]) -> bytes:
    return _encode({"type": kind, "payload": payload})


PONG = _envelope("pong", {})


def connected(room_id: int, channel: str) -> bytes:
    """Return the first frame of a socket."""
    return _envelope("connected", {"roomId": str(room_id), "message": CONNECTED[channel]})


def entry(kind: str, payload: dict[str, Any]) -> bytes:
    """Return the frame of a message or an event."""
    return _envelope(kind, payload)


def edge_update(room_id: int, source: int, target: int, sympathy: float) -> bytes:
    """Return the frame of a changed tie."""
    payload = {"roomId": str(room_id), "from": str(source), "to": str(target), "sympathyLevel": sympathy}
    return _envelope("edge_update", payload)


def error(message: str) -> bytes:
    """Return the frame that says what was wrong with a client's frame."""
    return _envelope("error", {"message": message})


def read_type(text: str) -> str | None:
    """Return the type of a client's frame, or None for what is no frame."""
    try:
        return _decode(text).type
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def raw_text(payload: bytes) -> bytes:
    """Return `payload` as a whole, unmasked WebSocket text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes((size,)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def raw_close(code: int, reason: str) -> bytes:
    """Return a WebSocket close frame; the reason has at most 123 bytes."""
    payload = code.to_bytes(2, "big") + reason.encode()
    return b"\x88" + bytes((len(payload),)) + payload
