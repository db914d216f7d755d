"""Triad dynamics against Antal, Krapivsky and Redner 2005."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roomlab.errors import InputError
from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import friendly_share, is_balanced
from roomlab.simulation.models import Triads

AGENTS = 64
UNIT = round((AGENTS - 1) * 3 / 2)
"""Steps in the paper's unit of time: each step updates a third of the agents, a unit has n(n-1)/2 updates."""


@pytest.mark.parametrize("p", [0.0, 0.1, 0.25, 0.4])
def test_local_dynamics_reaches_the_stationary_share_of_friendships(p):
    simulation = Simulation(Triads(p=p), AGENTS, seed=1)
    simulation.run(10 * UNIT)
    shares = []
    for _ in range(100):
        simulation.run(UNIT // 5)
        shares.append(friendly_share(simulation.state))
    assert np.mean(shares) == pytest.approx(1 / (1 + math.sqrt(3 * (1 - 2 * p))), abs=0.015)


def test_local_dynamics_ends_in_paradise_above_one_half():
    simulation = Simulation(Triads(p=0.75, friendly=0.2), AGENTS, seed=1)
    simulation.run(20 * UNIT)
    assert friendly_share(simulation.state) == 1.0


def _constrained(friendly, seed):
    simulation = Simulation(Triads(rule="constrained", friendly=friendly), AGENTS, seed=seed)
    while not is_balanced(simulation.state) and simulation.steps < 5000:
        simulation.run(200)
    assert is_balanced(simulation.state), f"jammed: seed {seed}"
    return int((simulation.state.ties.sympathy[0] > 0).sum()) + 1


def test_constrained_dynamics_from_few_friendships_ends_in_two_camps_of_nearly_equal_size():
    sizes = np.array([_constrained(0.3, seed) for seed in range(8)])
    assert np.abs(2 * sizes / AGENTS - 1).max() < 0.25
    assert np.mean((2 * sizes / AGENTS - 1) ** 2) < 0.02


def test_constrained_dynamics_from_many_friendships_ends_in_paradise():
    assert [_constrained(0.8, seed) for seed in range(8)] == [AGENTS] * 8


def _unbalanced_triads(signs):
    n = len(signs)
    return (math.comb(n, 3) - np.trace(signs @ signs @ signs) / 6) / 2


def test_constrained_dynamics_never_makes_more_unbalanced_triads():
    simulation = Simulation(Triads(rule="constrained"), 30, seed=5)
    last = _unbalanced_triads(simulation.state.ties.sympathy)
    for _ in range(300):
        simulation.step()
        now = _unbalanced_triads(simulation.state.ties.sympathy)
        assert now <= last
        last = now
    assert last == 0


def test_links_stay_mutual_and_of_strength_one():
    simulation = Simulation(Triads(p=0.3), 20, seed=1)
    simulation.run(200)
    signs = simulation.state.ties.sympathy
    np.testing.assert_array_equal(signs, signs.T)
    np.testing.assert_array_equal(np.abs(signs), 1.0 - np.eye(20))


def test_the_links_of_a_muted_agent_stand_still():
    simulation = Simulation(Triads(p=0.3), 12, seed=1)
    simulation.mute("4")
    before = simulation.state.ties.sympathy.copy()
    simulation.run(100)
    np.testing.assert_array_equal(simulation.state.ties.sympathy[3], before[3])
    assert (simulation.state.ties.sympathy != before).any()


def test_only_friends_and_enemies_and_nothing_between():
    simulation = Simulation("triads", 5, seed=1)
    with pytest.raises(InputError, match=r"sympathy is 0\.5.*friends \(1\) or enemies \(-1\)"):
        simulation.set_sympathy("1", "2", 0.5)
    simulation.set_sympathy("1", "2", -1)
    assert simulation.sympathy("2", "1") == -1.0
    with pytest.raises(InputError, match="2 pairs of agents have no tie"):
        Simulation("triads", ["a", "b", "c"], ties=[("a", "b", 1), ("b", "a", 1)])
