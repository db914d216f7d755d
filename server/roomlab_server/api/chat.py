"""Chat, events, feed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from ..errors import bad_request
from ..model import Entry, Room
from ..repeats import Also
from ..rooms import find_agent
from ..services import Services
from . import answers
from .base import AgentId, CurrentRoom, Limit, Parts, TalkingRoom, json_response, problems, router
from .bodies import ID_LIMIT, Broadcast, NewEvent, NewMessage
from .once import OnceInRoom
from .pieces import Each, InPieces
from .schemas import EventAnswer, Feed, Message, MessagePage

api = router("chat")

SAID_BY_USER = {"user_message", "chat"}
"""Types of a broadcast event that make it a user's message."""


def _speaker(room: Room, body: NewMessage) -> int | None:
    """Return the agent whose own message this is; None for a user's, as it is where no sender is named."""
    return room.named(body.sender) if "sender" in body.model_fields_set else None


def _payload(entry: Entry) -> dict[str, Any]:
    return entry.payload


async def _user_says(services: Services, room: Room, text: str, sender: str, also: Also) -> Entry:
    """Post what a user says to all, and let the conversation hear it."""
    if not room.agents:
        raise bad_request("The room has no agents; add one first.")
    entry = await services.rooms.post_message(room, text, sender, None, also=also)
    if not room.deleted:
        services.rooms.conductor(room).hear(text, sender=sender)
    return entry


@api.post("/api/rooms/{room_id}/messages", response_model=Message, responses=problems(400, 401, 403, 404, 413, 429))
async def post_message(body: NewMessage, room: TalkingRoom, services: Parts, once: OnceInRoom) -> Response:
    """Say something to all; the replies come on the chat socket. Under an agent's name it is that agent's message."""
    speaker, also = _speaker(room, body), once.answering(_payload)
    if speaker is not None:
        entry = await services.rooms.post_message(room, body.text, body.sender, speaker, also=also)
    else:
        entry = await _user_says(services, room, body.text, body.sender, also)
    return json_response(entry.payload)


@api.post(
    "/api/rooms/{room_id}/agents/{agent_id}/messages",
    response_model=Message,
    responses=problems(401, 403, 404, 413, 429),
)
async def post_message_to_agent(
    agent_id: AgentId, body: NewMessage, room: TalkingRoom, services: Parts, once: OnceInRoom
) -> Response:
    """Say something to one agent; its answer comes with the message, or on the socket while a dialogue runs."""
    find_agent(room, agent_id)
    speaker, also = _speaker(room, body), once.answering(_payload)
    if speaker is not None:
        entry = await services.rooms.post_message(room, body.text, body.sender, speaker, also=also)
    else:
        answer = await services.rooms.conductor(room).answer(agent_id, body.text, sender=body.sender)
        entry = await services.rooms.post_message(room, body.text, body.sender, agent_id, answer, also)
    return json_response(entry.payload)


@api.get("/api/rooms/{room_id}/messages", response_model=MessagePage, responses=problems(401, 404))
async def list_messages(
    room: CurrentRoom,
    services: Parts,
    after_id: Annotated[int | None, Query(ge=0, le=ID_LIMIT)] = None,
    limit: Limit = 20,
) -> Response:
    """Return the newest messages, or those older than `after_id`; each page in ascending order."""
    entries, has_more = await services.rooms.messages(room, after_id, limit)

    async def make() -> Any:
        return {"messages": Each(entries, _payload), "hasMore": has_more}

    return InPieces(make)


@api.post("/api/rooms/{room_id}/events", responses=problems(400, 401, 403, 404, 413, 429))
async def post_event(body: NewEvent, room: TalkingRoom, services: Parts, once: OnceInRoom) -> EventAnswer:
    """Let something happen to some agents."""
    for agent_id in body.agentIds:
        if agent_id not in room.agents:
            raise bad_request(f"Agent {agent_id} is not in room {room.id}.")
    also = once.answering(answers.event)
    return answers.event(await services.rooms.post_event(room, body.type, body.agentIds, body.description, also))


@api.post("/api/rooms/{room_id}/events/broadcast", responses=problems(400, 401, 403, 404, 413, 429))
async def broadcast_event(body: Broadcast, room: TalkingRoom, services: Parts, once: OnceInRoom) -> EventAnswer:
    """Let something happen to all agents; with the type user_message or chat it is said by the user."""
    everybody = list(room.agents)
    if body.type not in SAID_BY_USER:
        also = once.answering(answers.event)
        return answers.event(await services.rooms.post_event(room, body.type, everybody, body.description, also))

    def told(entry: Entry) -> EventAnswer:
        return {
            "id": entry.payload["id"],
            "type": body.type,
            "agentIds": [str(agent_id) for agent_id in everybody],
            "description": body.description,
            "timestamp": entry.payload["timestamp"],
        }

    return told(await _user_says(services, room, body.description, "user", once.answering(told)))


@api.get("/api/rooms/{room_id}/feed", response_model=Feed, responses=problems(401, 404))
async def read_feed(
    room: CurrentRoom,
    services: Parts,
    after_id: Annotated[int | None, Query(ge=0, le=ID_LIMIT)] = None,
    limit: Limit = 20,
) -> Response:
    """Return the newest messages and events, or those older than `after_id`; in ascending order."""
    entries = await services.rooms.feed(room, after_id, limit)

    async def make() -> Any:
        return {"items": Each(entries, lambda entry: {"type": entry.kind, **entry.payload})}

    return InPieces(make)
