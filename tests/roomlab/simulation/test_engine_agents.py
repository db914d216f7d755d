"""Agents with behaviour of their own, and collecting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from roomlab.errors import InputError
from roomlab.simulation.agents import Agent
from roomlab.simulation.collect import Collector, FrameStore
from roomlab.simulation.engine import Simulation
from roomlab.simulation.measures import MEASURES, friendly_share, is_balanced, opinion_clusters
from roomlab.simulation.models import Coevolution, Consensus, Triads, Walk


class Grudge(Agent):
    """Hates whoever hates it, and says so."""

    def __init__(self, agent_id):
        super().__init__(agent_id)
        self.seen = []

    def observe(self, turn):
        self.seen.append((turn.step, dict(turn.sympathies), turn.agents))

    def act(self, turn):
        for other in turn.agents:
            if turn.sympathies_of(other).get(self.id, 0.0) < 0:
                turn.feel(other, -1.0)
                turn.say(f"no, {other}")


class Wanderer(Agent):
    """Thinks at random, with its own luck."""

    def act(self, turn):
        turn.think(turn.rng.uniform(-1, 1))


class Echo(Agent):
    def __init__(self, agent_id, name=None):
        super().__init__(agent_id, name)
        self.heard = []

    def act(self, turn):
        self.heard.append([(message.sender, message.text) for message in turn.messages])
        for message in turn.messages:
            turn.say(message.text + "!")


def test_an_agents_own_decision_holds_where_the_model_would_move_it():
    grudge = Grudge("a")
    ties = [(x, y, 0.5) for x in "abc" for y in "abc" if x != y]
    simulation = Simulation(Walk(sigma=0.01), [grudge, "b", "c"], ties=ties, seed=1)
    simulation.set_sympathy("b", "a", -0.9)
    said = []
    simulation.listen(lambda _, happened: said.extend(happened))
    simulation.step()
    assert simulation.sympathy("a", "b") == -1.0
    assert simulation.sympathy("a", "c") == pytest.approx(0.5, abs=0.1)
    assert [(message.sender, message.agent_id, message.text) for message in said] == [("Agent a", "a", "no, b")]
    assert grudge.seen == [(0, {"b": 0.5, "c": 0.5}, ("b", "c"))]


def test_all_observe_and_act_on_the_room_as_it_was():
    ties = [("a", "b", -0.5), ("b", "a", 0.5)]
    for order in (["a", "b"], ["b", "a"]):
        simulation = Simulation(Walk(sigma=0.0), [Grudge(agent_id) for agent_id in order], ties=ties, seed=1)
        simulation.step()
        # b answers a's hate; a does not answer b's, which came in this very step.
        assert (simulation.sympathy("a", "b"), simulation.sympathy("b", "a")) == (-0.5, -1.0)
        simulation.step()
        assert simulation.sympathy("a", "b") == -1.0


def test_messages_are_heard_by_others_in_the_next_step():
    one, other = Echo("1", "One"), Echo("2", "Two")
    simulation = Simulation("walk", [one, other, "3"], seed=1)
    simulation.send("hey", sender="Ада")
    simulation.run(2)
    assert one.heard == [[("Ада", "hey")], [("Two", "hey!")]]
    assert other.heard == [[("Ада", "hey")], [("One", "hey!")]]


def test_a_muted_agent_observes_and_does_not_act():
    grudge = Grudge("a")
    simulation = Simulation(Walk(sigma=0.0), [grudge, "b"], ties=[("b", "a", -1.0)], seed=1)
    simulation.mute("a")
    simulation.step()
    assert len(grudge.seen) == 1
    assert simulation.sympathy("a", "b") == 0.0
    simulation.unmute("a")
    simulation.step()
    assert simulation.sympathy("a", "b") == -1.0


def test_the_luck_of_an_agent_is_its_own():
    alone = Simulation(Consensus(), ["x", Wanderer("w")], seed=4)
    among = Simulation(Consensus(), ["x", Wanderer("w"), Wanderer("v")], seed=4)
    for simulation in (alone, among):
        simulation.run(5)
    assert alone.state.opinions[1] == among.state.opinions[1]
    assert among.state.opinions[1] != among.state.opinions[2]


def test_forks_have_agents_of_their_own():
    grudge = Grudge("a")
    simulation = Simulation("walk", [grudge, "b"], seed=1)
    simulation.run(3)
    fork, early = simulation.fork(), simulation.fork(at=1)
    fork.run(2)
    early.run(4)
    assert len(grudge.seen) == 3
    simulation.run(2)
    np.testing.assert_array_equal(fork.state.ties.sympathy, simulation.state.ties.sympathy)
    np.testing.assert_array_equal(early.state.ties.sympathy, simulation.state.ties.sympathy)


def test_an_agent_that_arrives_acts_and_one_that_leaves_does_not():
    simulation = Simulation("walk", ["a", "b"], seed=1)
    echo = Echo("e")
    simulation.add_agent(echo)
    simulation.run(2)
    simulation.remove_agent("e")
    simulation.run(2)
    assert len(echo.heard) == 2
    again = simulation.fork(at=4)
    np.testing.assert_array_equal(again.state.ties.sympathy, simulation.state.ties.sympathy)


class _Wrong(Agent):
    def __init__(self, agent_id, decide):
        super().__init__(agent_id)
        self.act = decide


@pytest.mark.parametrize(
    ("decide", "message"),
    [
        (lambda turn: turn.feel("a", 1.0), "cannot have a tie to itself"),
        (lambda turn: turn.feel("z", 1.0), "no agent 'z' is in the room"),
        (lambda turn: turn.feel("b", 2.0), "sympathy is 2.0; it must be"),
        (lambda turn: turn.feel("b", float("nan")), "sympathy is nan"),
        (lambda turn: turn.think(0.5), "have no opinions"),
    ],
)
def test_impossible_decisions_are_refused_before_anything_moved(decide, message):
    simulation = Simulation("walk", [_Wrong("a", decide), "b"], seed=1)
    before = simulation.state.ties.sympathy.copy()
    with pytest.raises(InputError, match=message):
        simulation.step()
    np.testing.assert_array_equal(simulation.state.ties.sympathy, before)
    assert simulation.steps == 0


def test_what_was_said_is_not_lost_when_an_agent_fails():
    echo = Echo("e")
    simulation = Simulation("walk", [_Wrong("a", lambda turn: turn.think(0.5)), echo], seed=1)
    simulation.send("hello")
    with pytest.raises(InputError):
        simulation.step()
    simulation.remove_agent("a")
    simulation.step()
    assert echo.heard == [[("user", "hello")]]


# -- collecting


def test_collects_the_room_and_its_agents_at_the_start_and_after_each_step():
    store = FrameStore()
    reporters = {"friendly": friendly_share, "opinion": lambda state: state.opinions}
    simulation = Simulation(Coevolution(), 4, seed=1, collectors=[Collector(reporters, store)])
    simulation.run(3)
    simulation.remove_agent("2")
    simulation.run(1)
    assert store.room["step"].tolist() == [0, 1, 2, 3, 4]
    assert store.room["friendly"].between(0, 1).all()
    agents = store.agents
    assert agents.groupby("step")["agent"].apply(list).to_dict() == {
        **{step: ["1", "2", "3", "4"] for step in range(4)},
        4: ["1", "3", "4"],
    }
    last = agents[agents["step"] == 4].set_index("agent")["opinion"]
    assert last["3"] == simulation.state.opinions[2]
    assert agents["opinion"].nunique() > 12, "what is collected is a copy, not the state that moves on"
    assert isinstance(agents["agent"].dtype, pd.StringDtype)


def test_collects_every_so_many_steps_into_any_store():
    class Kept:
        def __init__(self):
            self.steps = []

        def add(self, step, state, values):
            self.steps.append((step, values["n"]))

    kept = Kept()
    simulation = Simulation("walk", 3, seed=1, collectors=[Collector({"n": lambda state: len(state)}, kept, every=4)])
    simulation.run(9)
    assert kept.steps == [(0, 3.0), (4, 3.0), (8, 3.0)]


def test_collecting_changes_nothing_and_a_wrong_reporter_is_named():
    watched = Simulation("triads", 9, seed=1, collectors=[Collector({"f": friendly_share}, FrameStore())])
    alone = Simulation("triads", 9, seed=1)
    for simulation in (watched, alone):
        simulation.run(20)
    np.testing.assert_array_equal(watched.state.ties.sympathy, alone.state.ties.sympathy)
    with pytest.raises(InputError, match=r"'bad' returned an array of shape \(2,\).*shape \(5,\)"):
        Simulation("walk", 5, seed=1, collectors=[Collector({"bad": lambda state: np.zeros(2)}, FrameStore())])
    with pytest.raises(InputError, match="every is 0"):
        Collector({}, FrameStore(), every=0)


def test_an_empty_store_has_empty_frames():
    assert FrameStore().room.empty
    assert FrameStore().agents.columns.tolist() == ["step", "agent"]


# -- measures


def test_balance_is_judged_by_camps_and_zero_says_nothing():
    def room(*ties):
        return Simulation(Walk(degree=1), ["a", "b", "c"], ties=ties, seed=1).state

    assert is_balanced(room(("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", -1.0)))
    assert not is_balanced(room(("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", 1.0)))
    assert is_balanced(room(("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", 0.0)))
    assert not is_balanced(room(("a", "b", 1.0), ("b", "a", -1.0)))
    assert is_balanced(room())
    assert np.isnan(friendly_share(room()))
    assert friendly_share(Simulation(Triads(friendly=1.0), 5, seed=1).state) == 1.0


def test_a_room_that_all_have_left_has_no_measure():
    simulation = Simulation("consensus", ["a"], seed=1)
    simulation.remove_agent("a")
    found = {name: measure(simulation.state) for name, measure in MEASURES.items()}
    assert found.pop("balanced") == 1.0
    assert np.isnan(list(found.values())).all()


def test_clusters_are_told_by_their_gaps_and_small_ones_left_out():
    opinions = np.array([0.11, 0.1, 0.5, 0.52, 0.9])
    assert [group.tolist() for group in opinion_clusters(opinions, 0.1)] == [[0.1, 0.11], [0.5, 0.52], [0.9]]
    assert len(opinion_clusters(opinions, 0.1, smallest=0.3)) == 2
    assert len(opinion_clusters(opinions, 1.0)) == 1
    assert opinion_clusters(np.empty(0), 0.1) == []
    with pytest.raises(InputError, match="gap is -1"):
        opinion_clusters(opinions, -1)
