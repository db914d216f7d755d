"""Passwords, tokens, and the secret that signs them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .errors import Refusal, SecretError
from .settings import SECRET_BYTES

__all__ = ["Claims", "Passwords", "Tokens", "fingerprint", "kept_secret", "new_refresh_token"]

ALGORITHM = "HS256"
"""The one algorithm that signs and that is accepted; what a token says about itself is not believed."""

WAITING = 256
"""People whose passwords may wait to be hashed: a flood is over seconds after it has ended, not hours."""

T = TypeVar("T")

_OBSERVER = "observer-"  # begins the subject of a token that is no user's
_REMEMBERED = 4096  # tokens whose signature was checked; at the bound all are forgotten


class Passwords:
    """Hashes passwords off the event loop, one at a time: a hash is meant to cost much time and memory.

    Raises
    ------
    Refusal
        429 when too many wait already.
    """

    def __init__(self) -> None:
        self._waiting = 0
        self._hasher = PasswordHasher()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="roomlab-passwords")
        # What an unknown e-mail's password is checked against, so that the answer takes as long as for a known one.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        """Return the argon2id hash to keep of `password`."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Return whether `password` is that of the hash `kept`; in the same time without one (None)."""
        return await self._run(lambda: self._verify(kept, password))

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise Refusal(429, "Too many people are signing in at once; try again in a few seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1

    def _verify(self, kept: str | None, password: str) -> bool:
        try:
            self._hasher.verify(self._nobody if kept is None else kept, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class Claims(NamedTuple):
    """What a token says, once its signature is checked: for whom it was made, and until when it is good."""

    kind: Literal["user", "observer"]
    id: int
    """Of the user, or of the observers' link."""
    expires: float
    """Seconds since the epoch."""


class Tokens:
    """Signs and reads access tokens.

    Parameters
    ----------
    secret : str
        Signs; see :func:`kept_secret`.
    lifetime : float
        Seconds that a token is good for.
    now : callable
        Returns the time, in seconds since the epoch.
    """

    def __init__(self, secret: str, lifetime: float, now: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._lifetime = lifetime
        self._now = now
        self._read: dict[str, Claims] = {}

    def issue(self, user_id: int) -> str:
        """Return a token that says who the user is."""
        return self._sign(str(user_id), self._now() + self._lifetime)

    def issue_for_observers(self, link_id: int, expires: float) -> str:
        """Return the token of an observers' link that is good until `expires`, in seconds since the epoch."""
        return self._sign(f"{_OBSERVER}{link_id}", expires)

    def _sign(self, subject: str, expires: float) -> str:
        # The number that is used once keeps two tokens of one second apart.
        claims = {"sub": subject, "iat": int(self._now()), "exp": expires, "jti": secrets.token_urlsafe(8)}
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def has_expired(self, claims: Claims) -> bool:
        """Whether a token that was good is so no more."""
        return self._now() >= claims.expires

    def read(self, token: str) -> int | None:
        """Return the user's id, or None for a token that is no user's, not ours, not whole, or expired."""
        claims = self.claims(token)
        return claims.id if claims is not None and claims.kind == "user" else None

    def claims(self, token: str) -> Claims | None:
        """Return what a token says, or None when it is not ours, not whole, or expired."""
        known = self._read.get(token)
        if known is None:
            known = self._decode(token)
            if known is None:
                return None
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[token] = known
        return None if self.has_expired(known) else known

    def _decode(self, token: str) -> Claims | None:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                # The expiry is compared in read(), against the injected clock.
                options={"require": ["sub", "exp", "iat"], "verify_exp": False, "verify_iat": False},
            )
            subject: str = claims["sub"]
            number = int(subject.removeprefix(_OBSERVER))
            return Claims("observer" if subject.startswith(_OBSERVER) else "user", number, float(claims["exp"]))
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            return None


def new_refresh_token() -> str:
    """Return a refresh token: 256 random bits that mean nothing by themselves."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return what is kept of a refresh token: enough to know it again, useless to a thief of the database."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`; make and keep one, readable by its owner only, when there is none.

    Raises
    ------
    SecretError
        The file cannot be read or written, or holds too little.
    """
    try:
        if not path.exists():
            _keep(path, secrets.token_urlsafe(2 * SECRET_BYTES))
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(
            f"The secret beside the database, {path}, cannot be used ({error}); "
            "make it readable, or set ROOMLAB_SECRET."
        ) from error
    if len(secret.encode()) < SECRET_BYTES:
        raise SecretError(
            f"The secret in {path} has {len(secret.encode())} bytes, expected at least {SECRET_BYTES}; "
            "delete the file to have a new one made (everybody signs in again)."
        )
    return secret


def _keep(path: Path, secret: str) -> None:
    # Written whole under another name first: a crash never leaves half a secret. The mode has no effect on Windows,
    # where the file inherits the rights of its folder.
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
