"""Which pages may ask, and under which names the server answers: the checks of Origin and Host. Pure, but for the gate.

A page that another site has opened in somebody's browser must not speak to a server on that person's machine or in
their network. Its requests bear the page's Origin, which no page can forge. Only a plain GET bears none; then the name
under which the server was asked must be one that no stranger can point at it (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .settings import LOCAL

__all__ = ["LOCAL_ORIGINS", "Gate", "Objection", "Policy"]

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PORT = r"(?::(?:6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}))?"
LOCAL_ORIGINS = rf"https?://(?:localhost|127(?:\.{_BYTE}){{3}}|\[::1\]){_PORT}"
"""Matches the origins of this machine, on any port, as browsers write them."""

_AUTHORITY = re.compile(rf"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?P<port>{_PORT})", re.IGNORECASE)
_OWN_NETWORK = re.compile(r"[a-z][a-z0-9_-]*")
"""A name without a dot: no public domain is called so; a container or a machine of the same network is."""

_local_origin = re.compile(LOCAL_ORIGINS).fullmatch


class Objection(NamedTuple):
    """Why a request is refused."""

    status: int
    detail: str


class Policy:
    """Decides from the headers of a request whether it is answered.

    Parameters
    ----------
    origins : sequence of str
        Origins of front ends; ``local`` stands for this machine on any port, ``*`` for all. The names of their hosts
        are names of this server, too: it may be served behind them.
    hosts : sequence of str
        Further names of this server, in lower case and without a port; ``*`` for any.
    """

    def __init__(self, origins: Sequence[str], hosts: Sequence[str]) -> None:
        self._origins = set(origins)
        self._hosts = {*hosts, "localhost", socket.gethostname().lower(), *_names(origins)}

    def objection(self, headers: Iterable[tuple[bytes, bytes]]) -> Objection | None:
        """Return what is wrong with a request, or None."""
        found: dict[bytes, list[str]] = {b"host": [], b"origin": []}
        for name, value in headers:
            if name in found:
                found[name].append(value.decode("latin-1"))
        hosts, origins = found[b"host"], found[b"origin"]
        if len(hosts) > 1 or len(origins) > 1:
            return Objection(400, "A request has one Host and one Origin at most; this one has more.")
        authority = _AUTHORITY.fullmatch(hosts[0]) if hosts else None
        if hosts and authority is None:
            return Objection(400, f"The Host {hosts[0]!r:.80} is not a name and a port.")
        if origins and self.allows_origin(origins[0]):
            return None  # proxies rewrite Host, but no page writes this Origin unless it is its own
        if authority is not None and not self.allows_host(authority["name"].lower()):
            asked = f"This server does not answer to the name {authority['name']!r:.80}"
            return Objection(421, f"{asked}; if it is right, start it with --hosts.")
        if origins and not (authority is not None and _is_same(origins[0], authority)):
            return Objection(
                403, f"Pages of {origins[0]!r:.80} may not use this server; if they are to, start it with --cors."
            )
        return None

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of this origin may ask."""
        if "*" in self._origins or origin in self._origins:
            return True
        return LOCAL in self._origins and _local_origin(origin) is not None

    def allows_host(self, name: str) -> bool:
        """Whether this is a name of the server: an address is one, since nobody can point it elsewhere."""
        if "*" in self._hosts or name in self._hosts or _OWN_NETWORK.fullmatch(name):
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


def _names(origins: Iterable[str]) -> set[str]:
    found = (_AUTHORITY.fullmatch(origin.partition("://")[2]) for origin in origins)
    return {authority["name"].lower() for authority in found if authority is not None}


def _is_same(origin: str, authority: re.Match[str]) -> bool:
    """Whether a page comes from this very server, as its own /docs does."""
    return origin in (f"http://{authority[0]}", f"https://{authority[0]}")


class Gate:
    """Stands before everything but the removal of tokens; whom it objects to, nothing else hears.

    Parameters
    ----------
    app : ASGIApp
        What it guards.
    policy : Policy
        Decides.
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or refuse: a socket with HTTP 403, before its handshake."""
        objection = self._policy.objection(scope["headers"]) if scope["type"] in ("http", "websocket") else None
        if objection is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await JSONResponse({"detail": objection.detail}, objection.status)(scope, receive, send)
