"""The way past the transport of a socket, which stands open while nothing waits in there."""

from __future__ import annotations

import asyncio
import os

__all__ = ["NOWHERE", "Outlet"]

NOWHERE = -1
"""A descriptor that nothing can be written to."""


class Outlet:
    """The descriptor of a socket, for as long as ready bytes may go straight to that, past the socket's transport.

    They may while the transport's buffer is empty, for what they say comes after it, and until the transport closes,
    for then the descriptor may be another's. Nobody asks for either when bytes are sent: asyncio tells the protocol of
    the transport, and the protocol tells the outlet (docs/decisions/0008).
    """

    __slots__ = ("_own", "_transport", "descriptor")

    def __init__(self) -> None:
        self.descriptor = NOWHERE
        """Where ready bytes may go at this moment, by ``os.write``."""
        self._own = NOWHERE
        self._transport: asyncio.Transport | None = None

    def open(self, transport: asyncio.Transport) -> None:
        """Lead to the transport's socket; who calls this calls the other three when asyncio tells the protocol."""
        self._transport, self._own = transport, _descriptor(transport)
        if not transport.get_write_buffer_size():
            self.resume()
        transport.set_write_buffer_limits(high=0)  # a byte that waits is told

    def pause(self) -> None:
        """Take note that something waits in the transport (``pause_writing``)."""
        self.descriptor = NOWHERE

    def resume(self) -> None:
        """Take note that nothing waits any more (``resume_writing``)."""
        if self._transport is not None and not self._transport.is_closing():
            self.descriptor = self._own

    def shut(self) -> None:
        """Take note that the transport closes, or that its socket is about to (``connection_lost``)."""
        self.descriptor = self._own = NOWHERE


def _descriptor(transport: asyncio.Transport) -> int:
    """Return the descriptor of the socket, or NOWHERE where bytes do not go as they are, or not in the order asked."""
    handle = transport.get_extra_info("socket")
    if handle is None or transport.get_extra_info("sslcontext") is not None or os.name == "nt":
        return NOWHERE
    if not isinstance(asyncio.get_running_loop(), asyncio.SelectorEventLoop):  # uvloop's transports hold bytes back
        return NOWHERE
    return int(handle.fileno())
