"""Links with which a room can be watched; for its owner alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path

from ..ids import iso
from .base import OwnedRoom, Parts, problems, router
from .bodies import ID_LIMIT, NewObservers
from .schemas import NewObserversAnswer, ObserversAnswer, ObserversList

api = router("observers")

PATH = "/api/rooms/{room_id}/observers"


def _link(row: Mapping[Any, Any]) -> ObserversAnswer:
    return {
        "id": str(row["id"]),
        "label": row["label"],
        "createdAt": iso(row["created_at"]),
        "expiresAt": iso(row["expires_at"]),
    }


@api.post(PATH, status_code=201, responses=problems(400, 401, 403, 404, 413))
async def create_link(body: NewObservers, room: OwnedRoom, services: Parts) -> NewObserversAnswer:
    """Make a link with which the room can be watched; its token is told this once."""
    row, token = await services.observers.create(room, body.label, body.lifetime)
    return {**_link(row), "token": token}


@api.get(PATH, responses=problems(401, 403, 404))
async def list_links(room: OwnedRoom, services: Parts) -> ObserversList:
    """Return the links of the room that are good, oldest first, without their tokens."""
    return {"observers": [_link(row) for row in await services.observers.open_links(room)]}


@api.delete(PATH + "/{link_id}", status_code=204, responses=problems(401, 403, 404))
async def revoke_link(link_id: Annotated[int, Path(ge=1, le=ID_LIMIT)], room: OwnedRoom, services: Parts) -> None:
    """Withdraw a link; the sockets that it opened are closed."""
    await services.observers.revoke(room, link_id)
    await services.warden.look()
