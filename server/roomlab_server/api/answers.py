"""What is in memory, in the shapes of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ..ids import iso
from ..model import Agent, Entry, Room, TieChange
from ..stage import Mood
from .schemas import Change, Edge, EventAnswer, Memory, MoodAnswer, Plan, RoomAnswer, Summary

__all__ = ["change", "edge", "event", "ids_by_name", "memory", "mood", "plan", "room", "room_row", "summary"]


def room(of: Room) -> RoomAnswer:
    """Return a room."""
    return room_row(
        {
            "id": of.id,
            "name": of.name,
            "description": of.description,
            "speed": of.speed,
            "orchestration_type": of.orchestration_type,
            "created_at": of.created_at,
            "updated_at": of.updated_at,
            "agent_count": len(of.agents),
            "model": of.model,
            "seed": of.seed,
        }
    )


def room_row(row: Mapping[Any, Any]) -> RoomAnswer:
    """Return a room from its row in the database."""
    answer: RoomAnswer = {
        "id": str(row["id"]),
        "name": row["name"],
        "description": row["description"],
        "speed": row["speed"],
        "orchestration_type": row["orchestration_type"],
        "createdAt": iso(row["created_at"]),
        "updatedAt": iso(row["updated_at"]),
        "agentCount": row["agent_count"],
    }
    if row["model"] is not None:
        answer["model"] = row["model"]
    if row["seed"] is not None:
        answer["seed"] = row["seed"]
    return answer


def mood(of: Mood) -> MoodAnswer:
    """Return a mood."""
    return {"mood": of.mood, "level": of.level, "icon": of.icon, "color": of.color}


def summary(of: Agent) -> Summary:
    """Return an agent in short."""
    return {"id": str(of.id), "name": of.name, "avatar": of.avatar, "mood": mood(of.mood)}


def memory(row: Mapping[Any, Any]) -> Memory:
    """Return a memory from its row."""
    return {
        "id": str(row["id"]),
        "content": row["content"],
        "timestamp": iso(row["at"]),
        "importance": row["importance"],
    }


def plan(row: Mapping[Any, Any]) -> Plan:
    """Return a plan from its row."""
    return {"id": str(row["id"]), "description": row["description"], "status": row["status"]}


def edge(agents: Mapping[int, Agent], tie: tuple[tuple[int, int], float]) -> Edge:
    """Return a tie between two of the agents."""
    (source, target), sympathy = tie
    return {"from": str(source), "to": str(target), "agentName": agents[target].name, "sympathyLevel": sympathy}


def change(of: TieChange) -> Change:
    """Return a change of a tie."""
    return {
        "from": str(of.source),
        "to": str(of.target),
        "sympathyLevel": of.sympathy,
        "previous": of.previous,
        "timestamp": iso(of.at),
    }


def ids_by_name(of: Room) -> dict[str, str]:
    """Return the ids of a room's agents by their names."""
    return {agent.name: str(agent.id) for agent in of.agents.values()}


def event(of: Entry) -> EventAnswer:
    """Return an event as the answer to its POST, where ``eventType`` is called ``type``."""
    answer = {("type" if key == "eventType" else key): value for key, value in of.payload.items()}
    return cast("EventAnswer", answer)
