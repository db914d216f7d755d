"""A model of the simulation that moves the ties of a room, a step with each thing said."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Sequence

from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import make_model

from ..stage import Stage

__all__ = ["Dynamics"]

SMALLEST_CHANGE = 0.001
"""Changes of a tie that add up to less than this are not shown."""
AT_ONCE = 64
"""Ties that are changed in one go: the server does something else in between."""
_LARGE = 64  # agents from which on a step is made off the event loop

logger = logging.getLogger("roomlab.server.orchestration")


class Dynamics:
    """Moves the ties of a room by a model, instead of by what is said.

    The steps are those of ``roomlab.simulate(model, agents=[…], seed=seed)`` with the agents in the order in which they
    joined. What a user sets is an intervention. A room that is loaded anew begins with the ties that it has; where the
    model cannot begin with them, with those that it draws.

    Parameters
    ----------
    stage : Stage
        The room.
    model : str
        A name of `roomlab.simulation.models.MODELS`.
    seed : int
        Of all luck.
    """

    def __init__(self, stage: Stage, model: str, seed: int) -> None:
        self._stage = stage
        self._model = make_model(model)
        self._seed = seed
        self._simulation: Simulation | None = None
        self._agents: list[int] = []
        self._shown: dict[tuple[int, int], float] = {}

    async def step(self, agents: Sequence[int]) -> None:
        """Make one step with the agents that are here, and show what it changed."""
        simulation = self._gathered(list(agents))
        if simulation is None:
            return
        if len(agents) < _LARGE:
            simulation.step()
        else:
            await asyncio.to_thread(simulation.step)
        changes = self._changes(simulation)
        for begin in range(0, len(changes), AT_ONCE):
            part = changes[begin : begin + AT_ONCE]
            await asyncio.gather(*(self._stage.set_sympathy(*pair, sympathy) for pair, sympathy in part))

    def _gathered(self, agents: list[int]) -> Simulation | None:
        """Return the simulation with just these agents and what users have set; None when there are too few."""
        before, self._agents = self._agents, agents
        joined, left = set(agents) - set(before), set(before) - set(agents)
        simulation = self._simulation
        try:
            if simulation is None or any(str(agent) in simulation.state.ids for agent in joined):
                return self._begin(agents)
            for agent in left:
                simulation.remove_agent(str(agent))
            for agent in sorted(joined, key=agents.index):
                simulation.add_agent(str(agent))
        except ValueError as reason:  # too few for the model, or too many
            logger.debug("The model of room %s waits: %s", self._stage.room_id, reason)
            self._simulation = None
            return None
        self._shown = {pair: value for pair, value in self._shown.items() if not left & set(pair)}
        self._intervene(simulation)
        return simulation

    def _begin(self, agents: list[int]) -> Simulation:
        ids = [str(agent) for agent in agents]
        felt = {pair: self._stage.sympathy(*pair) for pair in itertools.permutations(agents, 2)}
        ties = [(str(source), str(target), value) for (source, target), value in felt.items() if value]
        self._shown = felt
        try:
            self._simulation = Simulation(self._model, ids, ties=ties or None, seed=self._seed)
        except ValueError:
            self._simulation = Simulation(self._model, ids, seed=self._seed)
        return self._simulation

    def _intervene(self, simulation: Simulation) -> None:
        for pair, shown in self._shown.items():
            now = self._stage.sympathy(*pair)
            if now != shown:
                self._shown[pair] = now
                try:
                    simulation.set_sympathy(str(pair[0]), str(pair[1]), now)
                except ValueError as reason:  # the model has no such ties; its own comes back with this step
                    logger.debug("The model of room %s: %s", self._stage.room_id, reason)

    def _changes(self, simulation: Simulation) -> list[tuple[tuple[int, int], float]]:
        state = simulation.state
        sources, targets = state.ties.ends(state.ties_now)
        values = state.ties.sympathy[state.ties_now].tolist()
        numbers = [int(text) for text in state.ids]
        changes = []
        for source, target, value in zip(sources, targets, values, strict=True):
            pair = numbers[source], numbers[target]
            if abs(value - self._shown.get(pair, 0.0)) >= SMALLEST_CHANGE:
                self._shown[pair] = value
                changes.append((pair, value))
        return changes
