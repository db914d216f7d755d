"""roomlab.v1: many changes from a simulation to an observer, ready batches, and what it takes to come back.

`python -m benchmarks numbered`. The simulation, the server and the observer are three processes on one machine; each
change is in the server's database before it is told, and in the observer's log and graph when it counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import msgspec
import numpy as np

from benchmarks import _server_load
from benchmarks._figure import Demand, Figure, seconds
from benchmarks._server_load import Target
from roomlab._numbered import Entries, decode_frame
from roomlab.events import Channel, EdgeUpdate
from roomlab.log import EventLog
from roomlab.simulation.engine import Simulation
from roomlab.simulation.models import Coevolution
from roomlab.sources.live import LiveSource, Timings
from roomlab.sources.simulated import SimulatedSource
from roomlab.state.graph import GraphFold
from roomlab_server import numbered
from roomlab_server.services import Services
from roomlab_server.settings import Settings
from roomlab_server.store import Store
from roomlab_server.testing import silent_conductor

AGENTS = 100
CHANGES = 500_000
BATCH = 10_000
MISSED = 100_000
OWNER = 1
"""The id of whoever registers first."""
OBSERVERS = 50
OUTAGE = 5.0
LIMIT_SECONDS = 120.0
QUICK = Timings(retry_shortest=0.05, retry_longest=0.1)


def figures(rounds: int) -> Iterator[Figure]:
    """Measure each in turn."""
    yield _ready_batches(rounds)
    with tempfile.TemporaryDirectory() as folder, _server_load.server(Path(folder)) as url:
        target = _server_load.prepare(url, AGENTS)
        many, singly = [], []
        for _ in range(rounds):
            many.append(_end_to_end(url, target))
            singly.append(asyncio.run(_server_load.load(target, 16, 1, 1.5)).patch_rate)
    name = "simulation to server, log, observer's graph and history"
    yield Figure(name, "changes/s", many, "one PATCH each, 16 clients", singly, Demand(100_000))
    few = min(rounds, 3)
    missed, bare = zip(*[_missed() for _ in range(few)], strict=True)
    yield Figure(
        f"{MISSED:,} missed events, resumed", "s", missed, "their rows, read bare", bare, Demand(10, at_least=False)
    )
    back = [_all_back() for _ in range(min(rounds, 2))]
    yield Figure(
        f"{OBSERVERS} observers, all live after an outage of {OUTAGE:g} s", "s", back,
        demand=Demand(15, at_least=False),
    )  # fmt: skip


# -- an observer and ready batches


def _ready_batches(rounds: int) -> Figure:
    rng = np.random.default_rng(7)
    frames = []
    for number in range(CHANGES // BATCH):
        sources = rng.integers(1, AGENTS + 1, BATCH)
        targets = (sources + rng.integers(0, AGENTS - 1, BATCH)) % AGENTS + 1
        values = rng.uniform(-1, 1, BATCH).round(3).tolist()
        body = numbered.batch(1, sources.tolist(), targets.tolist(), values)
        first = 1 + number * BATCH
        frames.append(numbered.entries("e" * 16, [numbered.item(first, first + BATCH - 1, 1, body)]))

    def observe() -> None:
        log = EventLog()
        graph = GraphFold(log)
        for data in frames:
            frame = decode_frame(data)
            assert isinstance(frame, Entries)
            log.extend_mixed(frame.items, Channel.ROOM, text=data)  # type: ignore[arg-type]
        assert graph.advance().number_of_edges() <= AGENTS * (AGENTS - 1)
        assert log.count(EdgeUpdate) == CHANGES

    def read() -> None:
        for data in frames:
            json.loads(data)

    ours, peer = [], []
    for _ in range(rounds):
        ours.append(CHANGES / seconds(observe))
        peer.append(CHANGES / seconds(read))
    return Figure("observer: updates from ready batches, with graph", "1/s", ours, "json.loads of them", peer,
                  Demand(500_000))  # fmt: skip


# -- from a simulation to an observer


def _end_to_end(url: str, target: Target) -> float:
    """Return the changes per second from the first step of the simulation to the observer's graph and history."""
    source = LiveSource(url, target.room, token=target.token)
    graph = GraphFold(source.log)
    try:
        source.ready.result(20)
        before = source.log.count(EdgeUpdate)
        with _child(url, target) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(msgspec.json.encode([url, target.room, target.token, target.agents]).decode() + "\n")
            child.stdin.flush()
            assert child.stdout.readline() == "ready\n"
            child.stdin.write("go\n")
            child.stdin.flush()
            start = time.perf_counter()
            while source.log.count(EdgeUpdate) < before + CHANGES:
                graph.advance()
                time.sleep(0.02)
                if time.perf_counter() - start > LIMIT_SECONDS:
                    raise TimeoutError(f"{source.log.count(EdgeUpdate) - before} of {CHANGES} changes came")
            assert graph.advance().number_of_nodes() >= AGENTS
            return CHANGES / (time.perf_counter() - start)
    finally:
        source.close()


@contextlib.contextmanager
def _child(url: str, target: Target) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks._numbered"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _simulate() -> None:
    """Step a simulation, and hand its changes to the server while the next ones are made."""
    url, room, token, agents = msgspec.json.decode(sys.stdin.readline())
    source = SimulatedSource(Simulation(Coevolution(degree=10), len(agents), seed=7))
    simulation, log, path = source.simulation, source.log, f"/api/rooms/{room}/relationships/batch"
    sent, start = 0, log.count(EdgeUpdate)
    numbers = np.array(agents)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with (
        httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client,
        ThreadPoolExecutor(1) as pool,  # so they are handed over in their order
    ):
        print("ready", flush=True)
        sys.stdin.readline()
        waiting: list[Future[httpx.Response]] = []
        while sent < CHANGES:
            while log.count(EdgeUpdate) < start + BATCH:
                simulation.step()
            columns = log.edges(start, start + BATCH)
            start, sent = start + BATCH, sent + BATCH
            ends = np.array(log.pairs, dtype=int)[columns.pair] - 1
            body = {
                "agent1Ids": numbers[ends[:, 0]].tolist(),
                "agent2Ids": numbers[ends[:, 1]].tolist(),
                "sympathyLevels": columns.sympathy.tolist(),
            }
            waiting.append(pool.submit(client.post, path, content=msgspec.json.encode(body)))
            if len(waiting) > 2:
                waiting.pop(0).result().raise_for_status()
        for answer in waiting:
            answer.result().raise_for_status()
    sys.stdin.readline()  # until it is ended


# -- coming back


def _missed() -> tuple[float, float]:
    """Return the seconds until an observer has what it missed, and those in which its rows are read bare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _server_load.server(folder) as url:
            target = _server_load.prepare(url, 10)
            source = LiveSource(url, target.room, token=target.token, timings=QUICK)
            source.ready.result(20)
        try:
            _change_behind_its_back(folder, int(target.room), target.agents)
            start = time.perf_counter()
            with _server_load.server(folder, "--port", str(target.port)):
                listening = time.perf_counter()
                while source.log.count(EdgeUpdate) < MISSED:
                    time.sleep(0.01)
                    assert time.perf_counter() - start < LIMIT_SECONDS
                took = time.perf_counter() - listening
        finally:
            source.close()
        return took, seconds(lambda: _read_bare(folder))


def _read_bare(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "rooms.db")) as connection:
        rows = connection.execute("SELECT body FROM log WHERE first > 0 ORDER BY room_id, last").fetchall()
    assert len([json.loads(body) for (body,) in rows]) >= MISSED


def _change_behind_its_back(folder: Path, room_id: int, agents: tuple[int, ...]) -> None:
    async def change() -> None:
        settings = Settings(db=f"sqlite:///{(folder / 'rooms.db').as_posix()}")
        store = Store.open(settings)
        services = Services.start(settings, store, silent_conductor)
        try:
            rooms = services.rooms
            room = await rooms.find(room_id, OWNER)
            for start in range(0, MISSED, 2_000):
                await asyncio.gather(
                    *(
                        rooms.set_sympathy(room, agents[n % 9], agents[9], n % 200 / 100 - 1)
                        for n in range(start, start + 2_000)
                    )
                )
        finally:
            await services.close()

    asyncio.run(change())


def _all_back() -> float:
    """Return the seconds from the end of an outage until all observers are live again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _server_load.server(folder) as url:
            target = _server_load.prepare(url, 2)
            sources = [LiveSource(url, target.room, token=target.token) for _ in range(OBSERVERS)]
            for source in sources:
                source.ready.result(30)
        try:
            time.sleep(OUTAGE)
            with _server_load.server(folder, "--port", str(target.port)):
                start = time.perf_counter()  # its start belongs to the outage, which is a little longer by it
                while any(source.status.state != "live" for source in sources):
                    time.sleep(0.05)
                    assert time.perf_counter() - start < LIMIT_SECONDS
                return time.perf_counter() - start
        finally:
            for source in sources:
                source.close()


if __name__ == "__main__":
    _simulate()
