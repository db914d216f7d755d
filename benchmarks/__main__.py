"""Measure everything and print it as one table: `python -m benchmarks [--rounds N] [--markdown FILE] [PART ...]`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks._figure import Figure, format_number

PARTS = {
    "server": "benchmarks._server",
    "latency": "benchmarks._latency",
    "fanout": "benchmarks._fanout",
    "observer": "benchmarks._observer_flood",
    "numbered": "benchmarks._numbered",
    "tables": "benchmarks._tables",
    "csv": "benchmarks._csv_export",
    "exports": "benchmarks._exports",
    "conversation": "benchmarks._conversation",
    "recording": "benchmarks._recording",
    "talking": "benchmarks._talking",
    "simulation": "benchmarks._simulation",
    "widget": "benchmarks._widget",
}
PACKAGES = (
    "roomlab",
    "websockets",
    "uvicorn",
    "fastapi",
    "sqlalchemy",
    "networkx",
    "pandas",
    "numpy",
    "pyarrow",
    "msgspec",
)
INTRODUCTION = """\
# Benchmarks

Written by `make bench ARGS="--markdown docs/benchmarks.md"`. A time alone says little, least of all on a machine that
does other work: read the ratios, which are medians over the peer's medians of the same rounds. A ratio between 0.77
and 1.3 means nothing. The pieces are in `benchmarks/`; each runs alone: `make bench ARGS="tables csv --rounds 3"`.
The simulation's peer is Mesa 3, and one peer of looking back is raphtory; both are measured where they are installed
(`pip install "mesa>=3,<4" raphtory`). So are the peers of the live view (`pip install ipycytoscape ipysigma pyvis`),
which is measured in a headless Chromium without a graphics card.
"""
OPTIONAL_PEERS = ("mesa", "playwright")
"""Packages that the project needs for nothing but being measured beside."""
COLUMNS = ("figure", "median", "range", "peer in the same run", "peer's median", "ratio", "demand", "reached")


def main(arguments: list[str] | None = None) -> int:
    """Run the parts that were asked for; return 1 when a demand is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all by default: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown or options.rounds < 1:
        parser.error(f"there is no part {sorted(unknown)}" if unknown else "--rounds must be at least 1")
    console = Console()
    console.print(conditions(options.rounds), highlight=False)
    figures = list(_measured(options.parts or list(PARTS), options.rounds, console))
    console.print(_table(figures))
    if options.markdown:
        options.markdown.write_text(markdown(figures, conditions(options.rounds)), encoding="utf-8")
    return int(any(figure.reached is False for figure in figures))


def conditions(rounds: int) -> str:
    """Say what was measured on, in one paragraph."""
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {packages}. Medians of {rounds} rounds; each round measures ours and the "
        "peer one after the other."
    )


def _measured(parts: Iterable[str], rounds: int, console: Console) -> Iterator[Figure]:
    for part in parts:
        try:
            module = importlib.import_module(PARTS[part])
        except ModuleNotFoundError as error:
            if error.name not in OPTIONAL_PEERS:
                raise
            console.print(f"  {part}: not measured, {error.name} is not installed", style="yellow")
            continue
        with console.status(f"measuring {part} …"):
            for figure in module.figures(rounds):
                console.print(f"  {figure.name}: {format_number(figure.median)} {figure.unit}", highlight=False)
                yield figure


def row(figure: Figure) -> tuple[str, ...]:
    """Return the cells of one figure, as in `COLUMNS`."""
    low, high = min(figure.values), max(figure.values)
    seen_range = f"{format_number(low)} … {format_number(high)}" if len(figure.values) > 1 else ""
    peer = f"{format_number(figure.peer_median)} {figure.unit}" if figure.peer_median is not None else ""
    ratio = format_number(figure.ratio) if figure.ratio is not None else ""
    if figure.peer_stopped:
        peer, ratio = f"> {peer}", f"< {ratio}"
    reached = {True: "yes", False: "NO", None: ""}[figure.reached]
    demand = str(figure.demand) if figure.demand else ""
    ours = f"{format_number(figure.median)} {figure.unit}"
    return (figure.name, ours, seen_range, figure.peer, peer, ratio, demand, reached)


def _table(figures: list[Figure]) -> Table:
    table = Table(*COLUMNS)
    for figure in figures:
        table.add_row(*row(figure), style="bold red" if figure.reached is False else None)
    return table


def markdown(figures: list[Figure], heading: str) -> str:
    """Return docs/benchmarks.md: what it is, what was measured on, and the table."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(row(figure))} |" for figure in figures]
    return "\n".join([INTRODUCTION, heading, "", *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
