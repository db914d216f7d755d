"""The server gives what the protocol examples say, one story from an empty server on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from roomlab_server import frames
from roomlab_server.model import event_entry, message_entry
from roomlab_server.testing import RunningServer

EXAMPLES = Path(__file__).resolve().parent.parent / "protocol_examples"
STORY = ("service", "auth", "rooms", "agents", "relationships", "chat", "orchestration", "prompts")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


def example(name: str, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))[part]
    return found


def assert_like(seen: Any, expected: Any, volatile: set[str], where: str = "$") -> None:
    """Assert that an answer is the example: equal, and of the same type and form where a key is volatile."""
    if isinstance(expected, dict):
        assert isinstance(seen, dict), where
        assert seen.keys() == expected.keys(), where
        for key, value in expected.items():
            if key not in volatile:
                assert_like(seen[key], value, volatile, f"{where}.{key}")
            elif isinstance(value, str) and TIMESTAMP.fullmatch(value):
                assert TIMESTAMP.fullmatch(seen[key]), f"{where}.{key}: {seen[key]!r}"
            elif value is not None and seen[key] is not None:
                assert type(seen[key]) is type(value), f"{where}.{key}: {seen[key]!r}"
    elif isinstance(expected, list):
        assert isinstance(seen, list), where
        assert len(seen) == len(expected), where
        for number, value in enumerate(expected):
            assert_like(seen[number], value, volatile, f"{where}[{number}]")
    else:
        assert seen == expected, f"{where}: {seen!r}, expected {expected!r}"
        assert type(seen) is type(expected), f"{where}: {seen!r}"


def content(call: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a call, as httpx takes it."""
    if "raw" in call:
        raw = call["raw"] * call.get("repeat", 1)
        return {"content": raw.encode(), "headers": {"Content-Type": "application/json"}}
    return {"json": call["body"]} if "body" in call else {}


@pytest.fixture
def storyteller(server: RunningServer) -> Iterator[Callable[[dict[str, Any]], httpx.Response]]:
    """Make the calls of the story, as the user that it registers first."""
    with httpx.Client(base_url=server.url) as client:
        token = ""

        def call(example: dict[str, Any]) -> httpx.Response:
            nonlocal token
            options = content(example)
            if not example.get("open"):
                options["headers"] = {**options.get("headers", {}), "Authorization": f"Bearer {token}"}
            answer = client.request(example["method"], example["path"], **options)
            if not token and example["path"] == "/api/auth/register":
                token = answer.json()["token"]
            return answer

        yield call


def tell(storyteller: Callable[[dict[str, Any]], httpx.Response]) -> None:
    for chapter in STORY:
        for call in example(f"rest_{chapter}", "calls"):
            answer = storyteller(call)
            name = f"{chapter}: {call['name']}"
            assert answer.status_code == call["status"], f"{name}: {answer.status_code} {answer.text}"
            if call["answer"] is None:
                assert not answer.content, name
            else:
                assert_like(answer.json(), call["answer"], set(call.get("volatile", ())), name)


def test_the_story_is_told_as_written(storyteller: Callable[[dict[str, Any]], httpx.Response]) -> None:
    tell(storyteller)


def test_bad_requests_are_refused_and_change_nothing(storyteller: Callable[[dict[str, Any]], httpx.Response]) -> None:
    tell(storyteller)
    looks = [
        {"method": "GET", "path": f"/api/rooms{path}"}
        for path in ("", "/1/agents", "/1/relationship-model", "/1/messages", "/1/feed")
    ]
    before = [storyteller(look).json() for look in looks]
    for call in example("rest_errors", "calls"):
        answer = storyteller(call)
        assert answer.status_code == call["status"], f"{call['name']}: {answer.status_code} {answer.text}"
        detail = answer.json()["detail"]
        if call["status"] == 422:
            assert all({"loc", "msg", "type"} <= problem.keys() for problem in detail), call["name"]
        else:
            assert isinstance(detail, str), call["name"]
            assert detail, call["name"]
    assert [storyteller(look).json() for look in looks] == before


@pytest.mark.parametrize("topic", ["frames_chat", "frames_graph"])
def test_frames_are_built_as_written(topic: str) -> None:
    for shown in example(topic, "frames"):
        kind, payload = shown["frame"]["type"], shown["frame"]["payload"]
        if kind == "connected":
            built = frames.connected(int(payload["roomId"]), shown["channel"])
        elif kind == "pong":
            built = frames.PONG
        elif kind == "error":
            built = frames.error(payload["message"])
        elif kind == "edge_update":
            ids = (int(payload[key]) for key in ("roomId", "from", "to"))
            built = frames.edge_update(*ids, payload["sympathyLevel"])
        else:
            built = frames.entry(kind, _entry_payload(kind, payload))
        assert json.loads(built) == shown["frame"], shown["name"]


def _entry_payload(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    at = _microseconds(payload["timestamp"])
    if kind == "event":
        ids = map(int, payload["agentIds"])
        return event_entry(int(payload["id"]), at, payload["eventType"], ids, payload["description"]).payload
    agent = None if payload["agentId"] is None else int(payload["agentId"])
    texts = payload["text"], payload["sender"], agent, payload["agentResponse"]
    return message_entry(int(payload["id"]), at, *texts).payload


def _microseconds(timestamp: str) -> int:
    return (datetime.fromisoformat(timestamp) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("channel", ["chat", "graph"])
def test_client_frames_are_answered_as_written(alice: Any, channel: str) -> None:
    socket = alice.socket(alice.room(), channel)
    assert json.loads(socket.recv(timeout=10))["type"] == "connected"
    for exchange in example("frames_client", "exchanges"):
        socket.send(exchange["send"] * exchange.get("repeat", 1))
        seen = json.loads(socket.recv(timeout=10))
        assert_like(seen, exchange["receive"], {"message"}, exchange["name"])
        if seen["type"] == "error":
            assert seen["payload"]["message"], exchange["name"]


def test_sockets_are_closed_as_written(alice: Any) -> None:
    assert alice.room("A", "B") == "1"
    for shown in example("close_codes", "closes"):
        token = {"none": "", "wrong": "?token=wrong", "good": f"?token={alice.token}"}[shown["token"]]
        with connect(alice.server.ws_url + shown["path"] + token) as socket:  # accepted first
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
            assert closed.value.rcvd is not None, shown["name"]
            assert closed.value.rcvd.code == shown["code"], shown["name"]


def test_every_example_is_used() -> None:
    used = {f"rest_{chapter}" for chapter in STORY}
    used |= {"rest_errors", "frames_chat", "frames_graph", "frames_client", "close_codes", "frames_other_servers"}
    used |= {"frames_numbered"}  # in test_numbered
    assert {path.stem for path in EXAMPLES.glob("*.json")} == used
