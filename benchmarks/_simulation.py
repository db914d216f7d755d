"""The simulation beside Mesa: the same models, agents with ten ties, a hundred steps, all opinions kept at each step.

Both run the same equations on the same start, and end with the same opinions; that is checked before anything is
measured. Ours also keeps what a room is for, the history of every tie, in the log of a `SimulatedSource`; Mesa keeps
opinions only. Under `Consensus` ties stand still, so both keep the same, and the demand is made there; under
`Coevolution` every tie moves in every step, and ours keeps ten times as much as Mesa. Needs Mesa 3: ``pip install
"mesa>=3,<4"``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import mesa
import numpy as np

from benchmarks._figure import Demand, Figure, seconds
from roomlab.simulation.collect import Collector, FrameStore
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import Coevolution, Consensus, Model
from roomlab.simulation.ties import SparseTies
from roomlab.sources.simulated import SimulatedSource

DEGREE = 10
STEPS = 100
SEED = 7
AGENTS = {1_000: 40.0, 10_000: 80.0}
"""How many agents, and how many times as fast as Mesa the issue asks us to be."""
MODELS: tuple[Model, ...] = (Consensus(degree=DEGREE), Coevolution(degree=DEGREE))


def figures(rounds: int) -> Iterator[Figure]:
    """Measure agent-steps per second of both, side by side."""
    for model in MODELS:
        _check_same_result(model)
        for agents, demand in AGENTS.items():
            ours, peer = [], []
            for _ in range(rounds):
                # A run of 1,000 agents is over in milliseconds, and one alone would measure the machine's other work.
                runs = [_roomlab(model, agents) for _ in range(max(AGENTS) // agents)]
                ours.append(max(AGENTS) * STEPS / seconds(lambda: [run() for run in runs]))  # noqa: B023
                peer.append(agents * STEPS / seconds(_mesa(model, agents)))
            yield Figure(
                f"simulate {model.name}, {agents:,} agents of degree {DEGREE}, history kept",
                "agent-steps/s",
                ours,
                f"Mesa {mesa.__version__} and its DataCollector",
                peer,
                Demand(demand, of="ratio") if isinstance(model, Consensus) else None,
            )


def _roomlab(model: Model, agents: int) -> Callable[[], object]:
    """Return our run, with the start behind it."""
    reporters = {"opinion": lambda state: state.opinions}
    simulation = Simulation(model, agents, seed=SEED, collectors=[Collector(reporters, FrameStore())])
    source = SimulatedSource(simulation)  # it listens, and puts every change of a tie into its log

    def run() -> SimulatedSource:
        simulation.run(STEPS)
        return source

    return run


def _mesa(model: Model, agents: int) -> Callable[[], _MesaRoom]:
    """Return Mesa's run from the same start, with the start behind it."""
    room = _MesaRoom(model, Simulation(model, agents, seed=SEED).state)

    def run() -> _MesaRoom:
        for _ in range(STEPS):
            room.step()
        return room

    return run


class _MesaRoom(mesa.Model):
    def __init__(self, model: Model, start: Any) -> None:
        super().__init__(rng=SEED)
        kind = _MesaListener if isinstance(model, Consensus) else _MesaPerson
        people = [kind(self, model, opinion) for opinion in start.opinions.tolist()]
        assert isinstance(start.ties, SparseTies)
        ties = start.ties
        for source, target, sympathy in zip(
            ties.source.tolist(), ties.target.tolist(), ties.sympathy.tolist(), strict=True
        ):
            people[source].others.append(people[target])
            people[source].sympathies.append(sympathy)
        for person in people:
            person.ready()
        self.collector = mesa.DataCollector(agent_reporters={"opinion": "opinion"})
        self.collector.collect(self)

    def step(self) -> None:
        self.agents.do("decide")
        self.agents.do("change")
        self.collector.collect(self)


class _MesaListener(mesa.Agent):
    """The rule of `Consensus`, as an agent-based program writes it."""

    def __init__(self, room: mesa.Model, model: Any, opinion: float) -> None:
        super().__init__(room)
        self.rule = model
        self.opinion = self.next_opinion = opinion
        self.others: list[Any] = []
        self.sympathies: list[float] = []

    def ready(self) -> None:
        self.strength = sum(map(abs, self.sympathies))
        self.keeps = math.exp(-self.rule.dt * self.strength)

    def decide(self) -> None:
        pulled = 0.0
        for sympathy, other in zip(self.sympathies, self.others, strict=True):
            pulled += sympathy * other.opinion
        pulled /= self.strength
        self.next_opinion = pulled + (self.opinion - pulled) * self.keeps

    def change(self) -> None:
        self.opinion = self.next_opinion


class _MesaPerson(_MesaListener):
    """The rule of `Coevolution`."""

    def ready(self) -> None:
        self.keeps = math.exp(-self.rule.homophily * self.rule.dt)

    def decide(self) -> None:
        own, pull, sympathies = self.opinion, 0.0, self.sympathies
        for number, other in enumerate(self.others):
            distance = other.opinion - own
            pull += sympathies[number] * distance
            target = 1.0 - abs(distance)
            sympathies[number] = target + (sympathies[number] - target) * self.keeps
        moved = math.atanh(own) + self.rule.dt * self.rule.influence * pull / len(self.others)
        self.next_opinion = math.tanh(moved)


def _check_same_result(model: Model) -> None:
    agents = 200
    ours = Simulation(model, agents, seed=SEED)
    room = _mesa(model, agents)()
    ours.run(STEPS)
    assert ours.state.opinions is not None
    np.testing.assert_allclose([person.opinion for person in room.agents], ours.state.opinions, atol=1e-9)
