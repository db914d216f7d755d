"""What moves the ties of a room, and the seed of its luck, where they were named."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; rooms that are there have neither."""
    op.add_column("rooms", sa.Column("model", sa.String(32)))
    op.add_column("rooms", sa.Column("seed", sa.BigInteger))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("rooms", "seed")
    op.drop_column("rooms", "model")
