"""A live room by its numbers, on the real server: nothing lost, nothing twice, whatever breaks in between."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import contextmanager
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.sync.client import connect

import roomlab
from roomlab.errors import RequestError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.proof import certify
from roomlab.recording.reader import read_recording
from roomlab.sources import _tie_requests
from roomlab.sources._numbered_stream import NumberedStream
from roomlab.sources._resync import TieView
from roomlab.sources._session import Session
from roomlab.sources.live import LiveSource, Timings
from roomlab_server.testing import running_server, silent_conductor

ACCOUNT = {"email": "eve@example.com", "password": "a good password"}
QUICK = Timings(retry_shortest=0.02, retry_longest=0.3, close_timeout=0.5)
ROOM = list(Channel).index(Channel.ROOM)


def until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


@contextmanager
def serving(folder, **options):
    with (
        running_server(folder, conductors=silent_conductor, **options) as server,
        httpx.Client(base_url=server.url, timeout=40) as client,
    ):
        account = client.post("/api/auth/register", json=ACCOUNT)
        if account.status_code != 201:
            account = client.post("/api/auth/login", json=ACCOUNT)
        client.headers["Authorization"] = f"Bearer {account.json()['token']}"
        yield SimpleNamespace(url=server.url, ws=server.ws_url, http=client, token=account.json()["token"])


def make_room(server, agents=3):
    room = server.http.post("/api/rooms", json={"name": "Гостиная"}).json()["id"]
    ids = [join(server, room, f"agent {n}") for n in range(agents)]
    return room, ids


def join(server, room, name):
    made = server.http.post(f"/api/rooms/{room}/agents", json={"name": name, "character": "Quiet."})
    return int(made.json()["id"])


def tie(server, room, source, target, value):
    body = {"agent1Id": source, "agent2Id": target, "sympathyLevel": value}
    server.http.patch(f"/api/rooms/{room}/relationships", json=body).raise_for_status()


def say(server, room, text):
    return server.http.post(f"/api/rooms/{room}/messages", json={"text": text}).json()


@contextmanager
def watching(server, room, **options):
    source = LiveSource(server.url, room, timings=QUICK, **(ACCOUNT | options))
    try:
        source.ready.result(20)
        yield source
    finally:
        source.close()


def break_off(source):
    """Break the connection, without a word."""
    link = source._session._numbered._link
    if link is not None:
        link._socket.loop.call_soon_threadsafe(link._socket.transport.abort)


def servers_log(server, room, after, until_seq):
    """Return the events of the server's log after a number, as a client of its own reads them."""
    url = f"{server.ws}/api/rooms/{room}/chat?token={server.token}"
    with connect(url, subprotocols=["roomlab.v1"], compression=None) as socket:
        socket.recv(timeout=10)
        socket.send(json.dumps({"type": "resume", "payload": {"epoch": after[0], "seq": after[1]}}))
        answer = json.loads(socket.recv(timeout=10))
        assert answer["payload"]["recovered"]
        found, seq = [], after[1]
        while seq < until_seq:
            for entry in json.loads(socket.recv(timeout=10))["payload"]["entries"]:
                assert entry["seq"] == seq + 1
                seq = entry.get("last", entry["seq"])
                found.append(entry["event"])
        return found


def observed(source):
    """Return what the numbered stream brought, in the order of the log, in the words of the server."""
    told = []
    columns = source.log.edges()
    for seq, pair, value, channel in zip(
        *(column.tolist() for column in (columns.seq, columns.pair, columns.sympathy, columns.channel)), strict=True
    ):
        if channel == ROOM and value == value:
            told.append((seq, ("edge_update", *source.log.pairs[pair], value)))
    for kind in (Message, RoomEvent, Agent, AgentRemoved):
        names = {Message: "message", RoomEvent: "event", Agent: "agent", AgentRemoved: "agent_removed"}
        told += [
            (entry.seq, (names[kind], entry.event.id))
            for entry in source.log.entries(kind)
            if entry.channel is Channel.ROOM
        ]
    return [what for _, what in sorted(told)]


def as_observed(event):
    kind, payload = event["type"], event["payload"]
    if kind == "edge_update":
        return kind, payload["from"], payload["to"], payload["sympathyLevel"]
    return kind, payload["id"]


def test_many_ties_go_in_batches_and_are_there_when_those_are_answered(tmp_path, monkeypatch):
    monkeypatch.setattr(_tie_requests, "LARGEST", 3)
    monkeypatch.setattr(Session, "set_sympathy", None)
    with serving(tmp_path) as server:
        room, (a, b, c) = make_room(server)
        with watching(server, room) as source:
            ties = [EdgeUpdate(str(a), str(b), value) for value in (0.1, 0.2, 0.1, -0.5, 0.25)]
            source.set_sympathies([*ties, EdgeUpdate(str(c), str(a), 1)]).result(20)
            assert source.log.edges(0).sympathy.tolist() == [0.1, 0.2, 0.1, -0.5, 0.25, 1.0]
            assert source.numbers == (source.numbers[0], source.numbers[0] + 6)
            source.set_sympathies([]).result(20)
            with pytest.raises(RequestError, match="400"):
                source.set_sympathies([*ties[:2], EdgeUpdate(str(a), "99", 0.5)]).result(20)
            assert source.log.count(EdgeUpdate) == 6
            answered = server.http.get(f"/api/rooms/{room}/relationships").json()["edges"]
            assert {(tie["from"], tie["to"]): tie["sympathyLevel"] for tie in answered} == {
                (str(a), str(b)): 0.25, (str(c), str(a)): 1.0
            }  # fmt: skip


def test_everything_comes_on_one_stream_and_nothing_is_polled(tmp_path):
    with serving(tmp_path) as server:
        room, (a, b, c) = make_room(server)
        tie(server, room, a, b, 0.25)
        first = say(server, room, "before")
        with watching(server, room) as source:
            assert source.status.state == "live"
            requests = len(source.log.entries(Notice))
            said = source.send("Привет!").result(20)
            happened = source.post_event("Дождь", agents=[str(a)], event_type="weather").result(20)
            source.set_sympathy(str(a), str(b), 0.7).result(20)
            d = join(server, room, "Яна")
            tie(server, room, d, a, 0.5)
            server.http.delete(f"/api/rooms/{room}/agents/{c}").raise_for_status()
            server.http.delete(f"/api/rooms/{room}/agents/{d}").raise_for_status()
            until(lambda: len(source.log.entries(AgentRemoved)) == 2)
            assert [entry.event for entry in source.log.entries(Message)][1:] == [said]
            assert source.log.entries(Message)[0].event.id == first["id"]
            assert [entry.event for entry in source.log.entries(RoomEvent)] == [happened]
            assert TieView(source.log).read() == {(str(a), str(b)): 0.7}
            assert source.log.entries(Unknown) == []
            assert len(source.log.entries(Notice)) == requests
            assert source.counters == {}
            certificate = certify(source.log, numbers=source.numbers)
            assert certificate.numbers == ((6, 12),)
            assert "of the server's numbers, 6 to 12 came without a hole" in str(certificate)
        assert certify(source.log).numbers == ((6, 12),)  # the last word of the log says so too


def test_another_name_reaches_the_graph_at_once(tmp_path):
    with serving(tmp_path) as server:
        room, (a, b, _) = make_room(server)
        with roomlab.connect(server.url, room, **ACCOUNT) as live:
            server.http.delete(f"/api/rooms/{room}/agents/{a}").raise_for_status()
            body = {"name": "Яна", "agentId": a}
            server.http.post(f"/api/rooms/{room}/agents", json=body).raise_for_status()
            tie(server, room, a, b, 0.5)
            until(lambda: live.graph.nodes.get(str(a), {}).get("name") == "Яна" and live.graph.has_edge(str(a), str(b)))


STEPS = st.sampled_from(["tie", "tie", "tie", "say", "event", "join", "leave", "break", "together"])


def test_the_log_of_the_observer_is_the_log_of_the_server(tmp_path):
    with serving(tmp_path) as server:

        @settings(max_examples=8, deadline=None)
        @given(steps=st.lists(STEPS, min_size=5, max_size=40))
        def holds(steps):
            live_through(server, steps)

        holds()


def live_through(server, steps):
    room, agents = make_room(server)
    with watching(server, room) as source:
        begun = source._session._numbered.position
        for number, step in enumerate(steps):
            if step == "tie" and len(agents) > 1:
                tie(server, room, agents[number % len(agents)], agents[(number + 1) % len(agents)], number / 50)
            elif step == "say" and agents:
                say(server, room, f"text {number}")
            elif step == "event":
                server.http.post(f"/api/rooms/{room}/events", json={"description": f"{number}", "agentIds": []})
            elif step == "join":
                agents.append(join(server, room, f"late {number}"))
            elif step == "leave" and agents:
                server.http.delete(f"/api/rooms/{room}/agents/{agents.pop(0)}")
            elif step == "break":
                break_off(source)
            elif step == "together":
                asyncio.run(many(server, room, agents))
        last = say(server, room, "the end") if agents else server.http.post(
            f"/api/rooms/{room}/events", json={"description": "the end", "agentIds": []}
        ).json()  # fmt: skip
        until(lambda: any(entry.event.id == last["id"] for kind in (Message, RoomEvent)
                          for entry in source.log.entries(kind)))  # fmt: skip
        position = source._session._numbered.position
        told = servers_log(server, room, begun, position.seq)
        assert observed(source) == [as_observed(event) for event in told]
        assert certify(source.log, numbers=source.numbers).complete


async def many(server, room, agents):
    pairs = [(a, b) for a in agents for b in agents if a != b][:8]
    async with httpx.AsyncClient(base_url=server.url, headers=dict(server.http.headers)) as client:
        await asyncio.gather(
            *(
                client.patch(
                    f"/api/rooms/{room}/relationships",
                    json={"agent1Id": a, "agent2Id": b, "sympathyLevel": n / 10},
                )
                for n, (a, b) in enumerate(pairs)
            )
        )


@pytest.mark.parametrize("late", [False, True], ids=["as it comes", "all of it before anybody looks"])
def test_what_was_missed_while_the_server_was_away_is_whole(tmp_path, monkeypatch, late):
    until_news = NumberedStream._until

    async def look_late(self, condition):
        await until_news(self, condition)
        answer = self._answer
        if answer is not None and answer.recovered:
            await until_news(self, lambda: self.position.seq >= answer.seq)

    if late:
        monkeypatch.setattr(NumberedStream, "_until", look_late)
    with serving(tmp_path) as server:
        room, (a, b, _) = make_room(server)
        port = int(server.url.rsplit(":", 1)[1])
        source = LiveSource(server.url, room, timings=QUICK, **ACCOUNT)
        source.ready.result(20)
        tie(server, room, a, b, 0.1)
        until(lambda: source.log.count(EdgeUpdate) == 1)
    until(lambda: source.status.state == "reconnecting")
    with serving(tmp_path) as server:  # elsewhere: the observer does not find it
        for number in range(20):
            tie(server, room, a, b, number / 20)
        c = join(server, room, "new")
    with serving(tmp_path, port=port) as server:
        until(lambda: source.status.state == "live")
        assert source.log.edges().sympathy.tolist() == [0.1, *(number / 20 for number in range(20))]
        assert any(entry.event.id == str(c) for entry in source.log.entries(Agent))
        certificate = certify(source.log, numbers=source.numbers)
        (hole,) = certificate.holes
        assert (hole.channel, hole.filled, hole.recovered["ties"]) == ("room", True, 20)
        assert certificate.complete
        assert certificate.numbers == ((4, 25),)
        source.close()


def test_another_database_is_read_anew_and_the_span_is_marked(tmp_path):
    (tmp_path / "a").mkdir()
    with serving(tmp_path / "a") as server:
        room, (a, b, _) = make_room(server)
        port = int(server.url.rsplit(":", 1)[1])
        tie(server, room, a, b, 0.1)
        say(server, room, "in the first")
        source = LiveSource(server.url, room, timings=QUICK, **ACCOUNT)
        source.ready.result(20)
    (tmp_path / "b").mkdir()
    secret = (tmp_path / "a" / "rooms.db.secret").read_bytes()
    (tmp_path / "b" / "rooms.db.secret").write_bytes(secret)
    with serving(tmp_path / "b") as server:  # elsewhere: the observer does not find it yet
        again, (a, b) = make_room(server, 2)
        assert again == room
        tie(server, room, b, a, 0.9)
        say(server, room, "in the second")  # with an id that the first had given out
    with serving(tmp_path / "b", port=port) as server:
        until(lambda: source.status.state == "live")
        until(lambda: len(source.log.entries(Message)) == 2)
        assert [entry.event.text for entry in source.log.entries(Message)] == ["in the first", "in the second"]
        until(lambda: TieView(source.log).read() == {(str(b), str(a)): 0.9})
        assert [entry.event.id for entry in source.log.entries(AgentRemoved)] == ["3"]
        certificate = certify(source.log, numbers=source.numbers)
        assert not certificate.complete
        assert "the log of this room" in str(certificate)
        source.close()


def test_a_recording_of_numbers_is_the_room_again(tmp_path):
    file = tmp_path / "room.roomlog.jsonl"
    with serving(tmp_path) as server:
        room, (a, b, c) = make_room(server)
        with roomlab.connect(server.url, room, **ACCOUNT) as live:
            live.record(file)
            for number in range(50):
                tie(server, room, a, b, number / 50)
            live.send("Привет!\nзавтра")
            join(server, room, "new")
            server.http.delete(f"/api/rooms/{room}/agents/{c}").raise_for_status()
            live.set_sympathy(str(b), str(a), -1)
            until(lambda: len(live.history) == 51 and len(live.agents) == 3)
            edges, history, agents = live.edges, live.history, live.agents
    text = file.read_text(encoding="utf-8")
    assert '"channel":"room","entries":{"type":"entries"' in text
    again = roomlab.replay(file)
    for before, after in ((edges, again.edges), (history, again.history), (agents, again.agents)):
        assert before.equals(after)
    assert again.verify()
    assert again.verify().numbers == ((4, 57),)
    texts = read_recording(file, texts=True).texts
    assert [json.loads(one.text)["payload"]["text"] for one in texts if one.channel is Channel.CHAT] == [
        "Привет!\nзавтра"
    ]
    assert sum(one.channel is Channel.GRAPH for one in texts) == 51


def test_notices_of_the_stream_name_its_numbers(tmp_path):
    with serving(tmp_path) as server:
        room, (a, b, _) = make_room(server)
        with watching(server, room) as source:
            tie(server, room, a, b, 0.5)
            until(lambda: source.log.count(EdgeUpdate) == 1)
            break_off(source)
            until(lambda: any(entry.event.kind is NoticeKind.GAP_CLOSED for entry in source.log.entries(Notice)))
            told = [entry.event.details.get("numbers") for entry in source.log.entries(Notice)]
            assert told == [[3, 3], None, [3, 4], [3, 4]]
