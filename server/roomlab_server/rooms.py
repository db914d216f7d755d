"""The rooms: found, made, removed; and all that can be done in one.

Each change goes the same way: check it against memory, make it durable, let memory follow, tell the subscribers,
answer.
"""

from __future__ import annotations

import asyncio
import functools
import heapq
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from sqlalchemy import insert, update

from . import frames, numbered, removal
from .bounds import Bounds
from .errors import bad_request, not_found
from .hub import Channel, Hub
from .limits import Turns
from .model import NEUTRAL, Agent, Entry, Logged, Room, TieChange, event_entry, message_entry, mood_columns
from .repeats import Also, nothing_else
from .stage import Conductor, Stage
from .store import Store, queries, schema
from .store.writer import Row
from .ties import Ties

__all__ = ["MakeConductor", "Rooms"]

NARRATOR = "Рассказчик"
NARRATOR_CHARACTER = "Ведёт рассказ: описывает, что происходит, и даёт слово остальным."

KEPT = 256
"""Rooms that stay in memory when nobody uses them: those that were asked for last."""

logger = logging.getLogger("roomlab.server.rooms")

MakeConductor = Callable[[Stage, np.random.Generator, Callable[[float], Awaitable[object]]], Conductor]


class Rooms:
    """All rooms of the database; those in use are held in memory.

    Parameters
    ----------
    store : Store
        Keeps them.
    hub : Hub
        Tells the subscribers.
    bounds : Bounds
        How much there may be.
    make_stage : callable
        Takes this object and a room, returns what a conversation sees of it.
    make_conductor : callable
        Makes the conversation of a room.
    seed : int, optional
        Of the conversations; each room draws from its own child stream, from its start whenever the room is loaded.
    """

    def __init__(
        self,
        store: Store,
        hub: Hub,
        bounds: Bounds,
        make_stage: Callable[[Rooms, Room], Stage],
        make_conductor: MakeConductor,
        seed: int | None = None,
    ) -> None:
        self._store = store
        self._hub = hub
        self._bounds = bounds
        self._ties = Ties(store, self.tell, bounds)
        self._making = Turns(1)
        self._make_stage = make_stage
        self._make_conductor = make_conductor
        self._seed = np.random.SeedSequence(seed).entropy
        # A room has one object for as long as a request, a socket, a dialogue or a write on its way holds it. So what
        # is dropped from memory can be loaded again without two of them going apart.
        self._rooms: WeakValueDictionary[int, Room] = WeakValueDictionary()
        self._kept: OrderedDict[int, Room] = OrderedDict()
        self._loading: dict[int, asyncio.Task[Room | None]] = {}

    # --- finding

    async def find(self, room_id: int, user_id: int) -> Room:
        """Return the user's room.

        Raises
        ------
        Refusal
            404 when there is none, or it is another user's.
        """
        room = self._rooms.get(room_id)
        if room is None or room.owner_id != user_id:
            # The same short question for another's room as for none, in memory or not: the time of the answer tells
            # nothing, and nobody has another's room loaded.
            if await self._store.read(queries.owner_of, room_id) != user_id:
                raise not_found(f"Room {room_id}")
            room = await self._load(room_id, user_id)
        if room is None or room.deleted or room.owner_id != user_id:
            raise not_found(f"Room {room_id}")
        self._keep(room)
        return room

    def _keep(self, room: Room) -> None:
        self._kept[room.id] = room
        self._kept.move_to_end(room.id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def _load(self, room_id: int, owner_id: int) -> Room | None:
        loading = self._loading.get(room_id)
        if loading is None:
            loading = asyncio.create_task(self._load_once(room_id, owner_id))
            self._loading[room_id] = loading
            loading.add_done_callback(lambda _: self._loading.pop(room_id, None))
        return await asyncio.shield(loading)  # one who stops waiting does not stop the others

    async def _load_once(self, room_id: int, owner_id: int) -> Room | None:
        room = await self._store.read_much((True, owner_id), queries.load_room, room_id)
        if room is not None:
            room = self._rooms.setdefault(room_id, room)
        return room

    # --- rooms

    async def create(
        self,
        owner_id: int,
        name: str,
        description: str | None,
        orchestration_type: str,
        also: Also = nothing_else,
        *,
        model: str | None = None,
        seed: int | None = None,
    ) -> Room:
        """Make a room; one of the type ``narrator`` has its narrator from the start."""
        now = self._store.clock.now()
        row: dict[str, Any] = {
            "id": self._store.ids.next("room"),
            "owner_id": owner_id,
            "name": name,
            "description": description,
            "speed": 1.0,
            "orchestration_type": orchestration_type,
            "model": model,
            "seed": seed,
            "created_at": now,
            "updated_at": now,
        }
        room = Room(**row)
        begun = {"room_id": room.id, "last": 0, "first": 0, "epoch": self._store.epoch, "at": now, "body": b""}
        rows: list[Row] = [(insert(schema.rooms), row), (self._store.statements.add_log, begun)]
        log: Logged | None = None
        if orchestration_type == "narrator":
            narrator = Agent(
                self._store.ids.next("agent"), NARRATOR, NARRATOR_CHARACTER, None, NEUTRAL, is_narrator=True
            )
            room.add(narrator)
            rows += [self._new_agent(room, narrator), self._joining(room, narrator)]
            log = Logged(room.id, now, numbered.agent(narrator))
            room.seq = 1
        rows += also(room)
        # Whoever was told of the room by the database may have loaded it before this thread hears of the commit.
        async with self._making.of(owner_id):
            self._bounds.check_rooms(await self._store.read(queries.room_count, owner_id))
            follow = functools.partial(self._keep_new, room)
            await self._store.writer.write(*rows, log=log, then=follow)
        return room

    def _keep_new(self, room: Room) -> None:
        self._keep(self._rooms.setdefault(room.id, room))

    async def change(self, room: Room, **values: Any) -> None:
        """Change a room's ``description`` or ``speed``."""
        values["updated_at"] = self._store.clock.now()

        def follow() -> None:
            for name, value in values.items():
                setattr(room, name, value)

        statement = update(schema.rooms).where(schema.rooms.c.id == room.id).values(values)
        await self._store.writer.run(lambda connection: connection.execute(statement).rowcount, then=follow)

    async def delete(self, room: Room) -> None:
        """Remove a room and all that happened in it; the room itself last, so that a failure leaves no orphans."""
        room.deleted = True  # from now on nobody finds it, and nothing more is written into it
        try:
            async with room.roster:
                for key in removal.LONG:
                    part = functools.partial(removal.delete_part, key=key, room_id=room.id)
                    while await self._store.writer.run(part) == removal.PART:
                        pass
                await self._store.writer.run(functools.partial(removal.delete_room, room_id=room.id))
        finally:
            self._kept.pop(room.id, None)
            self._rooms.pop(room.id, None)  # after a failure it is loaded again, as it is in the database
            if room.conductor is not None:
                await room.conductor.stop()
        self._hub.close_room(room.id, frames.NO_ACCESS, "the room was removed")

    # --- agents

    async def add_agent(
        self, room: Room, name: str, character: str, avatar: str | None, also: Also = nothing_else
    ) -> Agent:
        """Make an agent and let it join."""
        async with room.roster:
            self._check_free(room, name)
            agent = Agent(self._store.ids.next("agent"), name, character, avatar, NEUTRAL)
            rows = [self._new_agent(room, agent), self._joining(room, agent), *also(agent)]
            await self._join(room, agent, *rows)
        return agent

    async def add_existing(self, room: Room, name: str, agent_id: int, also: Also = nothing_else) -> Agent:
        """Let an agent that the room's owner has made earlier join, under the name given."""
        async with room.roster:
            self._check_free(room, name)
            if agent_id in room.agents:
                raise bad_request(f"Agent {agent_id} is in the room already.")
            row = await self._store.read(queries.own_agent, agent_id)
            if row is None or row["owner_id"] != room.owner_id:
                raise bad_request(f"There is no agent {agent_id} of yours; see GET /api/agents.")
            agent = Agent(agent_id, name, row["character"], row["avatar"], NEUTRAL)
            await self._join(room, agent, self._joining(room, agent), *also(agent))
        return agent

    async def _join(self, room: Room, agent: Agent, *rows: Row) -> None:
        log = Logged(room.id, self._store.clock.now(), numbered.agent(agent))

        def follow() -> None:
            room.add(agent)
            self.tell(room, log)

        await self._store.writer.write(*rows, log=log, then=follow)

    def _check_free(self, room: Room, name: str) -> None:
        _check_there(room)
        self._bounds.check_agents(room)
        if room.named(name) is not None:
            raise bad_request(f"The room has an agent named {name!r} already; choose another name.")

    def _new_agent(self, room: Room, agent: Agent) -> tuple[Any, dict[str, Any]]:
        row = {"id": agent.id, "owner_id": room.owner_id, "name": agent.name}
        return insert(schema.agents), {**row, "character": agent.character, "avatar": agent.avatar}

    def _joining(self, room: Room, agent: Agent) -> tuple[Any, dict[str, Any]]:
        row = {"room_id": room.id, "agent_id": agent.id, "name": agent.name, "is_narrator": agent.is_narrator}
        return insert(schema.members), {**row, **mood_columns(agent.mood), "joined_at": self._store.clock.now()}

    async def remove_agent(self, room: Room, agent_id: int) -> None:
        """Let an agent leave; its ties, memories and plans in this room go with it, what it said stays."""
        async with room.roster:
            agent = find_agent(room, agent_id)
            if agent.is_narrator:
                raise bad_request("The narrator leads this room and cannot be removed.")
            agents = dict(room.agents)
            room.remove(agent_id)  # at once: what is asked for from now on does not find it
            try:
                work = functools.partial(removal.delete_member, room_id=room.id, agent_id=agent_id)
                log = Logged(room.id, self._store.clock.now(), numbered.agent_removed(agent_id))

                def follow() -> None:
                    room.parting.clear()
                    self.tell(room, log)

                await self._store.writer.run(work, log=log, then=follow)
            except Exception:
                room.agents.clear()
                for kept in agents.values():
                    room.add(kept)
                room.ties |= room.parting
                raise

    # --- what happens

    async def set_sympathy(self, room: Room, source: int, target: int, sympathy: float) -> TieChange:
        """Change what `source` feels towards `target`; return the change."""
        _check_there(room)
        return await self._ties.set_one(room, source, target, sympathy)

    async def set_sympathies(
        self, room: Room, sources: Sequence[int], targets: Sequence[int], sympathies: Sequence[float]
    ) -> Logged:
        """Change many ties, one after the other, in one commit; return the entry of the log that holds them."""
        _check_there(room)
        return await self._ties.set_many(room, sources, targets, sympathies)

    async def post_message(
        self,
        room: Room,
        text: str,
        sender: str,
        agent_id: int | None,
        agent_response: str | None = None,
        also: Also = nothing_else,
    ) -> Entry:
        """Post a message; return it as it was stored."""
        _check_there(room)
        entry_id, at = self._store.ids.next("entry"), self._store.clock.now()
        entry = message_entry(entry_id, at, text, sender, agent_id, agent_response)
        row = {"text": text, "sender": sender, "agent_id": agent_id, "agent_response": agent_response}
        await self._store_entry(room, entry, at, {**row, "event_type": None, "agent_ids": None}, also)
        return entry

    async def post_event(
        self, room: Room, event_type: str, agent_ids: Sequence[int], description: str, also: Also = nothing_else
    ) -> Entry:
        """Post an event; return it as it was stored."""
        _check_there(room)
        entry_id, at = self._store.ids.next("entry"), self._store.clock.now()
        entry = event_entry(entry_id, at, event_type, agent_ids, description)
        row = {"text": description, "sender": None, "agent_id": None, "agent_response": None, "event_type": event_type}
        await self._store_entry(room, entry, at, {**row, "agent_ids": json.dumps(list(agent_ids))}, also)
        return entry

    async def _store_entry(self, room: Room, entry: Entry, at: int, columns: dict[str, Any], also: Also) -> None:
        log = Logged(room.id, at, frames.entry(entry.kind, entry.payload))

        def follow() -> None:
            (room.messages if entry.kind == "message" else room.events).append(entry)
            self.tell(room, log, "chat")

        row = {"id": entry.id, "room_id": room.id, "kind": entry.kind, "at": at, **columns}
        await self._store.writer.write((self._store.statements.add_entry, row), *also(entry), log=log, then=follow)

    def tell(self, room: Room, log: Logged, channel: Channel | None = None) -> None:
        """Let memory follow an entry of the log that is durable, and tell it to those who listen.

        Parameters
        ----------
        room : Room
            The room.
        log : Logged
            The entry, which the writer has numbered.
        channel : str, optional
            The channel of the contract whose frame the event is.
        """
        room.seq = log.last
        if room.deleted:
            return
        if log.singly is not None and channel is not None:
            self._hub.publish_all(room.id, channel, log.singly)
        elif channel is not None:
            self._hub.publish(room.id, channel, log.body)
        self._hub.publish_entry(log)

    async def messages(self, room: Room, before: int | None, limit: int) -> tuple[list[Entry], bool]:
        """Return the newest `limit` messages older than `before` (an id), ascending, and whether there are older."""
        found = room.messages.page(before, limit)
        if found is not None:
            return found
        entries = await self._store.read_much(
            (True, room.owner_id), queries.page, room.id, "message", before, limit + 1
        )
        return entries[-limit:], len(entries) > limit

    async def feed(self, room: Room, before: int | None, limit: int) -> list[Entry]:
        """Return the newest `limit` messages and events, or those older than `before` (an id), ascending."""
        if before is not None:
            return await self._store.read_much((True, room.owner_id), queries.page, room.id, None, before, limit)
        both = heapq.merge(room.messages.newest(limit), room.events.newest(limit), key=lambda entry: entry.id)
        return list(both)[-limit:]

    # --- conversation

    def conductor(self, room: Room) -> Conductor:
        """Return the conversation of a room, made when first asked for."""
        if room.conductor is None:
            stage = self._make_stage(self, room)
            room.conductor = self._make_conductor(stage, np.random.default_rng(room.luck(self._seed)), asyncio.sleep)
        return room.conductor

    async def stop(self) -> None:
        """End all conversations."""
        conductors = [room.conductor for room in self._rooms.values() if room.conductor is not None]
        results = await asyncio.gather(*(conductor.stop() for conductor in conductors), return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                logger.error("A conversation did not end well.", exc_info=result)


def _check_there(room: Room) -> None:
    if room.deleted:
        raise not_found(f"Room {room.id}")


def find_agent(room: Room, agent_id: int) -> Agent:
    """Return an agent of the room; 404 when it is not there."""
    agent = room.agents.get(agent_id)
    if agent is None:
        raise not_found(f"Agent {agent_id}")
    return agent
