"""How long a connection may keep the server waiting: who sends nothing, or half a request, or takes no answer, goes.

uvicorn waits for ever for the rest of a request, and for a client that does not read. So one machine could hold all the
sockets that the server may have, without a password and without any work.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .limits import network_of

__all__ = ["PatientProtocol"]

REQUEST_SECONDS = 30.0
"""How long a request may take to arrive, from the connection or its first byte to its last one: 1 MiB at 35 kB/s."""

STANDSTILL_SECONDS = 30.0
"""How long an answer may wait without the client taking any of it."""


WAITING_BYTES = 256 << 20
"""Bytes of answers that may wait for all connections of one client (see :func:`~roomlab_server.limits.network_of`)."""


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP on h11, whose heads are bound (64 KiB), with an end to its patience."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._overdue: asyncio.TimerHandle | None = None
        self._standstill: asyncio.TimerHandle | None = None
        self._handed_over = False  # to the protocol of WebSockets

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_waiting()
        self._stop_looking()
        super().connection_lost(exc)

    # -- requests

    def data_received(self, data: bytes) -> None:
        """Take what arrived; wait for the rest, but not longer for each byte of it."""
        super().data_received(data)
        self._wait_or_not()

    def on_response_complete(self) -> None:
        """Go on with the next request, of which a part may be here already."""
        super().on_response_complete()
        self._wait_or_not()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over; refuse what the protocol of WebSockets cannot read, which it leaves unanswered."""
        self._handed_over = True
        self._stop_looking()
        super().handle_websocket_upgrade(event)
        if not getattr(self.transport.get_protocol(), "handshake_initiated", True):
            self.send_400_response("Invalid WebSocket handshake received.")

    def _wait_or_not(self) -> None:
        # Between two requests uvicorn itself closes an idle connection after five seconds.
        state = self.conn.their_state
        begun = state is h11.SEND_BODY or (state is h11.IDLE and self.timeout_keep_alive_task is None)
        if not begun or self._handed_over or self.transport.is_closing():
            self._stop_waiting()
        elif self._overdue is None:
            self._overdue = self.loop.call_later(REQUEST_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    # -- answers

    def pause_writing(self) -> None:
        """Look again and again whether the client takes anything; refuse who has far too much waiting."""
        super().pause_writing()
        if self._standstill is None:
            self._look_again(self.transport.get_write_buffer_size())
        if self._waiting_for_client() > WAITING_BYTES:
            self.transport.abort()

    def resume_writing(self) -> None:
        """Take note that nearly all was taken."""
        super().resume_writing()
        self._stop_looking()

    def _waiting_for_client(self) -> int:
        client = self._network
        waiting = (each for each in self.connections if isinstance(each, PatientProtocol) and each._standstill)
        return sum(each.transport.get_write_buffer_size() for each in waiting if each._network == client)

    @property
    def _network(self) -> str:
        return network_of(self.client[0] if self.client else None)

    def _stop_looking(self) -> None:
        if self._standstill is not None:
            self._standstill.cancel()
            self._standstill = None

    def _look_again(self, waiting: int) -> None:
        self._standstill = self.loop.call_later(STANDSTILL_SECONDS, self._look, waiting)

    def _look(self, before: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting >= before:
            self.transport.abort()
        else:
            self._look_again(waiting)
