"""What a log holds already, as lines of a recording."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from roomlab.events import Agent, AgentRemoved, Channel, Event, Message, Notice, RoomEvent, Unknown
from roomlab.log import BLOCK_ROWS, Entry, EventLog
from roomlab.recording._format import TIES_OF_A_LINE, entry_line, ties_line

__all__ = ["PastReader"]

_KINDS: tuple[type[Event], ...] = (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
_CHANNELS = tuple(Channel)


class PastReader:
    """Reads entries of a log as lines, from older to newer.

    Parameters
    ----------
    log : EventLog
        What is read.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._rows = 0
        self._taken = dict.fromkeys(_KINDS, 0)

    def lines(self, start: int | None, stop: int) -> Iterator[bytes]:
        """Yield the lines of the entries from number `start` (None: the oldest) to `stop`, in pieces.

        Parameters
        ----------
        start, stop : int
            Numbers; both ends count. `start` must be after the `stop` of the call before.
        """
        self._skip_to(start)
        for entry in self._entries(start, stop):
            yield from self._ties(entry.seq)
            yield entry_line(entry)
        yield from self._ties(stop)

    def _entries(self, start: int | None, stop: int) -> list[Entry]:
        found: list[Entry] = []
        for kind in _KINDS:
            for entry in self._log.entries(kind, self._taken[kind]):
                if entry.seq > stop:
                    break
                self._taken[kind] += 1
                if start is None or entry.seq >= start:
                    found.append(entry)
        return sorted(found, key=lambda entry: entry.seq)

    def _skip_to(self, start: int | None) -> None:
        while start is not None:
            asked = BLOCK_ROWS - self._rows % BLOCK_ROWS
            seqs = self._log.edges(self._rows, self._rows + asked).seq
            older = int(seqs.searchsorted(start))
            self._rows += older
            if older < asked:
                return

    def _ties(self, stop: int) -> Iterator[bytes]:
        """Yield the changes of ties up to number `stop`, a line for each run of consecutive numbers."""
        while True:
            asked = min(TIES_OF_A_LINE, BLOCK_ROWS - self._rows % BLOCK_ROWS)
            columns = self._log.edges(self._rows, self._rows + asked)
            size = int(columns.seq.searchsorted(stop, side="right"))
            if not size:
                return
            seq, channel = columns.seq[:size], columns.channel[:size]
            breaks = np.flatnonzero((np.diff(seq) != 1) | (np.diff(channel) != 0))
            size = int(breaks[0]) + 1 if breaks.size else size
            pairs = self._log.pairs
            ties = [
                (*pairs[pair], sympathy, when)
                for pair, sympathy, when in zip(
                    columns.pair[:size].tolist(),
                    columns.sympathy[:size].tolist(),
                    columns.timestamp[:size].tolist(),
                    strict=True,
                )
            ]
            self._rows += size
            yield ties_line(int(seq[0]), ties[0][3], _CHANNELS[channel[0]], ties)
