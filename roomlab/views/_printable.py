"""Untrusted text on a terminal: one line in which nothing moves the cursor, colours, hides, or turns the reading."""

from __future__ import annotations

import unicodedata

__all__ = ["printable"]

MARKS_IN_A_ROW = 3
"""Combining marks kept on one character. More only serve to paint over the neighbouring lines."""

_JOINERS = "\u200c\u200d"  # they shape Persian and Indic letters and emoji, and do nothing else
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})


def printable(text: str, limit: int | None = None) -> str:
    r"""Return `text` as one line that is safe on a terminal.

    White space of every kind becomes single spaces. A control character (ESC too, so that an escape sequence becomes
    plain text) becomes its picture, or U+FFFD where there is none; half of a surrogate pair becomes U+FFFD. Characters
    without a width of their own that turn the direction of reading or hide text are left out, but not those that join
    letters or emoji.

    Parameters
    ----------
    text : str
        Any text.
    limit : int, optional
        Look at so many characters of it at most. More than fit on a terminal would only cost time.

    Returns
    -------
    str
        The safe line.

    Examples
    --------
    >>> printable("one\ntwo \x1b[31mred\x1b[0m")
    'one two ␛[31mred␛[0m'
    """
    if limit is not None:
        text = text[:limit]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    safe: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        if marks <= MARKS_IN_A_ROW:
            safe.append(_safe(character, category))
    return " ".join("".join(safe).split())


def _safe(character: str, category: str) -> str:
    if category in _SPACES or character in "\t\n\v\f\r\x85":
        return " "
    if category == "Cc":
        code = ord(character)
        return (
            chr(0x2400 + code)
            if code < 0x20
            else "\N{SYMBOL FOR DELETE}"
            if code == 0x7F
            else "\N{REPLACEMENT CHARACTER}"
        )
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if category == "Cf" and character not in _JOINERS:
        return ""
    return character
