from __future__ import annotations

import pytest

from roomlab.simulation.conversation import Member, Subject, Utterance
from roomlab.simulation.conversation.reactions import BYSTANDER_CHANGES, SMALLEST_CHANGE

FOUR = [Member(number, f"Агент {number}") for number in (1, 2, 3, 4)]


def utterance(tone: float, speaker: int = 1, target: int | None = 2) -> Utterance:
    return Utterance(speaker, target, tone, "tell", Subject("tea"), "ru", "слова")


def react(room, said, ties=None):
    ties = ties or {}
    reaction = room.conversation.react(said, lambda a, b: ties.get((a, b), 0.0), room.rng)
    return reaction, {
        (tie.source, tie.target): tie.sympathy - ties.get((tie.source, tie.target), 0.0) for tie in reaction.ties
    }


@pytest.mark.parametrize(("tone", "sign"), [(0.9, 1), (-0.9, -1)])
def test_the_one_addressed_is_moved_most_and_towards_the_tone(make_room, tone, sign):
    _, changes = react(make_room(FOUR), utterance(tone))
    assert changes[2, 1] * sign > 0
    assert abs(changes[2, 1]) == max(map(abs, changes.values()))


@pytest.mark.parametrize("liking", [0.9, -0.9])
@pytest.mark.parametrize("tone", [0.9, -0.9])
def test_bystanders_side_with_their_friends(make_room, tone, liking):
    room = make_room(FOUR)
    settled = {(3, 1): room.conversation.roster.affinity(3, 1)}  # so that mere company moves nothing
    _, changes = react(room, utterance(tone), {(3, 2): liking, **settled})
    expected = tone * liking
    assert (changes.get((3, 1), 0.0) * expected > 0) or abs(settled[3, 1]) > 0.9


def test_words_to_nobody_in_particular_move_ties_to_the_speaker_only(make_room):
    _, changes = react(make_room(FOUR), utterance(0.5, target=None))
    assert changes
    assert {target for _, target in changes} == {1}


def test_small_changes_are_not_made_and_a_crowd_is_bounded(make_room):
    crowd = [Member(number, str(number)) for number in range(1, 60)]
    reaction, changes = react(make_room(crowd), utterance(0.9))
    assert len(reaction.ties) <= BYSTANDER_CHANGES + 1
    assert all(abs(change) >= SMALLEST_CHANGE - 1e-9 for change in changes.values())


def test_moods_are_told_when_they_are_seen_to_change(make_room):
    room = make_room(FOUR)
    told = [change for _ in range(12) for change in react(room, utterance(-0.95))[0].moods if change.agent == 2]
    assert 1 <= len(told) < 12
    assert told[-1].feeling.mood == room.conversation.feeling(2).mood in ("angry", "gloomy")
    assert told[-1].feeling.level == pytest.approx(room.conversation.feeling(2).level, abs=0.1)
    assert room.conversation.roster[2].valence < -0.2


def test_who_hears_only_kindness_gets_used_to_it(make_room):
    room = make_room(FOUR)
    first = react(room, utterance(0.8))[1][2, 1]
    for _ in range(30):
        react(room, utterance(0.8))
    assert react(room, utterance(0.8))[1].get((2, 1), 0.0) < first / 2


def test_strong_words_are_remembered_now_and_then(make_room):
    room = make_room(FOUR)
    memories = [memory for _ in range(9) for memory in react(room, utterance(0.9))[0].memories]
    assert 2 <= len(memories) <= 4
    assert all(memory.agent == 2 and 0 <= memory.importance <= 1 for memory in memories)
    assert all("Агент 1" in memory.content and "чай" in memory.content for memory in memories)
    assert not react(make_room(FOUR), utterance(0.1))[0].memories


def test_a_plan_is_made_begun_and_done(make_room):
    room = make_room(FOUR)
    liked = {(2, 1): 0.9}
    statuses = []
    for _ in range(40):
        for said in (utterance(0.5), utterance(0.5, speaker=2, target=1)):
            statuses += [(plan.agent, plan.description, plan.status) for plan in react(room, said, liked)[0].plans]
    mine = [plan for plan in statuses if plan[0] == 2]
    assert [status for _, _, status in mine[:3]] == ["pending", "in_progress", "done"]
    assert len({description for _, description, _ in mine[:3]}) == 1


def test_nobody_reacts_to_a_stranger(make_room):
    reaction, _ = react(make_room(FOUR), utterance(0.9, speaker=77))
    assert reaction.ties == reaction.moods == reaction.memories == reaction.plans == ()
