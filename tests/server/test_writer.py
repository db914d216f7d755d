"""The writer: what it calls durable is; one bad change spoils no other; memory follows the database, never leads."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from roomlab_server.errors import StoreError
from roomlab_server.ids import Clock, Ids
from roomlab_server.settings import Settings
from roomlab_server.store import Store, opening, schema
from roomlab_server.testing import RunningServer


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    store = Store.open(Settings(db=f"sqlite:///{(folder / 'rooms.db').as_posix()}"))
    try:
        yield store
    finally:
        await asyncio.to_thread(store.close)


def memory(number: int, content: object = "x") -> tuple[Any, dict[str, Any]]:
    row = {"id": number, "room_id": 1, "agent_id": 1, "content": content, "importance": 0.5, "at": 0}
    return ADD, row


ADD = insert(schema.memories)


def stored(connection: Connection) -> list[int]:
    return list(connection.scalars(select(schema.memories.c.id).order_by(schema.memories.c.id)))


def test_many_changes_are_durable_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            followed: list[int] = []
            await asyncio.gather(
                *(store.writer.write(memory(n), then=lambda n=n: followed.append(n)) for n in range(500))
            )
            assert followed == list(range(500))
            assert await store.read(stored) == followed

    asyncio.run(scenario())


def test_one_bad_change_spoils_no_other(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            followed: list[int] = []
            bad = {3: memory(2), 5: memory(5, "\ud800"), 7: memory(2**70)}  # twice, no text, beyond 64 bits
            results = await asyncio.gather(
                *(store.writer.write(bad.get(n, memory(n)), then=lambda n=n: followed.append(n)) for n in range(10)),
                return_exceptions=True,
            )
            assert [n for n, result in enumerate(results) if isinstance(result, StoreError)] == [3, 5, 7]
            assert followed == [0, 1, 2, 4, 6, 8, 9]
            assert await store.read(stored) == followed

    asyncio.run(scenario())


def test_a_change_of_several_rows_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            await store.writer.write(memory(1))
            with pytest.raises(StoreError):
                await store.writer.write(memory(2), memory(1))
            assert await store.read(stored) == [1]

    asyncio.run(scenario())


def test_work_sees_what_was_asked_for_before_it_and_returns_its_answer(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            written = [store.writer.write(memory(n)) for n in range(3)]
            answer, *_ = await asyncio.gather(store.writer.run(stored), *reversed(written))
            assert answer in ([], [0, 1, 2])
            assert await store.writer.run(stored) == [0, 1, 2]
            with pytest.raises(ValueError, match="its own"):
                await store.writer.run(_fail)

    asyncio.run(scenario())


def _fail(_: Connection) -> None:
    raise ValueError("its own")


def test_memory_follows_even_when_the_caller_has_gone_away(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            followed: list[int] = []
            task = asyncio.create_task(store.writer.write(memory(1), then=lambda: followed.append(1)))
            await asyncio.sleep(0)
            task.cancel()
            await store.writer.write(memory(2))
            assert followed == [1]

    asyncio.run(scenario())


def test_a_mistake_of_one_caller_leaves_no_other_waiting(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            followed: list[int] = []
            spoilt = store.writer.write(memory(1), then=[].pop)
            fine = store.writer.write(memory(2), then=lambda: followed.append(2))
            results = await asyncio.wait_for(asyncio.gather(spoilt, fine, return_exceptions=True), 10)
            assert isinstance(results[0], IndexError)
            assert (results[1], followed) == (None, [2])

    asyncio.run(scenario())


def test_closing_writes_what_is_queued(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            writes = [asyncio.ensure_future(store.writer.write(memory(n))) for n in range(50)]
            await asyncio.sleep(0)
            await asyncio.to_thread(store.close)
            await asyncio.gather(*writes)
            with pytest.raises(StoreError, match="closing"):
                await store.writer.write(memory(99))
        async with opened(tmp_path) as store:
            assert await store.read(stored) == list(range(50))

    asyncio.run(scenario())


def test_while_another_program_holds_the_file_changes_fail_and_nothing_changes(
    serve: Callable[..., RunningServer], join: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.2)
    server = serve()
    alice = join(server)
    room = alice.room("A", "B", "C")
    alice.tie(room, 1, 2, 0.5)
    before = alice.ask("GET", f"/api/rooms/{room}/relationship-model")
    intruder = sqlite3.connect(server.settings.database.database or "", isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    try:
        alice.tie(room, 1, 2, -0.5, status=503)
        alice.ask("POST", f"/api/rooms/{room}/messages", 503, json={"text": "x"})
        alice.ask("DELETE", f"/api/rooms/{room}/agents/1", 503)
        alice.ask("DELETE", f"/api/rooms/{room}", 503)
    finally:
        intruder.execute("ROLLBACK")
        intruder.close()
    assert alice.ask("GET", f"/api/rooms/{room}/relationship-model") == before
    assert alice.ask("GET", f"/api/rooms/{room}/messages")["messages"] == []
    alice.tie(room, 1, 2, 0.25)
    history = alice.ask("GET", f"/api/rooms/{room}/relationship-model")["history"]
    assert [change["previous"] for change in history] == [None, 0.5]


def test_a_database_that_does_not_answer_is_reported(
    server: RunningServer, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("roomlab_server.store.queries.used_ids", broken)
    answer = alice.http.get("/api/test-db")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_time_never_stands_still_or_runs_backwards() -> None:
    times = iter([5_000_000, 5_000_000, 4_000_000, 9_000_000])
    clock = Clock(after=4_999, now_ns=lambda: next(times))
    assert [clock.now() for _ in range(4)] == [5_000, 5_001, 5_002, 9_000]
    assert Clock(after=10_000, now_ns=lambda: 1).now() == 10_001


def test_ids_tell_what_is_not_stored_yet() -> None:
    ids = Ids({"room": 4})
    assert [ids.next("room"), ids.next("entry")] == [5, 1]
    assert ids.unstored() == {"room": 5, "entry": 1}
    ids.stored({"room": 5})
    assert ids.unstored() == {"entry": 1}
