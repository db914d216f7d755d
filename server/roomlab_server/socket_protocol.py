"""uvicorn's protocol of a WebSocket, with what ours needs beyond it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from .outlet import Outlet

__all__ = ["SocketProtocol"]


class _Connection(ServerProtocol):
    """Forgets the pieces of a message when the client closes in its middle, and so gives it its close code back.

    RFC 6455, section 5.4, allows control frames between the pieces of a message, and 5.5.1 makes no exception of Close;
    ``websockets`` takes it for a mistake and answers 1002.
    """

    def recv_frame(self, frame: Frame) -> None:
        """Take note of a frame."""
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's "websockets-sansio" without compression, on such a connection, with an outlet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.outlet = Outlet()
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
