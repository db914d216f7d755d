"""What the terminal view shows of a room at one moment, read from its log."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.events import Channel, Message, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.state.fold import RoomFold

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
    sympathies: NDArray[np.float64]
    """By pair of the log; 0 where there is no tie."""

    def sympathy(self, pair: int) -> float:
        return float(self.sympathies[pair]) if pair < len(self.sympathies) else 0.0


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
        self._fold = RoomFold(log)
        self._rows = 0
        self._changes = 0
        self._codes: dict[str, int] = {}  # ids that ties lead to, numbered
        self._targets: list[int] = []  # that number, by pair
        # About one sample a second, for the rates and the pulse; the first is what was there before.
        self._samples = deque([self._sample()], maxlen=PULSE_SECONDS + 1)

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
        now = self._sample()
        then = next((old for old in self._samples if now.seconds - old.seconds <= RATE_SECONDS), self._samples[-1])
        span = max(now.seconds - then.seconds, 1.0)
        if now.seconds - self._samples[-1].seconds >= 1.0:
            self._samples.append(now)
        ties = self._fold.ties()
        values = self._fold.sympathy[ties]
        strongest = ties[np.argsort(-np.abs(values), kind="stable")[:TIES]]
        return Look(
            title=title,
            status=status,
            seconds=now.seconds,
            messages=now.messages,
            events=self._log.count(RoomEvent),
            changes=now.changes,
            message_rate=(now.messages - then.messages) / span,
            change_rate=(now.changes - then.changes) / span,
            warm=int(np.count_nonzero(values > 0)),
            cold=int(np.count_nonzero(values < 0)),
            pulse=self._pulse(now),
            people=tuple(self._people(ties, values)),
            lines=tuple(self._lines()),
            ties=tuple(self._tie(pair, now, then) for pair in strongest.tolist()),
        )

    def _sample(self) -> _Sample:
        self._fold.advance()
        columns = self._log.edges(self._rows)
        self._rows += len(columns.seq)
        # What a snapshot tells was so before; only the stream tells of changes.
        self._changes += int(np.count_nonzero(columns.channel != _SNAPSHOT))
        sympathies = np.where(self._fold.born >= 0, self._fold.sympathy, 0.0)
        seconds = self._clock.monotonic() - self._start
        return _Sample(seconds, self._log.count(Message), self._changes, sympathies)

    def _pulse(self, now: _Sample) -> tuple[int, ...]:
        samples = [*self._samples, now] if now is not self._samples[-1] else list(self._samples)
        return tuple(later.changes - earlier.changes for earlier, later in pairwise(samples))

    def _tie(self, pair: int, now: _Sample, then: _Sample) -> Tie:
        source, target = (self._fold.agents[end].name for end in self._log.pairs[pair])
        sympathy = now.sympathy(pair)
        return Tie(source, target, sympathy, sympathy - then.sympathy(pair))

    def _people(self, ties: NDArray[np.int64], values: NDArray[np.float64]) -> list[Person]:
        for _, target in self._log.pairs[len(self._targets) :]:
            self._targets.append(self._codes.setdefault(target, len(self._codes)))
        targets = np.array(self._targets, np.int64)[ties]
        sums, sizes = np.bincount(targets, values), np.bincount(targets)
        people = []
        for agent in self._fold.agents.values():
            code = self._codes.get(agent.id, len(sizes))
            liked = float(sums[code] / sizes[code]) if code < len(sizes) and sizes[code] else None
            people.append(Person(agent.id, agent.name, agent.mood, agent.mood_level, liked))
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
