"""The live source on the real server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

import pytest

import roomlab
import roomlab.errors as errors
from roomlab.events import Agent, AgentRemoved, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.sources._rest import RestClient
from roomlab.sources._resync import TieView
from roomlab.sources.base import WritableSource
from roomlab.sources.live import LiveSource, Timings
from roomlab_server.testing import running_server, silent_conductor

ACCOUNT = {"email": "eve@example.com", "password": "a good password"}
QUICK = Timings(poll_interval=0.1, retry_shortest=0.02, retry_longest=0.3, close_timeout=0.5)


def until(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


def rest(server, *requests, **account):
    """Send requests one after the other and return their answers."""

    async def run():
        async with RestClient(server.url, **(account or ACCOUNT)) as client:
            return [await client.request(*request) for request in requests]

    return asyncio.run(run())


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor) as running:
        asyncio.run(make_room(running))
        yield running


async def make_room(server):
    async with RestClient(server.url, **ACCOUNT) as client:
        await client.register()
        await client.request("POST", "/api/rooms", {"name": "Гостиная"})
        for name in ("Алиса", "Боб", "Ева"):
            await client.request("POST", "/api/rooms/1/agents", {"name": name, "character": f"is {name}"})


@pytest.fixture
def source(server):
    live = LiveSource(server.url, 1, timings=QUICK, **ACCOUNT)
    live.ready.result(10)
    yield live
    live.close()


def events(source, kind):
    return [entry.event for entry in source.log.entries(kind)]


def test_what_is_said_and_done_is_seen(source):
    assert isinstance(source, WritableSource)
    assert source.title.startswith("Гостиная (room 1 on 127.0.0.1:")
    said = source.send("Привет!").result(20)
    own = source.send("Это я.", sender="Боб").result(20)
    asked = source.send("Как дела?", to="1").result(20)
    happened = source.post_event("Дождь", agents=["1", "3"], event_type="weather").result(20)
    source.set_sympathy("1", "2", 0.7).result(20)
    source.set_sympathy("2", "1", -1).result(20)
    until(lambda: len(events(source, Message)) == 3 and events(source, RoomEvent) and source.log.count(EdgeUpdate) == 2)
    assert events(source, Message) == [said, own, asked]
    assert (own.agent_id, asked.agent_id) == ("2", "1")
    assert events(source, RoomEvent) == [happened]
    assert happened.agent_ids == ("1", "3")
    assert TieView(source.log).read() == {("1", "2"): 0.7, ("2", "1"): -1.0}
    assert {agent.id: agent.character for agent in events(source, Agent)} == {
        "1": "is Алиса", "2": "is Боб", "3": "is Ева"
    }  # fmt: skip
    assert events(source, Unknown) == []
    assert source.counters == {}


def test_many_ties_are_set_one_after_the_other(source):
    source.set_sympathies([EdgeUpdate("1", "2", 0.5), EdgeUpdate("2", "1", -1), EdgeUpdate("1", "2", 0.25)]).result(20)
    assert TieView(source.log).read() == {("1", "2"): 0.25, ("2", "1"): -1.0}
    with pytest.raises(errors.RequestError, match="422"):
        source.set_sympathies([EdgeUpdate("1", "3", 0.5), EdgeUpdate("2", "1", 1.5)]).result(20)
    assert source.log.count(EdgeUpdate) == 3


def test_a_long_past_is_read_whole_and_in_order(server):
    requests = []
    for number in range(230):
        requests.append(("POST", "/api/rooms/1/messages", {"text": f"text {number}"}))
        if number % 50 == 0:
            requests.append(("POST", "/api/rooms/1/events", {"description": f"event {number}"}))
    rest(server, *requests)
    live = LiveSource(server.url, 1, **ACCOUNT)
    try:
        live.ready.result(10)
        assert [message.text for message in events(live, Message)] == [f"text {number}" for number in range(230)]
    finally:
        live.close()


def test_removals_and_newcomers_are_seen(server, source):
    source.set_sympathy("1", "3", 0.5).result(20)
    source.set_sympathy("1", "2", 0.5).result(20)
    rest(
        server,
        ("DELETE", "/api/rooms/1/agents/3"),
        ("POST", "/api/rooms/1/agents", {"name": "Яна", "character": "new"}),
        ("PATCH", "/api/rooms/1/relationships", {"agent1Id": 4, "agent2Id": 1, "sympathyLevel": 0.25}),
    )
    until(lambda: events(source, AgentRemoved) and any(agent.name == "Яна" for agent in events(source, Agent)))
    until(lambda: set(TieView(source.log).read()) == {("1", "2"), ("4", "1")})


def test_nothing_is_lost_while_writers_write_during_the_opening(server):
    async def write():
        async with RestClient(server.url, **ACCOUNT) as client:
            await asyncio.gather(
                *(client.request("POST", "/api/rooms/1/messages", {"text": f"{number}"}) for number in range(150)),
                *(
                    client.request(
                        "PATCH",
                        "/api/rooms/1/relationships",
                        {"agent1Id": 1 + number % 3, "agent2Id": 1 + (number + 1) % 3, "sympathyLevel": number / 150},
                    )
                    for number in range(150)
                ),
            )

    async def both():
        writing = asyncio.create_task(write())
        sources = []
        for _ in range(4):
            await asyncio.sleep(0.05)
            sources.append(LiveSource(server.url, 1, **ACCOUNT))
        await writing
        return sources

    sources = asyncio.run(both())
    ((truth,), (ties,)) = [rest(server, ("GET", f"/api/rooms/1/{path}")) for path in ("feed", "relationships")]
    expected = {(tie["from"], tie["to"]): tie["sympathyLevel"] for tie in ties["edges"]}
    for source in sources:
        source.ready.result(10)
        until(lambda source=source: len(events(source, Message)) == 150)
        ids = [int(message.id) for message in events(source, Message)]
        assert sorted(ids) == ids
        until(lambda source=source: TieView(source.log).read() == expected)
        source.close()
    assert truth["items"]


def test_a_server_that_was_stopped_and_started_again(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor) as server:
        asyncio.run(make_room(server))
        port = int(server.url.rsplit(":", 1)[1])
        source = LiveSource(server.url, 1, timings=QUICK, **ACCOUNT)
        source.ready.result(10)
        source.send("before").result(20)
    until(lambda: source.status.state == "reconnecting")
    with running_server(tmp_path, conductors=silent_conductor, port=port) as server:
        rest(server, ("POST", "/api/rooms/1/messages", {"text": "meanwhile"}))
        until(lambda: source.status.state == "live")
        source.send("after").result(20)
        until(lambda: len(events(source, Message)) == 3)
        assert [message.text for message in events(source, Message)] == ["before", "meanwhile", "after"]
        assert source.status.gaps == 1  # one stream
        source.close()


def test_tokens_that_expire_are_renewed_without_a_password(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor, token_lifetime=1.0) as server:
        asyncio.run(make_room(server))

        async def login():
            async with RestClient(server.url, **ACCOUNT) as client:
                await client.login()
                return client._token, client._refresh_token

        token, refresh = asyncio.run(login())
        source = LiveSource(server.url, 1, token=token, refresh_token=refresh, timings=QUICK)
        source.ready.result(10)
        first = source._session._hub.rest.token
        until(lambda: source._session._hub.rest.token != first)  # the poll of the roster meets the expiry
        source.send("still here").result(20)
        until(lambda: events(source, Message))
        assert source.status.error is None
        source.close()


@pytest.mark.parametrize(
    ("room", "account", "error"),
    [
        (99, {}, errors.AccessDeniedError),
        ("../../auth/me", {}, errors.AccessDeniedError),
        (1, {"password": "not this one"}, errors.AuthenticationError),
        (1, {"email": "stranger@example.com", "password": "a good password"}, errors.AccessDeniedError),
        (1, {"email": None, "password": None, "token": "no.such.token"}, errors.AuthenticationError),
        (1, {"email": None, "password": None}, errors.AuthenticationError),
    ],
)
def test_what_cannot_be_opened_is_told(server, room, account, error):
    async def register_stranger():
        async with RestClient(server.url, email="stranger@example.com", password="a good password") as client:
            await client.register()

    asyncio.run(register_stranger())
    source = LiveSource(server.url, room, **(ACCOUNT | account))
    with pytest.raises(error):
        source.ready.result(10)
    source.close()


def test_a_room_that_is_deleted_ends(server, source):
    rest(server, ("DELETE", "/api/rooms/1"))
    until(lambda: source.status.state == "failed")
    assert [notice.kind for notice in events(source, Notice)][-1] is NoticeKind.FAILED


def test_bad_requests_are_refused_and_nothing_happens(source):
    with pytest.raises(errors.RequestError, match="422"):
        source.send("").result(20)
    with pytest.raises(errors.RequestError, match="400"):
        source.set_sympathy("1", "99", 0.5).result(20)
    with pytest.raises(errors.AccessDeniedError, match="404"):
        source.send("hello", to="99").result(20)
    for value, refusal in ((1.5, errors.RequestError), (float("nan"), errors.InputError)):
        with pytest.raises(refusal):
            source.set_sympathy("1", "2", value).result(20)
    assert source.status.state == "live"


SCRIPT = """
import sys, roomlab.sources.live as live
source = live.LiveSource(sys.argv[1], 1, email=sys.argv[2], password=sys.argv[3])
source.ready.result(10)
print(source.status.state)
"""


def test_a_script_that_forgets_to_close_ends(server):
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", SCRIPT, server.url, *ACCOUNT.values()],
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    # Asyncio's debug mode also names each step that took over 0.1 s, which tells of the machine.
    said = [line for line in done.stderr.splitlines() if not line.startswith("Executing <")]
    assert (done.returncode, done.stdout, said) == (0, "live\n", [])


FORKING = """
import os, sys, roomlab
room = roomlab.connect(*sys.argv[1:3], email=sys.argv[3], password=sys.argv[4])
if os.fork():
    print(os.wait()[1], room.status.state)
elif "forget" in sys.argv:
    del room
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("what", ["forget", "keep"])
def test_a_forked_child_ends_as_any_program_does(server, what):
    script = [sys.executable, "-W", "ignore", "-c", FORKING, server.url, "1", *ACCOUNT.values(), what]
    told = subprocess.run(script, timeout=40, capture_output=True, text=True)
    assert (told.stdout, told.stderr) == ("0 live\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on: fork beside threads
def test_a_forked_child_is_told_and_can_open_its_own(server, source):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        told = "nothing"
        try:
            try:
                source.send("from the child")
            except errors.RoomClosedError as error:
                told = str(error)
            source.close()
            own = LiveSource(server.url, 1, **ACCOUNT)
            own.ready.result(10)
            told += " | " + own.send("from the child's own").result(20).text
            own.close()
        finally:
            os.write(writer, told.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    assert "forked" in told
    assert told.endswith("| from the child's own")
    until(lambda: [message.text for message in events(source, Message)] == ["from the child's own"])


def test_a_room_shows_what_was_written_when_the_verb_returns(server):
    with roomlab.connect(server.url, 1, **ACCOUNT) as room:
        for number in range(20):
            sympathy = number / 20
            room.set_sympathy("1", "2", sympathy)
            assert room.graph["1"]["2"]["sympathy"] == sympathy
            assert room.send(f"number {number}").id == room.messages["id"].iloc[-1]
        assert room.history["sympathy"].tolist() == [number / 20 for number in range(20)]


def test_an_awaited_room_shows_what_was_written_when_the_verb_returns(server):
    async def run():
        async with await roomlab.aconnect(server.url, 1, **ACCOUNT) as room:
            await room.set_sympathy("Алиса", "Боб", -0.5)
            assert room.graph["1"]["2"]["sympathy"] == -0.5
            message = await room.send("Привет!")
            event = await room.post_event("Дождь")
            assert room.messages["id"].tolist() == [message.id]
            assert room.events["id"].tolist() == [event.id]

    asyncio.run(run())
