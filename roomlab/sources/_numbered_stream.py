"""The stream of everything, numbered: one socket instead of two, where the server speaks ``roomlab.v1``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import msgspec

from roomlab import _numbered, _wire
from roomlab._numbered import Entries, MoodChange, Position, Resumed, Snapshot
from roomlab._secret import Secret
from roomlab.errors import ConnectionFailedError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Event, Message, RoomEvent, TieBatch, Unknown
from roomlab.sources._backoff import LinkLostError, LinkRefusedError, PlainContractError
from roomlab.sources._hub import Hub
from roomlab.sources._resync import merge_roster, merge_ties
from roomlab.sources._socket import Link
from roomlab.sources._stream import Recovered, Stream

__all__ = ["NumberedStream"]

PAGE = 100
"""Items of one page of the feed: the most that the contract allows."""


class NumberedStream(Stream):
    """Follows a room by its numbers: a snapshot first, then each event once, after a loss from where it was.

    Parameters
    ----------
    hub, on_change
        As for `Stream`.

    Attributes
    ----------
    agents : dict of str to Agent
        Those that are in the room.
    position : Position or None
        What the log has reached; None before the first snapshot.
    began : int
        The number after which the log has every event: that of the last snapshot.
    """

    channel: ClassVar[Channel] = Channel.ROOM
    segment: ClassVar[str] = "graph"

    def __init__(self, hub: Hub, on_change: Callable[[], None]) -> None:
        super().__init__(hub, on_change)
        self.agents: dict[str, Agent] = {}
        self.position: Position | None = None
        self.began = 0
        self._chat: dict[tuple[type, str], int | None] = {}  # the times of what is in the log
        self._news = asyncio.Event()
        self._start_over()

    def _start_over(self) -> None:
        self._at_open = self.position
        self._answer: Resumed | None = None
        self._before: dict[str, int] = {}
        self._snapshot: list[Snapshot] = []
        self._kept: list[tuple[Entries, bytes]] | None = None  # while the past is read

    def has(self, entry: Message | RoomEvent) -> bool:
        """Whether an entry of its kind and id is in the log."""
        return (type(entry), entry.id) in self._chat

    def place(self) -> dict[str, Any]:
        """Return between which numbers the log has every event."""
        return {} if self.position is None else {"numbers": [self.began, self.position.seq]}

    # -- opening

    async def _open(self, token: Secret | None) -> Link:
        path = f"{self.hub.path}/{self.segment}"
        try:
            link = await self.hub.connect(path, token, _numbered.SUBPROTOCOL)
        except LinkRefusedError as refusal:
            if refusal.status != 400 or self.loaded is not None:
                raise
            raise PlainContractError("the server refuses a socket that offers a subprotocol") from None
        if link.subprotocol == _numbered.SUBPROTOCOL:
            return link
        if self.loaded is None:
            self.hub.opened = link
            raise PlainContractError("the server does not speak roomlab.v1")
        await link.close()
        raise ConnectionFailedError("the server does not speak roomlab.v1 any more, so nothing can be gone on from")

    def start_buffering(self) -> None:
        """Forget what an earlier link had begun."""
        self._start_over()

    async def _catch_up(self, link: Link) -> None:
        await link.send(_numbered.resume(self.position))
        await self.hub.within(self.hub.timings.request_timeout, self._until(lambda: self._answer is not None))
        if self._answer is None:
            raise LinkLostError(None, "the server did not say from where it goes on")
        await super()._catch_up(link)

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._news.clear()
            await self._news.wait()

    async def _wait_for_greeting(self, link: Link) -> None:
        """Need no greeting: the server has answered."""

    async def _wait_for_others(self) -> None:
        """Wait for nobody: this is the only stream."""

    async def resync(self) -> Recovered:
        """Wait for what was missed; where the server cannot tell it, read the room anew."""
        answer = self._answer
        assert answer is not None
        if answer.recovered:
            await self._until(lambda: self.position is not None and self.position.seq >= answer.seq)
            return self._recovered()
        await self._until(lambda: bool(self._snapshot) and not self._snapshot[-1].more)
        position, newest = self._snapshot[-1].position, self._snapshot[-1].newest
        past = await self._read_back(newest)
        # Nothing below waits, so no frame can come in between.
        self._take_snapshot()
        self.hub.log.extend(past, Channel.SNAPSHOT)
        self._note(past)
        self.position, self.began = position, position.seq
        kept, self._kept = self._kept or [], None
        for entries, data in kept:
            self._follow(entries, data)
        why = f"changes of ties and moods that were changed again meanwhile are not known ({answer.reason:.200})"
        return self._recovered("" if self.loaded is None else why)

    def _recovered(self, missing: str = "") -> Recovered:
        recovered = Recovered(missing)
        recovered.counts = {name: count - self._before[name] for name, count in self._counts().items()}
        return recovered

    def _counts(self) -> dict[str, int]:
        kinds: dict[str, type[Event]] = {"messages": Message, "events": RoomEvent, "ties": EdgeUpdate}
        return {name: self.hub.log.count(kind) for name, kind in kinds.items()}

    # -- frames

    def handle(self, data: bytes) -> None:
        """Take one frame; one that cannot be right ends the link, and the next one goes on from before it."""
        try:
            frame = _numbered.decode_frame(data)
        except ValueError as problem:
            raise LinkLostError(None, f"the server sent a frame that cannot be right: {problem}") from None
        if type(frame) is Entries:
            if self._kept is None:
                self._follow(frame, data)
            else:
                self._kept.append((frame, data))
        elif isinstance(frame, Resumed):
            self._answer, self._before = frame, self._counts()  # what was missed may come before anybody looks again
            self._kept = None if frame.recovered else []
            self._news.set()
        elif isinstance(frame, Snapshot):
            self._snapshot.append(frame)
            self._news.set()
        else:
            self.handle_other(frame, data)  # type: ignore[arg-type]

    def _follow(self, entries: Entries, data: bytes) -> None:
        """Log entries that follow the last ones."""
        if self.position is None or entries.first != self.position.seq + 1:
            known = 0 if self.position is None else self.position.seq
            raise LinkLostError(None, f"number {entries.first} came after number {known}")
        if entries.is_plain:
            for item in entries.items:
                if type(item) is Message or type(item) is RoomEvent:
                    self._chat[type(item), item.id] = item.timestamp
                elif type(item) is Agent:
                    self.agents[item.id] = item
            self.hub.log.extend_mixed(entries.items, Channel.ROOM, text=data)  # type: ignore[arg-type]
        else:
            for item in entries.items:
                self._follow_one(item)
        self.position = Position(entries.epoch, entries.last)
        self._news.set()

    def _follow_one(self, item: _numbered.Item) -> None:
        events: list[Event | TieBatch] = []
        if isinstance(item, MoodChange):
            agent = self.agents.get(item.agent_id)
            if agent is None:
                return
            extra = {name: value for name, value in agent.extra.items() if name not in ("icon", "color")} | item.extra
            agent = msgspec.structs.replace(agent, mood=item.mood, mood_level=item.level, extra=extra)
            self.agents[agent.id] = agent
            events = [agent]
        elif isinstance(item, AgentRemoved):
            self.agents.pop(item.id, None)
            events = self._removal(item.id)
        else:
            if isinstance(item, Message | RoomEvent):
                self._note([item])
            elif isinstance(item, Agent):
                self.agents[item.id] = item
            elif isinstance(item, Unknown):
                self.hub.counters["unknown"] += 1
            events = [item]
        self.hub.log.extend_mixed(events, Channel.ROOM)

    def _removal(self, agent_id: str) -> list[Event | TieBatch]:
        ended = [EdgeUpdate(*pair, float("nan")) for pair in self.hub.ties.of(agent_id)]
        return [*ended, AgentRemoved(agent_id)]

    # -- beginning, and beginning again

    def _take_snapshot(self) -> None:
        agents = [agent for part in self._snapshot for agent in part.agents]
        ties = [tie for part in self._snapshot for tie in part.ties]
        changed, removed = merge_roster(self.agents, agents)
        self.agents.update((agent.id, agent) for agent in changed)
        self.hub.log.extend(changed, Channel.SNAPSHOT)
        for agent_id in removed:
            del self.agents[agent_id]
            self.hub.log.extend_mixed(self._removal(agent_id), Channel.SNAPSHOT)
        self.hub.log.extend(merge_ties(self.hub.ties.read(), ties, ()), Channel.SNAPSHOT)
        self._snapshot = []

    async def _read_back(self, newest: str) -> list[Message | RoomEvent]:
        """Return what was said and what happened up to the snapshot, back to what is known, from old to new."""
        found: list[Message | RoomEvent] = []
        cursor = int(newest) + 1 if newest.isascii() and newest.isdecimal() and len(newest) < 19 else 0
        while cursor > 1:
            items, _ = await self.hub.read_list("/feed", "items", limit=PAGE, after_id=cursor)
            page = self.hub.parse_all(items, _wire.parse_feed_item)
            known = [entry for entry in page if self._is_known(entry)]
            found[:0] = [entry for entry in page if not self._is_known(entry)]
            oldest = min((int(entry.id) for entry in page if entry.id.isdecimal()), default=0)
            if known or len(items) < PAGE or oldest >= cursor:
                break
            cursor = oldest
        return found

    def _is_known(self, entry: Message | RoomEvent) -> bool:
        """Whether the log has it; in another epoch the same id may belong to something else, said at another time."""
        return (type(entry), entry.id) in self._chat and self._chat[type(entry), entry.id] == entry.timestamp

    def _note(self, entries: Sequence[Message | RoomEvent]) -> None:
        self._chat.update(((type(entry), entry.id), entry.timestamp) for entry in entries)

    # -- bookkeeping

    def _has_progressed(self) -> bool:
        """Whether the last link brought events, or held for a while."""
        return self.position != self._at_open or super()._has_progressed()
