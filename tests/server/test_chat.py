"""Messages, events, pages, the feed, and what the conversation hears."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from roomlab_server.model import TAIL
from roomlab_server.testing import RunningServer, SilentConductor


class Listening(SilentConductor):
    """A conversation of which the test knows what it heard; one agent answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, str, str]] = []
        self.stopped = 0

    async def answer(self, agent_id: int, text: str, *, sender: str) -> str | None:
        self.asked.append((agent_id, text, sender))
        return None if self.running else f"You said {text!r}."

    async def stop(self) -> None:
        self.running = False
        self.stopped += 1


@pytest.fixture
def conductors() -> dict[int, Listening]:
    """The conversations that were made, by room."""
    return {}


@pytest.fixture
def alice(serve: Callable[..., RunningServer], join: Callable[..., Any], conductors: dict[int, Listening]) -> Any:
    """Somebody on a server whose conversations listen."""
    return join(serve(conductors=lambda stage, rng, sleep: conductors.setdefault(stage.room_id, Listening())))


def walk_back(person: Any, room: str, limit: int) -> list[dict[str, Any]]:
    """Return all messages, page by page from the newest."""
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": limit}
    while True:
        page = person.ask("GET", f"/api/rooms/{room}/messages", params=query)
        found = page["messages"] + found
        if not page["hasMore"]:
            return found
        query["after_id"] = page["messages"][0]["id"]


def test_a_frame_has_the_id_of_the_answer(alice: Any) -> None:
    room = alice.room("A")
    socket = alice.socket(room, "chat")
    socket.recv(timeout=20)
    said = alice.say(room, "hello", sender="Ольга")
    frame = json.loads(socket.recv(timeout=20))
    assert frame == {"type": "message", "payload": said}
    event = alice.ask("POST", f"/api/rooms/{room}/events", json={"description": "rain", "agentIds": ["1"]})
    frame = json.loads(socket.recv(timeout=20))
    event["eventType"] = event.pop("type")
    assert frame == {"type": "event", "payload": event}
    assert event["agentIds"] == ["1"]


def test_the_conversation_hears_users_and_not_agents(alice: Any, conductors: dict[int, Listening]) -> None:
    room = alice.room("A", "B")
    alice.say(room, "one")
    alice.say(room, "two", sender="Ольга")
    spoken = alice.say(room, "three", sender="B")
    assert (spoken["sender"], spoken["agentId"]) == ("B", "2")
    broadcast = {"description": "four", "type": "chat"}
    answer = alice.ask("POST", f"/api/rooms/{room}/events/broadcast", json=broadcast)
    assert (answer["type"], answer["agentIds"], answer["description"]) == ("chat", ["1", "2"], "four")
    alice.ask("POST", f"/api/rooms/{room}/events/broadcast", json={"description": "five", "type": "weather"})
    assert conductors[int(room)].heard == [("one", "user"), ("two", "Ольга"), ("four", "user")]
    texts = [message["text"] for message in walk_back(alice, room, 100)]
    assert texts == ["one", "two", "three", "four"]


def test_who_names_no_sender_is_the_user_whatever_the_agents_are_called(
    alice: Any, conductors: dict[int, Listening]
) -> None:
    room = alice.room("user")
    assert alice.say(room, "one")["agentId"] is None
    assert alice.say(room, "two", sender="user")["agentId"] == "1"
    assert conductors[int(room)].heard == [("one", "user")]


def test_one_agent_answers_with_the_message(alice: Any, conductors: dict[int, Listening]) -> None:
    room = alice.room("A", "B", orchestration_type="circular")
    socket = alice.socket(room, "chat")
    socket.recv(timeout=20)
    path = f"/api/rooms/{room}/agents/2/messages"
    said = alice.ask("POST", path, json={"text": "hello"})
    assert (said["agentId"], said["sender"], said["agentResponse"]) == ("2", "user", "You said 'hello'.")
    assert json.loads(socket.recv(timeout=20))["payload"] == said
    assert alice.ask("GET", f"/api/rooms/{room}/messages")["messages"] == [said]
    alice.ask("POST", f"/api/rooms/{room}/orchestration/start")
    assert conductors[int(room)].running
    assert alice.ask("POST", path, json={"text": "and now"})["agentResponse"] is None
    alice.ask("POST", f"/api/rooms/{room}/orchestration/stop")
    assert not conductors[int(room)].running
    assert alice.ask("POST", path, json={"text": "me", "sender": "A"})["agentId"] == "1"
    assert [asked[1] for asked in conductors[int(room)].asked] == ["hello", "and now"]


def test_deleting_a_room_ends_its_conversation(alice: Any, conductors: dict[int, Listening]) -> None:
    room = alice.room("A", orchestration_type="circular")
    alice.ask("POST", f"/api/rooms/{room}/orchestration/start")
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    assert conductors[int(room)].stopped == 1


@pytest.mark.parametrize("limit", [7, 100])
def test_walking_back_loses_and_repeats_nothing(alice: Any, limit: int) -> None:
    """Also where memory ends and the database goes on, and with events and another room in between."""
    room, other = alice.room("A"), alice.room("B")
    total = TAIL + 30
    with ThreadPoolExecutor(8) as pool:

        def post(number: int) -> None:
            alice.say(room, f"message {number}")
            if number % 5 == 0:
                alice.say(other, "elsewhere")
                alice.ask("POST", f"/api/rooms/{room}/events", json={"description": "x"})

        list(pool.map(post, range(total)))
    found = walk_back(alice, room, limit)
    assert sorted(message["text"] for message in found) == sorted(f"message {number}" for number in range(total))
    ids = [int(message["id"]) for message in found]
    assert ids == sorted(set(ids))
    times = [datetime.fromisoformat(message["timestamp"]) for message in found]
    assert times == sorted(times)


def test_messages_and_events_share_one_sequence_across_rooms(alice: Any) -> None:
    rooms = [alice.room("A"), alice.room("B")]
    ids = []
    for number in range(10):
        room = rooms[number % 2]
        ids.append(int(alice.say(room, "x")["id"]))
        ids.append(int(alice.ask("POST", f"/api/rooms/{room}/events", json={"description": "x"})["id"]))
    assert ids == list(range(ids[0], ids[0] + 20))


def test_the_feed_is_the_newest_of_both_in_order(alice: Any) -> None:
    room = alice.room("A")
    for number in range(10):
        alice.say(room, f"m{number}")
        alice.ask("POST", f"/api/rooms/{room}/events", json={"description": f"e{number}"})
    items = alice.ask("GET", f"/api/rooms/{room}/feed", params={"limit": 5})["items"]
    assert [item.get("text") or item["description"] for item in items] == ["e7", "m8", "e8", "m9", "e9"]
    assert [item["type"] for item in items] == ["event", "message", "event", "message", "event"]


def test_a_page_before_everything_is_empty(alice: Any) -> None:
    room = alice.room("A")
    first = alice.say(room, "x")
    page = alice.ask("GET", f"/api/rooms/{room}/messages", params={"after_id": first["id"]})
    assert page == {"messages": [], "hasMore": False}
    page = alice.ask("GET", f"/api/rooms/{room}/messages", params={"after_id": 2**63 - 1})
    assert page["messages"] == [first]


def test_long_texts_are_kept_whole_and_longer_ones_refused(alice: Any) -> None:
    room = alice.room("A")
    text = "я" * 65_536
    assert alice.say(room, text)["text"] == text
    alice.ask("POST", f"/api/rooms/{room}/messages", 422, json={"text": text + "я"})
    huge = alice.http.post(f"/api/rooms/{room}/messages", json={"text": "x" * (1 << 20)})
    assert huge.status_code == 413
    assert alice.say(room, "and on")["text"] == "and on"
