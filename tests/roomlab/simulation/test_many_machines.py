"""A sweep on the executor that docs/simulation.md makes of Ray: the same bytes as with threads, also after a kill.

It is the text of the page that runs here. Ray is large and no dependency, so a module stands in for it that does what
the page relies on, and is no kinder than Ray is: calls are pickled and run in other processes, a future says nothing
while its task runs, and to cancel the one does not cancel the other. Where Ray is installed, the tests run with it too.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace

import pytest

from roomlab import Scenario, sweep

SECONDS = 120.0
"""How long a sweep may take: Ray needs a while to start on a busy machine."""

pytestmark = pytest.mark.timeout(4 * SECONDS)

STAND_IN = '''
"""What a script asks of Ray."""

import multiprocessing
import os
import threading
from concurrent.futures import Future, ProcessPoolExecutor

pool = None


def init(num_cpus, **_):
    global pool
    pool = ProcessPoolExecutor(num_cpus, mp_context=multiprocessing.get_context("spawn"), initializer=follow)


def follow():
    parent = multiprocessing.parent_process()
    threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


class Task:
    def __init__(self, running):
        self.running = running

    def future(self):
        future = Future()
        self.running.add_done_callback(lambda done: future.cancelled() or future.set_result(done.result()))
        return future


class remote:
    def __init__(self, function):
        self.function = function

    def remote(self, *args, **named):
        return Task(pool.submit(self.function, *args, **named))


def shutdown():
    pool.shutdown()
'''

USE = """
import sys
from roomlab import Scenario, sweep

if __name__ == "__main__":
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    scenario = Scenario("far", "walk", agents=40, steps=300)
    sweep(scenario, {"sigma": [0.01, 0.02, 0.03]}, 40, executor=RayExecutor(), path=sys.argv[1])
    ray.shutdown()
"""


@pytest.fixture(scope="module")
def page(project_root):
    """What the page says an executor on Ray is."""
    text = (project_root / "docs" / "simulation.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```python\n(import functools.*?)```", text, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """What the sweep gives on threads."""
    path = tmp_path_factory.mktemp("here") / "here.parquet"
    with ThreadPoolExecutor(2) as threads:
        scenario = Scenario("far", "walk", agents=40, steps=300)
        sweep(scenario, {"sigma": [0.01, 0.02, 0.03]}, 40, executor=threads, path=path)
    return path.read_bytes()


@pytest.fixture(params=["stand-in", *(["ray"] if importlib.util.find_spec("ray") else [])])
def start(request, tmp_path, page):
    """Start a script that sweeps on the page's executor, into a file."""
    folder = tmp_path / "script"
    folder.mkdir()
    (folder / "script.py").write_text(page + USE, encoding="utf-8")
    if request.param == "stand-in":
        (folder / "ray.py").write_text(STAND_IN, encoding="utf-8")
    environment = os.environ | {"RAY_AUTH_MODE": "disabled", "RAY_raylet_start_wait_time_s": f"{SECONDS:.0f}"}
    started = []

    def start(path):
        started.append(subprocess.Popen([sys.executable, str(folder / "script.py"), str(path)], env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_same_bytes_on_ray(start, here, tmp_path):
    path = tmp_path / "far.parquet"
    assert start(path).wait(SECONDS) == 0
    assert path.read_bytes() == here


def test_a_sweep_on_ray_that_was_killed_goes_on_to_the_same_bytes(start, here, tmp_path):
    path, journal = tmp_path / "far.parquet", tmp_path / "far.parquet.journal"
    killed = start(path)
    deadline = time.monotonic() + SECONDS
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 3):
        assert time.monotonic() < deadline
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    if path.exists():  # it was quicker than the kill
        assert path.read_bytes() == here
        path.unlink()
    assert start(path).wait(SECONDS) == 0
    assert path.read_bytes() == here
    assert not journal.exists()


def test_what_is_cancelled_is_cancelled_on_ray(page, monkeypatch):
    cancelled, futures = [], [Future(), Future()]
    tasks = [SimpleNamespace(future=partial(futures.__getitem__, number)) for number in range(2)]
    left = iter(tasks)
    ray = SimpleNamespace(remote=lambda _: SimpleNamespace(remote=lambda: next(left)), cancel=cancelled.append)
    monkeypatch.setitem(sys.modules, "ray", ray)
    names = {"__name__": "page"}
    exec(page, names)
    executor = names["RayExecutor"]()
    done, other = (executor.submit(print) for _ in range(2))
    done.set_result(1)
    assert other.cancel()
    assert cancelled == [tasks[1]]
