"""Users: registering, signing in, and who a token belongs to."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert

from .errors import Refusal, bad_request, unauthorized
from .limits import SignIns
from .security import Passwords, Tokens, fingerprint, new_refresh_token
from .store import Store, queries, schema

__all__ = ["Session", "User", "Users"]

BELIEVED = 5.0
"""Seconds after which the database is asked again whether a user is still active."""

REMEMBERED = 4096
"""Users who are held in memory; at the bound all are forgotten."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who has registered."""

    id: int
    email: str
    username: str


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """A user and the tokens that were just made for them."""

    user: User
    token: str
    refresh_token: str


class Users:
    """The users of the database.

    Parameters
    ----------
    store : Store
        Keeps them.
    passwords : Passwords
        Hashes and checks.
    tokens : Tokens
        Signs and reads.
    refresh_lifetime : float
        Seconds that a refresh token is good for.
    sign_ins : SignIns
        How often a password may be wrong.
    now : callable
        Returns the time, in seconds since whenever.
    """

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        tokens: Tokens,
        refresh_lifetime: float,
        sign_ins: SignIns,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._tokens = tokens
        self._refresh_lifetime = refresh_lifetime
        self._sign_ins = sign_ins
        self._now = now
        self._known: dict[int, tuple[User, float]] = {}

    async def register(self, email: str, password: str, username: str | None, network: str = "unknown") -> Session:
        """Make a user and sign in, asked for from a network (see :func:`~roomlab_server.limits.network_of`).

        Raises
        ------
        Refusal
            400 when the e-mail is taken, 429 when too many register at once.
        """
        taken = bad_request("This e-mail is registered already; sign in, or use another one.")
        if await self._store.read(queries.user_by_email, _key(email)) is not None:
            raise taken
        async with self._sign_ins.registration(network):
            password_hash = await self._passwords.hash(password)
        row: dict[str, Any] = {
            "email": email,
            "email_key": _key(email),
            "username": username or email.partition("@")[0],
            "password_hash": password_hash,
            "active": True,
            "created_at": self._store.clock.now(),
            "id": self._store.ids.next("user"),
        }
        if not await self._store.writer.run(lambda connection: _insert_user(connection, row)):
            raise taken  # by somebody who registered while the password was hashed
        return await self._session(User(row["id"], email, row["username"]))

    async def login(self, email: str, password: str, network: str) -> Session:
        """Sign in, asked for from a network (see :func:`~roomlab_server.limits.network_of`).

        Raises
        ------
        Refusal
            401 for a wrong e-mail or password, 403 for a user who is not active, 429 after too many wrong ones.
        """
        account = _key(email)
        async with self._sign_ins.turn(network, account):
            row = await self._store.read(queries.user_by_email, account)
            kept = None if row is None else row["password_hash"]
            if not await self._passwords.verify(kept, password) or row is None:
                self._sign_ins.failed(network, account)
                raise unauthorized("Wrong e-mail or password.")
        if not row["active"]:
            raise Refusal(403, "This user is not active.")
        return await self._session(_user(row))

    async def refresh(self, refresh_token: str) -> Session:
        """Spend a refresh token on a new pair.

        Raises
        ------
        Refusal
            401 when it is unknown, spent or expired.
        """
        spent = fingerprint(refresh_token)
        row = await self._store.writer.run(lambda connection: _spend(connection, spent))
        if row is None or row["expires_at"] <= self._store.clock.now():
            raise unauthorized("The refresh token is unknown, spent or expired; sign in again.")
        user = await self.find(row["user_id"])
        if user is None:
            raise unauthorized()
        return await self._session(user)

    async def authenticate(self, token: str | None) -> User | None:
        """Return whose token it is, or None."""
        user_id = self._tokens.read(token) if token else None
        if user_id is None:
            return None
        user, until = self._known.get(user_id, (None, 0.0))
        return user if user is not None and self._now() < until else await self.find(user_id)

    async def find(self, user_id: int) -> User | None:
        """Return an active user, or None."""
        row = await self._store.read(queries.user_by_id, user_id)
        if row is None or not row["active"]:
            self._known.pop(user_id, None)
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        user = _user(row)
        self._known[user_id] = user, self._now() + BELIEVED
        return user

    async def forget_expired(self) -> None:
        """Remove the refresh tokens that nobody came back with in time."""
        tokens = schema.refresh_tokens
        await self._store.writer.write((delete(tokens).where(tokens.c.expires_at <= self._store.clock.now()), {}))

    async def _session(self, user: User) -> Session:
        refresh_token = new_refresh_token()
        row = {
            "fingerprint": fingerprint(refresh_token),
            "user_id": user.id,
            "expires_at": self._store.clock.now() + round(self._refresh_lifetime * 1e6),
        }
        await self._store.writer.write((insert(schema.refresh_tokens), row))
        return Session(user, self._tokens.issue(user.id), refresh_token)


def _key(email: str) -> str:
    return unicodedata.normalize("NFC", email).casefold()


def _insert_user(connection: Connection, row: dict[str, Any]) -> bool:
    if queries.user_by_email(connection, row["email_key"]) is not None:
        return False
    connection.execute(insert(schema.users), row)
    return True


def _user(row: Any) -> User:
    return User(row["id"], row["email"], row["username"])


def _spend(connection: Connection, spent: str) -> Any:
    tokens = schema.refresh_tokens
    gone = delete(tokens).where(tokens.c.fingerprint == spent).returning(tokens.c.user_id, tokens.c.expires_at)
    return connection.execute(gone).mappings().first()
