from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.conversation.reading import (
    READ_LIMIT,
    Subject,
    language_of,
    mentioned,
    shown,
    subject_of,
    subjects_in,
    tone_of,
    words,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Привет!", "ru"),
        ("Hello!", "en"),
        ("Что такое WebSocket, объясните", "ru"),
        ("Please explain the word дача", "en"),
        ("да / da", "ru"),
        ("🎉 123 ?!", None),
        ("", None),
        ("שלום", None),
    ],
)
def test_language_is_that_of_most_letters(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    ["Спасибо, отличная мысль!", "Я вас люблю", "Thank you, what a good idea", "❤️", "Это не плохо", "never boring"],
)
def test_friendly_words_have_a_positive_tone(text):
    assert 0 < tone_of(text) < 1


@pytest.mark.parametrize(
    "text",
    ["Чушь и бред!", "Вы все надоели", "What a stupid idea, I hate it", "👎", "Мне не нравится", "This is not good"],
)
def test_unfriendly_words_have_a_negative_tone(text):
    assert -1 < tone_of(text) < 0


def test_tone_follows_the_stated_formula():
    assert tone_of("хорошо") == pytest.approx(1 / 2)
    assert tone_of("хорошо, прекрасно и чудесно") == pytest.approx(3 / 4)
    assert tone_of("хорошо, но скучно") == 0
    assert tone_of("стол стоит у окна") == 0


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Поговорим о космосе?", Subject("space")),
        ("Давайте обсудим поездку на море и бюджет", Subject("travel")),
        ("What about friendship?", Subject("friendship")),
        ("Ещё ёлка не убрана", Subject("holiday")),
        ("Нужна новая база: PostgreSQL", Subject(None, "PostgreSQL")),
        ("Кто вымоет посуду?", Subject(None, "посуду")),
        ("Привет! Как дела?", None),
        ("!!!", None),
    ],
)
def test_subject_is_known_or_a_word_of_the_text(text, subject):
    assert subject_of(text) == subject


def test_all_known_subjects_of_a_text_are_found_once_and_in_order():
    assert subjects_in("Дружба или деньги? А может, дружба и чай?") == ("friendship", "money", "tea")


def test_a_decomposed_letter_is_read_like_a_composed_one():
    assert words("чаи\u0306") == ["чай"]


def test_names_are_found_as_whole_words_whatever_their_case():
    names = ["Анна", "Ann", "Борис Громов", "***", ""]
    assert mentioned("БОРИС громов, и ты, анна: слово вам!", names) == [0, 2]
    assert mentioned("Annabel", names) == []


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("Анна", "Анна"),
        ("Анна\n\tПетровна ", "Анна Петровна"),
        ("x" * 50, "x" * 39 + "…"),
        ("\u200b\u0000", "…"),
        ("שלום", "\u2068שלום\u2069"),
        ("{name} 100%", "{name} 100%"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("a\ud800b", "a b"),
    ],
)
def test_shown_is_one_clean_line(raw, seen):
    assert shown(raw, 40) == seen


@given(st.text(max_size=300), st.integers(1, 60))
def test_shown_is_bounded_printable_and_encodable(text, limit):
    seen = shown(text, limit)
    assert 0 < len(seen) <= limit + 2
    assert seen.strip() == seen
    assert not any(char in seen for char in "\n\r\t\0")
    seen.encode()


@given(st.text(max_size=500))
def test_any_text_can_be_read(text):
    assert -1 < tone_of(text) < 1
    assert language_of(text) in ("ru", "en", None)
    subject = subject_of(text)
    assert subject is None or subject.key is not None or 4 <= len(subject.word) <= 30
    assert mentioned(text, [text, text[:5]]) in ([], [0], [1], [0, 1])


def test_only_the_beginning_of_a_long_text_is_read():
    assert tone_of(" " * READ_LIMIT + "хорошо") == 0
