"""A live room that is recorded: everything, byte for byte, without a secret."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.asyncio.client import connect

import roomlab
from roomlab.recording.reader import read_recording
from roomlab.sources._rest import RestClient
from roomlab_server.testing import running_server, silent_conductor

ACCOUNT = {"email": "eve@example.com", "password": "a good password"}


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor) as running:
        asyncio.run(make_room(running))
        yield running


async def make_room(server):
    async with RestClient(server.url, **ACCOUNT) as client:
        await client.register()
        await client.request("POST", "/api/rooms", {"name": "Гостиная"})
        for name in ("Алиса", "Боб"):
            await client.request("POST", "/api/rooms/1/agents", {"name": name, "character": f"is {name}"})


async def act(server, room):
    """Speak and feel, and return what a bare client heard on both streams."""
    async with RestClient(server.url, **ACCOUNT) as client:
        await client.login()
        where = f"{server.url.replace('http', 'ws', 1)}/api/rooms/1"
        async with (
            connect(f"{where}/graph?token={client.token.reveal()}", proxy=None) as graph,
            connect(f"{where}/chat?token={client.token.reveal()}", proxy=None) as chat,
        ):
            await graph.recv()
            await chat.recv()
            for number in range(20):
                ends = ("1", "2") if number % 3 else ("2", "1")
                await asyncio.to_thread(room.set_sympathy, *ends, number / 20)
            await asyncio.to_thread(room.send, "Привет, \U0001f600 = «мир»")
            await asyncio.to_thread(room.post_event, "a storm", agents=["1"])
            heard = {"graph": [await graph.recv(decode=False) for _ in range(20)]}
            heard["chat"] = [await chat.recv(decode=False) for _ in range(2)]
            return heard, client.token.reveal()


def test_a_live_room_is_recorded_and_replayed_equal(server, tmp_path):
    path = tmp_path / "live.roomlog.jsonl"
    with roomlab.connect(server.url, room=1, **ACCOUNT) as room:
        before = room.set_sympathy("1", "2", -0.75)  # before the recording: it begins with what is known
        assert before is None
        room.wait(until=lambda room: room.history["sympathy"].eq(-0.75).any(), timeout=10)
        room.record(path)
        heard, token = asyncio.run(act(server, room))
        room.wait(until=lambda room: len(room.history) >= 21 and len(room.messages) and len(room.events), timeout=10)
    texts = read_recording(path, texts=True).texts
    for channel, frames in heard.items():
        assert [wire.text for wire in texts if wire.channel == channel] == frames
    raw = path.read_text("utf-8")
    assert not any(secret in raw for secret in (token, ACCOUNT["password"], ACCOUNT["email"]))
    header = json.loads(raw.splitlines()[0])
    assert (header["server"], header["room"]) == (server.url, "1")
    with roomlab.replay(path) as again:
        for table in ("messages", "events", "edges", "history", "agents", "gaps"):
            assert getattr(again, table).equals(getattr(room, table)), table
        assert again.title == room.title
        assert again.verify()
        assert room.verify()
        assert again.log.last_seq == room.log.last_seq
