"""Agents of a room, one's own agents, ready-made characters."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from ..errors import bad_request, not_found
from ..orchestration import default_characters
from ..rooms import find_agent
from ..stage import Mood
from ..store import queries
from . import answers
from .base import AgentId, CurrentRoom, Limit, OptionalUser, Parts, problems, router
from .bodies import ID_LIMIT, NewAgent
from .once import OnceInRoom
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


@api.get("/api/rooms/{room_id}/agents", responses=problems(401, 404))
async def list_agents(room: CurrentRoom) -> AgentList:
    """Return the agents of a room, in the order in which they joined."""
    return {"agents": [answers.summary(agent) for agent in room.agents.values()]}


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
        {"agentId": str(target), "agentName": room.agents[target].name, "sympathyLevel": sympathy}
        for (source, target), sympathy in room.ties.items()
        if source == agent_id
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


@api.get("/api/agents", responses=problems(401, 403))
async def list_own_agents(user: OptionalUser, services: Parts) -> list[OwnAgent]:
    """Return one's own agents; without a token those of the demonstration room."""
    if user is not None:
        rows = await services.store.read(queries.agents_of_user, user.id)
    else:
        rows = await services.store.read(queries.agents_shown, services.settings.demonstration_room)
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "personality": row["character"],
            "avatar_url": row["avatar"],
            "state_vector": _state(row["mood"]),
        }
        for row in rows
    ]


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
