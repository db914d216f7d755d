"""A room on a terminal: its talk, its strongest ties as coloured bars, how its agents feel.

A pure picture of a :class:`roomlab.views._look.Look`: it asks no clock and no log. Text of the room goes through
`printable` into `rich.text.Text`, never into markup.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.layout import Layout
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from roomlab._counts import counted
from roomlab.views._look import Line, Look, Person, Tie
from roomlab.views._printable import printable

__all__ = ["RoomScreen", "progress_line", "sympathy_bar"]

WARM = "#4393c3"
COLD = "#e0614d"
# Told apart by colour-blind people, on dark and on light ground; none of them is the colour of a sympathy.
NAME_COLOURS = ("#b58900", "#2aa198", "#d33682", "#859900", "#8f7cd6", "#a0724b", "#6c9a8b", "#c26ba7")
NARRATOR_STYLE = Style(dim=True, italic=True)
EVENT_STYLE = Style(color="#d4a72c", italic=True)

BAR_HALF = 8
"""Cells from the middle of a bar to its end."""
PEOPLE_BAR_HALF = 6
WIDE_TIES = 56
"""From so many columns on the panel of ties has room for whole bars."""
NARROW = 76
"""Below so many columns the panels stand one above the other."""
MESSAGE_ROWS = 4
"""A longer message is cut: the newest of all agents shall be seen."""
TEXT_LIMIT = 1_000
"""Characters of one text that are looked at."""
_PULSE = " ▁▂▃▄▅▆▇█"
_ASCII_PULSE = " .:-=+*%#"
_STATUS_STYLES = {"live": "bold green", "complete": "bold green", "failed": "bold red", "closed": "dim"}


def progress_line(look: Look) -> str:
    """Return one line of plain text, for a log file or a pipe."""
    return (
        f"{look.seconds:5.0f} s  {printable(look.status, TEXT_LIMIT)}  {counted(look.messages, 'message')}, "
        f"{counted(look.changes, 'change')} of ties, {counted(look.events, 'event')}"
    )


def sympathy_bar(sympathy: float, half: int = BAR_HALF, *, ascii_only: bool = False) -> Text:
    """Return a bar that grows from the middle: to the right for sympathy, to the left for antipathy.

    Parameters
    ----------
    sympathy : float
        In [-1, 1].
    half : int
        Cells on each side of the middle.
    ascii_only : bool
        For terminals without block characters.

    Returns
    -------
    Text
        2 * `half` + 1 cells.
    """
    steps = min(round(abs(sympathy) * half * 2), half * 2)  # half cells
    full, odd = divmod(steps, 2)
    if ascii_only:
        length = full + odd
        filled, middle = "#" * length, "|"
    else:
        length = full + odd
        filled, middle = "█" * full + ("▌" if odd else ""), "│"
    if sympathy < 0:
        left = filled[::-1].replace("▌", "▐")
        return Text.assemble(" " * (half - length), (left, COLD), (middle, "dim"), " " * half)
    return Text.assemble(" " * half, (middle, "dim"), (filled, WARM), " " * (half - length))


class RoomScreen:
    """The whole screen, as a renderable of rich.

    Parameters
    ----------
    look : Look
        What to show.
    hint : str
        A line at the foot: what the reader can do.
    """

    def __init__(self, look: Look, hint: str = "") -> None:
        self._look = look
        self._hint = hint
        # By order of arrival, so that a name keeps its colour, whatever it is.
        self._colours = {
            person.name: NAME_COLOURS[number % len(NAME_COLOURS)] for number, person in enumerate(look.people)
        }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = options.height or options.size.height
        body = self._wide(height) if options.max_width >= NARROW else self._narrow(height)
        root = Layout()
        foot = [Layout(self._foot(), size=1)] if self._hint else []
        root.split_column(Layout(self._head(options.ascii_only), size=2), body, *foot)
        yield from console.render(root, options.update_dimensions(options.max_width, height))

    def _wide(self, height: int) -> Layout:
        body, right = Layout(ratio=1), Layout()
        people = min(len(self._look.people), max(3, height // 3)) + 3
        right.split_column(Layout(self._ties()), Layout(self._people(), size=people))
        body.split_row(Layout(self._talk()), right)
        return body

    def _narrow(self, height: int) -> Layout:
        body = Layout(ratio=1)
        body.split_column(Layout(self._talk()), Layout(self._ties(), size=max(6, height // 3)))
        return body

    # -- head and foot

    def _head(self, ascii_only: bool) -> RenderableType:
        look = self._look
        grid = Table.grid(expand=True)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(justify="right", no_wrap=True)
        status = printable(look.status, TEXT_LIMIT)
        minutes, seconds = divmod(int(look.seconds), 60)
        grid.add_row(
            Text(printable(look.title, TEXT_LIMIT), style="bold"),
            Text.assemble(
                (f"{'*' if ascii_only else '●'} {status}", _STATUS_STYLES.get(status, "bold yellow")),
                f"  {minutes}:{seconds:02}",
            ),
        )
        grid.add_row(self._counts(), Text(_pulse(look.pulse, ascii_only), style=WARM))
        return grid

    def _counts(self) -> Text:
        look = self._look
        return Text.assemble(
            (f"{len(look.people)}", "bold"), " agents   ",
            (f"{look.messages:,}", "bold"), " messages ", (f"{look.message_rate:.1f}/s", "dim"), "   ",
            (f"{look.changes:,}", "bold"), " tie changes ", (f"{look.change_rate:.1f}/s", "dim"), "   ",
            (f"{look.events:,}", "bold"), " events",
        )  # fmt: skip

    def _foot(self) -> RenderableType:
        return Text(printable(self._hint, TEXT_LIMIT), style="dim", no_wrap=True, overflow="ellipsis")

    # -- panels

    def _talk(self) -> Panel:
        return Panel(_Talk(self._look.lines, self._colours), title="talk", title_align="left", border_style="dim")

    def _ties(self) -> Panel:
        look = self._look
        title = Text.assemble("strongest ties  ", (f"{look.warm:,} warm", WARM), " ", (f"{look.cold:,} cold", COLD))
        return Panel(_Ties(look.ties, self._colours), title=title, title_align="left", border_style="dim")

    def _people(self) -> Panel:
        return Panel(_People(self._look.people, self._colours), title="agents", title_align="left", border_style="dim")


class _Talk:
    """The newest lines that fit, the newest at the foot."""

    def __init__(self, lines: tuple[Line, ...], colours: dict[str, str]) -> None:
        self._lines = lines
        self._colours = colours

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = options.height or 20
        rows: list[Text] = []
        for line in reversed(self._lines):
            rows[:0] = self._wrap(line, console, options.max_width)
            if len(rows) >= height:
                break
        if not rows:
            rows = [Text("Nobody has said anything yet.", style="dim")]
        rows = rows[-height:]
        yield from [Text()] * (height - len(rows))
        yield from rows

    def _wrap(self, line: Line, console: Console, width: int) -> list[Text]:
        text = printable(line.text, TEXT_LIMIT)
        if line.sender is None:
            whole = Text.assemble(("⚡ " if not console.options.ascii_only else "! ", EVENT_STYLE), (text, EVENT_STYLE))
        else:
            sender = printable(line.sender, TEXT_LIMIT)
            colour = self._colours.get(line.sender)
            style = Style(color=colour, bold=True) if colour else NARRATOR_STYLE
            whole = Text.assemble(
                (_cut(sender, max(8, width // 3)), style), "  ", (text, "" if colour else NARRATOR_STYLE)
            )
        rows = list(whole.wrap(console, width, overflow="fold"))
        if len(rows) > MESSAGE_ROWS:
            rows = rows[:MESSAGE_ROWS]
            rows[-1].append(" …")
            rows[-1].truncate(width, overflow="ellipsis")
        return rows


class _Ties:
    """As many of the ties as fit, the strongest first."""

    def __init__(self, ties: tuple[Tie, ...], colours: dict[str, str]) -> None:
        self._ties = ties
        self._colours = colours

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self._ties:
            yield Text("Nobody feels anything for anybody yet.", style="dim")
            return
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for _ in range(3):
            grid.add_column(no_wrap=True, justify="right")
        half = BAR_HALF if options.max_width >= WIDE_TIES else BAR_HALF - 4
        for tie in self._ties[: options.height or 20]:
            grid.add_row(
                self._name(tie.source),
                Text(">" if options.ascii_only else "→", style="dim"),
                self._name(tie.target),
                sympathy_bar(tie.sympathy, half, ascii_only=options.ascii_only),
                _signed(tie.sympathy, options.ascii_only),
                _change(tie.change, options.ascii_only),
            )
        yield grid

    def _name(self, name: str) -> Text:
        return Text(printable(name, TEXT_LIMIT), style=self._colours.get(name, ""))


class _People:
    """Who is there, how they feel, and how they are liked."""

    def __init__(self, people: tuple[Person, ...], colours: dict[str, str]) -> None:
        self._people = people
        self._colours = colours

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, justify="right")
        grid.add_row("", Text("mood", style="dim"), Text("liked by all", style="dim"), "")
        room = (options.height or 20) - 1
        shown = self._people if len(self._people) <= room else self._people[: room - 1]
        for person in shown:
            grid.add_row(
                Text(printable(person.name, TEXT_LIMIT), style=self._colours.get(person.name, "")),
                Text(printable(person.mood or "", TEXT_LIMIT)),
                sympathy_bar(person.liked or 0.0, PEOPLE_BAR_HALF, ascii_only=options.ascii_only),
                Text("-", style="dim") if person.liked is None else _signed(person.liked, options.ascii_only),
            )
        if len(shown) < len(self._people):
            grid.add_row(Text(f"and {len(self._people) - len(shown):,} more", style="dim"))
        yield grid


def _signed(sympathy: float, ascii_only: bool) -> Text:
    number = f"{sympathy:+.2f}"
    return Text(number if ascii_only else number.replace("-", "−"), style=WARM if sympathy >= 0 else COLD)


def _change(change: float, ascii_only: bool) -> Text:
    if abs(change) < 0.005:
        return Text(" ")
    if change > 0:
        return Text("^" if ascii_only else "▲", style=WARM)
    return Text("v" if ascii_only else "▼", style=COLD)


def _pulse(values: tuple[int, ...], ascii_only: bool) -> str:
    steps = _ASCII_PULSE if ascii_only else _PULSE
    top = max(values, default=0) or 1
    return "".join(steps[-(-value * (len(steps) - 1) // top)] for value in values)


def _cut(text: str, cells: int) -> str:
    if cell_len(text) <= cells:
        return text
    cut = Text(text)
    cut.truncate(cells, overflow="ellipsis")
    return cut.plain
