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
AUDIENCES = (1, 100, 500)
"""Subscribers that wait for a change."""


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
    yield _figure("PATCH/s, 16 clients", "1/s", 1, measured, Demand(2_000))
    yield _figure("PATCH/s, 16 clients, 100 subscribers", "1/s", 2, measured, None)
    yield _figure("deliveries/s to 100 subscribers", "1/s", 3, measured, Demand(150_000))
    yield _figure("PATCH to arrival, 1 subscriber, p50", "ms", 4, measured, Demand(1.4, at_least=False))
    yield _figure("PATCH to arrival, 1 subscriber, p95", "ms", 5, measured, None)
    for place, subscribers in enumerate(AUDIENCES[1:], start=3):
        yield _figure(f"PATCH to arrival, {subscribers} subscribers, p50", "ms", 2 * place, measured, None)
        yield _figure(f"PATCH to arrival, {subscribers} subscribers, p95", "ms", 2 * place + 1, measured, None)
    yield from _power_cut_figures(rounds)


def _power_cut_figures(rounds: int) -> Iterator[Figure]:
    """Measure what it costs to survive a power cut, too, beside the default, which survives a killed process."""
    with (
        tempfile.TemporaryDirectory() as full,
        tempfile.TemporaryDirectory() as normal,
        _server_load.server(Path(full), "--synchronous", "full") as ours,
        _server_load.server(Path(normal)) as peer,
    ):
        targets = [_server_load.prepare(url) for url in (ours, peer)]
        rates = [[_patch_rates(target) for target in targets] for _ in range(rounds)]
    for place, clients in enumerate((1, 16)):
        own, other = zip(*[[one[place] for one in both] for both in rates], strict=True)
        name = f"PATCH/s, {clients} client{'s' * (clients > 1)}, synchronous=FULL"
        yield Figure(name, "1/s", own, "synchronous=NORMAL", other)


def _patch_rates(target: Target) -> list[float]:
    return [asyncio.run(_server_load.load(target, clients, 0, SECONDS)).patch_rate for clients in (1, 16)]


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
    for subscribers in AUDIENCES:
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
