"""A room at a glance: one line for a terminal, a small table for a notebook.

Titles, names and errors are untrusted: every text is escaped, and the table is plain HTML without styles of its own
colour, scripts or anything to load, so that it reads in light and dark themes alike.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from roomlab._counts import counted
from roomlab.state.tables import Counts

__all__ = ["Glance", "html_table", "one_line"]

_TITLE_LENGTH = 60


class Glance(NamedTuple):
    """What a repr shows: kind and title of the room, state and last error of its source, numbers, gaps."""

    kind: str
    title: str
    state: str
    error: str | None
    counts: Counts
    gaps: int
    open_gaps: int


def one_line(glance: Glance) -> str:
    """Return a room in one line, whatever its title is made of.

    Parameters
    ----------
    glance : Glance
        What to show.

    Returns
    -------
    str
        As in ``<Room 'Kitchen' live: 3 agents, 5 ties (+3 −1, 1 neutral), 40 messages, 2 events, no gaps>``.
    """
    counts = glance.counts
    ties = counted(counts.positive + counts.negative + counts.neutral, "tie")
    parts = [
        counted(counts.agents, "agent"),
        f"{ties} ({_signs(counts)})",
        counted(counts.messages, "message"),
        counted(counts.events, "event"),
        _gaps(glance),
    ]
    error = f"; {_shorten(glance.error)!r}" if glance.error else ""
    return f"<{glance.kind} {_shorten(glance.title)!r} {glance.state}: {', '.join(parts)}{error}>"


def html_table(glance: Glance) -> str:
    """Return a room as a small HTML table.

    Parameters
    ----------
    glance : Glance
        What to show.

    Returns
    -------
    str
        A ``<table>``; every text in it is escaped.
    """
    counts = glance.counts
    rows = {
        "status": glance.state,
        "agents": f"{counts.agents:,}",
        "ties": f"{counts.positive + counts.negative + counts.neutral:,} ({_signs(counts)})",
        "messages": f"{counts.messages:,}",
        "events": f"{counts.events:,}",
        "gaps": _gaps(glance),
    }
    if glance.error:
        rows["last error"] = glance.error
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(value)}</td></tr>'
        for name, value in rows.items()
    )
    caption = f'<caption style="text-align:left;font-weight:bold">{escape(glance.title)}</caption>'
    return f"<table>{caption}<tbody>{body}</tbody></table>"


def _signs(counts: Counts) -> str:
    neutral = f", {counts.neutral:,} neutral" if counts.neutral else ""
    return f"+{counts.positive:,} \N{MINUS SIGN}{counts.negative:,}{neutral}"


def _gaps(glance: Glance) -> str:
    if not glance.gaps:
        return "no gaps"
    return counted(glance.gaps, "gap") + (f", {glance.open_gaps:,} open" if glance.open_gaps else "")


def _shorten(text: str) -> str:
    return text if len(text) <= _TITLE_LENGTH else text[: _TITLE_LENGTH - 1] + "\N{HORIZONTAL ELLIPSIS}"
