"""Homophily and influence together: the dyad that can be solved, and where rooms end."""

from __future__ import annotations

import numpy as np
import pytest

from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import is_balanced, opinion_clusters
from roomlab.simulation.models import Coevolution


def _dyad(distance, **parameters):
    simulation = Simulation(Coevolution(**parameters), 2, seed=1)
    for agent, opinion in (("1", -distance / 2), ("2", distance / 2)):
        simulation.set_opinion(agent, opinion)
    for source, target in (("1", "2"), ("2", "1")):
        simulation.set_sympathy(source, target, 1 - distance)
    return simulation


@pytest.mark.parametrize(("distance", "end"), [(0.2, 0.0), (0.95, 0.0), (1.05, 2.0), (1.6, 2.0)])
def test_two_agents_agree_or_part_by_whether_they_start_less_than_half_of_the_range_apart(distance, end):
    simulation = _dyad(distance, homophily=10.0)
    simulation.run(800)
    assert np.ptp(simulation.state.opinions) == pytest.approx(end, abs=1e-3)
    assert simulation.sympathy("1", "2") == pytest.approx(1 - end, abs=1e-3)


def test_close_to_agreement_the_distance_shrinks_at_twice_the_rate_of_influence():
    simulation = _dyad(1e-3, homophily=10.0, influence=0.5, dt=0.01)
    simulation.run(100)
    assert np.ptp(simulation.state.opinions) == pytest.approx(1e-3 * np.exp(-2 * 0.5 * 1.0), rel=2e-2)


def test_rooms_end_balanced_in_agreement_or_in_two_hostile_camps():
    ends = []
    for seed in range(20):
        simulation = Simulation(Coevolution(dt=0.1), 10, seed=seed)
        simulation.run(800)
        state = simulation.state
        assert is_balanced(state)
        groups = opinion_clusters(state.opinions, 0.5)
        ends.append(len(groups))
        if len(groups) == 2:
            assert groups[0].max() < -0.99
            assert groups[1].min() > 0.99
    assert set(ends) == {1, 2}, "both ends are reached from random starts"


def test_without_homophily_ties_stand_still_and_without_influence_opinions():
    still = Simulation(Coevolution(homophily=0.0), 6, seed=1)
    ties, opinions = still.state.ties.sympathy.copy(), still.state.opinions.copy()
    still.run(20)
    np.testing.assert_array_equal(still.state.ties.sympathy, ties)
    assert (still.state.opinions != opinions).all()
    deaf = Simulation(Coevolution(influence=0.0), 6, seed=1)
    deaf.run(300)
    np.testing.assert_allclose(deaf.state.opinions, opinions, atol=1e-12)
    distance = np.abs(opinions - opinions[:, None])
    off = ~np.eye(6, dtype=bool)
    np.testing.assert_allclose(deaf.state.ties.sympathy[off], (1 - distance)[off], atol=1e-4)


def test_sparse_and_dense_ties_give_the_same():
    ids = [str(number) for number in range(9)]
    rng = np.random.default_rng(1)
    ties = [(a, b, rng.uniform(-1, 1)) for a in ids for b in ids if a != b]
    sparse, dense = (Simulation(Coevolution(degree=degree), ids, ties=ties, seed=1) for degree in (8, None))
    for simulation in (sparse, dense):
        simulation.run(10)
        simulation.mute("3")
        simulation.remove_agent("5")
        simulation.run(10)
    np.testing.assert_allclose(sparse.state.opinions, dense.state.opinions, atol=1e-12)
    for a, b in [("0", "1"), ("0", "3"), ("3", "0")]:
        assert sparse.sympathy(a, b) == pytest.approx(dense.sympathy(a, b))
