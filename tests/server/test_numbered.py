"""roomlab.v1: one numbered order of everything, from any number on, and nothing of it for anybody else."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import SO_RCVBUF, SOL_SOCKET, create_connection
from threading import Event
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from roomlab_server import frames, numbered
from roomlab_server.follow import RoomFollower
from roomlab_server.model import Agent, Logged, event_entry, message_entry
from roomlab_server.settings import Settings
from roomlab_server.stage import Mood
from roomlab_server.store import Store, journal, queries, schema
from roomlab_server.testing import RunningServer

from .conftest import Person
from .test_protocol_examples import _microseconds, example
from .test_scene import Acting, acting, begin
from .test_writer import memory, opened

V1 = numbered.SUBPROTOCOL


class Listener:
    """A client of roomlab.v1, written here: it keeps what it heard and checks every number."""

    def __init__(self, socket: ClientConnection, epoch: str | None = None, seq: int | None = None) -> None:
        self.socket = socket
        self.epoch, self.seq = epoch, seq
        self.events: list[dict[str, Any]] = []
        self.agents: dict[str, Any] = {}
        self.ties: dict[tuple[str, str], float] = {}
        assert socket.subprotocol == V1
        assert self.read()["type"] == "connected"
        position = {} if seq is None else {"epoch": epoch, "seq": seq}
        socket.send(json.dumps({"type": "resume", "payload": position}))
        self.answer = self.read()["payload"]
        while not self.answer["recovered"]:
            part = self.read()
            assert part["type"] == "snapshot"
            self._take_snapshot(part["payload"])
            if not part["payload"]["more"]:
                break

    def read(self) -> Any:
        return json.loads(self.socket.recv(timeout=10))

    def _take_snapshot(self, part: dict[str, Any]) -> None:
        self.epoch, self.seq = part["epoch"], part["seq"]
        self.agents |= {agent["id"]: agent for agent in part["agents"]}
        self.ties |= dict(zip(zip(*[part["edges"][end] for end in ("from", "to")], strict=True),
                              part["edges"]["sympathyLevel"], strict=True))  # fmt: skip

    def hear(self, until: int) -> list[dict[str, Any]]:
        """Read up to a number; return the events."""
        heard = len(self.events)
        assert self.seq is not None
        while self.seq < until:
            frame = self.read()
            assert frame["type"] == "entries", frame
            self.epoch = frame["payload"]["epoch"]
            for entry in frame["payload"]["entries"]:
                assert entry["seq"] == self.seq + 1
                self.seq = entry.get("last", entry["seq"])
                self.events.append(entry["event"])
                self._fold(entry["event"]["type"], entry["event"]["payload"])
        return self.events[heard:]

    def _fold(self, kind: str, payload: dict[str, Any]) -> None:
        if kind == "edge_update":
            self.ties[payload["from"], payload["to"]] = payload["sympathyLevel"]
        elif kind == "edge_updates":
            self.ties |= dict(zip(zip(payload["from"], payload["to"], strict=True),
                                  payload["sympathyLevel"], strict=True))  # fmt: skip
        elif kind == "agent":
            self.agents[payload["id"]] = payload
        elif kind == "agent_mood":
            self.agents[payload["id"]]["mood"] = payload["mood"]
        elif kind == "agent_removed":
            del self.agents[payload["id"]]
            self.ties = {pair: value for pair, value in self.ties.items() if payload["id"] not in pair}


def listen(person: Any, room: str, *position: Any, channel: str = "graph") -> Listener:
    return Listener(person.socket(room, channel, subprotocols=[V1]), *position)


def truth(person: Any, room: str) -> tuple[set[str], dict[tuple[str, str], float]]:
    graph = person.ask("GET", f"/api/rooms/{room}/relationships")
    ties = {(tie["from"], tie["to"]): tie["sympathyLevel"] for tie in graph["edges"]}
    return {node["id"] for node in graph["nodes"]}, ties


# -- what is said


def test_frames_are_built_as_written() -> None:
    for shown in example("frames_numbered", "frames"):
        kind, payload = shown["frame"]["type"], shown["frame"]["payload"]
        if kind == "resumed":
            built = numbered.resumed(payload["recovered"], payload["epoch"], payload["seq"], payload.get("reason", ""))
        elif kind == "snapshot":
            edges = payload["edges"]
            ties = zip(zip(map(int, edges["from"]), map(int, edges["to"]), strict=True), edges["sympathyLevel"],
                       strict=True)  # fmt: skip
            agents = map(agent_of, payload["agents"])
            place = payload["epoch"], payload["seq"], int(payload["newestId"])
            built = numbered.snapshot(*place, agents, list(ties), payload["more"])
        else:
            items = (
                numbered.item(entry["seq"], entry.get("last", entry["seq"]), entry["at"], event_of(entry["event"]))
                for entry in payload["entries"]
            )
            built = numbered.entries(payload["epoch"], items)
        assert json.loads(built) == shown["frame"], shown["name"]


def agent_of(record: dict[str, Any]) -> Agent:
    mood = Mood(**record["mood"])
    return Agent(int(record["id"]), record["name"], record["character"], record["avatar"], mood)


def event_of(event: dict[str, Any]) -> bytes:
    kind, payload = event["type"], event["payload"]
    match kind:
        case "agent":
            return numbered.agent(agent_of(payload))
        case "agent_removed":
            return numbered.agent_removed(int(payload["id"]))
        case "agent_mood":
            return numbered.mood(int(payload["id"]), Mood(**payload["mood"]))
        case "edge_update":
            return frames.edge_update(
                *(int(payload[key]) for key in ("roomId", "from", "to")), payload["sympathyLevel"]
            )
        case "edge_updates":
            ends = ([int(one) for one in payload[end]] for end in ("from", "to"))
            return numbered.batch(int(payload["roomId"]), *ends, payload["sympathyLevel"])
    at = _microseconds(payload["timestamp"])
    if kind == "event":
        rest = payload["eventType"], map(int, payload["agentIds"]), payload["description"]
        return frames.entry(kind, event_entry(int(payload["id"]), at, *rest).payload)
    rest = payload["text"], payload["sender"], int(payload["agentId"]), payload["agentResponse"]
    return frames.entry(kind, message_entry(int(payload["id"]), at, *rest).payload)


def test_everything_that_happens_has_a_number(alice: Any) -> None:
    room = alice.room()
    both = [listen(alice, room, channel=channel) for channel in ("graph", "chat")]
    first, second = alice.agent(room, "Алиса"), alice.agent(room, "Bob")
    alice.tie(room, first, second, 0.5)
    alice.say(room, "Привет!")
    alice.ask("POST", f"/api/rooms/{room}/events", json={"description": "rain", "type": "weather", "agentIds": []})
    alice.ask("DELETE", f"/api/rooms/{room}/agents/{second}", 204)
    for listener in both:
        kinds = [event["type"] for event in listener.hear(6)]
        assert kinds == ["agent", "agent", "edge_update", "message", "event", "agent_removed"]
        assert (set(listener.agents), listener.ties) == truth(alice, room)
        assert listener.agents[str(first)]["character"] == "Quiet."


def test_who_comes_back_under_another_name_is_told_anew(alice: Any) -> None:
    room = alice.room("A", "B")
    listener = listen(alice, room)
    alice.ask("DELETE", f"/api/rooms/{room}/agents/1", 204)
    alice.ask("POST", f"/api/rooms/{room}/agents", 201, json={"name": "Anna", "agentId": 1})
    assert [event["type"] for event in listener.hear(4)] == ["agent_removed", "agent"]
    assert (listener.agents["1"]["name"], listener.agents["1"]["character"]) == ("Anna", "Quiet.")


def test_moods_are_events(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    actors: dict[int, Acting] = {}
    alice = join(serve(conductors=acting(actors)))
    room, actor = begin(alice, actors, "A")
    listener = listen(alice, room)
    actor.act(lambda stage: stage.set_mood(1, Mood("angry", 0.9)))
    (event,) = listener.hear(2)
    assert event["type"] == "agent_mood"
    assert listener.agents["1"]["mood"] == {"mood": "angry", "level": 0.9, "icon": None, "color": None}


def test_plain_clients_see_none_of_it(alice: Any) -> None:
    room = alice.room("A", "B")
    plain = alice.socket(room, "graph")
    offered = alice.socket(room, "graph", subprotocols=["other"])
    numbers = listen(alice, room)
    alice.tie(room, 1, 2, 0.5)
    for socket in (plain, offered):
        assert socket.subprotocol is None
        assert json.loads(socket.recv(timeout=20))["type"] == "connected"
        assert socket.recv(timeout=20) == frames.edge_update(int(room), 1, 2, 0.5).decode()
        socket.send('{"type":"resume","payload":{}}')
        assert json.loads(socket.recv(timeout=20))["type"] == "error"
    assert numbers.hear(3)[0] == json.loads(frames.edge_update(int(room), 1, 2, 0.5))


def test_pings_are_answered_and_resume_is_said_once(alice: Any) -> None:
    room = alice.room("A")
    socket = alice.socket(room, "chat", subprotocols=[V1])
    socket.recv(timeout=20)
    for said, answer in (('{"type":"ping"}', "pong"), ('{"type":"resume","payload":{"seq":"x"}}', "error"),
                         ("resume", "error"), ('{"type":"resume"}', "resumed")):  # fmt: skip
        socket.send(said)
        assert json.loads(socket.recv(timeout=20))["type"] == answer
    assert json.loads(socket.recv(timeout=20))["type"] == "snapshot"
    socket.send('{"type":"resume"}')
    assert json.loads(socket.recv(timeout=20))["type"] == "error"


# -- going on


def test_any_number_that_was_seen_can_be_gone_on_from(alice: Any) -> None:
    room = alice.room("A", "B")
    start = listen(alice, room)
    positions = [(start.epoch, start.seq)]
    for number in range(20):
        if number % 3:
            alice.say(room, f"text {number}")
        else:
            alice.tie(room, 1, 2, number / 20)
        start.hear(3 + number)
        positions.append((start.epoch, start.seq))
    for seen, (epoch, seq) in enumerate(positions):
        again = listen(alice, room, epoch, seq)
        assert again.answer == {"recovered": True, "epoch": epoch, "seq": 22}
        assert again.hear(22) == start.events[seen:]


@pytest.mark.parametrize("position", [("ffffffffffffffff", 1), (None, 99), (None, 2**70), (None, -1)])
def test_what_was_never_seen_is_refused_with_a_snapshot(alice: Any, position: tuple[Any, int]) -> None:
    room = alice.room("A", "B")
    alice.tie(room, 1, 2, 0.5)
    known = listen(alice, room)
    again = listen(alice, room, position[0] or known.epoch, position[1])
    assert again.answer["recovered"] is False
    assert again.answer["reason"]
    assert (again.seq, set(again.agents), again.ties) == (3, *truth(alice, room))
    alice.say(room, "on")
    assert again.hear(4)[0]["payload"]["text"] == "on"


def test_numbers_go_on_after_a_server_was_killed(tmp_path: Path, move: Callable[..., Any]) -> None:
    with killed_server(tmp_path) as (kill, server):
        alice = move(server)
        room = alice.room("A", "B")
        whole = listen(alice, room)
        begun = whole.epoch, whole.seq
        for number in range(50):
            alice.tie(room, 1, 2, number / 50)
        heard = listen(alice, room, *begun)
        heard.hear(30)
        seen = heard.epoch, heard.seq
        whole.hear(52)
        kill()
    with killed_server(tmp_path) as (_, server):
        alice = move(server)
        again = listen(alice, room, *seen)
        assert again.answer == {"recovered": True, "epoch": seen[0], "seq": 52}
        again.hear(52)
        alice.tie(room, 2, 1, 1)
        again.hear(53)
        values = [event["payload"]["sympathyLevel"] for event in again.events]
        assert values == [*(number / 50 for number in range(seen[1] - 2, 50)), 1.0]
        assert again.epoch != seen[0]  # another run of the server
        third = listen(alice, room, *begun)
        assert third.hear(53) == [*whole.events, again.events[-1]]


def test_a_backup_that_was_restored_does_not_go_on_where_it_never_was(tmp_path: Path, move: Callable[..., Any]) -> None:
    with killed_server(tmp_path) as (kill, server):
        alice = move(server)
        room = alice.room("A", "B")
        alice.tie(room, 1, 2, 0.1)
        kill()
    backup = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with killed_server(tmp_path) as (kill, server):
        alice = move(server)
        before = listen(alice, room)
        safe = before.epoch, before.seq
        alice.tie(room, 1, 2, 0.2)
        before.hear(4)
        kill()
    for path in tmp_path.iterdir():
        path.unlink()
    for path, content in backup.items():
        path.write_bytes(content)
    with killed_server(tmp_path) as (_, server):
        alice = move(server)
        for _ in range(3):  # the number that was seen is there again, and says something else
            alice.tie(room, 1, 2, 0.3)
        assert listen(alice, room, before.epoch, before.seq).answer["recovered"] is False
        assert listen(alice, room, *safe).answer["recovered"] is True


def test_a_change_that_the_database_refuses_leaves_no_hole(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            logs = [Logged(7, 1, b"{}", count=n + 1) for n in range(6)]
            results = await asyncio.gather(
                *(store.writer.write(*([memory(n, "\ud800")] if n % 2 else []), log=log) for n, log in enumerate(logs)),
                return_exceptions=True,
            )
            assert [isinstance(result, Exception) for result in results] == [False, True] * 3
            assert [(log.first, log.last) for log in logs[::2]] == [(1, 1), (2, 4), (5, 9)]
            (frame,), reached = await store.read(journal.frames_after, 7, 0, 1000)
            assert reached == 9
            assert [entry["seq"] for entry in json.loads(frame)["payload"]["entries"]] == [1, 2, 5]

    asyncio.run(scenario())


def test_a_part_of_a_batch_can_be_gone_on_from() -> None:
    body = numbered.batch(1, [1, 2, 3], [2, 3, 1], [0.1, 0.2, 0.3])
    rest = json.loads(numbered.rest_of_batch(body, 1))["payload"]
    assert rest == {"roomId": "1", "from": ["2", "3"], "to": ["3", "1"], "sympathyLevel": [0.2, 0.3]}


# -- many ties at once


def batch(person: Any, room: str, changes: list[tuple[int, int, float]], status: int = 200) -> Any:
    sources, targets, values = (list(column) for column in zip(*changes, strict=True))
    body = {"agent1Ids": sources, "agent2Ids": targets, "sympathyLevels": values}
    return person.ask("POST", f"/api/rooms/{room}/relationships/batch", status, json=body)


def test_a_batch_is_one_entry_of_many_numbers_and_single_frames_for_others(alice: Any) -> None:
    room = alice.room("A", "B", "C")
    plain, numbers = alice.socket(room, "graph"), listen(alice, room)
    plain.recv(timeout=20)
    begun = numbers.epoch, numbers.seq
    changes = [(1, 2, 0.1), (2, 1, -0.2), (1, 2, 0.3), (3, 1, -0.0)]
    assert batch(alice, room, changes) == {"changes": 4, "firstSeq": 4, "lastSeq": 7}
    (event,) = numbers.hear(7)
    assert event == json.loads(numbered.batch(int(room), *map(list, zip(*changes[:3], (3, 1, 0.0), strict=True))))
    for source, target, value in changes:
        assert plain.recv(timeout=20) == frames.edge_update(int(room), source, target, value + 0.0).decode()
    assert (set(numbers.agents), numbers.ties) == truth(alice, room)
    history = alice.ask("GET", f"/api/rooms/{room}/relationship-model")["history"]
    assert [change["previous"] for change in history] == [None, None, 0.1, None]
    for seen in range(5):  # from the middle of the batch, too
        again = listen(alice, room, begun[0], 3 + seen)
        left = changes[seen:]
        if left:
            (event,) = again.hear(7)
            assert event["payload"]["sympathyLevel"] == [value for _, _, value in left]


def test_a_batch_is_done_whole_or_not_at_all(alice: Any) -> None:
    room = alice.room("A", "B")
    before = truth(alice, room)
    batch(alice, room, [(1, 2, 0.1), (1, 1, 0.2)], 400)
    batch(alice, room, [(1, 2, 0.1), (1, 9, 0.2)], 400)
    batch(alice, room, [(1, 2, 0.1), (1, 2, 1.5)], 422)
    batch(alice, room, [(1, 2, 0.1)] * 10_001, 422)
    path = f"/api/rooms/{room}/relationships/batch"
    uneven = {"agent1Ids": [1], "agent2Ids": [2, 1], "sympathyLevels": [0.5]}
    alice.ask("POST", path, 422, json=uneven)
    assert truth(alice, room) == before
    assert listen(alice, room).seq == 2


def test_a_batch_survives_the_room_being_loaded_again(serve: Callable[..., RunningServer], join: Callable[..., Any],
                                                      tmp_path: Path, move: Callable[..., Any]) -> None:  # fmt: skip
    with killed_server(tmp_path) as (kill, server):
        alice = move(server)
        room = alice.room("A", "B", "C")
        changes = [(1 + n % 3, 1 + (n + 1) % 3, n / 5000) for n in range(5000)]
        batch(alice, room, changes)
        kill()
    with killed_server(tmp_path) as (_, server):
        alice = move(server)
        ties = {(str(source), str(target)): value for source, target, value in changes}
        assert truth(alice, room)[1] == ties
        history = alice.ask("GET", f"/api/rooms/{room}/relationship-model")["history"]
        assert [change["sympathyLevel"] for change in history] == [value for _, _, value in changes[-1000:]]


# -- slow readers


def test_who_falls_behind_is_read_to_from_the_database_and_misses_nothing(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    alice = join(serve(send_buffer=1 << 16))
    room = alice.room("A")
    slow, quick = listen(alice, room), listen(alice, room)
    text = "x" * 60_000
    for number in range(150):  # nine megabytes: far more than all buffers on the way hold
        alice.say(room, f"{number} {text}")
        quick.hear(2 + number)
    heard = slow.hear(151)
    assert [event["payload"]["text"].split()[0] for event in heard] == [str(number) for number in range(150)]
    alice.say(room, "on")
    assert slow.hear(152) == quick.hear(152)


def test_who_takes_nothing_is_closed_and_can_go_on(
    serve: Callable[..., RunningServer], join: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Event()

    def close(self: RoomFollower, *reason: Any) -> None:
        shut(self, *reason)
        closed.set()

    shut = RoomFollower.close
    monkeypatch.setattr(RoomFollower, "close", close)
    monkeypatch.setattr("roomlab_server.follow.SLOW_SECONDS", 0.3)
    alice = join(serve(send_buffer=1 << 16))
    room = alice.room("A")
    narrow = create_connection(("127.0.0.1", urlsplit(alice.server.url).port))
    narrow.setsockopt(SOL_SOCKET, SO_RCVBUF, 1 << 16)  # else the system itself may take all of it
    slow = Listener(alice.socket(room, "graph", subprotocols=[V1], sock=narrow))
    said = 0
    while not closed.is_set():  # how much the system itself takes, nobody knows
        alice.say(room, f"{said} " + "x" * 60_000)
        said += 1
        assert said < 1000
    with pytest.raises(ConnectionClosed) as ended:
        slow.hear(said + 1)
    assert ended.value.rcvd is not None
    assert ended.value.rcvd.code == frames.SLOW_READER
    assert len(slow.events) < said
    again = listen(alice, room, slow.epoch, slow.seq)
    assert len(again.hear(said + 1)) == said - len(slow.events)


# -- the database


def test_an_old_database_begins_its_log(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'rooms.db').as_posix()}"
    Store.open(Settings(db=url)).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", "roomlab_server.store:migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        connection.execute(text("INSERT INTO rooms VALUES (7, 1, 'old', NULL, 1.0, 'single', 5, 6)"))
        connection.commit()
    store = Store.open(Settings(db=url))
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(schema.log)).all()
            assert [(row.room_id, row.first, row.last, row.body) for row in rows] == [(7, 0, 0, b"")]
            assert journal.epoch_at(connection, 7, 0) == rows[0].epoch != store.epoch
            room = queries.load_room(connection, 7)
            assert room is not None
            assert room.seq == 0
    finally:
        store.close()
        engine.dispose()


def test_a_removed_room_leaves_no_log(alice: Any, server: RunningServer) -> None:
    room = alice.room("A", "B")
    listener = listen(alice, room)
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    with pytest.raises(ConnectionClosed) as closed:
        listener.socket.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == frames.NO_ACCESS
    engine = create_engine(server.settings.db)
    with engine.connect() as connection:
        assert connection.execute(select(schema.log)).all() == []
    engine.dispose()


# -- many at once


def test_snapshot_and_stream_are_the_room_while_it_is_written_to(alice: Any) -> None:
    room = alice.room(*"ABCD")
    pairs = [(a, b) for a in range(1, 5) for b in range(1, 5) if a != b]

    async def write(client: httpx.AsyncClient, number: int) -> None:
        source, target = pairs[number % len(pairs)]
        body = {"agent1Id": source, "agent2Id": target, "sympathyLevel": number / 1000}
        answer = await client.patch(f"/api/rooms/{room}/relationships", json=body)
        assert answer.status_code in (200, 400)  # one of the agents leaves in between

    async def load() -> None:
        headers = {"Authorization": f"Bearer {alice.token}"}
        async with httpx.AsyncClient(base_url=alice.server.url, headers=headers, timeout=40) as client:
            for start in range(0, 300, 30):
                joining = asyncio.to_thread(lambda: listeners.append(listen(alice, room)))
                leaving = [client.delete(f"/api/rooms/{room}/agents/4")] if start == 150 else []
                await asyncio.gather(joining, *leaving, *(write(client, n) for n in range(start, start + 30)))

    listeners: list[Listener] = []
    asyncio.run(load())
    end = listen(alice, room).seq
    for listener in listeners:
        listener.hear(end or 0)
        assert (set(listener.agents), listener.ties) == truth(alice, room)
    assert len(listeners) == 10


def test_the_feed_can_be_paged(alice: Any) -> None:
    room = alice.room("A")
    ids = [alice.say(room, str(number))["id"] for number in range(7)]
    path = f"/api/rooms/{room}/feed"
    page = alice.ask("GET", path, params={"limit": 3, "after_id": ids[5]})["items"]
    assert [item["id"] for item in page] == ids[2:5]


# -- tools


@pytest.fixture
def move() -> Iterator[Callable[[Any], Person]]:
    """Let one person follow a server from address to address."""
    with ExitStack() as stack:
        people: list[Person] = []

        def to(server: Any) -> Person:
            if not people:
                people.append(Person(server, "alice@example.com", stack))
            people[0].server = server
            people[0].http.base_url = server.url
            return people[0]

        yield to


@contextmanager
def killed_server(folder: Path) -> Iterator[tuple[Callable[[], None], Any]]:
    """Run a server as a process of its own, which is killed at the end, without a word, if not before."""
    place = ["--port", "0", "--db", f"sqlite:///{(folder / 'rooms.db').as_posix()}", "--log-level", "error"]
    process = subprocess.Popen([sys.executable, "-m", "roomlab_server", *place], stdout=subprocess.PIPE, text=True)

    def kill() -> None:
        process.kill()
        process.wait(10)

    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        yield kill, SimpleNamespace(url=url, ws_url="ws" + url.removeprefix("http"))
    finally:
        kill()
        process.stdout.close()
