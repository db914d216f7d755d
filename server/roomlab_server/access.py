"""Who asks, and what they may: users have all of their own rooms, observers may read one, nobody else has anything."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import forbidden, not_found
from .model import Room
from .observers import Observer, Observers
from .rooms import Rooms
from .security import Claims, Tokens
from .store import Store, queries
from .users import User, Users

__all__ = ["Access", "Caller", "Visit", "account_of"]

Caller = User | Observer


def account_of(caller: Caller) -> tuple[bool, int]:
    """Return on whose account it goes what somebody uses: all observers of a user's rooms have one, beside the user."""
    return (True, caller.id) if isinstance(caller, User) else (False, caller.owner_id)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody whose token was good when it was looked at."""

    caller: Caller
    claims: Claims


class Access:
    """Tells who a token belongs to, and which room they may have.

    Parameters
    ----------
    store : Store
        Knows who is active and which links are open.
    tokens : Tokens
        Reads.
    users : Users
        All users.
    observers : Observers
        All links.
    rooms : Rooms
        All rooms.
    """

    def __init__(self, store: Store, tokens: Tokens, users: Users, observers: Observers, rooms: Rooms) -> None:
        self._store = store
        self._tokens = tokens
        self._users = users
        self._observers = observers
        self._rooms = rooms

    async def admit(self, token: str | None) -> Visit | None:
        """Return whose token it is and how long it is good, or None."""
        claims = self._tokens.claims(token) if token else None
        if claims is None or token is None:
            return None
        caller: Caller | None
        if claims.kind == "observer":
            caller = await self._observers.find(claims.id)
        else:
            caller = await self._users.authenticate(token)
        return None if caller is None else Visit(caller, claims)

    async def identify(self, token: str | None) -> Caller | None:
        """Return whose token it is, or None."""
        visit = await self.admit(token)
        return None if visit is None else visit.caller

    async def find_room(self, room_id: int, caller: Caller, *, to_change: bool = False) -> Room:
        """Return the room, if the caller may read it, or change it.

        Raises
        ------
        Refusal
            404 when there is none or it is another's, 403 when an observer is to change it.
        """
        if isinstance(caller, User):
            return await self._rooms.find(room_id, caller.id)
        if room_id != caller.room_id:
            raise not_found(f"Room {room_id}")
        if to_change:
            raise forbidden()
        return await self._rooms.find(room_id, caller.owner_id)

    async def still_good(self, visits: set[Claims]) -> set[Claims]:
        """Return those whose token has not expired, and whose user is active or whose link is still open."""
        fresh = {claims for claims in visits if not self._tokens.has_expired(claims)}
        users = {claims.id for claims in fresh if claims.kind == "user"}
        links = {claims.id for claims in fresh if claims.kind == "observer"}
        active = await self._store.read(queries.active_users, users) if users else set()
        rows = await self._store.read(queries.open_observers, links) if links else []
        known = {"user": active, "observer": {row["id"] for row in rows}}
        return {claims for claims in fresh if claims.id in known[claims.kind]}

    def expired(self, visits: set[Claims]) -> set[Claims]:
        """Return those whose token is good no more by the clock alone; for when the database does not answer."""
        return {claims for claims in visits if self._tokens.has_expired(claims)}
