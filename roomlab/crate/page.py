"""A page of a crate: what is in it, and the room itself with its past, in one file that makes no request."""

from __future__ import annotations

import base64
import hashlib
import html
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from roomlab._counts import counted
from roomlab.views.export.content import Content, short_text
from roomlab.views.widgets.page_data import LivePage, live_page

__all__ = ["page"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
body > table { border-collapse: collapse; margin: 1rem 0; }
body > table :is(td, th) { padding: .2rem .8rem .2rem 0; text-align: left; }
body > table th { border-bottom: 1px solid #999; }
body > table td { vertical-align: top; border-bottom: 1px solid #eee; }
#still svg { max-width: 100%; height: auto; } .missing { color: #a40000; }
"""
_AGENTS = 60
_TIES = 400
_ROWS = 20
_RADIUS = 260
_CENTRE = 380
_COUNTED = {"agents": "agents", "edges": "ties", "history": "changes of ties", "messages": "messages"}
_POSITIVE, _NEGATIVE, _NEUTRAL = "#0072b2", "#d55e00", "#999999"


def page(content: Content, provenance: Mapping[str, Any]) -> str:
    """Return the page as HTML. It makes no request: its policy allows the script and the styles in it, and no more.

    All text of the room is escaped. Without scripts a still picture stands where the live view would.

    Parameters
    ----------
    content : Content
        The room.
    provenance : mapping
        As in ``provenance.json``.
    """
    title = _text(content.title)
    live = live_page(content.log, content.title)
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src {live.scripts}; style-src 'sha256-{digest}' {live.styles}; "
        "base-uri 'none'; form-action 'none'"
    )
    body = "\n".join(_body(content, provenance, live))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n"
        f'<script type="application/json" id="room">{live.data}</script>\n<script>{live.script}</script>\n'
        "</body>\n</html>\n"
    )


def _body(content: Content, provenance: Mapping[str, Any], live: LivePage) -> Iterator[str]:
    tables, certificate = content.tables, content.certificate
    yield _table(("", ""), [(name, f"{len(tables[table]):,}") for table, name in _COUNTED.items()])
    mark = "" if certificate["complete"] else ' class="missing"'
    verdict = "complete" if certificate["complete"] else "not complete"
    yield f"<h2>Is it complete?</h2>\n<p{mark}>The observation is {verdict}: {_text(certificate['basis'])}.</p>"
    left_out = f"<p>{live.left_out}</p>\n" if live.left_out else ""
    still = f'<div id="still">\n{_picture(content)}\n</div>'
    yield f'<h2>The room</h2>\n{left_out}<div id="live" hidden></div>\n{still}'
    yield "<h2>The strongest ties at the end</h2>"
    edges = tables["edges"]
    strongest = edges.reindex(edges["sympathy"].abs().sort_values(ascending=False, kind="stable").index).head(_ROWS)
    rows = zip(strongest["source"], strongest["target"], strongest["sympathy"].map("{:+.3f}".format), strict=True)
    names = content.everybody
    yield _table(("from", "to", "sympathy"), [(names[a], names[b], value) for a, b, value in rows])
    last = tables["messages"].tail(_ROWS)
    yield "<h2>The last messages</h2>"
    yield _table(("from", "text"), zip(last["sender"], last["text"], strict=True))
    yield "<h2>Where it comes from</h2>"
    yield _table(("", ""), [(name, value) for name, value in provenance.items() if isinstance(value, str | bool)])
    yield "<p>The tables are in <code>data/</code>; <code>roomlab open</code> gives back the room.</p>"


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = ["<tr>" + "".join(f"<th>{name}</th>" for name in head) + "</tr>"] if any(head) else []
    lines += ["<tr>" + "".join(f"<td>{_text(str(cell))}</td>" for cell in row) + "</tr>" for row in rows]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _text(text: str) -> str:
    return html.escape(short_text(text, 500))


def _picture(content: Content) -> str:
    """Return the graph as SVG: agents on a circle, ties as lines, the strongest of them where there are many."""
    graph = content.graph
    shown = [*graph][:_AGENTS]
    angle = 2 * math.pi / max(len(shown), 1)
    places = {
        agent: (_CENTRE + _RADIUS * math.sin(angle * number), _CENTRE - _RADIUS * math.cos(angle * number))
        for number, agent in enumerate(shown)
    }
    ties = [(u, v, data["sympathy"]) for u, v, data in graph.edges(data=True) if u in places and v in places]
    ties = sorted(ties, key=lambda tie: -abs(tie[2]))[:_TIES]
    lines = [_line(places[u], places[v], sympathy) for u, v, sympathy in reversed(ties)]
    dots = [_dot(places[agent], str(graph.nodes[agent].get("name") or agent)) for agent in shown]
    left = len(graph) - len(shown)
    more = f" Not shown: {counted(left, 'more agent')}." if left else ""
    note = f"<p>Blue lines are positive, orange ones negative; thick ones are strong.{more}</p>"
    width, top, height = 2 * _CENTRE, _CENTRE - _RADIUS - 20, 2 * _RADIUS + 40
    inner = "\n".join([*lines, *dots])
    return f'<svg viewBox="0 {top} {width} {height}" role="img" aria-label="The graph">\n{inner}\n</svg>{note}'


def _line(start: tuple[float, float], end: tuple[float, float], sympathy: float) -> str:
    colour = _POSITIVE if sympathy > 0 else _NEGATIVE if sympathy < 0 else _NEUTRAL
    (x1, y1), (x2, y2) = start, end
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{0.5 + 3 * abs(sympathy):.2f}" stroke-opacity="0.6"/>'


def _dot(place: tuple[float, float], name: str) -> str:
    x, y = place
    anchor = "start" if x >= _CENTRE else "end"
    shift = 12 if x >= _CENTRE else -12
    label = f'<text x="{x + shift:.1f}" y="{y + 4:.1f}" font-size="14" text-anchor="{anchor}">'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#333"/>{label}{html.escape(short_text(name, 24))}</text>'
