"""The pages of the server, from files that are installed with it: a class may have no network.

``/docs`` and ``/redoc`` show the calls. Who opens a link for observers in a browser is told where to open it instead.
"""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

__all__ = ["FILES", "api", "asks_for_link", "files", "link_page"]

TITLE = "roomlab server"
FILES = "/docs-files"

_ROOM = re.compile(r"/api/rooms/\d+/?")
_LINK_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A link to a room</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 1.1em/1.5 sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }
pre { overflow: auto }
</style>
</head>
<body>
<h1>A link to a room</h1>
<p>This address opens in roomlab, not in a browser. Copy all of it, with what stands behind the <code>#</code>, in place
of LINK.</p>
<p>In a notebook:</p>
<pre>import roomlab

roomlab.connect("LINK").view()</pre>
<p>On a terminal:</p>
<pre>roomlab watch "LINK"</pre>
<p>Whoever has the link can watch the room until the link ends: give it to nobody else.</p>
</body>
</html>
"""
_LINK_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}

api = APIRouter(include_in_schema=False)

files = StaticFiles(packages=[("fastapi_offline", "static")])


@api.get("/docs")
async def docs() -> HTMLResponse:
    """Show the calls, ready to be tried."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=TITLE,
        swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
        swagger_css_url=f"{FILES}/swagger-ui.css",
        swagger_favicon_url=f"{FILES}/favicon.png",
    )


@api.get("/redoc")
async def redoc() -> HTMLResponse:
    """Show the calls, ready to be read."""
    return get_redoc_html(
        openapi_url="/openapi.json",
        title=TITLE,
        redoc_js_url=f"{FILES}/redoc.standalone.js",
        redoc_favicon_url=f"{FILES}/favicon.png",
        with_google_fonts=False,
    )


def asks_for_link(request: Request) -> bool:
    """Whether somebody follows a link for observers with a browser, which keeps what is behind the ``#``."""
    wants_page = "text/html" in request.headers.get("accept", "") and request.method == "GET"
    return wants_page and "authorization" not in request.headers and bool(_ROOM.fullmatch(request.url.path))


def link_page(status: int) -> HTMLResponse:
    """Say where a link for observers is opened. The page has no script and knows no token."""
    return HTMLResponse(_LINK_PAGE, status, headers=_LINK_HEADERS)
