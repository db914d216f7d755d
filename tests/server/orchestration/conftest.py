"""A stage without a server, and a sleep that a test turns by hand."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from roomlab.simulation.llm import LanguageModel
from roomlab_server.orchestration import default_characters, make_conductor
from roomlab_server.stage import Conductor, Mood, Performer

NEUTRAL = Mood("neutral", 0.5)


class HandClock:
    """Time that passes only when the test says so. Who sleeps is woken in order."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        self.naps += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, self.naps, future))
        await future

    async def turn(self, seconds: float) -> None:
        """Let so many seconds pass."""
        end = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end + 1e-9:
            self.now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await settle()
        self.now = end

    async def run_out(self, conductor: Conductor, limit: float = 600.0) -> float:
        """Let time pass until the dialogue has ended; return how many seconds it took."""
        start = self.now
        await settle()
        while conductor.running:
            assert self.now - start < limit, "the dialogue does not end"
            await self.turn(0.05)
        return self.now - start


async def settle() -> None:
    """Let everybody do what can be done without time passing."""
    for _ in range(60):
        await asyncio.sleep(0)


class FakeStage:
    """A room in memory that writes down what is done in it."""

    def __init__(self, kind: str, people: Sequence[Performer], clock: HandClock, speed: float = 1.0) -> None:
        self.room_id = 1
        self.model: str | None = None
        self.seed: int | None = None
        self.orchestration_type = kind
        self.speed = speed
        self.people = list(people)
        self.ties: dict[tuple[int, int], float] = {}
        self.moods: dict[int, Mood] = {}
        self.log: list[tuple[object, ...]] = []
        self.clock = clock
        self.fails_on: Callable[[str], bool] = lambda text: False

    def performers(self) -> list[Performer]:
        return list(self.people)

    def sympathy(self, source: int, target: int) -> float:
        return self.ties.get((source, target), 0.0)

    async def say(self, text: str, *, sender: str, agent_id: int | None) -> None:
        await asyncio.sleep(0)
        if self.fails_on(text):
            raise RuntimeError("the disk is full")
        self.log.append(("say", self.clock.now, sender, agent_id, text))

    async def set_sympathy(self, source: int, target: int, sympathy: float) -> None:
        await asyncio.sleep(0)
        assert -1 <= sympathy <= 1
        assert source != target
        self.ties[source, target] = sympathy
        self.log.append(("tie", self.clock.now, source, target, sympathy))

    async def set_mood(self, agent_id: int, mood: Mood) -> None:
        await asyncio.sleep(0)
        assert 0 <= mood.level <= 1
        self.moods[agent_id] = mood
        self.log.append(("mood", self.clock.now, agent_id, mood))

    async def remember(self, agent_id: int, content: str, importance: float) -> None:
        assert 0 <= importance <= 1
        self.log.append(("memory", self.clock.now, agent_id, content))

    async def plan(self, agent_id: int, description: str, status: str) -> None:
        assert status in ("pending", "in_progress", "done")
        self.log.append(("plan", self.clock.now, agent_id, description, status))

    def of(self, kind: str) -> list[tuple[object, ...]]:
        """Return what was done of one kind."""
        return [entry for entry in self.log if entry[0] == kind]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Sender and text of every message."""
        return [(str(entry[2]), str(entry[4])) for entry in self.of("say")]


class Scene:
    """A room, its conversation, its people and its clock."""

    def __init__(
        self,
        kind: str,
        people: Sequence[Performer],
        speed: float,
        seed: int,
        words: LanguageModel | None = None,
        model: str | None = None,
        room_seed: int | None = None,
    ) -> None:
        self.clock = HandClock()
        self.stage = FakeStage(kind, people, self.clock, speed)
        self.stage.model, self.stage.seed = model, room_seed
        self.conductor = make_conductor(self.stage, np.random.default_rng(seed), self.clock.sleep, model=words)

    async def play(self, text: str | None = "Поговорим о чае?", limit: float = 600.0) -> float:
        """Start a dialogue, let it run out, and return how many seconds it took."""
        if text is None:
            self.conductor.start()
        else:
            self.conductor.hear(text, sender="user")
        return await self.clock.run_out(self.conductor, limit)


def cast(count: int, *, narrator: bool = False) -> list[Performer]:
    """Return so many ready-made characters, with ids from 11, and a narrator with id 7 before them if asked for."""
    people = [Performer(10 + who.id, who.name, who.character, NEUTRAL) for who in default_characters()[:count]]
    lead = [Performer(7, "Летописец", "Ведёт рассказ", NEUTRAL, is_narrator=True)] if narrator else []
    return [*lead, *people]


@pytest.fixture
def make_scene() -> Callable[..., Scene]:
    """A function that makes a room of an orchestration type with so many agents, or with the given ones."""

    def make(
        kind: str, people: int | Sequence[Performer] = 3, *, speed: float = 1.0, seed: int = 5, **more: object
    ) -> Scene:
        if isinstance(people, int):
            people = cast(people, narrator=kind == "narrator")
        return Scene(kind, people, speed, seed, **more)

    return make
