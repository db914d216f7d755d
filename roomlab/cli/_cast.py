"""The room of `roomlab demo`: who is in it, what keeps them talking, and what befalls them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import anyio
import numpy as np

from roomlab.errors import InputError
from roomlab.simulation.conversation import language_of
from roomlab.sources._rest import RestClient

__all__ = ["Cast", "Language", "keep_talking", "open_room"]

RESTART_SECONDS = 0.5
"""How soon a dialogue that has come to its end is followed by the next."""
FIRST_EVENT_SECONDS = 2.0
EVENT_SECONDS = (3.0, 6.0)
"""Between two events."""


class Language(StrEnum):
    """What the agents speak."""

    EN = "en"
    RU = "ru"


@dataclass(frozen=True)
class Cast:
    """What the room of a demonstration is to be: the same cast gives the same room."""

    agents: int = 6
    language: Language = Language.EN
    speed: float = 5.0
    seed: int = 1


# The discussion of all with all: no narrator speaks Russian in between, and nearly every message is an agent's.
_ROOM = {
    Language.EN: {"name": "An evening with strangers", "orchestration_type": "full_context"},
    Language.RU: {"name": "Вечер незнакомых людей", "orchestration_type": "full_context"},
}
_EVENTS = {
    Language.EN: (
        "A storm knocks at the shutters, and {0} is the first to get up and look.",
        "The lights go out for a moment. {0} and {1} laugh at the same time.",
        "{0} spills tea over the papers of {1}.",
        "{0} finds an old photograph on the mantelpiece and passes it to {1}.",
        "Someone knocks at the door, and nobody is there.",
        "{0} and {1} reach for the last piece of cake.",
        "The clock strikes, although it has not run for years.",
        "{0} opens the window, and {1} shuts it again.",
    ),
    Language.RU: (
        "В ставни стучит буря, и {0} первым делом идёт смотреть.",
        "На минуту гаснет свет. {0} и {1} смеются одновременно.",
        "{0} и чай: чашка опрокинута на бумаги, рядом {1}.",
        "На камине нашлась старая фотография; её разглядывают {0} и {1}.",
        "В дверь постучали, а за дверью никого.",
        "{0} и {1} тянутся к последнему куску пирога.",
        "Бьют часы, хотя давно не ходят.",
        "{0} и {1} спорят, открыть ли окно.",
    ),
}


async def open_room(client: RestClient, cast: Cast) -> str:
    """Make the room with its agents, and return its id.

    Raises
    ------
    InputError
        There are not so many ready-made characters.
    """
    offered = await client.request("GET", "/api/default-agents")
    chosen = choose(offered, cast)
    room = str((await client.request("POST", "/api/rooms", _ROOM[cast.language]))["id"])
    await client.request("PATCH", f"/api/rooms/{room}/speed", {"speed": cast.speed})
    for number in chosen:
        character = await client.request("GET", f"/api/default-agents/{number}")
        wanted = {key: character[key] for key in ("name", "character", "avatar")}
        await client.request("POST", f"/api/rooms/{room}/agents", wanted)
    return room


def choose(offered: Sequence[dict[str, Any]], cast: Cast) -> list[int]:
    """Return the ids of the characters that are in the room: those of its language first, then others."""
    if cast.agents > len(offered):
        raise InputError(f"--agents is {cast.agents}; there are {len(offered)} ready-made characters")
    order = np.random.default_rng(cast.seed).permutation(len(offered))
    shuffled = [offered[index] for index in order]
    shuffled.sort(key=lambda one: language_of(one["name"]) != cast.language)  # stable: chance decides within a language
    return [one["id"] for one in shuffled[: cast.agents]]


async def keep_talking(client: RestClient, room: str, cast: Cast) -> None:
    """Start a dialogue whenever none runs, and let things happen now and then, until cancelled."""
    async with anyio.create_task_group() as group:
        group.start_soon(_restart, client, room)
        group.start_soon(_happen, client, room, cast)


async def _restart(client: RestClient, room: str) -> None:
    while True:
        # One that runs goes on: the server starts no second.
        await client.request("POST", f"/api/rooms/{room}/orchestration/start")
        await anyio.sleep(RESTART_SECONDS)


async def _happen(client: RestClient, room: str, cast: Cast) -> None:
    rng = np.random.default_rng([cast.seed, 1])
    events = _EVENTS[cast.language]
    await anyio.sleep(FIRST_EVENT_SECONDS)
    while True:
        for number in rng.permutation(len(events)):
            # Asked each time: an observer in a notebook may have added or removed somebody.
            agents = (await client.request("GET", f"/api/rooms/{room}/agents"))["agents"]
            text = events[number]
            needed = sum(place in text for place in ("{0}", "{1}"))
            if len(agents) >= needed:
                there = [agents[index] for index in rng.choice(len(agents), needed, replace=False)] if needed else []
                event = {
                    "description": text.format(*(agent["name"] for agent in there)),
                    "agentIds": [agent["id"] for agent in there],
                    "type": "scene",
                }
                await client.request("POST", f"/api/rooms/{room}/events", event)
            await anyio.sleep(float(rng.uniform(*EVENT_SECONDS)))
