"""Relationships, and what is derived from them."""

from __future__ import annotations

import asyncio
import functools
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from itertools import islice
from statistics import fmean
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from ..access import account_of
from ..model import Agent, Room
from ..store import queries
from . import answers
from .base import CurrentCaller, CurrentRoom, Parts, problems, router
from .pieces import Each, InPieces
from .schemas import ContextMemory, EmotionalState, EmotionalStates, Graph, GraphStats, RelationshipModel

api = router("relationships")

REMEMBERED = 1000  # newest memories of a room that a context memory looks at
QUOTED = 5

TIES_AT_ONCE = 5000
"""Ties that are gone through before others have their turn."""

REST_SECONDS = 0.001
"""How long the event loop then has nothing to do: without, a thread that reads the database for somebody else would
hardly ever get the interpreter's lock (a GET beside the emotional state of 250,000 ties took 219 ms, with it 24)."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """Who was in a room and what they felt, while the room goes on."""

    agents: dict[int, Agent]
    ties: dict[tuple[int, int], float]

    @classmethod
    def of(cls, room: Room) -> _Moment:
        return cls(room.agents.copy(), room.ties.copy())

    def graph(self) -> dict[str, Each]:
        edge = functools.partial(answers.edge, self.agents)
        return {"nodes": Each(self.agents.values(), answers.summary), "edges": Each(self.ties.items(), edge)}

    def ids_by_name(self) -> Each:
        return Each(self.agents.values(), lambda agent: (agent.name, str(agent.id)), named=True)

    async def some_ties(self) -> AsyncIterator[list[tuple[tuple[int, int], float]]]:
        """Yield all ties, some at a time; between them others have their turn."""
        ties = iter(self.ties.items())
        while some := list(islice(ties, TIES_AT_ONCE)):
            yield some
            if len(some) == TIES_AT_ONCE:  # else it was the end
                await asyncio.sleep(REST_SECONDS)


@api.get("/api/rooms/{room_id}/relationships", response_model=Graph, responses=problems(401, 404))
async def read_relationships(room: CurrentRoom, caller: CurrentCaller, services: Parts) -> Response:
    """Return the agents of a room and what they feel."""

    async def make() -> Any:
        return _Moment.of(room).graph()

    return InPieces(make, services.turn_to_copy(room, caller))


@api.get("/api/rooms/{room_id}/relationship-model", response_model=RelationshipModel, responses=problems(401, 404))
async def read_relationship_model(room: CurrentRoom, caller: CurrentCaller, services: Parts) -> Response:
    """Return the graph, its latest changes (newest last), and counts."""

    async def make() -> Any:
        moment, changes = _Moment.of(room), list(room.changes)
        return {
            "graph": moment.graph(),
            "history": Each(changes, answers.change),
            "stats": await _stats(moment),
            "agent_ids": moment.ids_by_name(),
        }

    return InPieces(make, services.turn_to_copy(room, caller))


async def _stats(moment: _Moment) -> GraphStats:
    positive = negative = 0
    async for ties in moment.some_ties():
        positive += sum(value > 0 for _, value in ties)
        negative += sum(value < 0 for _, value in ties)
    return {
        "agents": len(moment.agents),
        "ties": len(moment.ties),
        "positive": positive,
        "negative": negative,
        "mean": _mean(moment.ties.values()),
    }


def _mean(values: Collection[float]) -> float | None:
    return fmean(values) if values else None


class _Feelings:
    """What an agent feels, what is felt towards it, and how alike the two are where both are there."""

    __slots__ = ("alike", "felt", "received")

    def __init__(self) -> None:
        self.felt: list[float] = []
        self.received: list[float] = []
        self.alike: list[float] = []


@api.get("/api/rooms/{room_id}/emotional-state", response_model=EmotionalStates, responses=problems(401, 404))
async def read_emotional_state(room: CurrentRoom, caller: CurrentCaller, services: Parts) -> Response:
    """Return how each agent feels, what it feels towards others on average, and how well it is answered."""

    async def make() -> Any:
        moment = _Moment.of(room)
        feelings = await _feelings(moment)

        def shape(agent: Agent) -> tuple[str, EmotionalState]:
            return agent.name, _emotional_state(agent, feelings[agent.id])

        return {"agent_ids": moment.ids_by_name(), "states": Each(moment.agents.values(), shape, named=True)}

    return InPieces(make, services.turn_to_copy(room, caller))


async def _feelings(moment: _Moment) -> dict[int, _Feelings]:
    found: dict[int, _Feelings] = defaultdict(_Feelings)
    async for ties in moment.some_ties():
        for (source, target), value in ties:
            found[source].felt.append(value)
            found[target].received.append(value)
            answer = moment.ties.get((target, source))
            if answer is not None:
                found[source].alike.append(1 - abs(value - answer) / 2)
    return found


def _emotional_state(agent: Agent, feelings: _Feelings) -> EmotionalState:
    return {
        "entity": agent.name,
        "current_state": answers.mood(agent.mood),
        "profile": {
            "character": agent.character,
            "warmth": _mean(feelings.felt),
            "regard": _mean(feelings.received),
        },
        # 1 where the agent feels just what is felt towards it, 0 where it is the very opposite.
        "emotional_intelligence": _mean(feelings.alike),
    }


@api.get("/api/rooms/{room_id}/context-memory", responses=problems(401, 404))
async def read_context_memory(
    room: CurrentRoom, caller: CurrentCaller, services: Parts, query: Annotated[str, Query(max_length=1000)] = ""
) -> ContextMemory:
    """Return what the agents of a room remember: all of it, or what contains the words of `query`."""
    account = account_of(caller)
    rows, total, matching = await services.store.read_much(account, _find_memories, room.id, query.casefold())
    messages, events = await services.store.read_much(account, queries.entry_counts, room.id)
    return {
        "summary": _summary(room, rows),
        "stats": {
            "memory_stats": {
                "memories": total,
                "messages": messages,
                "events": events,
                "matching": matching,
            }
        },
    }


def _find_memories(connection: Connection, room_id: int, words: str) -> tuple[list[RowMapping], int, int]:
    """Return the most important of the memories that hold the words, how many there are, and how many hold them.

    Texts can be long: they are looked through where the database is read, not where all are answered.
    """
    rows, total = queries.memories(connection, room_id, None, REMEMBERED)
    matching = [row for row in rows if words in row["content"].casefold()]
    return sorted(matching, key=lambda row: (-row["importance"], -row["id"])), total, len(matching)


def _summary(room: Room, memories: list[RowMapping]) -> str:
    lines = []
    for row in memories[:QUOTED]:
        agent = room.agents.get(row["agent_id"])
        if agent is not None:
            lines.append(f"{agent.name}: {row['content']}")
    return "\n".join(lines)
