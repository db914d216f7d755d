"""Homophily and influence together: opinions follow ties, and ties follow opinions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from roomlab.simulation.models.base import Model, random_sympathy
from roomlab.simulation.rng import Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Floats, Ties

__all__ = ["Coevolution"]

_ALMOST_ONE = np.nextafter(1.0, 0.0)


@dataclass(frozen=True)
class Coevolution(Model):
    r"""Opinions in [-1, 1] and ties in [-1, 1] that shape each other.

    .. math::

        \dot x_i = (1 - x_i^2)\, \frac{\alpha}{k_i} \sum_j s_{ij} (x_j - x_i), \qquad
        \dot s_{ij} = \lambda \left( 1 - |x_i - x_j| - s_{ij} \right)

    Influence: i moves towards those it likes and away from those it dislikes; :math:`k_i` is how many ties it has to
    those who are heard. Homophily: i comes to like those who think alike, and to dislike those more than half of the
    range away. Opinions saturate at -1 and 1 at any step size, since the step integrates
    :math:`\operatorname{artanh} x`; the equation of ties is solved exactly for fixed opinions. Nobody listens to a
    muted agent, and nobody's feelings for it change.

    Parameters
    ----------
    influence : float
        :math:`\alpha`, how fast opinions move, from 0 to 10.
    homophily : float
        :math:`\lambda`, how fast ties move, from 0 to 10.
    amplitude : float
        Ties start uniform in [-amplitude, amplitude], from 0 to 1; opinions start uniform.
    degree : int, optional
        To how many others each agent has ties, at least 1; by default to all.
    dt : float
        Time of one step, above 0 and at most 1.

    Notes
    -----
    The form is ours: continuous in time, one opinion, so that it lives in a room. Both mechanisms are those of [1]_
    and [2]_, where states are binary or change in rounds. What is known there: such a room can polarise into two
    hostile camps of uniform opinion without anybody's intent, or agree. Here, two agents who feel for each other what
    their distance says (homophily fast) agree if they start less than half of the range apart, and go to opposite
    ends if more: with :math:`d = x_1 - x_2` near the middle, :math:`\dot d = -2 \alpha (1 - |d|) d`. Rooms of
    many agents ended in agreement or in two camps at -1 and 1 in every run that the tests try; there is no proof.

    References
    ----------
    .. [1] M. W. Macy, J. A. Kitts, A. Flache and S. Benard, "Polarization in dynamic networks: a Hopfield model of
       emergent structure", in: Dynamic Social Network Modeling and Analysis, National Academies Press (2003) 162-173.
    .. [2] A. Flache and M. W. Macy, "Small worlds and cultural polarization", Journal of Mathematical Sociology 35
       (2011) 146-176.
    """

    name: ClassVar[str] = "coevolution"
    opinion_range: ClassVar[tuple[float, float] | None] = (-1.0, 1.0)
    influence: float = 1.0
    homophily: float = 1.0
    amplitude: float = 0.5
    degree: int | None = None
    dt: float = 0.05

    def __post_init__(self) -> None:
        self._number("influence", 0.0, 10.0)
        self._number("homophily", 0.0, 10.0)
        self._number("amplitude", 0.0, 1.0)
        self._number("dt", 0.0, 1.0, above=True)
        self._degree()

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return feelings uniform in [-amplitude, amplitude]."""
        return random_sympathy(agents, self.degree, self.amplitude, streams)

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return feelings uniform in [-amplitude, amplitude]."""
        return rng.uniform(-self.amplitude, self.amplitude, count)

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Move opinions and ties by `dt`, both from what they were before the step; nothing is drawn."""
        assert state.opinions is not None
        ties, x = state.ties, state.opinions
        weight, gives_way = state.remember("coevolution", lambda: self._weights(state))
        distance = ties.differences(x)
        pull = ties.totals(weight * ties.sympathy * distance)
        change = 1.0 - np.abs(distance)  # from here on in place: with many ties, memory is what takes the time
        change -= ties.sympathy
        change *= gives_way
        ties.sympathy += change
        y = np.arctanh(np.clip(x, -_ALMOST_ONE, _ALMOST_ONE))
        state.opinions = np.tanh(y + self.dt * self.influence * pull)

    def _weights(self, state: State) -> tuple[Floats, Floats]:
        """Return of each tie its part in the opinion of its source, and how far it moves to where opinions want it."""
        heard = state.heard_ties.astype(np.float64)
        known = np.maximum(state.ties.totals(heard), 1.0)
        return state.ties.by_source(1.0 / known) * heard, -np.expm1(-self.homophily * self.dt) * heard
