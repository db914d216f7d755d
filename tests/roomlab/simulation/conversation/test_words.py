"""The phrase banks as data: complete, of equal rights, safe to join."""

from __future__ import annotations

import dataclasses
import re

import pytest

from roomlab.simulation.conversation import CHARACTERS, language_of, tone_of
from roomlab.simulation.conversation._words.lexicon import SUBJECTS, TONE, TRAITS
from roomlab.simulation.conversation.reading import StemTable
from roomlab.simulation.conversation.speech import NO_REPEAT
from roomlab.simulation.conversation.wording import STORY, TALK, TOPICS

SLOTS = {
    "address": {"name"},
    "opener": {"name"},
    "change": {"word"},
    "refer_for": {"other"},
    "refer_against": {"other"},
    "word_pro": {"word"},
    "word_contra": {"word"},
    "word_ask": {"word"},
    "narrate_call": {"name"},
    "narrate_warm": {"name", "other"},
    "narrate_cold": {"name", "other"},
    "summary_lead": {"word", "count"},
    "summary_warm": {"name", "other"},
    "summary_cold": {"name", "other"},
    "summary_quote": {"name", "quote"},
    "final_warm": {"word"},
    "final_cold": {"word"},
    "final_even": {"word"},
    "memory_warm": {"name", "word"},
    "memory_cold": {"name", "word"},
    "memory_user": {"word"},
    "plan_warm": {"name"},
    "plan_cold": {"name"},
}
OPTIONAL = {"narrate_open": {"word"}, "narrate_round": {"word"}, "narrate_close": {"word"}}


def phrases():
    for language in ("ru", "en"):
        for bank in (TALK[language], STORY[language]):
            for item in dataclasses.fields(bank):
                for phrase in getattr(bank, item.name):
                    yield language, item.name, phrase


def lines():
    for language in ("ru", "en"):
        for key, topic in TOPICS[language].items():
            for line in (*topic.pro, *topic.contra, *topic.ask):
                yield language, key, line
        for who in CHARACTERS:
            for line in getattr(who, language):
                yield language, who.name, line


def test_phrases_have_the_slots_that_their_use_fills():
    for _, name, phrase in phrases():
        slots = set(re.findall(r"\{(\w*)\}", phrase))
        family = name if name in SLOTS else name.split("_")[0]
        assert slots == SLOTS.get(family, slots & OPTIONAL.get(name, set())), (name, phrase)


def test_lines_have_no_slots_and_begin_in_lower_case():
    for _, where, line in lines():
        assert "{" not in line, (where, line)
        assert line[0].islower() or line.startswith(("I ", "I'")), (where, line)
        assert line[-1] in ".?", (where, line)


def test_phrases_are_in_their_language():
    for language, where, text in (*phrases(), *lines()):
        plain = re.sub(r"\{\w+\}", "", text)
        assert language_of(plain) in (language, None), (where, text)
        assert language == "ru" or language_of(re.sub(r"[^\u0400-\u04ff]", "", plain)) is None, (where, text)


def test_nothing_is_written_twice():
    for language in ("ru", "en"):
        said = [text for lang, _, text in (*phrases(), *lines()) if lang == language and not text.startswith("{name}")]
        said = [text for text in said if "{name}" not in text]
        assert len(said) == len(set(said)), [text for text in said if said.count(text) > 1]


def test_both_languages_know_the_same_subjects():
    assert set(TOPICS["ru"]) == set(TOPICS["en"]) == set(SUBJECTS)
    for language in ("ru", "en"):
        assert all(len(topic.pro) == len(topic.contra) == 3 for topic in TOPICS[language].values())


def test_no_stem_speaks_for_two_sides():
    for sides in (*TRAITS.values(), TONE):
        stems = [set(text.split()) for text in sides.values()]
        assert not stems[0] & stems[1]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_praise_sounds_warmer_than_anger(language):
    talk = TALK[language]
    warm = [tone_of(phrase) for phrase in (*talk.praise, *talk.comfort, *talk.agree, *talk.tail_warm)]
    cold = [tone_of(phrase) for phrase in (*talk.snap, *talk.object, *talk.tail_cold)]
    assert sum(warm) / len(warm) > 0.1 > -0.1 > sum(cold) / len(cold)


def test_a_stem_table_prefers_the_longest_beginning():
    table = StemTable[int]([("лес* лесть", 1), ("лестниц* ёж", 2)])
    assert table.get("лесной") == 1
    assert table.get("лестница") == 2
    assert table.get("лесть") == 1
    assert table.get("еж") == 2
    assert table.get("ежевика") is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_there_are_more_afterthoughts_than_messages_that_must_differ(language):
    talk = TALK[language]
    assert len({*talk.tail_warm, *talk.tail_plain, *talk.tail_cold}) >= NO_REPEAT
