"""Requests that come again: one with a key is done once, and answered alike whenever it is repeated.

A client whose answer was lost cannot tell whether its request arrived. With a key of its own choice it may send it
again: the answer is stored in the same commit as what the request made, so either both are there or neither.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import bindparam, delete, insert, select

from .store import Store, queries, schema
from .store.writer import Row

__all__ = [
    "KEPT_ANSWERS",
    "KEPT_SECONDS",
    "Also",
    "Answer",
    "OtherRequestError",
    "Repeats",
    "Ticket",
    "fingerprint_of",
    "nothing_else",
]

KEPT_SECONDS = 86_400
"""How long an answer is kept at least, unless its user has :data:`KEPT_ANSWERS` newer ones."""

KEPT_ANSWERS = 10_000
"""Answers of one user that are kept at least, unless they are older than :data:`KEPT_SECONDS`."""

TIDIED = 256
"""After so many answers of a user, what is kept too long is removed."""

Also = Callable[[Any], Sequence[Row]]
"""Takes what is to be made (a room, an agent, an entry) and returns further rows for its commit."""


def nothing_else(made: Any) -> Sequence[Row]:
    """Return no further rows."""
    return ()


_answers = schema.answers
_ADD = insert(_answers)
_OLD = delete(_answers).where(_answers.c.at < bindparam("before"))
_beyond = (
    select(_answers.c.at)
    .where(_answers.c.user_id == bindparam("of_user"))
    .order_by(_answers.c.at.desc())
    .limit(1)
    .offset(KEPT_ANSWERS)
    .scalar_subquery()
)
_BEYOND = delete(_answers).where(_answers.c.user_id == bindparam("of_user"), _answers.c.at <= _beyond)


class OtherRequestError(Exception):
    """The key belongs to another request."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request with a key.

    Attributes
    ----------
    user_id, room_id : int
        Whose it is, and in which room (0: in none); the same key elsewhere is another.
    key : str
        What the client chose.
    request : str
        Fingerprint of what it asks for.
    """

    user_id: int
    room_id: int
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: an HTTP status and a JSON text."""

    status: int
    content: str


def fingerprint_of(method: str, path: str, body: bytes) -> str:
    """Return the fingerprint of a request."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


class Repeats:
    """The answers that are kept.

    Parameters
    ----------
    store : Store
        Keeps them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns: WeakValueDictionary[tuple[int, int, str], asyncio.Lock] = WeakValueDictionary()
        self._since: Counter[int] = Counter()

    @asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[Answer | None]:
        """Let one request of a key go on at a time, and tell it what was answered to it before.

        Raises
        ------
        OtherRequestError
            The key belongs to another request.
        """
        place = ticket.user_id, ticket.room_id, ticket.key
        async with self._turns.setdefault(place, asyncio.Lock()):
            row = await self._store.read(queries.answer, *place)
            if row is not None and row["request"] != ticket.request:
                raise OtherRequestError(ticket.key)
            yield None if row is None else Answer(row["status"], row["content"])

    def rows(self, ticket: Ticket, answer: Answer) -> list[Row]:
        """Return what goes into the commit of what a request makes. A second row of a key is refused by the table."""
        now = self._store.clock.now()
        row: dict[str, Any] = {
            "user_id": ticket.user_id,
            "room_id": ticket.room_id,
            "key": ticket.key,
            "request": ticket.request,
            "status": answer.status,
            "content": answer.content,
            "at": now,
        }
        rows: list[Row] = [(_ADD, row)]
        self._since[ticket.user_id] += 1
        if self._since[ticket.user_id] >= TIDIED:
            del self._since[ticket.user_id]
            rows += [self._old(now), (_BEYOND, {"of_user": ticket.user_id})]
        return rows

    async def forget_old(self) -> None:
        """Remove the answers that nobody came back for in time."""
        await self._store.writer.write(self._old(self._store.clock.now()))

    @staticmethod
    def _old(now: int) -> Row:
        return _OLD, {"before": now - KEPT_SECONDS * 1_000_000}
