"""A room that was recorded, played again."""

from __future__ import annotations

import os

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.events import Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.recording._format import Header
from roomlab.recording.reader import Integrity, Recording, read_recording
from roomlab.sources._playback import Playback, check_speed
from roomlab.sources.base import SourceState, SourceStatus

__all__ = ["ReplaySource"]


class ReplaySource:
    """Puts a recording into a log: the same entries with the same numbers and times.

    Parameters
    ----------
    path : path
        The recording.
    speed : float, optional
        So many times as fast as it was; by default everything is there at once.
    paused : bool
        Whether to stand at the beginning until `playback` is told to go on.
    texts : bool
        Whether to keep the wire texts, too, in `recording`.
    clock : Clock
        Tells when the next entry is due.

    Raises
    ------
    InputError
        When the file cannot be read or the speed is none.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        speed: float | None = None,
        paused: bool = False,
        texts: bool = False,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        speed = check_speed(speed)
        self.recording: Recording = read_recording(path, texts=texts)
        """What is played."""
        self._name = os.path.basename(os.fspath(path))
        self._clock = clock
        self._log = EventLog(clock)
        self._since = clock.now()
        self._closed = False
        self.playback = Playback(self.recording, self._log, clock, self._changed)
        """Moves in the recording."""
        self.playback.speed = speed
        if not paused:
            self.playback.play()

    @property
    def log(self) -> EventLog:
        """What was played so far."""
        return self._log

    @property
    def title(self) -> str:
        """What the recorded room was called, or the name of the file. Untrusted text."""
        return self.recording.header.title or self._name

    @property
    def header(self) -> Header:
        """What the file says of itself."""
        return self.recording.header

    @property
    def integrity(self) -> Integrity:
        """How whole the file is."""
        return self.recording.integrity

    @property
    def origin(self) -> dict[str, str]:
        """Where the recorded room came from: ``server`` and ``room``, where the recording says so."""
        told = {"server": self.header.server, "room": self.header.room}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def status(self) -> SourceStatus:
        """Complete when everything was played, live before; it goes back when the playback does."""
        notices = [entry.event for entry in self._log.entries(Notice)]
        kinds = [notice.kind for notice in notices if isinstance(notice, Notice)]
        gaps = kinds.count(NoticeKind.GAP_OPENED)
        return SourceStatus(
            self._state(), self._since, gaps=gaps, open_gaps=max(0, gaps - kinds.count(NoticeKind.GAP_CLOSED))
        )

    def on_thread(self) -> bool:
        """Whether the caller is on the thread that plays, which must not wait for itself."""
        return self.playback.on_thread()

    def close(self) -> None:
        """Stop playing; what was played stays. Idempotent."""
        self.playback.close()
        if not self._closed:
            self._closed = True
            self._changed()

    def _state(self) -> SourceState:
        if self._closed:
            return SourceState.CLOSED
        return SourceState.COMPLETE if self.playback.ended else SourceState.LIVE

    def _changed(self) -> None:
        self._since = self._clock.now()
