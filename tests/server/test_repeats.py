"""Requests that come again: with a key each is done once, whatever was lost on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select

from roomlab_server import repeats
from roomlab_server.store import schema
from roomlab_server.testing import RunningServer, running_server, silent_conductor

HEADER = "Idempotency-Key"


def creations(room: str, agent: int) -> dict[str, tuple[str, dict[str, Any], int]]:
    """Return each call that makes something."""
    return {
        "room": ("/api/rooms", {"name": "another"}, 201),
        "agent": (f"/api/rooms/{room}/agents", {"name": "Z", "character": "Quiet."}, 201),
        "message": (f"/api/rooms/{room}/messages", {"text": "hello"}, 200),
        "own message": (f"/api/rooms/{room}/messages", {"text": "hello", "sender": "A"}, 200),
        "message to one": (f"/api/rooms/{room}/agents/{agent}/messages", {"text": "hello"}, 200),
        "event": (f"/api/rooms/{room}/events", {"description": "it rains", "agentIds": [agent]}, 200),
        "event for all": (f"/api/rooms/{room}/events/broadcast", {"description": "it rains"}, 200),
        "message for all": (f"/api/rooms/{room}/events/broadcast", {"description": "hi", "type": "chat"}, 200),
    }


KINDS = list(creations("1", 1))


def everything(alice: Any, room: str) -> list[Any]:
    return [
        alice.ask("GET", "/api/rooms"),
        alice.ask("GET", f"/api/rooms/{room}/agents"),
        alice.ask("GET", f"/api/rooms/{room}/feed?limit=100"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_repeated_is_done_once_and_answered_alike(alice: Any, kind: str) -> None:
    room = alice.room("A")
    agent = int(alice.ask("GET", f"/api/rooms/{room}/agents")["agents"][0]["id"])
    path, body, status = creations(room, agent)[kind]
    first = alice.http.post(path, json=body, headers={HEADER: "one"})
    assert first.status_code == status, first.text
    assert "Idempotency-Replayed" not in first.headers
    before = everything(alice, room)
    for _ in range(3):
        again = alice.http.post(path, json=body, headers={HEADER: "one"})
        assert (again.status_code, again.json()) == (status, first.json())
        assert again.headers["Idempotency-Replayed"] == "true"
    assert everything(alice, room) == before
    if kind != "agent":  # whose name is taken
        other = alice.http.post(path, json=body, headers={HEADER: "two"})
        assert other.status_code == status
        assert other.json()["id"] != first.json()["id"]


def test_a_key_that_belongs_to_another_request_is_refused_with_a_clear_sentence(alice: Any) -> None:
    room = alice.room("A")
    path = f"/api/rooms/{room}/messages"
    alice.ask("POST", path, json={"text": "hello"}, headers={HEADER: "one"})
    for other, body in ((path, {"text": "good bye"}), (f"/api/rooms/{room}/events", {"description": "hello"})):
        problems = alice.ask("POST", other, 422, json=body, headers={HEADER: "one"})["detail"]
        assert problems[0]["loc"] == ["header", HEADER]
        assert "belongs to another request" in problems[0]["msg"]
    assert len(alice.ask("GET", f"{path}")["messages"]) == 1


@pytest.mark.parametrize("key", ["", "k" * 201, "two words", "tab\tbed"])
def test_what_is_no_key_is_refused(alice: Any, key: str) -> None:
    room = alice.room("A")
    alice.ask("POST", f"/api/rooms/{room}/messages", 422, json={"text": "hello"}, headers={HEADER: key})


def test_keys_of_other_users_and_rooms_are_others(alice: Any, join: Callable[..., Any], server: RunningServer) -> None:
    bob = join(server)
    rooms = [(alice, alice.room("A")), (alice, alice.room("A")), (bob, bob.room("A"))]
    said = [
        person.ask("POST", f"/api/rooms/{room}/messages", json={"text": "hello"}, headers={HEADER: "one"})
        for person, room in rooms
    ]
    assert len({message["id"] for message in said}) == 3


def test_a_refused_request_may_be_put_right_under_its_key(alice: Any) -> None:
    room = alice.room()
    headers = {HEADER: "one"}
    alice.ask("POST", f"/api/rooms/{room}/messages", 400, json={"text": "nobody is here"}, headers=headers)
    alice.agent(room, "A")
    alice.ask("POST", f"/api/rooms/{room}/messages", json={"text": "hello"}, headers=headers)


def test_requests_at_once_with_one_key_are_done_once(alice: Any) -> None:
    room = alice.room("A")
    start = threading.Barrier(8)

    def post(_: int) -> str:
        start.wait(10)
        said = alice.http.post(f"/api/rooms/{room}/messages", json={"text": "hello"}, headers={HEADER: "one"})
        return str(said.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(post, range(8)))) == 1
    assert len(alice.ask("GET", f"/api/rooms/{room}/messages")["messages"]) == 1


def test_answers_survive_a_restart_and_go_with_their_room(join: Callable[..., Any], tmp_path: Path) -> None:
    with running_server(tmp_path, conductors=silent_conductor) as server:
        alice = join(server)
        room = alice.room("A")
        path, options = f"/api/rooms/{room}/messages", {"json": {"text": "hello"}, "headers": {HEADER: "one"}}
        first = alice.ask("POST", path, **options)
    with running_server(tmp_path, conductors=silent_conductor) as server:
        headers = {"Authorization": f"Bearer {alice.token}", HEADER: "one"}
        again = httpx.post(server.url + path, json={"text": "hello"}, headers=headers)
        assert again.json() == first
        httpx.delete(f"{server.url}/api/rooms/{room}", headers=headers)
        assert httpx.post(server.url + path, json={"text": "hello"}, headers=headers).status_code == 404
        assert kept_keys(server) == []


def kept_keys(server: RunningServer) -> list[str]:
    store = server.app.state.services.store
    chosen = select(schema.answers.c.key).order_by(schema.answers.c.at)
    keys: list[str] = store._read(lambda connection: list(connection.scalars(chosen)), ())
    return keys


def test_old_answers_are_forgotten(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "TIDIED", 5)
    monkeypatch.setattr(repeats, "KEPT_SECONDS", 0)
    room = alice.room("A")
    for number in range(11):
        headers = {HEADER: f"key-{number}"}
        alice.ask("POST", f"/api/rooms/{room}/messages", json={"text": "x"}, headers=headers)
    # Every fifth tidies up what was stored before it, so the tenth and the eleventh are left.
    assert kept_keys(alice.server) == ["key-9", "key-10"]


def test_only_so_many_answers_of_a_user_are_kept(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "TIDIED", 1)
    room = alice.room("A")
    services = alice.server.app.state.services
    now = services.store.clock.now()
    row = {"room_id": 1, "request": "", "status": 200, "content": "{}"}
    mine, hers = (
        [{**row, "user_id": user, "key": f"{user}-{n}", "at": now - n} for n in range(repeats.KEPT_ANSWERS + 50)]
        for user in (1, 2)
    )
    with services.store._engine.begin() as connection:
        connection.execute(insert(schema.answers), mine + hers)
    alice.ask("POST", f"/api/rooms/{room}/messages", json={"text": "x"}, headers={HEADER: "newest"})
    keys = kept_keys(alice.server)
    assert keys[-1] == "newest"
    assert sum(key.startswith("1-") for key in keys) == repeats.KEPT_ANSWERS - 1
    assert sum(key.startswith("2-") for key in keys) == repeats.KEPT_ANSWERS + 50
