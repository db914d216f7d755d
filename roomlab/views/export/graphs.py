"""The graph at the end, in the formats that networkx writes."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx

from roomlab._text import code
from roomlab.views.export.content import Content, portable_graph

__all__ = ["write_graphml", "write_node_link"]


def write_graphml(content: Content, folder: Path) -> None:
    """Write ``graph.graphml``: nodes and ties with all that is known of them, typed.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    graph = portable_graph(content.graph)
    graph.graph["title"] = code(content.title)
    for attributes in (graph.graph, *(data for _, data in graph.nodes(data=True))):
        # XML readers make a line feed of each carriage return.
        attributes.update({k: v.replace("\r", "\\{000d}") for k, v in attributes.items() if isinstance(v, str)})
    graph = nx.relabel_nodes(graph, {node: node.replace("\r", "\\{000d}") for node in graph if "\r" in node})
    nx.write_graphml_xml(graph, folder / "graph.graphml", named_key_ids=True)


def write_node_link(content: Content, folder: Path) -> None:
    """Write ``graph.json``: the node-link form, with the keys ``nodes`` and ``edges``.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    graph = portable_graph(content.graph)
    graph.graph["title"] = code(content.title)
    text = json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, allow_nan=False)
    (folder / "graph.json").write_text(text, encoding="utf-8", newline="\n")
