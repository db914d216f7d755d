"""Continuous balance against Traag et al. 2013, Kułakowski et al. 2005 and Marvel et al. 2011."""

from __future__ import annotations

import numpy as np
import pytest

from roomlab.errors import InputError
from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import is_balanced
from roomlab.simulation.models import Balance


def _off_diagonal(matrix):
    return matrix[~np.eye(len(matrix), dtype=bool)]


def _settle(simulation, most_steps):
    """Run until every feeling is nearly 1 or -1."""
    while np.abs(_off_diagonal(simulation.state.ties.sympathy)).min() < 0.99 and simulation.steps < most_steps:
        simulation.run(50)
    return simulation.state


@pytest.mark.parametrize("rule", ["xxt", "x2"])
def test_every_run_ends_balanced(rule):
    for seed in range(20):
        simulation = Simulation(Balance(rule=rule, amplitude=0.5), 16, seed=seed)
        assert not is_balanced(simulation.state), "the start has to be unbalanced, or the run shows nothing"
        state = _settle(simulation, 2000)
        assert is_balanced(state), f"seed {seed}"
        assert np.abs(_off_diagonal(state.ties.sympathy)).min() > 0.99


def test_feelings_that_are_not_mutual_become_mutual():
    simulation = Simulation("balance", 16, seed=3)
    start = simulation.state.ties.sympathy.copy()
    assert (np.sign(start) != np.sign(start.T)).any()
    end = _settle(simulation, 2000).ties.sympathy
    assert (np.sign(end) == np.sign(end.T)).all()


@pytest.mark.parametrize("dt", [1e-3, 0.1, 1.0])
@pytest.mark.parametrize("rule", ["xxt", "x2"])
def test_no_feeling_leaves_its_range_at_any_step_size(rule, dt):
    simulation = Simulation(Balance(rule=rule, amplitude=1.0, dt=dt), 20, seed=1)
    for _ in range(100):
        simulation.step()
        assert np.abs(simulation.state.ties.sympathy).max() <= 1.0


def _small_start(seed, amplitude=1e-4, agents=12):
    """Return a run of dX/dt = X² so small that saturation is not felt, its start, and 1/λ₁."""
    start = Simulation(Balance(rule="x2", amplitude=amplitude, self_ties=True), agents, seed=seed).state.ties.sympathy
    blow_up = 1.0 / np.linalg.eigvalsh(start)[-1]
    # One unit of time is far below the time of the blow-up, so dt = 1 is already a small step.
    return (
        Simulation(Balance(rule="x2", amplitude=amplitude, self_ties=True, dt=1.0), agents, seed=seed),
        start,
        blow_up,
    )


@pytest.mark.parametrize("seed", range(3))
def test_small_feelings_follow_the_solution_in_closed_form(seed):
    simulation, start, blow_up = _small_start(seed)
    for share in (0.5, 0.9, 0.97):
        simulation.run(round(share * blow_up) - simulation.steps)
        solution = start @ np.linalg.inv(np.eye(len(start)) - simulation.steps * start)
        error = np.abs(simulation.state.ties.sympathy - solution).max()
        assert error < 1e-3 * np.abs(solution).max(), f"at {share} of the time of the blow-up"


@pytest.mark.parametrize("seed", range(3))
def test_small_feelings_blow_up_at_the_inverse_of_the_largest_eigenvalue(seed):
    simulation, _, blow_up = _small_start(seed)
    while np.abs(simulation.state.ties.sympathy).max() < 0.5:
        simulation.step()
        assert simulation.steps < 2 * blow_up
    assert simulation.steps == pytest.approx(blow_up, rel=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_from_a_small_start_the_camps_are_the_signs_of_the_leading_eigenvector(seed):
    simulation, start, blow_up = _small_start(seed)
    leading = np.linalg.eigh(start)[1][:, -1]
    simulation.run(round(1.05 * blow_up))
    np.testing.assert_array_equal(np.sign(simulation.state.ties.sympathy), np.sign(np.outer(leading, leading)))


def test_nobodys_feelings_for_a_muted_agent_change():
    simulation = Simulation("balance", 8, seed=2)
    simulation.mute("3")
    before = simulation.state.ties.sympathy.copy()
    simulation.run(5)
    after = simulation.state.ties.sympathy
    others = [slot for slot in range(8) if slot != 2]
    np.testing.assert_allclose(after[others, 2], before[others, 2], atol=1e-15)
    assert (after[2, others] != before[2, others]).all()
    assert np.abs(after[np.ix_(others, others)] - before[np.ix_(others, others)]).max() > 1e-3


def test_under_x2_feelings_stay_mutual_and_a_given_start_has_to_be():
    simulation = Simulation(Balance(rule="x2"), 6, seed=1)
    simulation.set_sympathy("1", "2", -0.25)
    assert simulation.sympathy("2", "1") == -0.25
    simulation.run(20)
    np.testing.assert_allclose(simulation.state.ties.sympathy, simulation.state.ties.sympathy.T, atol=1e-12)
    with pytest.raises(InputError, match="differ between the two directions"):
        Simulation(Balance(rule="x2"), ["a", "b"], ties=[("a", "b", 0.5)])
