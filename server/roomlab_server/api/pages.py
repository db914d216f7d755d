"""The pages ``/docs`` and ``/redoc``, from files that are installed with the server: a class may have no network."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

__all__ = ["FILES", "api", "files"]

TITLE = "roomlab server"
FILES = "/docs-files"

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
