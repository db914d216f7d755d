"""What a view costs a kernel: messages, processor time, and for how long the loop of the user's cells stands still."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

from benchmarks._figure import Demand, Figure
from benchmarks._widget_steady import steady_room

RATE = 2_000
"""Changes of ties a second."""
SIZES = ((300, 3_000), (10_000, 30_000))
SECONDS = 4.0
WARM = "import matplotlib.backends.backend_agg, matplotlib.figure, roomlab.views._drawing"
CELL = """\
import json
from benchmarks import _widget_probe
print(json.dumps(await _widget_probe.measure({address!r}, {rounds}, {seconds})))
"""
ROOT = Path(__file__).parents[1]


def figures(rounds: int) -> Iterator[Figure]:
    """Measure with a view and without, in turn, in one kernel for each size."""
    with tempfile.TemporaryDirectory() as folder:
        # Installed packages have compiled modules; where a setting forbids to keep them, compiling would be measured.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([sys.executable, "-c", WARM], env=environment, cwd=ROOT, check=True)
        for agents, ties in SIZES:
            with steady_room(agents, ties, RATE) as address, _kernel(environment) as client:
                first, seen = _run(client, CELL.format(address=address, rounds=rounds, seconds=SECONDS))
            yield from _figures(f"kernel, {agents:,} agents, {ties:,} ties, {RATE:,} updates/s", first, seen)


def _figures(name: str, first: dict[str, float], rounds: list[dict[str, dict[str, float]]]) -> Iterator[Figure]:
    views, alone = [one["with"] for one in rounds], [one["without"] for one in rounds]
    shares = [100 * (view["share"] - bare["share"]) for view, bare in zip(views, alone, strict=True)]
    held = [1e3 * max(view["held"], view["own"]) for view in views]
    without = "without a view"
    limit = Demand(5, at_least=False)
    yield Figure(f"{name}: messages", "1/s", [view["rate"] for view in views], demand=Demand(30, at_least=False))
    yield Figure(f"{name}: processor share beyond the observer's", "% of a core", shares, demand=limit)
    limit = Demand(50, at_least=False)
    yield Figure(f"{name}, the first view of all: its cell takes, imports too", "ms", [1e3 * first["cell"]])
    yield Figure(
        f"{name}, the first view of all: the loop stands for it at most", "ms", [1e3 * first["held"]], demand=limit
    )
    name = f"{name}, a view opens, is asked, runs, closes"
    yield Figure(f"{name}: the loop stands for it at most", "ms", held, demand=limit)
    for unit, key, scale, said in (
        ("ms", "longest", 1e3, "the loop stands for anything at most"),
        ("ms", "p999", 1e3, "99.9 % of its turns are late by less than"),
        ("times", "long", 1, "the loop stands for over 50 ms"),
    ):
        both = [[scale * one[key] for one in side] for side in (views, alone)]
        yield Figure(f"{name}: {said}", unit, both[0], without, both[1])


@contextmanager
def _kernel(environment: dict[str, str]) -> Iterator[Any]:
    manager = KernelManager()
    manager.start_kernel(cwd=str(ROOT), env=environment)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _run(client: Any, code: str) -> Any:
    """Run a cell and return what it prints, which is JSON."""
    printed: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            printed.append(content["text"])
        elif message["msg_type"] == "error":
            raise RuntimeError("\n".join(content["traceback"]))

    client.execute_interactive(code, output_hook=hear, timeout=600)
    return json.loads("".join(printed))
