"""Changing ties: the call for one, which everything else waits for, takes the shortest way; and one for many at once.

Plain Starlette routes whose bodies msgspec decodes. What FastAPI would have written about them into the OpenAPI
document stands here by hand, and :func:`document` puts it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import unauthorized
from ..rooms import Rooms
from ..services import Services
from .base import json_response, problems, read_body
from .bodies import ID_LIMIT

__all__ = ["BATCH_PATH", "PATH", "document", "routes"]

PATH = "/api/rooms/{room_id}/relationships"
BATCH_PATH = f"{PATH}/batch"

BATCH_LIMIT = 10_000
"""The most changes that a batch may have."""

_Id = Annotated[int, msgspec.Meta(ge=1, le=ID_LIMIT)]
_Sympathy = Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]


class TieBody(msgspec.Struct, rename="camel"):
    """What agent 1 is to feel towards agent 2."""

    agent1_id: _Id
    agent2_id: _Id
    sympathy_level: _Sympathy


class TieBatchBody(msgspec.Struct, rename="camel"):
    """Changes of ties, one after the other: in each place, what agent 1 is to feel towards agent 2."""

    agent1_ids: Annotated[list[_Id], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    agent2_ids: Annotated[list[_Id], msgspec.Meta(max_length=BATCH_LIMIT)]
    sympathy_levels: Annotated[list[_Sympathy], msgspec.Meta(max_length=BATCH_LIMIT)]


_decode = msgspec.json.Decoder(TieBody).decode
_decode_batch = msgspec.json.Decoder(TieBatchBody).decode
_FIELD = re.compile(r"at `\$\.(\w+)`")


async def change_tie(request: Request) -> Response:
    """Change what one agent feels towards another."""
    room, body = await _read(request, _decode)
    if isinstance(body, Response):
        return body
    rooms: Rooms = request.app.state.services.rooms
    change = await rooms.set_sympathy(room, body.agent1_id, body.agent2_id, body.sympathy_level)
    return json_response({"from": str(change.source), "to": str(change.target), "sympathyLevel": change.sympathy})


async def change_ties(request: Request) -> Response:
    """Change many ties in one commit."""
    room, body = await _read(request, _decode_batch)
    if isinstance(body, Response):
        return body
    if not len(body.agent1_ids) == len(body.agent2_ids) == len(body.sympathy_levels):
        return _invalid(["body"], "The three lists must have the same length.")
    rooms: Rooms = request.app.state.services.rooms
    log = await rooms.set_sympathies(room, body.agent1_ids, body.agent2_ids, body.sympathy_levels)
    return json_response({"changes": log.count, "firstSeq": log.first, "lastSeq": log.last})


async def _read(request: Request, decode: Callable[[bytes], Any]) -> tuple[Any, Any]:
    """Return the room and the body, or None and the answer that says what is wrong with them."""
    services: Services = request.app.state.services
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = await services.access.identify(token) if scheme.lower() == "bearer" else None
    if caller is None:
        raise unauthorized()
    room_id = _room_id(request.path_params["room_id"])
    if room_id is None:
        return None, _invalid(["path", "room_id"], "Input should be an id.")
    room = await services.access.find_room(room_id, caller, to_change=True)
    try:
        return room, decode(await read_body(request))
    except msgspec.DecodeError as error:
        field = _FIELD.search(str(error))
        return None, _invalid(["body", field[1]] if field else ["body"], str(error))
    except (UnicodeError, RecursionError):
        return None, _invalid(["body"], "JSON decode error")


def _room_id(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    room_id = int(text)
    return room_id if 1 <= room_id <= ID_LIMIT else None


def _invalid(loc: list[str], message: str) -> Response:
    return json_response({"detail": [{"loc": loc, "msg": message, "type": "value_error"}]}, 422)


routes = [Route(PATH, change_tie, methods=["PATCH"]), Route(BATCH_PATH, change_ties, methods=["POST"])]


def _reference(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _object(title: str, properties: dict[str, str]) -> dict[str, Any]:
    described = {name: {"type": kind} for name, kind in properties.items()}
    return {"title": title, "type": "object", "properties": described, "required": list(properties)}


_ANSWERS = {
    "Tie": _object("Tie", {"from": "string", "to": "string", "sympathyLevel": "number"}),
    "TieBatchAnswer": _object("TieBatchAnswer", {"changes": "integer", "firstSeq": "integer", "lastSeq": "integer"}),
}


def document(openapi: dict[str, Any]) -> None:
    """Add the calls to an OpenAPI document."""
    bodies, components = msgspec.json.schema_components(
        [TieBody, TieBatchBody], ref_template="#/components/schemas/{name}"
    )
    openapi["components"]["schemas"] |= {**components, **_ANSWERS}
    one, many = bodies
    openapi["paths"].setdefault(PATH, {})["patch"] = _operation(
        "Change Tie", "Change what agent 1 feels towards agent 2; the reverse tie is its own.", one,
        "The tie as it is now.", "Tie",
    )  # fmt: skip
    openapi["paths"].setdefault(BATCH_PATH, {})["post"] = _operation(
        "Change Ties", "Change many ties, one after the other, in one commit.", many,
        "How many changes were made, and their numbers.", "TieBatchAnswer",
    )  # fmt: skip


def _operation(summary: str, description: str, body: dict[str, Any], told: str, answer: str) -> dict[str, Any]:
    reported = {
        str(status): {"description": problem["description"], "content": _reference("Problem")}
        for status, problem in problems(400, 401, 403, 404, 413).items()
    }
    return {
        "tags": ["relationships"],
        "summary": summary,
        "description": description,
        "operationId": summary.lower().replace(" ", "_"),
        "security": [{"HTTPBearer": []}],
        "parameters": [
            {
                "name": "room_id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "minimum": 1, "maximum": ID_LIMIT, "title": "Room Id"},
            }
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": told, "content": _reference(answer)},
            "422": {"description": "Validation Error", "content": _reference("HTTPValidationError")},
            **reported,
        },
    }
