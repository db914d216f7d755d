"""Passwords and tokens, kept where no repr, log, pickle or traceback with local variables shows them."""

from __future__ import annotations

import re
from typing import NoReturn

__all__ = ["Secret", "revealed", "without_secret"]

_USER = re.compile(r"^(\s*[a-z+]+://)[^/?#]*@", re.IGNORECASE)


class Secret:
    """A text that only :meth:`reveal` tells.

    What holds a password keeps it as this, from the first line on: tools that print the local variables of a traceback
    (rich, pytest, notebooks) print the repr of each.

    Parameters
    ----------
    text : str
        The secret.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of(cls, given: str | Secret | None) -> Secret | None:
        """Return what a user gave as a secret; None stays None."""
        return given if given is None or isinstance(given, Secret) else cls(str(given))

    def reveal(self) -> str:
        """Return the text, for the one expression that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "<secret>"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


def without_secret(url: str) -> tuple[str, Secret | None]:
    """Return an address as it may be shown, and what stood behind its ``#``; never raises.

    A user and a password in the address, and its query, are masked: an address has neither.
    """
    if not isinstance(url, str):
        return url, None
    secret = Secret(url.partition("#")[2]) if "#" in url else None
    url = _USER.sub(r"\1…@", url.partition("#")[0])
    address, mark, _ = url.partition("?")
    return (f"{address}?…" if mark else address), secret


def revealed(value: object) -> object:
    """Return a body as it is sent: secrets that a mapping holds become text. Anything else stays as it is."""
    if not isinstance(value, dict):
        return value
    return {name: one.reveal() if isinstance(one, Secret) else one for name, one in value.items()}
