"""How long a connection may keep the server waiting: who sends nothing, or half a request, or takes no answer, goes.

uvicorn waits for ever for the rest of a request, and for a client that does not read. So one machine could hold all the
sockets that the server may have, without a password and without any work. Who comes from a network that has very many
already is told so and let go.
"""

from __future__ import annotations

import asyncio
import functools
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .networks import Network, Networks
from .socket_protocol import SocketProtocol

__all__ = ["PatientProtocol"]

REQUEST_SECONDS = 30.0
"""How long a request may take to arrive, from the connection or its first byte to its last one: 1 MiB at 35 kB/s."""

STANDSTILL_SECONDS = 30.0
"""How long an answer may wait without the client taking any of it."""

WAITING_BYTES = 256 << 20
"""Bytes of answers that may wait for all connections of one network (see :func:`~roomlab_server.limits.network_of`)."""

TURN_AWAY_SECONDS = 2.0
"""How long who comes from a network with too many connections has for asking, so as to be told why there is no more."""

TURNED_AWAY = 256
"""Connections of one network that have that; further ones are closed as soon as they come."""

_REFUSAL = (
    b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\nretry-after: 5\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%b"
)


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP on h11, whose heads are bound (64 KiB), with an end to its patience, on one of the `networks`."""

    def __init__(self, *args: Any, networks: Networks, **options: Any) -> None:
        super().__init__(*args, **options)
        self._networks = networks
        self._network: Network | None = None  # whose connection it is, while it is counted
        self._is_too_much = False
        self._waiting = 0  # bytes of it that are counted there
        self._overdue: asyncio.TimerHandle | None = None
        self._standstill: asyncio.TimerHandle | None = None
        self._handed_over = False  # to the protocol of WebSockets

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for a request, unless the network has very many connections."""
        super().connection_made(transport)
        self._network, excess = self._networks.enter(self.client[0] if self.client else None)
        self._is_too_much = excess > 0
        if excess > TURNED_AWAY:
            self._turn_away()
        elif excess:
            self._overdue = self.loop.call_later(TURN_AWAY_SECONDS, self._turn_away)
        else:
            self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_waiting()
        self._stop_looking()
        self._leave()
        super().connection_lost(exc)

    def _turn_away(self) -> None:
        if self.transport.is_closing():
            return
        most = self._networks.most
        detail = (
            f"{most} connections from this network are open, the most that this server takes; "
            "close some, or start it with a larger --connections-per-network."
        )
        body = json.dumps({"detail": detail}).encode()
        self.transport.write(_REFUSAL % (len(body), body))
        self.transport.close()

    def _leave(self) -> None:
        if self._network is not None:
            self._networks.leave(self._network)
            self._network = None

    # -- requests

    def data_received(self, data: bytes) -> None:
        """Take what arrived; wait for the rest, but not longer for each byte of it."""
        if self._is_too_much:  # an answer before the question is lost to some
            self._turn_away()
            return
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
        socket = self.transport.get_protocol()
        if isinstance(socket, SocketProtocol) and self._network is not None:  # this object is done with
            socket.when_lost = functools.partial(self._networks.leave, self._network)
            self._network = None
        if not getattr(socket, "handshake_initiated", True):
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
        if self._network is None:
            return
        if self._standstill is None:
            self._look_again(self.transport.get_write_buffer_size())
        if self._network.waiting > WAITING_BYTES:
            self.transport.abort()

    def resume_writing(self) -> None:
        """Take note that nearly all was taken."""
        super().resume_writing()
        self._stop_looking()

    def _stop_looking(self) -> None:
        if self._standstill is not None:
            self._standstill.cancel()
            self._standstill = None
            self._count(0)

    def _count(self, waiting: int) -> None:
        # uvicorn writes no more while it waits: until the next look it only becomes less.
        if self._network is not None:
            self._network.waiting += waiting - self._waiting
            self._waiting = waiting

    def _look_again(self, waiting: int) -> None:
        self._count(waiting)
        self._standstill = self.loop.call_later(STANDSTILL_SECONDS, self._look, waiting)

    def _look(self, before: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting >= before:
            self.transport.abort()
        else:
            self._look_again(waiting)
