"""The server's figures, beside a straightforward server of the same contract under the same load."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure
from benchmarks._server_load import Target

PEER = "FastAPI + ORM, straightforward"
SECONDS = 1.5
SAMPLES = 200
LOADS = ((1, 0), (16, 0), (16, 100))
"""Clients that change ties and subscribers that count."""


def figures(rounds: int) -> Iterator[Figure]:
    """Measure rates and latencies of both servers, one after the other in each round."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _server_load.server(Path(folder)) as ours,
        _plain_server(Path(folder)) as plain,
    ):
        targets = [_server_load.prepare(url) for url in (ours, plain)]
        measured = [[_measure(target) for target in targets] for _ in range(rounds)]
    yield _figure("PATCH/s, 1 client", "1/s", 0, measured, None)
    yield _figure("PATCH/s, 16 clients", "1/s", 1, measured, Demand(1_200))
    yield _figure("PATCH/s, 16 clients, 100 subscribers", "1/s", 2, measured, None)
    yield _figure("deliveries/s to 100 subscribers", "1/s", 3, measured, Demand(110_000))
    yield _figure("PATCH to arrival, 1 subscriber, p50", "ms", 4, measured, Demand(1.4, at_least=False))
    yield _figure("PATCH to arrival, 1 subscriber, p95", "ms", 5, measured, None)
    yield _figure("PATCH to arrival, 100 subscribers, p50", "ms", 6, measured, None)
    yield _figure("PATCH to arrival, 100 subscribers, p95", "ms", 7, measured, None)


def _figure(name: str, unit: str, place: int, measured: list[list[list[float]]], demand: Demand | None) -> Figure:
    ours, plain = zip(*[[one[place] for one in both] for both in measured], strict=True)
    return Figure(name, unit, ours, PEER, plain, demand)


def _measure(target: Target) -> list[float]:
    values = []
    for clients, subscribers in LOADS:
        result = asyncio.run(_server_load.load(target, clients, subscribers, SECONDS))
        assert result.missing == 0, f"{result.missing} frames did not arrive"
        values.append(result.patch_rate)
    values.append(result.delivery_rate)
    for subscribers in (1, 100):
        arrivals = [seconds * 1e3 for seconds in asyncio.run(_server_load.latencies(target, subscribers, SAMPLES))]
        values += [statistics.median(arrivals), statistics.quantiles(arrivals, n=20)[18]]
    return values


@contextmanager
def _plain_server(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks._plain_server", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
