"""A server with faults, and a live source on it that loses no time."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roomlab.sources.live import LiveSource, Timings


# The tests are not a package (importmode=importlib), so what they share is loaded by path, once.
def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fake = _load("fake_server")
_load("autobahn")
_load("fault_proxy")
_load("server_process")
_load("world")

SOAKING = bool(os.environ.get("ROOMLAB_SOAK"))
"""Whether `make soak` runs the tests: longer, and more of each."""

QUICK = Timings(
    ping_interval=0.2,
    pong_timeout=0.15,
    poll_interval=0.1,
    retry_shortest=0.02,
    retry_longest=0.2,
    hold=0.2,
    first_frame=0.05,
    patience=2.0,
    request_timeout=2.0,
    close_timeout=0.5,
)


def until(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait until `condition` holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., None]:
    return until


@pytest.fixture(name="quick")
def quick_fixture() -> Timings:
    return QUICK


@pytest.fixture
def server() -> Iterator[Any]:
    """A fake server with the habits of the contract."""
    with fake.fake_server() as running:
        yield running


@pytest.fixture
def follow() -> Iterator[Callable[..., LiveSource]]:
    """Open live sources on a fake server; they are closed after the test."""
    opened: list[LiveSource] = []

    def open_source(server: Any, *, ready: bool = True, **options: Any) -> LiveSource:
        options = {"token": "token-0", "timings": QUICK, "rng": np.random.default_rng(1)} | options
        source = LiveSource(server.url, 1, **options)
        opened.append(source)
        if ready:
            source.ready.result(timeout=40)
        return source

    yield open_source
    for source in opened:
        source.close()


@pytest.fixture
def kills() -> int:
    """How often a server is killed: 20 times; 200 times, or ``ROOMLAB_KILLS``, by `make soak`."""
    return int(os.environ.get("ROOMLAB_KILLS") or (200 if SOAKING else 20))


@pytest.fixture
def schedules() -> int:
    """How many schedules of faults are tried with roomlab.v1, ``ROOMLAB_SCHEDULES``; of the plain contract, a fifth."""
    return int(os.environ.get("ROOMLAB_SCHEDULES") or (100_000 if SOAKING else 1000))


@pytest.fixture(scope="session")
def soaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """Start the soak, which runs beside the tests of faults that come after: it waits most of its time."""
    hours = float(os.environ.get("ROOMLAB_HOURS") or (8 if SOAKING else 0.05))
    command = [
        sys.executable,
        str(Path(__file__).with_name("soak.py")),
        str(tmp_path_factory.mktemp("soak")),
        f"{hours * 3600}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(30)
    assert process.stdout is not None
    process.stdout.close()
