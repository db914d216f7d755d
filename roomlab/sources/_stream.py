"""One of a room's two streams: connect, read what was missed, follow, and again after each loss."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from roomlab import _wire
from roomlab._secret import Secret
from roomlab.errors import AccessDeniedError, AuthenticationError, ConnectionFailedError, RoomlabError
from roomlab.events import Channel, Notice, NoticeKind
from roomlab.sources._backoff import (
    CLOSE_NO_ACCESS,
    CLOSE_UNAUTHORIZED,
    Failure,
    LinkLostError,
    LinkRefusedError,
    PlainContractError,
    classify,
    full_jitter,
)
from roomlab.sources._hub import Hub, logger, run_together
from roomlab.sources._socket import Link

__all__ = ["Recovered", "Stream"]


class Recovered:
    """What a resync brought.

    Parameters
    ----------
    missing : str
        What may be missing all the same, as a sentence without a full stop; empty when nothing is.
    counts : int
        How many records of each kind were read.
    """

    def __init__(self, missing: str = "", **counts: int) -> None:
        self.missing = missing
        self.counts = counts

    def __str__(self) -> str:
        read = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"read {read}" + (f"; {self.missing}" if self.missing else "")


class Stream(ABC):
    """One stream of a live room; a task runs `run` as long as the room lives.

    Parameters
    ----------
    hub : Hub
        What the parts of the room share.
    on_change : callable
        Called whenever the state below has changed.

    Attributes
    ----------
    loaded : Recovered or None
        What the first resync brought, when it is over.
    live : bool
        Whether the log follows the server now.
    gaps : int
        How often the stream was interrupted after it was live.
    trouble : str or None
        Why it is not live, when it is not.
    """

    channel: ClassVar[Channel]
    segment: ClassVar[str]

    def __init__(self, hub: Hub, on_change: Callable[[], None]) -> None:
        self.hub = hub
        self.loaded: Recovered | None = None
        self.live = False
        self.gaps = 0
        self.trouble: str | None = None
        self._on_change = on_change
        self._started = hub.clock.monotonic()
        self._lost_at = 0.0
        self._opened_at = 0.0
        self._link: Link | None = None  # the last one, open or not
        self._doubted = False

    # -- what the two streams do differently

    @abstractmethod
    def handle(self, data: bytes) -> None:
        """Take one frame; called for each, so it is quick and never raises."""

    @abstractmethod
    def start_buffering(self) -> None:
        """Keep frames aside until `resync` has read what came before them."""

    def settle(self) -> None:  # noqa: B027 - most have nothing to do
        """Log what was taken and waits; called before the stream says that it was interrupted."""

    @abstractmethod
    async def resync(self) -> Recovered:
        """Read what was missed, log it and then the frames kept aside, and follow the stream from then on."""

    def handle_other(self, frame: _wire.Frame, data: bytes) -> None:
        """Take a frame that is not of this stream's own kinds."""
        if isinstance(frame, _wire.Connected | _wire.Pong):
            return
        if isinstance(frame, _wire.ServerError):
            level = logging.DEBUG if self.hub.counters["errors"] else logging.WARNING  # it may answer each ping
            logger.log(level, "%s stream: the server says: %.300r", self.channel, frame.message)
            self.hub.counters["errors"] += 1
        self.hub.keep_unknown(data.decode("utf-8", "backslashreplace"), self.channel)

    # -- the life of a stream

    async def run(self) -> NoReturn:
        """Follow the stream for ever; raises the error that makes going on pointless."""
        delays = self._delays()
        while True:
            token = self.hub.rest.token
            error = await self._attend(token)
            if isinstance(error, PlainContractError):
                raise error
            self._went_down(error)
            if self._has_progressed():
                delays, self._doubted = self._delays(), False
            if classify(error) is Failure.CREDENTIALS:
                refusal = await self._renew(token, error)
                if refusal is None:
                    continue
                error = refusal
            if classify(error) is Failure.FATAL:
                raise self._explained(error)
            if self.loaded is None and self._waited() > self.hub.timings.patience:
                raise self._explained(error)
            delay = next(delays)
            logger.info("%s stream: %s; next attempt in %.1f s", self.channel, error, delay)
            await self.hub.clock.sleep(delay)

    async def _attend(self, token: Secret | None) -> Exception:
        """Open the stream and follow it until it fails; return the failure."""
        self._link = None
        try:
            self._link = link = await self._open(token)
            try:
                self._opened_at = self.hub.clock.monotonic()
                self.start_buffering()
                await run_together(link.pump(self.handle), self._stay_alive(link), self._catch_up(link))
            finally:
                await link.close()
        except Exception as error:
            return error
        return LinkLostError(None, "the stream ended")

    async def _open(self, token: Secret | None) -> Link:
        return await self.hub.connect(f"{self.hub.path}/{self.segment}", token)

    async def _stay_alive(self, link: Link) -> None:
        """Ping, and raise when the peer has fallen silent."""
        timings = self.hub.timings
        wait = timings.ping_interval
        while True:
            await self.hub.clock.sleep(wait)
            frames = link.frames
            await link.send(_wire.PING)
            await self.hub.clock.sleep(timings.pong_timeout)
            if link.frames == frames:
                raise LinkLostError(None, f"the server answered no ping for {timings.pong_timeout:g} s")
            wait = timings.ping_interval - timings.pong_timeout

    async def _catch_up(self, link: Link) -> None:
        await self._wait_for_greeting(link)
        await self._wait_for_others()
        recovered = await self.resync()
        self.live = True
        self.trouble = None
        self.hub.log.append(self._came_up(recovered), Channel.LOCAL)
        self._on_change()

    async def _wait_for_others(self) -> None:
        self.hub.subscribed[self.channel].set()
        if self.loaded is None:  # both sockets first, then the past
            await asyncio.gather(*(event.wait() for event in self.hub.subscribed.values()))

    async def _wait_for_greeting(self, link: Link) -> None:
        """Let the server subscribe the socket before the past is read; one that does not greet gets a moment for it."""
        await self.hub.within(self.hub.timings.first_frame, link.greeted.wait())

    # -- bookkeeping

    def _came_up(self, recovered: Recovered) -> Notice:
        details: dict[str, Any] = {
            "channel": str(self.channel),
            "recovered": recovered.counts,
            "complete": not recovered.missing,
            "missing": recovered.missing,
            **self.place(),
        }
        if self.loaded is None:
            self.loaded = recovered
            return Notice(NoticeKind.CONNECTED, f"{self.channel} stream: {recovered}", details)
        silent = self.hub.clock.monotonic() - self._lost_at
        text = f"{self.channel} stream back after {silent:.1f} s: {recovered}"
        return Notice(NoticeKind.GAP_CLOSED, text, details | {"seconds": silent, "gap": self.gaps})

    def _went_down(self, error: Exception) -> None:
        self.settle()
        self.trouble = str(error)
        if self.live:
            self.live = False
            self.gaps += 1
            self._lost_at = self.hub.clock.monotonic()
            details = {"channel": str(self.channel), "gap": self.gaps, **self.place()}
            self.hub.log.append(Notice(NoticeKind.GAP_OPENED, str(error), details), Channel.LOCAL)
            logger.warning("%s stream: %s", self.channel, error)
        self._on_change()

    def place(self) -> dict[str, Any]:
        """Return what is known of the place in the room's history that the log has reached, for a notice."""
        return {}

    def _has_progressed(self) -> bool:
        """Whether the last attempt was worth it, so that the delays start small again: the link held for a while."""
        if self._link is None or not self._link.frames:
            return False
        return self.hub.clock.monotonic() - self._opened_at >= self.hub.timings.hold

    def _waited(self) -> float:
        return self.hub.clock.monotonic() - self._started

    def _delays(self) -> Any:
        return full_jitter(self.hub.rng, self.hub.timings.retry_shortest, self.hub.timings.retry_longest)

    # -- credentials and errors

    async def _renew(self, token: Secret | None, error: Exception) -> Exception | None:
        """Get a new token, once after each `error`; return what is wrong, or None to try the stream again at once."""
        if self._doubted:
            return self._explained(error)
        try:
            await self.hub.read("")  # tells 403 and 404 apart from 401, which renews the token
            if self.hub.rest.token == token:
                await self.hub.rest.renew(token)
        except AuthenticationError as refusal:
            return self._explained(error) if isinstance(error, LinkRefusedError) and error.status == 403 else refusal
        except Exception as failure:
            return failure
        self._doubted = True
        return None

    def _explained(self, error: Exception) -> Exception:
        """Return the error that the user is to see."""
        where = f"{self.hub.path}/{self.segment} on {self.hub.rest.address.host}"
        match error:
            case LinkLostError(code=code) if code == CLOSE_UNAUTHORIZED:
                return AuthenticationError(
                    f"{where} was closed with {code}: the token is wrong or expired; log in again"
                )
            case LinkLostError(code=code) if code == CLOSE_NO_ACCESS:
                return AccessDeniedError(
                    f"{where} was closed with {code}: the room is someone else's or does not exist"
                )
            case LinkRefusedError(status=401):
                return AuthenticationError(f"{where} was refused with 401: the token is wrong or expired; log in again")
            case LinkRefusedError(status=403):
                return AccessDeniedError(
                    f"{where} was refused with 403: no access to the room, or the token is not accepted"
                )
            case LinkRefusedError() | LinkLostError():
                return ConnectionFailedError(f"{where}: {error}; check that the server speaks the contract")
            case RoomlabError():
                return error
        return error
