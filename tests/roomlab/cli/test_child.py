"""Child processes that do not outlive their parent."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

import psutil
import pytest

from roomlab.cli import _child
from roomlab.cli._child import Child, ServerChild
from roomlab.errors import RoomlabError

SECONDS = 20.0

# Says who it is, and sleeps; on SIGTERM it says goodbye, unless it is told to be stubborn.
CHILD = """
import os, signal, sys, time
print("arguments", sys.argv[1:], "main", __name__, "environment", os.environ.get("GREETING"), flush=True)
if "--fail" in sys.argv:
    sys.exit(5)
def leave(*_):
    if "--stubborn" not in sys.argv:
        print("goodbye", flush=True)
        sys.exit(0)
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
while True:
    time.sleep(3600)  # once: what wakes it is the signal, or nothing
"""

PARENT = """
import sys, time
from pathlib import Path
from roomlab.cli._child import Child
child = Child("sleeper", [], output=Path(sys.argv[1]))
print(child._process.pid, flush=True)
time.sleep(60)
"""


def until(condition, what):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture
def sleeper(tmp_path, monkeypatch):
    """A folder with the module `sleeper`, which children can import."""
    (tmp_path / "sleeper.py").write_text(CHILD)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def output(sleeper):
    return sleeper / "output"


def test_it_runs_as_python_m_would_until_it_is_stopped(output, monkeypatch):
    monkeypatch.setenv("GREETING", "hello")
    with Child("sleeper", ["--port", "0"], output=output) as child:
        until(lambda: "ready" in output.read_text(), "the child did not start")
        assert child.exit_code is None
    assert child.exit_code == 0
    assert output.read_text().splitlines() == [
        "arguments ['--port', '0'] main __main__ environment hello",
        "ready",
        "goodbye",
    ]
    child.stop()


def test_its_own_end_is_seen(output):
    with Child("sleeper", ["--fail"], output=output) as child:
        assert child.wait() == 5


def test_it_may_have_another_environment(output):

    with Child("sleeper", ["--fail"], output=output, environment={**os.environ, "GREETING": "bye"}) as child:
        child.wait()
    assert "environment bye" in output.read_text()


def test_one_that_does_not_stop_is_killed(output, monkeypatch):
    monkeypatch.setattr(_child, "STOP_SECONDS", 0.3)
    child = Child("sleeper", ["--stubborn"], output=output)
    until(lambda: "ready" in output.read_text(), "the child did not start")
    child.stop()
    assert child.exit_code not in (None, 0)


def test_it_ends_when_its_parent_is_killed(output):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(output)], stdout=subprocess.PIPE, text=True)
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        until(lambda: output.exists() and "ready" in output.read_text(), "the child did not start")
        parent.kill()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "the child outlived its parent")
    assert output.read_text().endswith("goodbye\n")


# -- the server


def started(tmp_path, *arguments):
    server = ServerChild(arguments, tmp_path / "server.log")
    try:
        return asyncio.run(server.url())
    finally:
        server.stop()
        assert not server.running


def test_a_server_says_where_it_is(tmp_path):
    assert started(tmp_path, "--db", f"sqlite:///{tmp_path.as_posix()}/rooms.db").startswith("http://127.0.0.1:")


def test_settings_in_the_environment_do_not_concern_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOMLAB_HOST", "no such host")
    monkeypatch.setenv("ROOMLAB_SECRET", "short")
    monkeypatch.setenv("ROOMLAB_DB", "nonsense")
    assert started(tmp_path, "--db", f"sqlite:///{tmp_path.as_posix()}/rooms.db").startswith("http://127.0.0.1:")


def test_a_server_that_cannot_start_says_why(tmp_path):
    (tmp_path / "rooms.db").write_text("this is no database, and it must stay as it is")
    with pytest.raises(RoomlabError, match=r"the room server did not start: .*rooms.db"):
        started(tmp_path, "--db", f"sqlite:///{tmp_path.as_posix()}/rooms.db")
    assert (tmp_path / "rooms.db").read_text().startswith("this is no database")


def test_a_server_that_says_nothing_is_given_up(sleeper, monkeypatch):
    monkeypatch.setattr(_child, "START_SECONDS", 0.5)
    monkeypatch.setattr(_child, "Child", lambda _, arguments, **options: Child("sleeper", arguments, **options))
    with pytest.raises(RoomlabError, match="the room server did not start: ready"):
        started(sleeper)
