"""Scenarios: named sets of parameters that do not change, and the seeds of their replicates."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

import numpy as np

from roomlab.errors import InputError
from roomlab.simulation._check import check_integer
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import Model, make_model

__all__ = ["Scenario", "Value", "plain_value"]

Value: TypeAlias = bool | int | float | str | None
"""What a parameter may be."""


@dataclass(frozen=True)
class Scenario:
    """A room that can be simulated again and again: all that decides about it but the luck of one replicate.

    Parameters
    ----------
    name : str
        What you call it.
    model : str
        A name of `roomlab.simulation.models.MODELS`.
    agents : int
        How many, at least 1.
    steps : int
        How many, at least 0.
    seed : int
        At least 0; the seeds of the replicates follow from it.
    parameters : mapping of str to bool, int, float, str or None
        Those of the model that are not to be its defaults. Kept as sorted pairs.

    Raises
    ------
    InputError
        If a value is out of its range; the message names both.

    Examples
    --------
    >>> scenario = Scenario("friends", "triads", agents=12, steps=50, parameters={"p": 0.25})
    >>> scenario.simulation(replicate=3).seed == scenario.child_seed(3)
    True
    """

    name: str
    model: str
    agents: int = 30
    steps: int = 100
    seed: int = 0
    parameters: Mapping[str, Value] | tuple[tuple[str, Value], ...] = field(default=())

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise InputError(f"name is {self.name!r}; it must be a text that is not empty")
        for name, low in (("agents", 1), ("steps", 0), ("seed", 0)):
            object.__setattr__(self, name, check_integer(name, getattr(self, name), low))
        pairs = tuple(sorted((name, plain_value(name, value)) for name, value in dict(self.parameters).items()))
        object.__setattr__(self, "parameters", pairs)
        self.make_model()  # it checks its parameters

    def make_model(self) -> Model:
        """Return the model with the parameters of the scenario."""
        return make_model(self.model, **dict(self.parameters))

    def child_seed(self, replicate: int) -> int:
        """Return the seed of a replicate, below 2**63: that of the child of `seed` with the spawn key (replicate,).

        It is the same whatever the parameters are, so that replicates of two scenarios with one seed share their luck.
        """
        check_integer("replicate", replicate, 0)
        child = np.random.SeedSequence(self.seed, spawn_key=(replicate,))
        return int(child.generate_state(1, np.uint64)[0] >> np.uint64(1))

    def simulation(self, replicate: int = 0) -> Simulation:
        """Return the simulation of a replicate, before its first step."""
        return Simulation(self.make_model(), self.agents, seed=self.child_seed(replicate))

    def varied(self, **changes: Value) -> Scenario:
        """Return a scenario with other values: of `agents` and `steps`, or of parameters of the model."""
        own: dict[str, Any] = {name: changes.pop(name) for name in ("agents", "steps") if name in changes}
        return dataclasses.replace(self, **own, parameters={**dict(self.parameters), **changes})

    def described(self) -> dict[str, Any]:
        """Return the scenario as values for JSON, every parameter of the model included."""
        model = self.make_model()
        every = {field.name: getattr(model, field.name) for field in fields(model)}
        own = {name: getattr(self, name) for name in ("name", "model", "agents", "steps", "seed")}
        return {**own, "parameters": every}


def plain_value(name: str, value: object) -> Value:
    """Return a parameter as a value of Python's own, not numpy's; raise `InputError` for what is none."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise InputError(f"the parameter {name!r} is {value!r}; it must be a number, a text, true, false or None")
