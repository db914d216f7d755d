"""Opening a database: is it ours, is nobody else using it, is it of this version."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from ..errors import DatabaseError

__all__ = ["SqliteLock", "claim_postgres", "foreign_reason", "migrate", "open_engine", "sqlite_path"]

APPLICATION_ID = 0x526F6F6D
"""Marks a SQLite file as ours ("Room" in ASCII); stands at byte 68 of the file's header."""

BUSY_SECONDS = 5
"""How long a change waits for another program that has locked the file."""

_POSTGRES_LOCK = 0x526F6F6D_6C616273  # "Roomlabs"
_MAGIC = b"SQLite format 3\x00"


def sqlite_path(url: URL) -> Path:
    """Return the file that a SQLite URL names, absolute and without links."""
    assert url.database is not None
    return Path(url.database).resolve()


class SqliteLock:
    """Keeps a second server off the file: an exclusive transaction on an empty SQLite file beside it.

    SQLite's own locks work on every platform and vanish with the process that holds them.

    Raises
    ------
    DatabaseError
        Another server holds the lock, or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise DatabaseError(f"There is no folder {path.parent} for the database {path.name}; make it first.")
        beside = path.with_name(path.name + "-lock")
        with contextlib.ExitStack() as undo:
            try:
                self._connection = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
                undo.callback(self._connection.close)
                self._connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    said = f"Another roomlab server is using {path}; stop it, or give this one another --db."
                else:
                    said = f"The folder {path.parent} cannot be written ({error}); choose another --db."
                raise DatabaseError(said) from error
            except sqlite3.DatabaseError as error:
                raise DatabaseError(f"{beside} is not the lock of a roomlab server; remove it or move it.") from error
            undo.pop_all()

    def release(self) -> None:
        """Let the next server in."""
        self._connection.close()


def foreign_reason(path: Path) -> str | None:
    """Return why the file is not a database of ours, or None when it is, or is not there yet. Only reads."""
    if not path.exists():
        return None
    if not path.is_file():
        return "is not a file"
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return None  # an empty file becomes a database
    if len(header) < 100 or not header.startswith(_MAGIC):
        return "is not a database"
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return "is a database of another program"
    return None


def open_engine(url: URL, synchronous: str) -> Engine:
    """Return the engine; a SQLite file is marked as ours and set to write ahead before anything else.

    Raises
    ------
    DatabaseError
        The file is foreign, locked by another program, damaged or not writable; or the server does not answer.
    """
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    path = sqlite_path(url)
    try:
        reason = foreign_reason(path)
        if reason is not None:
            raise DatabaseError(f"{path} {reason}; it was left as it is. Give another --db.")
        _mark(path)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(_unusable(path, error)) from error
    engine = create_engine(
        url.set(database=str(path)),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    def on_connect(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous.upper()}")

    event.listen(engine, "connect", on_connect)
    return engine


def _unusable(path: Path, error: Exception) -> str:
    if "locked" in str(error):
        return f"{path} is locked by another program; close it there, or give another --db."
    return f"{path} cannot be opened ({error}); check its rights and its folder's, or give another --db."


def _mark(path: Path) -> None:
    # Before the switch to the write-ahead log: so the mark is in the file itself, where foreign_reason() reads it.
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")  # is anybody else writing?
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def claim_postgres(connection: Connection) -> None:
    """Keep a second server off the PostgreSQL database for as long as `connection` lives.

    Raises
    ------
    DatabaseError
        Another server has it.
    """
    got = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _POSTGRES_LOCK}).scalar_one()
    connection.commit()
    if not got:
        raise DatabaseError("Another roomlab server is using this database; stop it, or give this one another --db.")


def migrate(connection: Connection) -> None:
    """Bring the schema to this version.

    Raises
    ------
    DatabaseError
        The schema is of a later version, or tables of another program stand in the way.
    """
    config = Config()
    config.set_main_option("script_location", "roomlab_server.store:migrations")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    try:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == scripts.get_current_head():
            return
        if current is None and inspect(connection).get_table_names():
            raise DatabaseError("The database has tables of another program; it was left as it is. Give another --db.")
        if current is not None:
            scripts.get_revision(current)
        command.upgrade(config, "head")
        connection.commit()
    except CommandError as error:
        raise DatabaseError(
            f"The database was written by a later version of roomlab-server (schema {current}); update roomlab-server."
        ) from error
    except DBAPIError as error:
        raise DatabaseError(f"The database cannot be brought to this version ({error.orig}).") from error
