"""Numbers with their nouns, for what is printed and said."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 tie", "2,000 ties".

    Parameters
    ----------
    number : int
        How many.
    one : str
        The noun for one.
    many : str, optional
        The noun for any other number; `one` with an s by default.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
