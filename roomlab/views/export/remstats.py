"""The changes of ties as a relational event history, for remify and remstats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from roomlab.state.tables import TEXT
from roomlab.views.csv_export import export_csv
from roomlab.views.export.content import Content

__all__ = ["write_remstats"]

_TYPES = np.array(["negative", "neutral", "positive"])


def write_remstats(content: Content, folder: Path) -> None:
    """Write ``remstats_events.csv``: time, actor1, actor2, type, weight; and ``remstats_actors.csv``: name, label.

    `time` is in seconds since the first change; it never goes back, as the order of the events is that of the log.
    `type` is the sign of the sympathy and `weight` the sympathy itself. The end of a tie has neither, and is no event
    here; history.csv has it.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.
    """
    history = content.tables["history"].dropna(subset=["sympathy"])
    when = np.maximum.accumulate(history["timestamp"].to_numpy("datetime64[us]").astype(np.int64))
    sign = np.sign(history["sympathy"]).astype(np.int64)
    events = pd.DataFrame(
        {
            "time": (when - when[:1].sum()) / 1e6,
            "actor1": history["source"].array,
            "actor2": history["target"].array,
            "type": pd.array(_TYPES[sign.to_numpy() + 1].astype(object), TEXT),
            "weight": history["sympathy"].array,
        }
    )
    everybody = content.everybody
    actors = {"name": pd.array([*everybody], TEXT), "label": pd.array([*everybody.values()], TEXT)}
    export_csv({"remstats_events": events, "remstats_actors": pd.DataFrame(actors)}, folder)
