"""Run a module as `python -m` does, but only for as long as the parent process lives.

`python -m roomlab.cli._supervised MODULE [ARGUMENT]...` with a pipe as its standard input: when the pipe closes,
because the parent closed it or died in whatever way, this process sends itself SIGTERM. That works on every system,
unlike process groups, death signals or job objects, each of which exists on one.

The signal goes to the main thread, where a system can do that: a loop that sleeps there until something happens, as
Jupyter's does, would not notice a signal that another thread got.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 10.0
"""How long the module may take to stop before the process ends without it."""


def _follow_parent() -> None:
    # Not sys.stdin.read(): a thread that sits in it at exit holds a lock that the interpreter wants.
    while os.read(0, 4096):
        pass
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGTERM)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Run the module that the first argument names, with the rest as its arguments."""
    threading.Thread(target=_follow_parent, name="roomlab-parent", daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
