"""The same server on PostgreSQL: ``ROOMLAB_TEST_POSTGRES`` names an empty database's URL."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from roomlab_server.errors import DatabaseError, SecretError
from roomlab_server.settings import Settings, database_url
from roomlab_server.store import Store, schema
from roomlab_server.testing import RunningServer

from .test_numbered import batch, listen
from .test_protocol_examples import storyteller, tell
from .test_writer import memory, stored

pytestmark = pytest.mark.postgres
SECRET = "s" * 32
__all__ = ["storyteller"]


def command(*statements: str) -> None:
    engine = create_engine(database_url(os.environ["ROOMLAB_TEST_POSTGRES"]), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def url() -> Iterator[str]:
    """A database of our own within the server: a schema that goes with the test."""
    command("DROP SCHEMA IF EXISTS roomlab_test CASCADE", "CREATE SCHEMA roomlab_test")
    base = os.environ["ROOMLAB_TEST_POSTGRES"]
    yield f"{base}{'&' if '?' in base else '?'}options=-csearch_path%3Droomlab_test"
    command("DROP SCHEMA roomlab_test CASCADE")


@pytest.fixture
def server(url: str, serve: Callable[..., RunningServer]) -> RunningServer:
    """A server on PostgreSQL."""
    return serve(db=url, secret=SECRET)


def test_the_story_is_told_on_postgresql_too(storyteller: Callable[[dict[str, Any]], httpx.Response]) -> None:
    tell(storyteller)


def test_migrations_make_the_schema_that_the_code_uses(url: str) -> None:
    Store.open(Settings(db=url, secret=SECRET)).close()
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_one_server_at_a_time_and_a_secret_of_ones_own(url: str) -> None:
    store = Store.open(Settings(db=url, secret=SECRET))
    try:
        with pytest.raises(DatabaseError, match="Another roomlab server"):
            Store.open(Settings(db=url, secret=SECRET))
    finally:
        store.close()
    with pytest.raises(SecretError, match="ROOMLAB_SECRET"):
        Store.open(Settings(db=url))


def test_one_bad_change_spoils_no_other(url: str) -> None:
    async def scenario() -> None:
        store = Store.open(Settings(db=url, secret=SECRET))
        try:
            bad = {3: memory(2), 5: memory(5, "\x00"), 7: memory(2**70)}
            writes = (store.writer.write(bad.get(n, memory(n))) for n in range(10))
            results = await asyncio.gather(*writes, return_exceptions=True)
            assert [n for n, result in enumerate(results) if result is not None] == [3, 5, 7]
            assert await store.read(stored) == [0, 1, 2, 4, 6, 8, 9]
        finally:
            await asyncio.to_thread(store.close)

    asyncio.run(scenario())


def test_it_goes_on_after_the_database_has_dropped_its_connections(
    server: RunningServer, join: Callable[..., Any]
) -> None:
    alice = join(server)
    room = alice.room("A", "B")
    everywhere = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    command(f"{everywhere} AND pid <> pg_backend_pid()")
    alice.tie(room, 1, 2, 0.5, status=503)
    alice.tie(room, 1, 2, 0.5)
    assert len(alice.ask("GET", f"/api/rooms/{room}/relationships")["edges"]) == 1
    assert alice.ask("GET", "/api/test-db") == {"status": "ok"}


def test_numbers_go_on_from_any_that_was_seen(server: RunningServer, join: Callable[..., Any]) -> None:
    alice = join(server)
    room = alice.room("A", "B")
    listener = listen(alice, room)
    begun = listener.epoch, listener.seq
    for number in range(100):
        alice.tie(room, 1, 2, number / 100)
    batch(alice, room, [(1, 2, 0.5), (2, 1, -0.5), (1, 2, 0.25)])
    assert len(listener.hear(105)) == 101
    for seq in (begun[1], 60, 103):
        again = listen(alice, room, begun[0], seq)
        assert again.answer["recovered"] is True
        again.hear(105)
        assert again.ties == ({pair: listener.ties[pair] for pair in again.ties})
    assert listen(alice, room, "another", 3).answer["recovered"] is False
