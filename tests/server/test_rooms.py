"""Rooms, agents, ties: whose they are, and what happens when they come and go."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import SHUT_WR, create_connection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from roomlab_server.model import NEUTRAL, Agent, Room, TieChange
from roomlab_server.testing import RunningServer, running_server, silent_conductor

CALLS = [
    ("GET", "", None),
    ("PATCH", "", {"speed": 2}),
    ("DELETE", "", None),
    ("PATCH", "/speed", {"speed": 2}),
    ("GET", "/agents", None),
    ("POST", "/agents", {"name": "x", "character": "x"}),
    ("GET", "/agents/1", None),
    ("DELETE", "/agents/1", None),
    ("GET", "/agents/1/memories", None),
    ("GET", "/agents/1/plans", None),
    ("POST", "/agents/1/messages", {"text": "x"}),
    ("PATCH", "/relationships", {"agent1Id": 1, "agent2Id": 2, "sympathyLevel": 0.5}),
    ("GET", "/relationships", None),
    ("GET", "/relationship-model", None),
    ("GET", "/emotional-state", None),
    ("GET", "/context-memory", None),
    ("POST", "/messages", {"text": "x"}),
    ("GET", "/messages", None),
    ("POST", "/events", {"description": "x"}),
    ("POST", "/events/broadcast", {"description": "x", "type": "x"}),
    ("GET", "/feed", None),
    ("POST", "/orchestration/start", None),
    ("POST", "/orchestration/stop", None),
]


def test_a_room_is_its_owners_alone(server: RunningServer, alice: Any, join: Callable[..., Any]) -> None:
    room = alice.room("A", "B", orchestration_type="circular")
    bob = join(server, "bob@example.com")
    before = alice.ask("GET", f"/api/rooms/{room}/relationship-model")
    for method, path, body in CALLS:
        bob.ask(method, f"/api/rooms/{room}{path}", 404, json=body)
    for channel in ("chat", "graph"):
        with pytest.raises(ConnectionClosed) as closed:
            bob.socket(room, channel).recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4003
    assert bob.ask("GET", "/api/rooms") == {"rooms": []}
    assert bob.ask("GET", "/api/agents") == []
    other = bob.room()
    bob.ask("POST", f"/api/rooms/{other}/agents", 400, json={"name": "A", "agentId": 1})
    assert alice.ask("GET", f"/api/rooms/{room}/relationship-model") == before
    assert alice.ask("GET", f"/api/rooms/{room}/messages") == {"messages": [], "hasMore": False}


def test_a_deleted_room_closes_its_sockets_and_is_gone(alice: Any) -> None:
    room = alice.room("A", "B")
    alice.tie(room, 1, 2, 0.5)
    alice.say(room, "hello")
    sockets = [alice.socket(room, channel) for channel in ("chat", "graph")]
    for socket in sockets:
        socket.recv(timeout=20)
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    for socket in sockets:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4003
    for method, path, body in CALLS:
        alice.ask(method, f"/api/rooms/{room}{path}", 404, json=body)
    assert alice.ask("GET", "/api/rooms") == {"rooms": []}
    assert [agent["name"] for agent in alice.ask("GET", "/api/agents")] == ["A", "B"]


def test_ids_are_never_used_again(alice: Any) -> None:
    room = alice.room("A")
    said = int(alice.say(room, "one")["id"])
    happened = int(alice.ask("POST", f"/api/rooms/{room}/events", json={"description": "x"})["id"])
    assert happened > said
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    again = alice.room("A")
    assert int(again) > int(room)
    assert alice.ask("GET", f"/api/rooms/{again}/agents")["agents"][0]["id"] == "2"
    assert int(alice.say(again, "two")["id"]) > happened


def test_ids_are_never_used_again_after_a_restart(join: Callable[..., Any], tmp_path: Path) -> None:
    with running_server(tmp_path, conductors=silent_conductor) as first:
        alice = join(first)
        room = alice.room("A", "B")
        last = int(alice.say(room, "hello")["id"])
        alice.ask("DELETE", f"/api/rooms/{room}", 204)
    with running_server(tmp_path, conductors=silent_conductor) as second:
        alice.http.base_url = second.url
        again = alice.room("C")
        assert int(again) == int(room) + 1
        assert alice.ask("GET", f"/api/rooms/{again}/agents")["agents"][0]["id"] == "3"
        assert int(alice.say(again, "hello")["id"]) == last + 1


def test_a_room_is_the_same_after_a_restart(join: Callable[..., Any], tmp_path: Path) -> None:
    looks = ("", "/agents", "/relationship-model", "/messages?limit=100", "/feed?limit=100", "/emotional-state")
    with running_server(tmp_path, conductors=silent_conductor) as first:
        alice = join(first)
        room = alice.room("A", "B", "C", description="here")
        for number in range(60):
            alice.tie(room, 1 + number % 2, 3, number / 60)
            alice.say(room, f"message {number}")
            alice.ask("POST", f"/api/rooms/{room}/events", json={"description": f"event {number}"})
        alice.ask("DELETE", f"/api/rooms/{room}/agents/2", 204)
        before = [alice.ask("GET", f"/api/rooms/{room}{look}") for look in looks]
    with running_server(tmp_path, conductors=silent_conductor) as second:
        alice.http.base_url = second.url
        assert [alice.ask("GET", f"/api/rooms/{room}{look}") for look in looks] == before


def test_an_agent_that_leaves_takes_its_ties_along(alice: Any) -> None:
    room = alice.room("A", "B", "C")
    for source, target in ((1, 2), (2, 1), (1, 3)):
        alice.tie(room, source, target, 0.5)
    alice.ask("DELETE", f"/api/rooms/{room}/agents/2", 204)
    graph = alice.ask("GET", f"/api/rooms/{room}/relationships")
    assert [node["name"] for node in graph["nodes"]] == ["A", "C"]
    assert [(edge["from"], edge["to"]) for edge in graph["edges"]] == [("1", "3")]
    alice.tie(room, 1, 2, 0.5, status=400)
    alice.ask("GET", f"/api/rooms/{room}/agents/2", 404)
    alice.ask("DELETE", f"/api/rooms/{room}/agents/2", 404)
    alice.ask("POST", f"/api/rooms/{room}/agents", 201, json={"name": "D", "agentId": 2})
    graph = alice.ask("GET", f"/api/rooms/{room}/relationships")
    assert [node["name"] for node in graph["nodes"]] == ["A", "C", "D"]
    assert len(graph["edges"]) == 1


def crowd(*agent_ids: int) -> Room:
    """Return a room in memory."""
    room = Room(1, 1, "a room", None, 1.0, "single", 0, 0)
    for agent_id in agent_ids:
        room.add(Agent(agent_id, f"agent {agent_id}", "Quiet.", None, NEUTRAL))
    return room


def test_what_was_asked_for_before_an_agent_left_stays_in_the_history() -> None:
    room, change = crowd(1, 2), TieChange(1, 2, 0.5, None, 7)
    room.unsettled[1, 2] = change
    room.remove(2)
    room.settle(change)
    assert (room.ties, list(room.changes), room.unsettled) == ({}, [change], {})
    assert room.parting == {(1, 2): 0.5}  # what comes back if it cannot leave after all


def test_a_change_that_failed_leaves_the_newer_one_alone() -> None:
    room = crowd(1, 2)
    failed, newer = TieChange(1, 2, 0.5, None, 7), TieChange(1, 2, -0.5, 0.5, 8)
    room.unsettled[1, 2] = newer
    room.drop(failed)
    assert room.sympathy(1, 2) == -0.5


def test_rooms_that_nobody_uses_do_not_stay_in_memory(
    server: RunningServer, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roomlab_server.rooms.KEPT", 2)
    first = alice.room("A", "B")
    listener = alice.socket(first, "graph")
    listener.recv(timeout=20)
    others = [alice.room("C") for _ in range(6)]
    gc.collect()
    assert set(server.app.state.services.rooms._rooms) == {int(first), *map(int, others[-2:])}
    alice.tie(first, 1, 2, 0.5)
    assert json.loads(listener.recv(timeout=20))["payload"]["sympathyLevel"] == 0.5
    assert [alice.ask("GET", f"/api/rooms/{room}")["agentCount"] for room in others] == [1] * 6


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/rooms"), ("PATCH", "/api/rooms/1/relationships")])
def test_a_client_that_leaves_in_the_middle_is_no_failure(
    server: RunningServer, alice: Any, caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    alice.room("A", "B")
    port = int(server.url.rpartition(":")[2])
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.token}\r\nContent-Length: 9\r\n\r\n"
    with caplog.at_level(logging.INFO), create_connection(("127.0.0.1", port)) as client:
        client.sendall(head.encode() + b"{")
        client.shutdown(SHUT_WR)
        client.recv(1)  # until the server has let go
    assert alice.ask("GET", "/api/rooms")["rooms"][0]["agentCount"] == 2
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_name_is_given_once_even_when_many_ask_at_once(alice: Any) -> None:
    room = alice.room()
    body = {"name": "A", "character": "x"}
    with ThreadPoolExecutor(8) as pool:
        posts = [pool.submit(alice.http.post, f"/api/rooms/{room}/agents", json=body) for _ in range(16)]
        statuses = sorted(post.result().status_code for post in posts)
    assert statuses == [201] + [400] * 15
    assert len(alice.ask("GET", f"/api/rooms/{room}/agents")["agents"]) == 1


def test_an_agent_may_be_in_two_rooms_with_ties_in_each(alice: Any) -> None:
    first, second = alice.room("A", "B"), alice.room("C")
    alice.ask("POST", f"/api/rooms/{second}/agents", 201, json={"name": "A", "agentId": 1})
    alice.ask("POST", f"/api/rooms/{second}/agents", 400, json={"name": "A again", "agentId": 1})
    alice.tie(first, 1, 2, 0.5)
    alice.tie(second, 1, 3, -0.5)
    assert len(alice.ask("GET", f"/api/rooms/{first}/relationships")["edges"]) == 1
    assert len(alice.ask("GET", f"/api/rooms/{second}/relationships")["edges"]) == 1
    alice.tie(second, 1, 2, 0.5, status=400)


def test_the_narrator_belongs_to_its_room(alice: Any) -> None:
    room, other = alice.room(orchestration_type="narrator"), alice.room()
    alice.ask("DELETE", f"/api/rooms/{room}/agents/1", 400)
    assert alice.ask("GET", "/api/agents") == []
    alice.ask("POST", f"/api/rooms/{other}/agents", 400, json={"name": "N", "agentId": 1})


def test_without_a_token_the_demonstration_room_is_shown(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    alice = join(serve(demonstration_room=1))
    for name in ("A", "B"):
        alice.room(name)
    shown = alice.http.get("/api/agents", headers={"Authorization": ""})
    assert shown.status_code == 401
    del alice.http.headers["Authorization"]
    assert [agent["name"] for agent in alice.ask("GET", "/api/agents")] == ["A"]


def test_ready_made_characters_can_be_added_as_they_are(alice: Any) -> None:
    room = alice.room()
    listed = alice.ask("GET", "/api/default-agents")
    assert listed
    for short in listed:
        ready = alice.ask("GET", f"/api/default-agents/{short['id']}")
        assert ready.keys() == {"id", "name", "character", "avatar"}
        assert ready["character"].startswith(short["personality_preview"].rstrip("…"))
        body = {key: ready[key] for key in ("name", "character", "avatar")}
        added = alice.ask("POST", f"/api/rooms/{room}/agents", 201, json=body)
        assert (added["name"], added["avatar"]) == (ready["name"], ready["avatar"])
    alice.ask("GET", "/api/default-agents/999999", 404)


def test_the_model_is_derived_from_the_ties(alice: Any) -> None:
    room = alice.room("A", "B", "C")
    for source, target, sympathy in ((1, 2, 1.0), (2, 1, 0.0), (1, 3, -0.5), (1, 2, 0.5)):
        alice.tie(room, source, target, sympathy)
    model = alice.ask("GET", f"/api/rooms/{room}/relationship-model")
    assert model["stats"] == {"agents": 3, "ties": 3, "positive": 1, "negative": 1, "mean": 0.0}
    assert [(c["from"], c["to"], c["sympathyLevel"], c["previous"]) for c in model["history"]] == [
        ("1", "2", 1.0, None),
        ("2", "1", 0.0, None),
        ("1", "3", -0.5, None),
        ("1", "2", 0.5, 1.0),
    ]
    states = alice.ask("GET", f"/api/rooms/{room}/emotional-state")["states"]
    assert states["A"]["profile"] == {"character": "Quiet.", "warmth": 0.0, "regard": 0.0}
    assert states["A"]["emotional_intelligence"] == 0.75
    assert states["C"]["emotional_intelligence"] is None
    assert states["C"]["profile"]["regard"] == -0.5


def test_a_change_is_reported_with_what_it_replaced_even_in_a_crowd(alice: Any) -> None:
    room = alice.room("A", "B")
    socket = alice.socket(room, "graph")
    socket.recv(timeout=20)
    values = [number / 100 for number in range(100)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda value: alice.tie(room, 1, 2, value), values))
    history = alice.ask("GET", f"/api/rooms/{room}/relationship-model")["history"]
    seen = [change["sympathyLevel"] for change in history]
    assert sorted(seen) == values
    assert [change["previous"] for change in history] == [None, *seen[:-1]]
    arrived = [json.loads(socket.recv(timeout=20))["payload"]["sympathyLevel"] for _ in values]
    assert arrived == seen
    assert alice.ask("GET", f"/api/rooms/{room}/relationships")["edges"][0]["sympathyLevel"] == seen[-1]


@given(name=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=200))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_is_any_text(alice: Any, name: str) -> None:
    room = alice.room()
    made = alice.ask("POST", f"/api/rooms/{room}/agents", 201, json={"name": name, "character": name})
    assert made["name"] == name
    said = alice.say(room, name, sender=name)
    assert (said["text"], said["sender"], said["agentId"]) == (name, name, made["id"])
    assert alice.ask("GET", f"/api/rooms/{room}/agents/{made['id']}")["character"] == name
    assert alice.ask("GET", f"/api/rooms/{room}/emotional-state")["agent_ids"] == {name: made["id"]}
