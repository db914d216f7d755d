"""Links for observers: the address of a room, and behind a ``#``, where no browser sends it on, its token.

``http://localhost:8000/api/rooms/1#token=…``
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from roomlab._secret import Secret
from roomlab.errors import InputError
from roomlab.sources._address import parse_address, room_segment

__all__ = ["Place", "is_link", "make_link", "read_place"]

_ROOMS = "/api/rooms/"
_TOKEN = "token="  # noqa: S105


class Place(NamedTuple):
    """Where a room is, and with what token it may be read, if a link named one."""

    url: str
    room: str | int
    token: Secret | None


def is_link(url: str) -> bool:
    """Whether an address is a link for observers rather than that of a server."""
    return "#" in url


def make_link(url: str, room: str | int, token: str) -> str:
    """Return the link to a room of the server at `url`."""
    return f"{parse_address(url).http}{_ROOMS}{room_segment(room)}#{_TOKEN}{token}"


def read_place(url: str, room: str | int | None, fragment: Secret | None) -> Place:
    """Return where a room is.

    Parameters
    ----------
    url : str
        The server's address, or a link up to its ``#``.
    room : str or int or None
        The room; None with a link.
    fragment : Secret or None
        What stands behind the ``#``.

    Raises
    ------
    InputError
        There is neither a room nor a link, or both, or the link is not whole.
    """
    if fragment is None:
        if room is None:
            raise InputError(
                "there is no room; give its id, as in room=1, or a link for observers, which names it itself"
            )
        return Place(url, room, None)
    if room is not None:
        raise InputError(f"the link names its room itself, and room={room!r:.60} was given, too; leave one of them out")
    server, rooms, number = url.rstrip("/").rpartition(_ROOMS)
    if not rooms or not number or "/" in number or not fragment.reveal().startswith(_TOKEN):
        raise InputError(
            "the link is not whole (it is not shown here); expected http://SERVER/api/rooms/ROOM#token=TOKEN, "
            "as roomlab share wrote it"
        )
    return Place(server, unquote(number), Secret(fragment.reveal().removeprefix(_TOKEN)))
