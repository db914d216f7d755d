"""Keeps pages of strangers away from a replayed room, which takes any password."""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["LOCAL_ORIGINS", "Gate"]

LOCAL_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?", re.IGNORECASE)
_OWN_NETWORK = re.compile(r"[a-z][a-z0-9_-]*", re.IGNORECASE)  # a name without a dot: no public domain is called so


class Gate:
    """Refuses requests that a page of a stranger makes in somebody's browser.

    Such a page says whose it is (Origin); only a plain GET does not, and then the name under which this server was
    asked (Host) must be an address, or one of this network, which no stranger can point here.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or refuse with 403; a socket before its handshake."""
        if scope["type"] not in ("http", "websocket") or _is_welcome(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            said = "this replay is asked from another site, or under a name that is not its own; use its address"
            await JSONResponse({"detail": said}, 403)(scope, receive, send)


def _is_welcome(headers: Headers) -> bool:
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) > 1 or len(origins) > 1:
        return False
    if origins and re.fullmatch(LOCAL_ORIGINS, origins[0]):
        return True  # proxies rewrite Host, but no page writes this Origin unless it is its own
    if hosts and not _is_own(hosts[0]):
        return False
    return not origins or (bool(hosts) and origins[0] in (f"http://{hosts[0]}", f"https://{hosts[0]}"))


def _is_own(host: str) -> bool:
    authority = _AUTHORITY.fullmatch(host)
    if authority is None:
        return False
    name = authority[1]
    if _OWN_NETWORK.fullmatch(name):
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
