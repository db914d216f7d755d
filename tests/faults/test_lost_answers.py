"""What is posted is there once, although answers are lost on the way: in a thousand cases."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import fault_proxy as faults
import httpx
import msgspec
import numpy as np
import pytest

import roomlab.errors as errors
from roomlab._clock import SYSTEM_CLOCK
from roomlab.events import Message
from roomlab.log import EventLog
from roomlab.sources._hub import Hub, Timings
from roomlab.sources._rest import RestClient
from roomlab.sources.live import LiveSource
from roomlab_server.testing import running_server, silent_conductor

LOST = 1000
HASTY = Timings(retry_shortest=0.001, retry_longest=0.02, repeat=30.0)


class Room:
    """A room of one agent on a real server."""

    def __init__(self, url):
        self.http = httpx.Client(base_url=url, timeout=40)
        account = self.http.post("/api/auth/register", json={"email": "a@example.com", "password": "password one"})
        self.token = account.json()["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        assert self.http.post("/api/rooms", json={"name": "a room"}).json()["id"] == "1"
        self.http.post("/api/rooms/1/agents", json={"name": "A", "character": "Quiet."})

    def texts(self):
        """Return the texts of all messages."""
        texts, query = [], {}
        while True:
            page = self.http.get("/api/rooms/1/messages", params={"limit": 100, **query}).json()
            texts = [message["text"] for message in page["messages"]] + texts
            if not page["hasMore"]:
                return texts
            query = {"after_id": page["messages"][0]["id"]}


@pytest.fixture
def room(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor) as server:
        room = Room(server.url)
        room.url = server.url
        yield room
        room.http.close()


@pytest.fixture
def proxy(room):
    with faults.fault_proxy(room.url) as running:
        yield running


def hub(url, token):
    return Hub(
        "1",
        log=EventLog(),
        rest=RestClient(url, token=token),
        connect=None,  # no sockets: only requests go through the proxy
        clock=SYSTEM_CLOCK,
        rng=np.random.default_rng(1),
        timings=HASTY,
        undirected=None,
    )


@pytest.mark.timeout(180)
@pytest.mark.slow
def test_a_thousand_lost_answers_make_a_thousand_messages(room, proxy):
    rng = random.Random(6)

    async def post():
        parts = hub(proxy.url, room.token)
        async with parts.rest:
            await parts.read("")  # tells that the server does a request with a key once
            for number in range(LOST):
                # Cut off in the request, between it and its answer, in the answer's head, or within its body.
                direction = rng.choice(["up", "down", "down", "down"])
                proxy.cut(direction, rng.choice([0, rng.randrange(120), rng.randrange(250)]))
                answer = await parts.create("/messages", {"text": f"text {number}", "sender": "A"})
                assert answer["text"] == f"text {number}"
                assert not proxy.cut_is_due

    asyncio.run(post())
    assert proxy.seen.resets == LOST
    assert room.texts() == [f"text {number}" for number in range(LOST)]


def test_the_observer_sends_through_bad_weather(room, proxy, until):
    rng = random.Random(6)
    timings = msgspec.structs.replace(HASTY, ping_interval=0.2, pong_timeout=0.15, echo=0.2, hold=0.05, patience=30.0)
    source = LiveSource(proxy.url, 1, token=room.token, timings=timings, rng=np.random.default_rng(1))
    try:
        source.ready.result(20)
        for number in range(60):
            fault = rng.random()
            if fault < 0.6:
                proxy.cut(rng.choice(["up", "down"]), rng.randrange(400))
            elif fault < 0.8:
                proxy.reset()
            sent = source.send(f"text {number}", sender="A").result(30)
            assert sent.text == f"text {number}"
        until(lambda: source.log.count(Message) == 60, 20)
        assert room.texts() == [f"text {number}" for number in range(60)]
        assert Counter(entry.event.text for entry in source.log.entries(Message)) == Counter(room.texts())
    finally:
        source.close()


def test_a_server_that_promises_nothing_is_asked_once(server, follow):
    server.habits.write_delay = 1.0
    source = follow(server, timings=msgspec.structs.replace(HASTY, request_timeout=0.3))
    with pytest.raises(errors.ConnectionFailedError, match="took too long"):
        source.send("hello").result(10)
    assert server.seen.requests.count("POST /api/rooms/1/messages") == 1


def test_one_that_does_a_request_once_is_asked_again(server, follow, until):
    server.habits.does_once = True
    server.habits.write_delay = 1.0
    source = follow(server, timings=msgspec.structs.replace(HASTY, request_timeout=0.3))
    sending = source.send("hello")
    until(lambda: server.seen.requests.count("POST /api/rooms/1/messages") >= 2)
    server.habits.write_delay = 0.0
    assert sending.result(10).text == "hello"


def test_it_is_not_asked_for_ever(server, follow):
    server.habits.does_once = True
    source = follow(server, timings=msgspec.structs.replace(HASTY, repeat=0.2))
    server.habits.failing = 503
    with pytest.raises(errors.RequestError, match="503"):
        source.send("hello").result(10)
    assert 2 <= server.seen.requests.count("POST /api/rooms/1/messages") <= 250
    server.habits.failing = 400
    before = len(server.seen.requests)
    with pytest.raises(errors.RequestError, match="400"):
        source.send("hello").result(10)
    assert server.seen.requests[before:].count("POST /api/rooms/1/messages") == 1
