"""Tokens never reach a log.

A browser can only put the token into the socket's URL, and URLs are what servers and libraries log. Two walls: the
token is taken out of the connection's scope before anything logs it (:func:`take_token`), and every line that this
server's handlers write passes :class:`RedactingFormatter`, tracebacks and the libraries' own debug lines included.
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

__all__ = ["RedactingFormatter", "redact", "take_token"]

MASK = "[redacted]"
_TOKEN = "".join(
    f"(?:{letter}|%{ord(letter):x}|%{ord(letter.upper()):x})" for letter in "token"
)  # however it is encoded
_SECRETS = re.compile(
    rf"(?P<key>{_TOKEN}(?:=|%3D)|\bBearer\s+)[^\s&\"'\\#]+"  # a query parameter, a header
    r"|\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*",  # a JWT wherever it stands
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """Return `text` with every token in it masked."""
    return _SECRETS.sub(lambda match: f"{match['key'] or ''}{MASK}", text)


def take_token(scope: MutableMapping[str, Any]) -> str | None:
    """Take the token out of a connection's query, leaving the mask in its place, and return it."""
    query: bytes = scope.get("query_string", b"")
    if b"token" not in query:
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    tokens = [value for key, value in pairs if key == "token"]
    masked = [(key, MASK if key == "token" else value) for key, value in pairs]
    scope["query_string"] = urlencode(masked, safe="[]").encode("ascii")
    return tokens[0] if tokens else None


class RedactingFormatter(logging.Formatter):
    """Formats a record and masks tokens in the whole of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's text, traceback included, without tokens."""
        return redact(super().format(record))
