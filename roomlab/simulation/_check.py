"""Checks of what a user sets and of what a step brings: the message names the value seen and its range."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roomlab.errors import InputError, SimulationError

__all__ = ["check_choice", "check_integer", "check_number", "check_values"]


def check_number(
    name: str, value: object, low: float = -math.inf, high: float = math.inf, *, above: bool = False
) -> float:
    """Return `value` as a float in [low, high], or in (low, high] with `above`; raise `InputError` otherwise."""
    # Real and Integral, not float and int: numpy's numbers count, too.
    number = float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else math.nan
    inside = low < number <= high if above else low <= number <= high
    if not inside or math.isinf(number):
        raise InputError(f"{name} is {value!r}; it must be {_range('a finite number', low, high, above)}")
    return number


def check_integer(name: str, value: object, low: int, high: int | None = None) -> int:
    """Return `value` as an int from `low` to `high`; raise `InputError` otherwise."""
    top = math.inf if high is None else high
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or not low <= int(value) <= top:
        raise InputError(f"{name} is {value!r}; it must be {_range('a whole number', low, top, False)}")
    return int(value)


def check_choice(name: str, value: object, choices: Sequence[str]) -> str:
    """Return `value` if it is one of `choices`; raise `InputError` otherwise."""
    if value not in choices:
        raise InputError(f"{name} is {value!r}; it must be one of {', '.join(map(repr, choices))}")
    return str(value)


def check_values(what: str, values: NDArray[np.float64], limits: tuple[float, float], where: str) -> None:
    """Raise `SimulationError` if a value is not a number in the limits."""
    low, high = values.min(initial=limits[1]), values.max(initial=limits[0])
    if not (low >= limits[0] and high <= limits[1]):  # also false where one is NaN
        wrong = values[~((values >= limits[0]) & (values <= limits[1]))]
        raise SimulationError(
            f"{where} {wrong.size} values of {what} lie outside [{limits[0]:g}, {limits[1]:g}], the first is "
            f"{wrong.flat[0]}; the rule of the model or of an agent is at fault: look at `simulation.state`"
        )


def _range(kind: str, low: float, high: float, above: bool) -> str:
    if math.isinf(low):
        return kind if math.isinf(high) else f"{kind} of at most {high:g}"
    start = f"above {low:g}" if above else f"of at least {low:g}"
    return f"{kind} {start}" if math.isinf(high) else f"{kind} {start} and at most {high:g}"
