"""A live room that is recorded: everything, byte for byte, without a secret."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect

import roomlab
from roomlab.recording.reader import read_recording
from roomlab.serving.server import ReplayServer
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
        room.wait(until=lambda room: room.history["sympathy"].eq(-0.75).any(), timeout=40)
        room.record(path)
        heard, token = asyncio.run(act(server, room))
        room.wait(until=lambda room: len(room.history) >= 21 and len(room.messages) and len(room.events), timeout=40)
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


TABLES = ("messages", "events", "edges", "history", "agents", "gaps")
BURST = {"agent1Ids": [1, 2, 3, 1], "agent2Ids": [2, 1, 1, 2], "sympathyLevels": [0.5, -0.5, 0.125, 0.75]}


async def live_through(server):
    """Do what is done in a room, and return what a bare client of the contract heard meanwhile."""
    async with RestClient(server.url, **ACCOUNT) as client:
        await client.login()
        call = client.request
        async with listening(server.url, client.token.reveal()) as (graph, chat):
            await call("POST", "/api/rooms/1/agents", {"name": "Вера", "character": "comes later"})
            await call("POST", "/api/rooms/1/relationships/batch", BURST)
            await call("POST", "/api/rooms/1/messages", {"text": "кто здесь? \U0001f600", "sender": "Боб"})
            await call("POST", "/api/rooms/1/events", {"description": "a storm", "eventType": "weather"})
            await call("DELETE", "/api/rooms/1/agents/2")
            await call("PATCH", "/api/rooms/1/relationships", {"agent1Id": 1, "agent2Id": 3, "sympathyLevel": -1})
            return await frames_of(graph, chat)


async def frames_of(graph, chat):
    """Return what `live_through` makes both sockets tell, byte for byte."""
    return [await graph.recv(decode=False) for _ in range(5)], [await chat.recv(decode=False) for _ in range(2)]


@asynccontextmanager
async def listening(url, token):
    """Give both sockets of the contract, after their greetings."""
    where = f"{url.replace('http', 'ws', 1)}/api/rooms/1"
    async with (
        connect(f"{where}/graph?token={token}", proxy=None) as graph,
        connect(f"{where}/chat?token={token}", proxy=None) as chat,
    ):
        await graph.recv()
        await chat.recv()
        yield graph, chat


@pytest.fixture
def lived(server, tmp_path):
    """A room that was watched by its numbers while it was recorded, the recording, and what others heard."""
    path = tmp_path / "numbered.roomlog.jsonl"
    with roomlab.connect(server.url, room=1, **ACCOUNT) as room:
        room.record(path)
        heard = asyncio.run(asyncio.wait_for(live_through(server), 60))
        room.wait(until=lambda room: room.history["sympathy"].eq(-1).any() and len(room.events), timeout=40)
    assert any('"entries":' in line for line in path.read_text("utf-8").splitlines()), "it was not watched by numbers"
    return room, path, heard


def test_a_room_of_numbers_is_replayed_proved_and_handed_over(lived, tmp_path):
    room, path, _ = lived
    assert str(room.verify()).startswith(f"complete, 1 to {room.log.last_seq:,}")
    assert room.verify().numbers
    with roomlab.replay(path) as again:
        opened = [again]
        for name in ("folder", "archive.zip"):
            (crate,) = again.export(tmp_path / name, formats=["crate"])
            opened.append(roomlab.open_crate(crate))
        for each in opened:
            for table in TABLES:
                assert getattr(each, table).equals(getattr(room, table)), table
            assert str(each.verify()).startswith(f"complete, 1 to {room.log.last_seq:,}")
            assert each.verify().numbers == room.verify().numbers
            assert roomlab.compare(room, each)
            each.close()


def test_a_room_of_numbers_is_served_with_the_frames_that_others_heard(lived):
    room, path, heard = lived
    with ReplayServer(path, paused=True) as served:

        async def watch():
            async with listening(served.url, served.stage.token) as (graph, chat):
                served.playback.speed = None
                await asyncio.to_thread(served.playback.play)
                return await frames_of(graph, chat)

        assert asyncio.run(asyncio.wait_for(watch(), 60)) == heard
        with roomlab.connect(served.url, room=1, email="a@example.org", password="any at all") as pupil:
            ties = ["source", "target", "sympathy"]
            assert sorted(pupil.edges[ties].to_numpy().tolist()) == sorted(room.edges[ties].to_numpy().tolist())
            assert pupil.messages["text"].tolist() == room.messages["text"].tolist()
