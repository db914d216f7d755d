"""When to try again, and whether."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

import roomlab.errors as errors
from roomlab.sources._backoff import Failure, LinkLostError, LinkRefusedError, classify, full_jitter


def delays(seed, count, **bounds):
    return list(islice(full_jitter(np.random.default_rng(seed), **bounds), count))


def test_delays_grow_and_stay_in_their_bounds():
    many = np.array([delays(seed, 20) for seed in range(200)])
    assert many.min() >= 0.5
    assert many.max() <= 30.0
    ceilings = np.minimum(0.5 * 2.0 ** np.arange(1, 21), 30.0)
    assert (many <= ceilings).all()
    assert (many.max(axis=0) > 0.9 * ceilings).all()  # full jitter: the whole range is used
    assert (many.min(axis=0) < 0.5 + 0.1 * ceilings).all()


def test_the_same_seed_gives_the_same_delays():
    assert delays(7, 10) == delays(7, 10)
    assert delays(7, 10) != delays(8, 10)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (LinkLostError(None, "broken"), Failure.TRANSIENT),
        (LinkLostError(1000, "bye"), Failure.TRANSIENT),
        (LinkLostError(1012, "restart"), Failure.TRANSIENT),
        (LinkLostError(4001, ""), Failure.CREDENTIALS),
        (LinkLostError(4003, ""), Failure.FATAL),
        (LinkRefusedError(401), Failure.CREDENTIALS),
        (LinkRefusedError(403), Failure.CREDENTIALS),
        (LinkRefusedError(404), Failure.FATAL),
        (LinkRefusedError(429), Failure.TRANSIENT),
        (LinkRefusedError(503), Failure.TRANSIENT),
        (errors.ConnectionFailedError("x"), Failure.TRANSIENT),
        (errors.RequestError(502, "GET", "/", "x"), Failure.TRANSIENT),
        (errors.RequestError(422, "GET", "/", "x"), Failure.FATAL),
        (errors.AuthenticationError("x"), Failure.FATAL),
        (errors.AccessDeniedError("x"), Failure.FATAL),
        (ConnectionResetError(), Failure.TRANSIENT),
        (TimeoutError(), Failure.TRANSIENT),
        (KeyError("a defect"), Failure.FATAL),
    ],
    ids=repr,
)
def test_each_failure_asks_for_its_own(error, failure):
    assert classify(error) is failure


def test_nobody_waits_longer_than_twice_what_the_outage_has_lasted():
    for seed in range(200):
        waited = 0.0
        for delay in islice(full_jitter(np.random.default_rng(seed)), 12):
            assert delay <= 1.0 + 2 * waited
            waited += delay
