"""What a server's refusal of a request is for the user: an error that says what to do next."""

from __future__ import annotations

from roomlab._json import decode_json
from roomlab.errors import (
    AccessDeniedError,
    AuthenticationError,
    ConnectionFailedError,
    RequestError,
    RoomlabError,
)

__all__ = ["LOGIN", "NO_DETAIL", "refusal", "told_detail"]

LOGIN = "/api/auth/login"
"""Where an e-mail and a password are given for a token."""
NO_DETAIL = "no explanation"
# The same words whether there is such an account or not: nobody is told who has one.
_NEW_HERE = (
    "check the e-mail and password; if you have no account here yet, roomlab play and roomlab simulate make one with "
    "--register"
)


def refusal(method: str, path: str, status: int, detail: str) -> RoomlabError:
    """Return the error for a request that was answered with a status of 300 or more.

    Parameters
    ----------
    method, path : str
        The request, without the server and without any token.
    status : int
        HTTP status.
    detail : str
        What the server said, without secrets.
    """
    said = f"{method} {path} was answered with {status}: {detail.rstrip('.')}"
    if status == 401:
        return AuthenticationError(f"{said}; {_NEW_HERE if path == LOGIN else 'check the token, or log in anew'}")
    if status == 403:
        return AccessDeniedError(f"{said}; this user has no right to that")
    if status == 404:
        return AccessDeniedError(f"{said}; it does not exist, or belongs to another user")
    if status < 400:
        return ConnectionFailedError(f"{said}; the server redirects, give the address that it redirects to")
    return RequestError(status, method, path, detail)


def told_detail(body: bytes) -> str:
    """Return what the body of a refusal says. Untrusted text."""
    try:
        detail = decode_json(body)["detail"]
    except (ValueError, TypeError, KeyError, IndexError):
        return NO_DETAIL
    if isinstance(detail, list):
        detail = "; ".join(map(_problem, detail))
    return str(detail)


def _problem(problem: object) -> str:
    """Return one entry of a 422's list as a sentence, naming the field."""
    if not isinstance(problem, dict):
        return str(problem)
    where = ".".join(str(part) for part in problem.get("loc", ()) if part != "body")
    said = str(problem.get("msg", problem))
    return f"{where}: {said}" if where else said
