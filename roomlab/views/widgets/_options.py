"""What a user may ask of a view, checked before anything is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from roomlab import _values
from roomlab.errors import InputError
from roomlab.events import Agent

__all__ = ["KINDS", "check_options"]

_COMMON = ("height", "language", "theme", "size")
_TIES = ("threshold", "signs", "ego")
KINDS: dict[str, tuple[str, ...]] = {
    "dashboard": (*_COMMON, *_TIES, "drawing", "seed", "positions"),
    "graph": (*_COMMON, *_TIES, "seed", "positions"),
    "matrix": (*_COMMON, *_TIES),
    "chat": _COMMON,
    "timeline": _COMMON,
}
"""The kinds of views, and the options of each."""
_CHOICES = {
    "language": ("auto", "en", "ru"),
    "theme": ("auto", "light", "dark"),
    "size": ("auto", "projector"),
    "signs": ("all", "positive", "negative"),
    "drawing": ("graph", "matrix"),
}
_HEIGHTS = (80, 4000)
_MOST_SEED = 2**32 - 1


def check_options(kind: str, options: Mapping[str, Any], agents: Callable[[], Mapping[str, Agent]]) -> dict[str, Any]:
    """Return the options of a view as its page wants them.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    options : mapping
        What the user gave.
    agents : callable
        Returns the agents of the room by id, for `positions`.

    Raises
    ------
    InputError
        When an option is not known, or its value is not one.
    """
    unknown = [name for name in options if name not in KINDS[kind]]
    if unknown:
        raise InputError(f"a {kind} has no option {unknown[0]!r}; it has {', '.join(KINDS[kind])}")
    checked: dict[str, Any] = {}
    for name, value in options.items():
        if name in _CHOICES:
            checked[name] = _choice(name, value)
        elif name == "positions":
            checked[name] = None if value is None else _positions(value, agents())
        else:
            checked[name] = _SINGLE[name](value)
    return checked


def _choice(name: str, value: object) -> str:
    choices = _CHOICES[name]
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{name}={value!r} is not one of {', '.join(map(repr, choices))}")
    return value


def _number(name: str, value: object, least: float, most: float, unit: str = "") -> float:
    if not _values.is_number(value) or not least <= value <= most:
        raise InputError(f"{name}={value!r} is not a number from {least:g} to {most:g}{unit}")
    return float(value)


def _height(value: object) -> int:
    return round(_number("height", value, *_HEIGHTS, " (pixels)"))


def _threshold(value: object) -> float:
    return _number("threshold", value, 0, 1)


def _seed(value: object) -> int:
    number = _number("seed", value, 0, _MOST_SEED)
    if number != int(number):
        raise InputError(f"seed={value!r} is not a whole number")
    return int(number)


def _ego(value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"ego={value!r} is neither True nor False; with True only the ties of the selected are shown")
    return value


_SINGLE: dict[str, Callable[[object], Any]] = {
    "height": _height,
    "threshold": _threshold,
    "seed": _seed,
    "ego": _ego,
}


def _positions(value: object, agents: Mapping[str, Agent]) -> dict[str, tuple[float, float]]:
    if not isinstance(value, Mapping):
        raise InputError(
            f"positions={value!r:.80} is not a mapping of agents to (x, y), as networkx.spring_layout gives"
        )
    placed = {}
    for agent, place in value.items():
        try:
            across, up = (float(part) for part in place)
        except (TypeError, ValueError):
            across = math.nan
        if not (math.isfinite(across) and math.isfinite(up)):
            raise InputError(f"the position {place!r:.80} of the agent {agent!r:.40} is not (x, y) with finite numbers")
        placed[_values.agent_id(agent, agents)] = (across, up)
    return placed
