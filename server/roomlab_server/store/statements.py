"""What is written, in the words of the database at hand.

Built once: the writer executes the rows of one statement together, and SQLAlchemy compiles each only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Table, and_, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from . import schema

__all__ = ["Statements"]


class Statements:
    """The statements whose rows are collected into one commit.

    Parameters
    ----------
    dialect : str
        ``sqlite`` or ``postgresql``.
    """

    def __init__(self, dialect: str) -> None:
        self._insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
        self.add_entry: Executable = insert(schema.entries)
        self.add_change: Executable = insert(schema.tie_changes)
        self.add_log: Executable = insert(schema.log)
        self.add_memory: Executable = insert(schema.memories)
        self.set_tie = self._upsert(schema.ties, ["room_id", "source", "target"], ["sympathy"])
        self.set_counter = self._upsert(schema.counters, ["name"], ["value"])
        members = schema.members
        self.set_mood: Executable = (
            update(members)
            .where(and_(members.c.room_id == bindparam("of_room"), members.c.agent_id == bindparam("of_agent")))
            .values({name: bindparam(name) for name in ("mood", "mood_level", "mood_icon", "mood_color")})
        )

    def _upsert(self, table: Table, key: Sequence[str], values: Sequence[str]) -> Executable:
        statement = self._insert(table)
        upsert: Executable = statement.on_conflict_do_update(
            index_elements=list(key), set_={name: statement.excluded[name] for name in values}
        )
        return upsert
