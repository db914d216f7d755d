"""The sockets of a room: ``/chat`` and ``/graph``.

The handshake is accepted before a socket is refused: only so can a browser read the close code.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect, WebSocketState

from . import frames, numbered
from .access import Caller
from .errors import Refusal, StoreError
from .follow import RoomFollower
from .hub import Channel, QueuedSubscriber, Subscriber, TransportSubscriber
from .model import Room
from .outlet import Outlet
from .redaction import take_token
from .services import Services

__all__ = ["SocketMiddleware", "api"]

_TOKEN = "roomlab.token"  # noqa: S105 - the names of three keys of the scope
_TRANSPORT = "roomlab.transport"
_OUTLET = "roomlab.outlet"

api = APIRouter()


class SocketMiddleware:
    """Outermost of all: takes the token out of the URL before anything logs it, and finds the socket's transport."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Prepare the scope and go on."""
        if scope["type"] in ("http", "websocket"):
            token = take_token(scope)
            if scope["type"] == "websocket":
                scope[_TOKEN] = token
                scope[_TRANSPORT] = _find_transport(send)
                scope[_OUTLET] = getattr(getattr(send, "__self__", None), "outlet", None) or Outlet()
        await self._app(scope, receive, send)


def _find_transport(send: Send) -> asyncio.Transport | None:
    """Return the transport that `send` writes to, when it is uvicorn's "websockets-sansio" without compression."""
    protocol: Any = getattr(send, "__self__", None)
    connection = getattr(protocol, "conn", None)
    transport: asyncio.Transport | None = getattr(protocol, "transport", None)
    if connection is None or getattr(connection, "extensions", None) or not hasattr(transport, "get_write_buffer_size"):
        return None
    return transport


@api.websocket("/api/rooms/{room_id}/chat")
async def chat(socket: WebSocket, room_id: str) -> None:
    """Carry the messages and events of a room."""
    await _serve(socket, room_id, "chat")


@api.websocket("/api/rooms/{room_id}/graph")
async def graph(socket: WebSocket, room_id: str) -> None:
    """Carry the changes of a room's ties."""
    await _serve(socket, room_id, "graph")


async def _serve(socket: WebSocket, room_id: str, channel: Channel) -> None:
    services: Services = socket.app.state.services
    is_numbered = numbered.SUBPROTOCOL in socket.scope["subprotocols"]
    await socket.accept(numbered.SUBPROTOCOL if is_numbered else None)
    try:
        visit = await services.access.admit(socket.scope.get(_TOKEN))
        if visit is None:
            await socket.close(frames.NO_TOKEN, "the token is missing, wrong or expired")
            return
        try:
            room = await services.access.find_room(_number(room_id), visit.caller)
        except Refusal:
            await socket.close(frames.NO_ACCESS, "no access to this room")
            return
        if services.warden.is_full(visit):
            await socket.close(frames.TOO_MANY, "too many sockets are open already")
            return
        with ExitStack() as stack:
            subscriber = _subscriber(socket, services, stack)
            stack.enter_context(services.warden.watch(visit, subscriber))
            listen = _follow if is_numbered else _listen
            await listen(socket, services, room, channel, subscriber, visit.caller)
    except WebSocketDisconnect:
        pass
    except StoreError as error:
        await socket.close(frames.FAILED, str(error))


def _number(text: str) -> int:
    """Return the id in a path, or 0, which no room has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _subscriber(socket: WebSocket, services: Services, stack: ExitStack) -> Subscriber:
    transport: asyncio.Transport | None = socket.scope.get(_TRANSPORT)
    if transport is not None:
        return TransportSubscriber(transport, services.settings.send_buffer, socket.scope[_OUTLET])

    async def shut(code: int, reason: str) -> None:
        if socket.application_state is WebSocketState.CONNECTED:
            await socket.close(code, reason)

    queued = QueuedSubscriber(socket.send_text, shut)
    pump = asyncio.create_task(queued.pump())
    stack.callback(pump.cancel)
    return queued


async def _listen(
    socket: WebSocket, services: Services, room: Room, channel: Channel, subscriber: Subscriber, caller: Caller
) -> None:
    _tell(subscriber, frames.connected(room.id, channel))
    # In the same turn of the event loop: whoever has read "connected" misses nothing.
    services.hub.subscribe(room.id, channel, subscriber)
    try:
        while True:
            _tell(subscriber, _answer(await socket.receive()))
    finally:
        services.hub.unsubscribe(room.id, channel, subscriber)


async def _follow(
    socket: WebSocket, services: Services, room: Room, channel: Channel, subscriber: Subscriber, caller: Caller
) -> None:
    """Speak ``roomlab.v1``: on either path the whole room, from where the client says."""
    _tell(subscriber, frames.connected(room.id, channel))
    transport, outlet = socket.scope.get(_TRANSPORT), socket.scope[_OUTLET]
    follower = RoomFollower(socket, services, room, subscriber, transport, outlet, caller)
    services.hub.follow(room.id, follower)
    try:
        while True:
            message = await socket.receive()
            seen = numbered.read_resume(message.get("text") or "")
            if seen is None:
                _tell(subscriber, _answer(message))
            elif not follower.start(seen):
                _tell(subscriber, frames.error("This socket goes on already; resume is said once."))
    finally:
        services.hub.unfollow(room.id, follower)
        await follower.stop()


def _tell(subscriber: Subscriber, payload: bytes) -> None:
    subscriber.deliver(frames.raw_text(payload), [payload])


def _answer(message: Any) -> bytes:
    """Return the frame that answers a client's.

    Raises
    ------
    WebSocketDisconnect
        The client has gone.
    """
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    if text is None:
        return frames.error("Frames are text; this one was binary.")
    if len(text) > frames.FRAME_LIMIT or len(text.encode("utf-8", "replace")) > frames.FRAME_LIMIT:
        return frames.error(f"A frame has at most {frames.FRAME_LIMIT} bytes.")
    kind = frames.read_type(text)
    if kind == "ping":
        return frames.PONG
    if kind is None:
        return frames.error('The frame is not a JSON object with a "type"; send {"type": "ping"}.')
    return frames.error('Unknown type of frame; the one that is needed is {"type": "ping"}.')
