"""Looks after open sockets: how many one may have, and that none outlives the token that opened it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from . import frames
from .access import Access, Visit, account_of
from .errors import StoreError
from .hub import Subscriber

__all__ = ["ROUND", "Warden"]

ROUND = 2.0
"""Seconds between two looks at the tokens; a socket is told to close within five of the end of its token."""

logger = logging.getLogger("roomlab.server.warden")


class Warden:
    """Knows the open sockets and who opened them. Call it from one event loop only.

    Parameters
    ----------
    access : Access
        Tells whose token is still good.
    most : int
        Sockets that one user may have open; all observers of that user's rooms together have as many again, so that a
        class that watches does not keep the owner out.
    """

    def __init__(self, access: Access, most: int) -> None:
        self._access = access
        self._most = most
        self._visits: dict[Subscriber, Visit] = {}
        self._counts: Counter[tuple[bool, int]] = Counter()

    def is_full(self, visit: Visit) -> bool:
        """Whether this caller has all the sockets that they may have."""
        return self._counts[account_of(visit.caller)] >= self._most

    @contextmanager
    def watch(self, visit: Visit, subscriber: Subscriber) -> Iterator[None]:
        """Look after a socket for as long as the block lasts."""
        account = account_of(visit.caller)
        self._visits[subscriber] = visit
        self._counts[account] += 1
        try:
            yield
        finally:
            del self._visits[subscriber]
            self._counts[account] -= 1
            if not self._counts[account]:
                del self._counts[account]

    async def look(self) -> None:
        """Close every socket whose token has expired, or whose user or link is good no more."""
        asked = {visit.claims for visit in self._visits.values()}
        if not asked:
            return
        try:
            bad = asked - await self._access.still_good(asked)
        except StoreError:  # who is active cannot be known now, but time goes on
            bad = self._access.expired(asked)
        for subscriber, visit in list(self._visits.items()):
            if visit.claims in bad:
                subscriber.close(frames.NO_TOKEN, "the token has expired or was withdrawn")

    async def run(self, sleep: Callable[[float], Awaitable[object]]) -> NoReturn:
        """Look again and again, waiting with `sleep`."""
        while True:
            await sleep(ROUND)
            try:
                await self.look()
            except Exception:  # a mistake of ours must not leave the door open from then on
                logger.exception("The tokens of open sockets could not be checked.")
