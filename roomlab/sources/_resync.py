"""How what was read over REST and what came by socket meanwhile become one story. Pure: no sockets and no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from roomlab.events import Agent, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog, last_rows

__all__ = ["HistoryReader", "Pair", "TieView", "age", "merge_chat", "merge_roster", "merge_ties", "mirrored"]

Pair: TypeAlias = tuple[str, str]
ChatEntry: TypeAlias = Message | RoomEvent


class TieView:
    """The newest value of every tie of a log, brought up to date only when it is asked for."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._rows = 0
        self._values = np.empty(0)
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)  # of the pairs that an agent is in
        self._numbered = 0  # so many pairs are in there

    def read(self) -> dict[Pair, float]:
        """Return the ties as they are now, (source, target) to sympathy; those that have ended are left out."""
        self._advance()
        pairs = self._log.pairs
        return {pairs[index]: float(self._values[index]) for index in np.flatnonzero(~np.isnan(self._values))}

    def of(self, agent_id: str) -> list[Pair]:
        """Return the ties from and to an agent as they are now.

        It takes time with these alone, not with all: thousands may leave a large room one after the other.
        """
        self._advance()
        pairs = self._log.pairs
        for number in range(self._numbered, len(self._values)):
            for end in set(pairs[number]):
                self._numbers[end].append(number)
        self._numbered = len(self._values)
        return [pairs[number] for number in self._numbers.get(agent_id, ()) if not np.isnan(self._values[number])]

    def _advance(self) -> None:
        columns = self._log.edges(self._rows)
        self._rows += len(columns.pair)
        pairs = self._log.pairs
        if len(pairs) > len(self._values):
            self._values = np.concatenate([self._values, np.full(len(pairs) - len(self._values), np.nan)])
        if not len(columns.pair):
            return
        last = last_rows(columns.pair, np.arange(len(columns.pair)), len(pairs))
        changed = np.flatnonzero(last >= 0)
        self._values[changed] = columns.sympathy[last[changed]]


def mirrored(update: EdgeUpdate) -> EdgeUpdate:
    """Return the same update of the reverse tie."""
    return EdgeUpdate(update.target, update.source, update.sympathy, update.timestamp)


def merge_ties(
    known: Mapping[Pair, float], snapshot: Iterable[EdgeUpdate], buffered: Sequence[EdgeUpdate]
) -> list[EdgeUpdate]:
    """Return what must be logged before the buffered frames so that, after them, the ties are the server's.

    Parameters
    ----------
    known : mapping
        The ties of the log, before this.
    snapshot : iterable of EdgeUpdate
        The ties that the server told. No one knows between which of the buffered frames it stands.
    buffered : sequence of EdgeUpdate
        Frames that came while the snapshot was read; they will be logged after the result.

    Returns
    -------
    list of EdgeUpdate
        For each tie of the snapshot its value, unless the log has it already, or a buffered frame carries it: then the
        snapshot may be newer than that frame and must not go before an older one. For each known tie that the snapshot
        lacks, its end (NaN).
    """
    carried = {(frame.source, frame.target, frame.sympathy) for frame in buffered}
    told: dict[Pair, EdgeUpdate] = {}
    for tie in snapshot:
        told.setdefault((tie.source, tie.target), tie)
    changed = [
        tie for pair, tie in told.items() if known.get(pair) != tie.sympathy and (*pair, tie.sympathy) not in carried
    ]
    ended = [EdgeUpdate(*pair, float("nan")) for pair in known if pair not in told]
    return changed + ended


def merge_roster(known: Mapping[str, Agent], roster: Iterable[Agent]) -> tuple[list[Agent], list[str]]:
    """Compare the roster with what is known.

    Returns
    -------
    changed : list of Agent
        The agents that are new or differ; a character that is known and not told again is kept.
    removed : list of str
        Ids of the known agents that the roster lacks.
    """
    changed, met = [], set()
    for told in roster:
        met.add(told.id)
        before = known.get(told.id)
        agent = told
        if before is not None and told.character is None and before.character is not None:
            agent = Agent(
                told.id, told.name, told.mood, told.mood_level, told.avatar, before.character, before.extra | told.extra
            )
        if agent != before:
            changed.append(agent)
    return changed, [agent_id for agent_id in known if agent_id not in met]


def age(entry: ChatEntry) -> tuple[int, int, int, str]:
    """Return the key that sorts messages and events from old to new: the time, then the id, a number where it is one.

    Entries without a time come last, by id.
    """
    when = entry.timestamp if entry.timestamp is not None else _NO_TIME
    if entry.id.isascii() and entry.id.isdecimal() and len(entry.id) < 100:
        return when, 0, int(entry.id), ""
    return when, 1, 0, entry.id


_NO_TIME = 1 << 62


def merge_chat(past: Iterable[ChatEntry], buffered: Iterable[ChatEntry]) -> list[tuple[ChatEntry, bool]]:
    """Return past and buffered entries from old to new, each once, and whether each came by socket.

    Messages and events have ids of their own. All are sorted together: the past, read after the first frames came, may
    hold a message that is newer than them and whose own frame is still on its way.
    """
    kept: dict[tuple[type, str], tuple[ChatEntry, bool]] = {}
    for entry in buffered:
        kept.setdefault((type(entry), entry.id), (entry, True))
    for entry in past:
        kept.setdefault((type(entry), entry.id), (entry, False))
    return sorted(kept.values(), key=lambda item: age(item[0]))


class HistoryReader:
    """Decides which page of the messages to ask for next, and when to stop, whatever the order within a page.

    Parameters
    ----------
    known : container of str
        Ids of the messages that the log has; meeting one ends the reading.

    Attributes
    ----------
    messages : dict of str to Message
        What was read and is not known.
    cursor : str or None
        The `after_id` of the next page: messages older than that one. None for the first page.
    done : bool
        Whether the reading is over.
    complete : bool
        Whether nothing is missing between what is known (or the beginning) and now.
    """

    def __init__(self, known: Container[str] = ()) -> None:
        self._known = known
        self._asked: set[str] = set()
        self._limit: tuple[int, int, int, str] | None = None
        self.messages: dict[str, Message] = {}
        self.cursor: str | None = None
        self.done = False
        self.complete = False

    def feed(self, page: Sequence[Message], has_more: bool | None) -> None:
        """Take the page that was asked for, and what the server said of older ones (None when it said nothing)."""
        new = [message for message in page if message.id not in self.messages and message.id not in self._known]
        older = [message for message in new if self._limit is None or age(message) < self._limit]
        self.messages.update((message.id, message) for message in new)
        met = any(message.id in self._known for message in page)
        if met or has_more is False or (not page and not has_more):
            self.done = self.complete = True
            return
        oldest = min(older, key=age, default=None) or self._smallest_id()
        if oldest is None:
            self.done = True  # the server repeats itself: it ignores `after_id`, or means something else by it
            return
        self._asked.add(oldest.id)
        self.cursor = oldest.id
        self._limit = age(oldest)

    def _smallest_id(self) -> Message | None:
        """Return where to go on when the oldest message led nowhere: a server may page by id though times disagree."""
        smallest = min(self.messages.values(), key=lambda message: age(message)[1:], default=None)
        return None if smallest is None or smallest.id in self._asked else smallest
