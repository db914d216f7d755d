"""Measures of a state that models are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from roomlab.simulation._check import check_choice, check_number
from roomlab.simulation.state import State
from roomlab.simulation.ties import Floats

if TYPE_CHECKING:
    from roomlab.simulation.models import Model

__all__ = [
    "MEASURES",
    "Measure",
    "balanced",
    "choose_measures",
    "friendly_share",
    "is_balanced",
    "mean_strength",
    "mean_sympathy",
    "opinion_clusters",
    "opinion_spread",
]

Measure: TypeAlias = Callable[[State], float]
"""A function of the state that gives a number for the room and leaves the state as it is."""


def friendly_share(state: State) -> float:
    """Return the share of ties with a positive sympathy, in [0, 1]; NaN without ties."""
    sympathies = state.ties.sympathy[state.ties_now]
    return float((sympathies > 0).mean()) if sympathies.size else float("nan")


def is_balanced(state: State) -> bool:
    """Return whether the agents fall into two camps, friends within and enemies between; one camp may be empty.

    Ties of 0 say nothing. Direction does not matter, but a pair that feels differently in the two directions is not
    balanced.

    References
    ----------
    .. [1] D. Cartwright and F. Harary, "Structural balance: a generalization of Heider's theory", Psychological Review
       63 (1956) 277-293.
    """
    sources, targets = state.ties.ends(state.ties_now)
    friendly = state.ties.sympathy[state.ties_now]
    neighbours: dict[int, list[tuple[int, bool]]] = {}
    for source, target, sympathy in zip(sources.tolist(), targets.tolist(), friendly.tolist(), strict=True):
        if sympathy:
            neighbours.setdefault(source, []).append((target, sympathy > 0))
            neighbours.setdefault(target, []).append((source, sympathy > 0))
    side: dict[int, bool] = {}
    for first in neighbours:
        waiting = [] if first in side else [first]
        side.setdefault(first, True)
        while waiting:
            agent = waiting.pop()
            for other, same in neighbours[agent]:
                expected = side[agent] == same
                if other not in side:
                    side[other] = expected
                    waiting.append(other)
                elif side[other] != expected:
                    return False
    return True


def opinion_clusters(opinions: Floats, gap: float, *, smallest: float = 0.01) -> list[Floats]:
    """Return groups of opinions that lie close together.

    Parameters
    ----------
    opinions : ndarray, shape (agents,)
        What they think.
    gap : float
        A new group begins where two neighbouring opinions are further apart than this, at least 0.
    smallest : float
        Groups with a smaller share of the agents than this, in [0, 1], are left out.

    Returns
    -------
    list of ndarray
        The opinions of each group, sorted, from the lowest group to the highest.
    """
    check_number("gap", gap, 0.0)
    check_number("smallest", smallest, 0.0, 1.0)
    line = np.sort(opinions)
    groups = np.split(line, np.flatnonzero(np.diff(line) > gap) + 1)
    return [group for group in groups if len(group) >= max(1, smallest * len(line))]


def mean_sympathy(state: State) -> float:
    """Return the mean sympathy of all ties, in [-1, 1]; NaN without ties."""
    sympathies = state.ties.sympathy[state.ties_now]
    return float(sympathies.mean()) if sympathies.size else float("nan")


def mean_strength(state: State) -> float:
    """Return the mean of what ties are without their signs, in [0, 1]; NaN without ties."""
    sympathies = state.ties.sympathy[state.ties_now]
    return float(np.abs(sympathies).mean()) if sympathies.size else float("nan")


def balanced(state: State) -> float:
    """Return 1 if the room is balanced as in `is_balanced`, else 0."""
    return float(is_balanced(state))


def opinion_spread(state: State) -> float:
    """Return the standard deviation of the opinions of those in the room; NaN without anybody, or without opinions."""
    opinions = np.empty(0) if state.opinions is None else state.opinions[state.present]
    return float(opinions.std()) if opinions.size else float("nan")


MEASURES: dict[str, Measure] = {
    measure.__name__: measure for measure in (friendly_share, mean_sympathy, mean_strength, balanced, opinion_spread)
}
"""Measures of a room by name, as a sweep and a counterfactual take them."""


def choose_measures(wanted: Sequence[str] | Mapping[str, Measure] | None, model: Model) -> dict[str, Measure]:
    """Return measures by name: those wanted, or by default all of `MEASURES` that say something about a model."""
    if wanted is None:
        return {name: m for name, m in MEASURES.items() if name != "opinion_spread" or model.opinion_range is not None}
    if isinstance(wanted, Mapping):
        return dict(wanted)
    for name in [wanted] if isinstance(wanted, str) else wanted:
        check_choice("a measure", name, list(MEASURES))
    return {name: MEASURES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)}
