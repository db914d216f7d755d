"""The header ``Idempotency-Key``: a request that makes something is done once, however often it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from ..repeats import Also, Answer, OtherRequestError, Ticket, fingerprint_of, nothing_else
from ..services import Services
from .base import CurrentRoom, CurrentUser, Parts

__all__ = ["HEADER", "Once", "OnceInRoom", "Repeated", "repeated"]

HEADER = "Idempotency-Key"

_encode = msgspec.json.Encoder().encode

_Key = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",
        description="Chosen by the client, new for each request: repeated with it, the request is done once.",
    ),
]


class Repeated(Exception):
    """The request was done before; `answer` is what was answered then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def repeated(request: Request, again: Repeated) -> Response:
    """Answer a request that was done before as it was answered then."""
    answer = again.answer
    headers = {"Idempotency-Replayed": "true"}
    return Response(answer.content, answer.status, headers, media_type="application/json")


class Attempt:
    """A request that makes something; with a key, what it is answered is stored with what it makes."""

    def __init__(self, services: Services, ticket: Ticket | None) -> None:
        self._services = services
        self._ticket = ticket

    def answering(self, shape: Callable[[Any], Any], status: int = 200) -> Also:
        """Return what else goes into the commit, when `shape` turns what was made into the answer."""
        ticket = self._ticket
        if ticket is None:
            return nothing_else
        repeats = self._services.repeats
        return lambda made: repeats.rows(ticket, Answer(status, _encode(shape(made)).decode()))


@asynccontextmanager
async def _attempt(
    request: Request, services: Services, user_id: int, room_id: int, key: str | None
) -> AsyncIterator[Attempt]:
    if key is None:
        yield Attempt(services, None)
        return
    fingerprint = fingerprint_of(request.method, request.url.path, await request.body())
    ticket = Ticket(user_id, room_id, key, fingerprint)
    try:
        async with services.repeats.turn(ticket) as before:
            if before is not None:
                raise Repeated(before)
            yield Attempt(services, ticket)
    except OtherRequestError:
        said = "This key belongs to another request (another path or body); choose a new key for a new request."
        raise RequestValidationError([{"loc": ("header", HEADER), "msg": said, "type": "value_error"}]) from None


async def once(request: Request, user: CurrentUser, services: Parts, key: _Key = None) -> AsyncIterator[Attempt]:
    """Give the request its turn among those of the same user and key."""
    async with _attempt(request, services, user.id, 0, key) as attempt:
        yield attempt


async def once_in_room(
    request: Request, user: CurrentUser, room: CurrentRoom, services: Parts, key: _Key = None
) -> AsyncIterator[Attempt]:
    """Give the request its turn among those of the same user, room and key."""
    async with _attempt(request, services, user.id, room.id, key) as attempt:
        yield attempt


Once = Annotated[Attempt, Depends(once)]
OnceInRoom = Annotated[Attempt, Depends(once_in_room)]
