"""How fast a room is recorded, opened again, and looked at in its past: a million changes of ten thousand ties."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import psutil
from numpy.typing import NDArray

import roomlab
from benchmarks import _observer_flood as flood
from benchmarks._figure import Demand, Figure, seconds
from roomlab import _wire
from roomlab.events import Channel, EdgeUpdate
from roomlab.log import Arrival, EventLog
from roomlab.recording import recorder as recorder_module
from roomlab.recording.recorder import Recorder
from roomlab.sources.live import LiveSource
from roomlab.state.time import Cut, TimeIndex

CHANGES, FEW_CHANGES = 1_000_000, 100_000
AGENTS, REACH = 101, 100
BURST = 100
"""Frames of one turn of the observer's loop under load."""
SEED = 7
START = 1_700_000_000_000_000
LOOKS, SEEKS = 50, 20
PACE_SECONDS = 60.0


def figures(rounds: int) -> Iterator[Figure]:
    """Measure recording, its cost to the observer, opening, looking back, and memory."""
    texts = _texts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield _recording_rate(texts, folder, rounds)
        yield from _observer(folder, rounds)
        few, many = folder / "few.roomlog.jsonl", folder / "many.roomlog.jsonl"
        _record(texts[:FEW_CHANGES], few)
        _record(texts, many)
        for path, size, limit in ((few, FEW_CHANGES, 0.5), (many, CHANGES, 3.0)):
            yield Figure(
                f"recording of {size:,} changes: open it, to the first graph", "s",
                [seconds(lambda path=path: roomlab.replay(path).graph) for _ in range(rounds)],
                demand=Demand(limit, at_least=False),
            )  # fmt: skip
        yield from _seeks(many, rounds)
        yield from _looks(many, rounds)
        yield Figure(
            f"recording of {CHANGES:,} changes, opened, graph and index: memory above an idle room", "MB",
            [_memory(many) for _ in range(min(rounds, 3))], demand=Demand(100, at_least=False),
        )  # fmt: skip


def _texts() -> list[bytes]:
    rng = np.random.default_rng(SEED)
    source = rng.integers(0, AGENTS, CHANGES)
    target = (source + 1 + rng.integers(0, REACH - 1, CHANGES)) % AGENTS
    frame = b'{"type":"edge_update","payload":{"roomId":"1","from":"%d","to":"%d","sympathyLevel":%.6f}}'
    rows = zip(source.tolist(), target.tolist(), rng.uniform(-1, 1, CHANGES).tolist(), strict=True)
    return [frame % row for row in rows]


def _record(texts: list[bytes], path: Path) -> None:
    log = EventLog()
    recorder = Recorder(log, path)
    for start in range(0, len(texts), BURST):
        burst = texts[start : start + BURST]
        log.extend(map(_wire.decode_frame, burst), Channel.GRAPH, START + start, texts=burst)
        if start % FEW_CHANGES == 0:
            recorder.flush()
    recorder.close()


# -- recording


class _Fed(EventLog):
    """A log whose entries are all wire texts, handed to the recorder directly: only the recorder is measured."""

    fed = 0

    @property
    def last_seq(self) -> int:
        return self.fed


def _recording_rate(texts: list[bytes], folder: Path, rounds: int) -> Figure:
    lines = [b'{"seq":%d,"received":%d,"channel":"graph","frame":%b}\n' % (n, START, t) for n, t in enumerate(texts, 1)]
    limit, recorder_module.WAITING_LIMIT = recorder_module.WAITING_LIMIT, len(texts)
    try:
        ours, bare = [], []
        for number in range(rounds):
            bare.append(len(texts) / seconds(lambda: _write_bare(lines, folder / "bare")))
            path = folder / f"fed{number}"
            ours.append(len(texts) / seconds(lambda path=path: _feed(texts, path)))
            path.unlink()
    finally:
        recorder_module.WAITING_LIMIT = limit
    return Figure("recording: wire texts to the closed file, with seals and fsync", "entries/s", ours,
                  "bare buffered writes of a line each", bare, Demand(0.5, "ratio"))  # fmt: skip


def _write_bare(lines: list[bytes], path: Path) -> None:
    with open(path, "wb") as file:
        for line in lines:
            file.write(line)


def _feed(texts: list[bytes], path: Path) -> None:
    log = _Fed()
    recorder = Recorder(log, path)
    (tap,) = log._taps
    for start in range(0, len(texts), BURST):
        burst = texts[start : start + BURST]
        log.fed += len(burst)
        tap(Arrival(start + 1, START, Channel.GRAPH, burst))
    recorder.close()
    assert recorder.error is None
    assert recorder.last_seq == len(texts)


# -- what the observer notices of it


def _observer(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure the pace with and without a recording, and what of the processor the recording takes.

    The demand is on the processor: the pace of two programs and three threads on two cores says as much of what else
    runs there.
    """
    alone, recorded, own, observing = [], [], [], []
    with flood._flooding_server() as url:
        for number in range(rounds):
            alone.append(flood.FRAMES / _observed(url, None).wall)
            pace = _observed(url, folder / f"flood{number}")
            recorded.append(flood.FRAMES / pace.wall)
            own.append(pace.recorder)
            observing.append(pace.observer)
    yield Figure("observer: frames applied under a flood while it is recorded", "frames/s", recorded,
                 "the observer alone", alone)  # fmt: skip
    yield Figure("recording: processor time beside the observer's, for that flood", "s", own,
                 "the observer's thread", observing, Demand(0.05, "ratio", at_least=False))  # fmt: skip


class _Pace(NamedTuple):
    """Seconds: by the clock, and of the processor for the observer's thread and that of the recorder."""

    wall: float
    observer: float
    recorder: float


def _observed(url: str, path: Path | None) -> _Pace:
    source = LiveSource(url, 1, token="t")
    recorder = None
    try:
        source.ready.result(timeout=10)
        recorder = None if path is None else Recorder(source.log, path)
        before, start = _processor(), time.perf_counter()
        flood._ask_for(url, flood.FRAMES)
        while source.log.count(EdgeUpdate) < flood.FRAMES:
            if time.perf_counter() - start > PACE_SECONDS:
                raise TimeoutError(f"{source.log.count(EdgeUpdate)} of {flood.FRAMES} frames")
            time.sleep(0.01)
        wall = time.perf_counter() - start
        if recorder is not None:
            recorder.flush()
        used = {name: spent - before.get(name, 0.0) for name, spent in _processor().items()}
        return _Pace(wall, used.get("roomlab", 0.0), used.get("roomlab-recorder", 0.0))
    finally:
        source.close()
        if recorder is not None:
            recorder.close()


def _processor() -> dict[str, float]:
    """Return the seconds of the processor that each thread of this process has used, by name."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    spent = {one.id: one.user_time + one.system_time for one in psutil.Process().threads()}
    return {name: spent[number] for number, name in names.items() if number in spent}


# -- the past


def _seeks(path: Path, rounds: int) -> Iterator[Figure]:
    room = roomlab.replay(path, paused=True)
    moments = np.random.default_rng(SEED).integers(1, CHANGES, SEEKS).tolist()
    bare, shown = [], []
    for _ in range(rounds):
        bare.append(1000 * seconds(lambda: [room.playback.seek(moment) for moment in moments]) / SEEKS)
        shown.append(1000 * seconds(lambda: [(room.playback.seek(moment), room.graph) for moment in moments]) / SEEKS)
    yield Figure(f"replay of {CHANGES:,} changes: seek anywhere", "ms", bare)
    yield Figure(f"replay of {CHANGES:,} changes: seek anywhere, and room.graph there", "ms", shown)


def _looks(path: Path, rounds: int) -> Iterator[Figure]:
    log = roomlab.replay(path).log
    columns = log.edges()
    moments = np.random.default_rng(SEED).integers(1, CHANGES, LOOKS).tolist()
    index = TimeIndex(log)
    index.values(Cut(seq=1))
    size = index.graph(Cut(seq=CHANGES)).number_of_edges()
    ours, naive, ties = [], [], []
    for _ in range(rounds):
        ours.append(1000 * seconds(lambda: [index.values(Cut(seq=moment)) for moment in moments]) / LOOKS)
        # At the same moments: what a dict takes grows with the moment.
        naive.append(1000 * seconds(lambda: _replayed_at(columns.pair, columns.sympathy, moments)) / LOOKS)
        ties.append(1e6 * seconds(lambda: index.graph(Cut(seq=CHANGES))) / size)
    yield Figure("values of all ties at any moment, indexed", "ms", ours, "last value of each by a dict", naive,
                 Demand(1.0, at_least=False))  # fmt: skip
    peer, theirs = _raphtory(log, moments, rounds)
    yield Figure("values of all ties at any moment, indexed, beside a temporal graph", "ms", ours, peer, theirs)
    yield Figure("DiGraph at any moment", "µs per tie", ties, demand=Demand(4.0, at_least=False))
    yield Figure(
        "index of a million changes", "s", [seconds(lambda: TimeIndex(log).values(Cut(seq=1))) for _ in range(rounds)]
    )


def _replayed(pair: NDArray[np.int32], sympathy: NDArray[np.float64], stop: int) -> dict[int, float]:
    return dict(zip(pair[:stop].tolist(), sympathy[:stop].tolist(), strict=True))


def _replayed_at(pair: NDArray[np.int32], sympathy: NDArray[np.float64], moments: list[int]) -> None:
    for moment in moments:
        _replayed(pair, sympathy, moment)


def _raphtory(log: EventLog, moments: list[int], rounds: int) -> tuple[str, list[float]]:
    """Return what the peer is, and how many milliseconds it takes for the same; nothing where it is not installed."""
    try:
        import raphtory
    except ImportError:
        return "raphtory, which is not installed", []
    columns = log.edges()
    ends = np.array(log.pairs)[columns.pair]
    table = {"time": columns.seq, "source": ends[:, 0], "target": ends[:, 1], "sympathy": columns.sympathy}
    graph = raphtory.Graph()
    graph.load_edges(pd.DataFrame(table), time="time", src="source", dst="target", properties=["sympathy"])

    def values(moment: int) -> list[float]:
        return graph.before(moment + 1).edges.properties.get("sympathy").collect()

    index = TimeIndex(log).values(Cut(seq=moments[0]))
    assert sorted(values(moments[0])) == sorted(index[~np.isnan(index)].tolist())
    took = [1000 * seconds(lambda: [values(moment) for moment in moments]) / LOOKS for _ in range(rounds)]
    return f"raphtory {raphtory.version()}", took


_MEMORY = """
import sys, psutil, roomlab, roomlab.sources.replay
from roomlab.log import EventLog
from roomlab.room import Room
from roomlab.sources.historical import HistoricalSource
idle = Room(HistoricalSource(EventLog(), "idle"))
idle.graph, idle.history, idle.at(1)
before = psutil.Process().memory_info().rss
room = roomlab.replay(sys.argv[1])
room.graph, room.at(500_000)
print((psutil.Process().memory_info().rss - before) / 1e6)
"""


def _memory(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)
