"""The log of each room: from here on everything that happens has a number."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and begin the log of each room that is there; what happened before has no numbers."""
    log = op.create_table(
        "log",
        sa.Column("room_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    rooms = sa.table("rooms", sa.column("id", sa.BigInteger), sa.column("updated_at", sa.BigInteger))
    begun = sa.select(
        rooms.c.id,
        sa.literal(0, sa.BigInteger),
        sa.literal(0, sa.BigInteger),
        sa.literal(secrets.token_hex(8), sa.String(32)),
        rooms.c.updated_at,
        sa.literal(b"", sa.LargeBinary),
    )
    op.execute(sa.insert(log).from_select(["room_id", "last", "first", "epoch", "at", "body"], begun))


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("log")
