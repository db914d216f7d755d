"""Rooms that are simulated here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from roomlab.errors import InputError
from roomlab.room import Room
from roomlab.simulation.agents import Agent
from roomlab.simulation.collect import Collector
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import Model, make_model
from roomlab.sources.simulated import SimulatedSource

__all__ = ["SimulatedRoom", "simulate"]


class SimulatedRoom(Room):
    """A room that is simulated here: everything a room has, and the simulation behind it.

    Parameters
    ----------
    source : SimulatedSource
        Where the room comes from.
    """

    def __init__(self, source: SimulatedSource) -> None:
        super().__init__(source)
        self._simulated = source
        self._simulation = source.simulation

    @property
    def simulation(self) -> Simulation:
        """The simulation, to step, to change and to fork. What happens in it reaches the room until that is closed."""
        return self._simulation

    def play(self, steps: int | None = None, *, speed: float | None = None) -> None:
        """Let the simulation run in the background, to be watched; this returns at once.

        Parameters
        ----------
        steps : int, optional
            How many steps, at least 0; by default those that a pause has left, and without end when there are none.
        speed : float, optional
            Steps per second, above 0 and at most 1000; as before by default, and 1 at first.

        Raises
        ------
        InputError
            When a value is out of its range.
        RoomClosedError
            When the room is closed.
        """
        self._simulated.play(steps, speed)

    def pause(self) -> None:
        """Stop what `play` started after the step in hand; `play` goes on from there. Idempotent."""
        self._simulated.stepper.pause()

    @property
    def playing(self) -> bool:
        """Whether steps are made in the background now."""
        return self._simulated.stepper.playing

    @property
    def speed(self) -> float:
        """Steps per second of `play`. Can be set at any time, and counts from the next step on."""
        return self._simulated.stepper.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._simulated.stepper.speed = speed


def simulate(
    model: str | Model,
    *,
    agents: int | Sequence[str | Agent] = 30,
    steps: int | None = None,
    seed: int | None = None,
    ties: Iterable[tuple[str, str, float]] | None = None,
    collectors: Sequence[Collector] = (),
    speed: float | None = None,
    title: str | None = None,
    **parameters: Any,
) -> SimulatedRoom:
    """Simulate a room.

    Parameters
    ----------
    model : str or Model
        ``"balance"``, ``"triads"``, ``"bounded_confidence"``, ``"consensus"``, ``"coevolution"``, ``"conversation"`` or
        ``"walk"``, or a model of `roomlab.simulation.models`.
    agents : int or sequence of str or Agent
        How many agents, or their ids, or agents with behaviour of their own.
    steps : int, optional
        How many steps to make, at least 0; by default none, and with a `speed` as many as come until the room is
        closed. ``room.simulation.run`` makes more.
    seed : int, optional
        Of all luck, at least 0: the same one gives the same bytes. Without one, the system chooses;
        ``room.simulation.seed`` says which.
    ties : iterable of (str, str, float), optional
        Source, target and sympathy at the start; the model draws them by default.
    collectors : sequence of Collector
        What to collect beside the ties.
    speed : float, optional
        Steps per second, above 0 and at most 1000, made in the background while you watch; ``room.pause()``,
        ``room.play()`` and ``room.speed`` steer them. By default all steps are made before this returns.
    title : str, optional
        What to call the room; the model and the seed by default.
    **parameters
        Those of the model named; its docstring gives their ranges.

    Returns
    -------
    SimulatedRoom
        A room like any other, with a `simulation`. A step is a second of its time, which begins in the year 2000.

    Raises
    ------
    InputError
        When a value is out of its range; the message names it.
    SimulationError
        When the room leaves the range of its values, which is a fault of a model or an agent.
    """
    if isinstance(model, str):
        model = make_model(model, **parameters)
    elif parameters:
        raise InputError(
            f"{', '.join(parameters)} given beside a model that is made already; give the parameters to the model"
        )
    simulation = Simulation(model, agents, ties=ties, seed=seed, collectors=collectors)
    return SimulatedRoom(SimulatedSource(simulation, steps=steps, speed=speed, title=title))
