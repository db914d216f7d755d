from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.conversation import Subject
from roomlab.simulation.conversation.wording import Phrasebook, capitalised, filled, label

RNG = np.random.default_rng(0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_values_are_put_in_as_they_are(name, other):
    assert filled("{name}|{other}|{name}", {"name": name, "other": other}) == f"{name}|{other}|{name}"


@pytest.mark.parametrize("hostile", ["{other}", "{0.__class__}", "%s%(name)s", r"\g<0>\1", "{", "}", "{{name}}"])
def test_hostile_values_are_only_text(hostile):
    assert filled("a {name}.", {"name": hostile, "other": "x"}) == f"a {hostile}."


@pytest.mark.parametrize(
    ("raw", "good"),
    [
        ("да. и нет! а что? «вот»", "Да. И нет! А что? «Вот»"),
        ("{name}, да", "{name}, да"),
        ("«{word}» звучит. да", "«{word}» звучит. Да"),
        ("yes: no", "Yes: no"),
    ],
)
def test_sentences_begin_with_a_capital(raw, good):
    assert capitalised(raw) == good


def test_a_phrasebook_uses_everything_once_before_anything_twice():
    book, phrases = Phrasebook(), [f"phrase {number}" for number in range(9)]
    assert {book.choose(phrases, RNG) for _ in phrases} == set(phrases)
    assert book.unused(phrases) == 0


def test_a_phrase_comes_again_only_when_long_unused():
    book, phrases = Phrasebook(), [f"phrase {number}" for number in range(9)]
    said = [book.choose(phrases, RNG) for _ in range(200)]
    assert all(len(set(said[start : start + 6])) == 6 for start in range(len(said) - 6))


def test_an_empty_bank_is_refused():
    with pytest.raises(ValueError, match="no phrases"):
        Phrasebook().choose([], RNG)


def test_a_known_subject_is_named_in_either_language_and_a_word_is_cited():
    assert label(Subject("tea"), "ru") == "чай"
    assert label(Subject("tea"), "en") == "tea"
    assert label(Subject(None, "дедлайн"), "en") == "дедлайн"
