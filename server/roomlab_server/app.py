"""The application: everything wired together."""

from __future__ import annotations

import asyncio
import functools
import logging
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import sockets
from .api import agents, auth, chat, observers, orchestration, pages, prompts, relationships, rooms, service, ties
from .api.base import json_response
from .api.once import Repeated, repeated
from .errors import Refusal, StoreError
from .orchestration import StoredTally, language_model, make_conductor
from .origins import LOCAL_ORIGINS, Gate, Policy
from .rooms import MakeConductor
from .services import Services
from .settings import LOCAL, Settings
from .store import Store

__all__ = ["create_app"]

logger = logging.getLogger("roomlab.server")


def create_app(
    settings: Settings, *, store: Store | None = None, conductors: MakeConductor = make_conductor
) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings : Settings
        How to serve.
    store : Store, optional
        An open database; by default the one of the settings, opened when the application starts. Closed when it stops.
    conductors : callable
        Makes the conversation of a room.

    Raises
    ------
    SettingsError
        The language model of the settings cannot be used.
    """
    app = _Application(
        title="roomlab server",
        version="0.1.0",
        description="Rooms whose agents talk and like or dislike each other.",
        lifespan=_lifespan(settings, store, conductors),
        docs_url=None,
        redoc_url=None,
    )
    app.router.routes.extend(ties.routes)
    for chapter in (service, auth, rooms, observers, agents, relationships, chat, orchestration, prompts, pages):
        app.include_router(chapter.api)
    app.mount(pages.FILES, pages.files)
    app.include_router(sockets.api)
    for error, handler in _HANDLERS.items():
        app.add_exception_handler(error, handler)
    # The last one added is the outermost.
    app.add_middleware(_ErrorBoundary)
    app.add_middleware(CORSMiddleware, **_cors(settings.cors))
    app.add_middleware(Gate, policy=Policy(settings.cors, [*settings.hosts, settings.host.lower()]))
    app.add_middleware(sockets.SocketMiddleware)
    return app


def _lifespan(
    settings: Settings, store: Store | None, conductors: MakeConductor
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    tally = StoredTally()
    model = language_model(settings, tally)
    if model is not None and conductors is make_conductor:
        conductors = functools.partial(make_conductor, model=model)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = store or Store.open(settings)
        tally.ids = opened.ids
        services = Services.start(settings, opened, conductors, model)
        app.state.services = services
        rounds = asyncio.create_task(services.warden.run(asyncio.sleep))
        try:
            with suppress(StoreError):  # next time, then
                await services.users.forget_expired()
                await services.repeats.forget_old()
            yield
        finally:
            rounds.cancel()
            await services.close()

    return lifespan


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        ties.document(document)
        return document


def _cors(origins: Sequence[str]) -> dict[str, Any]:
    named = [origin for origin in origins if origin != LOCAL]
    return {
        "allow_origins": named,
        "allow_origin_regex": LOCAL_ORIGINS if LOCAL in origins else None,
        "allow_methods": ["*"],
        "allow_headers": ["*"],
        "allow_credentials": True,
    }


def _problem(status: int, detail: Any, headers: Any = None) -> Response:
    response = json_response({"detail": detail}, status)
    response.headers.update(headers or {})
    return response


async def _refused(request: Request, error: Any) -> Response:
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == 401 and pages.asks_for_link(request):
        response: Response = pages.link_page(error.status)
        response.headers.update(headers)
        return response
    return _problem(error.status, error.detail, headers)


async def _failed(request: Request, error: Any) -> Response:
    return _problem(503, str(error))


async def _repeated(request: Request, again: Any) -> Response:
    return repeated(request, again)


async def _http(request: Request, error: Any) -> Response:
    return _problem(error.status_code, error.detail, error.headers)


async def _invalid(request: Request, error: Any) -> Response:
    # What was sent is not sent back: it may be a password, or text that no encoder takes.
    detail = [{"loc": problem["loc"], "msg": problem["msg"], "type": problem["type"]} for problem in error.errors()]
    return _problem(422, detail)


_HANDLERS: dict[type[Exception], Any] = {
    Refusal: _refused,
    Repeated: _repeated,
    StoreError: _failed,
    HTTPException: _http,
    RequestValidationError: _invalid,
}


class _ErrorBoundary:
    """Answers 500 for what nobody expected; inside of CORS, so that a front end can read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            logger.exception("%s %r failed", scope["method"], scope["path"])
            if started:
                raise
            await _problem(500, "The server failed; its log says why.")(scope, receive, send)
