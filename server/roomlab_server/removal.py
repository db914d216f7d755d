"""How rooms and members of rooms are taken out of the database."""

from __future__ import annotations

from sqlalchemy import Column, Connection, delete, select

from .store import queries, schema

__all__ = ["LONG", "PART", "delete_member", "delete_part", "delete_room"]

PART = 10_000
"""Rows of a room that are removed in one transaction: others must not wait for a room with a long past."""

LONG: tuple[Column[int], ...] = (schema.tie_changes.c.id, schema.entries.c.id, schema.log.c.last)
"""The tables that hold a room's past, each by the column that tells its rows apart."""

_OF_ROOM = (
    schema.entries,
    schema.ties,
    schema.tie_changes,
    schema.log,
    schema.memories,
    schema.plans,
    schema.observers,
    schema.members,
    schema.answers,
)


def delete_part(connection: Connection, key: Column[int], room_id: int) -> int:
    """Remove some rows of a room's past; return how many."""
    table = key.table
    chosen = select(key).where(table.c.room_id == room_id).limit(PART)
    return connection.execute(delete(table).where(table.c.room_id == room_id, key.in_(chosen))).rowcount


def delete_room(connection: Connection, room_id: int) -> None:
    """Remove a room and all that is left of it."""
    agents = schema.agents
    connection.execute(delete(agents).where(agents.c.id.in_(queries.narrators(room_id))))
    for table in _OF_ROOM:
        connection.execute(delete(table).where(table.c.room_id == room_id))
    connection.execute(delete(schema.rooms).where(schema.rooms.c.id == room_id))


def delete_member(connection: Connection, room_id: int, agent_id: int) -> None:
    """Remove an agent from a room, with its ties, memories and plans there."""
    ties = schema.ties
    for table in (schema.members, schema.memories, schema.plans):
        connection.execute(delete(table).where(table.c.room_id == room_id, table.c.agent_id == agent_id))
    connection.execute(
        delete(ties).where(ties.c.room_id == room_id, (ties.c.source == agent_id) | (ties.c.target == agent_id))
    )
