"""The engine: the same bytes, time, interventions, forks, and what it refuses."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from roomlab.errors import InputError, SimulationError
from roomlab.events import Agent, AgentRemoved, Message, RoomEvent
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import MODELS, BoundedConfidence, Coevolution, Consensus, Triads, Walk, make_model
from roomlab.simulation.ties import MOST_DENSE_AGENTS
from roomlab.sources.simulated import SimulatedSource

EVERY_KIND = [*MODELS, Walk(degree=3), BoundedConfidence(degree=3), Consensus(degree=3), Coevolution(degree=3)]


def _fingerprint(simulation):
    state = simulation.state
    parts = [state.ties.sympathy.tobytes(), b"" if state.opinions is None else state.opinions.tobytes()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _eventful(model, seed=5):
    simulation = Simulation(model, 12, seed=seed)
    simulation.run(10)
    simulation.set_sympathy("1", "2", -1)
    simulation.mute("3")
    simulation.run(5)
    simulation.add_agent("new")
    simulation.remove_agent("4")
    simulation.run(10)
    simulation.unmute("3")
    simulation.run(5)
    return simulation


def test_its_repr_says_what_it_is_and_how_far_it_came():
    simulation = Simulation("walk", 4, seed=7)
    assert repr(simulation) == "<Simulation of 'walk', seed 7: 4 agents after 0 steps>"
    simulation.step()
    for agent in "123":
        simulation.remove_agent(agent)
    assert repr(simulation) == "<Simulation of 'walk', seed 7: 1 agent after 1 step>"


# -- the same bytes


@pytest.mark.parametrize("model", EVERY_KIND, ids=repr)
def test_same_seed_same_bytes_and_another_seed_others(model):
    assert _fingerprint(_eventful(model)) == _fingerprint(_eventful(model))
    assert _fingerprint(_eventful(model)) != _fingerprint(_eventful(model, seed=6))


SCRIPT = """
from tests.roomlab.simulation.test_engine import MODELS, _eventful, _fingerprint
print(*(_fingerprint(_eventful(name)) for name in MODELS))
"""


def test_same_bytes_in_another_process_whatever_the_hash_seed_and_the_threads_of_the_matrix_library(project_root):
    expected = [_fingerprint(_eventful(name)) for name in MODELS]
    environment = {**os.environ, "PYTHONHASHSEED": "99", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    script = SCRIPT.replace("tests.roomlab.simulation.test_engine", "test_engine")
    environment["PYTHONPATH"] = str(project_root / "tests" / "roomlab" / "simulation")
    output = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=50
    ).stdout
    assert output.split() == expected


def test_the_global_generators_are_never_touched():
    import random

    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    before = (random.getstate(), np.random.get_state()[1].tolist())  # noqa: NPY002
    for model in EVERY_KIND:
        _eventful(model)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002


def test_without_a_seed_one_is_drawn_and_can_be_used_again():
    first, second = Simulation("walk", 5), Simulation("walk", 5)
    assert first.seed != second.seed
    assert _fingerprint(Simulation("walk", 5, seed=first.seed)) == _fingerprint(first)


# -- time


def test_run_makes_so_many_steps_and_pause_ends_it_after_the_current_one():
    simulation = Simulation("walk", 5, seed=1)
    simulation.listen(lambda run, _: run.pause() if run.steps == 3 else None)
    assert simulation.run(10) == 3
    assert simulation.steps == 3
    assert simulation.run(4) == 4
    assert simulation.steps == 7
    assert simulation.run(0) == 0


def test_pause_works_from_another_thread():
    simulation = Simulation("walk", 5, seed=1)
    started = threading.Event()
    simulation.listen(lambda *_: started.set())
    runner = threading.Thread(target=simulation.run, args=(100_000_000,))
    runner.start()
    assert started.wait(10)
    simulation.pause()
    runner.join(10)
    assert not runner.is_alive()


def test_steps_in_one_go_or_one_by_one_are_the_same():
    one, many = Simulation("triads", 9, seed=1), Simulation("triads", 9, seed=1)
    one.run(30)
    for _ in range(30):
        many.step()
    assert _fingerprint(one) == _fingerprint(many)


# -- interventions, and whose luck they touch


def _tie_table(simulation):
    state = simulation.state
    sources, targets = state.ties.ends(state.ties_now)
    values = state.ties.sympathy[state.ties_now]
    return {
        (state.ids[source], state.ids[target]): value
        for source, target, value in zip(sources.tolist(), targets.tolist(), values.tolist(), strict=True)
    }


INTERVENTIONS = {
    "set": (lambda run: run.set_sympathy("1", "2", 0.9), {"1"}),
    "mute": (lambda run: run.mute("5"), {"5"}),
    "remove": (lambda run: run.remove_agent("5"), {"5"}),
    "add": (lambda run: run.add_agent("new"), {"new"}),
    "send": (lambda run: run.send("hello"), set()),
}


@pytest.mark.parametrize("degree", [None, 3])
@pytest.mark.parametrize("what", INTERVENTIONS)
def test_one_intervention_does_not_touch_the_luck_of_others(what, degree):
    change, concerned = INTERVENTIONS[what]
    left, changed = (Simulation(Walk(degree=degree), 10, seed=3) for _ in range(2))
    left.run(5)
    changed.run(5)
    change(changed)
    left.run(20)
    changed.run(20)
    after, before = _tie_table(changed), _tie_table(left)
    others = {pair for pair in before if not concerned & set(pair)}
    assert len(others) >= 18
    assert {pair: after[pair] for pair in others} == {pair: before[pair] for pair in others}
    assert what == "send" or after != before


@pytest.mark.parametrize("model", [Triads(p=0.2), BoundedConfidence(epsilon=0.1)], ids=repr)
@pytest.mark.parametrize("what", ["mute", "remove", "add"])
def test_one_intervention_touches_few_of_the_meetings_of_one_step(model, what):
    left, changed = Simulation(model, 100, seed=3), Simulation(model, 100, seed=3)
    INTERVENTIONS[what][0](changed)
    start = left.state.ties.sympathy.copy()
    left.step()
    changed.step()
    size = len(start)
    differ = left.state.ties.sympathy != changed.state.ties.sympathy[:size, :size]
    differ[4] = differ[:, 4] = False  # the agent in question
    assert (left.state.ties.sympathy != start).sum() >= 20
    assert differ.sum() <= 8, "at most two groups of three"


def test_set_sympathy_makes_a_tie_where_there_is_none():
    simulation = Simulation(Walk(sigma=0.0, degree=2), ["a", "b", "c"], ties=[("a", "b", 0.1)], seed=1)
    assert math.isnan(simulation.sympathy("b", "a"))
    simulation.set_sympathy("b", "a", -0.5)
    simulation.step()
    assert simulation.sympathy("b", "a") == -0.5
    assert simulation.sympathy("a", "b") == 0.1


@pytest.mark.parametrize("model", EVERY_KIND, ids=repr)
def test_many_sympathies_at_once_are_what_one_after_the_other_is(model):
    many, each = Simulation(model, 6, seed=1), Simulation(model, 6, seed=1)
    ties = [("1", "2", 1.0), ("3", "1", -1.0), ("2", "1", -1.0), ("1", "2", -1.0), ("5", "6", 1.0)]
    many.set_sympathies(iter(ties))
    for tie in ties:
        each.set_sympathy(*tie)
    assert many.interventions == each.interventions
    assert _tie_table(many) == _tie_table(each)
    many.run(3)
    each.run(3)
    assert _fingerprint(many) == _fingerprint(each) == _fingerprint(many.fork(at=3))


def test_listeners_hear_of_many_sympathies_once_and_of_the_same_tie_each_time():
    simulation = Simulation("walk", 5, seed=1)
    heard = []
    simulation.listen(lambda each, _: heard.append([each.sympathy("1", "2"), each.sympathy("2", "1")]))
    simulation.set_sympathies([("1", "2", 0.25), ("2", "1", 0.5), ("1", "2", 0.75), ("3", "4", 0.5)])
    assert heard == [[0.25, 0.5], [0.75, 0.5]]
    simulation.set_sympathies([])
    assert len(heard) == 2


@pytest.mark.parametrize("wrong", [("1", "9", 0.1), ("1", "1", 0.1), ("1", "2", math.nan)])
def test_of_many_sympathies_none_is_set_when_one_is_wrong(wrong):
    simulation = Simulation("walk", 4, seed=1)
    before = _fingerprint(simulation)
    with pytest.raises(InputError):
        simulation.set_sympathies([("2", "1", 0.5), wrong])
    assert _fingerprint(simulation) == before
    assert simulation.interventions == ()


@pytest.mark.parametrize("model", EVERY_KIND, ids=repr)
def test_agents_come_and_go(model):
    simulation = Simulation(model, 8, seed=1)
    simulation.run(3)
    for agent_id in ("x", "y"):
        simulation.add_agent(agent_id)
        simulation.run(3)
    simulation.remove_agent("x")
    simulation.remove_agent("1")
    simulation.run(3)
    assert not {"x", "1"} & {agent for pair in _tie_table(simulation) for agent in pair}
    assert any("y" in pair for pair in _tie_table(simulation))
    with pytest.raises(InputError, match="no agent 'x' is in the room; there are 8"):
        simulation.set_sympathy("x", "2", 1)
    with pytest.raises(InputError, match="is or was another agent's"):
        simulation.add_agent("x")


def test_listeners_hear_what_each_intervention_brought():
    simulation = Simulation("walk", 4, seed=1)
    heard = []
    stop = simulation.listen(lambda _, happened: heard.append([type(event) for event in happened]))
    simulation.step()
    simulation.send("Привет!", sender="Ада")
    simulation.post_event("rain", agents=["1"])
    simulation.add_agent("7")
    simulation.remove_agent("1")
    stop()
    simulation.step()
    assert heard == [[], [Message], [RoomEvent], [Agent], [AgentRemoved]]


# -- forks


@pytest.mark.parametrize("model", EVERY_KIND, ids=repr)
def test_a_fork_without_a_change_stays_the_same_and_moves_alone(model):
    simulation = _eventful(model)
    fork = simulation.fork()
    before = _fingerprint(simulation)
    fork.run(10)
    assert _fingerprint(simulation) == before
    simulation.run(10)
    assert _fingerprint(fork) == _fingerprint(simulation)


@pytest.mark.parametrize("model", EVERY_KIND, ids=repr)
@pytest.mark.parametrize("at", [0, 7, 10, 15, 22, 30])
def test_a_fork_of_the_past_has_what_was_done_before_and_not_after(model, at):
    simulation = _eventful(model)
    fork = simulation.fork(at=at)
    assert fork.steps == at
    other = Simulation(model, 12, seed=5)
    other.run(min(at, 10))
    if at > 10:
        other.set_sympathy("1", "2", -1)
        other.mute("3")
        other.run(min(at, 15) - 10)
    if at > 15:
        other.add_agent("new")
        other.remove_agent("4")
        other.run(min(at, 25) - 15)
    if at > 25:
        other.unmute("3")
        other.run(at - 25)
    assert _fingerprint(fork) == _fingerprint(other)


def test_a_fork_can_be_forked_and_carries_its_change():
    simulation = Simulation("balance", 8, seed=1)
    simulation.run(20)
    fork = simulation.fork(at=5, change=lambda run: run.set_sympathy("1", "2", -1.0))
    fork.run(15)
    assert _fingerprint(fork) != _fingerprint(simulation)
    assert _fingerprint(fork.fork(at=20)) == _fingerprint(fork)
    assert _fingerprint(fork.fork(at=5)) == _fingerprint(simulation.fork(at=5))
    with pytest.raises(InputError, match="at is 21; it must be a whole number of at least 0 and at most 20"):
        simulation.fork(at=21)


# -- what it refuses


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        ("balence", {}, "there is no model 'balence'; did you mean 'balance'"),
        ("zzz", {}, "choose from 'balance'"),
        ("balance", {"amplitud": 1}, "has no parameter 'amplitud'; did you mean 'amplitude'"),
        ("balance", {"amplitude": 1.5}, "amplitude of the model 'balance' is 1.5; .* above 0 and at most 1"),
        ("balance", {"dt": math.nan}, "dt of the model 'balance' is nan"),
        ("balance", {"dt": True}, "dt of the model 'balance' is True"),
        ("balance", {"rule": "xx"}, "rule of the model 'balance' is 'xx'; it must be one of 'xxt', 'x2'"),
        ("triads", {"p": -0.1}, "p of the model 'triads' is -0.1; .* at least 0 and at most 1"),
        ("bounded_confidence", {"mu": 0.6}, "mu of .* is 0.6; .* above 0 and at most 0.5"),
        ("bounded_confidence", {"epsilon": 0}, "epsilon of .* is 0;"),
        ("consensus", {"degree": 0}, "degree of .* is 0; .* whole number of at least 1"),
        ("consensus", {"degree": 2.5}, "degree of .* is 2.5; .* whole number"),
        ("coevolution", {"homophily": "fast"}, "homophily of .* is 'fast'"),
        ("walk", {"sigma": math.inf}, "sigma of .* is inf; .* finite number .* at most 2"),
    ],
)
def test_bad_parameters_name_the_range_and_the_value(model, parameters, message):
    with pytest.raises(InputError, match=message):
        make_model(model, **parameters)


@pytest.mark.parametrize(
    ("agents", "options", "message"),
    [
        (0, {}, "agents is 0; it must be a whole number of at least 1"),
        ([], {}, r"agents is \[\]"),
        ("ab", {}, "agents is 'ab'"),
        (True, {}, "agents is True"),
        ([1, 2], {}, r"agents is \[1, 2\]; .* ids \(strings\)"),
        (["a", "a"], {}, "two agents have the id 'a'"),
        (3, {"seed": -1}, "seed is -1"),
        (3, {"seed": 1.5}, "seed is 1.5"),
        (3, {"ties": [("1", "9", 0.1)]}, "names '9', who is not among the 3 agents: '1', '2', '3'$"),
        (11, {"ties": [("1", 2, 0.1)]}, "names 2, who is not among the 11 agents: '1', .*'10', ...$"),
        (3, {"ties": [("1", "2")]}, r"ties has \('1', '2'\); expected \(source, target, sympathy\)"),
        (3, {"ties": [1]}, "ties has 1; expected"),
        (3, {"ties": [([], "2", 0.1)]}, "ties has .*; expected"),
        (3, {"ties": [("1", "1", 0.1)]}, "cannot have a tie to itself"),
        (3, {"ties": [("1", "2", 1.5)]}, r"sympathy is 1\.5; it must be a finite number of at least -1 and at most 1"),
        (3, {"ties": [("1", "2", math.nan)]}, "sympathy is nan"),
        (MOST_DENSE_AGENTS + 1, {}, "4,001 agents with a tie to everyone else; .*degree=10"),
        (100_000, {}, "100,000 agents with a tie to everyone else"),  # told before 75 GiB are asked for
    ],
)
def test_a_bad_start_is_refused_in_one_sentence(agents, options, message):
    with pytest.raises(InputError, match=message):
        Simulation("walk", agents, **options)


def test_numbers_of_numpy_are_numbers():
    one = Simulation(Walk(sigma=np.float32(0.5), degree=np.int64(2)), np.int64(4), seed=np.uint8(3))
    assert one.run(np.int32(2)) == 2
    other = Simulation(Walk(sigma=0.5, degree=2), 4, seed=3)
    other.run(2)
    assert _fingerprint(one) == _fingerprint(other)
    one.set_sympathy("1", "2", np.float32(0.25))
    assert one.sympathy("1", "2") == 0.25


def test_too_high_a_degree_is_refused_and_the_highest_works():
    with pytest.raises(InputError, match="degree is 5 and there are 5 agents; it must be at most 4"):
        Simulation(Walk(degree=5), 5)
    everyone = Simulation(Walk(degree=4), 5, seed=1)
    assert len(_tie_table(everyone)) == 20


def test_bad_interventions_are_refused_and_leave_no_trace():
    simulation = Simulation("walk", 4, seed=1)
    before = _fingerprint(simulation)
    for verb, arguments in [
        ("set_sympathy", ("1", "9", 0.1)),
        ("set_sympathy", ("1", "1", 0.1)),
        ("set_sympathy", ("1", "2", math.nan)),
        ("set_opinion", ("1", 0.5)),
        ("mute", ("9",)),
        ("remove_agent", ("9",)),
        ("add_agent", ("1",)),
        ("run", (-1,)),
        ("run", (True,)),
    ]:
        with pytest.raises(InputError):
            getattr(simulation, verb)(*arguments)
    with pytest.raises(InputError):
        simulation.post_event("x", agents=["9"])
    assert _fingerprint(simulation) == before
    assert _fingerprint(simulation.fork(at=0)) == before


class _Broken(Coevolution):
    def step(self, state, streams, step):
        super().step(state, streams, step)
        if step == 2:
            state.opinions[1] = self.dt * math.nan


class _TooFar(Walk):
    def step(self, state, streams, step):
        state.ties.sympathy[0, 1] = 1.5


def test_what_is_not_a_number_is_an_error_in_the_step_in_which_it_comes():
    simulation = Simulation(_Broken(), 5, seed=1)
    simulation.run(2)
    with pytest.raises(SimulationError, match=r"after step 3 of the model 'coevolution' 1 values of opinion .* nan"):
        simulation.step()
    with pytest.raises(SimulationError, match=r"values of sympathy lie outside \[-1, 1\], the first is 1\.5"):
        Simulation(_TooFar(), 5, seed=1).step()


# -- large


def test_ten_thousand_agents_with_ten_ties_each():
    simulation = Simulation(Coevolution(degree=10), 10_000, seed=1)
    ties = simulation.state.ties
    assert ties.places == 100_000
    assert np.bincount(ties.source).tolist() == [10] * 10_000
    assert len({*zip(ties.source.tolist(), ties.target.tolist(), strict=True)}) == 100_000
    assert (ties.source != ties.target).all()
    simulation.add_agent("new")
    simulation.run(20)
    assert simulation.state.ties.places == 100_020


def test_a_model_that_moves_no_tie_does_not_and_interventions_are_seen_all_the_same():
    for model in MODELS.values():
        if model.moves_ties:
            continue
        simulation = Simulation(model(), 6, seed=1)
        room = SimulatedSource(simulation)
        before = simulation.state.ties.sympathy.copy()
        simulation.run(20)
        assert (simulation.state.ties.sympathy == before).all()
        changes = len(room.log.edges().seq)
        simulation.set_sympathy("1", "2", 0.123)
        simulation.run(3)
        assert room.log.edges().sympathy[changes:].tolist() == [0.123]
        simulation.state.ties.sympathy[0, 1] = np.nan  # what nobody may do
        simulation.state.forget()
        with pytest.raises(SimulationError, match="values of sympathy"):
            simulation.step()
        room.close()
