"""Rooms that name a model and a seed, and the server's language model: what no client of the contract notices."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from roomlab.simulation.engine import Simulation
from roomlab_server.errors import SettingsError
from roomlab_server.settings import load_settings
from roomlab_server.testing import running_server


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
    return found


def texts(person, room):
    return person.ask("GET", f"/api/rooms/{room}/messages?limit=100")["messages"]


@pytest.fixture
def talking(tmp_path):
    """A server whose agents talk."""
    with running_server(tmp_path) as server:
        yield server


@pytest.fixture
def person(talking, join):
    return join(talking)


def test_a_room_answers_with_what_it_named_and_with_nothing_more(person):
    plain = person.ask("POST", "/api/rooms", 201, json={"name": "plain"})
    assert not {"model", "seed"} & set(plain)
    named = person.ask("POST", "/api/rooms", 201, json={"name": "named", "model": "triads", "seed": 2**63 - 1})
    assert (named["model"], named["seed"]) == ("triads", 2**63 - 1)
    assert set(named) - set(plain) == {"model", "seed"}
    assert person.ask("GET", f"/api/rooms/{named['id']}") == named
    assert [room.get("model") for room in person.ask("GET", "/api/rooms")["rooms"]] == [None, "triads"]


@pytest.mark.parametrize(
    "body", [{"model": "gravity"}, {"model": 3}, {"seed": -1}, {"seed": 2**63}, {"seed": 1.5}, {"seed": "7"}]
)
def test_a_wrong_model_or_seed_is_422(person, body):
    person.ask("POST", "/api/rooms", 422, json={"name": "x", **body})


def test_a_language_model_that_the_server_does_not_have_is_400(person):
    answer = person.ask("POST", "/api/rooms", 400, json={"name": "x", "model": "language_model"})
    assert "--llm-url" in answer["detail"]


def test_the_model_moves_the_ties_of_the_room_as_it_is_simulated(person):
    room = person.room(model="balance", seed=5)
    agents = [person.agent(room, name) for name in ("Анна", "Борис", "Вера")]
    person.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 10.0})
    person.say(room, "Поговорим?")
    wait_for(lambda: len([said for said in texts(person, room) if said["agentId"]]) >= 3)
    simulation = Simulation("balance", [str(agent) for agent in agents], seed=5)
    simulation.run(3)

    def felt():
        graph = person.ask("GET", f"/api/rooms/{room}/relationships")
        return {(edge["from"], edge["to"]): edge["sympathyLevel"] for edge in graph["edges"]}

    def as_simulated():
        ties = felt()
        return len(ties) == 6 and all(
            abs(simulation.sympathy(*pair) - sympathy) < 0.0011 for pair, sympathy in ties.items()
        )

    wait_for(as_simulated)


def test_what_was_named_survives_a_restart(tmp_path, join):
    with running_server(tmp_path) as server:
        person = join(server)
        room = person.room(model="walk", seed=3)
        token = person.token
    with running_server(tmp_path) as server:
        answer = httpx.get(f"{server.url}/api/rooms/{room}", headers={"Authorization": f"Bearer {token}"}).json()
        assert (answer["model"], answer["seed"]) == ("walk", 3)


# -- the language model


def llm(endpoint, **more):
    return {"llm_url": endpoint.url, "llm_model": "small", "llm_calls_per_day": 4} | more


def test_usage_tells_of_the_calls_of_the_day_and_a_restart_does_not_forget_them(tmp_path, join, chat_endpoint):
    chat_endpoint.answer = lambda call: call.say("Спасибо, прекрасно!")
    with running_server(tmp_path, **llm(chat_endpoint)) as server:
        person = join(server)
        usage = person.ask("GET", "/api/usage")
        assert usage == {
            "today": usage["today"],
            "callCount": 0,
            "limitPerDay": 4,
            "remaining": 4,
            "limitExceeded": False,
        }
        room = person.room("Анна", "Борис")
        person.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 10.0})
        person.say(room, "Как дела?")
        wait_for(lambda: len(texts(person, room)) == 3)
        assert [said["text"] for said in texts(person, room)][1:] == ["Спасибо, прекрасно!"] * 2
        assert person.ask("GET", "/api/usage")["callCount"] == len(chat_endpoint.calls) == 2
        alone = person.room("Вера")
        agent = person.ask("GET", f"/api/rooms/{alone}/agents")["agents"][0]["id"]
        for _ in range(2):
            path = f"/api/rooms/{alone}/agents/{agent}/messages"
            assert person.ask("POST", path, json={"text": "Ну?"})["agentResponse"] == "Спасибо, прекрасно!"
        assert person.ask("POST", path, json={"text": "Ну?"})["agentResponse"] is None
    with running_server(tmp_path, **llm(chat_endpoint)) as server:
        usage = join(server).ask("GET", "/api/usage")
        assert (usage["callCount"], usage["remaining"], usage["limitExceeded"]) == (4, 0, True)
    assert len(chat_endpoint.calls) == 4


def test_a_room_may_keep_its_own_words(tmp_path, join, chat_endpoint):
    with running_server(tmp_path, **llm(chat_endpoint)) as server:
        person = join(server)
        room = person.room("Анна", model="conversation")
        person.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 10.0})
        person.say(room, "Как дела?")
        wait_for(lambda: len(texts(person, room)) == 2)
        assert person.room("Анна", model="language_model")
    assert not chat_endpoint.calls


def test_deleting_a_room_does_not_wait_for_an_answer(tmp_path, join, chat_endpoint):
    chat_endpoint.answer = lambda call: call.server.closing.wait(60)
    with running_server(tmp_path, **llm(chat_endpoint, llm_timeout=60.0)) as server:
        person = join(server)
        room = person.room("Анна")
        person.say(room, "Как дела?")
        wait_for(lambda: chat_endpoint.calls)
        person.ask("DELETE", f"/api/rooms/{room}", 204)


def test_a_cassette_replays_a_room_of_the_server_without_a_call(tmp_path, join, chat_endpoint):
    chat_endpoint.answer = lambda call: call.say(f"Реплика {call.number}, прекрасно")
    path = tmp_path / "talk.jsonl"
    seen = []
    for folder, more in (("one", {"llm_record": path}), ("two", {"llm_replay": path})):
        (tmp_path / folder).mkdir()
        with running_server(tmp_path / folder, **llm(chat_endpoint, llm_calls_per_day=100, seed=4, **more)) as server:
            person = join(server)
            room = person.room("Анна", "Борис", orchestration_type="full_context")
            person.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 10.0})
            person.say(room, "Как дела?")
            wait_for(lambda person=person, room=room: len(texts(person, room)) >= 8, 40)
            graph = person.ask("GET", f"/api/rooms/{room}/relationship-model")
            seen.append(
                (
                    [(said["sender"], said["text"]) for said in texts(person, room)],
                    [(change["from"], change["to"], change["sympathyLevel"]) for change in graph["history"]],
                )
            )
            calls = len(chat_endpoint.calls)
    assert seen[0] == seen[1]
    assert seen[0][1]
    assert calls == len(path.read_text("ascii").splitlines()) - 1


def test_the_key_is_no_setting_and_in_no_log(tmp_path, join, chat_endpoint, caplog):
    with pytest.raises(SettingsError):
        load_settings(["--llm-key", "x"])
    chat_endpoint.answer = lambda call: call.fail(403, f"no {call.server.key}")
    with running_server(tmp_path, **llm(chat_endpoint)) as server:
        person = join(server)
        room = person.room("Анна")
        person.say(room, "Как дела?")
        wait_for(lambda: len(texts(person, room)) == 2)
        assert chat_endpoint.key not in json.dumps(texts(person, room))
        assert chat_endpoint.key not in repr(server.settings)
    assert "has no words" in caplog.text
    assert chat_endpoint.key not in caplog.text
    for file in tmp_path.iterdir():
        assert chat_endpoint.key.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--llm-url", "http://localhost/v1"], "--llm-url and --llm-model are given together"),
        (["--llm-model", "small"], "--llm-url and --llm-model are given together"),
        (["--llm-record", "a", "--llm-replay", "b"], "exclude each other"),
        (["--llm-calls-per-day", "-1"], "--llm-calls-per-day"),
        (["--llm-concurrency", "0"], "--llm-concurrency"),
    ],
)
def test_settings_that_do_not_fit_are_refused_in_one_sentence(arguments, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(arguments)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"llm_url": "ftp://x"}, "The language model cannot be used: the address"),
        ({"llm_url": "http://llm.example.org/v1"}, "clear text"),
        ({"llm_replay": "no/such/file"}, "the cassette cannot be read"),
    ],
)
def test_a_language_model_that_cannot_be_used_stops_the_start(tmp_path, chat_endpoint, more, message):
    with pytest.raises(SettingsError, match=message), running_server(tmp_path, **llm(chat_endpoint, **more)):
        pass
