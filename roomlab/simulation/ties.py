"""The ties of a simulated room: a matrix where everyone feels something for everyone, a list where few know each other.

Both keep `sympathy`, an array with one place for each tie that can be: shape (agents, agents) or (ties,). What a model
does to each tie by itself is written once for both; the methods are what depends on the shape. A place is never given
to another tie, so that the k-th random number always belongs to the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from roomlab.errors import InputError

__all__ = [
    "MOST_DENSE_AGENTS",
    "DenseTies",
    "Flags",
    "Floats",
    "NamedTie",
    "Slots",
    "SparseTies",
    "Ties",
    "check_dense",
    "ties_from",
    "without_repeats",
]

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Slots: TypeAlias = NDArray[np.int64]
NamedTie: TypeAlias = tuple[str, str, float]
"""Source and target by their ids, and the sympathy."""
Scalar = TypeVar("Scalar", bound=np.generic)

MOST_DENSE_AGENTS = 4_000
"""Agents of a room in which everyone has a tie to everyone: a matrix of that size takes 128 MB."""


class Ties(Protocol):
    """What both kinds of ties offer. `sympathy` may be written in place; nothing else is public to be written."""

    sympathy: Floats

    @property
    def places(self) -> int:
        """How many ties there can be now; also how many random numbers give each tie one."""

    def spread(self, values: NDArray[np.float64]) -> Floats:
        """Give each tie its own of `places` values, in the shape of `sympathy`."""

    def flags(self, sources: Flags, targets: Flags) -> Flags:
        """Return which ties lead from a flagged agent to a flagged one, in the shape of `sympathy`."""

    def differences(self, values: Floats) -> Floats:
        """Return value of the target minus value of the source, in the shape of `sympathy`."""

    def by_source(self, values: Floats) -> Floats:
        """Return the value of the source of each tie, for arithmetic with `sympathy`."""

    def totals(self, weights: Floats, values: Floats | None = None) -> Floats:
        """Return for each agent the sum over its ties of weight times the target's value (1 by default)."""

    def put(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set those of these ties that there are."""

    def ends(self, changed: Flags) -> tuple[Slots, Slots]:
        """Return the sources and the targets of the ties that are flagged."""

    def places_of(self, sources: Slots, targets: Slots) -> Slots | tuple[Slots, Slots]:
        """Return the places of those of these ties that there are, as an index of `sympathy` and arrays shaped so."""

    def grow(self) -> None:
        """Make room for one more agent."""

    def connect(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set these ties, making those that are new; none twice in one call."""

    def padded(self, values: NDArray[Scalar], new: float) -> NDArray[Scalar]:
        """Return an earlier array of the shape of `sympathy` in its shape of now, with `new` for what is new."""

    def copy(self) -> Self:
        """Return ties of their own with the same content."""


class DenseTies:
    """A matrix: row i is what agent i feels. The diagonal is no tie.

    Parameters
    ----------
    sympathy : ndarray, shape (agents, agents)
        In [-1, 1].
    """

    def __init__(self, sympathy: Floats) -> None:
        check_dense(len(sympathy))
        self.sympathy = sympathy
        self._place: NDArray[np.int64] | None = None

    @property
    def places(self) -> int:
        """Return the number of cells, the diagonal too."""
        return int(self.sympathy.size)

    def spread(self, values: NDArray[np.float64]) -> Floats:
        """Give each cell its own; a larger matrix begins with the same cells."""
        if self._place is None:
            self._place = _shells(len(self.sympathy))
        spread: Floats = values[self._place]
        return spread

    def flags(self, sources: Flags, targets: Flags) -> Flags:
        """Return which cells; never the diagonal."""
        flags = sources[:, None] & targets
        np.fill_diagonal(flags, False)
        return flags

    def differences(self, values: Floats) -> Floats:
        """Return target minus source for each cell."""
        return values - values[:, None]

    def by_source(self, values: Floats) -> Floats:
        """Return a column."""
        return values[:, None]

    def totals(self, weights: Floats, values: Floats | None = None) -> Floats:
        """Return the sum of each row."""
        totals: Floats = weights.sum(axis=1) if values is None else weights @ values
        return totals

    def put(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set these cells."""
        self.sympathy[sources, targets] = sympathy

    def ends(self, changed: Flags) -> tuple[Slots, Slots]:
        """Return rows and columns of the flagged cells."""
        sources, targets = np.nonzero(changed)
        return sources, targets

    def places_of(self, sources: Slots, targets: Slots) -> tuple[Slots, Slots]:
        """Return rows and columns."""
        return sources, targets

    def grow(self) -> None:
        """Add a row and a column of 0."""
        check_dense(len(self.sympathy) + 1)
        self.sympathy = np.pad(self.sympathy, (0, 1))
        self._place = None

    def connect(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set these cells."""
        self.sympathy[sources, targets] = sympathy

    def padded(self, values: NDArray[Scalar], new: float) -> NDArray[Scalar]:
        """Return an earlier matrix in the size of now."""
        return np.pad(values, (0, len(self.sympathy) - len(values)), constant_values=new)

    def copy(self) -> DenseTies:
        """Return ties of their own with the same content."""
        return DenseTies(self.sympathy.copy())


class SparseTies:
    """A list of ties in the order in which they began.

    Parameters
    ----------
    agents : int
        How many agents there are.
    source, target : ndarray, shape (ties,)
        Numbers of agents, from 0; no tie twice and none to oneself.
    sympathy : ndarray, shape (ties,)
        In [-1, 1].
    """

    def __init__(self, agents: int, source: Slots, target: Slots, sympathy: Floats) -> None:
        self._agents = agents
        self.source = source
        self.target = target
        self.sympathy = sympathy
        self._index: tuple[Slots, NDArray[np.intp]] | None = None
        self._rows: tuple[Slots, NDArray[np.intp], NDArray[np.intp] | None] | None = None

    @property
    def places(self) -> int:
        """Return the number of ties."""
        return len(self.sympathy)

    def spread(self, values: NDArray[np.float64]) -> Floats:
        """Return the values: they are in the order of the ties."""
        return values

    def flags(self, sources: Flags, targets: Flags) -> Flags:
        """Return which ties."""
        flags: Flags = sources[self.source] & targets[self.target]
        return flags

    def differences(self, values: Floats) -> Floats:
        """Return target minus source for each tie."""
        differences: Floats = values.take(self.target) - values.take(self.source)  # faster than values[…]
        return differences

    def by_source(self, values: Floats) -> Floats:
        """Return a value for each tie."""
        by_source: Floats = values[self.source]
        return by_source

    def totals(self, weights: Floats, values: Floats | None = None) -> Floats:
        """Return the sum over the ties of each agent."""
        pulls = weights if values is None else weights * values.take(self.target)
        if self._rows is None:
            self._rows = _rows_of(self.source)
        agents, starts, order = self._rows
        sums: Floats = np.add.reduceat(pulls if order is None else pulls[order], starts) if len(starts) else pulls
        if len(agents) == self._agents:
            return sums
        totals = np.zeros(self._agents)
        totals[agents] = sums
        return totals

    def put(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set those of these ties that there are."""
        places, there = self._find(sources, targets)
        self.sympathy[places] = sympathy[there]

    def _find(self, sources: Slots, targets: Slots) -> tuple[NDArray[np.intp], Flags]:
        """Return the places of those of these ties that there are, and which they are."""
        if self._index is None:
            keys = _key(self.source, self.target)
            order = np.argsort(keys)
            self._index = keys[order], order
        known, order = self._index
        if not len(known):
            return np.empty(0, np.intp), np.zeros(len(sources), np.bool_)
        wanted = _key(sources, targets)
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        there: Flags = known[at] == wanted
        return order[at[there]], there

    def ends(self, changed: Flags) -> tuple[Slots, Slots]:
        """Return sources and targets of the flagged ties."""
        return self.source[changed], self.target[changed]

    def places_of(self, sources: Slots, targets: Slots) -> Slots:
        """Return places in the list."""
        places, _ = self._find(sources, targets)
        return places

    def grow(self) -> None:
        """Count one more agent."""
        self._agents += 1

    def connect(self, sources: Slots, targets: Slots, sympathy: Floats) -> None:
        """Set these ties, making those that are new; none twice in one call."""
        places, there = self._find(sources, targets)
        self.sympathy[places] = sympathy[there]
        if not there.all():
            self._index_more(sources[~there], targets[~there])
            self.source = np.append(self.source, sources[~there])
            self.target = np.append(self.target, targets[~there])
            self.sympathy = np.append(self.sympathy, sympathy[~there])
            self._rows = None

    def _index_more(self, sources: Slots, targets: Slots) -> None:
        """Put ties that are about to be appended into the index: to sort it anew takes fifty times as long."""
        assert self._index is not None
        known, order = self._index
        new = _key(sources, targets)
        by_key = np.argsort(new)
        at = np.searchsorted(known, new[by_key])
        self._index = np.insert(known, at, new[by_key]), np.insert(order, at, len(known) + by_key)

    def padded(self, values: NDArray[Scalar], new: float) -> NDArray[Scalar]:
        """Return an earlier array in the length of now."""
        return np.pad(values, (0, len(self.sympathy) - len(values)), constant_values=new)

    def copy(self) -> SparseTies:
        """Return ties of their own with the same content."""
        return SparseTies(self._agents, self.source.copy(), self.target.copy(), self.sympathy.copy())


def check_dense(agents: int) -> None:
    """Raise `InputError` for a room that is too large for a tie between any two."""
    if agents > MOST_DENSE_AGENTS:
        raise InputError(
            f"{agents:,} agents with a tie to everyone else; at most {MOST_DENSE_AGENTS:,} fit. "
            "Give each some ties instead, with degree=10, or pass ties="
        )


def ties_from(agents: int, ties: Iterable[tuple[int, int, float]], *, dense: bool) -> Ties:
    """Return ties with these (source, target, sympathy), ends as numbers of agents; a later one replaces an earlier."""
    known = {(source, target): value for source, target, value in ties}
    source, target = np.array(list(known), np.int64).reshape(-1, 2).T.copy()
    sympathy = np.array(list(known.values()), np.float64)
    if not dense:
        return SparseTies(agents, source, target, sympathy)
    check_dense(agents)
    matrix = np.zeros((agents, agents))
    matrix[source, target] = sympathy
    return DenseTies(matrix)


def without_repeats(ties: Iterable[NamedTie], *, mutual: bool) -> Iterator[Sequence[NamedTie]]:
    """Yield ties in parts, in their order, none of which has a tie twice: as `Ties.connect` takes them.

    With `mutual`, both directions are the same tie.
    """
    part: list[NamedTie] = []
    met: set[tuple[str, str]] = set()
    for tie in ties:
        source, target, _ = tie
        if (source, target) in met:
            yield part
            part, met = [], set()
        part.append(tie)
        met |= {(source, target), (target, source)} if mutual else {(source, target)}
    if part:
        yield part


def _shells(size: int) -> NDArray[np.int64]:
    """Return a number for each cell of a square, the same in a larger square (Szudzik's pairing)."""
    row, column = np.ogrid[:size, :size]
    return np.where(row < column, column**2 + row, row**2 + row + column)


def _rows_of(source: Slots) -> tuple[Slots, NDArray[np.intp], NDArray[np.intp] | None]:
    """Return who has ties, where each one's begin, and the order that puts them together; None if they are."""
    order = None
    if (np.diff(source) < 0).any():
        order = np.argsort(source, kind="stable")  # stable: each sum keeps its order, and so its last digit
        source = source[order]
    agents, starts = np.unique(source, return_index=True)
    return agents, starts, order


def _key(source: Slots, target: Slots) -> Slots:
    return (source << 32) | target
