"""The talking room as a model: what is said reaches the room, moves its ties, and follows from the seed."""

from __future__ import annotations

import itertools

import pytest

import roomlab
from roomlab.errors import InputError
from roomlab.simulation.conversation import language_of
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import make_model


def spoken(simulation, steps):
    """Run, and return who said what in each step."""
    heard = []
    stop = simulation.listen(lambda _, happened: heard.append([(one.agent_id, one.text) for one in happened]))
    simulation.run(steps)
    stop()
    return heard


def test_messages_reach_the_room_and_ties_move_with_them():
    with roomlab.simulate("conversation", agents=5, steps=40, seed=2) as room:
        messages = room.messages
        assert len(messages) == 40
        assert set(messages["agent_id"]) == set(room.graph)
        assert messages["sender"].str.startswith("Agent ").all()
        assert messages["text"].str.len().min() > 0
        assert (room.history.query("seq > 30")["sympathy"] != 0).any()
        assert {abs(value) > 0.05 for _, _, value in room.graph.edges(data="sympathy")} >= {True}


def test_the_same_seed_says_the_same_and_another_something_else():
    def texts(seed):
        return spoken(Simulation("conversation", 5, seed=seed), 20)

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)


def test_positive_and_negative_ties_arise():
    for seed in range(5):
        simulation = Simulation("conversation", 5, seed=seed)
        simulation.run(150)
        sympathies = simulation.state.ties.sympathy
        assert sympathies.max() > 0.2
        assert sympathies.min() < -0.2


def test_a_fork_goes_on_in_the_middle_of_the_talk():
    simulation = Simulation("conversation", 5, seed=3)
    simulation.run(12)
    fork, again = simulation.fork(), simulation.fork(at=12)
    assert spoken(simulation, 15) == spoken(fork, 15) == spoken(again, 15)


def test_a_message_from_outside_sets_the_language_and_is_answered():
    simulation = Simulation("conversation", 4, seed=3)
    simulation.send("What do you think about the sea and the weather?")
    after = [text for _, text in itertools.chain.from_iterable(spoken(simulation, 6))]
    assert {language_of(text) for text in after} == {"en"}
    topic = Simulation(make_model("conversation", topic="Shall we talk about music?"), 4, seed=3)
    assert {language_of(text) for _, text in itertools.chain.from_iterable(spoken(topic, 6))} == {"en"}


def test_a_muted_agent_is_silent_and_still_feels():
    simulation = Simulation("conversation", 4, seed=5)
    simulation.mute("2")
    before = simulation.state.ties.sympathy[1].copy()
    heard = list(itertools.chain.from_iterable(spoken(simulation, 60)))
    assert {agent for agent, _ in heard} == {"1", "3", "4"}
    assert (simulation.state.ties.sympathy[1] != before).any()


def test_a_room_of_one_or_of_nobody():
    alone = Simulation("conversation", 1, seed=1)
    assert [len(said) for said in spoken(alone, 5)] == [1] * 5
    alone.remove_agent("1")
    assert spoken(alone, 2) == [[], []]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"topic": 3}, "topic of the model 'conversation' is 3; it must be a text"),
        ({"rate_heard": 0.7}, "rate_heard of the model 'conversation' is 0.7; it must be"),
        ({"tone_noise": -1}, "tone_noise of the model 'conversation' is -1; it must be a finite number of at least 0"),
        ({"taste": 1.1}, "taste of the model 'conversation' is 1.1"),
    ],
)
def test_a_wrong_parameter_is_refused_with_its_range(parameters, message):
    with pytest.raises(InputError, match=message):
        make_model("conversation", **parameters)
