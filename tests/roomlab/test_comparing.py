"""Two rooms beside each other."""

from __future__ import annotations

import pytest

import roomlab
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message
from roomlab.log import EventLog
from roomlab.room import Room
from roomlab.sources.historical import HistoricalSource

START = 1_700_000_000_000_000
STORY = [
    Agent("1", "Ann"),
    Agent("2", "Bob"),
    EdgeUpdate("1", "2", 0.5),
    Message("a", "hello", "Ann", "1"),
    EdgeUpdate("2", "1", -0.5),
    Message("b", "hm", "Bob", "2"),
    EdgeUpdate("2", "1", float("nan")),
    Message("c", "hello", "Ann", "1"),
]


def room(events, start=START):
    log = EventLog()
    for number, event in enumerate(events):
        log.append(event, Channel.FILE, start + number * 1_000_000)
    return Room(HistoricalSource(log, "a story"))


def test_the_same_story_at_another_time_is_the_same():
    comparison = roomlab.compare(room(STORY), room(STORY, START + 10**12))
    assert comparison
    assert comparison.first is None
    assert str(comparison) == "the same messages, changes, ties and agents"


def test_the_first_divergence_and_what_differs_are_told():
    other = [*STORY[:4], EdgeUpdate("2", "1", -0.25), Message("x", "well", "Bob", "2")]
    comparison = roomlab.compare(room(STORY), room(other))
    assert not comparison
    first, second = comparison.divergences
    assert (first.kind, first.place) == ("changes", 1)
    assert (first.a["sympathy"], first.b["sympathy"]) == (-0.5, -0.25)
    assert (second.kind, second.place, second.a["text"], second.b["text"]) == ("messages", 1, "hm", "well")
    assert comparison.first is first
    (tie,) = comparison.ties.itertuples(index=False)
    assert (tie.source, tie.target, tie.b) == ("2", "1", -0.25)
    assert tie.a != tie.a  # in a it has ended
    said = comparison.messages[["room", "sender", "text"]].values.tolist()
    assert said == [["a", "Bob", "hm"], ["a", "Ann", "hello"], ["b", "Bob", "well"]]
    assert "after 1 equal change the next change differs" in str(comparison)


def test_a_story_that_ends_earlier_parts_at_its_end():
    comparison = roomlab.compare(room(STORY), room(STORY[:-1]))
    assert comparison.first.a["text"] == "hello"
    assert comparison.first.b is None
    assert comparison.ties.empty
    assert len(comparison.messages) == 1


def test_agents_that_only_one_has_are_told():
    comparison = roomlab.compare(room(STORY), room([*STORY, AgentRemoved("2")]))
    assert comparison.agents.values.tolist() == [["a", "2", "Bob"]]
    assert not comparison


@pytest.mark.parametrize("events", [[], [Agent("1", "Ann")]])
def test_rooms_in_which_nothing_happened_are_the_same(events):
    assert roomlab.compare(room(events), room(events))


def test_a_replay_is_the_same_as_its_room_and_another_seed_is_not(tmp_path):
    with roomlab.simulate("balance", agents=6, steps=10, seed=1) as one:
        one.record(tmp_path / "r")
    with roomlab.replay(tmp_path / "r") as again, roomlab.simulate("balance", agents=6, steps=10, seed=2) as other:
        assert roomlab.compare(one, again)
        comparison = roomlab.compare(one, other)
        assert comparison.first.kind == "changes"
        assert len(comparison.ties) > 0


def test_it_is_told_in_one_line_and_at_length():
    same = roomlab.compare(room(STORY), room(STORY))
    assert repr(same) == "<Comparison: the same messages, changes, ties and agents>"
    other = roomlab.compare(room(STORY), room(STORY[:-1]))
    assert repr(other) == "<Comparison: 0 ties, 1 message and 0 agents differ>"
    assert "after 2 equal messages the next" in str(other)


@pytest.mark.parametrize("wrong", ["friday.roomlog.jsonl", None])
def test_what_is_no_room_is_named(wrong):
    with pytest.raises(roomlab.InputError, match=f"b is {wrong!r}, which is no room"):
        roomlab.compare(room(STORY), wrong)
