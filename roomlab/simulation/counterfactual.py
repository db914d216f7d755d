"""What if: pairs of runs that differ in one change, with common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roomlab.errors import InputError
from roomlab.simulation._check import check_integer, check_number
from roomlab.simulation._progress import Progress
from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import Measure, choose_measures
from roomlab.simulation.scenario import Scenario
from roomlab.simulation.ties import Floats

__all__ = ["Counterfactual", "counterfactual"]

_RESAMPLES = 1000
_MOST_NUMBERS = 2**27
"""Differences of ties that are held at once: 1 GB."""
_BLOCK = 8192
_TEXT = pd.StringDtype("python", na_value=np.nan)


@dataclass(frozen=True)
class Counterfactual:
    """What a change has done.

    Parameters
    ----------
    room : DataFrame
        One row per step and measure: step, measure, baseline and changed (means over the replicates), difference (their
        mean difference), low and high (its interval).
    ties : DataFrame
        The same per tie: step, source, target, difference, low, high. Only ties between agents who are there in both
        runs of every pair; empty where ties were not asked for.
    runs : DataFrame
        One row per replicate, step and measure: replicate, seed, step, measure, baseline, changed.
    confidence : float
        Of the intervals, in (0, 1).
    """

    room: pd.DataFrame
    ties: pd.DataFrame = field(repr=False)
    runs: pd.DataFrame = field(repr=False)
    confidence: float


def counterfactual(
    scenario: Scenario,
    change: Callable[[Simulation], None],
    *,
    at: int = 0,
    replicates: int = 30,
    every: int = 1,
    measures: Sequence[str] | Mapping[str, Measure] | None = None,
    ties: bool = True,
    confidence: float = 0.95,
    rng: np.random.Generator | None = None,
    progress: bool | None = None,
) -> Counterfactual:
    r"""Simulate pairs of rooms that share past and luck, and differ in one change.

    With :math:`d_r` the difference, changed minus not changed, of the pair r of R, it returns their mean and the
    percentile bootstrap interval of it, from 1,000 resamples of the pairs. The interval is for one step and one tie
    alone, not for a whole curve; with few replicates it is somewhat too narrow.

    Parameters
    ----------
    scenario : Scenario
        What is simulated; its seed decides about all replicates.
    change : callable
        What is done to the one room of each pair: called with its `Simulation`.
    at : int
        The step before which it is done, from 0 to the steps of the scenario.
    replicates : int
        Pairs, at least 2.
    every : int
        Compare at `at` and at every so many steps after it; at least 1.
    measures : sequence of str, or mapping of str to callable, optional
        Of the room: names of `roomlab.simulation.measures.MEASURES` or functions of the state.
    ties : bool
        Whether to compare tie by tie, too; where everyone has a tie to everyone.
    confidence : float
        Of the intervals, above 0 and below 1.
    rng : numpy.random.Generator, optional
        Draws the resamples; by default one that follows from the seed of the scenario.
    progress : bool, optional
        Whether to show a bar on stderr; by default on a terminal.

    Returns
    -------
    Counterfactual
        The differences of the room and of each tie, and what they were made of.

    Raises
    ------
    InputError
        If a value is out of its range, or there are too many ties and steps to compare each.
    SimulationError
        If a room left the range of its values.

    References
    ----------
    .. [1] B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, Chapman and Hall (1993), chapter 13.
    .. [2] A. M. Law, Simulation Modeling and Analysis, 5th edition, McGraw-Hill (2015), section 11.2: common random
       numbers.

    Examples
    --------
    >>> scenario = Scenario("two camps", "balance", agents=8, steps=20)
    >>> found = counterfactual(scenario, lambda run: run.set_sympathy("1", "2", 1.0), at=5, replicates=4, every=5)
    >>> found.ties.query("step == 5 and difference != 0")[["source", "target"]].values.tolist()
    [['1', '2']]
    """
    check_integer("at", at, 0, scenario.steps)
    check_integer("replicates", replicates, 2)
    check_integer("every", every, 1)
    if check_number("confidence", confidence, 0.0, 1.0, above=True) == 1.0:
        raise InputError("confidence is 1; it must be below 1, as 0.95 is")
    steps = list(range(at, scenario.steps + 1, every))
    chosen = choose_measures(measures, scenario.make_model())
    if ties:
        _check_ties(scenario, replicates * len(steps) * scenario.agents**2)
    rng = np.random.default_rng([scenario.seed, replicates]) if rng is None else rng
    pairs = []
    with Progress(replicates, 0, progress) as bar:
        for replicate in range(replicates):
            pairs.append(_Pair(scenario.simulation(replicate), change, steps, chosen, ties))
            bar.advance()
    bounds = _Bounds(replicates, confidence, rng)
    return Counterfactual(
        _room_table(pairs, steps, list(chosen), bounds),
        _ties_table(pairs, steps, bounds) if ties else _ties_table([], [], bounds),
        _runs_table(pairs, steps, list(chosen)),
        confidence,
    )


class _Pair:
    """Two runs, and what was measured on them."""

    def __init__(
        self,
        simulation: Simulation,
        change: Callable[[Simulation], None],
        steps: Sequence[int],
        measures: Mapping[str, Measure],
        ties: bool,
    ) -> None:
        simulation.run(steps[0])
        self.seed = simulation.seed
        self.ids = list(simulation.state.ids)
        both = (simulation, simulation.fork(change=change))
        self.measured = np.empty((2, len(steps), len(measures)))
        self.ties: list[Floats] = []
        for place, step in enumerate(steps):
            for side, run in enumerate(both):
                run.run(step - run.steps)
                self.measured[side, place] = [measure(run.state) for measure in measures.values()]
            if ties:
                here, there = (run.state.sympathies()[: len(self.ids), : len(self.ids)] for run in both)
                self.ties.append(there - here)


class _Bounds:
    """Percentile bootstrap intervals of means over replicates; every mean sees the same resamples."""

    def __init__(self, replicates: int, confidence: float, rng: np.random.Generator) -> None:
        drawn = rng.multinomial(replicates, np.full(replicates, 1 / replicates), size=_RESAMPLES)
        self._weights = drawn / replicates
        self._levels = ((1 - confidence) / 2, (1 + confidence) / 2)

    def of(self, differences: Floats) -> tuple[Floats, Floats, Floats]:
        """Return mean, low and high of each column of an array of shape (replicates, anything)."""
        found = np.empty((3, differences.shape[1]))
        for start in range(0, differences.shape[1], _BLOCK):
            part = differences[:, start : start + _BLOCK]
            found[0, start : start + _BLOCK] = part.mean(axis=0)
            found[1:, start : start + _BLOCK] = np.quantile(self._weights @ part, self._levels, axis=0)
        return found[0], found[1], found[2]


def _check_ties(scenario: Scenario, numbers: int) -> None:
    if not scenario.make_model().dense:
        raise InputError(
            "who has ties to whom differs between replicates where everyone has few; compare the room alone: ties=False"
        )
    if numbers > _MOST_NUMBERS:
        raise InputError(
            f"to compare each tie at each step takes {numbers:,} numbers, and at most {_MOST_NUMBERS:,} are held; "
            "compare less often (every), take fewer replicates, or compare the room alone: ties=False"
        )


def _room_table(pairs: Sequence[_Pair], steps: Sequence[int], names: Sequence[str], bounds: _Bounds) -> pd.DataFrame:
    measured = np.stack([pair.measured for pair in pairs])
    difference, low, high = bounds.of((measured[:, 1] - measured[:, 0]).reshape(len(pairs), -1))
    means = measured.mean(axis=0).reshape(2, -1)
    return pd.DataFrame(
        {
            "step": np.repeat(np.array(steps, np.int64), len(names)),
            "measure": _texts(list(names) * len(steps)),
            "baseline": means[0],
            "changed": means[1],
            "difference": difference,
            "low": low,
            "high": high,
        }
    )


def _ties_table(pairs: Sequence[_Pair], steps: Sequence[int], bounds: _Bounds) -> pd.DataFrame:
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in ("step", "from", "to", "difference", "low", "high")}
    for place, step in enumerate(steps):
        differences = np.stack([pair.ties[place] for pair in pairs])
        sources, targets = np.nonzero(np.isfinite(differences).all(axis=0))
        found = bounds.of(differences[:, sources, targets])
        for name, values in zip(columns, (np.full(len(sources), step), sources, targets, *found), strict=True):
            columns[name].append(values)
    whole = {name: np.concatenate(parts) if parts else np.empty(0) for name, parts in columns.items()}
    ids = np.array(pairs[0].ids if pairs else [], object)
    return pd.DataFrame(
        {
            "step": whole["step"].astype(np.int64),
            "source": _texts(ids[whole["from"].astype(np.int64)]),
            "target": _texts(ids[whole["to"].astype(np.int64)]),
            **{name: whole[name] for name in ("difference", "low", "high")},
        }
    )


def _runs_table(pairs: Sequence[_Pair], steps: Sequence[int], names: Sequence[str]) -> pd.DataFrame:
    each = len(steps) * len(names)
    return pd.DataFrame(
        {
            "replicate": np.repeat(np.arange(len(pairs)), each),
            "seed": np.repeat(np.array([pair.seed for pair in pairs], np.int64), each),
            "step": np.tile(np.repeat(np.array(steps, np.int64), len(names)), len(pairs)),
            "measure": _texts(list(names) * len(steps) * len(pairs)),
            "baseline": np.concatenate([pair.measured[0].ravel() for pair in pairs]),
            "changed": np.concatenate([pair.measured[1].ravel() for pair in pairs]),
        }
    )


def _texts(values: Any) -> Any:
    return pd.array(values, dtype=_TEXT)
