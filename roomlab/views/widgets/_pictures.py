"""The picture beside a view: what a saved notebook shows where no kernel runs, kept as new as the room is."""

from __future__ import annotations

import base64
import gc
import html
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from roomlab._clock import Clock
from roomlab.log import EventLog
from roomlab.state.fold import RoomFold
from roomlab.views.widgets._still import draw_still, scene_of
from roomlab.views.widgets._telling import Describe

__all__ = ["PICTURED", "Pictures"]

PICTURED = ("dashboard", "graph", "matrix")
"""The kinds of views that have a picture."""
THREAD_NAME = "roomlab-picture"
QUIET_SECONDS = 2.0
"""The picture is drawn when nothing has happened for so long,"""
LONG_SECONDS = 30.0
"""or when the last one is so old,"""
FIRST_SECONDS = 1.0
"""How long the first picture waits, so that drawing it does not keep the page waiting for the room itself."""
SHARE = 0.01
"""but never so often that drawing takes more than this part of the time."""


class Pictures:
    """Draws a room for the outputs that show it, on a thread of its own that lives for one drawing.

    Each is an output of its own below the view: to renew it does not touch the view. Where a program runs the notebook
    instead of a person, there is nobody to wait for the drawing, and nobody who would listen after the cell: there it
    is drawn in the cell.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    describe : callable
        Returns the title and the status of the room.
    clock : Clock
        For the pace.
    """

    def __init__(self, log: EventLog, describe: Describe, clock: Clock) -> None:
        self._log = log
        self._describe = describe
        self._clock = clock
        self._lock = threading.Lock()  # one drawing at a time
        self._fold: RoomFold | None = None
        self._outputs: list[str] = []
        self._drawn = self._seen = (0, -1)  # generation and last number of the log
        self._seen_at = self._drawn_at = clock.monotonic()
        self._pause = QUIET_SECONDS
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()  # no time to wait for the page: it ends
        self._forget_cells = _nothing

    @property
    def available(self) -> bool:
        """Whether there are outputs to put pictures into, and something to draw them with."""
        return _kernel_shell() is not None and find_spec("matplotlib") is not None

    def show(self) -> None:
        """Put a picture below what the cell has shown; only where it is `available`."""
        # Loading this takes 70 ms in one piece: better while the cell runs than on the thread, where the loop waits.
        import matplotlib.ft2font  # noqa: F401

        shell = _kernel_shell()
        title, _ = self._describe()
        handle = _publish({"text/plain": f"A picture of the room {title[:80]} follows."}, {}, display_id=True)
        self._outputs.append(handle.display_id)
        self._drawn = (0, -1)
        if _is_unattended(shell):
            self._draw()
            if self._forget_cells is _nothing:
                self._forget_cells = _after_each_cell(shell, self)
        else:
            self._seen_at = self._clock.monotonic() - QUIET_SECONDS
            self.consider()

    def consider(self) -> None:
        """Have it drawn if it is time to. Cheap; the feed calls this again and again."""
        if not self._outputs:
            return
        now, state = self._clock.monotonic(), self._state()
        if state != self._seen:
            self._seen, self._seen_at = state, now
        if state == self._drawn or self._thread is not None:
            return
        quiet = now - self._seen_at >= QUIET_SECONDS and now - self._drawn_at >= self._pause
        if quiet or now - self._drawn_at >= max(LONG_SECONDS, self._pause) or self._drawn[1] < 0:
            self._thread = threading.Thread(target=self._draw_aside, name=THREAD_NAME, daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Draw the last picture, here and now, if the one before is not it."""
        self._wait()
        self.renew()
        self._forget_cells()
        self._forget_cells = _nothing

    def forget(self) -> None:
        """Draw no more: the outputs keep what they have."""
        self._outputs.clear()
        self._wait()
        self._forget_cells()
        self._forget_cells = _nothing

    def _wait(self) -> None:
        """Wait for the drawing that is under way."""
        self._hurry.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        self._hurry.clear()

    def renew(self) -> None:
        """Draw in this thread if there is anything new."""
        if self._outputs and self._state() != self._drawn:
            self._draw()

    def _state(self) -> tuple[int, int]:
        return self._log.generation, self._log.last_seq

    def _draw_aside(self) -> None:
        try:
            if self._drawn[1] < 0:
                self._hurry.wait(FIRST_SECONDS)
            self._draw()
        finally:
            self._thread = None

    def _draw(self) -> None:
        with self._lock:
            begun = self._clock.monotonic()
            self._drawn = self._state()
            if self._fold is None or self._fold.stale:
                self._fold = RoomFold(self._log)
            self._fold.advance()
            title, _ = self._describe()
            scene = scene_of(self._fold, self._log.pairs, title)
            with _garbage_dies_young():
                png = draw_still(scene)
            self._drawn_at = self._clock.monotonic()
            self._pause = max(QUIET_SECONDS, (self._drawn_at - begun) / SHARE)
            if png is None:
                return
            bundle = _bundle(png, scene.said)
            for output in list(self._outputs):
                _publish(bundle, {"image/png": {"alt": scene.said}}, display_id=output, update=True)


@contextmanager
def _garbage_dies_young() -> Iterator[None]:
    """Collect what a drawing leaves behind at its end, and nothing before.

    It would outlive the young generations otherwise, and every tenth picture or so Python would look through all
    objects of the kernel: for a tenth of a second where pandas and matplotlib are loaded, while the loop stands still.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()


def _bundle(png: bytes, said: str) -> dict[str, str]:
    """Return a picture as an output: twice, because only as HTML every viewer gives it its words."""
    data = base64.b64encode(png).decode()
    image = f'<img alt="{html.escape(said)}" src="data:image/png;base64,{data}">'
    return {"text/html": image, "image/png": data, "text/plain": said}


def _publish(bundle: dict[str, str], metadata: dict[str, Any], **where: Any) -> Any:
    from IPython.display import display

    return display(bundle, metadata=metadata, raw=True, **where)  # type: ignore[no-untyped-call]


def _nothing() -> None:
    """Do nothing."""


def _kernel_shell() -> Any:
    """Return the shell of the kernel that this runs in; None elsewhere."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None


def _is_unattended(shell: Any) -> bool:
    """Whether a program runs the cells, as nbclient and papermill do: it says that nobody can be asked for input."""
    return not shell.kernel.get_parent().get("content", {}).get("allow_stdin", True)


def _after_each_cell(shell: Any, pictures: Pictures) -> Any:
    reference = weakref.ref(pictures)

    def renew(_: Any) -> None:
        alive = reference()
        if alive is not None:
            alive.renew()

    shell.events.register("post_run_cell", renew)

    def forget() -> None:
        shell.events.unregister("post_run_cell", renew)

    return forget
