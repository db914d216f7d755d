"""What is another's cannot be read, changed, adopted, guessed or timed: every call, tried by a second user."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from roomlab_server import frames
from roomlab_server.testing import RunningServer

from .test_observers import BODIES, code_of
from .test_openapi import GUARDED, OPEN, ROOM, described

SAID = "what Alice has said"
NOBODY = "999"
"""An id that nothing has."""


@pytest.fixture
def mallory(server: RunningServer, alice: Any, join: Callable[..., Any]) -> Any:
    """A second user; the first has a room of two agents (1 and 2) and a message, the second one of two (3 and 4)."""
    room = alice.room("A", "B")
    alice.say(room, SAID)
    alice.tie(room, 1, 2, 0.5)
    second = join(server)
    second.room("C", "D")
    return second


def seen(alice: Any) -> dict[str, Any]:
    """Return all that Alice sees of her room."""
    paths = ("", "/agents", "/agents/1", "/relationships", "/relationship-model", "/messages", "/feed", "/observers")
    return {path: alice.ask("GET", f"/api/rooms/1{path}") for path in paths} | {"mine": alice.ask("GET", "/api/agents")}


def test_every_call_on_anothers_room_answers_as_for_a_room_that_is_not_there(alice: Any, mallory: Any) -> None:
    document = httpx.get(f"{alice.server.url}/openapi.json").json()
    calls = {call for call in described(document) if "{room_id}" in call[1]}
    assert len(calls) >= 26
    before = seen(alice)
    for method, path in sorted(calls):
        filled = path.replace("{agent_id}", "1").replace("{link_id}", "1")
        options = {"json": BODIES[method, path]} if (method, path) in BODIES else {}
        foreign, nowhere = (
            mallory.http.request(method, filled.replace("{room_id}", room), **options) for room in ("1", NOBODY)
        )
        assert foreign.status_code == nowhere.status_code == 404, (method, path, foreign.text)
        assert foreign.text == nowhere.text.replace(NOBODY, "1"), (method, path)
        assert foreign.headers.keys() == nowhere.headers.keys()
        assert SAID not in foreign.text
    assert seen(alice) == before
    for channel in ("chat", "graph"):
        assert [code_of(mallory.socket(room, channel)) for room in ("1", NOBODY)] == [frames.NO_ACCESS] * 2


def test_calls_without_a_room_tell_only_ones_own(alice: Any, mallory: Any) -> None:
    rest = {call for call in GUARDED | OPEN if not call[1].startswith(ROOM)}
    answers = {}
    for method, path in sorted(rest):
        if method == "GET":
            filled = path.replace("{default_id}", "1").replace("{name}", "full")
            answers[path] = mallory.ask("GET", filled)
    told = json.dumps(answers)
    assert [room["id"] for room in answers["/api/rooms"]["rooms"]] == ["2"]
    assert [agent["id"] for agent in answers["/api/agents"]] == [3, 4]
    assert answers["/api/auth/me"]["email"] == mallory.email
    for secret in (SAID, alice.email, alice.token, alice.account["refreshToken"]):
        assert secret not in told
    assert rest - {("GET", path) for path in answers} == {
        ("POST", "/api/auth/login"),
        ("POST", "/api/auth/refresh"),
        ("POST", "/api/auth/register"),
        ("POST", "/api/prompts/build"),
        ("POST", "/api/rooms"),
    }


def test_anothers_agent_is_no_agent_in_ones_own_room(alice: Any, mallory: Any) -> None:
    """Ids of agents are counted through, so they can be guessed; it helps nobody."""
    before = seen(alice)

    def tries(agent: int) -> list[tuple[str, str, Any]]:
        return [
            ("POST", "/agents", {"name": "mine", "agentId": agent}),
            ("GET", f"/agents/{agent}", None),
            ("GET", f"/agents/{agent}/memories", None),
            ("GET", f"/agents/{agent}/plans", None),
            ("DELETE", f"/agents/{agent}", None),
            ("POST", f"/agents/{agent}/messages", {"text": "x"}),
            ("PATCH", "/relationships", {"agent1Id": agent, "agent2Id": 3, "sympathyLevel": 1}),
            ("PATCH", "/relationships", {"agent1Id": 3, "agent2Id": agent, "sympathyLevel": 1}),
            ("POST", "/events", {"description": "x", "agentIds": [agent]}),
        ]

    for foreign, nowhere in zip(tries(1), tries(int(NOBODY)), strict=True):
        one, other = (
            mallory.http.request(method, f"/api/rooms/2{path}", json=body) for method, path, body in (foreign, nowhere)
        )
        assert one.status_code == other.status_code >= 400, (foreign, one.text)
        assert one.text == other.text.replace(NOBODY, "1"), foreign
    assert seen(alice) == before


def test_pages_beside_anothers_ids_tell_only_ones_own(alice: Any, mallory: Any) -> None:
    mine = mallory.say("2", "mine")["id"]
    for number in (1, int(mine), 2**62):
        page = mallory.ask("GET", f"/api/rooms/2/messages?after_id={number}")["messages"]
        assert [message["text"] for message in page] in ([], ["mine"])


def test_anothers_key_repeats_nothing(alice: Any, mallory: Any) -> None:
    body, header = {"text": "once"}, {"Idempotency-Key": "guessed"}
    alice.ask("POST", "/api/rooms/1/messages", json=body, headers=header)
    mallory.ask("POST", "/api/rooms/1/messages", 404, json=body, headers=header)
    own = mallory.http.post("/api/rooms/2/messages", json=body, headers=header)
    assert "Idempotency-Replayed" not in own.headers
    assert own.json()["id"] not in {m["id"] for m in alice.ask("GET", "/api/rooms/1/messages")["messages"]}


@contextmanager
def asked_of_the_database(server: RunningServer) -> Iterator[list[str]]:
    """Take note of what the database is asked, beside who the user is, which is asked every few seconds."""
    store, asked = server.app.state.services.store, []
    read = store.read

    async def spy(query: Any, *arguments: Any) -> Any:
        if query.__name__ != "user_by_id":
            asked.append(query.__name__)
        return await read(query, *arguments)

    store.read = spy
    try:
        yield asked
    finally:
        del store.read


@pytest.mark.parametrize("in_memory", [True, False])
def test_the_time_of_an_answer_does_not_tell_whether_a_room_is_there(
    server: RunningServer, alice: Any, mallory: Any, in_memory: bool
) -> None:
    """The same work is done for another's room as for none: one question of one row, and never its contents."""
    rooms = server.app.state.services.rooms
    alice.ask("GET", "/api/rooms/1")
    if not in_memory:
        rooms._kept.clear()
        rooms._rooms.clear()
    tie = {"agent1Id": 1, "agent2Id": 2, "sympathyLevel": 1}
    for method, path, body in (("GET", "", None), ("GET", "/feed", None), ("PATCH", "/relationships", tie)):
        work = []
        for room in ("1", NOBODY):
            with asked_of_the_database(server) as asked:
                mallory.ask(method, f"/api/rooms/{room}{path}", 404, json=body)
            work.append(asked)
        assert work == [["owner_of"], ["owner_of"]], (method, path)
    work = []
    for room in ("1", NOBODY):
        with asked_of_the_database(server) as asked:
            assert code_of(mallory.socket(room, "chat")) == frames.NO_ACCESS
        work.append(asked)
    assert work == [["owner_of"], ["owner_of"]]
    assert (1 in rooms._rooms) == in_memory


def test_the_time_of_an_answer_does_not_tell_whether_an_email_is_known(server: RunningServer, alice: Any) -> None:
    """A wrong password of somebody and any password of nobody cost the same: one question and one hash."""
    passwords = server.app.state.services.passwords
    hasher, hashes = passwords._hasher, []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            hashes.append(kept.split("$")[1:4])  # the kind, the version and the cost of the hash
            return bool(hasher.verify(kept, password))

    passwords._hasher = Counting()
    answers = []
    for email in (alice.email, "nobody@example.com"):
        with asked_of_the_database(server) as asked:
            answer = httpx.post(f"{server.url}/api/auth/login", json={"email": email, "password": "wrong"}, timeout=30)
        answers.append((answer.status_code, answer.text, asked))
    passwords._hasher = hasher
    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    assert len(hashes) == 2
    assert hashes[0] == hashes[1]
