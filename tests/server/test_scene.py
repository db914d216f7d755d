"""What a conversation sees of its room, and does in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from roomlab_server.stage import Mood, Performer, Stage
from roomlab_server.testing import RunningServer, SilentConductor


class Acting(SilentConductor):
    """A conversation that does what the test says, in the server's thread."""

    def __init__(self, stage: Stage, rng: np.random.Generator) -> None:
        super().__init__()
        self.stage = stage
        self.draws = rng.random(3).tolist()
        self.loop = asyncio.get_running_loop()

    def act(self, action: Callable[[Stage], Any]) -> Any:
        """Await ``action(stage)`` there, and return its result here."""

        async def perform() -> Any:
            result = action(self.stage)
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(perform(), self.loop).result(10)


@pytest.fixture
def actors() -> dict[int, Acting]:
    """The conversations that were made, by room."""
    return {}


@pytest.fixture
def alice(serve: Callable[..., RunningServer], join: Callable[..., Any], actors: dict[int, Acting]) -> Any:
    """Somebody on a server whose conversations do what the test says."""
    return join(serve(conductors=acting(actors), seed=7))


def acting(actors: dict[int, Acting]) -> Callable[..., Acting]:
    return lambda stage, rng, sleep: actors.setdefault(stage.room_id, Acting(stage, rng))


def begin(person: Any, actors: dict[int, Acting], *agents: str, **body: Any) -> tuple[str, Acting]:
    """Make a room whose conversation has begun."""
    room = person.room(*agents, **{"orchestration_type": "circular", **body})
    person.ask("POST", f"/api/rooms/{room}/orchestration/start")
    return room, actors[int(room)]


def test_the_stage_shows_the_room_as_it_is(alice: Any, actors: dict[int, Acting]) -> None:
    room, actor = begin(alice, actors, "A", "B", orchestration_type="narrator")
    stage = actor.stage
    assert (stage.room_id, stage.orchestration_type, stage.speed) == (int(room), "narrator", 1.0)
    alice.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 4})
    assert stage.speed == 4.0
    performers = actor.act(lambda stage: stage.performers())
    assert [(p.name, p.is_narrator) for p in performers] == [("Рассказчик", True), ("A", False), ("B", False)]
    assert performers[1] == Performer(2, "A", "Quiet.", Mood("neutral", 0.5))
    alice.tie(room, 2, 3, 0.5)
    assert stage.sympathy(2, 3) == 0.5
    assert stage.sympathy(3, 2) == 0.0


def test_what_is_done_is_durable_and_told(alice: Any, actors: dict[int, Acting]) -> None:
    room, actor = begin(alice, actors, "A", "B")
    chat, graph = alice.socket(room, "chat"), alice.socket(room, "graph")
    for socket in (chat, graph):
        socket.recv(timeout=20)
    actor.act(lambda stage: stage.say("Hello", sender="A", agent_id=1))
    actor.act(lambda stage: stage.say("=== Раунд 1 завершён ===", sender="Система", agent_id=None))
    actor.act(lambda stage: stage.set_sympathy(1, 2, 7.0))
    spoken = [json.loads(chat.recv(timeout=20))["payload"] for _ in range(2)]
    assert [(message["sender"], message["agentId"]) for message in spoken] == [("A", "1"), ("Система", None)]
    assert alice.ask("GET", f"/api/rooms/{room}/messages")["messages"] == spoken
    assert json.loads(graph.recv(timeout=20))["payload"]["sympathyLevel"] == 1.0


def test_moods_memories_and_plans_are_kept(alice: Any, actors: dict[int, Acting]) -> None:
    room, actor = begin(alice, actors, "A", "B")
    actor.act(lambda stage: stage.set_mood(1, Mood("happy", 0.9, "😀", "#fc0")))
    for number in range(25):
        actor.act(lambda stage, number=number: stage.remember(1, f"memory {number} of a Fox", number / 25))
    actor.act(lambda stage: stage.plan(1, "dance", "pending"))
    actor.act(lambda stage: stage.plan(1, "sleep", "pending"))
    actor.act(lambda stage: stage.plan(1, "dance", "done"))
    agent = alice.ask("GET", f"/api/rooms/{room}/agents/1")
    assert agent["mood"] == {"mood": "happy", "level": 0.9, "icon": "😀", "color": "#fc0"}
    assert [(plan["description"], plan["status"]) for plan in agent["plans"]] == [
        ("dance", "done"),
        ("sleep", "pending"),
    ]
    assert [memory["content"] for memory in agent["keyMemories"][:2]] == ["memory 24 of a Fox", "memory 23 of a Fox"]
    assert len(agent["keyMemories"]) == 20
    page = alice.ask("GET", f"/api/rooms/{room}/agents/1/memories", params={"limit": 3, "offset": 20})
    assert page["total"] == 25
    assert [memory["content"] for memory in page["memories"]] == [f"memory {n} of a Fox" for n in (4, 3, 2)]
    assert alice.ask("GET", "/api/agents")[0]["state_vector"] == {"mood": "happy", "level": 0.9}
    context = alice.ask("GET", f"/api/rooms/{room}/context-memory", params={"query": "memory 1"})
    assert context["stats"]["memory_stats"] == {"memories": 25, "messages": 0, "events": 0, "matching": 11}
    assert context["summary"].splitlines()[0] == "A: memory 19 of a Fox"
    assert alice.ask("GET", f"/api/rooms/{room}/context-memory", params={"query": "wolf"})["summary"] == ""


def test_who_has_left_does_nothing_more(alice: Any, actors: dict[int, Acting]) -> None:
    room, actor = begin(alice, actors, "A", "B")
    alice.ask("DELETE", f"/api/rooms/{room}/agents/1", 204)
    deeds: list[Callable[[Stage], Any]] = [
        lambda stage: stage.say("x", sender="A", agent_id=1),
        lambda stage: stage.set_sympathy(2, 1, 0.5),
        lambda stage: stage.set_mood(1, Mood("sad", 0.1)),
        lambda stage: stage.remember(1, "x", 0.5),
        lambda stage: stage.plan(1, "x", "pending"),
    ]
    for deed in deeds:
        actor.act(deed)
    alice.ask("POST", f"/api/rooms/{room}/agents", 201, json={"name": "A", "agentId": 1})
    agent = alice.ask("GET", f"/api/rooms/{room}/agents/1")
    assert (agent["keyMemories"], agent["plans"], agent["mood"]["mood"]) == ([], [], "neutral")
    assert alice.ask("GET", f"/api/rooms/{room}/messages")["messages"] == []
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    for deed in [*deeds, lambda stage: stage.say("x", sender="Система", agent_id=None)]:
        actor.act(deed)


def test_chance_is_seeded_for_each_room(
    serve: Callable[..., RunningServer], join: Callable[..., Any], tmp_path: Any
) -> None:
    drawn = []
    for number, seed in enumerate((7, 7, 8)):
        folder = tmp_path / str(number)
        folder.mkdir()
        actors: dict[int, Acting] = {}
        person = join(serve(folder, conductors=acting(actors), seed=seed))
        for _ in range(2):
            begin(person, actors, "A")
        drawn.append([actors[room].draws for room in (1, 2)])
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]
    assert drawn[0][0] != drawn[0][1]
