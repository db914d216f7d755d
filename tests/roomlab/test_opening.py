"""Opening a room: it waits until the past has been read, and leaves nothing behind when that fails."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest
from room_script import KITCHEN, ScriptedSource

import roomlab
from roomlab._secret import Secret
from roomlab.errors import AccessDeniedError, ConnectionFailedError, InputError, ReadOnlyRoomError
from roomlab.events import EdgeUpdate

SOON = 10.0


@pytest.fixture
def live(monkeypatch) -> list[ScriptedSource]:
    """Let `connect` make scripted sources that are not ready yet; returns those it has made."""
    made: list[ScriptedSource] = []

    def live_source(url: str, room: object, **account: object) -> ScriptedSource:
        source = ScriptedSource(*KITCHEN, title=f"{room} at {url}")
        source.account = {name: value for name, value in account.items() if value is not None}
        source.ready = Future()
        made.append(source)
        return source

    monkeypatch.setattr("roomlab.sources.live.LiveSource", live_source)
    return made


def _soon(live: list[ScriptedSource], action) -> threading.Thread:
    """Do something to the source that is about to be made, on another thread."""

    def act() -> None:
        while not live:
            threading.Event().wait(0.005)
        action(live[0])

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_connect_returns_a_room_whose_past_is_there(live):
    def load(source: ScriptedSource) -> None:
        source.tell(EdgeUpdate("1", "9", 1.0))
        source.ready.set_result(None)

    thread = _soon(live, load)
    with roomlab.connect("http://localhost:1", room=7, email="a@b.c", password="secret", timeout=SOON) as room:
        thread.join()
        assert len(room.graph) == 3
        assert room.title == "7 at http://localhost:1"
        assert live[0].account == {"email": "a@b.c", "password": Secret("secret")}
        assert "secret" not in repr(room)
    assert live[0].closed.is_set()


def test_aconnect_does_the_same(live):
    async def script() -> None:
        thread = _soon(live, lambda source: source.ready.set_result(None))
        async with await roomlab.aconnect("http://localhost:1", 7, token="secret", timeout=SOON) as room:
            thread.join()
            assert len(room.graph) == 2
            assert live[0].account == {"token": Secret("secret")}

    asyncio.run(script())
    assert live[0].closed.is_set()


@pytest.mark.parametrize("awaited", [False, True])
def test_a_room_that_cannot_be_opened_is_closed_and_says_why(live, awaited):
    def refuse(source: ScriptedSource) -> None:
        source.ready.set_exception(AccessDeniedError("room 7 is not yours"))

    thread = _soon(live, refuse)
    with pytest.raises(AccessDeniedError, match="room 7 is not yours"):
        asyncio.run(roomlab.aconnect("http://x", 7)) if awaited else roomlab.connect("http://x", 7)
    thread.join()
    assert live[0].closed.is_set()


@pytest.mark.parametrize("awaited", [False, True])
def test_a_room_that_is_not_ready_in_time_is_closed(live, awaited):
    with pytest.raises(ConnectionFailedError, match="was not open after 0"):
        asyncio.run(roomlab.aconnect("http://x", 7, timeout=0)) if awaited else roomlab.connect(
            "http://x", 7, timeout=0
        )
    assert live[0].closed.is_set()
    live[0].ready.set_result(None)  # giving up has not touched the source's own future


def test_giving_up_while_it_opens_closes_it(live):
    async def script() -> None:
        opening = asyncio.create_task(roomlab.aconnect("http://x", 7))
        while not live:  # noqa: ASYNC110 - the source is made on another thread
            await asyncio.sleep(0.005)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening

    asyncio.run(script())
    assert live[0].closed.is_set()


def test_a_wrong_timeout_is_refused_before_anything_is_made(live):
    with pytest.raises(InputError, match="timeout=-1"):
        roomlab.connect("http://x", 7, timeout=-1)
    assert live == []


@pytest.mark.parametrize(
    ("row", "advice"), [("", "check that it is the right file"), ("2026-01-01,a,b,7\n", "see room.problems")]
)
def test_from_csv_warns_of_a_room_without_anything(tmp_path, row, advice):
    ties = tmp_path / "ties.csv"
    ties.write_text("timestamp,source,target,sympathy\n" + row)
    with (
        pytest.warns(UserWarning, match=f"ties.csv: there are no rows, and so the room is empty; .*{advice}") as told,
        roomlab.from_csv(edges=ties, on_error="report") as room,
    ):
        assert len(room.agents) == 0
    assert told[0].filename == __file__


def test_from_csv_says_nothing_of_one_empty_table_among_others(tmp_path):
    (tmp_path / "ties.csv").write_text("timestamp,source,target,sympathy\n")
    (tmp_path / "chat.csv").write_text("timestamp,sender,text\n2026-01-01,Ann,hi\n")
    with roomlab.from_csv(edges=tmp_path / "ties.csv", messages=tmp_path / "chat.csv") as room:
        assert len(room.messages) == 1


def test_from_csv_reads_back_what_was_exported(tmp_path):
    source = ScriptedSource(*KITCHEN, EdgeUpdate("1", "2", -1.0))
    with roomlab.Room(source) as room:
        room.export(tmp_path)
        names = {"edges": "history", "messages": "messages", "events": "events", "agents": "agents"}
        with roomlab.from_csv(**{what: tmp_path / f"{file}.csv" for what, file in names.items()}) as past:
            assert dict(past.graph.edges) == dict(room.graph.edges)
            assert dict(past.graph.nodes) == dict(room.graph.nodes)
            for table in ("messages", "events", "edges", "history", "agents"):
                assert getattr(past, table).equals(getattr(room, table)), table
            with pytest.raises(ReadOnlyRoomError):
                past.send("x")
