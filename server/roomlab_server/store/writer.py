"""One thread writes; all that queued while one commit ran goes into the next, and each caller waits for its own.

A commit costs about the same for one change as for a hundred, so a busy server commits less often per change, and an
idle one at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from ..errors import StoreError
from ..ids import Ids
from ..model import Logged
from . import journal
from .statements import Statements

__all__ = ["Row", "Work", "Writer"]

Row = tuple[Executable, Mapping[str, Any]]
"""A statement and its parameters. Rows of one statement are executed together."""

Work = Callable[[Connection], Any]
"""Something to do in the transaction; what it returns is handed to the caller.

It may be done again after a failure, so it changes nothing else.
"""

logger = logging.getLogger("roomlab.server.store")


class _Change:
    """What one caller asked for, and whom to tell."""

    __slots__ = ("error", "future", "log", "result", "rows", "then", "work")

    def __init__(
        self,
        future: asyncio.Future[Any],
        rows: Sequence[Row],
        work: Work | None,
        log: Logged | None,
        then: Callable[[], None] | None,
    ) -> None:
        self.future = future
        self.rows = rows
        self.work = work
        self.log = log
        self.then = then
        self.result: Any = None
        self.error: Exception | None = None


class Writer:
    """The thread that writes. Call it from one event loop only.

    Parameters
    ----------
    connection : Connection
        Belongs to the thread from now on; closed by :meth:`close`.
    ids : Ids
        Stored with each commit.
    statements : Statements
        How it stores how far the sequences of ids got, and entries of the log.
    epoch : str
        Marks the entries of the log that are written from now on.
    """

    def __init__(self, connection: Connection, ids: Ids, statements: Statements, epoch: str) -> None:
        self._connection = connection
        self._ids = ids
        self._statements = statements
        self._epoch = epoch
        self._heads: dict[int, int] = {}  # the newest number in the log of each room that was written to
        self._queue: list[_Change] = []
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="roomlab-writer", daemon=True)
        self._thread.start()

    async def write(self, *rows: Row, log: Logged | None = None, then: Callable[[], None] | None = None) -> None:
        """Make `rows` durable, and `log` with them, call `then` in the event loop, and return.

        `then` is called for each change in the order in which the changes were asked for, before any caller goes on,
        and even if the caller has gone away: it is where memory follows the database. `log` has its place by then.

        Raises
        ------
        StoreError
            Nothing was stored, and `then` was not called.
        """
        await self._submit(rows, None, log, then)

    async def run(self, work: Work, log: Logged | None = None, then: Callable[[], None] | None = None) -> Any:
        """Do `work` in a transaction, make it durable, and return what it returned; otherwise as :meth:`write`."""
        return await self._submit((), work, log, then)

    def _submit(
        self, rows: Sequence[Row], work: Work | None, log: Logged | None, then: Callable[[], None] | None
    ) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        with self._wake:
            if self._closing:
                future.set_exception(StoreError("The server is closing."))
                return future
            self._queue.append(_Change(future, rows, work, log, then))
            if len(self._queue) == 1:
                self._wake.notify()
        return future

    def close(self) -> None:
        """Write what is queued, then end the thread and close the connection."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._closing:
                    self._wake.wait()
                batch, self._queue = self._queue, []
            if not batch:
                break
            self._commit(batch)
            loop = batch[0].future.get_loop()
            try:
                loop.call_soon_threadsafe(_settle, batch)
            except RuntimeError:  # the loop is gone, and with it everybody who waited
                logger.warning("The event loop ended before %d durable changes were answered.", len(batch))
        self._connection.close()

    def _commit(self, batch: list[_Change]) -> None:
        """Store the batch in one transaction; if that fails, each change in its own, so that none spoils the others."""
        try:
            self._transact(batch)
        except Exception as error:
            if len(batch) == 1 or isinstance(error, OperationalError):  # the latter would meet each of them
                explained = self._explain(error)
                for change in batch:
                    change.error = explained
                return
            for change in batch:
                self._commit([change])

    def _transact(self, batch: list[_Change]) -> None:
        try:
            waiting: dict[Executable, list[Mapping[str, Any]]] = {}
            heads: dict[int, int] = {}
            for change in batch:
                for statement, parameters in change.rows:
                    waiting.setdefault(statement, []).append(parameters)
                if change.work is not None:
                    self._execute(waiting)  # what was asked for earlier is there when the work is done
                    change.result = change.work(self._connection)
                if change.log is not None:
                    waiting.setdefault(self._statements.add_log, []).append(self._place(change.log, heads))
            self._execute(waiting)
            reached = self._ids.unstored()
            if reached:
                values = [{"name": name, "value": value} for name, value in reached.items()]
                self._connection.execute(self._statements.set_counter, values)
            self._connection.commit()
            self._ids.stored(reached)
            self._heads.update(heads)
        except BaseException:
            self._connection.rollback()
            raise

    def _place(self, log: Logged, heads: dict[int, int]) -> Mapping[str, Any]:
        """Give an entry the numbers that follow; `heads` is how far the logs got within this transaction."""
        room_id = log.room_id
        head = heads.get(room_id) or self._heads.get(room_id)
        if head is None:
            head = journal.head(self._connection, room_id)
        log.first = head + 1
        heads[room_id] = log.last
        return {
            "room_id": room_id,
            "last": log.last,
            "first": log.first,
            "epoch": self._epoch,
            "at": log.at,
            "body": log.body,
        }

    def _execute(self, waiting: dict[Executable, list[Mapping[str, Any]]]) -> None:
        for statement, parameters in waiting.items():
            self._connection.execute(statement, parameters)
        waiting.clear()

    def _explain(self, error: Exception) -> Exception:
        if isinstance(error, SQLAlchemyError | OverflowError | UnicodeError):
            cause = error.orig if isinstance(error, DBAPIError) else error  # without the parameters: they are private
            logger.error("The database did not take a change: %s: %s", type(error).__name__, cause)
            return StoreError("The database did not take the change; nothing was stored. Try again.")
        return error


def _settle(batch: list[_Change]) -> None:
    for change in batch:
        if change.error is None and change.then is not None:
            try:
                change.then()
            except Exception as error:  # a mistake of one caller's, that must not leave the others waiting
                change.error = error
    for change in batch:
        if change.future.done():  # the caller has gone away
            continue
        if change.error is None:
            change.future.set_result(change.result)
        else:
            change.future.set_exception(change.error)
