"""Consensus under antagonism against Altafini 2013."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import is_balanced
from roomlab.simulation.models import Consensus

AGENTS = [str(number) for number in range(12)]


def _strong_digraph(seed, balanced):
    """Return a strongly connected signed digraph: a ring and chords, in two camps; one tie turned if not balanced."""
    rng = np.random.default_rng(seed)
    n = len(AGENTS)
    side = rng.choice([-1.0, 1.0], n)
    pairs = {(i, (i + 1) % n) for i in range(n)} | {tuple(rng.choice(n, 2, replace=False).tolist()) for _ in range(n)}
    ties = {(i, j): rng.uniform(0.1, 1.0) * side[i] * side[j] for i, j in sorted(pairs)}
    if not balanced:
        ties[0, 1] *= -1.0
    graph = nx.DiGraph([(AGENTS[i], AGENTS[j], {"sympathy": value}) for (i, j), value in ties.items()])
    assert nx.is_strongly_connected(graph)
    return graph, side


def _run_until(settled, graph, seed, dt):
    simulation = Simulation(Consensus(degree=3, dt=dt), AGENTS, ties=graph.edges(data="sympathy"), seed=seed)
    while not settled(simulation.state.opinions):
        simulation.run(200)
        assert simulation.steps < 100_000, "it does not settle"
    return simulation


@pytest.mark.parametrize("dt", [0.1, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_balanced_ties_end_in_bipartite_consensus(seed, dt):
    graph, side = _strong_digraph(seed, balanced=True)
    simulation = _run_until(lambda opinions: np.ptp(opinions * side) < 1e-9, graph, seed, dt)
    assert is_balanced(simulation.state)
    assert np.abs(simulation.state.opinions).min() > 1e-3, "agreement on something, not decay"


@pytest.mark.parametrize("dt", [0.1, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_one_tie_against_balance_lets_all_opinions_decay(seed, dt):
    graph, _ = _strong_digraph(seed, balanced=False)
    simulation = _run_until(lambda opinions: np.abs(opinions).max() < 1e-6, graph, seed, dt)
    assert not is_balanced(simulation.state)


def test_small_steps_follow_the_linear_equation():
    simulation = Simulation(Consensus(dt=1e-3), 10, seed=3)
    ties, start = simulation.state.ties.sympathy.copy(), simulation.state.opinions.copy()
    laplacian = np.diag(np.abs(ties).sum(axis=1)) - ties
    simulation.run(300)
    values, vectors = np.linalg.eig(laplacian)
    exact = (vectors @ np.diag(np.exp(-0.3 * values)) @ np.linalg.inv(vectors) @ start).real
    np.testing.assert_allclose(simulation.state.opinions, exact, atol=2e-3)


def test_sparse_and_dense_ties_give_the_same():
    graph, _ = _strong_digraph(1, balanced=False)
    ties = list(graph.edges(data="sympathy"))
    sparse, dense = (Simulation(Consensus(degree=degree), AGENTS, ties=ties, seed=1) for degree in (2, None))
    for simulation in (sparse, dense):
        simulation.mute("3")
        simulation.run(40)
    np.testing.assert_allclose(sparse.state.opinions, dense.state.opinions, atol=1e-12)


def test_the_start_is_balanced_unless_frustrated():
    assert is_balanced(Simulation(Consensus(degree=4), 50, seed=1).state)
    assert is_balanced(Simulation(Consensus(), 20, seed=1).state)
    assert not is_balanced(Simulation(Consensus(frustrated=0.3), 20, seed=1).state)


def test_who_hears_nobody_keeps_its_opinion():
    simulation = Simulation(Consensus(degree=2), ["a", "b", "c"], ties=[("a", "b", 1.0)], seed=1)
    before = simulation.state.opinions.copy()
    simulation.run(20)
    np.testing.assert_array_equal(simulation.state.opinions[1:], before[1:])
    simulation.mute("b")
    now = simulation.state.opinions[0]
    simulation.step()
    assert simulation.state.opinions[0] == now
