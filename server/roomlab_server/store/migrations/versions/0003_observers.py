"""Links with which a room can be watched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "observers",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("room_id", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_observers_room", "observers", ["room_id"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("observers")
