"""The answers to what pages ask of the past: a moment, an agent's history, earlier lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roomlab.errors import InputError
from roomlab.events import Channel, Message, RoomEvent
from roomlab.log import EdgeColumns, Entry, EventLog
from roomlab.state.time import Cut, TimeIndex
from roomlab.views.widgets._lines import LINES, line_of, newest, time_of
from roomlab.views.widgets._telling import Telling, nullable, values_of
from roomlab.views.widgets._timeline import mean_after_each

__all__ = ["Past"]

_POINTS = 120
"""The most points of an agent's history."""
_LINES_OF_AGENT = 10
_SNAPSHOT = list(Channel).index(Channel.SNAPSHOT)


class Past:
    """Answers requests. Belongs to the thread of its telling.

    Parameters
    ----------
    log : EventLog
        The log of the room.
    index : TimeIndex
        The room's own.
    telling : Telling
        Knows which numbers the pages know.
    """

    def __init__(self, log: EventLog, index: TimeIndex, telling: Telling) -> None:
        self._log = log
        self._index = index
        self._telling = telling
        self._answers = {"seek": self._seek, "profile": self._profile, "older": self._older}

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a request; what cannot be understood is answered with an error.

        Parameters
        ----------
        message : mapping
            ``type``, ``request`` and what belongs to the type, as docs/live_view.md says. It comes from a page: it may
            hold anything.
        """
        request = message.get("request")
        try:
            find = self._answers.get(str(message.get("type")))
            if find is None:
                raise InputError(f"a page asked for {message.get('type')!r:.40}, which this version does not know")
            return {**find(message), "request": request}
        except InputError as problem:
            return {"type": "error", "request": request, "text": str(problem)}

    def _seek(self, message: Mapping[str, Any]) -> dict[str, Any]:
        cut = Cut(seq=_integer(message, "seq")) if "seq" in message else Cut(when=_integer(message, "time"))
        fold = self._index.fold(cut)
        telling = self._telling
        said = telling.transcript.at(cut)
        columns = self._log.edges()
        rows = _rows_before(columns, cut)
        return {
            "type": "moment",
            **_place(columns, cut, rows, said.last),
            "agents": telling.people_at(fold.agents),
            "sympathy": nullable(values_of(fold, telling.ties)),
            "chat": [line_of(entry, telling.numbers) for entry in said.lines],
            "totals": {
                "messages": said.messages,
                "events": said.events,
                "changes": int(np.count_nonzero(columns.channel[rows] != _SNAPSHOT)),
                "message_rate": 0.0,
                "change_rate": 0.0,
            },
        }

    def _profile(self, message: Mapping[str, Any]) -> dict[str, Any]:
        number = _integer(message, "agent")
        agent_id = next((each for each, known in self._telling.numbers.items() if known == number), None)
        if agent_id is None:
            raise InputError(f"there is no agent with the number {number} in this view")
        lines = [entry for entry in self._telling.transcript.entries if _concerns(entry, agent_id)]
        numbers = self._telling.numbers
        return {
            "type": "profile",
            "agent": number,
            "history": self._history(agent_id),
            "chat": [line_of(entry, numbers) for entry in newest(lines[-_LINES_OF_AGENT:])],
        }

    def _history(self, agent_id: str) -> list[tuple[int, float | None, float | None]]:
        """Return at most 120 moments with the mean of what others felt towards an agent, and of what it felt."""
        pairs = self._log.pairs[: self._telling.ties]
        columns = self._log.edges()
        sides = []
        for end in (1, 0):  # felt by others, then its own
            own = np.zeros(max(len(pairs), int(columns.pair.max(initial=-1)) + 1), bool)
            own[[place for place, pair in enumerate(pairs) if pair[end] == agent_id]] = True
            rows = np.flatnonzero(own[columns.pair])
            sides.append((rows, mean_after_each(columns.pair[rows], columns.sympathy[rows], np.full(len(own), np.nan))))
        every = np.union1d(sides[0][0], sides[1][0])
        if not every.size:
            return []
        chosen = every[np.unique(np.linspace(0, len(every) - 1, _POINTS).round().astype(np.int64))]
        means = []
        for rows, values in sides:
            places = rows.searchsorted(chosen, side="right") - 1
            means.append(nullable(np.append(values, np.nan)[places].round(4)))  # place -1 is the NaN at the end
        return list(zip(columns.timestamp[chosen].tolist(), *means, strict=True))

    def _older(self, message: Mapping[str, Any]) -> dict[str, Any]:
        limit = max(1, min(LINES, _integer(message, "limit") if "limit" in message else LINES))
        entries = self._telling.transcript.before(_integer(message, "before"), limit)
        return {"type": "older", "chat": [line_of(entry, self._telling.numbers) for entry in entries]}


def _rows_before(columns: EdgeColumns, cut: Cut) -> NDArray[np.int64]:
    """Return the places of the changes of ties before a cut."""
    if cut.seq is not None:
        return np.arange(int(columns.seq.searchsorted(cut.seq, side="right")))
    assert cut.when is not None
    return np.flatnonzero(columns.timestamp <= cut.when)


def _place(columns: EdgeColumns, cut: Cut, rows: NDArray[np.int64], last: Entry | None) -> dict[str, int]:
    """Return the number and the time of the last entry before a cut; what the cut says of them itself holds."""
    entries = [] if last is None else [(last.seq, time_of(last))]
    if rows.size:
        entries.append((int(columns.seq[rows[-1]]), int(columns.timestamp[rows[-1]])))
    seq, when = max(entries, default=(0, 0))
    return {"seq": seq if cut.seq is None else cut.seq, "time": when if cut.when is None else cut.when}


def _concerns(entry: Entry, agent_id: str) -> bool:
    event = entry.event
    if isinstance(event, Message):
        return event.agent_id == agent_id
    return isinstance(event, RoomEvent) and agent_id in event.agent_ids


def _integer(message: Mapping[str, Any], name: str) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**62:
        raise InputError(f"a page asked with {name}={value!r:.40}; expected a whole number")
    return int(value)
