"""A recording served as a live room: the contract, byte for byte, and one hand on the playback."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from starlette.responses import PlainTextResponse
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

import roomlab
from roomlab import InputError, _wire
from roomlab.events import Agent, Channel, EdgeUpdate, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.log import EventLog
from roomlab.recording import reader
from roomlab.recording.recorder import Recorder
from roomlab.serving._gate import Gate
from roomlab.serving._stage import Audience, Stage
from roomlab.serving.server import ReplayServer
from roomlab.state.time import Cut

START = 1_700_000_000_000_000
ACCOUNT = {"email": "pupil@example.org", "password": "anything at all"}


def edge(source, target, value):
    """Return a frame as another server writes it, with spaces of its own."""
    payload = f'{{"roomId":"7","from":"{source}","to":"{target}","sympathyLevel":{value}}}'
    return f'{{"type": "edge_update",  "payload":{payload}}}'.encode()


def said(number, text):
    """Return the frame of a message."""
    payload = {
        "id": str(number),
        "text": text,
        "sender": "Анна",
        "agentId": "1",
        "timestamp": "2026-01-01T00:00:00+00:00",
    }
    return json.dumps({"type": "message", "payload": payload | {"agentResponse": None}}, ensure_ascii=False).encode()


GRAPH = [[edge(1, 2, 0.5), edge(2, 1, -0.25)], [edge(1, 2, 0.75)], [edge(2, 1, 1)]]
CHAT = [said(1, "привет"), said(2, "\U0001f600 = 1"), said(3, "конец")]


@pytest.fixture
def path(tmp_path):
    """A recording: a roster and a tie, and then, each second, a burst of ties and a message."""
    log, file = EventLog(), tmp_path / "class.roomlog.jsonl"
    recorder = Recorder(log, file, title="Класс", origin={"server": "http://there", "room": "7"})
    log.extend([Agent("1", "Анна", "calm", 0.5, character="kind"), Agent("2", "Боб")], Channel.SNAPSHOT, START)
    log.append(EdgeUpdate("1", "2", 0.1), Channel.SNAPSHOT, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": True}), Channel.LOCAL, START)
    for second, (ties, message) in enumerate(zip(GRAPH, CHAT, strict=True), 1):
        now = START + second * 1_000_000
        log.extend(map(_wire.decode_frame, ties), Channel.GRAPH, now, texts=ties)
        log.append(_wire.decode_frame(message), Channel.CHAT, now, text=message)
    log.append(RoomEvent("9", "storm", "a storm", ("1",), START), Channel.SNAPSHOT, START + 4_000_000)
    log.append(Unknown('{"type":"weather"}'), Channel.GRAPH, START + 5_000_000)
    recorder.close()
    return file


@pytest.fixture
def server(path):
    with ReplayServer(path, paused=True) as running:
        yield running


@pytest.fixture
def api(server):
    with httpx.Client(base_url=server.url) as client:
        token = client.post("/api/auth/login", json=ACCOUNT).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_frames_are_the_recorded_ones_byte_for_byte(server, api):
    token = server.stage.token
    where = server.url.replace("http", "ws", 1) + "/api/rooms/7"

    async def listen():
        async with (
            connect(f"{where}/graph?token={token}", proxy=None) as graph,
            connect(f"{where}/chat?token={token}", proxy=None) as chat,
        ):
            greetings = [json.loads(await socket.recv()) for socket in (graph, chat)]
            await chat.send('{"type":"ping"}')
            pong = json.loads(await chat.recv())
            await chat.send("nonsense")
            error = json.loads(await chat.recv())
            server.playback.speed = None
            await asyncio.to_thread(server.playback.play)
            return (
                greetings,
                pong,
                error,
                [await graph.recv(False) for _ in range(6)],
                [await chat.recv(False) for _ in range(4)],
            )

    greetings, pong, error, graph, chat = asyncio.run(asyncio.wait_for(listen(), 20))
    assert [greeting["type"] for greeting in greetings] == ["connected", "connected"]
    assert greetings[0]["payload"]["roomId"] == "7"
    assert pong == {"type": "pong", "payload": {}}
    assert error["type"] == "error"
    assert json.loads(graph[0])["payload"] == {"roomId": "7", "from": "1", "to": "2", "sympathyLevel": 0.1}
    assert graph[1:5] == [frame for burst in GRAPH for frame in burst]
    assert graph[5] == b'{"type":"weather"}'
    assert chat[:3] == CHAT
    assert json.loads(chat[3])["payload"]["eventType"] == "storm"


def test_what_get_answers_follows_the_playback(server, api):
    server.playback.seek(Cut(when=START))
    assert api.get("/api/rooms/7/messages").json() == {"messages": [], "hasMore": False}
    (tie,) = api.get("/api/rooms/7/relationships").json()["edges"]
    assert tie == {"from": "1", "to": "2", "agentName": "Боб", "sympathyLevel": 0.1}
    server.playback.seek(Cut(when=START + 2_000_000))
    page = api.get("/api/rooms/7/messages", params={"limit": 1}).json()
    assert [message["text"] for message in page["messages"]] == ["\U0001f600 = 1"]
    assert page["hasMore"]
    older = api.get("/api/rooms/7/messages", params={"after_id": "2"}).json()
    assert [message["id"] for message in older["messages"]] == ["1"]
    assert not older["hasMore"]
    assert [item["type"] for item in api.get("/api/rooms/7/feed").json()["items"]] == ["message", "message"]
    anna = api.get("/api/rooms/7/agents/1").json()
    assert (anna["name"], anna["character"], anna["mood"]) == ("Анна", "kind", {"mood": "calm", "level": 0.5})
    assert anna["relationships"] == [{"agentId": "2", "agentName": "Боб", "sympathyLevel": 0.75}]
    assert api.get("/api/rooms").json()["rooms"][0]["name"] == "Класс"


def test_the_toolkit_watches_a_replay_as_a_live_room(server, path):
    with roomlab.connect(server.url, room=7, **ACCOUNT) as room:
        assert room.title.startswith("Класс")
        server.playback.speed = None
        server.playback.play()
        room.wait(until=lambda room: len(room.messages) == 3 and len(room.events) == 1, timeout=40)
        room.wait(until=lambda room: room.graph["2"]["1"]["sympathy"] == 1, timeout=40)
        with roomlab.replay(path) as recorded:
            assert room.messages["text"].tolist() == recorded.messages["text"].tolist()
            ties = ["source", "target", "sympathy"]
            assert sorted(room.edges[ties].values.tolist()) == sorted(recorded.edges[ties].values.tolist())
        with pytest.raises(roomlab.RoomlabError, match="can be watched, and not be changed"):
            room.send("may I?")


@pytest.mark.parametrize("call", ["/api/auth/me", "/api/rooms", "/api/rooms/7", "/api/rooms/7/messages", "/nothing"])
def test_without_a_token_there_is_nothing_to_see(server, call):
    answer = httpx.get(server.url + call)
    assert answer.status_code == 401
    assert "detail" in answer.json()


@pytest.mark.parametrize(
    ("method", "call", "status"),
    [
        ("GET", "/api/rooms/8", 404),
        ("GET", "/api/rooms/7/agents/99", 404),
        ("GET", "/api/rooms/7/messages?limit=0", 422),
        ("GET", "/api/rooms/7/messages?limit=many", 422),
        ("POST", "/api/rooms/7/messages", 403),
        ("PATCH", "/api/rooms/7/relationships", 403),
        ("DELETE", "/api/rooms/7", 403),
        ("POST", "/api/rooms/7/orchestration/start", 403),
        ("GET", "/api/rooms/7/orchestration/start", 404),
    ],
)
def test_what_cannot_be_done_is_told(api, method, call, status):
    answer = api.request(method, call)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)


def close_code(url):
    async def run():
        async with connect(url, proxy=None) as socket:
            try:
                while True:
                    await socket.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_close_codes_can_be_read(server):
    where = server.url.replace("http", "ws", 1)
    assert close_code(f"{where}/api/rooms/7/graph?token=wrong") == 4001
    assert close_code(f"{where}/api/rooms/7/graph") == 4001
    assert close_code(f"{where}/api/rooms/8/chat?token={server.stage.token}") == 4003


def test_a_jump_back_asks_everybody_to_come_again(server):
    url = f"{server.url.replace('http', 'ws', 1)}/api/rooms/7/chat?token={server.stage.token}"
    server.playback.seek(Cut(when=START + 3_000_000))

    async def run():
        async with connect(url, proxy=None) as socket:
            await socket.recv()
            await asyncio.to_thread(server.playback.seek, Cut(when=START))
            await asyncio.wait_for(socket.wait_closed(), 20)
            return socket.close_code

    assert asyncio.run(asyncio.wait_for(run(), 20)) == 1012


def test_a_port_that_is_taken_is_told(server, path):
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(InputError, match="choose another port"):
        ReplayServer(path, port=port)


STRANGE = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:1@evil.example"},
    {"Host": "evil.example:8000"},
    {"Host": "evil.example:8000", "Origin": "http://evil.example:8000"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "localhost@evil.example"},
    {"Host": "192.168.1.5", "Origin": "http://192.168.1.66"},
]
WELCOME = [
    {"Origin": "http://localhost:5173"},
    {"Host": "some.proxy.example", "Origin": "http://127.0.0.1:3000"},
    {"Host": "192.168.1.5:8000"},
    {"Host": "[::1]:8000"},
    {"Host": "teacher-pc:8000", "Origin": "http://teacher-pc:8000"},
]


@pytest.mark.parametrize(("headers", "status"), [(each, 403) for each in STRANGE] + [(each, 200) for each in WELCOME])
def test_pages_of_strangers_get_nothing(headers, status):
    async def there(scope, receive, send):
        await PlainTextResponse("a recording")(scope, receive, send)

    async def ask():
        transport = httpx.ASGITransport(Gate(there))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/api/rooms", headers=headers)

    assert asyncio.run(ask()).status_code == status


def test_a_recording_is_read_once(path, monkeypatch):
    read, readings = reader._Reader.read, []

    def counted(self, *file):
        readings.append(file)
        return read(self, *file)

    monkeypatch.setattr(reader._Reader, "read", counted)
    assert Stage(path, speed=None).frames
    assert len(readings) == 1


def test_the_player_does_not_mind_that_nobody_watches_any_more(path):
    stage = Stage(path, speed=None, paused=True)
    loop = asyncio.new_event_loop()
    stop = Audience(stage).follow(loop)
    loop.close()
    stage.source.playback.step()
    stop()
    assert stage.log.last_seq > 0
