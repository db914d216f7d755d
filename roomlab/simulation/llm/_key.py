"""The key of an endpoint: from the environment, to the one origin that it is for, and nowhere else."""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import threading
from collections.abc import Callable, Generator
from typing import NoReturn
from weakref import WeakSet

import httpx

from roomlab.errors import InputError

__all__ = ["KEY_VARIABLE", "Key"]

KEY_VARIABLE = "ROOMLAB_LLM_KEY"
"""The environment variable that holds the key, unless another is named."""

MASK = "[key]"
_SHORTEST_SECRET = 8  # characters; what is shorter ("none", "ollama") is put there for form's sake and occurs in texts


class Key(httpx.Auth):
    """Signs requests to one origin with the key of the environment. Shows it to nobody, and cannot be pickled.

    Parameters
    ----------
    variable : str
        The environment variable. It may be unset: a model on one's own machine needs no key.
    base : httpx.URL
        The address that the key is for.

    Raises
    ------
    InputError
        When the key cannot stand in a header, or would cross a network in clear text.
    """

    def __init__(self, variable: str, base: httpx.URL) -> None:
        found = os.environ.get(variable, "").strip()
        if not found.isascii() or not found.isprintable():
            raise InputError(f"the key in {variable} has characters that no key has; set it again")
        if found and base.scheme != "https" and not is_loopback(base.host):
            raise InputError(
                f"the key in {variable} would cross the network in clear text to http://{base.host}; use https://, or "
                f"unset {variable} if the endpoint needs none"
            )
        self._origin = _origin(base)
        self.given = bool(found)
        """Whether there is a key."""
        # In a function and not in an attribute: what prints attributes or local variables does not print it.
        self._reveal: Callable[[], str] = lambda: found
        with _LOCK:
            _KEYS.add(self)

    def __repr__(self) -> str:
        return "<Key, hidden>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down; make the endpoint anew where it is needed")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the key to a request to its origin, and to no other."""
        if self.given and _origin(request.url) == self._origin:
            request.headers["Authorization"] = f"Bearer {self._reveal()}"
        yield request

    def hide(self, text: str) -> str:
        """Return a text that came from outside without the key, should it repeat it, plain or percent-encoded.

        In other codings, such as base64, the key is not looked for.
        """
        return re.sub(_plain_or_percent_encoded(self._reveal()), MASK, text) if self._is_secret() else text

    def hide_in(self, raw: bytes) -> bytes:
        """Do the same with bytes. What they encode may still repeat it."""
        return raw.replace(self._reveal().encode("ascii"), MASK.encode("ascii")) if self._is_secret() else raw

    def _is_secret(self) -> bool:
        return len(self._reveal()) >= _SHORTEST_SECRET


def _plain_or_percent_encoded(text: str) -> str:
    """Return the regular expression of a text in ASCII, each character as it is or as ``%2F`` or ``%2f``."""
    return "".join(f"(?:{re.escape(sign)}|(?i:%{ord(sign):02x}))" for sign in text)


_KEYS: WeakSet[Key] = WeakSet()
_LOCK = threading.Lock()
_LOGGERS = ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))
"""Where the libraries log how a request went: what an endpoint answers to it, headers too, may repeat its key."""


class _HideKeys(logging.Filter):
    """Takes the keys of all endpoints out of a record, before any handler of the program sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        with _LOCK:
            keys = list(_KEYS)
        for key in keys:
            text = key.hide(text)
        record.msg, record.args = text, None
        return True


for _name in _LOGGERS:  # each, for a filter does not hold for the loggers below
    logging.getLogger(_name).addFilter(_HideKeys())


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
