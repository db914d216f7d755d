"""The terminal view, as text on a console of a known size."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from roomlab.views._look import Line, Look, Person, Tie
from roomlab.views.terminal import COLD, MESSAGE_ROWS, WARM, RoomScreen, progress_line, sympathy_bar

WILD = "\x1b[31mred\x1b[0m [bold]b[/bold] \u202eevil\n\x07" + "长" * 90


def a_look(**changes):
    values = {
        "title": "Kitchen", "status": "live", "seconds": 75.0, "messages": 1234, "events": 2, "changes": 56789,
        "message_rate": 1.5, "change_rate": 42.0, "warm": 2, "cold": 1, "pulse": (0, 1, 8, 4),
        "people": (Person("1", "Ada", "happy", 0.8, 0.5), Person("2", "Борис", None, None, None)),
        "lines": (Line("Ada", "Good evening", "1"), Line(None, "A storm"), Line("Система", "=== Раунд 1 завершён ===")),
        "ties": (Tie("Ada", "Борис", -0.75, -0.1), Tie("Борис", "Ada", 0.5, 0.2), Tie("Ada", "Cyd", 0.1, 0.0)),
    }  # fmt: skip
    return Look(**(values | changes))


def lines_of(look, width=100, height=24, hint="Ctrl-C ends it", encoding="utf-8"):
    errors = "strict" if encoding == "utf-8" else "replace"  # as the command sets them
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=errors, newline="\n")
    console = Console(file=file, width=width, height=height, force_terminal=True, color_system=None)
    console.print(RoomScreen(look, hint), end="")
    file.flush()
    return file.buffer.getvalue().decode(encoding).splitlines()


def test_it_says_what_there_is_to_say():
    text = "\n".join(lines_of(a_look()))
    for part in (
        "Kitchen", "● live", "1:15", "2 agents", "1,234 messages 1.5/s", "56,789 tie changes 42.0/s", "2 events",
        " ▁█▄", "Ada  Good evening", "⚡ A storm", "Система  === Раунд 1 завершён ===", "2 warm 1 cold", "−0.75 ▼",
        "+0.50 ▲", "+0.10  ", "happy", "Ctrl-C ends it",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("size", [(200, 60), (100, 24), (76, 24), (75, 24), (40, 12), (20, 4), (10, 2), (1, 1)])
def test_it_fills_the_screen_and_no_more(size):
    width, height = size
    lines = lines_of(a_look(), width, height)
    assert len(lines) <= max(height, 3)
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_untrusted_text_stays_text(size):
    look = a_look(
        title=WILD,
        people=(Person("1", WILD, WILD),),
        lines=(Line(WILD, WILD, "1"), Line(None, WILD), Line("Ada", "\u202e[blink]x")),
        ties=(Tie(WILD, WILD, 1.0, 0.5),),
    )
    lines = lines_of(look, *size)
    text = "\n".join(lines)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "␛[31mred␛[0m [bold]b[/bold] evil" in text
    assert "[blink]x" in text
    assert {cell_len(line) for line in lines} <= {size[0]}


def test_a_name_keeps_its_colour():
    console = Console(width=100, height=24, force_terminal=True, color_system="truecolor", file=io.StringIO())
    text = "".join(
        segment.text for segment in console.render(RoomScreen(a_look())) if segment.style and segment.style.color
    )
    assert text.count("Ada") >= 4


def test_a_long_message_leaves_room_for_others():
    look = a_look(lines=(Line("Ada", "early words", "1"), Line("Борис", "word " * 500, "2"), Line("Ada", "late", "1")))
    talk = [line[: line.index("│", 2)] for line in lines_of(look)[3:-2]]
    rows = [row for row in talk if "word " in row]
    assert len(rows) == MESSAGE_ROWS
    assert "…" in rows[-1]
    assert "early words" in "".join(talk)


def test_the_newest_message_is_at_the_foot():
    look = a_look(lines=tuple(Line("Ada", f"number {number}", "1") for number in range(60)))
    talk = [line for line in lines_of(look) if "number" in line]
    assert "number 59" in talk[-1]
    assert "number 40" not in "".join(talk)


def test_more_agents_than_fit_are_counted():
    look = a_look(people=tuple(Person(str(number), f"agent {number}") for number in range(50)))
    assert "more" in "".join(lines_of(look))


def test_an_empty_room_is_no_blank_screen():
    text = "\n".join(lines_of(a_look(people=(), lines=(), ties=(), pulse=())))
    assert "Nobody has said anything yet." in text
    assert "Nobody feels anything for anybody yet." in text


def test_without_a_hint_there_is_no_foot():
    assert "╰" in lines_of(a_look(), hint="")[-1]


def test_a_terminal_without_unicode_gets_ascii():
    text = "\n".join(lines_of(a_look(people=(), lines=()), encoding="ascii"))
    assert "* live" in text
    assert "###| -0.75 v" in text
    assert "+-" in text


@pytest.mark.parametrize(
    ("sympathy", "bar"),
    [
        (0.0, "    │    "),
        (1.0, "    │████"),
        (-1.0, "████│    "),
        (0.5, "    │██  "),
        (0.12, "    │▌   "),
        (-0.87, "▐███│    "),
        (5.0, "    │████"),
    ],
)
def test_a_bar_grows_from_the_middle(sympathy, bar):
    assert sympathy_bar(sympathy, 4).plain == bar


def test_a_bar_has_the_colour_of_its_sign():
    assert [str(span.style) for span in sympathy_bar(0.5).spans] == ["dim", WARM]
    assert [str(span.style) for span in sympathy_bar(-0.5).spans] == [COLD, "dim"]


def test_a_progress_line_is_plain():
    assert progress_line(a_look(status="live\n\x1b[2J")) == (
        "   75 s  live ␛[2J  1,234 messages, 56,789 changes of ties, 2 events"
    )
