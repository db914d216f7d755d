"""The null model: uniform in the long run when folded, and not when clipped."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import Walk
from roomlab.simulation.models.walk import fold


def _distance_from_uniform(values):
    """Return the Kolmogorov-Smirnov distance from the uniform distribution on [-1, 1], times the root of the size."""
    line = np.sort(values)
    ranks = np.arange(len(line) + 1) / len(line)
    uniform = (line + 1) / 2
    return max(np.abs(ranks[1:] - uniform).max(), np.abs(ranks[:-1] - uniform).max()) * math.sqrt(len(line))


def _ties(simulation):
    return simulation.state.ties.sympathy[simulation.state.ties_now]


def test_the_walk_becomes_uniform_and_stays_so():
    simulation = Simulation(Walk(sigma=0.25, amplitude=0.1), 150, seed=3)
    assert _distance_from_uniform(_ties(simulation)) > 50
    for _ in range(3):
        simulation.run(100)
        assert _distance_from_uniform(_ties(simulation)) < 1.63, "less than 1 in 100 uniform samples are further away"


def test_clipped_it_would_not():
    rng = np.random.default_rng(1)
    values = np.zeros(20_000)
    for _ in range(300):
        values = np.clip(values + 0.25 * rng.standard_normal(values.size), -1.0, 1.0)
    assert _distance_from_uniform(values) > 10
    assert (np.abs(values) == 1.0).mean() > 0.1


@given(st.floats(-1e6, 1e6))
def test_folding_reflects_at_both_ends_as_often_as_it_takes(value):
    (folded,) = fold(np.array([value]))
    assert -1.0 <= folded <= 1.0
    np.testing.assert_allclose(fold(np.array([2.0 - value, -2.0 - value])), folded, atol=1e-9)


def test_folding_leaves_what_is_inside():
    inside = np.linspace(-1, 1, 101)
    np.testing.assert_array_equal(fold(inside), inside)
    np.testing.assert_allclose(fold(np.array([1.25, -1.25, 2.5, 3.5])), [0.75, -0.75, -0.5, -0.5], atol=1e-15)


def test_the_size_of_a_step_is_sigma():
    simulation = Simulation(Walk(sigma=0.01, degree=10), 2_000, seed=1)
    before = _ties(simulation)
    simulation.step()
    assert np.std(_ties(simulation) - before) == pytest.approx(0.01, rel=0.03)
