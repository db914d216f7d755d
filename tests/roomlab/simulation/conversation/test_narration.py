from __future__ import annotations

import pytest

from roomlab.simulation.conversation import CHARACTERS, Member, Narrator, language_of


@pytest.mark.parametrize(("text", "language"), [("Поговорим о чае?", "ru"), ("Let us talk about tea", "en")])
def test_everything_is_told_in_the_language_of_the_room(make_room, text, language):
    room = make_room([Member(1, "1"), Member(2, "2"), Member(3, "3")], text=text, turns=12)
    narrator = Narrator(room.conversation)
    told = [
        narrator.opening(room.rng),
        narrator.calling(2, room.rng),
        narrator.between(room.sympathy, room.rng),
        narrator.closing(room.rng),
        narrator.alone(room.rng),
        narrator.summary(room.said, room.sympathy, room.rng),
        narrator.final(room.sympathy, room.rng),
    ]
    assert [language_of(words) for words in told] == [language] * len(told)
    assert len(set(told)) == len(told)


def test_a_summary_counts_names_the_strongest_ties_and_quotes(make_room):
    room = make_room(4, text="Поговорим о чае?", turns=12)
    room.ties.update({(1, 2): 0.9, (3, 4): -0.9})
    summary = Narrator(room.conversation).summary(room.said, room.sympathy, room.rng)
    assert "12" in summary
    assert f"{CHARACTERS[0].name} → {CHARACTERS[1].name}" in summary
    assert f"{CHARACTERS[2].name} → {CHARACTERS[3].name}" in summary
    assert any(said.text[:30] in summary for said in room.said)


def test_a_summary_of_nothing_is_still_a_sentence(make_room):
    room = make_room(2)
    assert "0" in Narrator(room.conversation).summary([], room.sympathy, room.rng)


def test_the_final_answer_is_about_the_question_and_follows_the_ties(make_room):
    answers = set()
    for value in (0.9, 0.0, -0.9):
        room = make_room(3, text="Поговорим о море?", turns=30)
        room.ties = dict.fromkeys(((a, b) for a in (1, 2, 3) for b in (1, 2, 3)), value)
        answers.add(Narrator(room.conversation).final(room.sympathy, room.rng))
    assert len(answers) == 3
    assert all("путешествие" in answer for answer in answers)


def test_names_and_quotes_are_only_text(make_room):
    room = make_room([Member(1, "{word}"), Member(2, "%s" * 100)], text="{name} {0}", turns=8)
    summary = Narrator(room.conversation).summary(room.said, room.sympathy, room.rng)
    assert "%s%s" in summary or "{word}" in summary
