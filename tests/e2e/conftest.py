"""The command as a user runs it: a process of its own, in an empty folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

SECONDS = 90.0
"""How long anything may take that is waited for."""


class Command:
    """A `roomlab` that runs, and what it has said so far."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "roomlab", *arguments],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONUTF8": "1",
                **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **apart,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=lambda: self.out.extend(self.process.stdout), name="stdout"),
            threading.Thread(target=lambda: self.err.extend(self.process.stderr), name="stderr"),
        ]
        for reader in self._readers:
            reader.start()
        self.children: list[psutil.Process] = []

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for a condition, and remember on the way which children there are."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}: {self.out} {self.err}"
            time.sleep(0.02)
        if self.process.poll() is None:
            self.children = psutil.Process(self.process.pid).children(recursive=True)

    def interrupt(self) -> None:
        """Do what Ctrl-C does."""
        self.process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)

    def ended(self) -> int:
        """Wait for the end, of its children as well, and return the exit code."""
        code = self.process.wait(SECONDS)
        for reader in self._readers:
            reader.join(SECONDS)
        self.process.stdout.close()
        self.process.stderr.close()
        _, alive = psutil.wait_procs(self.children, timeout=SECONDS)
        assert not alive, f"outlived its parent: {alive}"
        return code


@pytest.fixture
def command(tmp_path):
    """Start `roomlab` with some arguments; what is still running at the end of the test is ended."""
    started = []

    def start(*arguments: object, folder: Path = tmp_path, **environment: str) -> Command:
        started.append(Command(folder, tuple(map(str, arguments)), environment))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.ended()


INTERRUPTED = 130 if os.name != "nt" else 128 + 21  # SIGBREAK is what a test can send on Windows


@pytest.fixture
def interrupted() -> int:
    """The exit code of a command that was interrupted by `Command.interrupt`."""
    return INTERRUPTED
