"""Relationships, and what is derived from them."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import Annotated

from fastapi import Query
from sqlalchemy import RowMapping
from starlette.responses import Response

from ..model import Agent, Room
from ..store import queries
from . import answers
from .base import CurrentRoom, Parts, json_response, problems, router
from .schemas import ContextMemory, EmotionalState, EmotionalStates, Graph, GraphStats, RelationshipModel

api = router("relationships")

REMEMBERED = 1000  # newest memories of a room that a context memory looks at
QUOTED = 5


# A crowd has as many ties as pairs: answers that hold them all skip the validation, so that they hold nobody up.


@api.get("/api/rooms/{room_id}/relationships", response_model=Graph, responses=problems(401, 404))
async def read_relationships(room: CurrentRoom) -> Response:
    """Return the agents of a room and what they feel."""
    return json_response(answers.graph(room))


@api.get("/api/rooms/{room_id}/relationship-model", response_model=RelationshipModel, responses=problems(401, 404))
async def read_relationship_model(room: CurrentRoom) -> Response:
    """Return the graph, its latest changes (newest last), and counts."""
    model: RelationshipModel = {
        "graph": answers.graph(room),
        "history": [answers.change(change) for change in room.changes],
        "stats": _stats(room),
        "agent_ids": answers.ids_by_name(room),
    }
    return json_response(model)


def _stats(room: Room) -> GraphStats:
    values = list(room.ties.values())
    return {
        "agents": len(room.agents),
        "ties": len(values),
        "positive": sum(value > 0 for value in values),
        "negative": sum(value < 0 for value in values),
        "mean": _mean(values),
    }


def _mean(values: list[float]) -> float | None:
    return fmean(values) if values else None


@api.get("/api/rooms/{room_id}/emotional-state", responses=problems(401, 404))
async def read_emotional_state(room: CurrentRoom) -> EmotionalStates:
    """Return how each agent feels, what it feels towards others on average, and how well it is answered."""
    felt: dict[int, dict[int, float]] = defaultdict(dict)
    received: dict[int, dict[int, float]] = defaultdict(dict)
    for (source, target), value in room.ties.items():
        felt[source][target] = value
        received[target][source] = value
    return {
        "agent_ids": answers.ids_by_name(room),
        "states": {
            agent.name: _emotional_state(agent, felt[agent.id], received[agent.id]) for agent in room.agents.values()
        },
    }


def _emotional_state(agent: Agent, felt: dict[int, float], received: dict[int, float]) -> EmotionalState:
    mutual = felt.keys() & received.keys()
    return {
        "entity": agent.name,
        "current_state": answers.mood(agent.mood),
        "profile": {
            "character": agent.character,
            "warmth": _mean(list(felt.values())),
            "regard": _mean(list(received.values())),
        },
        # 1 where the agent feels just what is felt towards it, 0 where it is the very opposite.
        "emotional_intelligence": _mean([1 - abs(felt[other] - received[other]) / 2 for other in sorted(mutual)]),
    }


@api.get("/api/rooms/{room_id}/context-memory", responses=problems(401, 404))
async def read_context_memory(
    room: CurrentRoom, services: Parts, query: Annotated[str, Query(max_length=1000)] = ""
) -> ContextMemory:
    """Return what the agents of a room remember: all of it, or what contains the words of `query`."""
    rows, total = await services.store.read(queries.memories, room.id, None, REMEMBERED)
    messages, events = await services.store.read(queries.entry_counts, room.id)
    matching = [row for row in rows if query.casefold() in row["content"].casefold()]
    return {
        "summary": _summary(room, matching),
        "stats": {
            "memory_stats": {
                "memories": total,
                "messages": messages,
                "events": events,
                "matching": len(matching),
            }
        },
    }


def _summary(room: Room, memories: list[RowMapping]) -> str:
    lines = []
    for row in sorted(memories, key=lambda row: (-row["importance"], -row["id"]))[:QUOTED]:
        agent = room.agents.get(row["agent_id"])
        if agent is not None:
            lines.append(f"{agent.name}: {row['content']}")
    return "\n".join(lines)
