"""The engine: steps a room by its model."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np

from roomlab import events
from roomlab._counts import counted
from roomlab.simulation._check import check_integer
from roomlab.simulation._intervening import Intervening, Intervention
from roomlab.simulation._start import first_state, name_agents
from roomlab.simulation.agents import Agent, Turn
from roomlab.simulation.collect import Collector
from roomlab.simulation.models import Model, make_model
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State

__all__ = ["Intervention", "Listener", "Simulation"]

Listener: TypeAlias = Callable[["Simulation", Sequence[events.Event]], None]
"""Called after each step and each intervention, with the messages, events, arrivals and departures that it brought."""


class Simulation(Intervening):
    """One run of a model. Same model, agents, ties, seed and interventions: same bytes.

    Parameters
    ----------
    model : str or Model
        A name of `roomlab.simulation.models.MODELS` with default parameters, or a model with its own.
    agents : int or sequence of str or Agent
        How many agents, called "1", "2" and so on; or their ids; or agents with behaviour of their own.
    ties : iterable of (str, str, float), optional
        Source, target and sympathy of the ties of the start; the model draws them by default. Where everyone has a
        tie to everyone, what is not named is 0. For the ties of a graph: ``graph.edges(data="sympathy")``.
    seed : int, optional
        Of all luck, at least 0. Without one, the system chooses; `seed` says which.
    collectors : sequence of Collector
        What to collect, at the start and after each step.

    Raises
    ------
    InputError
        If a parameter is out of its range; the message names it.

    Examples
    --------
    >>> simulation = Simulation("balance", 12, seed=7)
    >>> simulation.run(300)
    300
    >>> simulation.sympathy("1", "2") == simulation.sympathy("2", "1")
    True
    """

    def __init__(
        self,
        model: str | Model,
        agents: int | Sequence[str | Agent],
        *,
        ties: Iterable[tuple[str, str, float]] | None = None,
        seed: int | None = None,
        collectors: Sequence[Collector] = (),
    ) -> None:
        self.model = make_model(model) if isinstance(model, str) else model
        self._streams = Streams(seed)
        behaviours = name_agents(agents)
        self.given_ties = ties is not None
        """Whether the ties of the start were given, and not drawn by the model."""
        state = first_state(self.model, behaviours, ties, self._streams)
        self._origin = state.copy(), copy.deepcopy(behaviours)
        self._begin(state, behaviours, collectors)
        self._collect()

    def _begin(self, state: State, behaviours: Sequence[Agent], collectors: Sequence[Collector] = ()) -> None:
        self._state = state
        self._behaviours = {state.slot(agent.id): agent for agent in behaviours if type(agent) is not Agent}
        self._step = 0
        self._said = 0
        self._messages: list[events.Message] = []
        self._interventions: list[Intervention] = []
        self._collectors = tuple(collectors)
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.RLock()
        self._paused = threading.Event()

    def __repr__(self) -> str:
        agents = counted(int(np.count_nonzero(self._state.present)), "agent")
        return f"<Simulation of {self.model.name!r}, seed {self.seed}: {agents} after {counted(self._step, 'step')}>"

    # -- what it is

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return self._streams.seed

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return self._step

    @property
    def state(self) -> State:
        """The state as it is now. It changes with each step; do not write to it, intervene."""
        return self._state

    @property
    def behaviours(self) -> tuple[str, ...]:
        """The ids of the agents with behaviour of their own that are in the room."""
        return tuple(agent.id for agent in self._behaviours.values())

    def sympathy(self, source: str, target: str) -> float:
        """Return what one agent feels for another now, in [-1, 1]; NaN if there is no tie."""
        with self._lock:
            sources, targets = np.array([[self._state.slot(source)], [self._state.slot(target)]])
            ties = self._state.ties
            found = ties.sympathy[ties.places_of(sources, targets)]
            return float(found[0]) if found.size and source != target else float("nan")

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each step and intervention, until the returned function is called."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(known for known in self._listeners if known is not listener)

        return stop

    # -- time

    def step(self) -> None:
        """Make one step.

        Raises
        ------
        SimulationError
            If a sympathy or an opinion is no longer a number in its range; the state is left as it is, to be looked at.
        """
        with self._lock:
            step = self._step
            turns = [self._turn(slot, step, self._messages) for slot in self._acting()]
            self._state.heard_words = [message.text for message in self._messages if message.agent_id is None]
            self._messages = []
            self.model.step(self._state, self._streams, step)
            happened = [event for turn in turns for event in self._do(turn)]
            happened += self._spoken()
            self._step += 1
            self.model.check(self._state, self._step)
            self._collect()
            self._tell(happened)

    def run(self, steps: int, *, pace: Callable[[], bool] | None = None) -> int:
        """Make `steps` steps, or fewer if `pause` is called meanwhile; return how many.

        Parameters
        ----------
        steps : int
            At least 0.
        pace : callable, optional
            Called before each step: returns when it is time for it, and whether to make it and go on.
        """
        check_integer("steps", steps, 0)
        self._paused.clear()
        for done in range(steps):
            if (pace is not None and not pace()) or self._paused.is_set():
                return done
            self.step()
        return steps

    def pause(self) -> None:
        """End a `run` after its current step, from another thread or a listener; the next `run` goes on from there."""
        self._paused.set()

    # -- other ways

    def fork(self, *, at: int | None = None, change: Callable[[Simulation], None] | None = None) -> Simulation:
        """Return a run of its own that has the same past up to a step, and the same luck after it.

        Parameters
        ----------
        at : int, optional
            The step, from 0 to `steps`; now by default. What was done to the room at that step is not part of the
            common past. An earlier step is reached by running again from the start.
        change : callable, optional
            What differs: called with the fork.

        Returns
        -------
        Simulation
            Without collectors and listeners.
        """
        with self._lock:
            if at is None:
                fork = self._twin(self._state.copy(), copy.deepcopy(list(self._behaviours.values())))
                fork._step, fork._said, fork._messages = self._step, self._said, list(self._messages)
                fork._interventions = list(self._interventions)
            else:
                fork = self._rerun(check_integer("at", at, 0, self._step))
        if change is not None:
            change(fork)
        return fork

    def _twin(self, state: State, behaviours: Sequence[Agent]) -> Simulation:
        twin = object.__new__(Simulation)
        twin.model, twin._streams, twin._origin = self.model, self._streams, self._origin
        twin.given_ties = self.given_ties
        twin._begin(state, behaviours)
        return twin

    def _rerun(self, at: int) -> Simulation:
        state, behaviours = self._origin
        twin = self._twin(state.copy(), copy.deepcopy(behaviours))
        for done in self._interventions:
            if done.step >= at:
                break
            twin.run(done.step - twin.steps)
            twin.do(done)
        twin.run(at - twin.steps)
        return twin

    # -- inside

    def _acting(self) -> list[int]:
        return [slot for slot in self._behaviours if self._state.present[slot]]

    def _turn(self, slot: int, step: int, messages: Sequence[events.Message]) -> Turn:
        rng = self._streams.one(step, Draw.BEHAVIOUR, slot)
        turn = Turn(self._state, self.model, slot, step, rng, messages)
        agent = self._behaviours[slot]
        agent.observe(turn)
        if not self._state.muted[slot]:
            agent.act(turn)
        return turn

    def _do(self, turn: Turn) -> list[events.Event]:
        for other, sympathy in turn.decided.items():
            self._set_sympathy(turn.id, other, sympathy)
        if turn.thought is not None:
            self._set_opinion(turn.id, turn.thought)
        name = self._state.names[self._state.slot(turn.id)]
        return [self._message(text, name, turn.id) for text in turn.said]

    def _spoken(self) -> list[events.Event]:
        state = self._state
        words, state.said = state.said, []
        return [self._message(text, state.names[slot], state.ids[slot]) for slot, text in words]

    def _collect(self) -> None:
        for collector in self._collectors:
            collector.collect(self._step, self._state)

    def _tell(self, happened: Sequence[events.Event]) -> None:
        for listener in self._listeners:
            listener(self, happened)
