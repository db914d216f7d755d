"""A simulated room is a room: its log holds exactly what the simulation did."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from roomlab._clock import ManualClock
from roomlab.errors import InputError, RoomClosedError
from roomlab.events import Channel, EdgeUpdate, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.room import Room
from roomlab.simulation.agents import Agent
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import MODELS, BoundedConfidence, Coevolution, Walk
from roomlab.sources.base import SourceState, WritableSource
from roomlab.sources.simulated import FIRST_MOMENT, SimulatedSource


def _ties(simulation):
    state = simulation.state
    sources, targets = state.ties.ends(state.ties_now)
    values = state.ties.sympathy[state.ties_now].tolist()
    pairs = [(state.ids[source], state.ids[target]) for source, target in zip(sources, targets, strict=True)]
    return dict(zip(pairs, values, strict=True))


def _graph_ties(graph):
    return {(source, target): value for source, target, value in graph.edges(data="sympathy")}


def _play(room):
    """Do all that can be done to a simulation, and yield after each."""
    simulation = room._source.simulation
    yield simulation.run(5)
    yield room.set_sympathy("1", "2", -1.0)
    yield room.set_sympathies([("2", "1", 1.0), ("4", "5", -1.0)])
    yield simulation.mute("3")
    yield simulation.run(3)
    yield simulation.add_agent("new")
    yield simulation.run(3)
    yield simulation.remove_agent("2")
    yield simulation.run(3)


@pytest.mark.parametrize(
    "model", [*MODELS, Walk(degree=3), Coevolution(degree=3), BoundedConfidence(degree=3)], ids=repr
)
def test_the_graph_of_the_room_is_the_state_of_the_simulation_at_each_moment(model):
    simulation = Simulation(model, 8, seed=1)
    with Room(SimulatedSource(simulation)) as room:
        assert _graph_ties(room.graph) == _ties(simulation)
        for _ in _play(room):
            assert _graph_ties(room.graph) == _ties(simulation)
            here = {simulation.state.ids[slot] for slot in np.flatnonzero(simulation.state.present)}
            assert set(room.graph) == here
        assert room.agents["id"].tolist() == [*"1345678", "new"]


def test_every_change_of_every_tie_is_in_the_history_with_the_time_of_its_step():
    simulation = Simulation(Walk(degree=2), 5, seed=1)
    with Room(SimulatedSource(simulation, steps=20, step_seconds=60)) as room:
        history = room.history
        assert len(history) == 10 + 20 * 10
        first = history["timestamp"].iloc[0]
        assert first.isoformat() == "2000-01-01T00:00:00+00:00"
        minutes = (history["timestamp"] - first).dt.total_seconds() / 60
        assert minutes.value_counts().to_dict() == dict.fromkeys(range(21), 10)
        early = Simulation(Walk(degree=2), 5, seed=1)
        early.run(7)
        assert _graph_ties(room.at("2000-01-01 00:07:30")) == _ties(early)
        assert nx.number_of_edges(room.at("1999-12-31")) == 0
    assert {entry.channel for entry in room.log.entries(Notice)} == {Channel.LOCAL}


def test_ties_that_did_not_change_are_not_told_again():
    simulation = Simulation("balance", 10, seed=1)
    with Room(SimulatedSource(simulation, steps=2000)) as room:
        assert room.log.last_seq == len(room.history) + 11
        before = len(room.history)
        simulation.run(50)
        assert len(room.history) == before, "every feeling is at its limit"


def test_same_seed_same_log():
    def columns():
        source = SimulatedSource(Simulation("triads", 12, seed=9), steps=50, clock=ManualClock())
        return [column.tobytes() for column in source.log.edges()], source.log.pairs, source.log.entries(Notice)

    assert columns() == columns()


def test_it_is_complete_when_its_steps_are_made_and_can_be_written_to_until_closed():
    source = SimulatedSource(Simulation("walk", 4, seed=1), steps=3)
    assert isinstance(source, WritableSource)
    room = Room(source)
    assert room.status.state is SourceState.COMPLETE
    assert room.title == "walk, seed 1"
    message = room.send("Привет!")
    event = room.post_event("дождь", agents=["1"])
    room.set_sympathy("1", "2", 0.25)
    assert room.messages["text"].tolist() == [message.text] == ["Привет!"]
    assert room.events["id"].tolist() == [event.id]
    assert room.graph["1"]["2"]["sympathy"] == 0.25
    with pytest.raises(InputError):
        room.send("x", to="9")
    with pytest.raises(InputError, match="no agent '9' is in the room"):
        source.set_sympathy("9", "1", 0.1).result()
    with pytest.raises(InputError, match="no agent '9' is in the room"):
        source.send("x", to="9").result()
    room.close()
    room.close()
    assert room.status.state is SourceState.CLOSED
    size = room.log.last_seq
    source.simulation.step()
    assert room.log.last_seq == size, "a closed room does not go on"
    with pytest.raises(RoomClosedError):
        source.send("too late").result()


class _Talker(Agent):
    def act(self, turn):
        turn.say(f"step {turn.step}: {len(turn.messages)}")


def test_many_ties_set_at_once_are_each_in_the_history():
    with Room(SimulatedSource(Simulation("walk", 4, seed=1))) as room:
        before = room.log.last_seq
        room.set_sympathies([("1", "2", 0.5), ("2", "1", -0.5), ("1", "2", 0.25), ("3", "4", 1)])
        told = room.history[room.history["seq"] > before]
        assert told[["source", "target", "sympathy"]].values.tolist() == [
            ["1", "2", 0.5],
            ["2", "1", -0.5],
            ["1", "2", 0.25],
            ["3", "4", 1.0],
        ]
        with pytest.raises(InputError, match="no agent '9' is in the room"):
            room._source.set_sympathies([EdgeUpdate("1", "2", 0.1), EdgeUpdate("1", "9", 0.1)]).result()
        assert len(room.history) == 12 + 4
        assert sum(entry.event.kind is NoticeKind.INTERVENED for entry in room.log.entries(Notice)) == 4


@pytest.mark.parametrize("model", ["walk", Walk(degree=2)], ids=repr)
def test_only_new_ties_are_numbered(model, monkeypatch):
    numbered = []
    number_pairs = EventLog.number_pairs

    def counted(log, pairs):
        pairs = list(pairs)
        numbered.extend(pairs)
        return number_pairs(log, pairs)

    monkeypatch.setattr(EventLog, "number_pairs", counted)
    simulation = Simulation(model, 6, seed=1)
    with Room(SimulatedSource(simulation)) as room:
        for number in range(3):
            simulation.add_agent(f"new {number}")
            simulation.set_sympathy(f"new {number}", "1", 0.5)
            simulation.step()
        assert _graph_ties(room.graph) == _ties(simulation)
    assert len(numbered) == len(set(numbered)) == len(_ties(simulation))


def test_what_agents_say_is_in_the_chat():
    simulation = Simulation("walk", [_Talker("t", "Тая"), "2"], seed=1)
    with Room(SimulatedSource(simulation, steps=2)) as room:
        room.send("hello")
        simulation.step()
        assert room.messages[["sender", "text"]].values.tolist() == [
            ["Тая", "step 0: 0"],
            ["Тая", "step 1: 0"],
            ["user", "hello"],
            ["Тая", "step 2: 1"],
        ]
        assert room.messages["agent_id"].tolist()[0] == "t"


def test_live_it_runs_on_a_thread_of_its_own_until_done():
    simulation = Simulation("walk", 4, seed=1)
    with Room(SimulatedSource(simulation, steps=30, speed=1000.0)) as room:
        room.wait(until=lambda room: room._source.simulation.steps == 30, timeout=40)
        source = room._source
        source.stepper._thread.join(20)
        assert room.status.state is SourceState.COMPLETE
        assert len(room.history) == 12 * 31
    twin = Simulation("walk", 4, seed=1)
    twin.run(30)
    assert _graph_ties(room.graph) == _ties(twin)


def test_closing_ends_the_thread_at_once():
    source = SimulatedSource(Simulation("walk", 4, seed=1), steps=1_000_000, speed=0.001)
    assert source.status.state is SourceState.LIVE
    source.set_sympathy("1", "2", 0.5).result(timeout=40)
    source.close()
    assert source.status.state is SourceState.CLOSED
    assert source.simulation.steps == 0


def test_it_can_be_paused_and_played_on_at_another_speed():
    simulation = Simulation("walk", 4, seed=1)
    source = SimulatedSource(simulation, speed=1000.0)
    with Room(source) as room:
        room.wait(until=lambda _: simulation.steps >= 5, timeout=40)
        source.stepper.pause()
        assert not source.stepper.playing
        stood = simulation.steps
        room.set_sympathy("1", "2", -1.0)
        assert room.status.state is SourceState.LIVE
        source.play(20, 500.0)
        room.wait(until=lambda _: simulation.steps == stood + 20, timeout=40)
        source.stepper._thread.join(20)
        assert room.status.state is SourceState.COMPLETE
        simulation.listen(lambda simulation, _: simulation.pause())  # the run ends before its next step
        source.play(1000)
        source.stepper._thread.join(20)
        assert room.status.state is SourceState.LIVE
        assert simulation.steps == stood + 21
        assert source.stepper.left == 999
    with pytest.raises(RoomClosedError):
        source.play(1)


def test_a_pause_keeps_what_is_left_of_the_steps():
    source = SimulatedSource(Simulation("walk", 4, seed=1), steps=30, speed=0.001)
    source.stepper.pause()
    assert source.stepper.left == 30
    source.play(speed=1000.0)
    source.stepper._thread.join(20)
    assert source.simulation.steps == 30
    assert source.status.state is SourceState.COMPLETE
    source.close()


class _Fails(Agent):
    def act(self, turn):
        if turn.step == 2:
            raise RuntimeError("I had enough")


def test_a_run_that_fails_on_its_thread_says_so_in_the_status():
    source = SimulatedSource(Simulation("walk", [_Fails("1"), "2"], seed=1), steps=9, speed=1000.0)
    source.stepper._thread.join(20)
    assert source.status.state is SourceState.FAILED
    assert source.status.error == "I had enough"
    source.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": -1}, "steps is -1"),
        ({"speed": 0}, "speed is 0; it must be a finite number above 0 and at most 1000"),
        ({"step_seconds": 0.0}, "step_seconds is 0.0"),
    ],
)
def test_bad_options_name_the_range(options, message):
    with pytest.raises(InputError, match=message):
        SimulatedSource(Simulation("walk", 3, seed=1), **options)


def test_a_simulation_is_watched_from_the_state_in_which_it_is():
    simulation = Simulation("walk", 4, seed=1)
    simulation.run(7)
    simulation.remove_agent("2")
    source = SimulatedSource(simulation, steps=1)
    with Room(source) as room:
        assert room.agents["id"].tolist() == ["1", "3", "4"]
        assert source.log.edges().timestamp[0] == FIRST_MOMENT
        assert _graph_ties(room.graph) == _ties(simulation)
