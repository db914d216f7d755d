"""Counterfactuals: pairs that differ in the change and in what follows from it, and intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from roomlab import Scenario, counterfactual
from roomlab.errors import InputError
from roomlab.simulation.engine import Simulation

WALK = Scenario("walk", "walk", agents=5, steps=12, seed=4)


def test_a_change_of_nothing_makes_no_difference_at_all():
    found = counterfactual(WALK, lambda run: None, at=3, replicates=3)
    assert (found.room[["difference", "low", "high"]] == 0).all(axis=None)
    assert (found.ties[["difference", "low", "high"]] == 0).all(axis=None)
    assert len(found.ties) == 20 * 10
    assert found.room["step"].unique().tolist() == list(range(3, 13))


def test_only_what_the_change_touches_differs_where_ties_move_by_themselves():
    found = counterfactual(WALK, lambda run: run.set_sympathy("1", "2", 1.0), at=5, replicates=4)
    touched = found.ties.query("source == '1' and target == '2'")
    others = found.ties.drop(touched.index)
    assert (others["difference"] == 0).all()
    assert (touched["difference"] > 0).all()


def test_the_numbers_are_those_of_runs_made_by_hand():
    def change(run):
        run.mute("3")

    found = counterfactual(WALK, change, at=2, replicates=3, every=5, measures=["mean_sympathy"])
    differences = []
    for replicate in range(3):
        one = Simulation("walk", 5, seed=WALK.child_seed(replicate))
        one.run(2)
        other = one.fork(change=change)
        one.run(10)
        other.run(10)
        differences.append(other.sympathy("1", "3") - one.sympathy("1", "3"))
    last = found.ties.query("step == 12 and source == '1' and target == '3'")
    assert last["difference"].item() == pytest.approx(np.mean(differences), abs=1e-12)
    assert min(differences) <= last["low"].item() <= last["difference"].item() <= last["high"].item()
    assert found.runs.query("step == 12")["seed"].tolist() == [WALK.child_seed(r) for r in range(3)]
    room = found.room.query("step == 12")
    runs = found.runs.query("step == 12")
    assert room["difference"].item() == pytest.approx((runs["changed"] - runs["baseline"]).mean(), abs=1e-12)


def test_the_same_call_gives_the_same_numbers_and_a_passed_generator_others_around_the_same_means():
    def one(**more):
        return counterfactual(WALK, lambda run: run.mute("1"), replicates=5, **more)

    first, again, other = one(), one(), one(rng=np.random.default_rng(1))
    assert first.ties.equals(again.ties)
    assert first.room.equals(again.room)
    assert first.ties["difference"].equals(other.ties["difference"])
    assert not first.ties["low"].equals(other.ties["low"])


def test_an_agent_who_leaves_or_comes_has_no_difference():
    gone = counterfactual(WALK, lambda run: run.remove_agent("2"), at=1, replicates=2)
    assert set(gone.ties["source"]) == set(gone.ties["target"]) == {"1", "3", "4", "5"}
    come = counterfactual(WALK, lambda run: run.add_agent("new"), at=1, replicates=2)
    assert set(come.ties["source"]) == {"1", "2", "3", "4", "5"}
    assert (come.ties["difference"] == 0).all()  # a walk is nobody else's


def test_intervals_hold_a_known_difference_about_as_often_as_they_say():
    """A muted agent is not felt for any more, so its ties stay: the expected difference of an unfolded walk is 0."""
    inside = 0
    for seed in range(60):
        scenario = Scenario("w", "walk", agents=2, steps=4, seed=seed, parameters={"sigma": 0.01, "amplitude": 0.1})
        found = counterfactual(scenario, lambda run: run.mute("2"), replicates=25, every=4, measures=["balanced"])
        tie = found.ties.query("step == 4 and source == '1'").iloc[0]
        inside += tie.low <= 0 <= tie.high
    assert 50 <= inside < 60


def test_few_ties_are_compared_as_a_room():
    sparse = WALK.varied(degree=2)
    with pytest.raises(InputError, match="ties=False"):
        counterfactual(sparse, lambda run: None)
    found = counterfactual(sparse, lambda run: run.mute("1"), replicates=2, ties=False)
    assert found.ties.empty
    assert list(found.ties.columns) == ["step", "source", "target", "difference", "low", "high"]
    assert len(found.room) == 13 * 4


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"at": 13}, "at is 13; it must be a whole number of at least 0 and at most 12"),
        ({"replicates": 1}, "replicates is 1; it must be a whole number of at least 2"),
        ({"every": 0}, "every is 0"),
        ({"confidence": 1}, "confidence is 1; it must be below 1"),
        ({"confidence": 0}, "confidence is 0; it must be a finite number above 0"),
        ({"measures": ["x"]}, "a measure is 'x'"),
        ({"replicates": 10**7}, "compare less often"),
    ],
)
def test_a_wrong_value_is_refused_with_its_range(wrong, message):
    with pytest.raises(InputError, match=message):
        counterfactual(WALK, lambda run: None, **wrong)
