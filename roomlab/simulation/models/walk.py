"""The null model: feelings that wander without reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from roomlab.simulation.models.base import Model, random_sympathy
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Floats, Ties

__all__ = ["Walk"]


@dataclass(frozen=True)
class Walk(Model):
    r"""A random walk of each tie by itself: what a finding about a room is compared with.

    .. math:: s_{ij} \leftarrow \operatorname{fold}(s_{ij} + \sigma \xi), \qquad \xi \sim N(0, 1)

    `fold` reflects at -1 and 1, as often as it takes. The uniform distribution stays as it is under this walk, and
    every start comes to it. (To clip at the borders instead would gather ties there.) Nobody's feelings for a muted
    agent change.

    Parameters
    ----------
    sigma : float
        Standard deviation of one step, from 0 to 2.
    amplitude : float
        Ties start uniform in [-amplitude, amplitude], from 0 to 1.
    degree : int, optional
        To how many others each agent has ties, at least 1; by default to all.

    References
    ----------
    .. [1] W. Feller, An Introduction to Probability Theory and Its Applications, volume 2, 2nd edition, Wiley (1971):
       diffusion with reflecting barriers.
    """

    name: ClassVar[str] = "walk"
    sigma: float = 0.05
    amplitude: float = 0.5
    degree: int | None = None

    def __post_init__(self) -> None:
        self._number("sigma", 0.0, 2.0)
        self._number("amplitude", 0.0, 1.0)
        self._degree()

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return feelings uniform in [-amplitude, amplitude]."""
        return random_sympathy(agents, self.degree, self.amplitude, streams)

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return feelings uniform in [-amplitude, amplitude]."""
        return rng.uniform(-self.amplitude, self.amplitude, count)

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Move each tie."""
        ties = state.ties
        pushes = ties.spread(streams.everyone(step, Draw.CHANGE).standard_normal(ties.places))
        np.copyto(ties.sympathy, fold(ties.sympathy + self.sigma * pushes), where=state.heard_ties)


def fold(values: Floats) -> Floats:
    """Reflect values at -1 and 1, as often as it takes; what lies in [-1, 1] stays as it is, to the bit."""
    return np.where(np.abs(values) <= 1.0, values, 1.0 - np.abs(np.mod(values + 1.0, 4.0) - 2.0))
