r"""Text as a cell of a CSV file that no spreadsheet takes for a formula, and back.

Chat is written by strangers, and a spreadsheet runs a cell that begins like a formula. Three rules, each of which can
be undone:

* A cell that begins like a formula gets an apostrophe in front, and so does a cell that is empty or all apostrophes:
  an empty cell is left to mean "no value".
* A spreadsheet that expects another separator than the comma, as a Russian Excel does, cuts our cells at semicolons,
  tabs and lines: what begins like a formula there gets an apostrophe as well.
* What a file or a spreadsheet cannot hold (control characters, halves of surrogate pairs) is written as ``\{0000}``,
  four lower-case hexadecimal digits, and so is the backslash of text that already looks like that.

All other text stays as it is.
"""

from __future__ import annotations

import re

__all__ = ["code", "decode", "escape", "unescape"]

# What a spreadsheet may skip before a formula: blanks and invisible characters other than tab and line ends, and
# quotation marks, which it drops when it cuts cells at another separator than ours.
_BLANK = '[^\\S\t\r\n]|["\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]'
_FORMULA = f"(?:{_BLANK})*[=+@＝＋＠\\-－]"

# Where a cell begins like a formula: after all apostrophes, so that one more or one less can be told apart.
_FIRST = f"(?='*(?:\\Z|(?:{_BLANK})*[\t\r\n]|{_FORMULA}))"
_INNER = f"(?='*{_FORMULA})"
_CUT = "(?<=[;|\t\r\n])"

_TO_QUOTE = re.compile(f"\\A{_FIRST}|{_CUT}{_INNER}")
_QUOTED = re.compile(f"\\A'{_FIRST}|{_CUT}'{_INNER}")

_TO_CODE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\\\\(?=\\{[0-9a-f]{4}\\})")
_CODED = re.compile(r"\\\{([0-9a-f]{4})\}")


def escape(text: str) -> str:
    """Return `text` as the content of a cell: never empty, never like a formula, always encodable as UTF-8.

    Parameters
    ----------
    text : str
        Any string.

    Returns
    -------
    str
        What to write; quoting for CSV comes after this.

    Examples
    --------
    >>> escape("Привет!"), escape("=1+1"), escape(" -5"), escape("")
    ('Привет!', "'=1+1", "' -5", "'")
    """
    return _TO_QUOTE.sub("'", _TO_CODE.sub(lambda match: f"\\{{{ord(match[0]):04x}}}", text))


def unescape(cell: str) -> str:
    r"""Return the text of a cell that `escape` made; other text comes back as it is.

    Parameters
    ----------
    cell : str
        Content of a cell, without the quotes of CSV.

    Returns
    -------
    str
        ``unescape(escape(text)) == text`` for every string.

    Examples
    --------
    >>> unescape("'=1+1"), unescape("it's"), unescape(r"\{0000}")
    ('=1+1', "it's", '\x00')
    """
    return _CODED.sub(lambda match: chr(int(match[1], 16)), _QUOTED.sub("", cell))


def code(text: str) -> str:
    r"""Return `text` so that every file format can hold it: the third rule alone, without apostrophes.

    Parameters
    ----------
    text : str
        Any string.

    Returns
    -------
    str
        Encodable as UTF-8 and allowed in XML; other text stays as it is.

    Examples
    --------
    >>> code("=1\x07"), code("Привет!")
    ('=1\\{0007}', 'Привет!')
    """
    return _TO_CODE.sub(lambda match: f"\\{{{ord(match[0]):04x}}}", text)


def decode(text: str) -> str:
    r"""Return the text that `code` made fit for files: ``decode(code(text)) == text`` for every string.

    Parameters
    ----------
    text : str
        What was read from a file.

    Returns
    -------
    str
        The text as it was said.

    Examples
    --------
    >>> decode(r"\{0007}")
    '\x07'
    """
    return _CODED.sub(lambda match: chr(int(match[1], 16)), text)
