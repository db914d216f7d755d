"""Long answers in pieces: who asks for much holds nobody else up, and nothing has to fit into memory.

An answer that fits into one piece is sent as any other. Of a longer one each piece is made when the client has taken
the one before, and between two of them everybody else has their turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..access import account_of
from ..services import Services
from ..users import User

__all__ = ["PIECE", "Each", "InPieces", "json_pieces", "pages"]

PIECE = 1 << 16
"""Bytes from which on a piece is sent; it is longer by one item at most (two texts of a client, escaped: 0.8 MB)."""

PAGE = 100
"""Rows that are read from the database at once; each may hold two texts of 256 KiB."""

_encode = msgspec.json.Encoder().encode


class Each:
    """A list in an answer, each of whose items is shaped and encoded when its turn comes.

    Parameters
    ----------
    items : iterable
        What it holds; or an asynchronous iterable of pages of it.
    shape : callable
        Turns an item into what is told of it.
    named : bool
        Whether it is an object instead: `shape` then returns a name and a value.
    """

    def __init__(
        self, items: Iterable[Any] | AsyncIterable[Iterable[Any]], shape: Callable[[Any], Any], *, named: bool = False
    ) -> None:
        self._items = items
        self._shape = shape
        self._named = named

    async def texts(self) -> AsyncIterator[bytes]:
        """Yield the JSON text, about a piece at a time."""
        yield b"{" if self._named else b"["
        comma = b""
        async for page in self._pages():
            for text in self._joined(page):
                yield comma + text
                comma = b","
        yield b"}" if self._named else b"]"

    async def _pages(self) -> AsyncIterator[Iterable[Any]]:
        if isinstance(self._items, AsyncIterable):
            async for page in self._items:
                yield page
        else:
            yield self._items

    def _joined(self, items: Iterable[Any]) -> Iterator[bytes]:
        texts, size = [], 0
        for item in items:
            shaped = self._shape(item)
            text = b"%b:%b" % (_encode(shaped[0]), _encode(shaped[1])) if self._named else _encode(shaped)
            texts.append(text)
            size += len(text)
            if size >= PIECE:
                yield b",".join(texts)
                texts, size = [], 0
        if texts:
            yield b",".join(texts)


async def _texts(content: Any) -> AsyncIterator[bytes]:
    if isinstance(content, Each):
        async for text in content.texts():
            yield text
    elif isinstance(content, dict) and content:
        opening = b"{"
        for name, value in content.items():
            yield opening + _encode(name) + b":"
            async for text in _texts(value):
                yield text
            opening = b","
        yield b"}"
    else:
        yield _encode(content)


async def json_pieces(content: Any) -> AsyncIterator[bytes]:
    """Yield the JSON text of `content`, in which :class:`Each` may stand for a list, in pieces.

    Before a further piece is made, the event loop does what else there is to do.
    """
    held, size = [], 0
    async for text in _texts(content):
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
            await asyncio.sleep(0)
    if held:
        yield b"".join(held)


class InPieces(Response):
    """An answer in pieces.

    Parameters
    ----------
    make : callable
        Returns the content, when it is the answer's turn.
    turn : async context manager, optional
        Is held until all was taken.
    """

    media_type = "application/json"

    def __init__(
        self, make: Callable[[], Awaitable[Any]], turn: AbstractAsyncContextManager[Any] | None = None
    ) -> None:
        self.status_code = 200
        self.background = None
        self._make = make
        self._turn = turn or nullcontext()
        self.init_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, unless the client goes away."""
        async with self._turn:
            pieces = json_pieces(await self._make())
            first, second = await anext(pieces), await anext(pieces, None)
            if second is None:
                self.headers["Content-Length"] = str(len(first))
            start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await send(start)
            if second is None:
                await send({"type": "http.response.body", "body": first})
                return
            # The request has been read, so that there is nothing more to be told than that nobody is there any more.
            gone = asyncio.ensure_future(receive())
            try:
                await _send_some(send, first)
                await _send_some(send, second)
                async for piece in pieces:
                    if gone.done():
                        return
                    await _send_some(send, piece)
                await send({"type": "http.response.body", "body": b""})
            finally:
                gone.cancel()


async def _send_some(send: Send, piece: bytes) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})


async def pages(
    services: Services, user: User, find: Callable[..., list[int]], read: Callable[..., Iterable[Any]]
) -> AsyncIterator[Iterable[Any]]:
    """Yield what a user has, some at a time: `find` returns its ids, `read` the rows of some of them."""
    account, store = account_of(user), services.store
    ids = await store.read_much(account, find, user.id)
    for start in range(0, len(ids), PAGE):
        yield await store.read_much(account, read, ids[start : start + PAGE])
