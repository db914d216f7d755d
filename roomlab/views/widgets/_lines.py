"""Lines of the chat as the live view shows them: messages, events and the marks between rounds, in the log's order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from roomlab.events import Event, Message, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.state.time import Cut

__all__ = ["LINES", "Conversation", "Numbers", "Transcript", "is_round", "line_of", "newest", "plain", "time_of"]

LINES = 300
"""The most lines in one message."""
LINE_CHARACTERS = 1_000_000
"""The most characters of chat in one message, so that 300 lines of 64 KiB stop no browser; one line always fits."""
_ROUND = re.compile(r"\s*={3,}[^=\n]+={3,}\s*")


class Numbers(Protocol):
    """Numbers for agents."""

    def get(self, agent_id: str, /) -> int | None:
        """Return the number of an agent, or None when it has none."""


class Conversation(NamedTuple):
    """What had been said and had happened by a moment: its newest lines, how many of each, and the last of all."""

    lines: list[Entry]
    messages: int
    events: int
    last: Entry | None


class Transcript:
    """The messages and events of a log in one order, without a copy of them.

    Parameters
    ----------
    log : EventLog
        What to follow.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._start_over()

    def _start_over(self) -> None:
        self._generation = self._log.generation
        self._seen: dict[type[Event], int] = {Message: 0, RoomEvent: 0}
        self.entries: list[Entry] = []
        """All of them, by their numbers."""
        self._columns: tuple[NDArray[np.int64], NDArray[np.bool_]] = (np.empty(0, np.int64), np.empty(0, bool))

    def follow(self) -> list[Entry]:
        """Take in what the log has gained, and return it."""
        if self._generation != self._log.generation:
            self._start_over()
        new: list[Entry] = []
        for kind, seen in self._seen.items():
            if self._log.count(kind) > seen:
                came = self._log.entries(kind, seen)
                self._seen[kind] += len(came)
                new += came
        new.sort(key=_seq)
        late = bool(new) and bool(self.entries) and new[0].seq < self.entries[-1].seq
        self.entries += new
        if late:  # an append fell between the two looks above
            self.entries.sort(key=_seq)
        return new

    def at(self, cut: Cut) -> Conversation:
        """Return what had been said and had happened by a cut."""
        times, said = self._times_and_kinds()
        if cut.seq is not None:
            places = np.arange(bisect_right(self.entries, cut.seq, key=_seq))
        else:
            assert cut.when is not None
            places = np.flatnonzero(times <= cut.when)
        messages = int(np.count_nonzero(said[places]))
        last = self.entries[int(places[-1])] if places.size else None
        lines = newest([self.entries[place] for place in places[-LINES:].tolist()])
        return Conversation(lines, messages, len(places) - messages, last)

    def _times_and_kinds(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        if len(self._columns[0]) != len(self.entries):
            times = np.array([time_of(entry) for entry in self.entries], np.int64)
            said = np.array([isinstance(entry.event, Message) for entry in self.entries], bool)
            self._columns = (times, said)
        return self._columns

    def before(self, seq: int, limit: int = LINES) -> list[Entry]:
        """Return the newest entries with numbers below `seq`, oldest first, as many as one message may hold."""
        stop = bisect_left(self.entries, seq, key=_seq)
        return newest(self.entries[max(0, stop - min(limit, LINES)) : stop])


def newest(entries: list[Entry]) -> list[Entry]:
    """Return the newest of some entries, as many as one message may hold."""
    characters, start = 0, len(entries)
    while start > 0 and len(entries) - start < LINES:
        event = entries[start - 1].event
        characters += len(event.text if isinstance(event, Message) else getattr(event, "description", ""))
        if characters > LINE_CHARACTERS and start < len(entries):
            break
        start -= 1
    return entries[start:]


def line_of(entry: Entry, numbers: Numbers) -> dict[str, Any]:
    """Return an entry as a line: seq, time, kind, sender, agent, text, agents.

    Parameters
    ----------
    entry : Entry
        A message or an event.
    numbers : Numbers
        Of the agents that the page knows.
    """
    event = entry.event
    agents: tuple[str, ...] = ()
    if isinstance(event, Message):
        kind, sender, text = "round" if is_round(entry) else "message", event.sender, event.text
        agent = None if event.agent_id is None else numbers.get(event.agent_id)
    else:
        assert isinstance(event, RoomEvent)
        kind, sender, text = "event", event.event_type, event.description or event.event_type
        agent, agents = None, event.agent_ids
    return {
        "seq": entry.seq,
        "time": time_of(entry),
        "kind": kind,
        "sender": plain(sender),
        "agent": agent,
        "text": plain(text),
        "agents": known(agents, numbers),
    }


def is_round(entry: Entry) -> bool:
    """Whether an entry marks the end of a round: a message between equals signs that no agent said."""
    event = entry.event
    return isinstance(event, Message) and event.agent_id is None and _ROUND.fullmatch(event.text[:200]) is not None


def time_of(entry: Entry) -> int:
    """Return when it was said or happened: the server's time where it gave one, else the arrival."""
    stated = getattr(entry.event, "timestamp", None)
    return entry.received if stated is None else stated


def known(agents: Iterable[str], numbers: Numbers) -> list[int]:
    """Return the numbers of those agents that have one."""
    return [number for number in map(numbers.get, agents) if number is not None]


def plain(text: str) -> str:
    """Return a text that any channel can carry: half a surrogate pair becomes the sign for "not a character"."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _seq(entry: Entry) -> int:
    return entry.seq
