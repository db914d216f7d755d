"""What can go wrong, in one tree.

::

    ServerError
    ├── StartError            the server cannot start: one sentence, exit code 2
    │   ├── SettingsError     a flag, an environment variable or the file
    │   ├── AddressError      the port is taken, or the address is not ours
    │   ├── SecretError       the secret that signs tokens
    │   └── DatabaseError     locked, foreign, too new, not writable
    ├── StoreError            the database did not take a change, or does not answer (503)
    └── Refusal               a request that cannot be granted (4xx)
"""

from __future__ import annotations

__all__ = [
    "AddressError",
    "DatabaseError",
    "Refusal",
    "SecretError",
    "ServerError",
    "SettingsError",
    "StartError",
    "StoreError",
    "bad_request",
    "forbidden",
    "not_found",
    "too_many",
    "unauthorized",
]


class ServerError(Exception):
    """Anything that the server says about itself."""


class StartError(ServerError):
    """The server cannot start; the message is one sentence that says what to do."""


class SettingsError(StartError):
    """A setting is unknown or out of range."""


class AddressError(StartError):
    """The server cannot listen on the address."""


class SecretError(StartError):
    """The secret is missing, too short, or cannot be kept."""


class DatabaseError(StartError):
    """The database is locked, foreign, too new, or cannot be opened."""


class StoreError(ServerError):
    """The database did not take a change, or does not answer."""


class Refusal(ServerError):
    """A request that is not granted.

    Parameters
    ----------
    status : int
        HTTP status, 400 to 499.
    detail : str
        What is wrong, for the user's eyes.
    retry_after : float, optional
        Seconds after which the same request may be granted.
    """

    def __init__(self, status: int, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


def bad_request(detail: str) -> Refusal:
    """Return the refusal of a request whose values do not fit the room (400)."""
    return Refusal(400, detail)


def unauthorized(detail: str = "Sign in: the token is missing, wrong or expired.") -> Refusal:
    """Return the refusal of a request that nobody signed (401)."""
    return Refusal(401, detail)


def forbidden(detail: str = "This link is for watching one room; sign in as its owner to change it.") -> Refusal:
    """Return the refusal of what somebody known may not do (403)."""
    return Refusal(403, detail)


def too_many(detail: str, retry_after: float) -> Refusal:
    """Return the refusal of what is asked for too often (429)."""
    return Refusal(429, detail, retry_after)


def not_found(what: str) -> Refusal:
    """Return the refusal of a request for what is not there, or not one's own (404)."""
    return Refusal(404, f"{what} not found.")
