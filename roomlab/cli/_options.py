"""Options that several commands share, and who the user is."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from roomlab.errors import InputError

__all__ = [
    "Account",
    "EmailOption",
    "OutOption",
    "PlaceArgument",
    "PlaceRoomOption",
    "RoomOption",
    "SecondsOption",
    "UrlArgument",
    "read_account",
    "read_speed",
]

UrlArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="URL", help="Where the server is, as in http://127.0.0.1:8000.")
]
PlaceArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="URL",
        envvar="ROOMLAB_LINK",
        show_envvar=False,
        help="Where the server is, as in http://127.0.0.1:8000. Or a link for observers, which names the room itself; "
        "it may stand in ROOMLAB_LINK instead.",
    ),
]
RoomOption: TypeAlias = Annotated[str, typer.Option("--room", metavar="ID", help="The room.")]
PlaceRoomOption: TypeAlias = Annotated[
    str | None, typer.Option("--room", metavar="ID", help="The room; not with a link.")
]
EmailOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--email",
        metavar="ADDRESS",
        envvar="ROOMLAB_EMAIL",
        help="Who you are; the password is asked for, or comes from ROOMLAB_PASSWORD. Or give ROOMLAB_TOKEN alone.",
    ),
]
SecondsOption: TypeAlias = Annotated[
    float | None,
    typer.Option("--seconds", metavar="SECONDS", min=0, help="Stop after so many seconds instead of at Ctrl-C."),
]
OutOption: TypeAlias = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="The folder to write to; made if it is not there.")
]


@dataclass(frozen=True)
class Account:
    """Who the user is: an e-mail and a password, or a token. Its repr tells no secret."""

    email: str | None = None
    password: str | None = None
    token: str | None = None

    def __repr__(self) -> str:
        return f"<Account {self.email or 'by token'}>"


def read_account(email: str | None, *, asked_twice: bool = False) -> Account:
    """Find out who the user is. Secrets come from the environment or the keyboard, never from the command line.

    Parameters
    ----------
    email : str, optional
        As given on the command line or by environment.
    asked_twice : bool
        Whether a password that is typed is typed again, as for a new account, which a token cannot make.

    Raises
    ------
    InputError
        There is neither an e-mail nor a token, or no password and nobody to ask.
    """
    token = os.environ.get("ROOMLAB_TOKEN")
    if email is None:
        if token and asked_twice:
            raise InputError("a new account needs an e-mail; give --email ADDRESS, or leave out --register")
        if token:
            return Account(token=token)
        raise InputError("the server asks who you are; give --email ADDRESS, or a token in the variable ROOMLAB_TOKEN")
    password = os.environ.get("ROOMLAB_PASSWORD")
    if not password:
        if not sys.stdin.isatty():
            raise InputError(
                "there is no password; put it into the variable ROOMLAB_PASSWORD, or start from a terminal"
            )
        password = typer.prompt(f"Password of {email}", hide_input=True, confirmation_prompt=asked_twice, err=True)
    return Account(email=email, password=password)


def read_speed(text: str) -> float | None:
    """Read ``--speed``, a number above 0 or ``max``; None is as fast as possible.

    Raises
    ------
    InputError
        It is neither.
    """
    from roomlab.sources._playback import FASTEST

    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed < FASTEST:  # NaN, too
        raise InputError(f"--speed is {text!r}; expected a number above 0, as in --speed 10, or max")
    return speed
