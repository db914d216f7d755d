"""A file of JSON Lines as rows of cells, as our CSV files have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

from roomlab._text import decode, escape

__all__ = ["Untold", "json_rows"]


class Untold(str):
    """The empty cell of a key that its line does not have, or has as null."""

    __slots__ = ()


_UNTOLD = Untold()


def json_rows(stream: IO[str], note: Callable[[int, str], None]) -> Iterator[tuple[int, list[str]]]:
    """Yield the keys of all objects as a header, and each object as cells, with its line from 1.

    Parameters
    ----------
    stream : text file
        An object in each line; lines without anything are passed over.
    note : callable
        Takes the line of what is no object, and what is wrong with it.
    """
    objects: list[tuple[int, dict[str, Any]]] = []
    for number, text in enumerate(stream, 1):
        if text.strip():
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                objects.append((number, value))
            else:
                note(number, "the line is not a JSON object; correct or remove it")
    keys = list(dict.fromkeys(key for _, each in objects for key in each))
    yield 1, keys
    yield from ((line, [_cell(each.get(key)) for key in keys]) for line, each in objects)


def _cell(value: Any) -> str:
    """Return a value of JSON as the cell that stands for it in our CSV files."""
    if value is None:
        return _UNTOLD
    if isinstance(value, str):
        return value if _is_number(value) else escape(decode(value))
    if isinstance(value, list):
        plain = [decode(each) if isinstance(each, str) else each for each in value]
        return escape(json.dumps(plain, ensure_ascii=False))
    return json.dumps(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
