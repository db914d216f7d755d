"""A simulation made again from the recording of its room."""

from __future__ import annotations

import pytest

import roomlab
from roomlab.errors import InputError
from roomlab.simulation.agents import Agent
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import MODELS


class Grudge(Agent):
    def act(self, turn):
        for other in turn.agents:
            if turn.sympathies_of(other).get(self.id, 0) < 0:
                turn.feel(other, -1.0)
                turn.say(f"{other}!")


def felt(simulation):
    state = simulation.state
    here = [name for name, present in zip(state.ids, state.present.tolist(), strict=True) if present]
    return {(one, other): simulation.sympathy(one, other) for one in here for other in here if one != other}


def recorded(tmp_path, model, agents=5, **options):
    """Play a room with interventions, record it, and return the file and the simulation."""
    path = tmp_path / "room.roomlog.jsonl"
    with roomlab.simulate(model, agents=agents, seed=2**70, **options) as room:
        room.record(path)
        run = room.simulation
        run.run(4)
        room.set_sympathy("1", "2", -1.0)
        run.mute("3")
        run.run(4)
        run.add_agent("new")
        room.send("Привет")
        room.post_event("Дождь", agents=["1"])
        run.run(4)
        run.remove_agent("4")
        run.unmute("3")
        run.run(4)
    return path, run


@pytest.mark.parametrize("model", sorted(MODELS))
@pytest.mark.parametrize("at", [0, 4, 5, 8, 12, 16])
def test_it_is_the_fork_of_the_simulation_that_was_recorded(tmp_path, model, at):
    path, run = recorded(tmp_path, model)
    again, true = roomlab.fork(path, at=at), run.fork(at=at)
    assert again.steps == at
    for _ in range(2):
        assert felt(again) == pytest.approx(felt(true), abs=0, nan_ok=True)
        again.run(3)
        true.run(3)


def test_a_change_goes_another_way_with_the_same_luck(tmp_path):
    path, run = recorded(tmp_path, "walk")
    again = roomlab.fork(path, at=6, change=lambda run: run.set_sympathy("1", "5", 0.9))
    true = run.fork(at=6)
    assert again.sympathy("1", "5") == 0.9
    again.run(3)
    true.run(3)
    differ = {pair for pair, value in felt(again).items() if value != felt(true)[pair]}
    assert differ == {("1", "5")}


@pytest.mark.parametrize("degree", [None, 2])
def test_ties_that_were_given_are_read_from_the_recording(tmp_path, degree):
    ties = [("1", "2", 0.1 + 0.2), ("2", "1", -0.3), ("5", "1", 0.7), ("3", "4", 1e-17)]
    path, run = recorded(tmp_path, "coevolution", ties=ties, degree=degree)
    assert felt(roomlab.fork(path, at=16)) == pytest.approx(felt(run), abs=0, nan_ok=True)


def test_agents_with_behaviour_are_given_again(tmp_path):
    cast = [Grudge("1", "Анна"), *"2345"]
    path, run = recorded(tmp_path, "walk", agents=cast)
    with pytest.raises(InputError, match="give '1' in agents="):
        roomlab.fork(path, at=3)
    assert felt(roomlab.fork(path, at=16, agents=[Grudge("1", "Анна")])) == pytest.approx(felt(run), nan_ok=True)
    with pytest.raises(InputError, match=r"the tie \('1', '.'\) is .* here and was .* made by another version"):
        roomlab.fork(path, at=16, agents=[Agent("1", "Анна")])


def test_a_room_in_hand_can_be_forked_too(tmp_path):
    path, run = recorded(tmp_path, "balance")
    with roomlab.replay(path) as room:
        assert felt(roomlab.fork(room, at=9)) == pytest.approx(felt(run.fork(at=9)), abs=0, nan_ok=True)


def test_what_cannot_be_forked_says_why(tmp_path):
    run = Simulation("walk", 3, seed=1)
    run.run(2)
    from roomlab.simulating import SimulatedRoom
    from roomlab.sources.simulated import SimulatedSource

    with SimulatedRoom(SimulatedSource(run, steps=2)) as room, pytest.raises(InputError, match="from step 2 on"):
        roomlab.fork(room, at=3)
    with (
        roomlab.replay(_sample()) as room,
        pytest.raises(InputError, match="no simulated room, or was recorded by an earlier version"),
    ):
        roomlab.fork(room, at=3)
    with roomlab.simulate("walk", agents=3, seed=1) as room, pytest.raises(InputError, match="at is -1"):
        roomlab.fork(room, at=-1)


def _sample():
    from importlib.resources import files

    return files("roomlab.recording") / "sample.roomlog.jsonl"
