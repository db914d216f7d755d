"""Scenarios: frozen, checked when they are made, and with seeds of their own for each replicate."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from roomlab.errors import InputError
from roomlab.simulation.scenario import Scenario


def test_it_is_frozen_and_equal_to_another_of_the_same_values():
    scenario = Scenario("a", "walk", parameters={"sigma": np.float64(0.1), "amplitude": 0.2})
    assert scenario == Scenario("a", "walk", parameters={"amplitude": 0.2, "sigma": 0.1})
    assert hash(scenario) == hash(dataclasses.replace(scenario))
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.agents = 3


def test_seeds_are_those_of_the_spawned_children_and_do_not_depend_on_the_parameters():
    scenario = Scenario("a", "walk", seed=5)
    children = np.random.SeedSequence(5).spawn(3)
    expected = [int(child.generate_state(1, np.uint64)[0] >> np.uint64(1)) for child in children]
    assert [scenario.child_seed(replicate) for replicate in range(3)] == expected
    assert scenario.varied(sigma=0.3).child_seed(2) == expected[2]
    assert dataclasses.replace(scenario, seed=6).child_seed(2) != expected[2]


def test_it_says_what_it_is_with_the_defaults_of_the_model():
    described = Scenario("a", "walk", agents=4, parameters={"sigma": 0.3}).described()
    assert described["agents"] == 4
    assert described["parameters"] == {"sigma": 0.3, "amplitude": 0.5, "degree": None}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "name is ''"),
        ({"model": "wlk"}, "there is no model 'wlk'; did you mean 'walk'"),
        ({"agents": 0}, "agents is 0; it must be a whole number of at least 1"),
        ({"steps": -1}, "steps is -1; it must be a whole number of at least 0"),
        ({"seed": 0.5}, "seed is 0.5; it must be a whole number of at least 0"),
        ({"parameters": {"sigma": 9}}, "sigma of the model 'walk' is 9; it must be a finite number of at least 0"),
        ({"parameters": {"sgma": 1}}, "no parameter 'sgma'; did you mean 'sigma'"),
        ({"parameters": {"sigma": [1]}}, r"the parameter 'sigma' is \[1\]; it must be a number"),
    ],
)
def test_a_wrong_value_is_refused_with_its_range(wrong, message):
    with pytest.raises(InputError, match=message):
        Scenario(**{"name": "a", "model": "walk", **wrong})


def test_what_varies_is_checked_too():
    with pytest.raises(InputError, match="agents is 0"):
        Scenario("a", "walk").varied(agents=0)
    with pytest.raises(InputError, match="replicate is -1"):
        Scenario("a", "walk").child_seed(-1)
