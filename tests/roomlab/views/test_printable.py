"""Untrusted text on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.views._printable import MARKS_IN_A_ROW, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Привет, мир!", "Привет, мир!"),
        ("one\n\n two\t\u2028three\x85four\u00a0five", "one two three four five"),
        ("\x1b]0;title\x07\x1b[2J", "␛]0;title␇␛[2J"),
        ("\x7f\x9b31m", "␡\N{REPLACEMENT CHARACTER}31m"),
        ("safe\u202etxt.exe\u2066\u200f", "safetxt.exe"),
        ("\ufeffa\u00adb\u200bc\U000e0041", "abc"),
        ("a\u200db\u200cc 👩\u200d🔬", "a\u200db\u200cc 👩\u200d🔬"),
        ("half \ud83d", "half \N{REPLACEMENT CHARACTER}"),
        ("[red]no markup[/red] :smile:", "[red]no markup[/red] :smile:"),
        ("", ""),
    ],
)
def test_what_becomes_of_it(text, expected):
    assert printable(text) == expected


def test_marks_cannot_climb_over_other_lines():
    assert printable("z" + "\u0301" * 500) == "z" + "\u0301" * MARKS_IN_A_ROW


def test_the_limit_bounds_the_work():
    assert printable("a" * 1_000_000, 10) == "a" * 10


@given(st.text(st.characters(codec=None)))
def test_whatever_comes_the_result_is_one_harmless_line(text):
    safe = printable(text)
    assert {unicodedata.category(character) for character in safe} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert {character for character in safe if unicodedata.category(character) == "Cf"} <= {"\u200c", "\u200d"}
    assert safe == printable(safe)
    safe.encode()
