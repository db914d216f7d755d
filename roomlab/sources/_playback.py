"""Plays a recording into a log: when each entry is due, and how the one who watches moves in it."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import Clock
from roomlab._moments import cut_at
from roomlab._portal import Lease
from roomlab.errors import InputError, RoomClosedError
from roomlab.events import Event
from roomlab.log import EdgeColumns, Entry, EventLog
from roomlab.recording.reader import Recording

__all__ = ["FASTEST", "Playback", "Timeline"]

SHORTEST_PAUSE = 0.005
"""Seconds between two deliveries, so that a fast replay brings many entries at once."""

FASTEST = 1e9
"""A speed is below it; what should be faster has none."""


class Timeline:
    """The entries of a recording in order: their numbers, and when each is due.

    Parameters
    ----------
    recording : Recording
        What is played.
    """

    def __init__(self, recording: Recording) -> None:
        edges, entries = recording.edges, recording.entries
        seq = np.concatenate([edges.seq, np.array([entry.seq for entry in entries], np.int64)])
        when = np.concatenate([edges.timestamp, np.array([entry.received for entry in entries], np.int64)])
        order = np.argsort(seq, kind="stable")
        seq = seq[order]
        self.due: NDArray[np.int64] = np.maximum.accumulate(when[order])
        """For each entry its time, in microseconds since 1970; that of the one before where that is later."""
        whole = seq.size > 0 and int(seq[-1] - seq[0]) == seq.size - 1
        # Without a hole the numbers need not be kept: a million of them would be eight megabytes.
        self._seq: NDArray[np.int64] | range = range(int(seq[0]), int(seq[-1]) + 1) if whole else seq

    def __len__(self) -> int:
        return len(self.due)

    def number(self, place: int) -> int:
        """Return the number of the entry at a place, from 0."""
        return int(self._seq[place])

    def place_after(self, when: int, *, by_number: bool = False) -> int:
        """Return how many entries are due until a moment, or have a number up to `when`."""
        key = self._seq if by_number else self.due
        return bisect_right(key, when)


class _Whole:
    """The entries of the whole recording, played or not."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def entries(self, kind: type[Event], /) -> list[Entry]:
        return [entry for entry in self._entries if isinstance(entry.event, kind)]


class Playback:
    """Moves in a recording that is replayed: `pause`, `play`, `step`, `seek`, and `speed`.

    Parameters
    ----------
    recording : Recording
        What is played.
    log : EventLog
        Where it goes; empty.
    clock : Clock
        Tells when the next entry is due.
    on_change : callable
        Called when the playback starts, stops or moves.
    """

    def __init__(self, recording: Recording, log: EventLog, clock: Clock, on_change: Callable[[], None]) -> None:
        self._log = log
        self._clock = clock
        self._on_change = on_change
        self._entries = recording.entries
        log.number_pairs(recording.pairs)  # an empty log numbers them as the recording does
        self._edges = recording.edges
        self._timeline = Timeline(recording)
        self._done = 0  # entries of the timeline that are in the log
        self._speed: float | None = None
        self._lock = threading.RLock()
        self._lease: Lease | None = None
        self._turn: Future[None] | None = None
        self._turns = 0
        self._closed = False

    def __repr__(self) -> str:
        return f"<Playback at entry {self.position} of {self.end}, {'playing' if self.playing else 'paused'}>"

    # -- where it is

    @property
    def position(self) -> int:
        """The number of the last entry that was played; 0 before the first."""
        return self._timeline.number(self._done - 1) if self._done else 0

    @property
    def end(self) -> int:
        """The number of the last entry of the recording; 0 for an empty one."""
        return self._timeline.number(-1) if len(self._timeline) else 0

    @property
    def moment(self) -> int | None:
        """The time of the recording at `position`, in microseconds since 1970-01-01 UTC; None before the first."""
        return int(self._timeline.due[self._done - 1]) if self._done else None

    @property
    def ended(self) -> bool:
        """Whether everything was played."""
        return self._done == len(self._timeline)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._turn is not None

    @property
    def speed(self) -> float | None:
        """So many times as fast as it was; None: as fast as possible. Can be set at any time."""
        return self._speed

    @speed.setter
    def speed(self, speed: float | None) -> None:
        self._speed = check_speed(speed)
        if self.playing:
            self.play()

    # -- how to move

    def play(self) -> None:
        """Go on from here at `speed`, to the end.

        Raises
        ------
        RoomClosedError
            When the room is closed.
        """
        with self._lock:
            self._stop()
            if self._closed:
                raise RoomClosedError("the room is closed; replay the recording again")
            if self._speed is None:
                self._move(len(self._timeline))
            elif not self.ended:
                self._lease = self._lease or Lease()
                turn = self._turns
                self._turn = self._lease.submit(lambda: self.follow(turn))
        self._on_change()

    def pause(self) -> None:
        """Stop here. When this returns, nothing more comes."""
        with self._lock:
            self._stop()
        self._on_change()

    def step(self, entries: int = 1) -> None:
        """Play so many more entries at once, and stay there.

        Parameters
        ----------
        entries : int
            How many; negative to go back.
        """
        with self._lock:
            self._stop()
            self._move(self._done + entries)
        self._on_change()

    def seek(self, when: object) -> None:
        """Go to a moment, forwards or back, and play on from there if it was playing.

        Parameters
        ----------
        when : str, datetime, pandas.Timestamp, numpy.datetime64, int, Message, RoomEvent or Entry
            A moment as for `Room.at`: a time, the number of an entry, or what was said or happened.

        Raises
        ------
        InputError
            When it is not a moment.
        """
        cut = cut_at(_Whole(self._entries), when)
        if cut.seq is not None:
            place = self._timeline.place_after(cut.seq, by_number=True)
        else:
            assert cut.when is not None
            place = self._timeline.place_after(cut.when)
        with self._lock:
            playing = self.playing
            self._stop()
            self._move(place)
            if playing:
                self.play()
        self._on_change()

    def on_thread(self) -> bool:
        """Whether the caller is on the thread that plays."""
        lease = self._lease
        return lease is not None and lease.on_thread()

    def close(self) -> None:
        """Stop for good and give the thread back."""
        with self._lock:
            self._closed = True
            self._stop()
            lease, self._lease = self._lease, None
        if lease is not None:
            lease.release()

    # -- inside

    async def follow(self, turn: int = 0) -> None:
        """Play at `speed` until the end, or until somebody stops this turn."""
        speed, start = self._speed, self._clock.monotonic()
        origin = self._origin()
        assert speed is not None
        while True:
            with self._lock:
                if turn != self._turns:
                    return
                reached = origin + int((self._clock.monotonic() - start) * speed * 1e6)
                self._move(self._timeline.place_after(reached))
                if self.ended:
                    self._turn = None
                    break
                pause = (int(self._timeline.due[self._done]) - reached) / speed / 1e6
            await self._clock.sleep(max(pause, SHORTEST_PAUSE))
        self._on_change()

    def _origin(self) -> int:
        if self.moment is not None:
            return self.moment
        return int(self._timeline.due[0]) if len(self._timeline.due) else 0

    def _stop(self) -> None:
        self._turns += 1
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.cancel()

    def _move(self, done: int) -> None:
        """Bring the log to the first `done` entries of the timeline."""
        done = min(max(done, 0), len(self._timeline))
        if done < self._done:
            self._log.rewind(self._timeline.number(done - 1) if done else -(2**62))
        elif done > self._done:
            first, last = self._timeline.number(self._done), self._timeline.number(done - 1)
            rows = slice(*np.searchsorted(self._edges.seq, [first, last + 1]))
            start, stop = (bisect_right(self._entries, seq, key=_number) for seq in (first - 1, last))
            columns = EdgeColumns(*(column[rows] for column in self._edges))  # type: ignore[arg-type]
            self._done = done
            self._log.resume(self._entries[start:stop], columns)
        self._done = done


def _number(entry: Entry) -> int:
    return entry.seq


def check_speed(speed: object) -> float | None:
    """Return a speed of a replay.

    Raises
    ------
    InputError
        When it is neither None nor a number above 0.
    """
    if speed is None:
        return None
    number = (int, float, np.integer, np.floating)
    if isinstance(speed, number) and not isinstance(speed, bool) and 0 < speed < FASTEST:
        return float(speed)
    raise InputError(
        f"speed={speed!r} is no speed; give a number above 0, as in speed=10 for ten times as fast, or None for as "
        "fast as possible"
    )
