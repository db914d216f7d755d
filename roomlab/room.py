"""A room: what a user holds.

`BaseRoom` reads. `Room` adds the verbs for plain scripts and notebook cells, `AsyncRoom` the same verbs for
coroutines; both hand them to the same asynchronous source, so there is one implementation of each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from roomlab import _values
from roomlab._base_room import BaseRoom
from roomlab._waiting import Goal, wait_blocking, wait_for_future, wait_in_task
from roomlab.events import Message, RoomEvent

__all__ = ["AsyncRoom", "BaseRoom", "Room"]


class Room(BaseRoom):
    """A room as plain scripts and notebook cells use it: each verb returns when it is done.

    Close it, or use it in a ``with`` statement; a room that is merely forgotten closes itself when it is collected.

    Parameters
    ----------
    source : Source
        Where the room comes from. The room owns it from now on, and closes it.
    """

    def wait(
        self,
        *,
        messages: int | None = None,
        events: int | None = None,
        changes: int | None = None,
        until: Callable[[Room], object] | None = None,
        timeout: float | None = None,
    ) -> None:
        """Wait until as much as asked for has come since this call, then bring `graph` up to date.

        Parameters
        ----------
        messages, events, changes : int, optional
            How many new messages, events and changes of ties; all that are given have to come. With nothing given, not
            even `until`, any one of them is enough.
        until : callable, optional
            Gets the room, after each piece of news, and says whether it is time; its error ends the waiting.
        timeout : float, optional
            Seconds; without it there is no limit.

        Raises
        ------
        WaitTimeoutError
            When it did not come in time, or cannot come any more because the room is of the past.
        RoomClosedError
            When the room is closed or its source has failed.
        InputError
            When a number is not one.
        """
        self._refuse_own_thread()
        limit = _values.seconds(timeout)
        wanted = {"messages": messages, "events": events, "changes": changes}
        wait_blocking(Goal(self._source, wanted, until, self), limit)
        self._advance_held_graph()

    def send(self, text: str, *, sender: str = "user", to: str | int | None = None) -> Message:
        """Post a message.

        Parameters
        ----------
        text : str
            Not empty.
        sender : str
            The name it is posted under.
        to : str or int, optional
            The agent it is for, by id or name; without it, everybody.

        Returns
        -------
        Message
            As the server stored it.

        Raises
        ------
        InputError, ReadOnlyRoomError, RoomClosedError, RequestError, ConnectionFailedError
            When a value is wrong, the room cannot be written to, or the server refuses or cannot be reached.
        """
        self._refuse_own_thread()
        return wait_for_future(self._send(text, sender, to))

    def set_sympathy(self, source: str | int, target: str | int, sympathy: float) -> None:
        """Set what one agent feels towards another.

        Parameters
        ----------
        source, target : str or int
            Who feels, and towards whom; ids or names.
        sympathy : float
            In [-1, 1].

        Raises
        ------
        InputError, ReadOnlyRoomError, RoomClosedError, RequestError, ConnectionFailedError
            When a value is wrong, the room cannot be written to, or the server refuses or cannot be reached.
        """
        self._refuse_own_thread()
        wait_for_future(self._set_sympathy(source, target, sympathy))

    def set_sympathies(self, ties: Iterable[tuple[str | int, str | int, float]]) -> None:
        """Set many ties, one after the other, much faster than each by itself.

        roomlab's server takes 10,000 in a request, of which all are stored or none; another server gets a request for
        each.

        Parameters
        ----------
        ties : iterable of (source, target, sympathy)
            As for `set_sympathy`: ids or names, and a number in [-1, 1]; ``graph.edges(data="sympathy")`` will do. A
            tie may be there several times.

        Raises
        ------
        InputError, ReadOnlyRoomError, RoomClosedError, RequestError, ConnectionFailedError
            When a value is wrong, and then nothing is sent; when the room cannot be written to, or the server refuses
            or cannot be reached, and then earlier requests have been carried out.
        """
        self._refuse_own_thread()
        wait_for_future(self._set_sympathies(ties))

    def post_event(
        self, description: str, *, agents: Sequence[str | int] = (), event_type: str = "user_event"
    ) -> RoomEvent:
        """Post an event.

        Parameters
        ----------
        description : str
            What happened; not empty.
        agents : sequence of str or int
            Whom it concerns; ids or names.
        event_type : str
            The kind of event.

        Returns
        -------
        RoomEvent
            As the server stored it.

        Raises
        ------
        InputError, ReadOnlyRoomError, RoomClosedError, RequestError, ConnectionFailedError
            When a value is wrong, the room cannot be written to, or the server refuses or cannot be reached.
        """
        self._refuse_own_thread()
        return wait_for_future(self._post_event(description, agents, event_type))

    def close(self) -> None:
        """End the observation; what was seen stays readable. Can be called again."""
        self._refuse_own_thread()
        self._closed = True
        self._forget()
        self._close_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncRoom(BaseRoom):
    """A room as coroutines use it: each verb is awaited, and takes and raises what that of `Room` does.

    Close it, or use it in an ``async with`` statement; a room that is merely forgotten closes itself when it is
    collected.

    Parameters
    ----------
    source : Source
        Where the room comes from. The room owns it from now on, and closes it.
    """

    async def wait(
        self,
        *,
        messages: int | None = None,
        events: int | None = None,
        changes: int | None = None,
        until: Callable[[AsyncRoom], object] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the same words as Room.wait)
    ) -> None:
        """Wait as `Room.wait` does, while other tasks run."""
        limit = _values.seconds(timeout)
        wanted = {"messages": messages, "events": events, "changes": changes}
        await wait_in_task(Goal(self._source, wanted, until, self), limit)
        self._advance_held_graph()

    async def send(self, text: str, *, sender: str = "user", to: str | int | None = None) -> Message:
        """Post a message, as `Room.send` does."""
        return await asyncio.wrap_future(self._send(text, sender, to))

    async def set_sympathy(self, source: str | int, target: str | int, sympathy: float) -> None:
        """Set what one agent feels towards another, as `Room.set_sympathy` does."""
        await asyncio.wrap_future(self._set_sympathy(source, target, sympathy))

    async def set_sympathies(self, ties: Iterable[tuple[str | int, str | int, float]]) -> None:
        """Set many ties, as `Room.set_sympathies` does."""
        await asyncio.wrap_future(self._set_sympathies(ties))

    async def post_event(
        self, description: str, *, agents: Sequence[str | int] = (), event_type: str = "user_event"
    ) -> RoomEvent:
        """Post an event, as `Room.post_event` does."""
        return await asyncio.wrap_future(self._post_event(description, agents, event_type))

    async def close(self) -> None:
        """End the observation; what was seen stays readable. Can be called again."""
        self._closed = True
        self._forget()
        await asyncio.to_thread(self._close_all)  # it waits, and this loop must not

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
