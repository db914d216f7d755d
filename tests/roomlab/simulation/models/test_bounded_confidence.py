"""Bounded confidence against Deffuant et al. 2000."""

from __future__ import annotations

import collections

import numpy as np
import pytest

from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import opinion_clusters
from roomlab.simulation.models import BoundedConfidence

AGENTS = 1000


def _clusters(epsilon, seed, **parameters):
    """Return how many groups there are when nobody moves any more: none is wider than 1/100."""
    simulation = Simulation(BoundedConfidence(epsilon=epsilon, **parameters), AGENTS, seed=seed)
    while simulation.steps < 5_000:
        simulation.run(100)
        groups = opinion_clusters(simulation.state.opinions, epsilon / 2, smallest=0.0)
        if max(np.ptp(group) for group in groups) < 0.01:
            return len(opinion_clusters(simulation.state.opinions, epsilon / 2))
    raise AssertionError("it does not settle")


@pytest.mark.parametrize(("epsilon", "clusters"), [(0.5, 1), (0.25, 2), (0.2, 2), (0.15, 3)])
def test_the_number_of_clusters_is_the_published_one(epsilon, clusters):
    seen = collections.Counter(_clusters(epsilon, seed) for seed in range(5))
    # At 0.25 one run in ten or so ends in a single cluster: which number comes is a matter of luck near a change.
    assert seen[clusters] >= 4, seen


@pytest.mark.parametrize("epsilon", [0.1, 0.05])
def test_below_there_are_about_one_over_two_epsilon(epsilon):
    mean = np.mean([_clusters(epsilon, seed) for seed in range(5)])
    assert mean == pytest.approx(1 / (2 * epsilon), rel=0.2)


def test_a_meeting_moves_both_by_mu_and_only_if_they_are_close():
    simulation = Simulation(BoundedConfidence(epsilon=0.3, mu=0.25), 2, seed=1)
    for start, end in (((0.2, 0.4), (0.25, 0.35)), ((0.2, 0.6), (0.2, 0.6))):
        simulation.set_opinion("1", start[0])
        simulation.set_opinion("2", start[1])
        simulation.step()
        assert simulation.state.opinions == pytest.approx(end)
    assert simulation.sympathy("1", "2") == pytest.approx(1 - 0.4 / 0.3)


def test_the_mean_opinion_is_kept_and_nobody_leaves_the_range():
    simulation = Simulation(BoundedConfidence(epsilon=0.4), 100, seed=4)
    mean = simulation.state.opinions.mean()
    simulation.run(50)
    assert simulation.state.opinions.mean() == pytest.approx(mean)
    assert simulation.state.opinions.min() >= 0
    assert simulation.state.opinions.max() <= 1


def test_nobody_listens_to_a_muted_agent_and_it_listens():
    simulation = Simulation(BoundedConfidence(epsilon=1.0), 2, seed=1)
    simulation.set_opinion("1", 0.2)
    simulation.set_opinion("2", 0.6)
    simulation.mute("2")
    simulation.step()
    assert simulation.state.opinions == pytest.approx([0.2, 0.4])
    assert simulation.sympathy("1", "2") == 0.0, "who is not heard is not judged"
    assert simulation.sympathy("2", "1") != 0.0


def test_acquaintances_meet_nobody_else_and_each_one_other_at_most():
    for seed in range(30):
        simulation = Simulation(BoundedConfidence(epsilon=1.0, degree=3), 60, seed=seed)
        ties = simulation.state.ties
        known = set(zip(ties.source.tolist(), ties.target.tolist(), strict=True))
        before = simulation.state.opinions.copy()
        simulation.step()
        after = simulation.state.opinions
        moved = np.flatnonzero(after != before).tolist()
        assert moved
        for one in moved:
            # With epsilon 1 and mu 1/2 both end in the middle, so that a pair is told by its common opinion.
            (other,) = [slot for slot in moved if slot != one and abs(after[slot] - after[one]) < 1e-12]
            assert (one, other) in known or (other, one) in known


def test_a_sparse_room_agrees_too():
    assert _clusters(0.5, 1, degree=10) == 1
