"""The room server as a child process that never outlives this one."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import anyio

from roomlab.errors import MissingDependencyError, RoomlabError

__all__ = ["Child", "ServerChild", "require_server"]

START_SECONDS = 120.0
"""How long a server may take to say where it listens, on a busy machine; one that ended is seen at once."""
STOP_SECONDS = 12.0
"""How long a child may take to stop before it is killed: longer than the grace it gives itself."""
WAIT_SECONDS = 0.2
"""How long one uninterrupted wait for a child lasts: on Windows, Ctrl-C gets through only between two."""
POLL_SECONDS = 0.05
"""How often the log of a server that starts is looked at."""
_WINDOWS = os.name == "nt"
_URL_LINE = re.compile(r"roomlab server on (?P<url>https?://\S+)")


def require_server() -> None:
    """Raise unless the room server is installed.

    Raises
    ------
    MissingDependencyError
        It is not; the message names the line to type.
    """
    if importlib.util.find_spec("roomlab_server") is None:
        raise MissingDependencyError("roomlab-server", "server", "running a room server on this computer")


class Child:
    """A Python module that runs in a process of its own until it ends, is stopped, or this process is gone.

    Parameters
    ----------
    module : str
        What `python -m` would run.
    arguments : sequence of str
        Its command line. Other users of the computer can read it: no password belongs there.
    output : Path, optional
        The file that all its output goes to; by default it goes where that of this process goes.
    environment : mapping, optional
        Its environment; that of this process by default.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        output: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        command = [sys.executable, "-m", "roomlab.cli._supervised", module, *arguments]
        with ExitStack() as stack:
            sink = None if output is None else stack.enter_context(output.open("ab"))
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=sink,
                env=environment,
                # A group of its own: Ctrl-C in the terminal reaches this process alone, which then stops the child in
                # order.
                process_group=None if _WINDOWS else 0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def exit_code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait until it ends by itself and return its exit code. Ctrl-C gets through on every system."""
        while True:
            try:
                return self._process.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                continue

    def stop(self) -> None:
        """Let it end, and kill it if it does not. Idempotent."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ServerChild:
    """A room server for this process alone, on a free port of the loopback address.

    Parameters
    ----------
    arguments : sequence of str
        Its flags, beside host and port.
    log : Path
        The file that its log goes to.
    """

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        require_server()
        # What the user's own server is set to by environment does not concern this one.
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("ROOMLAB_")}
        self._log = log
        self._child = Child(
            "roomlab_server",
            ["--host", "127.0.0.1", "--port", "0", *arguments],
            output=log,
            environment={**environment, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
        )

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self._child.exit_code is None

    async def url(self) -> str:
        """Wait until it listens and return its URL.

        Raises
        ------
        RoomlabError
            It ended, or did not listen in time; the message holds the server's own last words.
        """
        with anyio.move_on_after(START_SECONDS):
            while True:
                running = self.running  # before the look, so that the last words of a server that ends are read
                found = _URL_LINE.search(self._said())
                if found:
                    return found["url"]
                if not running:
                    break
                await anyio.sleep(POLL_SECONDS)
        raise RoomlabError(f"the room server did not start: {self.last_words()}")

    def last_words(self) -> str:
        """Return the last line of its log."""
        lines = [line.strip() for line in self._said().splitlines() if line.strip()]
        return lines[-1].removeprefix("roomlab-server: ") if lines else "it said nothing; try again"

    def stop(self) -> None:
        """End it. Idempotent."""
        self._child.stop()

    def _said(self) -> str:
        return self._log.read_text("utf-8", errors="replace")
