"""Opens the room that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from roomlab.cli._options import read_account
from roomlab.views._printable import printable

if TYPE_CHECKING:
    from roomlab.room import Room

__all__ = ["open_live"]


def open_live(url: str, room: str, email: str | None) -> Room:
    """Find out who the user is, and open a live room; a terminal shows that something happens meanwhile.

    Raises
    ------
    RoomlabError
        The room cannot be opened.
    """
    import roomlab

    account = read_account(email)
    with Console(stderr=True).status(Text(printable(f"Reading room {room} of {url} ..."))):
        return roomlab.connect(url, room=room, email=account.email, password=account.password, token=account.token)
