"""What the parts of one live room share, and the small things that each of them needs."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import msgspec
import numpy as np

from roomlab._clock import Clock
from roomlab._json import encode_json
from roomlab.errors import ConnectionFailedError, RoomlabError
from roomlab.events import Channel, Unknown
from roomlab.log import EventLog
from roomlab.sources._backoff import Failure, classify, full_jitter
from roomlab.sources._rest import DOES_ONCE, RestClient
from roomlab.sources._resync import TieView
from roomlab.sources._socket import Connector, Link

__all__ = ["Hub", "Timings", "logger", "run_together"]

logger = logging.getLogger("roomlab.sources")

Record = TypeVar("Record")


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """How long a live source waits for what; all in seconds.

    A dead peer is found `ping_interval` + `pong_timeout` after its last word.
    """

    ping_interval: float = 25.0
    """Between two pings on a socket."""
    pong_timeout: float = 15.0
    """From a ping to the next frame of any kind; at most `ping_interval`."""
    poll_interval: float = 10.0
    """Between two readings of the roster, which no frame announces."""
    retry_shortest: float = 0.5
    """Shortest delay before a reconnection."""
    retry_longest: float = 30.0
    """Longest delay before a reconnection."""
    hold: float = 10.0
    """How long a link must last, and bring data, until the delays start small again."""
    talk_interval: float = 2.0
    """From something said to the next reading of the roster: whoever talks changes moods."""
    echo: float = 2.0
    """How long a request of the user waits for its own frame to be in the log."""
    repeat: float = 10.0
    """How long something new is posted again when its answer was lost, where the server does it only once."""
    first_frame: float = 2.0
    """How long to wait for the server's first word before the past is read without it."""
    patience: float = 30.0
    """From when on a room that never opened is given up at the next failure."""
    request_timeout: float = 10.0
    """For connecting, and for each wait for data of a request."""
    close_timeout: float = 1.0
    """For the closing handshake of a socket."""


class Hub:
    """The room's log, clock, connections and counters.

    Parameters
    ----------
    room : str
        The room's id, as a segment of a path.
    log : EventLog
        Where everything goes.
    rest : RestClient
        For requests.
    connect : Connector
        For sockets.
    clock : Clock
        For all waiting.
    rng : numpy.random.Generator
        For the delays between attempts.
    timings : Timings
        How long to wait.
    undirected : bool or None
        Whether the server sends one frame for both directions of a tie; None: not known.
    """

    def __init__(
        self,
        room: str,
        *,
        log: EventLog,
        rest: RestClient,
        connect: Connector,
        clock: Clock,
        rng: np.random.Generator,
        timings: Timings,
        undirected: bool | None,
    ) -> None:
        self.path = f"/api/rooms/{room}"
        self.log = log
        self.rest = rest
        self.connect = connect
        self.clock = clock
        self.rng = rng
        self.timings = timings
        self.undirected = undirected
        self.subscribed = {Channel.GRAPH: asyncio.Event(), Channel.CHAT: asyncio.Event()}
        self.opened: Link | None = None
        """A link of the graph's stream that is open already: the server was asked whether it speaks roomlab.v1."""
        self.ties = TieView(log)
        self.counters: Counter[str] = Counter()

    async def within(self, seconds: float, *news: Coroutine[Any, Any, object]) -> None:
        """Wait until one of `news` is over, `seconds` at most, and cancel the others; raises what that one raises."""
        waiting = [asyncio.ensure_future(each) for each in (self.clock.sleep(seconds), *news)]
        try:
            over, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in over:
                each.result()
        finally:
            for each in waiting:
                each.cancel()

    async def read(self, path: str, **params: str | int) -> Any:
        """Return the JSON at `path` below the room."""
        return await self.rest.request("GET", self.path + path, params=params)

    async def create(self, path: str, body: object) -> Any:
        """Post what makes something, and return the JSON of the answer.

        When the answer is lost, nobody knows whether the request arrived. So it is sent again only to a server that
        does a request with a key once; elsewhere that might make the same thing twice, and the error is raised.
        """
        if DOES_ONCE not in self.rest.features:
            return await self.rest.request("POST", self.path + path, body)
        # Not drawn from `rng`: two observers with the same seed would take each other's requests for their own.
        key = uuid.uuid4().hex
        delays = full_jitter(self.rng, self.timings.retry_shortest, self.timings.retry_longest)
        until = self.clock.monotonic() + self.timings.repeat
        while True:
            try:
                return await self.rest.request("POST", self.path + path, body, key=key)
            except RoomlabError as error:
                delay = next(delays)
                if classify(error) is not Failure.TRANSIENT or self.clock.monotonic() + delay > until:
                    raise
                logger.info("POST %s: %s; again in %.1f s", path, error, delay)
            await self.clock.sleep(delay)

    async def read_list(self, path: str, name: str, **params: str | int) -> tuple[list[Any], dict[str, Any]]:
        """Return the list called `name` in the JSON at `path`, and the whole answer; a bare list will do too.

        Raises
        ------
        ConnectionFailedError
            When there is no such list.
        """
        answer = await self.read(path, **params)
        whole = answer if isinstance(answer, dict) else {}
        items = answer if isinstance(answer, list) else whole.get(name)
        if not isinstance(items, list):
            raise ConnectionFailedError(
                f"{self.rest.address.http} answered GET {self.path}{path} without a list of {name}; "
                "check that it is a server of the contract"
            )
        return items, whole

    def parse_all(self, items: list[Any], parse: Callable[[dict[str, Any]], Record]) -> list[Record]:
        """Return the records of a list; items that are none are counted, and kept in the log as they are."""
        records = []
        for item in items:
            try:
                if not isinstance(item, dict):
                    raise ValueError("not an object")
                records.append(parse(item))
            except ValueError:
                self.keep_unknown(_text_of(item), Channel.SNAPSHOT)
        return records

    def keep_unknown(self, text: str, channel: Channel) -> None:
        """Keep what nobody understands, and count it."""
        self.counters["unknown"] += 1
        self.log.append(Unknown(text), channel)


def _text_of(item: object) -> str:
    try:
        return encode_json(item).decode()
    except ValueError as problem:
        return f"({problem})"


async def run_together(*parts: Coroutine[Any, Any, object]) -> None:
    """Run all `parts`; when one fails, cancel the others and raise its error alone.

    (`asyncio.TaskGroup` wraps the error, and forgets a cancellation that comes in the same moment.)
    """
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        if tasks:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
            raise outcome
