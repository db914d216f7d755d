"""A room on a server: followed while it lives, and spoken to."""

from __future__ import annotations

import atexit
import contextlib
import threading
import weakref
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import numpy as np

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab._portal import THREAD_NAME, Lease
from roomlab._secret import Secret
from roomlab.errors import RoomClosedError
from roomlab.events import EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.sources._address import room_segment
from roomlab.sources._hub import Hub, Timings
from roomlab.sources._rest import RestClient
from roomlab.sources._session import Session
from roomlab.sources._socket import WebSocketConnector
from roomlab.sources.base import SourceStatus

__all__ = ["LiveSource", "Timings"]

CLOSE_LIMIT = 1.8
"""Seconds that `LiveSource.close` waits at most, whatever the server does."""

Result = TypeVar("Result")


class LiveSource:
    """A room on a server of the contract; constructing it starts it, on the background thread of all live rooms.

    Parameters
    ----------
    url : str
        The server, as in ``http://localhost:8000``; with a slash or ``/api`` at the end too.
    room : int or str
        The room's id.
    email : str, optional
        Who looks.
    password : str or Secret, optional
        With it an expired token is renewed even where the server cannot refresh it.
    token, refresh_token : str or Secret, optional
        Tokens of an earlier login, instead or beside.
    undirected : bool, optional
        Whether the server keeps one tie for both directions and sends it once; then each update is shown both ways. By
        default this is taken to be so when the server shows it, by answering `set_sympathy` with the ends exchanged.
    clock : Clock
        For all waiting.
    rng : numpy.random.Generator, optional
        For the delays between attempts to reconnect; a fresh one by default.
    timings : Timings
        How long to wait for what.

    Raises
    ------
    InputError
        When the address or the room cannot be one. All else that goes wrong is held by `ready` and told by `status`.
    """

    def __init__(
        self,
        url: str,
        room: int | str,
        *,
        # who asks
        email: str | None = None,
        password: str | Secret | None = None,
        token: str | Secret | None = None,
        refresh_token: str | Secret | None = None,
        # the server's habits
        undirected: bool | None = None,
        # time and chance
        clock: Clock = SYSTEM_CLOCK,
        rng: np.random.Generator | None = None,
        timings: Timings = Timings(),  # noqa: B008 - frozen
    ) -> None:
        password, token, refresh_token = map(Secret.of, (password, token, refresh_token))
        segment = room_segment(room)
        rest = RestClient(
            url,
            email=email,
            password=password,
            token=token,
            refresh_token=refresh_token,
            timeout=timings.request_timeout,
        )
        address = rest.address
        hub = Hub(
            segment,
            log=EventLog(clock),
            rest=rest,
            connect=WebSocketConnector(
                address, open_timeout=timings.request_timeout, close_timeout=timings.close_timeout
            ),
            clock=clock,
            rng=np.random.default_rng() if rng is None else rng,
            timings=timings,
            undirected=undirected,
        )
        self._log = hub.log
        self._counters = hub.counters
        self._origin = {"server": address.http, "room": segment}
        self._where = f"room {room} on {address.host}"
        self._session = Session(hub)
        self._lease = Lease()
        self._ended = self._lease.submit(self._session.run)
        self._ending: threading.Thread | None = None
        # Neither the thread nor this finalizer holds the source itself, so a room that is forgotten is closed.
        self._finalizer = weakref.finalize(self, _start_ending, self._session, self._lease, self._ended)
        self._finalizer.atexit = False
        _open.add(self)

    def __repr__(self) -> str:
        if not hasattr(self, "_session"):  # a traceback that shows local variables asks for one that was never made
            return "<LiveSource that was not made>"
        return f"<LiveSource of {self._where}: {self.status.state}>"

    # -- reading

    @property
    def log(self) -> EventLog:
        """The log that this source appends to."""
        return self._log

    @property
    def title(self) -> str:
        """The room's name, which is untrusted text, and where it is."""
        name = self._session.name
        return f"{name} ({self._where})" if name else self._where

    @property
    def origin(self) -> dict[str, str]:
        """The address of the ``server``, without credentials, and the id of the ``room``."""
        return dict(self._origin)

    @property
    def status(self) -> SourceStatus:
        """How the source is now; readable from any thread."""
        return self._session.status

    @property
    def ready(self) -> Future[None]:
        """Done when the room is open and its past is loaded; holds the error when that failed for good."""
        return self._session.ready

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Between which numbers of the server the log has every event; None where the server does not number them."""
        return self._session.numbers

    @property
    def counters(self) -> dict[str, int]:
        """How many frames were ``unknown``, ``duplicates``, or ``errors`` told by the server."""
        return dict(self._counters)

    # -- writing

    def send(self, text: str, *, sender: str = "user", to: str | None = None) -> Future[Message]:
        """Post a message, to the room or to one agent.

        Parameters
        ----------
        text : str
            What to say; not empty.
        sender : str
            Who says it; the name of an agent makes it that agent's own message.
        to : str, optional
            The id of the agent that it is for.

        Returns
        -------
        concurrent.futures.Future
            Gives the message as the server stored it.
        """
        return self._request(lambda: self._session.send(text, sender, to))

    def set_sympathy(self, source: str, target: str, sympathy: float) -> Future[None]:
        """Set what the agent with the id `source` feels towards `target`, in [-1, 1]; the server refuses any other."""
        tie = EdgeUpdate(source, target, sympathy)
        return self._request(lambda: self._session.set_sympathy(tie))

    def set_sympathies(self, ties: Sequence[EdgeUpdate]) -> Future[None]:
        """Set many ties, one after the other.

        A server that takes them so gets up to 10,000 in a request, of which all are stored or none; another one gets a
        request for each.

        Parameters
        ----------
        ties : sequence of EdgeUpdate
            By ids, each sympathy in [-1, 1]; their timestamps do not matter. A tie may be there several times.
        """
        return self._request(lambda: self._session.set_sympathies(ties))

    def post_event(
        self, description: str, *, agents: Sequence[str] = (), event_type: str = "user_event"
    ) -> Future[RoomEvent]:
        """Post an event that concerns the agents with the ids `agents`.

        Returns
        -------
        concurrent.futures.Future
            Gives the event as the server stored it.
        """
        ids = [str(agent) for agent in agents]
        return self._request(lambda: self._session.post_event(description, ids, event_type))

    def _request(self, request: Callable[[], Coroutine[Any, Any, Result]]) -> Future[Result]:
        session = self._session
        return self._lease.submit(lambda: session.perform(request))

    # -- the end

    def on_thread(self) -> bool:
        """Whether the caller is the background thread, which must not wait for a room."""
        return self._lease.on_thread()

    def close(self) -> None:
        """Stop, and leave no thread, task or socket behind. Idempotent; waits until it is done, two seconds at most."""
        if self._finalizer.detach() is not None:
            self._ending = _start_ending(self._session, self._lease, self._ended)
        if self._ending is not None and not self._lease.on_thread():
            self._ending.join(CLOSE_LIMIT)


_open: weakref.WeakSet[LiveSource] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Take leave of the servers when the program ends without having closed its rooms."""
    for source in list(_open):
        source.close()


def _start_ending(session: Session, lease: Lease, ended: Future[None]) -> threading.Thread | None:
    """End the session on a thread of its own: the garbage collector may ask for it on any thread, holding any lock."""
    if not lease.usable:
        return None
    thread = threading.Thread(target=_end, args=(session, lease, ended), name=f"{THREAD_NAME}-close", daemon=True)
    thread.start()
    return thread


def _end(session: Session, lease: Lease, ended: Future[None]) -> None:
    with contextlib.suppress(RoomClosedError):  # the background thread has died: there is nothing to stop
        lease.submit(session.stop)
    if not wait((ended,), timeout=CLOSE_LIMIT).done:
        ended.cancel()
    lease.release()
