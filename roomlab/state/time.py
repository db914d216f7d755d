"""A room at earlier moments: keyframes of its fold, so that no look back folds its whole past."""

from __future__ import annotations

import threading
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roomlab.events import Agent, AgentRemoved
from roomlab.log import EventLog
from roomlab.state.fold import RoomFold
from roomlab.state.graph import graph_of

if TYPE_CHECKING:
    from roomlab.state.graph import SympathyGraph

__all__ = ["KEYFRAME_ROWS", "Cut", "TimeIndex"]

KEYFRAME_ROWS = 10_000
"""Changes of ties between two keyframes, at least.

There are as many as there are ties where that is more: so all keyframes together take about as much memory as the log,
and to fold what came after one takes about as long as to copy it.
"""


class Cut(NamedTuple):
    """A place in the life of a room: after all that had happened until a moment, or after the entry with a number.

    `when` is in microseconds since 1970-01-01 UTC; what happened in that microsecond is before the cut. One of the two
    is None.
    """

    when: int | None = None
    seq: int | None = None


class _Keyframe(NamedTuple):
    seq: int  # the last entry in it
    rows: int  # changes of ties in it
    due: int  # with so many comes the next one
    when: int  # the newest time in it
    fold: RoomFold


class TimeIndex:
    """Answers what a room was like at any moment. Any thread may ask.

    Parameters
    ----------
    log : EventLog
        The log of the room; the index follows it.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._start_over()

    def graph(self, cut: Cut) -> SympathyGraph:
        """Return the graph at a cut, as a new object."""
        with self._lock:
            return graph_of(self._log, self._fold_at(cut))

    def fold(self, cut: Cut) -> RoomFold:
        """Return the fold of everything before a cut, as a new object: who was there, and what each felt."""
        with self._lock:
            return self._fold_at(cut)

    def values(self, cut: Cut) -> NDArray[np.float64]:
        """Return the sympathy of each pair of `EventLog.pairs` at a cut; NaN where there was no tie.

        Pairs that nobody had met by then may be left out at the end.
        """
        with self._lock:
            frame, stop = self._place(cut)
            if stop is None or self._someone_left(frame.seq, stop):
                return _values(self._fold_at(cut))[: len(self._log.pairs)]
            columns = self._log.edges(frame.rows, frame.due)
            size = int(columns.seq.searchsorted(stop, side="right"))
            pair = columns.pair[:size]
            known = _values(frame.fold)
            values = np.full(max(len(known), int(pair.max(initial=-1)) + 1), np.nan)
            values[: len(known)] = known
            last = np.full(len(values), -1)
            np.maximum.at(last, pair, np.arange(size))
            changed = np.flatnonzero(last >= 0)
            values[changed] = columns.sympathy[last[changed]]
            return values

    def span(self) -> tuple[int, int] | None:
        """Return when the first and the last change of a tie were; None where there are none."""
        times = self._log.edges().timestamp
        return (int(times.min()), int(times.max())) if times.size else None

    # -- inside, with the lock

    def _start_over(self) -> None:
        self._generation = self._log.generation
        self._followed = -(2**62)
        self._newest = RoomFold(self._log)
        self._frames = [_Keyframe(-(2**62), 0, KEYFRAME_ROWS, -(2**62), self._newest.copy())]
        self._in_order = True  # no time is earlier than one with a smaller number
        self._roster_seqs: list[int] = []
        self._roster_times: list[int] = []

    def _follow(self) -> None:
        """Take in what the log has gained."""
        if self._generation != self._log.generation:
            self._start_over()
        stop = self._log.last_seq
        if stop == self._followed:
            return
        self._followed = stop
        self._follow_roster(stop)
        while True:
            last = self._frames[-1]
            columns = self._log.edges(last.rows, last.due)
            self._in_order = self._in_order and self._check_order(last, columns.seq, columns.timestamp)
            if last.rows + len(columns.seq) < last.due:
                return
            seq = int(columns.seq[-1])
            self._newest.advance(seq)
            fold = self._newest.copy()
            due = last.due + max(KEYFRAME_ROWS, len(fold.born))
            self._frames.append(_Keyframe(seq, last.due, due, int(columns.timestamp[-1]), fold))

    def _follow_roster(self, stop: int) -> None:
        known = len(self._roster_seqs)
        if known == self._log.count(Agent) + self._log.count(AgentRemoved):
            return
        entries = sorted(
            entry for kind in (Agent, AgentRemoved) for entry in self._log.entries(kind) if entry.seq <= stop
        )
        self._roster_seqs = [entry.seq for entry in entries]
        self._roster_times = [entry.received for entry in entries]
        self._in_order = self._in_order and self._roster_times == sorted(self._roster_times)

    def _check_order(self, frame: _Keyframe, seqs: NDArray[np.int64], times: NDArray[np.int64]) -> bool:
        """Return whether the times of rows after a keyframe, and of the roster among them, grow with the numbers."""
        start = bisect_right(self._roster_seqs, frame.seq)
        end = bisect_right(self._roster_seqs, int(seqs[-1])) if frame.rows + len(seqs) == frame.due else None
        every = np.concatenate([seqs, np.array(self._roster_seqs[start:end], np.int64)])
        when = np.concatenate([times, np.array(self._roster_times[start:end], np.int64)])[np.argsort(every)]
        return bool((np.diff(when) >= 0).all()) and (not when.size or int(when[0]) >= frame.when)

    def _place(self, cut: Cut) -> tuple[_Keyframe, int | None]:
        """Return the keyframe before a cut and the number of the last entry; None where the times are in no order."""
        self._follow()
        if cut.seq is not None:
            place = bisect_right(self._frames, cut.seq, key=_seq)
            return self._frames[max(place - 1, 0)], cut.seq
        assert cut.when is not None
        if not self._in_order:
            return self._frames[0], None
        frame = self._frames[max(bisect_right(self._frames, cut.when, key=_when) - 1, 0)]
        columns = self._log.edges(frame.rows, frame.due)
        rows = int(columns.timestamp.searchsorted(cut.when, side="right"))
        met = bisect_right(self._roster_times, cut.when)
        last_row = int(columns.seq[rows - 1]) if rows else frame.seq
        return frame, max(last_row, self._roster_seqs[met - 1] if met else frame.seq)

    def _fold_at(self, cut: Cut) -> RoomFold:
        frame, stop = self._place(cut)
        fold = RoomFold(self._log, until=cut.when) if stop is None else frame.fold.copy()
        fold.advance(stop)
        return fold

    def _someone_left(self, start: int, stop: int) -> bool:
        """Return whether an agent has left in between: its ties end even where no entry says so."""
        removed = self._log.entries(AgentRemoved) if self._log.count(AgentRemoved) else []
        return any(start < entry.seq <= stop for entry in removed)


def _values(fold: RoomFold) -> NDArray[np.float64]:
    return np.where(fold.born >= 0, fold.sympathy, np.nan)


def _seq(frame: _Keyframe) -> int:
    return frame.seq


def _when(frame: _Keyframe) -> int:
    return frame.when
