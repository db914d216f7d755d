"""The database: one thread writes (:mod:`.writer`), a few read (:mod:`.queries`), both off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import DatabaseError, SecretError, StoreError
from ..ids import Clock, Ids
from ..limits import Turns
from ..security import kept_secret
from ..settings import Settings
from . import opening, queries
from .statements import Statements
from .writer import Writer

__all__ = ["Store"]

T = TypeVar("T")

_READERS = 2


class Store:
    """An open database. Made by :meth:`open`.

    Attributes
    ----------
    ids : Ids
        Gives out ids.
    clock : Clock
        Tells the time.
    statements : Statements
        What may be written.
    writer : Writer
        Writes.
    secret : str
        Signs tokens.
    epoch : str
        Marks what this run writes into the logs of rooms. Drawn anew each time a database is opened: so two histories
        that went apart, as after a backup was restored, never share one.
    """

    def __init__(self, engine: Engine, lock: opening.SqliteLock | None, connection: Connection, secret: str) -> None:
        self._engine = engine
        self._lock = lock
        self._much = Turns(1)
        self._readers = ThreadPoolExecutor(max_workers=_READERS, thread_name_prefix="roomlab-reader")
        self.secret = secret
        self.epoch = secrets.token_hex(8)
        self.ids = Ids(queries.used_ids(connection))
        self.clock = Clock(after=queries.last_time(connection))
        self.statements = Statements(engine.dialect.name)
        connection.rollback()
        self.writer = Writer(connection, self.ids, self.statements, self.epoch)

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open the database of the settings, bring it to this version, and keep other servers off it.

        Raises
        ------
        DatabaseError, SecretError
            With one sentence that says what to do.
        """
        url = settings.database
        is_sqlite = url.get_backend_name() == "sqlite"
        with contextlib.ExitStack() as undo:
            lock = opening.SqliteLock(opening.sqlite_path(url)) if is_sqlite else None
            if lock is not None:
                undo.callback(lock.release)
            try:
                engine = opening.open_engine(url, settings.synchronous)
                undo.callback(engine.dispose)
                connection = engine.connect()
                undo.callback(connection.close)
                if not is_sqlite:
                    opening.claim_postgres(connection)
                opening.migrate(connection)
            except (DBAPIError, ImportError) as error:
                shown = url.render_as_string(hide_password=True)
                raise DatabaseError(f"The database {shown} cannot be opened ({_reason(error)}).") from error
            store = cls(engine, lock, connection, _secret(settings))
            undo.pop_all()
            return store

    async def read(self, query: Callable[..., T], *arguments: Any) -> T:
        """Return ``query(connection, *arguments)``, run off the event loop.

        Raises
        ------
        StoreError
            The database did not answer.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, query, arguments)

    async def read_much(self, account: Hashable, query: Callable[..., T], *arguments: Any) -> T:
        """Read as :meth:`read`, one query of an account at a time: who reads much leaves a reader to the others."""
        async with self._much.of(account):
            return await self.read(query, *arguments)

    def _read(self, query: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        try:
            with self._engine.connect() as connection:
                return query(connection, *arguments)
        except SQLAlchemyError as error:
            raise StoreError("The database did not answer. Try again.") from error

    def close(self) -> None:
        """Write what is queued, and let everything go."""
        self.writer.close()
        self._readers.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def _reason(error: Exception) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]


def _secret(settings: Settings) -> str:
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    if settings.database.get_backend_name() != "sqlite":
        raise SecretError(
            "With PostgreSQL the secret comes from you: set ROOMLAB_SECRET, "
            "as made by: python -c 'import secrets; print(secrets.token_urlsafe(64))'."
        )
    path = opening.sqlite_path(settings.database)
    return kept_secret(path.with_name(path.name + ".secret"))
