"""Triad dynamics: friendships and enmities that flip, one triad at a time, towards balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from roomlab.errors import InputError
from roomlab.simulation.models.base import Model, full_ties, groups
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import DenseTies, Flags, Floats, Slots, Ties

__all__ = ["Triads"]


@dataclass(frozen=True)
class Triads(Model):
    r"""Triad dynamics on a room where any two agents are friends (1) or enemies (-1), mutually.

    A triad is balanced when the product of its three links is positive. In a step the agents form random triads, each
    agent one at most, and in each triad that is not balanced one link may flip:

    * ``rule="local"``: in a triad with one enmity the enmity with probability p, else one of the two friendships; in a
      triad of three enmities any one.
    * ``rule="constrained"``: any one of the three, if that leaves fewer unbalanced triads in the whole room, and with
      probability 1/2 if it leaves as many.

    Muted agents form no triad, so their links stand still.

    Parameters
    ----------
    rule : {"local", "constrained"}
        Which of the two.
    p : float
        Propensity to make friends, in [0, 1]; the constrained rule does not use it.
    friendly : float
        Probability that a link is a friendship at the start, :math:`\rho_0` in [1]_, in [0, 1].

    Notes
    -----
    In [1]_ one triad is drawn at a time. Triads without a common agent share neither a link nor a third triad, so
    that to update them together is the same as one after another; a step of n agents is :math:`\lfloor n/3 \rfloor`
    of the updates of [1]_, whose unit of time is :math:`n(n-1)/2` of them.

    What is known [1]_. Local: the share of friendships becomes :math:`1 / (1 + \sqrt{3(1 - 2p)})` for p < 1/2, and 1
    (all are friends) above; a finite room stays there for a time that grows like :math:`e^{n^2}` before balance
    freezes it. (64 agents keep to this within 0.015 up to p = 0.4; close to 1/2 they lie below.) Constrained: balance
    comes soon; two camps of nearly equal size from few friendships, one camp from many, with the change near
    :math:`\rho_0 = 2/3`. Now and then a room jams in a state that no allowed flip can leave.

    References
    ----------
    .. [1] T. Antal, P. L. Krapivsky and S. Redner, "Dynamics of social balance on networks", Physical Review E 72
       (2005) 036121.
    """

    name: ClassVar[str] = "triads"
    rule: Literal["local", "constrained"] = "local"
    p: float = 0.5
    friendly: float = 0.5

    def __post_init__(self) -> None:
        self._choice("rule", ("local", "constrained"))
        self._number("p", 0.0, 1.0)
        self._number("friendly", 0.0, 1.0)

    @property
    def mutual(self) -> bool:
        """Whether feelings are mutual: always."""
        return True

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return mutual friendships with probability `friendly`, else mutual enmities."""
        lucky = streams.everyone(0, Draw.SYMPATHY).random(agents * agents) < self.friendly
        ties = full_ties(agents, np.where(lucky, 1.0, -1.0))
        ties.sympathy = np.triu(ties.sympathy, 1) + np.triu(ties.sympathy, 1).T
        return ties

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return friendships with probability `friendly`, else enmities."""
        return np.where(rng.random(count) < self.friendly, 1.0, -1.0)

    def check_sympathy(self, value: float) -> float:
        """Return -1.0 or 1.0, or raise `InputError`."""
        if value not in (-1, 1):
            raise InputError(f"sympathy is {value!r}; two agents of the model 'triads' are friends (1) or enemies (-1)")
        return float(value)

    def adopt(self, ties: Ties) -> None:
        """Check that the ties of the start are mutual and that any two agents have one."""
        super().adopt(ties)
        missing = int((ties.sympathy == 0).sum()) - len(ties.sympathy)
        if missing:
            raise InputError(
                f"{missing // 2} pairs of agents have no tie; any two agents of the model 'triads' are friends (1) or "
                "enemies (-1): give every pair a tie"
            )

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Form triads and flip at most one link in each that is not balanced."""
        assert isinstance(state.ties, DenseTies)
        signs = state.ties.sympathy
        triads = groups(state, 3, streams, step)
        luck = streams.everyone(step, Draw.CHANGE).random((len(state), 2))[triads[:, 0]]
        links = np.stack([triads, np.roll(triads, -1, axis=1)], axis=-1)  # (triads, 3 links, 2 ends)
        sign = signs[links[..., 0], links[..., 1]]
        open_to_change = (sign.prod(axis=1) < 0) & ~state.muted[triads].any(axis=1)
        links, sign, luck = links[open_to_change], sign[open_to_change], luck[open_to_change]
        if self.rule == "local":
            chosen, flips = _local(sign, luck, self.p)
        else:
            chosen = np.floor(3 * luck[:, 0]).astype(np.int64)
            flips = _constrained(signs, links[np.arange(len(links)), chosen], luck[:, 1])
        one, other = links[np.arange(len(links)), chosen][flips].T
        signs[one, other] *= -1.0
        signs[other, one] *= -1.0


def _local(sign: Floats, luck: Floats, p: float) -> tuple[Slots, Flags]:
    """Choose a link of each unbalanced triad: the enmity with probability p, else another; any of three enmities."""
    enmity = np.argmin(sign, axis=1)
    another = (enmity + 1 + np.floor(2 * luck[:, 1]).astype(np.int64)) % 3
    makes_friends = luck[:, 0] < np.where(sign.sum(axis=1) > 0, p, 1 / 3)
    return np.where(makes_friends, enmity, another), np.ones(len(sign), np.bool_)


def _constrained(signs: Floats, links: Slots, luck: Floats) -> Flags:
    """Say which of these links flip: a flip turns each triad on the link from balanced to unbalanced or back."""
    one, other = links.T
    more_unbalanced = signs[one, other] * np.einsum("ij,ij->i", signs[one], signs[other])
    flips: Flags = (more_unbalanced < 0) | ((more_unbalanced == 0) & (luck < 0.5))
    return flips
