"""A socket that speaks ``roomlab.v1``: it goes on where its client stopped, or starts with a snapshot.

What a client missed is read from the log in the database, as fast as the client reads. Once it has caught up, it hears
what is committed straight away; a client that then falls behind is read to from the database again, so that the server
holds no more for it than what the transport's buffer may hold.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from . import frames, numbered
from .access import Caller
from .errors import StoreError
from .hub import FRAME_SIZE, Subscriber
from .model import Agent, Room
from .outlet import Outlet
from .services import Services
from .store import journal

__all__ = ["RoomFollower"]

SLOW_SECONDS = 15.0
"""How long a frame may wait for a client that does not read."""

AGENTS, LETTERS, TIES = 100, 1 << 18, 10_000
"""The most agents (fewer when they have so many characters of text, but for the last of them) and ties that one part of
a snapshot tells."""

logger = logging.getLogger("roomlab.server.follow")


class RoomFollower:
    """A :class:`~roomlab_server.hub.Follower` of a room.

    Parameters
    ----------
    socket : WebSocket
        Was accepted with the subprotocol.
    services : Services
        The parts of the server.
    room : Room
        What is followed.
    subscriber : Subscriber
        The same socket, for what is said between.
    transport : asyncio.Transport, optional
        The socket's, where it is known and does not compress.
    outlet : Outlet
        The way past it.
    caller : User or Observer
        Who follows.
    """

    def __init__(
        self,
        socket: WebSocket,
        services: Services,
        room: Room,
        subscriber: Subscriber,
        transport: asyncio.Transport | None,
        outlet: Outlet,
        caller: Caller,
    ) -> None:
        self._socket = socket
        self._services = services
        self._room = room
        self._caller = caller
        self._subscriber = subscriber
        self._transport = transport
        self.outlet = outlet
        """The way past the transport."""
        self.after = 0
        """The number of the last event that was sent."""
        self.live = False
        """Whether all was sent, so that what the hub says next follows it."""
        self._news = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    # -- what the hub says

    def hear(self, first: int, last: int, raw: bytes) -> None:
        """Pass on entries that follow those that were sent; otherwise go back to the database."""
        if not self.live:
            self._news.set()
            return
        if last <= self.after:  # read from the database before the hub came to it
            return
        transport = self._transport
        assert transport is not None
        bound = self._services.settings.send_buffer
        waiting = transport.get_write_buffer_size()
        if first == self.after + 1 and (not waiting or waiting + len(raw) <= bound):  # the rest of a frame always fits
            self.after = last
            if not transport.is_closing():
                transport.write(raw)
        else:
            self.live = False
            self._news.set()

    def close(self, code: int, reason: str) -> None:
        """Close the socket."""
        self._subscriber.close(code, reason)

    # -- from the client's word on

    def start(self, seen: numbered.Resume) -> bool:
        """Send everything that follows what the client has seen; return whether it was the first time to be told."""
        if self._running is not None:
            return False
        self._running = asyncio.create_task(self._run(seen))
        return True

    async def stop(self) -> None:
        """Send no more."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self, seen: numbered.Resume) -> None:
        try:
            await self._begin(seen)
            while True:
                await self._catch_up()
                await self._news.wait()
        except WebSocketDisconnect:
            pass
        except TimeoutError:
            self.close(frames.SLOW_READER, "read too slowly")
        except StoreError as error:
            self.close(frames.FAILED, str(error))
        except Exception:
            logger.exception("A socket of room %d failed.", self._room.id)
            self.close(frames.FAILED, "the server failed; its log says why")

    async def _begin(self, seen: numbered.Resume) -> None:
        reason = await self._refusal(seen)
        if reason:
            async with self._services.turn_to_copy(self._room, self._caller):
                await self._send_snapshot(reason)
            return
        assert seen.seq is not None
        self.after = seen.seq
        head = self._room.seq
        await self._send(numbered.resumed(True, await self._epoch_at(head), head))

    async def _refusal(self, seen: numbered.Resume) -> str:
        """Return why the client cannot go on from where it was, or ""."""
        if seen.epoch is None or seen.seq is None:
            return "no position was given"
        if not 0 <= seen.seq <= self._room.seq:
            return "the log of this room does not reach that number"
        if await self._epoch_at(seen.seq) != seen.epoch:
            return "the log of this room is another one"
        return ""

    async def _epoch_at(self, seq: int) -> str:
        return await self._services.store.read(journal.epoch_at, self._room.id, seq) or ""

    async def _send_snapshot(self, reason: str) -> None:
        room = self._room
        async with room.roster:  # nobody is half gone: memory is as the log tells it
            seq, agents, ties = room.seq, list(room.agents.values()), room.ties.copy()
            newest = max((entry.id for tail in (room.messages, room.events) for entry in tail.newest(1)), default=0)
        self.after = seq
        epoch = await self._epoch_at(seq)
        await self._send(numbered.resumed(False, epoch, seq, reason))
        for some_agents, some_ties, more in _parts(agents, ties):
            await self._send(numbered.snapshot(epoch, seq, newest, some_agents, some_ties, more))
            await asyncio.sleep(0)  # to send is not to wait, for a client that reads

    async def _catch_up(self) -> None:
        """Send what the database has, up to where memory stands; from the same moment on, the hub is heard."""
        store, room = self._services.store, self._room
        while self.after < room.seq:
            found, reached = await store.read(journal.frames_after, room.id, self.after, FRAME_SIZE)
            for frame in found:
                await self._send(frame)
            self.after = max(reached, self.after)
            if not found:
                raise StoreError("The log of this room does not hold what memory says it does.")
        self._news.clear()
        self.live = self._transport is not None

    async def _send(self, frame: bytes) -> None:
        """Send a frame when the client has read what was sent before."""
        if self._transport is not None and self._transport.is_closing():
            raise WebSocketDisconnect(1006)
        await asyncio.wait_for(self._socket.send_text(frame.decode()), SLOW_SECONDS)


def _parts(agents: list[Agent], ties: dict[tuple[int, int], float]) -> Iterator[tuple[list[Agent], list[Any], bool]]:
    """Yield the parts of a snapshot: some agents, some ties, and whether there are more."""
    groups, rest = _grouped(agents), iter(ties.items())
    count = max(1, len(groups), -(-len(ties) // TIES))
    for part in range(count):
        yield groups[part] if part < len(groups) else [], list(islice(rest, TIES)), part + 1 < count


def _grouped(agents: list[Agent]) -> list[list[Agent]]:
    groups: list[list[Agent]] = []
    letters = LETTERS
    for agent in agents:
        if letters >= LETTERS or len(groups[-1]) == AGENTS:
            groups.append([])
            letters = 0
        groups[-1].append(agent)
        letters += len(agent.character) + len(agent.avatar or "")
    return groups
