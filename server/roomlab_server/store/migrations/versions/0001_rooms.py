"""The first schema: users, rooms, agents, entries, ties."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _key(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in names)


def upgrade() -> None:
    """Make the tables."""
    _people()
    _rooms()
    _happenings()
    _inner_lives()


def _people() -> None:
    op.create_table("counters", sa.Column("name", sa.String(32), primary_key=True), _big("value"))
    op.create_table(
        "users",
        *_key("id"),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("email_key", sa.String(320), nullable=False),
        _text("username"),
        _text("password_hash"),
        sa.Column("active", sa.Boolean, nullable=False),
        _big("created_at"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        _big("user_id"),
        _big("expires_at"),
    )


def _rooms() -> None:
    op.create_table(
        "rooms",
        *_key("id"),
        _big("owner_id"),
        _text("name"),
        _text("description", nullable=True),
        sa.Column("speed", sa.Float, nullable=False),
        sa.Column("orchestration_type", sa.String(32), nullable=False),
        _big("created_at"),
        _big("updated_at"),
    )
    op.create_index("ix_rooms_owner", "rooms", ["owner_id"])
    op.create_table(
        "agents", *_key("id"), _big("owner_id"), _text("name"), _text("character"), _text("avatar", nullable=True)
    )
    op.create_index("ix_agents_owner", "agents", ["owner_id"])
    op.create_table(
        "members",
        *_key("room_id", "agent_id"),
        _text("name"),
        sa.Column("is_narrator", sa.Boolean, nullable=False),
        _text("mood"),
        sa.Column("mood_level", sa.Float, nullable=False),
        _text("mood_icon", nullable=True),
        _text("mood_color", nullable=True),
        _big("joined_at"),
    )
    op.create_index("ix_members_agent", "members", ["agent_id"])


def _happenings() -> None:
    op.create_table(
        "entries",
        *_key("id"),
        _big("room_id"),
        sa.Column("kind", sa.String(16), nullable=False),
        _big("at"),
        _text("text"),
        _text("sender", nullable=True),
        _big("agent_id", nullable=True),
        _text("agent_response", nullable=True),
        _text("event_type", nullable=True),
        _text("agent_ids", nullable=True),
    )
    op.create_index("ix_entries_room", "entries", ["room_id", "kind", "id"])
    op.create_table("ties", *_key("room_id", "source", "target"), sa.Column("sympathy", sa.Float, nullable=False))
    op.create_table(
        "tie_changes",
        sa.Column("id", _ROW, primary_key=True, autoincrement=True),
        _big("room_id"),
        _big("source"),
        _big("target"),
        sa.Column("sympathy", sa.Float, nullable=False),
        sa.Column("previous", sa.Float),
        _big("at"),
    )
    op.create_index("ix_tie_changes_room", "tie_changes", ["room_id", "id"])


def _inner_lives() -> None:
    op.create_table(
        "memories",
        *_key("id"),
        _big("room_id"),
        _big("agent_id"),
        _text("content"),
        sa.Column("importance", sa.Float, nullable=False),
        _big("at"),
    )
    op.create_index("ix_memories_agent", "memories", ["room_id", "agent_id", "id"])
    op.create_table(
        "plans",
        *_key("id"),
        _big("room_id"),
        _big("agent_id"),
        _text("description"),
        sa.Column("status", sa.String(16), nullable=False),
    )
    op.create_index("ix_plans_agent", "plans", ["room_id", "agent_id", "id"])


def downgrade() -> None:
    """Remove the tables."""
    for table in ("plans", "memories", "tie_changes", "ties", "entries", "members", "agents", "rooms"):
        op.drop_table(table)
    for table in ("refresh_tokens", "users", "counters"):
        op.drop_table(table)
