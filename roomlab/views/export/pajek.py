"""The graph at the end as a Pajek network."""

from __future__ import annotations

import re
from pathlib import Path

from roomlab._text import code
from roomlab.views.export.content import Content

__all__ = ["write_pajek"]

_OTHER = re.compile('["\\\\\t\n\r\u2028\u2029]')


def write_pajek(content: Content, folder: Path) -> None:
    """Write ``graph.net``: vertices labelled by their ids, and an arc with its sympathy for each tie.

    Names, of which two may be the same, are in ``graph_names.net``, in the same order.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    graph = content.graph
    number = {node: place for place, node in enumerate(graph, 1)}
    arcs = [f"{number[u]} {number[v]} {data['sympathy']!r}" for u, v, data in graph.edges(data=True)]
    for file, labels in (("graph.net", list(graph)), ("graph_names.net", [_name(content, node) for node in graph])):
        vertices = [f"{place} {_label(label)}" for place, label in enumerate(labels, 1)]
        lines = [f"*Vertices {len(vertices)}", *vertices, "*Arcs", *arcs, ""]
        (folder / file).write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _name(content: Content, node: str) -> str:
    return str(content.graph.nodes[node].get("name") or node)


def _label(text: str) -> str:
    """Return a label in quotes, in which nothing means anything but itself."""
    # A backslash begins a code, and some readers take two of them for one: so it is itself written as a code.
    parts = (code(each) if not _OTHER.match(each) else f"\\{{{ord(each):04x}}}" for each in text)
    return f'"{"".join(parts)}"'
