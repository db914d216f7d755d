"""Bounded confidence: people who meet move closer, if they are close enough to listen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from roomlab.simulation.models.base import Model, full_ties, groups, random_ties
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Slots, SparseTies, Ties

__all__ = ["BoundedConfidence"]


@dataclass(frozen=True)
class BoundedConfidence(Model):
    r"""Opinions in [0, 1] that meet in pairs and listen only within `epsilon`.

    When i and j meet and :math:`|x_i - x_j| < \varepsilon`,

    .. math:: x_i \leftarrow x_i + \mu (x_j - x_i), \qquad x_j \leftarrow x_j + \mu (x_i - x_j).

    In a step each agent meets one other at most. The ties show what is thought of whom: when two have met, both feel
    :math:`\max(-1,\ 1 - |x_i - x_j| / \varepsilon)` for the other, which is positive exactly while they listen. Those
    who have not met feel 0. Ties follow opinions and do not act on them.

    Nobody listens to a muted agent; it listens to others.

    Parameters
    ----------
    epsilon : float
        The distance up to which agents listen, above 0 and at most 1.
    mu : float
        How far they move, as a part of the distance, above 0 and at most 0.5, where they meet in the middle.
    degree : int, optional
        How many acquaintances each agent names, at least 1; agents meet acquaintances only. By default anyone meets
        anyone.

    Notes
    -----
    In [1]_ one pair is drawn at a time; pairs without a common agent can be drawn together, and each agent meets
    nearly once in a step instead of now and then. With acquaintances, each tie draws a number, and those meet whose
    number is the lowest of all ties of both.

    What is known [1]_: opinions that start uniform end in about :math:`1/(2\varepsilon)` clusters, one for
    :math:`\varepsilon` of 0.5, two for 0.25 and 0.2, three for 0.15; between the large clusters and at the ends of
    the range a few agents stay apart, so clusters are counted that hold at least 1 % of the agents. `mu` changes how
    long it takes.

    References
    ----------
    .. [1] G. Deffuant, D. Neau, F. Amblard and G. Weisbuch, "Mixing beliefs among interacting agents", Advances in
       Complex Systems 3 (2000) 87-98.
    """

    name: ClassVar[str] = "bounded_confidence"
    opinion_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    epsilon: float = 0.2
    mu: float = 0.5
    degree: int | None = None

    def __post_init__(self) -> None:
        self._number("epsilon", 0.0, 1.0, above=True)
        self._number("mu", 0.0, 0.5, above=True)
        self._degree()

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return ties of 0: nobody has met anybody."""
        if self.degree is None:
            return full_ties(agents, 0.0)
        source, target = random_ties(agents, self.degree, streams)
        return SparseTies(agents, source, target, np.zeros(len(source)))

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Let pairs meet."""
        assert state.opinions is not None
        pairs = self._pairs(state, streams, step)
        x = state.opinions
        distance = x[pairs[:, ::-1]] - x[pairs]
        listens = (np.abs(distance) < self.epsilon) & ~state.muted[pairs[:, ::-1]]
        x[pairs] += np.where(listens, self.mu * distance, 0.0)
        one, other = pairs.T
        sympathy = np.maximum(1.0 - np.abs(x[one] - x[other]) / self.epsilon, -1.0)
        for source, target in ((one, other), (other, one)):
            met = ~state.muted[target]
            state.ties.put(source[met], target[met], sympathy[met])

    def _pairs(self, state: State, streams: Streams, step: int) -> Slots:
        if isinstance(state.ties, SparseTies):
            return _acquaintances(state, state.ties, streams, step)
        return groups(state, 2, streams, step)


def _acquaintances(state: State, ties: SparseTies, streams: Streams, step: int) -> Slots:
    luck = streams.everyone(step, Draw.MEETING).random(ties.places)
    luck[~state.ties_now] = np.inf
    lowest = np.full(len(state), np.inf)
    np.minimum.at(lowest, ties.source, luck)
    np.minimum.at(lowest, ties.target, luck)
    meets = (luck == lowest[ties.source]) & (luck == lowest[ties.target]) & (luck < np.inf)
    return np.stack([ties.source[meets], ties.target[meets]], axis=1)
