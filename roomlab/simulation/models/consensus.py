"""Consensus under friendship and enmity: opinions follow friends and flee from enemies' opinions to their opposites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from roomlab.simulation.models.base import Model, full_ties, random_ties
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Floats, SparseTies, Ties

__all__ = ["Consensus"]


@dataclass(frozen=True)
class Consensus(Model):
    r"""Opinions in [-1, 1] on ties that stay as they are.

    .. math:: \dot x_i = \sum_j |a_{ij}| \left( \operatorname{sgn}(a_{ij})\, x_j - x_i \right)

    :math:`a_{ij}` is what agent i feels for agent j; nobody listens to a muted agent. In matrix form this is
    :math:`\dot x = -L x` with the signed Laplacian L. A step takes the others' opinions as fixed and solves each
    agent's equation exactly, so that each new opinion is an average of opinions and their opposites: at any step size
    they stay in [-1, 1], and the result below holds.

    Parameters
    ----------
    dt : float
        Time of one step, above 0 and at most 10.
    degree : int, optional
        To how many others each agent has ties at the start, at least 1; by default to all.
    frustrated : float
        At the start the agents are in two camps at random, with ties uniform in (0, 1] within and in [-1, 0) between
        them: a balanced room. This share of the ties, in [0, 1], then turns its sign at random.

    Notes
    -----
    What is known [1]_, for ties along which everyone reaches everyone: all opinions end at the same distance from 0,
    each camp on one side, exactly when the ties are balanced (the agents fall into two camps, friends within and
    enemies between; one camp may be empty); otherwise all opinions decay to 0.

    References
    ----------
    .. [1] C. Altafini, "Consensus problems on networks with antagonistic interactions", IEEE Transactions on Automatic
       Control 58 (2013) 935-946.
    """

    name: ClassVar[str] = "consensus"
    opinion_range: ClassVar[tuple[float, float] | None] = (-1.0, 1.0)
    moves_ties: ClassVar[bool] = False
    dt: float = 0.1
    degree: int | None = None
    frustrated: float = 0.0

    def __post_init__(self) -> None:
        self._number("dt", 0.0, 10.0, above=True)
        self._number("frustrated", 0.0, 1.0)
        self._degree()

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return ties of two camps, some of them turned."""
        side = np.where(streams.everyone(0, Draw.TIES).random(agents) < 0.5, 1.0, -1.0)
        rng = streams.everyone(0, Draw.SYMPATHY)
        if self.degree is None:
            ties: Ties = full_ties(agents, self._strengths(agents * agents, rng))
            ties.sympathy *= np.outer(side, side)
            return ties
        source, target = random_ties(agents, self.degree, streams)
        strengths = self._strengths(len(source), rng)
        return SparseTies(agents, source, target, strengths * side[source] * side[target])

    def _strengths(self, count: int, rng: np.random.Generator) -> Floats:
        luck = rng.random((count, 2))
        return (1.0 - luck[:, 0]) * np.where(luck[:, 1] < self.frustrated, -1.0, 1.0)

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return feelings uniform in [-1, 1]: nobody knows a newcomer's camp."""
        return rng.uniform(-1.0, 1.0, count)

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Move all opinions by `dt`; nothing is drawn."""
        assert state.opinions is not None
        heard, keeps, gives_way = state.remember("consensus", lambda: self._weights(state))
        state.opinions = keeps * state.opinions + gives_way * state.ties.totals(heard, state.opinions)

    def _weights(self, state: State) -> tuple[Floats, Floats, Floats]:
        """Return the ties that are heard and, of each agent, the weights of its own opinion and of what it hears."""
        heard = state.ties.sympathy * state.heard_ties
        strength = state.ties.totals(np.abs(heard))
        keeps = np.exp(-self.dt * strength)
        gives_way = np.divide(1.0 - keeps, strength, out=np.zeros_like(strength), where=strength > 0)
        return heard, keeps, gives_way
