"""What to collect from a run, apart from where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roomlab.errors import InputError
from roomlab.simulation._check import check_integer
from roomlab.simulation.state import State

__all__ = ["Collector", "FrameStore", "Reporter", "Store"]

Reporter: TypeAlias = Callable[[State], float | NDArray[np.float64]]
"""A function of the state: a number for the room, or an array with one for each agent. It must not change the state."""


class Store(Protocol):
    """Where what was collected goes."""

    def add(self, step: int, state: State, values: Mapping[str, float | NDArray[np.float64]]) -> None:
        """Keep the values of one step. Arrays are the store's own."""


class Collector:
    """Asks the reporters of a run and hands what they say to a store.

    Parameters
    ----------
    reporters : mapping of str to Reporter
        What to collect, by name.
    store : Store
        Where it goes.
    every : int
        Ask at the start and then at each step whose number is a multiple of this; at least 1.
    """

    def __init__(self, reporters: Mapping[str, Reporter], store: Store, *, every: int = 1) -> None:
        self._reporters = dict(reporters)
        self._store = store
        self._every = check_integer("every", every, 1)

    def collect(self, step: int, state: State) -> None:
        """Ask all reporters, if this is a step to ask at."""
        if step % self._every == 0:
            values = {name: self._ask(name, reporter, state) for name, reporter in self._reporters.items()}
            self._store.add(step, state, values)

    @staticmethod
    def _ask(name: str, reporter: Reporter, state: State) -> float | NDArray[np.float64]:
        value = np.array(reporter(state), np.float64)  # a copy: the state goes on
        if value.ndim == 0:
            return float(value)
        if value.shape != (len(state),):
            raise InputError(
                f"the reporter {name!r} returned an array of shape {value.shape}; it must return a number, "
                f"or one for each agent: shape ({len(state)},)"
            )
        return value


class FrameStore:
    """Keeps what is collected in memory, and gives it as DataFrames."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, dict[str, float]]] = []
        self._blocks: list[tuple[int, Sequence[str], NDArray[np.bool_], dict[str, NDArray[np.float64]]]] = []

    def add(self, step: int, state: State, values: Mapping[str, float | NDArray[np.float64]]) -> None:
        """Keep the values of one step."""
        numbers = {name: value for name, value in values.items() if isinstance(value, float)}
        arrays = {name: value for name, value in values.items() if not isinstance(value, float)}
        if numbers:
            self._rows.append((step, numbers))
        if arrays:
            self._blocks.append((step, state.ids, state.present.copy(), arrays))

    @property
    def room(self) -> pd.DataFrame:
        """What was collected of the room: DataFrame, one row per step that was; step, and a column per reporter."""
        return pd.DataFrame([{"step": step, **numbers} for step, numbers in self._rows])

    @property
    def agents(self) -> pd.DataFrame:
        """What was collected of agents: DataFrame, one row per agent and step; step, agent, a column per reporter."""
        parts = []
        for step, ids, present, arrays in self._blocks:
            here = np.flatnonzero(present)
            agent = pd.array([ids[slot] for slot in here.tolist()], dtype=TEXT)
            parts.append(pd.DataFrame({"step": step, "agent": agent, **{name: a[here] for name, a in arrays.items()}}))
        if not parts:
            return pd.DataFrame({"step": np.empty(0, np.int64), "agent": pd.array([], dtype=TEXT)})
        return pd.concat(parts, ignore_index=True)


TEXT = pd.StringDtype("python", na_value=np.nan)
