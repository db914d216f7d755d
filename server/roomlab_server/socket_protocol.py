"""uvicorn's protocol of a WebSocket, with what ours needs beyond it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError
from websockets.frames import CloseCode, Frame, Opcode
from websockets.server import ServerProtocol

from .limits import Allowance
from .outlet import Outlet

__all__ = ["SocketProtocol"]

FRAMES_PER_SECOND, FRAMES_AT_ONCE = 100.0, 300
"""Frames, pieces of messages and pings that a client may send: it needs one every few seconds, and all pay for each."""


class _Connection(ServerProtocol):
    """Ends with a client that floods it, and is kind to one that closes in the middle of a message.

    RFC 6455, section 5.4, allows control frames between the pieces of a message, and 5.5.1 makes no exception of Close;
    ``websockets`` takes it for a mistake and answers 1002. So the pieces are forgotten, and the client gets its close
    code back.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._allowance = Allowance(FRAMES_PER_SECOND, FRAMES_AT_ONCE)
        self._is_flooded = False

    def recv_frame(self, frame: Frame) -> None:
        """Take note of a frame."""
        if self._allowance.take(None):  # what came with it is not even looked at
            self._is_flooded = True
            raise ProtocolError("too many frames")
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)

    def fail(self, code: int, reason: str = "") -> None:
        """Close because of what the client did; for too many frames there is no code in the protocol's own rules."""
        super().fail(CloseCode.POLICY_VIOLATION if self._is_flooded else code, reason)


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's "websockets-sansio" without compression, on such a connection, with an outlet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.outlet = Outlet()
        self.when_lost: Callable[[], None] | None = None
        """Is told once that the connection has ended."""
        self.conn = _Connection(max_size=self.config.ws_max_size, logger=logging.getLogger("uvicorn.error"))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open the outlet."""
        super().connection_made(transport)
        self.outlet.open(transport)

    def pause_writing(self) -> None:
        """Tell the outlet too."""
        super().pause_writing()
        self.outlet.pause()

    def resume_writing(self) -> None:
        """Tell the outlet too."""
        super().resume_writing()
        self.outlet.resume()

    def handle_close(self, event: Frame) -> None:
        """Say nothing after the answer."""
        self.outlet.shut()
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the outlet too, before asyncio closes the socket and its descriptor becomes another's."""
        self.outlet.shut()
        super().connection_lost(exc)
        if self.when_lost is not None:
            self.when_lost()
            self.when_lost = None
