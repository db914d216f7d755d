from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.conversation import Parameters, Temperament
from roomlab.simulation.conversation.dynamics import (
    affinities,
    bounded,
    expected,
    felt,
    moved,
    openness_rate,
    taken,
    tone_drawn,
    witnessed,
)

P = Parameters()
SIGNED = st.floats(-1, 1)
ANY = st.floats(allow_nan=True, allow_infinity=True)
PLAIN = Temperament(warmth=0.0, temper=0.5, openness=0.5, talkativeness=0.5, humour=0.5)


def draw(speaker=PLAIN, *, sympathy=0.0, mood=0.0, affinity=0.0, heard=0.0, noise=0.0):
    return tone_drawn(speaker, sympathy=sympathy, mood=mood, affinity=affinity, heard=heard, noise=noise, parameters=P)


@pytest.mark.parametrize(
    ("value", "pull", "rate", "new"),
    [
        (0.0, 1.0, 0.25, 0.25),
        (0.5, 1.0, 0.5, 0.75),
        (0.5, -1.0, 0.5, -0.25),
        (1.0, 1.0, 1.0, 1.0),
        (-1.0, -1.0, 1.0, -1.0),
    ],
)
def test_moved_is_the_linear_operator(value, pull, rate, new):
    assert moved(value, pull, rate) == pytest.approx(new)


@given(ANY, ANY, st.floats(0, 5))
def test_moved_stays_in_range_whatever_comes(value, pull, rate):
    assert -1 <= moved(value, pull, rate) <= 1


@given(SIGNED, SIGNED, st.floats(0, 1))
def test_moved_goes_the_way_of_the_pull(value, pull, rate):
    assert (moved(value, pull, rate) - value) * pull >= 0


def test_bounded_takes_nan_for_nothing():
    assert bounded(math.nan) == 0
    assert bounded(math.inf) == 1


@pytest.mark.parametrize("cause", ["sympathy", "mood", "affinity", "heard", "noise"])
def test_every_cause_makes_a_tone_warmer_or_colder(cause):
    assert draw(**{cause: 0.8}) > draw() > draw(**{cause: -0.8})


def test_a_temper_makes_a_bad_tone_worse_and_a_good_one_no_better():
    hot = Temperament(0.0, 1.0, 0.5, 0.5, 0.5)
    cool = Temperament(0.0, 0.0, 0.5, 0.5, 0.5)
    assert draw(hot, sympathy=-0.3) < draw(cool, sympathy=-0.3) < 0
    assert draw(hot, sympathy=0.3) == draw(cool, sympathy=0.3) > 0


def test_a_tone_follows_the_stated_formula():
    raw = P.tone_sympathy * -0.5 + P.tone_noise * 1.5 * 0.2
    assert draw(sympathy=-0.5, noise=0.2) == pytest.approx(math.tanh(raw * 1.5))


def test_praise_means_little_to_those_who_are_used_to_it():
    assert felt(0.5, 0.9, P) < 0 < felt(0.5, 0.0, P)
    assert expected(Temperament(1.0, 0.5, 0.5, 0.5, 0.5), P) > expected(PLAIN, P) == 0


@pytest.mark.parametrize(("tone", "other"), [(0.8, 0.9), (-0.8, -0.9), (0.8, -0.9), (-0.8, 0.9)])
def test_bystanders_follow_heider(tone, other):
    pull = witnessed(tone, other, sympathy=0.0, affinity=0.0, parameters=P)
    assert pull == pytest.approx(tone * other)


def test_company_draws_a_tie_to_the_affinity_and_no_further():
    assert taken(0.0, sympathy=0.2, affinity=0.7, parameters=P) > 0
    assert taken(0.0, sympathy=0.9, affinity=0.7, parameters=P) < 0
    assert taken(0.0, sympathy=0.7, affinity=0.7, parameters=P) == 0


def test_rates_never_pass_one():
    assert openness_rate(P.rate_heard, Temperament(0, 0, 1.0, 0, 0)) <= 1


@given(st.integers(3, 12), st.integers(0, 1000))
def test_everybody_prefers_somebody_and_somebody_comes_last(count, seed):
    taste = affinities(np.random.default_rng(seed).standard_normal((count, 8)))
    assert taste.shape == (count, count)
    assert np.all(np.diag(taste) == 0)
    assert np.abs(taste).max(axis=1) == pytest.approx(np.ones(count))
    assert np.all(taste.max(axis=1) > 0)
    assert np.all(taste.min(axis=1) < 0)


@pytest.mark.parametrize("points", [np.zeros((0, 3)), np.zeros((1, 3)), np.eye(2), np.ones((5, 3)), np.eye(4)])
def test_without_a_difference_nobody_is_preferred(points):
    assert np.all(affinities(points) == 0)
