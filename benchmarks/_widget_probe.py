"""What runs in the kernel to measure what a view costs there; `_widget_kernel` starts it in a cell."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from IPython.display import display

import roomlab

TICK = 0.002
"""Seconds for which the watch on the loop sleeps."""
LONG = 0.05
"""Seconds that the loop may not be blocked."""
OPENING = 3.0
"""Seconds in which a view is opened, told everything, and its picture is drawn."""
OWN_THREADS = ("roomlab-views", "roomlab-picture")


class Watch:
    """Looks again and again how much later than asked the loop wakes it, and what the view's threads did meanwhile.

    A loop is late for many reasons on a machine that does other work. What the view is to blame for is no more than
    the processor time that its threads took while the loop was late: `held`.
    """

    def __init__(self) -> None:
        self.late: list[float] = []
        self.held: list[float] = []
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        used = _own_seconds()
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late = time.perf_counter() - due
            before, used = used, _own_seconds()
            self.late.append(late)
            self.held.append(min(late, sum(used[thread] - before.get(thread, 0.0) for thread in used)))

    def end(self) -> dict[str, Any]:
        """End, and return the longest times, in seconds."""
        self._task.cancel()
        late = sorted(self.late)
        return {
            "longest": late[-1],
            "p999": late[int(0.999 * (len(late) - 1))],
            "long": sum(each > LONG for each in late),
            "held": max(self.held),
        }


def _own_seconds() -> dict[int, float]:
    """Return the processor time of each thread of the view so far, in seconds."""
    found = {}
    for thread in threading.enumerate():
        if thread.name in OWN_THREADS and thread.native_id:
            try:
                text = Path(f"/proc/self/task/{thread.native_id}/schedstat").read_text()
            except OSError:  # it has just ended
                continue
            found[thread.native_id] = int(text.split()[0]) / 1e9
    return found


async def measure(address: str, rounds: int, seconds: float) -> tuple[dict[str, Any], list[Any]]:
    """Watch the kernel with its first view; then without one and with one, in turn. Return what was seen of each."""
    with roomlab.connect(address, room=1, token="t", timeout=60) as room:
        await asyncio.sleep(OPENING)
        first = await _with_view(room, 0.1)
        return first, [
            {"without": await _without_view(seconds), "with": await _with_view(room, seconds)} for _ in range(rounds)
        ]


async def _without_view(seconds: float) -> dict[str, Any]:
    watch = Watch()
    await asyncio.sleep(OPENING + seconds)
    return {**watch.end(), "share": await _share(seconds)}


async def _with_view(room: Any, seconds: float) -> dict[str, Any]:
    """Open a view as a cell does, ask what its page would, and watch."""
    own: list[float] = []
    watch = Watch()
    await asyncio.sleep(2 * TICK)
    with _timed(own):
        view = room.view()
        display(view)
    messages = _counted(view._stage)
    for question in ({"type": "hello"}, {"type": "profile", "agent": 1}, {"type": "seek", "seq": room.log.last_seq}):
        with _timed(own):
            view._stage._handle_custom_msg({**question, "request": 1}, None)
        await asyncio.sleep(OPENING / 3)
    await asyncio.sleep(seconds)
    watched = watch.end()
    messages.clear()
    share = await _share(seconds)
    rate = len(messages) / seconds
    with _timed(own):
        view.close()
    return {**watched, "share": share, "rate": rate, "cell": own[0], "own": max(own)}


@contextmanager
def _timed(own: list[float]) -> Iterator[None]:
    """Note the processor time of what is done on the loop."""
    begun = time.thread_time()
    yield
    own.append(time.thread_time() - begun)


def _counted(stage: Any) -> list[None]:
    """Return a list that grows with each message to the pages."""
    messages: list[None] = []
    send = stage.send

    def counted(message: Any, buffers: Any = None) -> None:
        messages.append(None)
        send(message, buffers)

    stage.send = counted
    return messages


async def _share(seconds: float) -> float:
    """Return the share of a core that the process takes, with no watch beside it."""
    begun, used = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - used) / (time.perf_counter() - begun)
