"""Opens the room that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from roomlab._secret import without_secret
from roomlab.cli._options import Account, read_account
from roomlab.views._printable import printable

if TYPE_CHECKING:
    from roomlab.room import Room

__all__ = ["open_live"]


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
    account = read_account(email) if fragment is None and room is not None else Account()
    where = shown if room is None else f"room {room} of {shown}"
    with Console(stderr=True).status(Text(printable(f"Reading {where} ..."))):
        return roomlab.connect(url, room, email=account.email, password=account.password, token=account.token)
