"""Links with which a room can be watched and nothing else: made, listed, withdrawn, and told from a user."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, delete, insert

from .errors import bad_request, not_found
from .model import Room
from .security import Tokens
from .store import Store, queries, schema

__all__ = ["MOST_LINKS", "Observer", "Observers"]

MOST_LINKS = 100
"""Links of one room that may be open at a time."""

BELIEVED = 5.0
"""Seconds after which the database is asked again whether a link is still there."""

REMEMBERED = 4096
"""Links whose state is held in memory; at the bound all are forgotten."""


@dataclass(frozen=True, slots=True)
class Observer:
    """Whoever holds a link to a room."""

    id: int
    """Of the link."""
    room_id: int
    owner_id: int
    """The user whose room it is."""


class Observers:
    """The links of all rooms.

    Parameters
    ----------
    store : Store
        Keeps them; not their tokens, which are signed.
    tokens : Tokens
        Signs.
    now : callable
        Returns the time, in seconds since whenever.
    """

    def __init__(self, store: Store, tokens: Tokens, now: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._tokens = tokens
        self._now = now
        self._known: dict[int, tuple[Observer, float]] = {}

    async def create(self, room: Room, label: str, lifetime: float) -> tuple[dict[str, Any], str]:
        """Make a link that is good for `lifetime` seconds; return its row, and its token, which is not kept.

        Raises
        ------
        Refusal
            400 when the room has too many already.
        """
        if len(await self.open_links(room)) >= MOST_LINKS:
            raise bad_request(f"The room has {MOST_LINKS} links for observers already; withdraw one first.")
        now = self._store.clock.now()
        row: dict[str, Any] = {
            "id": self._store.ids.next("observer"),
            "room_id": room.id,
            "label": label,
            "created_at": now,
            "expires_at": now + round(lifetime * 1e6),
        }
        gone = delete(schema.observers).where(schema.observers.c.expires_at <= now)
        await self._store.writer.write((gone, {}), (insert(schema.observers), row))
        return row, self._tokens.issue_for_observers(row["id"], row["expires_at"] / 1e6)

    async def open_links(self, room: Room) -> list[RowMapping]:
        """Return the rows of the links that are good, oldest first."""
        rows = await self._store.read(queries.observers_of, room.id)
        now = self._store.clock.now()
        return [row for row in rows if row["expires_at"] > now]

    async def revoke(self, room: Room, link_id: int) -> None:
        """Withdraw a link.

        Raises
        ------
        Refusal
            404 when the room has none of that id.
        """
        links = schema.observers
        gone = delete(links).where(links.c.id == link_id, links.c.room_id == room.id)
        removed = await self._store.writer.run(lambda connection: connection.execute(gone).rowcount)
        self._known.pop(link_id, None)
        if not removed:
            raise not_found(f"Link {link_id} of room {room.id}")

    async def find(self, link_id: int) -> Observer | None:
        """Return who holds the link, or None when it was withdrawn or its owner is not active any more."""
        observer, until = self._known.get(link_id, (None, 0.0))
        if observer is not None and self._now() < until:
            return observer
        rows = await self._store.read(queries.open_observers, [link_id])
        if not rows:
            self._known.pop(link_id, None)
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        observer = Observer(link_id, rows[0]["room_id"], rows[0]["owner_id"])
        self._known[link_id] = observer, self._now() + BELIEVED
        return observer
