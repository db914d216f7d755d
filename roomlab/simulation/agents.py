"""Agents with behaviour of their own, beside or instead of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from roomlab.errors import InputError
from roomlab.events import Message
from roomlab.simulation._check import check_number

if TYPE_CHECKING:
    from roomlab.simulation.models import Model
    from roomlab.simulation.state import State

__all__ = ["Agent", "Turn"]


class Agent:
    """An agent that decides for itself. Subclass it, and override `observe`, `act` or both.

    In each step all such agents observe, then all act, on the room as it was before the step; then the model moves
    the room, and then what they decided is done, so what an agent feels by its own decision is not moved by the model
    in that step. The order of agents does not matter.

    Parameters
    ----------
    id : str
        The id of the agent in its room.
    name : str, optional
        How it is called; ``Agent`` and the id by default.

    Examples
    --------
    >>> class Echo(Agent):
    ...     def act(self, turn):
    ...         for message in turn.messages:
    ...             turn.say(message.text)
    """

    def __init__(self, id: str, name: str | None = None) -> None:  # noqa: A002  # as in the contract
        self.id = id
        self.name = f"Agent {id}" if name is None else name

    def observe(self, turn: Turn) -> None:
        """Look at the room; called in each step, muted or not. Does nothing by default."""

    def act(self, turn: Turn) -> None:
        """Decide; called in each step unless the agent is muted. Does nothing by default."""


class Turn:
    """What one agent sees and can do in one step. It ends with the step: do not keep it."""

    def __init__(
        self, state: State, model: Model, slot: int, step: int, rng: np.random.Generator, messages: Sequence[Message]
    ) -> None:
        self._state = state
        self._model = model
        self._slot = slot
        self.id = state.ids[slot]
        """The agent whose turn it is."""
        self.step = step
        """The step, from 0."""
        self.rng = rng
        """Luck of the agent's own in this step; use no other."""
        self.messages = tuple(message for message in messages if message.agent_id != self.id)
        """What others said since its last turn."""
        self.decided: dict[str, float] = {}
        """What it decided to feel, by agent."""
        self.said: list[str] = []
        """What it decided to say."""
        self.thought: float | None = None
        """What it decided to think."""

    @property
    def agents(self) -> tuple[str, ...]:
        """The ids of the others in the room."""
        state = self._state
        return tuple(state.ids[slot] for slot in np.flatnonzero(state.present).tolist() if slot != self._slot)

    @property
    def names(self) -> Mapping[str, str]:
        """How everybody in the room is called, this agent too, by id."""
        state = self._state
        return {state.ids[slot]: state.names[slot] for slot in np.flatnonzero(state.present).tolist()}

    @property
    def sympathies(self) -> Mapping[str, float]:
        """What the agent feels, in [-1, 1], by the id of the other."""
        return self._row(self._slot)

    def sympathies_of(self, agent_id: str) -> Mapping[str, float]:
        """Return what another agent feels, in [-1, 1], by id."""
        return self._row(self._state.slot(agent_id))

    @property
    def opinion(self) -> float | None:
        """What the agent thinks, in the range of the model; None in a model without opinions."""
        return None if self._state.opinions is None else float(self._state.opinions[self._slot])

    def feel(self, agent_id: str, sympathy: float) -> None:
        """Decide what to feel for another agent, in [-1, 1]."""
        self._state.ends(self.id, agent_id)  # raises where there can be no such tie
        self.decided[agent_id] = self._model.check_sympathy(sympathy)

    def think(self, opinion: float) -> None:
        """Decide what to think, in the range of the model."""
        if self._model.opinion_range is None:
            raise InputError(f"agents of the model {self._model.name!r} have no opinions")
        self.thought = check_number("opinion", opinion, *self._model.opinion_range)

    def say(self, text: str) -> None:
        """Decide to say something to the room."""
        self.said.append(text)

    def _row(self, slot: int) -> dict[str, float]:
        state = self._state
        one = np.zeros(len(state), np.bool_)
        one[slot] = True
        tied = state.ties.flags(one & state.present, state.present)
        _, targets = state.ties.ends(tied)
        return {
            state.ids[target]: value for target, value in zip(targets, state.ties.sympathy[tied].tolist(), strict=True)
        }
