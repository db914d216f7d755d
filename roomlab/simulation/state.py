"""The state of a simulated room: who is there, who is muted, what they feel and think."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np

from roomlab.errors import InputError
from roomlab.simulation.ties import Flags, Floats, Ties

__all__ = ["State"]

Result = TypeVar("Result")


@dataclass
class State:
    """Everything that one step changes into the next. An agent keeps its number, its slot, even after it has left.

    Parameters
    ----------
    ids, names : list of str
        Of each agent, by slot.
    ties : Ties
        What they feel, in [-1, 1].
    opinions : ndarray, shape (agents,), optional
        What they think, in the range of the model; None in a model without opinions.
    """

    ids: list[str]
    names: list[str]
    ties: Ties
    opinions: Floats | None = None
    founders: int = field(init=False)
    """How many agents there were at the start."""
    present: Flags = field(init=False)
    """Who is in the room, by slot."""
    muted: Flags = field(init=False)
    """Who is not heard, by slot."""
    memory: Any = field(init=False, default=None)
    """What a model keeps beside ties and opinions; copied whole with the state."""
    heard_words: Sequence[str] = field(init=False, default=())
    """What was said from outside since the last step."""
    said: list[tuple[int, str]] = field(init=False, default_factory=list)
    """What the agents of a model say in a step: slot and words. The engine takes it away."""

    def __post_init__(self) -> None:
        self.founders = len(self.ids)
        self.present = np.ones(len(self.ids), np.bool_)
        self.muted = np.zeros(len(self.ids), np.bool_)
        self._slots = {agent_id: slot for slot, agent_id in enumerate(self.ids)}
        self._remembered: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ties_now(self) -> Flags:
        """Which ties there are: those between agents in the room. Shaped as `ties.sympathy`; not to be written to."""
        return self.remember("ties_now", lambda: self.ties.flags(self.present, self.present))

    @property
    def heard_ties(self) -> Flags:
        """Which ties lead to someone in the room who is not muted. Shaped as `ties.sympathy`; not to be written to."""
        return self.remember("heard_ties", lambda: self.ties.flags(self.present, self.heard))

    @property
    def heard(self) -> Flags:
        """Who is in the room and not muted, by slot."""
        return self.present & ~self.muted

    def slot(self, agent_id: str) -> int:
        """Return the slot of an agent who is in the room.

        Raises
        ------
        InputError
            If there is none with this id now.
        """
        slot = self._slots.get(agent_id)
        if slot is None or not self.present[slot]:
            here = [self.ids[slot] for slot in np.flatnonzero(self.present)[:10].tolist()]
            raise InputError(
                f"no agent {agent_id!r} is in the room; there are {int(self.present.sum())}: "
                f"{', '.join(map(repr, here))}{', …' if self.present.sum() > len(here) else ''}"
            )
        return slot

    def ends(self, source: str, target: str) -> tuple[int, int]:
        """Return the slots of the two ends of a tie.

        Raises
        ------
        InputError
            If one is not in the room now, or they are the same.
        """
        ends = self.slot(source), self.slot(target)
        if ends[0] == ends[1]:
            raise InputError(f"agent {source!r} cannot have a tie to itself; name two agents")
        return ends

    def mute(self, slot: int, muted: bool) -> None:
        """Let an agent be heard or not."""
        self.muted[slot] = muted
        self.forget()

    def add(self, agent_id: str, name: str) -> int:
        """Take in one agent, without ties and with the opinion NaN, and return its slot."""
        if agent_id in self._slots:
            raise InputError(f"the id {agent_id!r} is or was another agent's; give the newcomer an id of its own")
        self.ties.grow()  # first: it may refuse
        slot = self._slots[agent_id] = len(self.ids)
        self.ids.append(agent_id)
        self.names.append(name)
        self.present = np.append(self.present, True)
        self.muted = np.append(self.muted, False)
        if self.opinions is not None:
            self.opinions = np.append(self.opinions, np.nan)
        self.forget()
        return slot

    def remove(self, slot: int) -> None:
        """Let an agent leave; its ties end and feel nothing, so that no sum over ties meets them."""
        self.present[slot] = False
        everyone, one = np.ones(len(self), np.bool_), np.zeros(len(self), np.bool_)
        one[slot] = True
        self.ties.sympathy[self.ties.flags(one, everyone) | self.ties.flags(everyone, one)] = 0.0
        self.forget()

    def remember(self, name: str, work: Callable[[], Result]) -> Result:
        """Return what `work` returned since the last intervention; do the work if there was none.

        For what follows from who is in the room, who is muted, and ties that no step changes.
        """
        if name not in self._remembered:
            self._remembered[name] = work()
        return cast(Result, self._remembered[name])

    def forget(self) -> None:
        """Say that there was an intervention."""
        self._remembered.clear()

    def sympathies(self, no_tie: float = np.nan) -> Floats:
        """Return a copy of the sympathies, in the shape of `ties.sympathy`, with `no_tie` where there is no tie."""
        sympathies = self.ties.sympathy.copy()
        sympathies.flat[self.remember("no_ties", lambda: np.flatnonzero(~self.ties_now))] = no_tie
        return sympathies

    def copy(self) -> State:
        """Return a state of its own with the same content."""
        opinions = None if self.opinions is None else self.opinions.copy()
        new = State(list(self.ids), list(self.names), self.ties.copy(), opinions)
        new.founders = self.founders
        new.present, new.muted = self.present.copy(), self.muted.copy()
        new.memory = copy.deepcopy(self.memory)
        return new
