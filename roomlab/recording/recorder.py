"""Writes a log to disk while it grows."""

from __future__ import annotations

import hashlib
import logging
import math
import os
import threading
from collections import deque
from collections.abc import Mapping
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import BinaryIO

import msgspec

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import InputError, RoomlabError
from roomlab.log import Arrival, EventLog
from roomlab.recording._compression import packer_for
from roomlab.recording._format import FORMAT, VERSION, Header, arrival_lines, header_line, part_path, seal_line
from roomlab.recording._past import PastReader

__all__ = ["Recorder"]

logger = logging.getLogger("roomlab.recording")

FLUSH_SECONDS = 0.05
"""How long an entry waits at most for others before all are handed to the operating system in one write."""
SYNC_SECONDS = 1.0
"""How often the operating system is asked to put the file on the disk itself."""
WAITING_LIMIT = 200_000
"""Wire texts that may wait in memory. Those beyond it are let go: their entries are then written from the log."""
PIECE_BYTES = 2**20


class Recorder:
    """Records a log into a file, from what is in it already to all that comes, on a thread of its own.

    A write ends with a seal and reaches the operating system at once, so a process that is killed leaves everything up
    to `FLUSH_SECONDS` ago; a power cut takes at most what came within `SYNC_SECONDS`. Closing writes the rest.

    Parameters
    ----------
    log : EventLog
        What to record.
    path : path
        The file to write, which must not be there yet. With the ending ``.zst`` it is compressed.
    title : str
        What the room is.
    origin : mapping, optional
        Where it comes from: ``server`` and ``room``, without credentials.
    max_bytes, max_seconds : float, optional
        From which size (before compression) or age on the recording goes on in another file; see `part_path`.
    clock : Clock
        Tells when the recording started.

    Raises
    ------
    InputError
        When the file is there already or cannot be made.
    MissingDependencyError
        When it is to be compressed and the extra ``zstd`` is not installed.
    """

    def __init__(
        self,
        log: EventLog,
        path: str | PathLike[str],
        *,
        title: str = "",
        origin: Mapping[str, str] | None = None,
        max_bytes: float | None = None,
        max_seconds: float | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._log = log
        self.path = Path(path)
        """The file."""
        self._max_bytes = _limit(max_bytes, "max_bytes")
        self._max_seconds = _limit(max_seconds, "max_seconds")
        self._past = PastReader(log)
        self._next: int | None = None  # the number of the next entry; None: the oldest there is
        self._generation = log.generation
        self._arrivals: deque[Arrival] = deque()
        self._waiting = 0
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._closing = threading.Event()
        self._written = threading.Condition()
        self._error: str | None = None
        self._header = Header(
            format=FORMAT,
            version=VERSION,
            roomlab=version("roomlab"),
            title=title,
            server=(origin or {}).get("server"),
            room=(origin or {}).get("room"),
            started=clock.now(),
        )
        self._begin_part()
        self._untap = log.tap(self._hear)
        self._news.set()
        self._thread = threading.Thread(target=self._run, name="roomlab-recorder", daemon=True)
        self._thread.start()

    def __repr__(self) -> str:
        return f"<Recorder to {self.path.name}: {self.error or ('closed' if self.closed else 'recording')}>"

    # -- for the user

    @property
    def error(self) -> str | None:
        """Why the recording stopped before it was closed, as one sentence; None while all is well."""
        return self._error

    @property
    def closed(self) -> bool:
        """Whether the recording has ended."""
        return self._file.closed

    @property
    def last_seq(self) -> int:
        """The number of the newest entry that is in the file; 0 for none."""
        return (self._next or 1) - 1

    def flush(self, timeout: float = 10.0) -> None:
        """Wait until everything that is in the log now has been handed to the operating system.

        Parameters
        ----------
        timeout : float
            Seconds.

        Raises
        ------
        RoomlabError
            When it could not be written in time or at all.
        """
        goal = self._log.last_seq
        with self._written:
            done = self._written.wait_for(
                lambda: self.closed or self._error is not None or (self._next or 1) > goal, timeout
            )
        if self._error is not None:
            raise RoomlabError(self._error)
        if not done:
            raise RoomlabError(f"the recording {self.path} is more than {timeout:g} s behind the room")

    def close(self) -> None:
        """Write what is left, put it on the disk and end. Can be called again."""
        self._untap()
        self._closing.set()
        self._news.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    # -- in the thread that appends, within the lock of the log

    def _hear(self, arrival: Arrival | None) -> None:
        if arrival is not None:
            with self._lock:
                if self._waiting <= WAITING_LIMIT:
                    self._waiting += len(arrival.texts)
                    self._arrivals.append(arrival)
        if not self._news.is_set():
            self._news.set()

    # -- on the thread of the recorder

    def _run(self) -> None:
        synced, dirty = SYSTEM_CLOCK.monotonic(), True
        try:
            while not self._closing.is_set():
                dirty = self._news.wait(SYNC_SECONDS) or dirty
                self._closing.wait(FLUSH_SECONDS)  # others come meanwhile
                self._drain()
                if dirty and SYSTEM_CLOCK.monotonic() - synced >= SYNC_SECONDS:
                    os.fsync(self._file.fileno())
                    synced, dirty = SYSTEM_CLOCK.monotonic(), False
            self._drain()
            self._write([], "end")
            os.fsync(self._file.fileno())
        except OSError as problem:
            self._fail(f"the recording {self.path} has stopped, because it cannot be written ({problem.strerror})")
        except RoomlabError as problem:
            self._fail(str(problem))
        except Exception as defect:
            logger.exception("a defect in roomlab stopped a recording")
            self._fail(f"a defect in roomlab stopped the recording {self.path}: {type(defect).__name__}")
        finally:
            self._untap()
            try:
                self._file.close()
            except OSError as problem:  # what was buffered could not be written either
                logger.debug("%s could not be closed: %s", self.path.name, problem)
            with self._written:
                self._written.notify_all()

    def _fail(self, sentence: str) -> None:
        self._error = sentence
        self._arrivals.clear()
        logger.error("%s", sentence)

    def _drain(self) -> None:
        """Write all that the log has, in its order."""
        self._news.clear()
        stop = self._log.last_seq
        if self._log.generation != self._generation:
            raise RoomlabError(f"the recording {self.path} has stopped, because the replayed room was wound back")
        pieces: list[bytes] = []
        for arrival in self._arrived(stop):
            self._take(arrival, pieces)
        self._read_past(stop, pieces)
        if pieces:
            self._write(pieces)
        with self._written:
            self._written.notify_all()

    def _arrived(self, stop: int) -> list[Arrival]:
        """Take the arrivals up to number `stop` out of those that wait."""
        arrived: list[Arrival] = []
        while self._arrivals and self._arrivals[0].first <= stop:
            arrived.append(self._arrivals.popleft())
        with self._lock:
            self._waiting -= sum(len(arrival.texts) for arrival in arrived)
        return arrived

    def _take(self, arrival: Arrival, pieces: list[bytes]) -> None:
        if self._next is not None and arrival.first < self._next:
            return  # it was read from the log already
        if self._next != arrival.first:
            self._read_past(arrival.first - 1, pieces)
        lines = arrival_lines(arrival)
        if lines is not None:  # else the next reading of the past brings it
            pieces.append(lines)
            self._next = arrival.following

    def _read_past(self, stop: int, pieces: list[bytes]) -> None:
        if self._next is not None and stop < self._next:
            return
        size = 0
        for piece in self._past.lines(self._next, stop):
            pieces.append(piece)
            size += len(piece)
            if size >= PIECE_BYTES:  # a long past must not be in memory as a whole
                self._write(pieces)
                pieces.clear()
                size = 0
        self._next = stop + 1

    def _write(self, pieces: list[bytes], last: str = "") -> None:
        if pieces and self._is_full():
            self._next_part()
        data = b"".join(pieces)
        self._hash.update(data)
        self._seal = self._hash.hexdigest()
        seal = seal_line(self._seal, last)
        self._hash.update(seal)
        self._size += len(data) + len(seal)
        self._file.write(self._packer.pack(data + seal))
        if last:
            self._file.write(self._packer.end())
        self._file.flush()

    # -- the parts of a recording that is rotated

    def _is_full(self) -> bool:
        age = SYSTEM_CLOCK.monotonic() - self._began
        return self._used and (self._size >= self._max_bytes or age >= self._max_seconds)

    def _next_part(self) -> None:
        self._write([], "continues")
        os.fsync(self._file.fileno())
        old = self._file
        self._header = msgspec.structs.replace(self._header, part=self._header.part + 1, previous=self._seal)
        self._begin_part()
        old.close()

    def _begin_part(self) -> None:
        path = part_path(self.path, self._header.part)
        self._packer = packer_for(path)
        self._file = _create(path)
        self._hash = hashlib.sha256()
        self._size = 0
        self._began = SYSTEM_CLOCK.monotonic()
        self._used = False
        try:
            self._write([header_line(self._header)])
        except OSError as problem:
            self._file.close()
            raise InputError(f"the recording {path} cannot be written ({problem.strerror})") from None
        self._used = True


def _create(path: Path) -> BinaryIO:
    try:
        return open(path, "xb")
    except FileExistsError:
        raise InputError(
            f"the file {path} is there already, and a recording is never written over; choose another name"
        ) from None
    except OSError as problem:
        raise InputError(f"the recording {path} cannot be made ({problem.strerror}); choose another path") from None


def _limit(value: float | None, name: str) -> float:
    if value is None:
        return math.inf
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return value
    raise InputError(f"{name}={value!r} is no limit; give a number above 0, or None for a single file")
