"""The tables.

Foreign keys are left out on purpose: one process writes, checks what it writes against the rooms it holds in memory,
and removes a room's rows itself; on the hot path the database would only check the same thing again.

Times are whole microseconds since the epoch, UTC. Ids come from :class:`~roomlab_server.ids.Ids` and are never reused.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "agents",
    "answers",
    "counters",
    "entries",
    "log",
    "members",
    "memories",
    "metadata",
    "observers",
    "plans",
    "refresh_tokens",
    "rooms",
    "tie_changes",
    "ties",
    "users",
]

metadata = MetaData()

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY, which holds 64 bits there.
_ROW = BigInteger().with_variant(Integer(), "sqlite")


def _id(name: str = "id") -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    _id(),
    Column("email", String(320), nullable=False),
    Column("email_key", String(320), nullable=False),  # the e-mail without regard to case
    Column("username", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("email_key", name="uq_users_email_key"),
)

answers = Table(  # to requests with a key, in case they come again; room 0: outside of any room
    "answers",
    metadata,
    _id("user_id"),
    _id("room_id"),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),  # fingerprint of what was asked for
    Column("status", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_answers_at", "at"),
    Index("ix_answers_user", "user_id", "at"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

observers = Table(  # links with which a room can be watched; what their tokens say is signed and not kept
    "observers",
    metadata,
    _id(),
    Column("room_id", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_observers_room", "room_id"),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    Column("owner_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("speed", Float, nullable=False),
    Column("orchestration_type", String(32), nullable=False),
    Column("model", String(32)),  # what moves its ties, where it was named
    Column("seed", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_rooms_owner", "owner_id"),
)

agents = Table(
    "agents",
    metadata,
    _id(),
    Column("owner_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("character", Text, nullable=False),
    Column("avatar", Text),
    Index("ix_agents_owner", "owner_id"),
)

members = Table(  # an agent in a room: what it is called and how it feels there
    "members",
    metadata,
    _id("room_id"),
    _id("agent_id"),
    Column("name", Text, nullable=False),
    Column("is_narrator", Boolean, nullable=False),
    Column("mood", Text, nullable=False),
    Column("mood_level", Float, nullable=False),
    Column("mood_icon", Text),
    Column("mood_color", Text),
    Column("joined_at", BigInteger, nullable=False),
    Index("ix_members_agent", "agent_id"),
)

entries = Table(  # messages and events: one table, one sequence of ids
    "entries",
    metadata,
    _id(),
    Column("room_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # "message" or "event"
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),  # of an event: its description
    Column("sender", Text),
    Column("agent_id", BigInteger),
    Column("agent_response", Text),
    Column("event_type", Text),
    Column("agent_ids", Text),  # a JSON list
    Index("ix_entries_room", "room_id", "kind", "id"),
)

ties = Table(
    "ties",
    metadata,
    _id("room_id"),
    _id("source"),
    _id("target"),
    Column("sympathy", Float, nullable=False),
)

tie_changes = Table(
    "tie_changes",
    metadata,
    Column("id", _ROW, primary_key=True, autoincrement=True),
    Column("room_id", BigInteger, nullable=False),
    Column("source", BigInteger, nullable=False),
    Column("target", BigInteger, nullable=False),
    Column("sympathy", Float, nullable=False),
    Column("previous", Float),
    Column("at", BigInteger, nullable=False),
    Index("ix_tie_changes_room", "room_id", "id"),
)

log = Table(  # all that happened in a room, numbered from 1 without a hole; a row is one entry, of one number or more
    "log",
    metadata,
    _id("room_id"),
    _id("last"),  # the number of its last event; row 0 is empty and holds the epoch in which the log was begun
    Column("first", BigInteger, nullable=False),
    Column("epoch", String(32), nullable=False),  # which run of which server wrote it
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the event as roomlab.v1 sends it, JSON
    sqlite_with_rowid=False,
)

memories = Table(
    "memories",
    metadata,
    _id(),
    Column("room_id", BigInteger, nullable=False),
    Column("agent_id", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("importance", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_memories_agent", "room_id", "agent_id", "id"),
)

plans = Table(
    "plans",
    metadata,
    _id(),
    Column("room_id", BigInteger, nullable=False),
    Column("agent_id", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Index("ix_plans_agent", "room_id", "agent_id", "id"),
)
