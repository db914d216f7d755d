"""The room of the demonstration."""

from __future__ import annotations

import asyncio

import pytest

from roomlab.cli import _cast
from roomlab.cli._cast import _EVENTS, Cast, Language, choose, keep_talking, open_room
from roomlab.errors import InputError

OFFERED = [
    {"id": number, "name": name}
    for number, name in enumerate(["Аглая", "Борис", "Вера", "Rosalind", "Silas", "Juniper", "Зоя"], 1)
]


class Server:
    def __init__(self):
        self.asked = []

    async def request(self, method, path, json=None, params=None):
        self.asked.append((method, path, json))
        if path == "/api/default-agents":
            return OFFERED
        if path.startswith("/api/default-agents/"):
            number = int(path.rsplit("/", 1)[1])
            return {**OFFERED[number - 1], "character": "quiet", "avatar": "data:,"}
        if path == "/api/rooms":
            return {"id": "9"}
        if path.endswith("/agents") and method == "GET":
            return {"agents": [{"id": "1", "name": "{0} {x}"}]}
        return {}


def names(cast):
    return [OFFERED[number - 1]["name"] for number in choose(OFFERED, cast)]


@pytest.mark.parametrize(
    ("language", "speakers"),
    [(Language.EN, {"Rosalind", "Silas", "Juniper"}), (Language.RU, {"Аглая", "Борис", "Вера", "Зоя"})],
)
def test_those_who_speak_the_language_come_first(language, speakers):
    chosen = names(Cast(agents=5, language=language))
    assert set(chosen[: len(speakers)]) == speakers
    assert len(set(chosen)) == 5


def test_the_same_seed_chooses_the_same():
    cast = Cast(agents=2, language=Language.RU, seed=3)
    assert names(cast) == names(cast)
    assert len({tuple(names(Cast(agents=2, language=Language.RU, seed=seed))) for seed in range(20)}) > 1


def test_no_more_than_there_are():
    with pytest.raises(InputError, match="--agents is 8; there are 7 ready-made characters"):
        choose(OFFERED, Cast(agents=8))


def test_the_room_has_its_agents_and_its_speed():
    server = Server()
    assert asyncio.run(open_room(server, Cast(agents=2, speed=7.5))) == "9"
    assert ("PATCH", "/api/rooms/9/speed", {"speed": 7.5}) in server.asked
    made = [json for method, path, json in server.asked if (method, path) == ("POST", "/api/rooms/9/agents")]
    assert [set(agent) for agent in made] == [{"name", "character", "avatar"}] * 2


def test_a_dialogue_is_started_again_and_again_and_things_happen(monkeypatch):
    for name in ("RESTART_SECONDS", "FIRST_EVENT_SECONDS"):
        monkeypatch.setattr(_cast, name, 0.001)
    monkeypatch.setattr(_cast, "EVENT_SECONDS", (0.001, 0.002))
    server = Server()

    async def main():
        task = asyncio.create_task(keep_talking(server, "9", Cast()))
        while [path for _, path, _ in server.asked].count("/api/rooms/9/events") < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 20))
    assert [path for _, path, _ in server.asked].count("/api/rooms/9/orchestration/start") > 1
    events = [json for _, path, json in server.asked if path == "/api/rooms/9/events"]
    # One agent is there: only what needs one at most can happen, and a name is text, not a place to fill in.
    assert all(event["agentIds"] in ([], ["1"]) and "{1}" not in event["description"] for event in events)


@pytest.mark.parametrize("language", list(Language))
def test_what_happens_names_those_whom_it_concerns(language):
    assert len(_EVENTS[language]) >= 8
    for text in _EVENTS[language]:
        assert text.format("Ada", "Bob")
        assert ("{1}" not in text) or ("{0}" in text)
