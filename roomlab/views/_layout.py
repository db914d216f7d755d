"""Where to put the agents of a picture: friends near each other, foes apart, no name upon another."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["settle_boxes", "sympathy_layout"]

_PULL = 0.8
"""How much a sympathy of 1 shortens the distance of a neutral pair, and one of -1 lengthens it."""
_STRANGERS = 0.25
"""Weight of the distance between two agents without a tie, beside 1 for a tie."""
_STARTS = 8
_STEPS = 150
_ROUNDS = 12
"""Of pushing boxes apart and fitting them into the frame again, at most."""
_PUSHES = 150
"""Within one round, at most."""
_LARGE = 150
"""From so many agents on, one start must do: the work grows with their square."""
_HUGE = 400
"""From so many agents on, no distance tells anything: they stand in a circle, and are not pushed."""


def sympathy_layout(graph: nx.DiGraph[Any], seed: int = 0) -> dict[Hashable, tuple[float, float]]:
    """Place agents so that their distances tell their sympathies.

    The distance of two agents should be ``1 - 0.8 s``, where ``s`` is the mean of their sympathies for each other, and
    1 where they have none. The places minimise the weighted sum of squared errors by majorisation, the best of a few
    starts. From 400 agents on they stand in a circle.

    Parameters
    ----------
    graph : networkx.DiGraph
        Edges carry `sympathy` in [-1, 1].
    seed : int
        Of the starts. The same agents, ties and seed have the same places, in whatever order they were added.

    Returns
    -------
    dict
        Node to (x, y); the centre is the origin, the farthest agent at distance 1 from it.

    References
    ----------
    Gansner, Koren, North (2005), Graph drawing by stress majorization. De Leeuw (1977), Applications of convex analysis
    to multidimensional scaling.
    """
    nodes = sorted(graph, key=str)
    if len(nodes) >= _HUGE:
        angles = np.linspace(0, 2 * np.pi, len(nodes), endpoint=False).tolist()
        return {node: (math.cos(angle), math.sin(angle)) for node, angle in zip(nodes, angles, strict=True)}
    distances, weights = _targets(graph, nodes)
    rng = np.random.default_rng(seed)
    starts = 1 if len(nodes) >= _LARGE else _STARTS
    places = [_majorise(rng.normal(size=(len(nodes), 2)), distances, weights) for _ in range(starts)]
    best = min(places, key=lambda place: _stress(place, distances, weights))
    best = best - best.mean(axis=0) if nodes else best
    reach = np.hypot(*best.T).max(initial=0.0) or 1.0
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, best / reach, strict=True)}


def _targets(graph: nx.DiGraph[Any], nodes: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    index = {node: number for number, node in enumerate(nodes)}
    total, count = np.zeros((2, len(nodes), len(nodes)))
    for source, target, attributes in graph.edges(data=True):
        if source != target:
            for pair in ((index[source], index[target]), (index[target], index[source])):
                total[pair] += attributes["sympathy"]
                count[pair] += 1
    distances = 1 - _PULL * total / np.maximum(count, 1)
    weights = np.where(count > 0, 1.0, _STRANGERS)
    np.fill_diagonal(weights, 0.0)
    return distances, weights


def _majorise(
    places: NDArray[np.float64], distances: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Move from `places` downhill: each step solves for the minimum of a quadratic above the stress."""
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_STEPS):
        now = _pair_distances(places)
        ratios = weights * distances / np.maximum(now, 1e-9)
        places = inverse @ ((np.diag(ratios.sum(axis=1)) - ratios) @ places)
    return places


def _pair_distances(places: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    return result


def _stress(places: NDArray[np.float64], distances: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float((weights * (_pair_distances(places) - distances) ** 2).sum())


def settle_boxes(
    places: NDArray[np.float64], halves: NDArray[np.float64], size: NDArray[np.float64], *, part: bool
) -> NDArray[np.float64]:
    """Fit boxes into a frame, and push them apart until none covers another.

    Parameters
    ----------
    places : array of float, shape (boxes, 2)
        Where the boxes should be, in any unit.
    halves : array of float, shape (boxes, 2)
        Half of their width and height.
    size : array of float, shape (2,)
        Width and height of the frame, in the unit of `halves`.
    part : bool
        Whether boxes may be pushed.

    Returns
    -------
    array of float, shape (boxes, 2)
        Centres of the boxes. They may still cover each other when the frame is too small for all.
    """
    places = _fit(places, halves, size)
    for _ in range(_ROUNDS if part and len(places) < _HUGE else 0):
        apart = _part_boxes(places, halves)
        places = _fit(apart, halves, size)
        if np.allclose(apart, places):
            break
    return places


def _fit(places: NDArray[np.float64], halves: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stretch places until the boxes fill the axes, one direction at most half as much again as the other."""
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.maximum(size - 2 * halves.max(axis=0), 1.0)
    factors = room / np.maximum(high - low, 1e-9)
    factors = np.minimum(factors, 1.5 * factors.min())
    fitted: NDArray[np.float64] = (places - (low + high) / 2) * factors + size / 2
    return fitted


def _part_boxes(centres: NDArray[np.float64], halves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push boxes apart, each along the shorter way out, until none covers another or time is up."""
    centres = centres.copy()
    reach = halves[:, None, :] + halves[None, :, :]
    for _ in range(_PUSHES):
        apart = centres[:, None, :] - centres[None, :, :]
        overlap = reach - np.abs(apart)
        covered: NDArray[np.bool_] = np.all(overlap > 1e-9, axis=2)
        np.fill_diagonal(covered, False)
        if not covered.any():
            break
        sideways = overlap[..., 0] < overlap[..., 1]
        push = np.where(covered & sideways, overlap[..., 0], 0.0), np.where(covered & ~sideways, overlap[..., 1], 0.0)
        # Two boxes at one place part by their order, not never.
        order = np.sign(np.arange(len(centres))[:, None] - np.arange(len(centres))[None, :])
        for axis in (0, 1):
            way = np.where(apart[..., axis] == 0, order, np.sign(apart[..., axis]))
            centres[:, axis] += 0.25 * (push[axis] * way).sum(axis=1)
    return centres
