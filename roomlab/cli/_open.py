"""Opens the room that the user names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from roomlab._secret import without_secret
from roomlab.cli._options import Account, read_account
from roomlab.errors import InputError
from roomlab.views._printable import printable

if TYPE_CHECKING:
    from roomlab.room import Room

__all__ = ["is_kept", "open_kept", "open_live"]

_ENDINGS = (".jsonl", ".zst", ".zip")


def is_kept(place: str) -> bool:
    """Whether a place is a file or a folder rather than a server or a link."""
    return "://" not in place and "#" not in place and (place.endswith(_ENDINGS) or Path(place).exists())


def open_kept(place: str, room: str | None = None) -> Room:
    """Open a recording or a crate.

    Parameters
    ----------
    place : str
        Its path.
    room : str, optional
        As given on the command line, where it is a mistake.

    Raises
    ------
    InputError
        It is neither, it is damaged, or a room was named.
    """
    import roomlab

    if room is not None:
        raise InputError(f"{place} is one room, and --room {room} was given, too; leave it out")
    path = Path(place)
    return roomlab.open_crate(path) if path.is_dir() or path.suffix == ".zip" else roomlab.replay(path)


def open_live(url: str, room: str | None, email: str | None) -> Room:
    """Find out who the user is, and open a live room; a terminal shows that something happens meanwhile.

    Parameters
    ----------
    url : str
        The server, or a link for observers, which needs neither a room nor a user.
    room, email : str, optional
        As given on the command line.

    Raises
    ------
    RoomlabError
        The room cannot be opened.
    """
    import roomlab

    shown, fragment = without_secret(url)
    if fragment is None and room is None:
        raise InputError("there is no room; give --room ID, or the whole link that roomlab share wrote")
    account = read_account(email) if fragment is None else Account()
    where = shown if room is None else f"room {room} of {shown}"
    with Console(stderr=True).status(Text(printable(f"Reading {where} ..."))):
        return roomlab.connect(url, room, email=account.email, password=account.password, token=account.token)
