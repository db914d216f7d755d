"""The address of a server, as the user types it."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from roomlab._secret import without_secret
from roomlab.errors import InputError

__all__ = ["Address", "parse_address", "path_segment", "room_segment"]


class Address(NamedTuple):
    """Where a server is: the same host for requests (`http`) and for sockets (`ws`), without a slash at the end."""

    http: str
    ws: str
    host: str
    """Host and port, for headings."""
    loopback: bool
    """Whether it is this machine: then no proxy may stand in between."""


def parse_address(url: str) -> Address:
    """Read the server's URL, with or without a slash or ``/api`` at the end.

    Raises
    ------
    InputError
        When it is no ``http://`` or ``https://`` URL; a user or password inside it is not repeated in the message.
    """
    example = "expected something like http://localhost:8000"
    url, fragment = without_secret(url)
    if not isinstance(url, str):
        raise InputError(f"the server's address is {url!r:.100}; {example}")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as problem:
        raise InputError(f"the server's address cannot be read ({problem}); {example}") from None
    if parts.username is not None or parts.password is not None:
        raise InputError(
            "the server's address holds a user or a password; leave them out and give email= and password="
        )
    if parts.scheme in ("ws", "wss"):
        right = "http" + parts.scheme[2:]
        raise InputError(f"the server's address starts with {parts.scheme}://; write {right}://{parts.netloc}")
    if parts.scheme not in ("http", "https") or not host:
        hint = f"did you mean http://{url.strip()}?" if "://" not in url and url.strip() else example
        raise InputError(f"the server's address is {url!r:.100}, which is no http:// or https:// URL; {hint}")
    if parts.query or fragment is not None:
        raise InputError(f"the server's address must not have a ? or # part; {example}")
    path = parts.path.rstrip("/").removesuffix("/api").rstrip("/")
    where = f"[{host}]" if ":" in host else host
    if port is not None:
        where = f"{where}:{port}"
    return Address(
        http=f"{parts.scheme}://{where}{path}",
        ws=f"ws{parts.scheme[4:]}://{where}{path}",
        host=where,
        loopback=_is_loopback(host),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def room_segment(room: int | str) -> str:
    """Return a room's id as one segment of a path.

    Raises
    ------
    InputError
        When it is neither a number nor a text, or empty.
    """
    if isinstance(room, bool) or not isinstance(room, int | str) or not str(room).strip():
        raise InputError(f"the room is {room!r:.100}; expected its id, as in room=1")
    return path_segment(str(room).strip())


def path_segment(text: str) -> str:
    """Return any id as one segment of a path, whatever is in it."""
    segment = quote(text, safe="", errors="replace")
    return segment.replace(".", "%2E") if segment in (".", "..") else segment
