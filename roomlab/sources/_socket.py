"""The two streams' transport: one WebSocket behind a seam that tests replace."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from roomlab._secret import Secret
from roomlab.errors import ConnectionFailedError, RoomlabError
from roomlab.sources._address import Address
from roomlab.sources._backoff import LinkLostError, LinkRefusedError

__all__ = ["Connector", "Link", "WebSocketConnector"]

MAX_FRAME = 16 * 2**20
"""Bytes of the largest frame that is read; a larger one ends the connection."""
MAX_QUEUE = 1024
"""Frames that wait in a socket's queue before reading from the network pauses."""


class Link(Protocol):
    """An open stream.

    Attributes
    ----------
    frames : int
        How many frames have come.
    greeted : asyncio.Event
        Set when the first one has.
    subprotocol : str or None
        The one that the server chose of those that it was offered.
    """

    subprotocol: str | None
    frames: int
    greeted: asyncio.Event

    async def pump(self, handle: Callable[[bytes], None]) -> None:
        """Hand over each frame until the stream ends, then raise `LinkLostError`."""

    async def send(self, text: str) -> None:
        """Send one frame, or raise `LinkLostError`."""

    async def close(self) -> None:
        """End the stream, politely if that is quick."""


class Connector(Protocol):
    """Opens streams."""

    def __call__(self, path: str, token: Secret | None, offered: str | None = None) -> Awaitable[Link]:
        """Open the stream at `path`, or raise `LinkRefusedError` or `ConnectionFailedError`.

        `offered` is a WebSocket subprotocol that the server may choose.
        """


class _RedactToken(logging.Filter):
    """Takes the token out of whatever the WebSocket library logs: it stands in the request line."""

    _token = re.compile(r"(token=)[^\s&]+", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._token.sub(r"\1…", record.getMessage())
        record.args = None
        return True


_logger = logging.getLogger("roomlab.sources.websockets")
_logger.addFilter(_RedactToken())


class WebSocketConnector:
    """Opens real sockets to one server.

    Parameters
    ----------
    address : Address
        The server.
    open_timeout, close_timeout : float
        Seconds that the opening and the closing handshake may take.
    """

    def __init__(self, address: Address, *, open_timeout: float = 10.0, close_timeout: float = 1.0) -> None:
        self._address = address
        self._open_timeout = open_timeout
        self._close_timeout = close_timeout

    async def __call__(self, path: str, token: Secret | None, offered: str | None = None) -> Link:
        """Open the stream at `path`, or raise `LinkRefusedError` or `ConnectionFailedError`."""
        try:
            return WebSocketLink(
                await connect(
                    f"{self._address.ws}{path}?token={quote(token.reveal() if token else '', safe='')}",
                    compression=None,  # it costs the server more than it saves
                    subprotocols=None if offered is None else [Subprotocol(offered)],
                    proxy=None if self._address.loopback else True,
                    # timeouts, in seconds; pings are the contract's own
                    open_timeout=self._open_timeout,
                    close_timeout=self._close_timeout,
                    ping_interval=None,
                    # limits, in bytes and frames
                    max_size=MAX_FRAME,
                    max_queue=MAX_QUEUE,
                    logger=_logger,
                )
            )
        except InvalidStatus as refusal:
            failure: RoomlabError = LinkRefusedError(refusal.response.status_code)
        except (OSError, EOFError, WebSocketException, ImportError) as problem:
            # Only an OSError's text is safe to repeat: others may quote the address, and with it the token.
            why = str(problem) if isinstance(problem, OSError) else type(problem).__name__
            failure = ConnectionFailedError(f"no socket to {self._address.host}: {why}")
        raise failure  # out here, so that it does not hold on to the library's error, which knows the address


class WebSocketLink:
    """One open socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.subprotocol: str | None = socket.subprotocol
        self.frames = 0
        self.greeted = asyncio.Event()
        self._socket = socket

    async def pump(self, handle: Callable[[bytes], None]) -> None:
        """Hand over each frame until the stream ends, then raise `LinkLostError`."""
        receive = self._socket.recv
        try:
            data = await receive(False)
            self.greeted.set()
            while True:
                self.frames += 1
                handle(data)
                data = await receive(False)
        except ConnectionClosed as end:
            raise _lost(end) from None

    async def send(self, text: str) -> None:
        """Send one frame, or raise `LinkLostError`."""
        try:
            await self._socket.send(text)
        except ConnectionClosed as end:
            raise _lost(end) from None

    async def close(self) -> None:
        """End the stream; a peer that does not answer is given `close_timeout` seconds."""
        await self._socket.close()


def _lost(end: ConnectionClosed) -> LinkLostError:
    frame = end.rcvd or end.sent
    if frame is None:
        return LinkLostError(None, "the connection broke off")
    reason = "".join(sign for sign in frame.reason if sign.isprintable())
    return LinkLostError(frame.code, reason or "the server closed it")
