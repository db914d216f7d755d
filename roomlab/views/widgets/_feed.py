"""The thread that tells pages how a room goes on: it wakes when the log has grown, 30 times a second at most."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.log import EventLog
from roomlab.state.time import TimeIndex
from roomlab.views.widgets._past import Past
from roomlab.views.widgets._telling import Describe, Telling

__all__ = ["MESSAGES_PER_SECOND", "THREAD_NAME", "ViewFeed"]

THREAD_NAME = "roomlab-views"
MESSAGES_PER_SECOND = 30
"""However many views a room has, and however fast it changes."""
IDLE_SECONDS = 1.0
"""How long to sleep while nothing happens: rates fall, and a source may end without an entry in its log."""
JOIN_SECONDS = 5.0
REPEAT_SECONDS = (0.5, 2.0, 6.0)
"""When a snapshot is told after a view was made though no page has asked: often, for pages that come late.

A page asks as soon as it is there, or says that it is there already. But while a cell computes, a kernel without
subshells hears no page, which would show nothing until the cell ends.
"""


class ViewFeed:
    """Folds a log on a thread of its own and sends what has changed. The graph that the user holds is never touched.

    The thread lives while there are views and the room goes on; after that only to answer what a page asks.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    index : TimeIndex
        The room's own, for looks at the past.
    describe : callable
        Returns the title and the status of the room; it must not hold the room.
    send : callable
        Gets each message; it is called on the thread.
    often : callable
        Called on the thread after each look at the log, and once a second while there is none.
    clock : Clock
        For the pace.
    """

    def __init__(
        self,
        log: EventLog,
        index: TimeIndex,
        describe: Describe,
        send: Callable[[dict[str, Any]], None],
        often: Callable[[], None] = lambda: None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._log = log
        self._index = index
        self._describe = describe
        self._send = send
        self._often = often
        self._clock = clock
        self._lock = threading.Lock()
        self._requests: deque[Mapping[str, Any]] = deque()
        self._wake = threading.Event()  # something has happened
        self._hurry = threading.Event()  # no time for the pace: it ends
        self._repeats: list[float] = []  # when, oldest last
        self._views = 0
        self._over = False
        self._thread: threading.Thread | None = None
        self._telling: Telling | None = None

    @property
    def running(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None

    def add_view(self) -> None:
        """One more view looks."""
        with self._lock:
            self._views += 1
            now = self._clock.monotonic()
            self._repeats = [now + seconds for seconds in reversed(REPEAT_SECONDS)]
            self._start_thread()
        self._wake.set()

    def remove_view(self) -> None:
        """One view less; after the last one the thread ends, and this waits for it."""
        with self._lock:
            self._views -= 1
            gone = self._views == 0
        if gone:
            self._end_thread()

    def ask(self, message: Mapping[str, Any]) -> None:
        """Take what a page asks; the answer is sent later. Any thread may call this."""
        with self._lock:
            self._requests.append(message)
            self._start_thread()
        self._wake.set()

    def close(self, *, wait: bool = True) -> None:
        """Tell the last of the room, and no more from then on; what pages ask is answered even after that."""
        with self._lock:
            self._over = True
        if wait:
            self._end_thread()
        else:
            self._wake.set()

    # -- the thread

    def _start_thread(self) -> None:
        if self._thread is None:
            self._hurry.clear()
            self._thread = threading.Thread(target=self._run, name=THREAD_NAME, daemon=True)
            self._thread.start()

    def _end_thread(self) -> None:
        thread = self._thread
        self._hurry.set()
        self._wake.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(JOIN_SECONDS)

    def _tell(self) -> None:
        if not self._wake.is_set():  # which is much cheaper than to set it again
            self._wake.set()

    def _run(self) -> None:
        stop = self._log.listen(self._tell)
        telling = self._telling or Telling(self._log, self._describe, self._clock)
        self._telling = telling
        past = Past(self._log, self._index, telling)
        try:
            while True:
                begun = self._clock.monotonic()
                self._wake.clear()
                last = not self._needed()
                self._work(telling, past, last)
                if last and self._ended():
                    return
                self._often()
                # The pace comes before the sleep: whatever happens meanwhile is told at once afterwards, together.
                self._hurry.wait(max(0.0, begun + 1 / MESSAGES_PER_SECOND - self._clock.monotonic()))
                self._wake.wait(self._patience())
        finally:
            stop()
            with self._lock:
                if self._thread is threading.current_thread():  # it failed: the next question begins another
                    self._thread = None

    def _patience(self) -> float:
        """Return how long to sleep, in seconds."""
        with self._lock:
            due = self._repeats[-1] - self._clock.monotonic() if self._repeats else IDLE_SECONDS
        return max(0.0, min(due, IDLE_SECONDS))

    def _repeat(self, heard: bool) -> bool:
        """Whether it is time to tell everything though nobody asks; `heard` is whether a page has spoken."""
        with self._lock:
            if heard:
                self._repeats.clear()
            due = bool(self._repeats) and self._repeats[-1] <= self._clock.monotonic()
            if due:
                self._repeats.pop()
            return due

    def _needed(self) -> bool:
        return self._views > 0 and not self._over

    def _ended(self) -> bool:
        """Whether nobody needs the thread any more; then another one may be started."""
        with self._lock:
            if self._needed() or self._requests:
                return False
            self._thread = None
            return True

    def _work(self, telling: Telling, past: Past, last: bool) -> None:
        requests = [self._requests.popleft() for _ in range(len(self._requests))]
        kinds = [str(message.get("type")) for message in requests]  # a page may send anything
        heard = "hello" in kinds or "here" in kinds
        first = telling.fresh and (last or bool(requests))  # before it, no number means anything to a page
        if self._repeat(heard) or "hello" in kinds or first:
            self._send(telling.snapshot())  # one is for all pages, and holds what a delta would
        elif not telling.fresh and (delta := telling.delta(last=last)) is not None:
            self._send(delta)
        for message, kind in zip(requests, kinds, strict=True):
            if kind not in {"hello", "here"}:
                self._send(past.answer(message))
