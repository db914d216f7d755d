"""Writing the history of a room as CSV, and reading it back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from benchmarks._figure import Demand, Figure, seconds
from roomlab.events import Channel
from roomlab.log import EventLog
from roomlab.sources.historical import HistoricalSource
from roomlab.state.tables import Tables
from roomlab.views.csv_export import export_csv

ROWS = 1_000_000
AGENTS = 100


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both on the same rows; each peer does its work in the same rounds.

    All write the same six columns of the same rows, the peers from the same DataFrame by way of an arrow table. Ours
    adds the zone to each time and looks for formulas in each text; the first peer leaves the zone out, the second
    writes it.
    """
    history = Tables(history_log()).history()
    # pyarrow formats a time with a zone slowly; without one it is the harder peer.
    without_zone = history.assign(timestamp=history["timestamp"].dt.tz_localize(None))
    writes, bare, zoned, reads, pandas_reads = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        own, peer = Path(folder, "history.csv"), Path(folder, "peer.csv")
        for _ in range(rounds):
            writes.append(seconds(lambda: export_csv({"history": history}, folder)))
            bare.append(seconds(lambda: _write_bare(without_zone, peer)))
            zoned.append(seconds(lambda: _write_bare(history, peer)))
            reads.append(seconds(lambda: HistoricalSource.from_csv(edges=own)))
            pandas_reads.append(seconds(lambda: pd.read_csv(own, parse_dates=["timestamp"])))
    rows = f"{ROWS:,} rows of history"
    limit = Demand(1.2, of="ratio", at_least=False)
    yield Figure(f"{rows} to CSV", "s", writes, "bare pyarrow.csv, times without a zone", bare, limit)
    yield Figure(f"{rows} to CSV, the same content", "s", writes, "bare pyarrow.csv, times with a zone", zoned)
    yield Figure(f"{rows} from CSV, checked", "s", reads, "pandas.read_csv", pandas_reads)


def history_log() -> EventLog:
    """Return a log of as many changes of ties."""
    rng = np.random.default_rng(1)
    log = EventLog()
    ids = [str(number) for number in range(AGENTS)]
    numbers = log.number_pairs((source, target) for source in ids for target in ids)
    for start in range(0, ROWS, 1_000):
        pairs = numbers[rng.integers(len(numbers), size=1_000)]
        when = 1_700_000_000_000_000 + start * 1_000 + int(rng.integers(1_000))
        log.extend_ties(pairs, rng.uniform(-1, 1, 1_000).round(3), Channel.GRAPH, when)
    return log


def _write_bare(frame: pd.DataFrame, path: Path) -> None:
    pyarrow.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), str(path))
