"""The whole life of a room as GEXF 1.3, for Gephi with its timeline on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from roomlab._text import code
from roomlab.views.export.content import Content, short_text

__all__ = ["write_gexf"]

_NODE_FIELDS = ("name", "mood", "character")
_LINE_ENDS = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class _Value(NamedTuple):
    """A sympathy and how long it held, in ISO 8601; `end` is None where it still holds."""

    start: str
    end: str | None
    sympathy: float


def write_gexf(content: Content, folder: Path) -> None:
    """Write ``graph.gexf``: agents and ties with the spells in which they were there, and what each tie was when.

    A tie has two dynamic attributes: `sympathy`, from -1 to 1, and `weight`, its absolute value, since Gephi takes
    weights for strengths. Ids and names are exact; labels are short forms of names.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    with (folder / "graph.gexf").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(content))


def _lines(content: Content) -> Iterator[str]:
    title = escape(code(content.title), _LINE_ENDS)
    complete = "complete" if content.certificate.get("complete") else "not complete"
    presence = content.presence()
    ties = [(pair, values) for pair, values in _ties(content) if values]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f"<meta><creator>roomlab</creator><description>{title} ({complete})</description></meta>\n"
    yield '<graph mode="dynamic" defaultedgetype="directed" idtype="string" timeformat="dateTime"'
    yield ' timerepresentation="interval" timezone="UTC">\n'
    yield _declared("node", "static", _NODE_FIELDS, "string")
    yield _declared("edge", "dynamic", ("weight", "sympathy"), "double")
    yield f'<nodes count="{len(content.everybody)}">\n'
    for agent, name in content.everybody.items():
        yield _node(content, agent, name, presence.get(agent, []))
    yield f'</nodes>\n<edges count="{len(ties)}">\n'
    for number, (pair, values) in enumerate(ties):
        yield _edge(number, *content.log.pairs[pair], values)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(kind: str, mode: str, fields: Sequence[str], type_: str) -> str:
    inner = "".join(f'<attribute id="{field}" title="{field}" type="{type_}"/>' for field in fields)
    return f'<attributes class="{kind}" mode="{mode}">{inner}</attributes>\n'


def _node(content: Content, agent: str, name: str, spells: Sequence[tuple[int, int | None]]) -> str:
    known = {**content.graph.nodes.get(agent, {}), "name": name}
    values = [
        f'<attvalue for="{field}" value={_quoted(str(known[field]))}/>' for field in _NODE_FIELDS if known.get(field)
    ]
    inner = f"<attvalues>{''.join(values)}</attvalues>{_spells(_told(spells))}"
    return f"<node id={_quoted(agent)} label={quoteattr(short_text(name))}>{inner}</node>\n"


def _edge(number: int, source: str, target: str, values: Sequence[_Value]) -> str:
    spans = [(_bounds(start, end), sympathy) for start, end, sympathy in values]
    weights = "".join(f'<attvalue for="weight" value="{abs(sympathy)!r}"{span}/>' for span, sympathy in spans)
    signed = "".join(f'<attvalue for="sympathy" value="{sympathy!r}"{span}/>' for span, sympathy in spans)
    ends = f"source={_quoted(source)} target={_quoted(target)}"
    return f'<edge id="{number}" {ends}><attvalues>{weights}{signed}</attvalues>{_spells(_joined(values))}</edge>\n'


def _ties(content: Content) -> Iterator[tuple[int, list[_Value]]]:
    """Yield each tie with the values that it had, in order; its times go back nowhere."""
    columns = content.log.edges()
    order = np.argsort(columns.pair, kind="stable")
    pairs, firsts = np.unique(columns.pair[order], return_index=True)
    for pair, start, end in zip(
        pairs.tolist(), firsts, [*firsts[1:], len(order)], strict=False
    ):  # one end more if empty
        rows = order[start:end]
        times = _iso(np.maximum.accumulate(columns.timestamp[rows]))
        yield pair, _values(times, columns.sympathy[rows].tolist())


def _values(times: Sequence[str], sympathies: Sequence[float]) -> list[_Value]:
    """Return the spells of values; of several changes in one microsecond the last counts."""
    ends = [*times[1:], None]
    spans = zip(times, ends, sympathies, strict=True)
    return [_Value(*span) for span in spans if span[2] == span[2] and span[0] != span[1]]


def _joined(values: Sequence[_Value]) -> list[tuple[str, str | None]]:
    """Return when the tie was there at all."""
    spells: list[tuple[str, str | None]] = []
    for start, end, _ in values:
        if spells and spells[-1][1] == start:
            spells[-1] = (spells[-1][0], end)
        else:
            spells.append((start, end))
    return spells


def _told(spells: Sequence[tuple[int, int | None]]) -> Iterator[tuple[str, str | None]]:
    for came, left in spells:
        yield _iso(np.array([came]))[0], None if left is None else _iso(np.array([left]))[0]


def _spells(spells: Iterable[tuple[str, str | None]]) -> str:
    inner = "".join(f"<spell{_bounds(start, end)}/>" for start, end in spells)
    return f"<spells>{inner}</spells>" if inner else ""


def _bounds(start: str, end: str | None) -> str:
    return f' start="{start}"' if end is None else f' start="{start}" end="{end}"'


def _iso(moments: NDArray[np.int64]) -> list[str]:
    """Return microseconds since 1970 UTC as ISO 8601."""
    return [f"{moment}Z" for moment in np.datetime_as_string(moments.view("M8[us]"), unit="us").tolist()]


def _quoted(text: str) -> str:
    return quoteattr(code(text), _LINE_ENDS)
