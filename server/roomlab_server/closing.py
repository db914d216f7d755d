"""A client may close in the middle of a message that it sends in pieces; then it gets its close code back."""

from __future__ import annotations

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

__all__ = ["SocketProtocol"]


class _Connection(ServerProtocol):
    """Forgets the pieces when the client closes.

    RFC 6455, section 5.4, allows control frames between the pieces of a message, and 5.5.1 makes no exception of Close;
    ``websockets`` takes it for a mistake and answers 1002.
    """

    def recv_frame(self, frame: Frame) -> None:
        """Take note of a frame."""
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's "websockets-sansio" without compression, on such a connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conn = _Connection(max_size=self.config.ws_max_size, logger=logging.getLogger("uvicorn.error"))
