"""What all endpoints share: strict bodies, who asks, which room, and how problems are documented."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from ..access import Caller
from ..errors import Refusal, forbidden, too_many, unauthorized
from ..model import Room
from ..services import Services
from ..users import User
from .bodies import ID_LIMIT
from .schemas import Problem

__all__ = [
    "AgentId",
    "CurrentCaller",
    "CurrentRoom",
    "CurrentUser",
    "Limit",
    "OptionalUser",
    "OwnedRoom",
    "Parts",
    "StrictRoute",
    "TalkingRoom",
    "json_response",
    "problems",
    "router",
]

BODY_LIMIT = 1 << 20
"""The most bytes that a body may have."""

STRANGERS_LIMIT = 1 << 16
"""The same for who has no good token: nobody without one makes the server hold much for each connection."""

_encode = msgspec.json.Encoder().encode

_PROBLEMS = {
    400: "The values do not fit.",
    401: "The token is missing, wrong or expired.",
    403: "The user is not active, or may only watch.",
    404: "Not there, or not one's own.",
    413: "The body is too large.",
    429: "Too much at once; Retry-After says for how long to wait.",
    503: "The database does not answer.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of answers that report a problem; 503 is always among them."""
    return {status: {"model": Problem, "description": _PROBLEMS[status]} for status in (*statuses, 503)}


def json_response(content: Any, status: int = 200) -> Response:
    """Return an answer without the detour over validation, for what is asked for often."""
    return Response(_encode(content), status, media_type="application/json")


async def read_body(request: Request) -> bytes:
    """Return the body, of at most :data:`BODY_LIMIT` bytes, or :data:`STRANGERS_LIMIT` without a good token.

    Raises
    ------
    Refusal
        413 for a larger one, 400 when the client leaves before its end.
    """
    chunks, size, limit = [], 0, STRANGERS_LIMIT
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit and limit < BODY_LIMIT and await _is_somebody(request):
                limit = BODY_LIMIT
            if size > limit:
                unsigned = "" if limit == BODY_LIMIT else ", the most without a good token"
                raise Refusal(413, f"The body has more than {limit} bytes{unsigned}.")
            chunks.append(chunk)
    except ClientDisconnect:  # nobody reads the answer, but neither is it a mistake of the server
        raise Refusal(400, "The body ended early.") from None
    return b"".join(chunks)


async def _is_somebody(request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    access = request.app.state.services.access
    return scheme.lower() == "bearer" and await access.identify(token.strip()) is not None


def parse(body: bytes) -> Any:
    """Return the JSON of a body, strictly: no NaN, no lone surrogates, no bottomless nesting.

    Raises
    ------
    json.JSONDecodeError
        The body is not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise json.JSONDecodeError(str(error), "", 0) from None


class _StrictRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await read_body(self)
        return self._body

    async def json(self) -> Any:
        return parse(await self.body())


class StrictRoute(APIRoute):
    """A route whose bodies are bounded and strictly parsed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which reads through the strict request."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            strictly = _StrictRequest(request.scope, request.receive)
            await strictly.body()  # here, because FastAPI reports whatever goes wrong inside as 400
            return await handler(strictly)

        return strict


def router(tag: str) -> APIRouter:
    """Return a router for one chapter of the contract."""
    return APIRouter(tags=[tag], route_class=StrictRoute)


def parts(request: Request) -> Services:
    """Return the parts of the server."""
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(parts)]

_bearer = HTTPBearer(auto_error=False, description="The token of a login.")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def optional_caller(request: Request, services: Parts, bearer: _Bearer) -> Caller | None:
    """Return who asks; None without a token, 401 with a bad one."""
    if "authorization" not in request.headers:
        return None
    caller = await services.access.identify(bearer.credentials if bearer else None)
    if caller is None:
        raise unauthorized()
    return caller


async def current_caller(caller: Annotated[Caller | None, Depends(optional_caller)]) -> Caller:
    """Return who asks, a user or an observer; 401 for nobody."""
    if caller is None:
        raise unauthorized()
    return caller


CurrentCaller = Annotated[Caller, Depends(current_caller)]


async def optional_user(caller: Annotated[Caller | None, Depends(optional_caller)]) -> User | None:
    """Return the user who asks; None without a token, 401 with a bad one, 403 for an observer."""
    if caller is not None and not isinstance(caller, User):
        raise forbidden()
    return caller


OptionalUser = Annotated[User | None, Depends(optional_user)]


async def current_user(user: OptionalUser) -> User:
    """Return the user who asks; 401 for nobody, 403 for an observer."""
    if user is None:
        raise unauthorized()
    return user


CurrentUser = Annotated[User, Depends(current_user)]

RoomId = Annotated[int, Path(ge=1, le=ID_LIMIT)]
AgentId = Annotated[int, Path(ge=1, le=ID_LIMIT)]
Limit = Annotated[int, Query(ge=1, le=100)]


READING = {"GET", "HEAD"}


async def current_room(request: Request, room_id: RoomId, caller: CurrentCaller, services: Parts) -> Room:
    """Return the room in the path; 404 when there is none or it is another's, 403 for an observer who would write."""
    return await services.access.find_room(room_id, caller, to_change=request.method not in READING)


CurrentRoom = Annotated[Room, Depends(current_room)]


async def owned_room(room_id: RoomId, caller: CurrentCaller, services: Parts) -> Room:
    """Return the room in the path for its owner alone, also when it is only to be read."""
    return await services.access.find_room(room_id, caller, to_change=True)


OwnedRoom = Annotated[Room, Depends(owned_room)]


async def talking_room(room: CurrentRoom, services: Parts) -> Room:
    """Return the room in the path when its owner may say something now; 429 when too much was said."""
    wait = services.talk.take(room.owner_id)
    if wait:
        raise too_many("Too many messages and events at once; wait a little.", wait)
    return room


TalkingRoom = Annotated[Room, Depends(talking_room)]
