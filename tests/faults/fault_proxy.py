"""A TCP proxy with switchable faults, between any client and any server: on loopback, on a thread of its own.

What a network does to a connection, short of what only packets know (loss and reordering are TCP's own business):
delay, reset, half-open, black hole, stall, throttle, small pieces, and a cut after so many bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

Direction = Literal["up", "down"]
"""From the client to the server, or back."""

Result = TypeVar("Result")

PIECE = 65_536


@dataclass
class Faults:
    """What is wrong with the way; may be changed at any moment, and holds for all connections."""

    refuse: bool = False  # new connections are reset before the server hears of them
    delay: float = 0.0  # seconds that each piece waits, in each direction
    piece: int = PIECE  # bytes that are sent at once; 1 for single bytes
    rate: float | None = None  # bytes per second and direction of one connection
    stall: bool = False  # nothing moves; all of it moves on afterwards
    black_hole: bool = False  # what is sent vanishes; a connection that lost something never carries anything again


@dataclass
class Seen:
    """What went through."""

    connections: int = 0
    open: int = 0
    up: int = 0  # bytes
    down: int = 0
    pieces: int = 0
    resets: int = 0


class FaultProxy:
    """Forwards to one server. Every public method may be called from the test's thread.

    Parameters
    ----------
    upstream : str
        The server, as in ``http://127.0.0.1:8000``; `aim` can change it later.
    """

    def __init__(self, upstream: str) -> None:
        self.faults = Faults()
        self.seen = Seen()
        self._cuts: dict[Direction, int | None] = {"up": None, "down": None}
        self._pipes: set[_Pipe] = set()
        self._port = 0
        self.aim(upstream)

    def aim(self, upstream: str) -> None:
        """Forward new connections to another server."""
        address = urlsplit(upstream)
        self._upstream = str(address.hostname), int(address.port or 80)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # -- faults that happen once

    def reset(self) -> None:
        """Reset every connection, at both ends."""
        self._on_loop(lambda: [pipe.reset() for pipe in list(self._pipes)])

    def half_open(self, told: Literal["client", "server"] = "server") -> None:
        """Take every connection away from one end; the other is not told, and waits for ever."""
        self._on_loop(lambda: [pipe.half_open(told) for pipe in list(self._pipes)])

    def cut(self, direction: Direction, after: int = 0) -> None:
        """Reset the connection that carries the next byte after `after` more in a direction; once."""
        self._cuts[direction] = after

    @property
    def cut_is_due(self) -> bool:
        """Whether a cut still waits for its byte."""
        return any(left is not None for left in self._cuts.values())

    def budget(self, direction: Direction, data: bytes) -> tuple[bytes, bool]:
        """Return what of `data` may pass, and whether the connection is to be cut behind it."""
        left = self._cuts[direction]
        if left is None:
            return data, False
        if left >= len(data):
            self._cuts[direction] = left - len(data)
            return data, False
        self._cuts[direction] = None
        return data[:left], True

    # -- life

    def start(self) -> None:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(started)), name="fault-proxy", daemon=True)
        self._thread.start()
        assert started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    async def _run(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, backlog=1024)
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stopping.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # aborted transports close in the next turns of the loop

    def _on_loop(self, work: Callable[[], Result]) -> Result:
        async def run() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.seen.connections += 1
        pipe = _Pipe(self, (reader, writer))
        self._pipes.add(pipe)
        self.seen.open += 1
        try:
            if not self.faults.refuse:
                with contextlib.suppress(OSError, asyncio.CancelledError):
                    await pipe.run(*self._upstream)
        finally:
            pipe.reset(count=False)
            self.seen.open -= 1
            self._pipes.discard(pipe)
            self._tasks.discard(task)


End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Pipe:
    """One connection of a client, and its own to the server."""

    def __init__(self, proxy: FaultProxy, client: End) -> None:
        self._proxy = proxy
        self._client = client
        self._server: End | None = None
        self._lost = False

    async def run(self, host: str, port: int) -> None:
        self._server = await asyncio.open_connection(host, port)
        for _, writer in (self._client, self._server):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        both = [
            asyncio.ensure_future(self._pump("up", self._client[0], self._server[1])),
            asyncio.ensure_future(self._pump("down", self._server[0], self._client[1])),
        ]
        try:
            await asyncio.gather(*both)
        finally:
            for each in both:
                each.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _pump(self, direction: Direction, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        faults = self._proxy.faults
        while True:
            data = await self._read(reader)
            if faults.delay and data:
                await asyncio.sleep(faults.delay)
            while faults.stall:  # noqa: ASYNC110 - the test sets it from its own thread
                await asyncio.sleep(0.005)
            if not data:
                break
            self._lost = self._lost or faults.black_hole
            while data and not self._lost:
                size = faults.piece if faults.rate is None else min(faults.piece, max(1, int(faults.rate / 50)))
                piece, data = data[:size], data[size:]
                await self._forward(direction, piece, writer)
        if not self._lost:
            writer.write_eof()

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        """Return what came, or nothing at the end; the end of a connection that is not told of it does not come."""
        with contextlib.suppress(ConnectionError):
            data = await reader.read(PIECE)
            if data:
                return data
        if self._lost:
            await asyncio.Event().wait()
        return b""

    async def _forward(self, direction: Direction, data: bytes, writer: asyncio.StreamWriter) -> None:
        proxy = self._proxy
        allowed, cut = proxy.budget(direction, data)
        if allowed:
            setattr(proxy.seen, direction, getattr(proxy.seen, direction) + len(allowed))
            proxy.seen.pieces += 1
            writer.write(allowed)
            await writer.drain()
        if cut:
            # What went through before must arrive before the reset does: a reset throws away what was not read yet.
            await asyncio.sleep(0.002)
            self.reset()
            raise ConnectionResetError
        if proxy.faults.rate is not None:
            await asyncio.sleep(len(data) / proxy.faults.rate)
        elif proxy.faults.piece < PIECE:
            await asyncio.sleep(0)

    def half_open(self, told: Literal["client", "server"]) -> None:
        self._lost = True
        end = self._server if told == "server" else self._client
        if end is not None:
            end[1].transport.abort()

    def reset(self, *, count: bool = True) -> None:
        self._proxy.seen.resets += count
        for end in (self._client, self._server):
            if end is not None and not end[1].transport.is_closing():
                # Without lingering, so that it is a reset and no polite end.
                handle = end[1].get_extra_info("socket")
                with contextlib.suppress(OSError):
                    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end[1].transport.abort()


@contextlib.contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    """Run a proxy while the block lasts."""
    proxy = FaultProxy(upstream)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


__all__: list[Any] = ["FaultProxy", "Faults", "fault_proxy"]
