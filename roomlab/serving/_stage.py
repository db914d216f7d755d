"""A replayed room and those who watch it: what each call of the contract answers, and which frames go to whom."""

from __future__ import annotations

import asyncio
import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from typing import Any

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.events import Channel, Message, RoomEvent
from roomlab.log import Entry
from roomlab.recording.reader import WireText
from roomlab.serving._frames import agent_record, event_record, frames_of, iso_time, message_record
from roomlab.sources.replay import ReplaySource
from roomlab.state.tables import Tables

__all__ = ["Audience", "Stage"]

WAITING_FRAMES = 100_000
"""Frames that may wait for one slow socket before it is closed."""


class Stage:
    """A recording that is played, as the contract shows a room.

    Parameters
    ----------
    path : path
        The recording.
    speed : float, optional
        So many times as fast as it was; None: everything is there at once.
    paused : bool
        Whether to stand at the beginning.
    clock : Clock
        Tells when the next entry is due.
    """

    def __init__(
        self, path: str | PathLike[str], *, speed: float | None, paused: bool = False, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self.source = ReplaySource(path, speed=speed, paused=True, texts=True, clock=clock)
        """Where it comes from; its `playback` moves everybody who watches."""
        self.log = self.source.log
        self.room = self.source.origin.get("room", "1")
        """The id of the room, as the recorded frames have it."""
        self.token = secrets.token_urlsafe(24)
        """What everybody gets who logs in."""
        recording = self.source.recording
        self.frames = frames_of(recording, self.room)
        self._messages = [entry for entry in recording.entries if isinstance(entry.event, Message)]
        self._places = {
            entry.event.id: place for place, entry in enumerate(self._messages) if isinstance(entry.event, Message)
        }
        self._tables = Tables(self.log)
        if not paused:
            self.source.playback.play()

    def frames_between(self, start: int, stop: int) -> list[WireText]:
        """Return the frames of the entries after number `start` up to `stop`."""
        return self.frames[bisect_right(self.frames, start, key=_seq) : bisect_right(self.frames, stop, key=_seq)]

    # -- what GET answers

    def room_record(self) -> dict[str, Any]:
        """Return the room."""
        started = iso_time(self.source.header.started)
        return {
            "id": self.room,
            "name": self.source.title,
            "description": "A recording, played again.",
            "speed": min(max(self.source.playback.speed or 10.0, 0.1), 10.0),
            "orchestration_type": "single",
            "createdAt": started,
            "updatedAt": started,
            "agentCount": len(self._tables.roster()),
        }

    def agents(self) -> list[dict[str, Any]]:
        """Return the summaries of the agents."""
        return [agent_record(agent) for agent in self._tables.roster().values()]

    def agent(self, agent_id: str) -> dict[str, Any] | None:
        """Return one agent with all that is known of it; None when there is none."""
        roster = self._tables.roster()
        agent = roster.get(agent_id)
        if agent is None:
            return None
        ties = [tie for tie in self.relationships()["edges"] if tie["from"] == agent_id]
        return agent_record(agent) | {
            "character": agent.character or "",
            "keyMemories": [],
            "plans": [],
            "relationships": [
                {"agentId": tie["to"], "agentName": tie["agentName"], "sympathyLevel": tie["sympathyLevel"]}
                for tie in ties
            ],
        }

    def relationships(self) -> dict[str, Any]:
        """Return who is there, and the ties."""
        roster, edges = self._tables.roster(), self._tables.edges()
        ties = zip(edges["source"], edges["target"], edges["sympathy"].tolist(), strict=True)
        names = {agent_id: agent.name for agent_id, agent in roster.items()}
        return {
            "nodes": self.agents(),
            "edges": [
                {"from": source, "to": target, "agentName": names.get(target, target), "sympathyLevel": sympathy}
                for source, target, sympathy in ties
            ],
        }

    def messages(self, after_id: str | None, limit: int) -> dict[str, Any]:
        """Return a page of messages: the newest, or those older than the one with the id `after_id`."""
        shown = bisect_right(self._messages, self.log.last_seq, key=_number)
        if after_id is not None:
            shown = min(shown, self._places.get(after_id, 0))
        page = self._messages[max(0, shown - limit) : shown]
        return {
            "messages": [
                message_record(entry.event, entry.received) for entry in page if isinstance(entry.event, Message)
            ],
            "hasMore": shown > limit,
        }

    def feed(self, limit: int) -> dict[str, Any]:
        """Return the newest messages and events."""
        entries = [*self.log.entries(Message)[-limit:], *self.log.entries(RoomEvent)[-limit:]]
        items: list[dict[str, Any]] = []
        for entry in sorted(entries, key=lambda entry: entry.seq)[-limit:]:
            if isinstance(entry.event, Message):
                items.append({"type": "message", **message_record(entry.event, entry.received)})
            elif isinstance(entry.event, RoomEvent):
                items.append({"type": "event", **event_record(entry.event, entry.received)})
        return {"items": items}


class Audience:
    """Everybody who watches by socket. For the thread of one event loop.

    Parameters
    ----------
    stage : Stage
        What they watch.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._seats: dict[Channel, set[asyncio.Queue[str | None]]] = {Channel.GRAPH: set(), Channel.CHAT: set()}
        self._seq = stage.log.last_seq
        self._generation = stage.log.generation
        self._asked = False

    def follow(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        """Send on what is played, until the returned function is called."""

        def news() -> None:
            if not self._asked:  # waking the loop once per look is enough, however fast entries come
                self._asked = True
                with suppress(RuntimeError):  # the loop has just been closed; nobody watches any more
                    loop.call_soon_threadsafe(self.send)

        return self._stage.log.listen(news)

    def send(self) -> None:
        """Give everybody the frames that were played since the last time; after a jump back, ask them to come again."""
        self._asked = False
        log, start = self._stage.log, self._seq
        if log.generation != self._generation:
            self._generation, self._seq = log.generation, log.last_seq
            self.dismiss()
            return
        self._seq = log.last_seq
        for frame in self._stage.frames_between(start, self._seq):
            text = frame.text.decode()
            for seat in self._seats[frame.channel]:
                if seat.qsize() < WAITING_FRAMES:
                    seat.put_nowait(text)
                elif seat.qsize() == WAITING_FRAMES:
                    seat.put_nowait(None)

    def dismiss(self) -> None:
        """End all sockets, so that who watches reads the room anew."""
        for seats in self._seats.values():
            for seat in seats:
                seat.put_nowait(None)

    @contextmanager
    def sit(self, channel: Channel) -> Iterator[asyncio.Queue[str | None]]:
        """Give the queue of frames of one more client; None in it is the end."""
        seat: asyncio.Queue[str | None] = asyncio.Queue()
        self._seats[channel].add(seat)
        try:
            yield seat
        finally:
            self._seats[channel].discard(seat)


def _number(entry: Entry) -> int:
    return entry.seq


def _seq(frame: WireText) -> int:
    return frame.seq
