"""One live room on the background loop: two streams, the roster, and the requests that the user makes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

import numpy as np

from roomlab import _wire
from roomlab.errors import ConnectionFailedError, RoomClosedError, RoomlabError
from roomlab.events import Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import EventLog
from roomlab.sources._address import path_segment
from roomlab.sources._backoff import PlainContractError
from roomlab.sources._chat_stream import ChatStream
from roomlab.sources._graph_stream import GraphStream
from roomlab.sources._hub import Hub, logger, run_together
from roomlab.sources._numbered_stream import NumberedStream
from roomlab.sources._roster import Roster
from roomlab.sources._stream import Stream
from roomlab.sources._tie_requests import cut, set_batch, set_one, takes_batches
from roomlab.sources.base import SourceState, SourceStatus

__all__ = ["Session"]

Result = TypeVar("Result")


class Session:
    """A live room. `run` is its whole life; everything but `status`, `name` and `ready` is for the loop's thread only.

    Parameters
    ----------
    hub : Hub
        What its parts share.

    Attributes
    ----------
    ready : concurrent.futures.Future
        Done when the past is loaded; holds the error when that failed for good.
    status : SourceStatus
        Replaced as a whole, so any thread may read it.
    name : str
        The room's name, once the server told it.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._roster = Roster(hub)
        self._graph = GraphStream(hub, self._on_change, self._roster)
        self._chat = ChatStream(hub, self._on_change, self._roster)
        self._numbered = NumberedStream(hub, self._on_change)
        self._streams: tuple[Stream, ...] = (self._numbered,) if hub.undirected is not True else self._plain
        self._loaded = asyncio.Event()
        self._life: asyncio.Future[None] | None = None
        self._requests: set[asyncio.Future[Any]] = set()
        self._end: RoomlabError | None = None
        self.name = ""
        self.ready: Future[None] = Future()
        self.ready.set_running_or_notify_cancel()  # whoever tires of waiting must not cancel it for the others
        self.status = SourceStatus(SourceState.CONNECTING, hub.clock.now())

    # -- life

    async def run(self) -> None:
        """Live until `stop`, or until going on is pointless; never raises but for cancellation from outside."""
        self._life = asyncio.ensure_future(self._live())
        if self._end is not None:  # stopped before it began
            self._life.cancel()
        try:
            await asyncio.wait((self._life,))
        finally:
            await self._wind_up()

    async def _live(self) -> None:
        try:
            room = await self._hub.read("")
            if isinstance(room, dict) and isinstance(room.get("name"), str):
                self.name = room["name"]
            if self._streams != self._plain:
                with contextlib.suppress(PlainContractError):
                    await self._numbered.run()
                self._streams = self._plain
            await run_together(self._graph.run(), self._chat.run(), self._follow_roster())
        except RoomlabError as error:
            self._fail(error)
        except Exception as defect:
            logger.exception("a defect in roomlab stopped the observation")
            self._fail(
                RoomlabError(f"a defect in roomlab stopped the observation: {type(defect).__name__}; please report it")
            )

    @property
    def _plain(self) -> tuple[Stream, ...]:
        return self._graph, self._chat

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Between which numbers of the server the log has every event; None where it does not number them."""
        numbers = self._numbered.place().get("numbers")
        return None if numbers is None else (numbers[0], numbers[1])

    async def _follow_roster(self) -> None:
        await self._loaded.wait()
        await self._roster.poll()

    async def stop(self) -> None:
        """End the life; `run` returns soon after. Idempotent."""
        if self._end is None:
            self._end = RoomClosedError("the room is closed; open it again with roomlab.connect")
        if self._life is not None:
            self._life.cancel()

    async def _wind_up(self) -> None:
        for request in self._requests:
            request.cancel()
        if self._life is not None and not self._life.done():  # `run` itself was cancelled
            self._life.cancel()
        if self._life is not None:
            await asyncio.wait((self._life, *self._requests))
        if self._hub.opened is not None:
            await self._hub.opened.close()
        await self._hub.rest.aclose()
        if self.status.state is not SourceState.FAILED:
            self._hub.log.append(Notice(NoticeKind.CLOSED, "closed", self._numbered.place()), Channel.LOCAL)
            self._set(SourceState.CLOSED, self.status.error)
        if not self.ready.done():
            self.ready.set_exception(self._end or RoomClosedError("the room was closed before it was open"))

    def _fail(self, error: RoomlabError) -> None:
        self._end = error
        self._set(SourceState.FAILED, str(error))
        self._hub.log.append(Notice(NoticeKind.FAILED, str(error)), Channel.LOCAL)
        if self.ready.done():
            logger.error("the observation has stopped: %s", error)
        else:  # whoever waits for it will see the error
            logger.info("the room could not be opened: %s", error)
            self.ready.set_exception(error)

    # -- status

    def _on_change(self) -> None:
        trouble = next((stream.trouble for stream in self._streams if stream.trouble), None)
        if any(stream.loaded is None for stream in self._streams):
            self._set(SourceState.CONNECTING, trouble)
            return
        state = SourceState.LIVE if all(stream.live for stream in self._streams) else SourceState.RECONNECTING
        self._set(state, trouble)
        if not self._loaded.is_set():
            self._announce()

    def _announce(self) -> None:
        """Say that the past is loaded."""
        recovered = [stream.loaded for stream in self._streams if stream.loaded is not None]
        counts = {"agents": len(self._numbered.agents) or len(self._roster.agents)}
        for part in recovered:
            counts |= part.counts
        missing = "; ".join(part.missing for part in recovered if part.missing)
        text = "loaded " + ", ".join(f"{count} {name}" for name, count in counts.items())
        details = {"loaded": counts, "complete": not missing, "missing": missing}
        self._hub.log.append(
            Notice(NoticeKind.LOADED, f"{text}; {missing}" if missing else text, details), Channel.LOCAL
        )
        self._loaded.set()
        if not self.ready.done():
            self.ready.set_result(None)

    def _set(self, state: SourceState, error: str | None = None) -> None:
        streams = self._streams
        self.status = SourceStatus(
            state=state,
            since=self.status.since if state is self.status.state else self._hub.clock.now(),
            gaps=sum(stream.gaps for stream in streams),
            open_gaps=sum(stream.loaded is not None and not stream.live for stream in streams),
            error=error,
        )

    # -- what the user asks for

    async def perform(self, request: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run one request of the user, which ends with the session.

        Raises
        ------
        RoomClosedError
            When the session has ended, or ends before the answer is there.
        """
        if self._end is not None:
            raise self._closed()
        task = asyncio.ensure_future(request())
        self._requests.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._end is None:
                raise
            raise self._closed() from None
        finally:
            self._requests.discard(task)

    def _closed(self) -> RoomClosedError:
        if isinstance(self._end, RoomClosedError):
            return self._end
        return RoomClosedError(f"the room has stopped: {self._end}")

    async def send(self, text: str, sender: str, to: str | None) -> Message:
        """Post a message to the room, or to one agent."""
        where = "/messages" if to is None else f"/agents/{path_segment(to)}/messages"
        message = await self._post(where, {"text": text, "sender": sender}, _wire.parse_message)
        await self._seen(lambda: self._has(message))
        return message

    async def post_event(self, description: str, agents: Sequence[str], event_type: str) -> RoomEvent:
        """Post an event."""
        body = {
            "description": description,
            "type": event_type,
            "agentIds": [_wire.agent_reference(one) for one in agents],
        }
        event = await self._post("/events", body, _wire.parse_event)
        await self._seen(lambda: self._has(event))
        return event

    async def _post(self, where: str, body: object, parse: Callable[[dict[str, Any]], Result]) -> Result:
        answer = await self._hub.create(where, body)
        try:
            if isinstance(answer, dict):
                return parse(answer)
        except ValueError:
            pass
        raise ConnectionFailedError(
            f"POST {self._hub.path}{where} was answered with something else than the contract says; "
            "what was sent may have arrived all the same"
        )

    async def set_sympathy(self, tie: EdgeUpdate) -> None:
        """Set a tie; the update itself comes by socket."""
        update = _UpdateAhead(self._hub.log, tie)
        told = _stored(await set_one(self._hub.rest, self._hub.path, tie), tie)
        if self._hub.undirected is None and (told.target, told.source) == (tie.source, tie.target):
            self._graph.found_undirected()
        await self._seen(lambda: update.has_come(told.sympathy))

    async def set_sympathies(self, ties: Sequence[EdgeUpdate]) -> None:
        """Set many ties, one after the other: in few requests, each all or nothing, where the server takes them so."""
        if not takes_batches(self._hub.rest):
            for tie in ties:
                await self.set_sympathy(tie)
            return
        for part in cut(ties):
            last = part[-1]
            update = _UpdateAhead(self._hub.log, last)
            await set_batch(self._hub.rest, self._hub.path, part)
            await self._seen(partial(update.has_come, last.sympathy))

    def _has(self, entry: Message | RoomEvent) -> bool:
        return self._chat.has(entry) or self._numbered.has(entry)

    async def _seen(self, logged: Callable[[], bool]) -> None:
        """Wait until what the server has accepted is in the log too, so that whoever wrote it can read it there.

        Where its frame does not come in time, nothing is wrong but the order of things: the server has it.
        """
        news = asyncio.Event()

        async def look() -> None:
            while not logged():
                news.clear()
                await news.wait()

        stop = self._hub.log.listen(news.set)
        try:
            await self._hub.within(self._hub.timings.echo, look())
        except asyncio.CancelledError:
            if self._end is None:  # else the room is being closed, and the answer is there all the same
                raise
        finally:
            stop()


def _stored(answer: object, asked: EdgeUpdate) -> EdgeUpdate:
    """Return the tie as the server says that it stored it; as it was asked for where it does not say."""
    try:
        return _wire.parse_edge(answer) if isinstance(answer, dict) else asked
    except ValueError:
        return asked


class _UpdateAhead:
    """Looks through a log for a change of one tie that is logged after this is made."""

    def __init__(self, log: EventLog, tie: EdgeUpdate) -> None:
        self._log = log
        self._pair = tie.source, tie.target
        self._row = log.count(EdgeUpdate)
        self._values: set[float] = set()

    def has_come(self, sympathy: float) -> bool:
        """Whether the tie was set to `sympathy`."""
        columns = self._log.edges(self._row)
        self._row += len(columns.pair)
        for pair in np.unique(columns.pair).tolist():
            if self._log.pairs[pair] == self._pair:
                self._values.update(columns.sympathy[columns.pair == pair].tolist())
        return sympathy in self._values
