"""Rooms."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ..errors import Refusal, bad_request
from ..store import queries
from ..users import User
from . import answers
from .base import CurrentCaller, CurrentRoom, CurrentUser, Parts, json_response, problems, router
from .bodies import NewRoom, RoomChange, SpeedChange
from .once import Once
from .pieces import Each, InPieces, pages
from .schemas import RoomAnswer, RoomList, SpeedAnswer

api = router("rooms")


@api.get("/api/rooms", response_model=RoomList, responses=problems(401))
async def list_rooms(caller: CurrentCaller, services: Parts) -> Response:
    """Return one's rooms, oldest first; an observer's is the one that the link is for."""
    if not isinstance(caller, User):
        try:
            return json_response({"rooms": [answers.room(await services.access.find_room(caller.room_id, caller))]})
        except Refusal:  # it was removed just now
            return json_response({"rooms": []})
    rows = pages(services, caller, queries.room_ids, queries.rooms_by_id)

    async def make() -> Any:
        return {"rooms": Each(rows, answers.room_row)}

    return InPieces(make)


@api.post("/api/rooms", status_code=201, responses=problems(400, 401, 403, 413))
async def create_room(body: NewRoom, user: CurrentUser, services: Parts, once: Once) -> RoomAnswer:
    """Make a room; a narrator room has its narrator from the start."""
    if body.model == "language_model" and services.language_model is None:
        raise bad_request("This server has no language model; start it with --llm-url and --llm-model.")
    also = once.answering(answers.room, 201)
    room = await services.rooms.create(
        user.id, body.name, body.description, body.orchestration_type, also, model=body.model, seed=body.seed
    )
    return answers.room(room)


@api.get("/api/rooms/{room_id}", responses=problems(401, 404))
async def read_room(room: CurrentRoom, response: Response) -> RoomAnswer:
    """Return a room; a header says what this server adds that a client must know of before it relies on it."""
    response.headers["Roomlab-Features"] = "idempotency-key, tie-batches"
    return answers.room(room)


@api.patch("/api/rooms/{room_id}", responses=problems(401, 403, 404, 413))
async def change_room(body: RoomChange, room: CurrentRoom, services: Parts) -> RoomAnswer:
    """Change the description or the speed; what is not given stays."""
    values = body.model_dump(exclude_unset=True)
    if values.get("speed", 0) is None:
        del values["speed"]  # a room always has one
    await services.rooms.change(room, **values)
    return answers.room(room)


@api.delete("/api/rooms/{room_id}", status_code=204, responses=problems(401, 403, 404))
async def delete_room(room: CurrentRoom, services: Parts) -> None:
    """Remove a room and all that happened in it."""
    await services.rooms.delete(room)


@api.patch("/api/rooms/{room_id}/speed", responses=problems(401, 403, 404, 413))
async def change_speed(body: SpeedChange, room: CurrentRoom, services: Parts) -> SpeedAnswer:
    """Change the speed; a dialogue that runs follows at once."""
    await services.rooms.change(room, speed=body.speed)
    return {"speed": room.speed}
