"""When to try again, and whether: pure decisions, no sockets and no clock."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from roomlab.errors import AccessDeniedError, AuthenticationError, ConnectionFailedError, RequestError, RoomlabError

__all__ = ["Failure", "LinkLostError", "LinkRefusedError", "PlainContractError", "classify", "full_jitter"]

CLOSE_UNAUTHORIZED = 4001
CLOSE_NO_ACCESS = 4003
TEMPORARY_STATUSES = frozenset({408, 425, 429})
"""HTTP statuses below 500 that pass by themselves: time-out, too early, too many requests."""


class LinkRefusedError(RoomlabError):
    """A socket's handshake was answered with an HTTP status other than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server refused the socket with HTTP {status}")
        self.status = status


class LinkLostError(RoomlabError):
    """An open socket was closed (`code` as in RFC 6455, section 7.4), or its peer fell silent (`code` None)."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(f"the connection was lost: {reason}" + (f" (close code {code})" if code is not None else ""))
        self.code = code
        self.reason = reason


class PlainContractError(RoomlabError):
    """The server does not speak ``roomlab.v1``; the room is followed by the two streams of the contract."""


class Failure(StrEnum):
    """What a failure asks for."""

    TRANSIENT = "transient"
    """Wait, then try again."""
    CREDENTIALS = "credentials"
    """Renew the token, then try again once."""
    FATAL = "fatal"
    """Stop: trying again cannot help."""


def classify(error: BaseException) -> Failure:
    """Sort a failure. What is not known to pass by itself is fatal, so that a defect never hides in a retry loop."""
    match error:
        case LinkRefusedError(status=status):
            if status in (401, 403):  # a server that refuses before accepting cannot say 4001 or 4003
                return Failure.CREDENTIALS
            return _by_status(status)
        case LinkLostError(code=code):
            if code == CLOSE_UNAUTHORIZED:
                return Failure.CREDENTIALS
            return Failure.FATAL if code == CLOSE_NO_ACCESS else Failure.TRANSIENT
        case AuthenticationError() | AccessDeniedError():
            return Failure.FATAL
        case RequestError(status=status):
            return _by_status(status)
        case ConnectionFailedError() | OSError():  # TimeoutError is an OSError
            return Failure.TRANSIENT
    return Failure.FATAL


def _by_status(status: int) -> Failure:
    return Failure.TRANSIENT if status >= 500 or status in TEMPORARY_STATUSES else Failure.FATAL


def full_jitter(rng: np.random.Generator, shortest: float = 0.5, longest: float = 30.0) -> Iterator[float]:
    """Yield the delays between attempts, in seconds, without end.

    Each is drawn evenly from `shortest` up to a ceiling that starts at twice `shortest`, doubles with each attempt, and
    is neither above `longest` nor above twice what was waited so far; so many clients that lost the same server come
    back spread out, and soon after an outage that was short.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the draws come from.
    shortest, longest : float
        Bounds of every delay, in seconds.

    References
    ----------
    M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter"; here above a floor).
    """
    ceiling, waited = 2 * shortest, shortest
    while True:
        delay = float(rng.uniform(shortest, min(ceiling, 2 * waited, longest)))
        yield delay
        waited += delay
        ceiling = min(2 * ceiling, longest)
