"""What every model is: parameters, a start, a step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from roomlab.errors import InputError
from roomlab.simulation._check import check_choice, check_integer, check_number, check_values
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import DenseTies, Floats, Slots, SparseTies, Ties

__all__ = ["Model", "full_ties", "groups", "random_sympathy", "random_ties"]


@dataclass(frozen=True)
class Model(ABC):
    """The rules of a room, as a frozen set of parameters. A run's state is not here, so one model serves many runs."""

    name: ClassVar[str]
    """What the model is called."""
    opinion_range: ClassVar[tuple[float, float] | None] = None
    """Where opinions lie; None in a model without."""
    moves_ties: ClassVar[bool] = True
    """Whether a step may change a tie. Where it may not, ties are looked at after interventions only."""

    @abstractmethod
    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return the ties of the start."""

    def start_opinions(self, agents: int, streams: Streams) -> Floats | None:
        """Return what the agents think at the start: uniform in the range of the model, None in a model without."""
        if self.opinion_range is None:
            return None
        return streams.everyone(0, Draw.OPINION).uniform(*self.opinion_range, agents)

    @property
    def dense(self) -> bool:
        """Whether everyone has a tie to everyone."""
        return getattr(self, "degree", None) is None

    @property
    def mutual(self) -> bool:
        """Whether what one feels for another is always what the other feels for the one."""
        return False

    @abstractmethod
    def step(self, state: State, streams: Streams, step: int) -> None:
        """Change `state` into what it is one step later, in place, drawing only from the streams of `step`."""

    def check_sympathy(self, value: float) -> float:
        """Return a sympathy that the model knows, or raise `InputError`."""
        return check_number("sympathy", value, -1.0, 1.0)

    def check(self, state: State, step: int) -> None:
        """Raise `SimulationError` if a sympathy or an opinion is no longer a number in its range after a step."""
        where = f"after step {step} of the model {self.name!r}"

        def check_ties() -> None:
            check_values("sympathy", state.ties.sympathy, (-1.0, 1.0), where)

        if self.moves_ties:
            check_ties()
        else:
            state.remember("ties checked", check_ties)
        if state.opinions is not None and self.opinion_range is not None:
            check_values("opinion", state.opinions, self.opinion_range, where)

    def arrive(self, state: State, slot: int, rng: np.random.Generator) -> None:
        """Give a newcomer its opinion and its ties: to everyone and from everyone, or to and from `degree` others."""
        if self.opinion_range is not None and state.opinions is not None:
            state.opinions[slot] = rng.uniform(*self.opinion_range)
        others = np.flatnonzero(state.present)
        others = others[others != slot]
        degree = getattr(self, "degree", None)
        if degree is not None:
            others = rng.choice(others, min(degree, len(others)), replace=False)
        there = self.first_sympathies(len(others), rng)
        back = there if self.mutual else self.first_sympathies(len(others), rng)
        state.ties.connect(np.full(len(others), slot), others, there)
        state.ties.connect(others, np.full(len(others), slot), back)

    def first_sympathies(self, count: int, rng: np.random.Generator) -> Floats:
        """Return what a newcomer and `count` others feel for each other; nothing by default."""
        return np.zeros(count)

    def adopt(self, ties: Ties) -> None:
        """Check ties that the user gave for the start; raise `InputError` for what the model does not know."""
        if not self.mutual:
            return
        assert isinstance(ties, DenseTies)
        if not np.array_equal(ties.sympathy, ties.sympathy.T):
            raise InputError(
                f"the ties given to {self.name} differ between the two directions of a pair; "
                "in this model feelings are mutual: give both directions the same sympathy"
            )

    def _number(self, field: str, low: float, high: float, *, above: bool = False) -> None:
        check_number(f"{field} of the model {self.name!r}", getattr(self, field), low, high, above=above)

    def _choice(self, field: str, choices: Sequence[str]) -> None:
        check_choice(f"{field} of the model {self.name!r}", getattr(self, field), choices)

    def _degree(self) -> None:
        if getattr(self, "degree", None) is not None:
            check_integer(f"degree of the model {self.name!r}", self.degree, 1)  # type: ignore[attr-defined]


def full_ties(agents: int, values: NDArray[np.float64] | float) -> DenseTies:
    """Return ties from everyone to everyone else; `values` holds one for each cell of the matrix, in drawing order."""
    ties = DenseTies(np.zeros((agents, agents)))
    if isinstance(values, np.ndarray):
        ties.sympathy = np.where(np.eye(agents, dtype=np.bool_), 0.0, ties.spread(values))
    return ties


def random_ties(agents: int, degree: int, streams: Streams) -> tuple[Slots, Slots]:
    """Return ends of ties, `degree` from each agent to others drawn without preference, sorted by source."""
    if degree >= agents:
        raise InputError(f"degree is {degree} and there are {agents} agents; it must be at most {agents - 1}")
    rng = streams.everyone(0, Draw.TIES)
    others = rng.integers(0, agents - 1, (agents, degree))
    while True:  # draw those rows again in which somebody is met twice
        others.sort(axis=1)
        again = np.flatnonzero((np.diff(others, axis=1) == 0).any(axis=1))
        if not again.size:
            break
        if 3 * degree > agents:  # where few others are left over, that would take long
            others[again] = np.argsort(rng.random((len(again), agents - 1)), axis=1)[:, :degree]
        else:
            others[again] = rng.integers(0, agents - 1, (len(again), degree))
    others += others >= np.arange(agents)[:, None]  # step over oneself
    return np.repeat(np.arange(agents), degree), others.ravel()


def random_sympathy(agents: int, degree: int | None, amplitude: float, streams: Streams) -> Ties:
    """Return ties with sympathies uniform in [-amplitude, amplitude], to everyone or to `degree` others each."""
    rng = streams.everyone(0, Draw.SYMPATHY)
    if degree is None:
        return full_ties(agents, rng.uniform(-amplitude, amplitude, agents * agents))
    source, target = random_ties(agents, degree, streams)
    return SparseTies(agents, source, target, rng.uniform(-amplitude, amplitude, len(source)))


def groups(state: State, size: int, streams: Streams, step: int) -> Slots:
    """Draw disjoint groups of `size` agents, without preference; those with somebody who has left are left out.

    A newcomer swaps places with one random agent, so that two groups change and all others stay as they were without
    it.

    Returns
    -------
    ndarray, shape (groups, size)
        Slots of agents.
    """
    order = streams.everyone(step, Draw.MEETING).permutation(state.founders)
    if len(state) > state.founders:
        order = np.concatenate([order, np.arange(state.founders, len(state))])
        for slot in range(state.founders, len(state)):  # the inside-out form of the Fisher-Yates shuffle
            place = int(streams.one(step, Draw.MEETING, slot).integers(slot + 1))
            order[[slot, place]] = order[[place, slot]]
    drawn: Slots = order[: len(order) - len(order) % size].reshape(-1, size)
    here = state.present[drawn].all(axis=1)
    return drawn if here.all() else drawn[here]
