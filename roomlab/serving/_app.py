"""The contract in front of a replayed room: REST answers and both sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from secrets import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from roomlab._json import decode_json, encode_json
from roomlab.events import Channel
from roomlab.serving._gate import LOCAL_ORIGINS, Gate
from roomlab.serving._stage import Audience, Stage

__all__ = ["make_app"]

CLOSE_UNAUTHORIZED, CLOSE_NO_ACCESS, CLOSE_COME_AGAIN = 4001, 4003, 1012
PAGE, MOST = 20, 100
_GREETINGS = {Channel.CHAT: "Подключено к чату комнаты", Channel.GRAPH: "Подключено к графу отношений"}
_READ_ONLY = "this room is a recording that is played again; it can be watched, and not be changed"

Answer = Callable[[Stage, Request], Any]


def make_app(stage: Stage, audience: Audience) -> Starlette:
    """Return the application that serves a stage."""
    room = "/api/rooms/{room}"
    routes = [
        Route("/", _open(lambda *_: {"message": "roomlab replay", "docs": "/docs", "api": "/api"}, stage)),
        Route("/api/", _open(lambda *_: {"message": "roomlab replay"}, stage)),
        Route("/api/test-db", _open(lambda *_: {"status": "ok"}, stage)),
        Route("/api/auth/register", _open(_account, stage, 201), methods=["POST"]),
        Route("/api/auth/login", _open(_account, stage), methods=["POST"]),
        Route("/api/auth/refresh", _open(_account, stage), methods=["POST"]),
        Route("/api/auth/me", _closed(_me, stage)),
        Route("/api/rooms", _closed(lambda stage, _: {"rooms": [stage.room_record()]}, stage)),
        Route(room, _closed(lambda stage, _: stage.room_record(), stage)),
        Route(f"{room}/agents", _closed(lambda stage, _: {"agents": stage.agents()}, stage)),
        Route(f"{room}/agents/{{agent}}", _closed(_agent, stage)),
        Route(f"{room}/relationships", _closed(lambda stage, _: stage.relationships(), stage)),
        Route(f"{room}/messages", _closed(_messages, stage)),
        Route(f"{room}/feed", _closed(lambda stage, request: stage.feed(_limit(request)), stage)),
        WebSocketRoute(f"{room}/chat", _socket(stage, audience, Channel.CHAT)),
        WebSocketRoute(f"{room}/graph", _socket(stage, audience, Channel.GRAPH)),
        Route("/{rest:path}", _closed(_nothing, stage), methods=["GET", "POST", "PATCH", "PUT", "DELETE"]),
    ]
    cors = Middleware(
        CORSMiddleware, allow_origin_regex=LOCAL_ORIGINS, allow_methods=["*"], allow_headers=["*"]
    )  # fmt: skip
    return Starlette(routes=routes, middleware=[Middleware(Gate), cors], exception_handlers={HTTPException: _refusal})


# -- REST


def _open(answer: Answer, stage: Stage, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return _json(answer(stage, request), status)

    return endpoint


def _closed(answer: Answer, stage: Stage) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not _is_token(stage, token):
            raise HTTPException(401, "log in first; on a replay any e-mail and password will do")
        if request.path_params.get("room", stage.room) != stage.room:
            raise HTTPException(404, f"there is only room {stage.room}")
        return _json(answer(stage, request), 200)

    return endpoint


def _json(value: Any, status: int) -> Response:
    return Response(encode_json(value), status, media_type="application/json")


async def _refusal(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code)


def _is_token(stage: Stage, token: str) -> bool:
    return compare_digest(token.encode("utf-8", "replace"), stage.token.encode())


def _account(stage: Stage, _: Request) -> dict[str, str]:
    user = {"id": "1", "email": "guest@example.org", "username": "guest"}
    return user | {"token": stage.token, "refreshToken": stage.token}


def _me(stage: Stage, request: Request) -> dict[str, str]:
    return _account(stage, request) | {"token": "", "refreshToken": ""}


def _agent(stage: Stage, request: Request) -> dict[str, Any]:
    agent = stage.agent(request.path_params["agent"])
    if agent is None:
        raise HTTPException(404, "there is no such agent in the room")
    return agent


def _messages(stage: Stage, request: Request) -> dict[str, Any]:
    return stage.messages(request.query_params.get("after_id"), _limit(request))


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise HTTPException(422, f"limit must be a number from 1 to {MOST}")
    return int(text)


def _nothing(_: Stage, request: Request) -> Any:
    if request.method == "GET":
        raise HTTPException(404, "a replay does not have this")
    raise HTTPException(403, _READ_ONLY)


# -- sockets


def _socket(stage: Stage, audience: Audience, channel: Channel) -> Callable[[WebSocket], Awaitable[None]]:
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        if not _is_token(stage, socket.query_params.get("token", "")):
            await socket.close(CLOSE_UNAUTHORIZED)
        elif socket.path_params["room"] != stage.room:
            await socket.close(CLOSE_NO_ACCESS)
        else:
            with audience.sit(channel) as seat:
                seat.put_nowait(_frame("connected", roomId=stage.room, message=_GREETINGS[channel]))
                await _talk(socket, seat)

    return endpoint


async def _talk(socket: WebSocket, seat: asyncio.Queue[str | None]) -> None:
    sending = asyncio.ensure_future(_send(socket, seat))
    hearing = asyncio.ensure_future(_hear(socket, seat))
    try:
        await asyncio.wait((sending, hearing), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, hearing):
            task.cancel()
        await asyncio.gather(sending, hearing, return_exceptions=True)


async def _send(socket: WebSocket, seat: asyncio.Queue[str | None]) -> None:
    while (text := await seat.get()) is not None:
        await socket.send_text(text)
    await socket.close(CLOSE_COME_AGAIN)


async def _hear(socket: WebSocket, seat: asyncio.Queue[str | None]) -> None:
    try:
        while True:
            heard = await socket.receive()
            if heard["type"] != "websocket.receive":
                return
            text = heard.get("text") or ""
            seat.put_nowait(_frame("pong") if _is_ping(text) else _frame("error", message="only ping is understood"))
    except WebSocketDisconnect:
        return


def _is_ping(text: str) -> bool:
    try:
        said = decode_json(text.encode("utf-8", "replace"))
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("type") == "ping"


def _frame(kind: str, **payload: str) -> str:
    return encode_json({"type": kind, "payload": payload}).decode()
