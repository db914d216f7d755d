"""Writing the history of a room as Parquet and as GEXF, and making a crate of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from benchmarks._csv_export import ROWS, history_log
from benchmarks._figure import Demand, Figure, seconds
from roomlab.crate.reader import open_crate_source
from roomlab.crate.writer import Observation, Terms, write_crate
from roomlab.state.tables import Tables
from roomlab.views.export.content import Content
from roomlab.views.export.gexf import write_gexf
from roomlab.views.export.parquet import write_table


def figures(rounds: int) -> Iterator[Figure]:
    """Measure on the rows of the CSV figures; each peer does its work in the same rounds."""
    log = history_log()
    history = Tables(log).history()
    parquet, bare, gexf, crates, opened = [], [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(rounds):
            crate = folder / f"crate-{number}"
            parquet.append(seconds(lambda: write_table(history, {}, folder / "own.parquet")))
            bare.append(seconds(lambda: _write_bare(history, folder / "peer.parquet")))
            gexf.append(seconds(lambda: write_gexf(Content(log, "", {"complete": True}), folder)))
            room = Observation(log, "benchmark", {}, None)
            crates.append(seconds(lambda room=room, crate=crate: write_crate(room, crate, Terms())))
            opened.append(seconds(lambda crate=crate: open_crate_source(crate)))
    rows = f"{ROWS:,} rows of history"
    limit = Demand(1.2, of="ratio", at_least=False)
    yield Figure(f"{rows} to Parquet", "s", parquet, "bare pyarrow.parquet", bare, limit)
    yield Figure(f"{rows} to GEXF", "s", gexf)
    yield Figure(f"{rows} to a crate", "s", crates)
    yield Figure(f"{rows} from a crate, hashes checked", "s", opened)


def _write_bare(frame: pd.DataFrame, path: Path) -> None:
    pyarrow.parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), str(path))
