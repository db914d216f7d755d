"""What is read, off the event loop; each function takes a connection and returns plain values."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from ..model import Agent, Entry, Room, TieChange, event_entry, message_entry
from ..stage import Mood
from . import journal, schema

__all__ = [
    "active_users",
    "agents_by_id",
    "agents_of_room",
    "agents_shown",
    "answer",
    "entry_counts",
    "last_time",
    "load_room",
    "memories",
    "narrators",
    "observers_of",
    "open_observers",
    "own_agent",
    "own_agent_ids",
    "owner_of",
    "page",
    "plans",
    "room_count",
    "room_ids",
    "rooms_by_id",
    "used_ids",
    "user_by_email",
    "user_by_id",
]


def used_ids(connection: Connection) -> dict[str, int]:
    """Return how far each sequence of ids got."""
    return {row.name: row.value for row in connection.execute(select(schema.counters))}


def last_time(connection: Connection) -> int:
    """Return the time of the newest entry, or 0."""
    entries = schema.entries
    newest = select(func.max(entries.c.id)).scalar_subquery()
    at: int | None = connection.execute(select(entries.c.at).where(entries.c.id == newest)).scalar()
    return at or 0


def user_by_email(connection: Connection, email_key: str) -> RowMapping | None:
    """Return a user's row."""
    users = schema.users
    return connection.execute(select(users).where(users.c.email_key == email_key)).mappings().first()


def user_by_id(connection: Connection, user_id: int) -> RowMapping | None:
    """Return a user's row."""
    users = schema.users
    return connection.execute(select(users).where(users.c.id == user_id)).mappings().first()


def answer(connection: Connection, user_id: int, room_id: int, key: str) -> RowMapping | None:
    """Return what was answered to a request with a key."""
    answers = schema.answers
    chosen = select(answers).where(answers.c.user_id == user_id, answers.c.room_id == room_id, answers.c.key == key)
    return connection.execute(chosen).mappings().first()


def active_users(connection: Connection, user_ids: Collection[int]) -> set[int]:
    """Return which of the users are there and active."""
    users = schema.users
    return set(connection.execute(select(users.c.id).where(users.c.id.in_(user_ids), users.c.active)).scalars())


def owner_of(connection: Connection, room_id: int) -> int | None:
    """Return the id of a room's owner, or None when there is no such room."""
    rooms = schema.rooms
    return connection.execute(select(rooms.c.owner_id).where(rooms.c.id == room_id)).scalar()


def observers_of(connection: Connection, room_id: int) -> list[RowMapping]:
    """Return the rows of a room's links for observers, oldest first, expired ones included."""
    links = schema.observers
    return list(connection.execute(select(links).where(links.c.room_id == room_id).order_by(links.c.id)).mappings())


def open_observers(connection: Connection, link_ids: Collection[int]) -> list[RowMapping]:
    """Return id, room_id, owner_id and expires_at of those links that are there and whose room's owner is active."""
    links, rooms, users = schema.observers, schema.rooms, schema.users
    chosen = (
        select(links.c.id, links.c.room_id, links.c.expires_at, rooms.c.owner_id)
        .join(rooms, rooms.c.id == links.c.room_id)
        .join(users, users.c.id == rooms.c.owner_id)
        .where(links.c.id.in_(link_ids), users.c.active)
    )
    return list(connection.execute(chosen).mappings())


def room_count(connection: Connection, owner_id: int) -> int:
    """Return how many rooms a user has."""
    rooms = schema.rooms
    return connection.execute(select(func.count()).select_from(rooms).where(rooms.c.owner_id == owner_id)).scalar_one()


def room_ids(connection: Connection, owner_id: int) -> list[int]:
    """Return the ids of a user's rooms, ascending."""
    rooms = schema.rooms
    chosen = select(rooms.c.id).where(rooms.c.owner_id == owner_id).order_by(rooms.c.id)
    return list(connection.execute(chosen).scalars())


def rooms_by_id(connection: Connection, ids: Collection[int]) -> list[RowMapping]:
    """Return the rows of those rooms that are there, oldest first, each with its ``agent_count``."""
    rooms, members = schema.rooms, schema.members
    count = select(func.count()).select_from(members).where(members.c.room_id == rooms.c.id).scalar_subquery()
    chosen = select(rooms, count.label("agent_count")).where(rooms.c.id.in_(ids)).order_by(rooms.c.id)
    return list(connection.execute(chosen).mappings())


def load_room(connection: Connection, room_id: int) -> Room | None:
    """Return a room with its agents, ties and newest entries, or None when there is none."""
    rooms, ties = schema.rooms, schema.ties
    row = connection.execute(select(rooms).where(rooms.c.id == room_id)).mappings().first()
    if row is None:
        return None
    room = Room(**row)
    for agent in agents_of_room(connection, room_id):
        room.add(agent)
    room.seq = journal.head(connection, room_id)
    for tie in connection.execute(select(ties).where(ties.c.room_id == room_id)):
        room.ties[tie.source, tie.target] = tie.sympathy
    room.changes.extend(_changes(connection, room_id, room.changes.maxlen or 0))
    for tail, kind in ((room.messages, "message"), (room.events, "event")):
        entries = page(connection, room_id, kind, None, tail.bound + 1)
        tail.fill(entries)
    return room


def agents_of_room(connection: Connection, room_id: int) -> list[Agent]:
    """Return the agents of a room, in the order in which they joined."""
    members, agents = schema.members, schema.agents
    chosen = (
        select(members, agents.c.character, agents.c.avatar)
        .join(agents, agents.c.id == members.c.agent_id)
        .where(members.c.room_id == room_id)
        .order_by(members.c.joined_at)
    )
    return [
        Agent(row.agent_id, row.name, row.character, row.avatar, _mood(row._mapping), row.is_narrator)
        for row in connection.execute(chosen)
    ]


def _mood(row: RowMapping) -> Mood:
    return Mood(row["mood"], row["mood_level"], row["mood_icon"], row["mood_color"])


def own_agent_ids(connection: Connection, owner_id: int) -> list[int]:
    """Return the ids of a user's agents, ascending."""
    agents = schema.agents
    chosen = select(agents.c.id).where(agents.c.owner_id == owner_id, ~_is_narrator()).order_by(agents.c.id)
    return list(connection.execute(chosen).scalars())


def agents_by_id(connection: Connection, ids: Collection[int]) -> list[dict[str, Any]]:
    """Return agents: id, name, character, avatar, and the mood in the room that each joined last, or None."""
    members, agents = schema.members, schema.agents
    rooms = members.alias()
    last = (
        select(rooms.c.room_id)
        .where(rooms.c.agent_id == agents.c.id)
        .order_by(rooms.c.joined_at.desc())
        .limit(1)
        .correlate(agents)
        .scalar_subquery()
    )
    chosen = (
        select(agents, members.c.mood, members.c.mood_level, members.c.mood_icon, members.c.mood_color)
        .select_from(agents)
        .outerjoin(members, (members.c.agent_id == agents.c.id) & (members.c.room_id == last))
        .where(agents.c.id.in_(ids))
        .order_by(agents.c.id)
    )
    return [
        {
            **{name: row[name] for name in ("id", "name", "character", "avatar")},
            "mood": None if row["mood"] is None else _mood(row),
        }
        for row in connection.execute(chosen).mappings()
    ]


def own_agent(connection: Connection, agent_id: int) -> RowMapping | None:
    """Return the row of an agent that can join further rooms."""
    agents = schema.agents
    chosen = select(agents).where(agents.c.id == agent_id, ~_is_narrator())
    return connection.execute(chosen).mappings().first()


def _is_narrator() -> ColumnElement[bool]:
    """Return the condition that an agent is the narrator of its room, and belongs to no other."""
    members, agents = schema.members.alias(), schema.agents
    leading = select(members.c.room_id).where(members.c.agent_id == agents.c.id, members.c.is_narrator)
    return leading.correlate(agents).exists()


def narrators(room_id: int) -> Select[tuple[int]]:
    """Return the ids of the narrators of a room."""
    members = schema.members
    return select(members.c.agent_id).where(members.c.is_narrator, members.c.room_id == room_id)


def _changes(connection: Connection, room_id: int, limit: int) -> list[TieChange]:
    changes = schema.tie_changes
    chosen = select(changes).where(changes.c.room_id == room_id).order_by(changes.c.id.desc()).limit(limit)
    rows = connection.execute(chosen).all()
    return [TieChange(row.source, row.target, row.sympathy, row.previous, row.at) for row in reversed(rows)]


def page(connection: Connection, room_id: int, kind: str | None, before: int | None, limit: int) -> list[Entry]:
    """Return the newest `limit` entries of a kind, or of both (with an id below `before`, if given), ascending."""
    entries = schema.entries
    kinds = ("message", "event") if kind is None else (kind,)
    chosen = select(entries).where(entries.c.room_id == room_id, entries.c.kind.in_(kinds))
    if before is not None:
        chosen = chosen.where(entries.c.id < before)
    rows = connection.execute(chosen.order_by(entries.c.id.desc()).limit(limit)).mappings().all()
    return [_entry(row) for row in reversed(rows)]


def _entry(row: RowMapping) -> Entry:
    if row["kind"] == "event":
        return event_entry(row["id"], row["at"], row["event_type"], json.loads(row["agent_ids"]), row["text"])
    return message_entry(row["id"], row["at"], row["text"], row["sender"], row["agent_id"], row["agent_response"])


def memories(
    connection: Connection, room_id: int, agent_id: int | None, limit: int, offset: int = 0
) -> tuple[list[RowMapping], int]:
    """Return memories of an agent (None for all) in a room, newest first, and how many there are."""
    table = schema.memories
    chosen = select(table).where(table.c.room_id == room_id)
    if agent_id is not None:
        chosen = chosen.where(table.c.agent_id == agent_id)
    total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    rows = connection.execute(chosen.order_by(table.c.id.desc()).limit(limit).offset(offset)).mappings()
    return list(rows), total


def plans(connection: Connection, room_id: int, agent_id: int) -> list[RowMapping]:
    """Return an agent's plans in a room, oldest first."""
    table = schema.plans
    chosen = select(table).where(table.c.room_id == room_id, table.c.agent_id == agent_id).order_by(table.c.id)
    return list(connection.execute(chosen).mappings())


def agents_shown(connection: Connection, room_id: int) -> list[dict[str, Any]]:
    """Return the agents of a room in the shape of :func:`agents_by_id`."""
    return [
        {"id": agent.id, "name": agent.name, "character": agent.character, "avatar": agent.avatar, "mood": agent.mood}
        for agent in agents_of_room(connection, room_id)
    ]


def entry_counts(connection: Connection, room_id: int) -> tuple[int, int]:
    """Return how many messages and how many events a room has."""
    entries = schema.entries
    chosen = select(entries.c.kind, func.count()).where(entries.c.room_id == room_id).group_by(entries.c.kind)
    counts = {row[0]: row[1] for row in connection.execute(chosen)}
    return counts.get("message", 0), counts.get("event", 0)
