"""The graph at the end as the two tables from which igraph makes a graph, in R and in Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from roomlab.views.csv_export import export_csv
from roomlab.views.export.content import Content

__all__ = ["write_igraph"]


def write_igraph(content: Content, folder: Path) -> None:
    """Write ``igraph_edges.csv`` (source, target, sympathy, sign …) and ``igraph_vertices.csv`` (name, label …).

    `name` is the id of the agent, which igraph takes for the name of the vertex. There is no column `weight`, which
    igraph would use as a distance.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    edges = content.tables["edges"].copy()
    edges.insert(3, "sign", np.sign(edges["sympathy"]).astype(np.int64))
    agents = content.tables["agents"].rename(columns={"name": "label", "id": "name"})
    export_csv({"igraph_edges": edges, "igraph_vertices": agents}, folder)
