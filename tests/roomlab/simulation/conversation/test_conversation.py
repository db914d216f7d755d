from __future__ import annotations

import copy
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roomlab.simulation.conversation import CHARACTERS, Conversation, Member, Subject, language_of, tone_of
from roomlab.simulation.conversation.speech import NO_REPEAT

WARM = "Добрый, ласковый, заботливый и щедрый"
COLD = "Cruel, cold, rude and hostile"


def members(*characters: str) -> list[Member]:
    return [Member(number, f"Агент {number}", text) for number, text in enumerate(characters, start=1)]


# Words


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "text", ["Что важнее: дружба или деньги?", "How shall we spend the budget?", "Назовём проект?", None]
)
def test_no_two_messages_among_twelve_are_equal(make_room, seed, text):
    for size in (1, 2, 3, 6):
        said = [spoken.text for spoken in make_room(size, seed, text, turns=40).said]
        for start in range(len(said) - 11):
            assert len(set(said[start : start + 12])) == 12


def test_even_one_agent_that_talks_for_days_does_not_repeat_itself_at_once(make_room):
    said = [spoken.text for spoken in make_room(1, text="Привет", turns=600).said]
    assert all(len(set(said[start : start + NO_REPEAT])) == NO_REPEAT for start in range(len(said) - NO_REPEAT))


@pytest.mark.parametrize(("text", "language"), [("Поговорим о погоде?", "ru"), ("Shall we talk about tea?", "en")])
def test_answers_are_in_the_language_of_the_message(make_room, text, language):
    room = make_room([Member(1, "Zoë", CHARACTERS[4].character), Member(2, "Max", CHARACTERS[9].character)], text=text)
    for _ in range(30):
        said = room.turn()
        plain = said.text.replace("Zoë", "").replace("Max", "")
        assert said.language == language == language_of(plain)


def test_without_a_message_most_characters_decide_the_language(make_room):
    assert make_room(members(WARM, COLD, COLD)).conversation.language == "en"
    assert make_room(members(WARM, COLD)).conversation.language == "ru"
    assert make_room([Member(1, "42", "")]).conversation.language == "ru"


def test_a_message_without_letters_keeps_the_language(make_room):
    room = make_room(3, text="Hello there")
    room.conversation.hear("👍")
    assert room.conversation.language == "en"


def test_the_word_of_a_message_is_taken_up(make_room):
    room = make_room(4, text="Что делать с дедлайном?", turns=4)
    assert room.conversation.subject == Subject(None, "дедлайном")
    assert any("«дедлайном»" in said.text for said in room.said)


def test_another_subject_of_the_message_comes_next(make_room):
    for seed in range(20):
        room = make_room(4, seed, text="Что важнее: дружба или деньги?", turns=20)
        keys = list(dict.fromkeys(said.subject.key for said in room.said))
        assert keys[:2] == ["friendship", "money"]


def test_a_long_conversation_agrees_objects_teases_asks_tells_and_moves_on(make_room):
    moves = {said.move for seed in range(5) for said in make_room(6, seed, "Поговорим о книгах?", turns=40).said}
    assert moves >= {
        "reply_user",
        "agree",
        "object",
        "tease",
        "ask",
        "answer",
        "tell",
        "change",
        "praise",
        "snap",
        "muse",
    }
    assert moves & {"refer_for", "refer_against"}


def test_agents_address_each_other_by_name(make_room):
    room = make_room(5, turns=40)
    names = {number: who.name for number, who in enumerate(CHARACTERS, start=1)}
    addressed = [said for said in room.said if said.target is not None]
    named = [said for said in addressed if names[said.target] in said.text]
    assert len(addressed) > 25
    assert len(named) > len(addressed) / 2


def test_earlier_speakers_are_referred_to_more_often_on_demand(make_room):
    def referred(recall: float) -> int:
        rooms = [make_room(5, seed, "Поговорим о чае?") for seed in range(6)]
        for room in rooms:
            for _ in range(20):
                room.turn(recall=recall)
        return sum(said.move.startswith("refer") for room in rooms for said in room.said)

    assert referred(6.0) > 2 * referred(1.0) > 0


def test_words_sound_like_their_tone(make_room):
    said = [spoken for seed in range(10) for spoken in make_room(6, seed, turns=30).said]
    warm = [tone_of(spoken.text) for spoken in said if spoken.tone > 0.5]
    cold = [tone_of(spoken.text) for spoken in said if spoken.tone < -0.5]
    assert np.mean(warm) > 0.1 > -0.1 > np.mean(cold)


def test_character_shapes_the_tone(make_room):
    tones = {}
    for text in (WARM, COLD):
        rooms = [make_room(members(text, "", ""), seed, "Привет") for seed in range(10)]
        tones[text] = np.mean([room.turn(1).tone for room in rooms])
    assert tones[WARM] > 0.3 > -0.3 > tones[COLD]


# Feelings


@pytest.mark.parametrize("size", [3, 4, 6, 12])
@pytest.mark.parametrize("character", ["", WARM, COLD, None])
def test_ties_of_both_signs_arise_in_every_room(make_room, size, character):
    for seed in range(15):
        texts = [who.character for who in CHARACTERS[:size]] if character is None else [character] * size
        ties = make_room(members(*texts), seed, "Привет!", turns=3 * size).ties.values()
        assert min(ties) < -0.02 < 0.02 < max(ties)


@pytest.mark.parametrize("character", [WARM, COLD, ""])
def test_ties_and_moods_stay_in_range_in_the_long_run(make_room, character):
    room = make_room(members(*[character] * 4), turns=1500)
    assert all(-1 <= tie.sympathy <= 1 for reaction in room.reactions for tie in reaction.ties)
    assert all(0 <= change.feeling.level <= 1 for reaction in room.reactions for change in reaction.moods)
    assert all(-1 <= said.tone <= 1 for said in room.said)
    for seat in room.conversation.roster.seats():
        assert -1 <= seat.valence <= 1
        assert -1 <= seat.level <= 1


def test_a_long_conversation_of_three_ends_in_balance(make_room):
    """Heider: of the states of a triad, those with an even number of negative pairs are stable."""
    balanced = 0
    for seed in range(10):
        ties = make_room(members("", "", ""), seed, turns=400).ties
        pairs = [ties.get((a, b), 0.0) + ties.get((b, a), 0.0) for a, b in ((1, 2), (2, 3), (1, 3))]
        balanced += np.prod(pairs) > 0
    assert balanced >= 9


def test_more_ties_change_than_messages_are_said(make_room):
    for seed in range(5):
        room = make_room(6, seed, "Привет!", turns=20)
        assert sum(len(reaction.ties) for reaction in room.reactions) > 1.5 * len(room.said)


def test_a_kind_message_cheers_up_and_a_rude_one_does_not(make_room):
    room = make_room(3)
    rest = room.conversation.roster[1].valence
    room.conversation.hear("Спасибо, вы прекрасны!")
    cheered = room.conversation.roster[1].valence
    room.conversation.hear("Дурацкий бред, ненавижу!")
    assert rest < cheered > room.conversation.roster[1].valence


# Turns


def test_nobody_speaks_twice_in_a_row_and_everybody_speaks(make_room):
    for seed in range(5):
        speakers = [said.speaker for said in make_room(5, seed, turns=40).said]
        assert all(one != two for one, two in itertools.pairwise(speakers))
        assert set(speakers) == {1, 2, 3, 4, 5}


def test_who_is_named_answers_first(make_room):
    room = make_room(4)
    assert room.conversation.called() is None
    room.conversation.hear(f"{CHARACTERS[2].name}, что скажешь про чай?")
    assert room.conversation.called() == 3
    assert room.conversation.waiting()[0] == 3
    assert room.turn(3).move == "reply_user"
    assert room.conversation.called() is None
    assert 3 not in room.conversation.waiting()


def test_everybody_owes_an_answer_until_it_has_spoken(make_room):
    room = make_room(4, text="Привет!")
    assert room.conversation.fresh
    for agent in (1, 2, 3, 4):
        assert agent in room.conversation.waiting()
        room.turn(agent)
        assert not room.conversation.fresh
    assert room.conversation.waiting() == []


def test_who_left_owes_nothing_and_hears_nothing(make_room):
    room = make_room(3, text="Привет!", turns=1)
    said = room.said[-1]
    room.conversation.seat([Member(9, "Новая")])
    assert room.conversation.waiting() == []
    reaction = room.conversation.react(said, room.sympathy, room.rng)
    assert reaction.ties == reaction.moods == ()
    assert room.turn().target is None


def test_an_empty_room_has_no_next_speaker():
    with pytest.raises(ValueError, match="nobody is in the conversation"):
        Conversation(0).next_speaker(np.random.default_rng(0))


# Reproducibility


def transcript(room) -> list[object]:
    return [*room.said, *room.reactions]


def test_same_seed_same_words_and_feelings(make_room):
    one, two = (make_room(5, 11, "Поговорим о море?", turns=60) for _ in range(2))
    assert transcript(one) == transcript(two)
    assert transcript(make_room(5, 12, "Поговорим о море?", turns=60)) != transcript(one)


def test_a_copy_goes_on_like_the_original(make_room):
    room = make_room(4, turns=20)
    twin = copy.deepcopy(room)
    assert [room.turn() for _ in range(20)] == [twin.turn() for _ in range(20)]


def test_the_global_generator_is_left_alone(make_room):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    make_room(4, turns=20)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


# Hostile input

HOSTILE = st.one_of(
    st.text(min_size=1, max_size=200),
    st.sampled_from(
        [
            "{name}",
            "{0.__class__.__mro__}",
            "%s%d%(x)s",
            r"\1(?P<x>.*",
            "👩‍👩‍👧‍👦" * 20,
            "שלום עולם",
            "a" * 200,
            "\u202e!",
            " ",
        ]
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=5), HOSTILE, st.integers(0, 2**63 - 1))
def test_any_name_character_and_message_is_only_text(make_room, people, text, seed):
    room = make_room([Member(i, name, character) for i, (name, character) in enumerate(people)], seed, text)
    for _ in range(15):
        said = room.turn(recall=3.0)
        assert said.text.strip()
        assert len(said.text) < 1000
        said.text.encode()
    assert all(-1 <= value <= 1 for value in room.ties.values())


@pytest.mark.parametrize("hostile", ["{name}", "{other} {word}", "%s", "{}", r"\g<1>"])
def test_a_name_like_a_slot_is_spoken_as_it_is(make_room, hostile):
    room = make_room([Member(1, "Анна"), Member(2, hostile)], text="Привет", turns=20)
    assert any(hostile in said.text for said in room.said if said.speaker == 1)
