"""One figure: what was measured, round by round, beside a peer measured in the same rounds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Demand:
    """What a figure must reach: on its own, or as a multiple of its peer's."""

    limit: float
    of: Literal["value", "ratio"] = "value"
    at_least: bool = True

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {format_number(self.limit)}{' × peer' if self.of == 'ratio' else ''}"


@dataclass(frozen=True)
class Figure:
    """A figure with the value of each round.

    `peer_values` are those of the peer, in the same rounds; `demand` is what issue or design asks for, if they do.
    `peer_stopped` says that the peer was given up: its values are what it had taken by then.
    """

    name: str
    unit: str
    values: Sequence[float]
    peer: str = ""
    peer_values: Sequence[float] = field(default_factory=tuple)
    demand: Demand | None = None
    peer_stopped: bool = False

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def peer_median(self) -> float | None:
        """The median of the peer's rounds; None without a peer."""
        return statistics.median(self.peer_values) if self.peer_values else None

    @property
    def ratio(self) -> float | None:
        """The median over the peer's median; None without a peer, or when its median is 0."""
        return self.median / self.peer_median if self.peer_median else None

    @property
    def reached(self) -> bool | None:
        """Whether the demand is met; None without one."""
        if self.demand is None:
            return None
        seen = self.median if self.demand.of == "value" else self.ratio
        assert seen is not None, f"{self.name}: a demand on the ratio, and no peer"
        return seen >= self.demand.limit if self.demand.at_least else seen <= self.demand.limit


def format_number(value: float) -> str:
    """Write a number with three digits that count, and thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes, with the garbage of what ran before out of the way."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
