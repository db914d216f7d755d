"""How much one client may ask for: an allowance that refills with time.

The generic cell rate algorithm (ITU-T I.371): one number for each key, no thread, and time that is handed in. Libraries
for this bring a store, a thread or a clock of their own, which a server on one event loop has no use for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from .errors import too_many

__all__ = ["Allowance", "Shares", "SignIns", "Turns", "network_of"]

FORGET_AT = 10_000
"""Keys that are held before those whose allowance is whole again are forgotten."""


class Allowance:
    """So much at once, and so much a second after that, for each key.

    Parameters
    ----------
    rate : float
        How much comes back in one second; 0 for no bound at all.
    burst : float
        How much there is at most, at least 1.
    now : callable
        Returns the time, in seconds since whenever.
    """

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = max(burst, 1.0)
        self._now = now
        self._whole_at: dict[Hashable, float] = {}  # when a key has all of its allowance again
        self._forget_at = FORGET_AT

    def wait(self, key: Hashable) -> float:
        """Return the seconds until `key` may take 1 again; 0 when it may now. Takes nothing."""
        if not self._rate:
            return 0.0
        missing = (self._whole_at.get(key, -math.inf) - self._now()) * self._rate
        return max(0.0, (missing + 1 - self._burst) / self._rate)

    def take(self, key: Hashable) -> float:
        """Take 1 and return 0.0, or take nothing and return the seconds to wait."""
        wait = self.wait(key)
        if not wait and self._rate:
            now = self._now()
            self._whole_at[key] = max(self._whole_at.get(key, now), now) + 1 / self._rate
            if len(self._whole_at) >= self._forget_at:
                self._forget(now)
        return wait

    def _forget(self, now: float) -> None:
        self._whole_at = {key: at for key, at in self._whole_at.items() if at > now}
        self._forget_at = max(FORGET_AT, 2 * len(self._whole_at))


class Turns:
    """So many at a time for each key; who comes later waits, and nobody waits for another key.

    Parameters
    ----------
    at_once : int
        How many.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._turns: WeakValueDictionary[Hashable, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, key: Hashable) -> asyncio.Semaphore:
        """Return what to hold (``async with``) for as long as a turn lasts."""
        return self._turns.setdefault(key, asyncio.Semaphore(self._at_once))


class _Share:
    """What is held of one key, and whether some of it came free."""

    def __init__(self) -> None:
        self.held = 0
        self.freed = asyncio.Event()


class Shares:
    """So much at a time for each key; who wants more than is left waits, and nobody waits for another key.

    Who wants more than there is gets it alone. Nobody has a place in a queue: what fits is given.

    Parameters
    ----------
    most : int
        How much.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._shares: WeakValueDictionary[Hashable, _Share] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, key: Hashable, amount: int) -> AsyncIterator[None]:
        """Hold so much of a key for as long as the block lasts, when that much is free."""
        share = self._shares.setdefault(key, _Share())
        while share.held and share.held + amount > self._most:
            share.freed.clear()
            await share.freed.wait()
        share.held += amount
        try:
            yield
        finally:
            share.held -= amount
            share.freed.set()


class SignIns:
    """How often somebody may get a password wrong. Only failures count.

    One bound is for an account from one network, so that nobody locks another out from elsewhere; a wider one is for
    all accounts from that network.

    Parameters
    ----------
    attempts : int
        Failures of one account that are taken at once; one more comes back every `refill` seconds. 0 for no bound.
    now : callable
        Returns the time, in seconds since whenever.
    refill : float
        Seconds.
    """

    NETWORK = 10
    """So many times as much is granted to a network as to one account: a school is one network."""

    WAITING = 256
    """Attempts from one network that may wait for their turn."""

    def __init__(self, attempts: int, now: Callable[[], float] = time.monotonic, refill: float = 15.0) -> None:
        rate = 1 / refill if attempts else 0.0
        self._accounts = Allowance(rate, attempts, now)
        self._networks = Allowance(rate * self.NETWORK, attempts * self.NETWORK, now)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, network: str, account: str) -> AsyncIterator[None]:
        """Let one attempt from a network be made at a time, so that many at once are counted like many in a row.

        Raises
        ------
        Refusal
            429, see :meth:`check`, or when too many wait already.
        """
        async with self._turn(f"sign in from {network}"):
            self.check(network, account)
            yield

    @asynccontextmanager
    async def registration(self, network: str) -> AsyncIterator[None]:
        """Let one person from a network register at a time, so that a flood of them keeps nobody else waiting.

        Raises
        ------
        Refusal
            429, when too many wait already.
        """
        async with self._turn(f"register from {network}"):
            yield

    @asynccontextmanager
    async def _turn(self, queue: str) -> AsyncIterator[None]:
        if self._waiting[queue] >= self.WAITING:
            raise too_many("Too many people are signing in at once; try again in a few seconds.", 5.0)
        self._waiting[queue] += 1
        try:
            async with self._turns.setdefault(queue, asyncio.Lock()):
                yield
        finally:
            self._waiting[queue] -= 1
            if not self._waiting[queue]:
                del self._waiting[queue]

    def check(self, network: str, account: str) -> None:
        """Refuse who has failed too often.

        Raises
        ------
        Refusal
            429, with the seconds to wait.
        """
        wait = max(self._accounts.wait((network, account)), self._networks.wait(network))
        if wait:
            raise too_many("Too many attempts with a wrong e-mail or password; wait before the next one.", wait)

    def failed(self, network: str, account: str) -> None:
        """Take note of a failure."""
        self._accounts.take((network, account))
        self._networks.take(network)


def network_of(address: str | None) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is one household's.

    Examples
    --------
    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3::4"), network_of("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
