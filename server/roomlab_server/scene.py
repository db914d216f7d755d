"""What a conversation sees of its room, and does in it: the room's side of :mod:`.stage`."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from . import numbered
from .errors import Refusal
from .model import Logged, Room, mood_columns
from .rooms import Rooms
from .stage import Mood, Performer
from .store import Store, schema

__all__ = ["RoomStage"]


class RoomStage:
    """A :class:`~roomlab_server.stage.Stage` on a room.

    Parameters
    ----------
    rooms : Rooms
        Does what is asked for.
    room : Room
        The room.
    store : Store
        Keeps what agents remember and plan.
    """

    def __init__(self, rooms: Rooms, room: Room, store: Store) -> None:
        self._rooms = rooms
        self._room = room
        self._store = store

    @property
    def room_id(self) -> int:
        """The room."""
        return self._room.id

    @property
    def orchestration_type(self) -> str:
        """``single``, ``circular``, ``narrator`` or ``full_context``."""
        return self._room.orchestration_type

    @property
    def model(self) -> str | None:
        """What moves its ties, as it was asked for when it was made."""
        return self._room.model

    @property
    def seed(self) -> int | None:
        """The seed that was asked for."""
        return self._room.seed

    @property
    def speed(self) -> float:
        """The room's speed now, 0.1 to 10."""
        return self._room.speed

    def performers(self) -> list[Performer]:
        """Return the agents that are in the room now, in the order in which they joined."""
        return [
            Performer(agent.id, agent.name, agent.character, agent.mood, agent.is_narrator)
            for agent in self._room.agents.values()
        ]

    def sympathy(self, source: int, target: int) -> float:
        """Return what `source` feels towards `target` now, in [-1, 1]; 0 without a tie."""
        return self._room.ties.get((source, target), 0.0)

    async def say(self, text: str, *, sender: str, agent_id: int | None) -> None:
        """Post a message under the name `sender`; nothing when the agent or the room has gone."""
        if not self._room.deleted and (agent_id is None or agent_id in self._room.agents):
            await self._rooms.post_message(self._room, text, sender, agent_id)

    async def set_sympathy(self, source: int, target: int, sympathy: float) -> None:
        """Change one directed tie; nothing when an agent or the room has gone, or the room has all its ties."""
        with contextlib.suppress(Refusal):
            await self._rooms.set_sympathy(self._room, source, target, min(1.0, max(-1.0, sympathy)))

    async def set_mood(self, agent_id: int, mood: Mood) -> None:
        """Change how an agent feels."""
        agent = self._room.agents.get(agent_id)
        if agent is None or self._room.deleted:
            return
        row = {"of_room": self._room.id, "of_agent": agent_id, **mood_columns(mood)}
        statement = self._store.statements.set_mood
        log = Logged(self._room.id, self._store.clock.now(), numbered.mood(agent_id, mood))

        def follow() -> None:
            agent.mood = mood
            self._rooms.tell(self._room, log)

        await self._store.writer.write((statement, row), log=log, then=follow)

    async def remember(self, agent_id: int, content: str, importance: float) -> None:
        """Add to an agent's key memories; `importance` in [0, 1]."""
        if agent_id not in self._room.agents or self._room.deleted:
            return
        row = {
            "id": self._store.ids.next("memory"),
            "room_id": self._room.id,
            "agent_id": agent_id,
            "content": content,
            "importance": importance,
            "at": self._store.clock.now(),
        }
        await self._store.writer.write((self._store.statements.add_memory, row))

    async def plan(self, agent_id: int, description: str, status: str) -> None:
        """Add a plan, or change the status of the one so described."""
        if agent_id not in self._room.agents or self._room.deleted:
            return
        row = {
            "id": self._store.ids.next("plan"),
            "room_id": self._room.id,
            "agent_id": agent_id,
            "description": description,
            "status": status,
        }
        await self._store.writer.run(lambda connection: _put_plan(connection, row))


def _put_plan(connection: Connection, row: dict[str, Any]) -> None:
    plans = schema.plans
    same = and_(*(plans.c[name] == row[name] for name in ("room_id", "agent_id", "description")))
    known = connection.execute(select(plans.c.id).where(same)).first()
    if known is None:
        connection.execute(insert(plans), row)
    else:
        connection.execute(update(plans).where(plans.c.id == known.id).values(status=row["status"]))
