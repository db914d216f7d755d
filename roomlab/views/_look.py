"""What the terminal view shows of a room at one moment, read from its log."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.events import Channel, Message, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.state.graph import GraphFold

__all__ = ["Line", "Look", "Observer", "Person", "Tie"]

RATE_SECONDS = 10.0
"""The span over which rates are averaged, and over which the change of a tie is shown."""
PULSE_SECONDS = 30
"""How far back the pulse of changes reaches; one value a second."""
LINES = 60
TIES = 60
"""No terminal shows more than so many."""
_SNAPSHOT = list(Channel).index(Channel.SNAPSHOT)


class Line(NamedTuple):
    """A message (`sender` says `text`) or, without a sender, an event."""

    sender: str | None
    text: str
    agent_id: str | None = None


class Person(NamedTuple):
    """An agent; `liked` is the mean of what others feel towards it, in [-1, 1], None while nobody feels anything."""

    id: str
    name: str
    mood: str | None = None
    mood_level: float | None = None
    liked: float | None = None


class Tie(NamedTuple):
    """A tie by the names of its ends; `change` is how far it moved within the last `RATE_SECONDS`."""

    source: str
    target: str
    sympathy: float
    change: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """A room at one moment.

    Rates are per second; the pulse is tie changes per second, oldest first. All text is untrusted.
    """

    title: str
    status: str
    seconds: float
    messages: int
    events: int
    changes: int
    message_rate: float
    change_rate: float
    warm: int
    cold: int
    pulse: tuple[int, ...]
    people: tuple[Person, ...]
    lines: tuple[Line, ...]
    ties: tuple[Tie, ...]


class _Sample(NamedTuple):
    seconds: float
    messages: int
    changes: int
    sympathies: dict[tuple[str, str], float]


class Observer:
    """Looks at a room's log now and again, and remembers enough of its last looks to tell what changes, and how fast.

    Parameters
    ----------
    log : EventLog
        The log of the room. What is in it when the observer is made counts as the past: rates leave it out.
    clock : Clock
        Tells how much time lies between two looks.
    """

    def __init__(self, log: EventLog, clock: Clock = SYSTEM_CLOCK) -> None:
        self._log = log
        self._clock = clock
        self._start = clock.monotonic()
        self._fold = GraphFold(log)
        self._rows = 0
        self._changes = 0
        self._fold.advance()
        # About one sample a second, for the rates and the pulse; the first is what was there before.
        self._samples = deque([self._sample(0.0)], maxlen=PULSE_SECONDS + 1)

    def look(self, title: str, status: str) -> Look:
        """Look at the room now.

        Parameters
        ----------
        title, status : str
            What the room is and how its source is: the log does not know.

        Returns
        -------
        Look
            All that the terminal view shows.
        """
        graph = self._fold.advance()
        now = self._sample(self._clock.monotonic() - self._start)
        then = next(
            old for old in self._samples if now.seconds - old.seconds <= RATE_SECONDS or old is self._samples[-1]
        )
        span = max(now.seconds - then.seconds, 1.0)
        if now.seconds - self._samples[-1].seconds >= 1.0:
            self._samples.append(now)
        values = now.sympathies.values()
        return Look(
            title=title,
            status=status,
            seconds=now.seconds,
            messages=now.messages,
            events=self._log.count(RoomEvent),
            changes=now.changes,
            message_rate=(now.messages - then.messages) / span,
            change_rate=(now.changes - then.changes) / span,
            warm=sum(value > 0 for value in values),
            cold=sum(value < 0 for value in values),
            pulse=self._pulse(now),
            people=tuple(self._people(now.sympathies)),
            lines=tuple(self._lines()),
            ties=tuple(
                Tie(graph.nodes[source]["name"], graph.nodes[target]["name"], sympathy, sympathy - before)
                for (source, target), sympathy in nlargest(TIES, now.sympathies.items(), key=lambda tie: abs(tie[1]))
                for before in [then.sympathies.get((source, target), 0.0)]
            ),
        )

    def _sample(self, seconds: float) -> _Sample:
        columns = self._log.edges(self._rows)
        self._rows += len(columns.seq)
        # What a snapshot tells was so before; only the stream tells of changes.
        self._changes += int(np.count_nonzero(columns.channel != _SNAPSHOT))
        sympathies = {(source, target): tie["sympathy"] for source, target, tie in self._fold.graph.edges(data=True)}
        return _Sample(seconds, self._log.count(Message), self._changes, sympathies)

    def _pulse(self, now: _Sample) -> tuple[int, ...]:
        samples = [*self._samples, now] if now is not self._samples[-1] else list(self._samples)
        return tuple(later.changes - earlier.changes for earlier, later in pairwise(samples))

    def _people(self, sympathies: dict[tuple[str, str], float]) -> list[Person]:
        felt: dict[str, list[float]] = {}
        for (_, target), sympathy in sympathies.items():
            felt.setdefault(target, []).append(sympathy)
        people = []
        for agent_id, node in self._fold.graph.nodes(data=True):
            feelings = felt.get(agent_id)
            liked = sum(feelings) / len(feelings) if feelings else None
            people.append(Person(agent_id, node["name"], node.get("mood"), node.get("mood_level"), liked))
        return people

    def _lines(self) -> list[Line]:
        entries = [*self._newest(Message), *self._newest(RoomEvent)]
        return [_line(entry) for entry in sorted(entries, key=lambda entry: entry.seq)[-LINES:]]

    def _newest(self, kind: type[Message] | type[RoomEvent]) -> list[Entry]:
        return self._log.entries(kind, max(0, self._log.count(kind) - LINES))


def _line(entry: Entry) -> Line:
    event = entry.event
    if isinstance(event, Message):
        return Line(event.sender, event.text, event.agent_id)
    assert isinstance(event, RoomEvent)
    return Line(None, event.description or event.event_type)
