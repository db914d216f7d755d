"""Changing one tie: the call that everything else waits for, so it takes the shortest way.

A plain Starlette route whose body msgspec decodes. What FastAPI would have written about it into the OpenAPI document
stands here by hand, and :func:`document` puts it there.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import unauthorized
from ..services import Services
from .base import json_response, problems, read_body
from .bodies import ID_LIMIT

__all__ = ["PATH", "document", "route"]

PATH = "/api/rooms/{room_id}/relationships"

_Id = Annotated[int, msgspec.Meta(ge=1, le=ID_LIMIT)]


class TieBody(msgspec.Struct, rename="camel"):
    """What agent 1 is to feel towards agent 2."""

    agent1_id: _Id
    agent2_id: _Id
    sympathy_level: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]


_decode = msgspec.json.Decoder(TieBody).decode
_FIELD = re.compile(r"at `\$\.(\w+)`")


async def change_tie(request: Request) -> Response:
    """Change what one agent feels towards another."""
    services: Services = request.app.state.services
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = await services.access.identify(token) if scheme.lower() == "bearer" else None
    if caller is None:
        raise unauthorized()
    room_id = _room_id(request.path_params["room_id"])
    if room_id is None:
        return _invalid(["path", "room_id"], "Input should be an id.")
    room = await services.access.find_room(room_id, caller, to_change=True)
    try:
        body = _decode(await read_body(request))
    except msgspec.DecodeError as error:
        field = _FIELD.search(str(error))
        return _invalid(["body", field[1]] if field else ["body"], str(error))
    except (UnicodeError, RecursionError):
        return _invalid(["body"], "JSON decode error")
    change = await services.rooms.set_sympathy(room, body.agent1_id, body.agent2_id, body.sympathy_level)
    return json_response({"from": str(change.source), "to": str(change.target), "sympathyLevel": change.sympathy})


def _room_id(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    room_id = int(text)
    return room_id if 1 <= room_id <= ID_LIMIT else None


def _invalid(loc: list[str], message: str) -> Response:
    return json_response({"detail": [{"loc": loc, "msg": message, "type": "value_error"}]}, 422)


route = Route(PATH, change_tie, methods=["PATCH"])


def _reference(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def document(openapi: dict[str, Any]) -> None:
    """Add the call to an OpenAPI document."""
    (schema,), components = msgspec.json.schema_components([TieBody], ref_template="#/components/schemas/{name}")
    answer = {
        "title": "Tie",
        "type": "object",
        "properties": {"from": {"type": "string"}, "to": {"type": "string"}, "sympathyLevel": {"type": "number"}},
        "required": ["from", "to", "sympathyLevel"],
    }
    openapi["components"]["schemas"] |= {**components, "Tie": answer}
    reported = {
        str(status): {"description": problem["description"], "content": _reference("Problem")}
        for status, problem in problems(400, 401, 403, 404, 413).items()
    }
    openapi["paths"].setdefault(PATH, {})["patch"] = {
        "tags": ["relationships"],
        "summary": "Change Tie",
        "description": "Change what agent 1 feels towards agent 2; the reverse tie is its own.",
        "operationId": "change_tie",
        "security": [{"HTTPBearer": []}],
        "parameters": [
            {
                "name": "room_id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "minimum": 1, "maximum": ID_LIMIT, "title": "Room Id"},
            }
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {"description": "The tie as it is now.", "content": _reference("Tie")},
            "422": {"description": "Validation Error", "content": _reference("HTTPValidationError")},
            **reported,
        },
    }
