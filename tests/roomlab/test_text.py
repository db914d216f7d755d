"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab._text import escape, unescape

NASTY = "'=+-@＝＋－＠ \t\r\n;|\\{}\"0159abcdef\x00\x0b\x1a\x7f\x85\xa0\xad\u200b\u2028\u202e\ufeff\uffff\ud800\udfff"
TEXTS = st.text(st.one_of(st.sampled_from(NASTY), st.characters(), st.characters(categories=["Cs", "Cc", "Cf", "Zs"])))


def begins_like_formula(cell: str) -> bool:
    """Tell by another way than the code: skip all that is blank, invisible or a quotation mark."""
    for character in cell:
        if character in "=+-@＝＋－＠":
            return True
        if character not in '"' and not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc"):
            return False
    return False


@given(TEXTS)
def test_comes_back(text):
    assert unescape(escape(text)) == text


@given(TEXTS, TEXTS)
def test_tells_texts_apart(one, other):
    assert (escape(one) == escape(other)) == (one == other)


@given(TEXTS)
def test_is_never_like_a_formula(text):
    cell = escape(text)
    assert not begins_like_formula(cell)
    assert cell[0] not in "\t\r\n"  # a spreadsheet drops these, and looks again


@given(TEXTS)
def test_no_part_is_like_a_formula_when_another_separator_cuts_the_cell(text):
    # A spreadsheet that expects semicolons sees no quotation marks around our cells, and cuts them at lines as well.
    quoted = '"' + escape(text).replace('"', '""') + '"'
    assert not any(map(begins_like_formula, re.split("[;|\t\r\n]", quoted)[1:]))


@given(TEXTS)
def test_is_never_empty_and_fits_into_utf8_without_control_characters(text):
    cell = escape(text)
    assert cell
    assert cell.encode().decode() == cell
    assert not any(unicodedata.category(character) == "Cc" and character not in "\t\r\n" for character in cell)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_survives_a_file(rows):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([list(map(escape, row)) for row in rows])
    stream.seek(0)
    assert [list(map(unescape, row)) for row in csv.reader(stream, strict=True)] == rows


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("  ＠SUM(A1)", "'  ＠SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("'", "''"),
        ("'=1", "''=1"),
        ("", "'"),
        ("one;-1", "one;'-1"),
        ("list:\n- one\n- two", "list:\n'- one\n'- two"),
        ("\x00\ud83d", r"\{0000}\{d83d}"),
        (r"\{0000}", r"\{005c}{0000}"),
    ],
)
def test_examples(text, cell):
    assert escape(text) == cell
    assert unescape(cell) == text


@pytest.mark.parametrize(
    "text",
    ["Привет!", "it's 5 - 3 = 2", "'quoted'", "a@b.c", "C:\\{x}", "😀", "two\nlines\r\n", "1", "a, b", "\\u0000"],
)
def test_leaves_other_text_alone(text):
    assert escape(text) == text == unescape(text)


@pytest.mark.parametrize("part", ["a", "'", " ", "\n", ";'", "; ", "\t ", '"', "\x00", "\u200b", "\\{", "="])
@pytest.mark.timeout(10)  # a pattern that goes back and forth would take minutes
def test_text_of_64_kib(part):
    text = part * (65_536 // len(part))
    assert unescape(escape(text)) == text
    assert unescape(escape(text + "x")) == text + "x"
