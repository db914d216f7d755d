"""Continuous structural balance: feelings move until the friend of a friend is a friend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from roomlab.simulation.models.base import Model, full_ties
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import DenseTies, Floats, Ties

__all__ = ["Balance"]

_ALMOST_ONE = np.nextafter(1.0, 0.0)


@dataclass(frozen=True)
class Balance(Model):
    r"""Continuous structural balance on a room where everyone feels something for everyone.

    .. math:: \dot X = (1 - X \circ X) \circ (X X^\top) \quad\text{or}\quad \dot X = (1 - X \circ X) \circ X^2

    :math:`X_{ij}` is what agent i feels for agent j. With ``rule="xxt"``, the default, i talks with j about everyone
    and likes j the more, the more they agree; with ``rule="x2"``, i asks everyone about j. Without the factor
    :math:`1 - X_{ij}^2` both blow up in finite time; with it they saturate at -1 and 1, and small feelings move as
    without. The step integrates :math:`Y = \operatorname{artanh} X`, for which :math:`\dot Y = X X^\top`, by the
    classical Runge-Kutta rule: whatever the step size, no sympathy leaves [-1, 1].

    A muted agent's feelings are not heard: under xxt nobody's feelings for it change, under x2 nobody hears what it
    says of others. Its own feelings move on.

    Parameters
    ----------
    rule : {"xxt", "x2"}
        Which of the two. Under ``"x2"`` feelings are mutual: the start is a symmetric matrix, and setting one
        direction of a pair sets both.
    amplitude : float
        The start is uniform in [-amplitude, amplitude]; above 0 and at most 1.
    dt : float
        Time of one step, above 0 and at most 1. A room of n agents with amplitude a has its camps after a time of about
        :math:`1 / (a \sqrt n)`.
    self_ties : bool
        Whether the diagonal lives: what an agent feels for itself, from a random start like all other feelings. It is
        in the theory of [3]_ and in no room, where it is kept at 0; it is never shown.

    Notes
    -----
    What is known. [1]_ proves for the equation without saturation and with the diagonal that xxt ends balanced from
    almost every start, and that x2 does not when feelings are not mutual. [2]_ proposed x2 for mutual feelings, kept
    them in a range, and found balance in every run. [3]_ solved it without saturation:
    :math:`X(t) = X_0 (I - t X_0)^{-1}`, which blows up at :math:`1/\lambda_1` if the largest eigenvalue is positive,
    with the camps in the signs of its eigenvector. With saturation and without the diagonal we know of no proof; the
    tests hold it for every start they try.

    References
    ----------
    .. [1] V. A. Traag, P. Van Dooren and P. De Leenheer, "Dynamical models explaining social balance and evolution of
       cooperation", PLoS ONE 8 (2013) e60063.
    .. [2] K. Kułakowski, P. Gawroński and P. Gronek, "The Heider balance: a continuous approach", International
       Journal of Modern Physics C 16 (2005) 707-716.
    .. [3] S. A. Marvel, J. Kleinberg, R. D. Kleinberg and S. H. Strogatz, "Continuous-time model of structural
       balance", PNAS 108 (2011) 1771-1776.
    """

    name: ClassVar[str] = "balance"
    rule: Literal["xxt", "x2"] = "xxt"
    amplitude: float = 0.5
    dt: float = 0.02
    self_ties: bool = False

    def __post_init__(self) -> None:
        self._choice("rule", ("xxt", "x2"))
        self._number("amplitude", 0.0, 1.0, above=True)
        self._number("dt", 0.0, 1.0, above=True)

    @property
    def mutual(self) -> bool:
        """Whether feelings are mutual: under x2."""
        return self.rule == "x2"

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return feelings uniform in [-amplitude, amplitude]; a symmetric matrix under x2."""
        rng = streams.everyone(0, Draw.SYMPATHY)
        drawn = rng.uniform(-self.amplitude, self.amplitude, agents * agents)
        ties = full_ties(agents, drawn)
        if self.self_ties:
            ties.sympathy = ties.spread(drawn)
        if self.mutual:
            ties.sympathy = np.triu(ties.sympathy) + np.triu(ties.sympathy, 1).T
        return ties

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return feelings uniform in [-amplitude, amplitude]."""
        return rng.uniform(-self.amplitude, self.amplitude, count)

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Move all feelings by `dt`; nothing is drawn."""
        assert isinstance(state.ties, DenseTies)
        heard = state.heard

        def velocity(y: Floats) -> Floats:
            x = np.tanh(y)
            said = x if heard.all() else x * heard[:, None]
            moved: Floats = x @ (said.T if self.rule == "xxt" else said)
            if not self.self_ties:
                np.fill_diagonal(moved, 0.0)
            return moved

        y = np.arctanh(np.clip(state.ties.sympathy, -_ALMOST_ONE, _ALMOST_ONE))
        state.ties.sympathy = np.tanh(_runge_kutta(velocity, y, self.dt))


def _runge_kutta(velocity: Callable[[Floats], Floats], y: Floats, dt: float) -> Floats:
    first = velocity(y)
    second = velocity(y + dt / 2 * first)
    third = velocity(y + dt / 2 * second)
    fourth = velocity(y + dt * third)
    return y + dt / 6 * (first + 2 * second + 2 * third + fourth)
