"""Agents of a room, one's own agents, ready-made characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from ..errors import bad_request, not_found
from ..orchestration import default_characters
from ..rooms import find_agent
from ..stage import Mood
from ..store import queries
from . import answers
from .base import AgentId, CurrentRoom, Limit, OptionalUser, Parts, problems, router
from .bodies import ID_LIMIT, NewAgent
from .once import OnceInRoom
from .pieces import Each, InPieces, pages
from .schemas import (
    AgentAnswer,
    AgentList,
    DefaultAgent,
    DefaultAgentAnswer,
    MemoryPage,
    OwnAgent,
    PlanList,
    Relationship,
    StateVector,
    Summary,
)

api = router("agents")

KEY_MEMORIES = 20
PREVIEW = 120


@api.get("/api/rooms/{room_id}/agents", response_model=AgentList, responses=problems(401, 404))
async def list_agents(room: CurrentRoom) -> Response:
    """Return the agents of a room, in the order in which they joined."""

    async def make() -> Any:
        return {"agents": Each(list(room.agents.values()), answers.summary)}

    return InPieces(make)


@api.post("/api/rooms/{room_id}/agents", status_code=201, responses=problems(400, 401, 403, 404, 413))
async def add_agent(body: NewAgent, room: CurrentRoom, services: Parts, once: OnceInRoom) -> Summary:
    """Make an agent (with a character), or let one's own that exists join (with its id)."""
    if (body.character is None) == (body.agentId is None):
        raise bad_request("Give a character for a new agent, or agentId for one of yours, and not both.")
    also = once.answering(answers.summary, 201)
    if body.agentId is not None:
        agent = await services.rooms.add_existing(room, body.name, body.agentId, also)
    else:
        agent = await services.rooms.add_agent(room, body.name, body.character or "", body.avatar, also)
    return answers.summary(agent)


@api.get("/api/rooms/{room_id}/agents/{agent_id}", responses=problems(401, 404))
async def read_agent(agent_id: AgentId, room: CurrentRoom, services: Parts) -> AgentAnswer:
    """Return an agent with its newest memories, its plans, and what it feels."""
    agent = find_agent(room, agent_id)
    memories, _ = await services.store.read(queries.memories, room.id, agent_id, KEY_MEMORIES)
    plans = await services.store.read(queries.plans, room.id, agent_id)
    relationships: list[Relationship] = [
        {"agentId": str(other.id), "agentName": other.name, "sympathyLevel": room.ties[agent_id, other.id]}
        for other in room.agents.values()
        if (agent_id, other.id) in room.ties
    ]
    return {
        **answers.summary(agent),
        "character": agent.character,
        "keyMemories": [answers.memory(row) for row in memories],
        "plans": [answers.plan(row) for row in plans],
        "relationships": relationships,
    }


@api.delete("/api/rooms/{room_id}/agents/{agent_id}", status_code=204, responses=problems(400, 401, 403, 404))
async def remove_agent(agent_id: AgentId, room: CurrentRoom, services: Parts) -> None:
    """Let an agent leave the room; it stays one's own."""
    await services.rooms.remove_agent(room, agent_id)


@api.get("/api/rooms/{room_id}/agents/{agent_id}/memories", responses=problems(401, 404))
async def list_memories(
    agent_id: AgentId,
    room: CurrentRoom,
    services: Parts,
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=ID_LIMIT)] = 0,
) -> MemoryPage:
    """Return a page of an agent's memories, newest first."""
    find_agent(room, agent_id)
    rows, total = await services.store.read(queries.memories, room.id, agent_id, limit, offset)
    return {"memories": [answers.memory(row) for row in rows], "total": total}


@api.get("/api/rooms/{room_id}/agents/{agent_id}/plans", responses=problems(401, 404))
async def list_plans(agent_id: AgentId, room: CurrentRoom, services: Parts) -> PlanList:
    """Return an agent's plans, oldest first."""
    find_agent(room, agent_id)
    rows = await services.store.read(queries.plans, room.id, agent_id)
    return {"plans": [answers.plan(row) for row in rows]}


@api.get("/api/agents", response_model=list[OwnAgent], responses=problems(401, 403))
async def list_own_agents(user: OptionalUser, services: Parts) -> Response:
    """Return one's own agents; without a token those of the demonstration room."""
    if user is not None:
        rows: Any = pages(services, user, queries.own_agent_ids, queries.agents_by_id)
    else:
        shown = services.settings.demonstration_room
        rows = await services.store.read_much("nobody", queries.agents_shown, shown)

    async def make() -> Any:
        return Each(rows, _own_agent)

    return InPieces(make)


def _own_agent(row: Mapping[str, Any]) -> OwnAgent:
    return {
        "id": row["id"],
        "name": row["name"],
        "personality": row["character"],
        "avatar_url": row["avatar"],
        "state_vector": _state(row["mood"]),
    }


@api.get("/api/default-agents")
async def list_default_agents() -> list[DefaultAgent]:
    """Return the ready-made characters in short."""
    return [
        {
            "id": ready.id,
            "name": ready.name,
            "personality_preview": _preview(ready.character),
            "avatar_url": ready.avatar,
        }
        for ready in default_characters()
    ]


@api.get("/api/default-agents/{default_id}", responses=problems(404))
async def read_default_agent(default_id: Annotated[int, Path(ge=1, le=ID_LIMIT)]) -> DefaultAgentAnswer:
    """Return a ready-made character, ready to be added to a room."""
    for ready in default_characters():
        if ready.id == default_id:
            return {"id": ready.id, "name": ready.name, "character": ready.character, "avatar": ready.avatar}
    raise not_found(f"Ready-made character {default_id}")


def _state(mood: Mood | None) -> StateVector | None:
    return None if mood is None else {"mood": mood.mood, "level": mood.level}


def _preview(character: str) -> str:
    return character if len(character) <= PREVIEW else character[: PREVIEW - 1].rstrip() + "…"
