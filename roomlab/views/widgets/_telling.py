"""What the live view tells its pages: a room as numbered snapshots and deltas, made of a fold of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import Clock
from roomlab.events import Agent, Channel, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import Entry, EventLog
from roomlab.sources.base import SourceStatus
from roomlab.state.fold import Changes, RoomFold
from roomlab.views.widgets._lines import Transcript, is_round, line_of, newest, plain, time_of
from roomlab.views.widgets._timeline import Timeline

__all__ = ["Describe", "Telling", "agent_of", "nullable"]

Describe = Callable[[], tuple[str, SourceStatus]]
"""Says what a room is called and how its source is."""

RATE_SECONDS = 10.0
"""The span over which rates are averaged."""
SLOW_SECONDS = 1.0
"""Between two looks at everything that need not be told at once: the timeline, the rates."""
TOTALS_SECONDS = 0.25
_AVATAR_CHARACTERS = 64
_ROUNDS = 240
_SNAPSHOT = list(Channel).index(Channel.SNAPSHOT)


class Telling:
    """Tells a room as messages. Belongs to one thread.

    Parameters
    ----------
    log : EventLog
        What to tell of.
    describe : callable
        Returns the title and the status of the room.
    clock : Clock
        For rates.
    """

    def __init__(self, log: EventLog, describe: Describe, clock: Clock) -> None:
        self._log = log
        self._describe = describe
        self._clock = clock
        self._number = 0
        self.numbers: dict[str, int] = {}
        """The number of each agent that the pages know of, for life."""
        self.ties = 0
        """How many ties the pages know of; the number of a tie is its place in `EventLog.pairs`."""
        self._ids: list[str] = []
        self._people: list[dict[str, Any]] = []
        self._source: list[int] = []
        self._target: list[int] = []
        self.transcript = Transcript(log)
        """The chat so far."""
        self._status: SourceStatus | None = None
        self._samples: deque[tuple[float, int, int]] = deque()
        self._slow_at = self._totals_at = -SLOW_SECONDS
        self._totals: dict[str, Any] = {}
        self._start_over()

    def _start_over(self) -> None:
        self._fold = RoomFold(self._log)
        self._timeline = Timeline()
        self._rounds: list[int] = []
        self._rows = self._changes = 0
        self._lines_untold = False  # whether lines were said that the timeline as it was last told does not count
        self._known: int | None = None
        self._samples.clear()

    @property
    def fresh(self) -> bool:
        """Whether nothing has been told yet."""
        return self._number == 0

    def people_at(self, agents: dict[str, Agent]) -> list[dict[str, Any]]:
        """Return what is known of each agent, by number, at a moment when those were in the room who are given.

        Who was then as now is described by the same dict: ten thousand new ones would keep the garbage collector busy
        for longer than the kernel's loop may stand still.
        """
        now = self._fold.agents
        return [
            person
            if (then := agents.get(agent_id)) and then == now.get(agent_id)
            else agent_of(agent_id, agents, person)
            for agent_id, person in zip(self._ids, self._people, strict=True)
        ]

    # -- messages

    def snapshot(self) -> dict[str, Any]:
        """Return everything that a page has to know."""
        if self._fold.stale:
            self._start_over()
        self._number_agents(self._fold.advance())
        self._take_rows()
        self._take_lines(self.transcript.follow())
        self._totals_at = self._slow_at
        title, self._status = self._describe()
        self._number += 1
        self._totals = self._count()
        return {
            "type": "snapshot",
            "n": self._number,
            "title": plain(title),
            "status": _status(self._status),
            "agents": self._people.copy(),
            "ties": {"source": self._source.copy(), "target": self._target.copy(), "sympathy": self._sympathies()},
            "chat": [line_of(entry, self.numbers) for entry in newest(self.transcript.entries)],
            "totals": self._totals,
            "timeline": self._describe_timeline(),
        }

    def delta(self, *, last: bool = False) -> dict[str, Any] | None:
        """Return what has changed since the last message; a snapshot after the log was rewound; None if nothing did.

        Parameters
        ----------
        last : bool
            Whether there will be no other: then nothing is left for later.
        """
        if self._fold.stale:
            return self.snapshot()
        told: dict[str, Any] = {}
        known = self.ties
        changes = self._fold.advance()
        numbers = self._number_agents(changes)
        if numbers:
            told["agents"] = [(number, self._people[number]) for number in sorted(numbers)]
        if self.ties > known:
            new = slice(known, self.ties)
            told["new_ties"] = {
                "source": self._source[new],
                "target": self._target[new],
                "sympathy": nullable(values_of(self._fold, self.ties)[new]),
            }
        moved = changes.pairs[changes.pairs < known]
        if moved.size:
            values = np.where(self._fold.born[moved] >= 0, self._fold.sympathy[moved], np.nan)
            told["ties"] = {"tie": moved.tolist(), "sympathy": nullable(values)}
        self._tell_chat(told)
        self._tell_slow(told, last)
        if not told:
            return None
        self._number += 1
        return {"type": "delta", "n": self._number, **told}

    def _tell_chat(self, told: dict[str, Any]) -> None:
        lines = self.transcript.follow()
        if lines:
            fit = newest(lines)
            told["chat"] = [line_of(entry, self.numbers) for entry in fit]
            if len(fit) < len(lines):
                told["chat_anew"] = True  # some were left out: the page must not join these to what it has
            self._take_lines(lines)

    def _tell_slow(self, told: dict[str, Any], last: bool) -> None:
        now = self._clock.monotonic()
        if now - self._totals_at < TOTALS_SECONDS and not last:
            return
        self._totals_at = now
        _, status = self._describe()
        if status != self._status:
            self._status = status
            told["status"] = _status(status)
        if now - self._slow_at >= SLOW_SECONDS or last:
            rows = self._rows
            self._take_rows()
            if rows != self._rows or self._lines_untold or "status" in told:
                told["timeline"] = self._describe_timeline()
        totals = self._count()
        if totals != self._totals:
            self._totals = told["totals"] = totals

    # -- agents and ties

    def _number_agents(self, changes: Changes) -> set[int]:
        """Give numbers to what is new, renew the descriptions, and return the numbers of agents that changed."""
        touched = {self._number_of(agent_id) for agent_id in (*changes.agents, *changes.removed)}
        if changes.pairs.size and int(changes.pairs[-1]) >= self.ties:
            first, self.ties = self.ties, int(changes.pairs[-1]) + 1
            pairs, numbers = self._log.pairs[first : self.ties], self.numbers
            touched.update([self._number_of(end) for pair in pairs for end in pair if end not in numbers])
            self._source += [numbers[source] for source, _ in pairs]
            self._target += [numbers[target] for _, target in pairs]
        for number in touched:
            self._people[number] = agent_of(self._ids[number], self._fold.agents, self._people[number])
        return touched

    def _number_of(self, agent_id: str) -> int:
        number = self.numbers.get(agent_id)
        if number is None:
            number = self.numbers[agent_id] = len(self._people)
            self._ids.append(agent_id)
            self._people.append({})
        return number

    def _sympathies(self) -> list[float | None]:
        return nullable(values_of(self._fold, self.ties))

    # -- what need not be told at once

    def _take_lines(self, lines: list[Entry]) -> None:
        self._rounds += [time_of(entry) for entry in lines if is_round(entry)]
        self._lines_untold = self._lines_untold or bool(lines)
        self._timeline.take_messages([time_of(entry) for entry in lines if isinstance(entry.event, Message)])

    def _take_rows(self) -> None:
        self._slow_at = self._clock.monotonic()
        columns = self._log.edges(self._rows)
        if not self._rows and len(columns.seq) and columns.channel[0] == _SNAPSHOT:
            read = np.logical_and.accumulate(columns.channel == _SNAPSHOT)
            self._known = int(columns.timestamp[read].max())
            self._timeline.begin_at(self._known)
        self._rows += len(columns.seq)
        told = columns.channel != _SNAPSHOT  # what a snapshot tells was so before; only a stream tells of changes
        self._changes += int(np.count_nonzero(told))
        self._timeline.take_changes(columns.pair, columns.sympathy, columns.timestamp, told)

    def _count(self) -> dict[str, Any]:
        now, messages = self._clock.monotonic(), self._log.count(Message)
        if not self._samples or now - self._samples[-1][0] >= SLOW_SECONDS:
            self._samples.append((now, messages, self._changes))
        while len(self._samples) > 1 and now - self._samples[0][0] > RATE_SECONDS:
            self._samples.popleft()
        then, messages_then, changes_then = self._samples[0]
        span = max(now - then, 1.0)
        return {
            "messages": messages,
            "events": self._log.count(RoomEvent),
            "changes": self._changes,
            "message_rate": round((messages - messages_then) / span, 1),
            "change_rate": round((self._changes - changes_then) / span, 1),
        }

    def _describe_timeline(self) -> dict[str, Any] | None:
        described = self._timeline.describe()
        self._lines_untold = False
        if described is None:
            return None
        return {
            **described,
            "last_seq": self._log.last_seq,
            "known": self._known,
            "gaps": gaps(self._log),
            "rounds": [when for when in self._rounds[-_ROUNDS:] if when >= described["start"]],
        }


def agent_of(agent_id: str, agents: dict[str, Agent], before: dict[str, Any]) -> dict[str, Any]:
    """Return an agent as pages know it: id, name, mood, level, avatar, here.

    Parameters
    ----------
    agent_id : str
        Which.
    agents : dict of str to Agent
        Those who are in the room.
    before : dict
        What pages knew of it so far; for one who has left, that is what stays.
    """
    agent = agents.get(agent_id)
    if agent is None:
        name = before.get("name", plain(agent_id))
        return {
            "mood": None,
            "level": None,
            "avatar": None,
            **before,
            "id": plain(agent_id),
            "name": name,
            "here": False,
        }
    avatar = agent.avatar if agent.avatar and len(agent.avatar) <= _AVATAR_CHARACTERS else None
    return {
        "id": plain(agent_id),
        "name": plain(agent.name),
        "mood": None if agent.mood is None else plain(agent.mood),
        "level": agent.mood_level,
        "avatar": None if avatar is None else plain(avatar),
        "here": True,
    }


def values_of(fold: RoomFold, ties: int) -> NDArray[np.float64]:
    """Return the sympathy of so many ties; NaN where there is none."""
    values = np.full(ties, np.nan)
    size = min(ties, len(fold.born))
    values[:size] = np.where(fold.born[:size] >= 0, fold.sympathy[:size], np.nan)
    return values


def nullable(values: NDArray[np.float64]) -> list[float | None]:
    """Return numbers as JSON has them: None for NaN."""
    listed: list[float | None] = values.tolist()
    for place in np.flatnonzero(np.isnan(values)).tolist():
        listed[place] = None
    return listed


def gaps(log: EventLog) -> list[tuple[int, int | None]]:
    """Return when there was no connection, in microseconds since 1970 UTC; the end is None while there is none."""
    found: list[tuple[int, int | None]] = []
    begun: dict[object, int] = {}
    for entry in log.entries(Notice):
        notice = entry.event
        assert isinstance(notice, Notice)
        channel = notice.details.get("channel")
        if notice.kind is NoticeKind.GAP_OPENED:
            begun[channel] = len(found)
            found.append((entry.received, None))
        elif notice.kind is NoticeKind.GAP_CLOSED and channel in begun:
            place = begun.pop(channel)
            found[place] = (found[place][0], entry.received)
    return found


def _status(status: SourceStatus) -> dict[str, Any]:
    error = None if status.error is None else plain(status.error)
    return {"state": str(status.state), "gaps": status.gaps, "open_gaps": status.open_gaps, "error": error}
