"""The stream of ties."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from roomlab import _wire
from roomlab._secret import Secret
from roomlab.events import Channel, EdgeUpdate
from roomlab.sources._hub import Hub, logger
from roomlab.sources._resync import merge_ties, mirrored
from roomlab.sources._roster import Roster
from roomlab.sources._socket import Link
from roomlab.sources._stream import Recovered, Stream

__all__ = ["GraphStream"]


class GraphStream(Stream):
    """Follows ``/graph``: the roster and the ties first, then each update as it comes.

    Parameters
    ----------
    hub, on_change
        As for `Stream`.
    roster : Roster
        Told of every id in a frame.
    """

    channel: ClassVar[Channel] = Channel.GRAPH
    segment: ClassVar[str] = "graph"

    def __init__(self, hub: Hub, on_change: Callable[[], None], roster: Roster) -> None:
        super().__init__(hub, on_change)
        self._roster = roster
        self._waiting: list[EdgeUpdate] = []
        self._texts: list[bytes] = []  # of those that wait
        self._following = False
        self._missed = False  # whether updates were logged, and then others missed, before the ties were read

    def handle(self, data: bytes) -> None:
        """Take one frame. Updates wait for the others of the same turn of the loop: logging many at once costs half."""
        frame = _wire.decode_frame(data)
        if type(frame) is EdgeUpdate:
            waiting = self._waiting
            if self._following and not waiting:
                asyncio.get_running_loop().call_soon(self._keep_up)
            waiting.append(frame)
            self._texts.append(data)
        elif type(frame) is _wire.EdgeWithExtra:
            self._waiting.append(frame.update)
            self._texts.append(data)
            self._keep_up()
            self.hub.keep_unknown(frame.text, self.channel)
        else:
            self._keep_up()
            self.handle_other(frame, data)

    async def _open(self, token: Secret | None) -> Link:
        link, self.hub.opened = self.hub.opened, None
        return await super()._open(token) if link is None else link

    def start_buffering(self) -> None:
        """Keep updates aside until the ties were read."""
        self.settle()
        self._following = False

    def settle(self) -> None:
        """Log the updates that wait, those too that wait for ties which were then never read: they were seen."""
        if self._waiting and not self._following:
            self._missed = True  # between the last of them and the next reading of the ties
        self._log_waiting()

    def _keep_up(self) -> None:
        if self._following:
            self._log_waiting()

    def _log_waiting(self) -> None:
        if not self._waiting:
            return
        updates, self._waiting = self._waiting, []
        texts, self._texts = self._texts, []
        met = self._roster.met
        for update in updates:
            if update.source not in met or update.target not in met:
                self._roster.meet((update.source, update.target))
        both = bool(self.hub.undirected)
        if both:
            updates = [either for update in updates for either in (update, mirrored(update))]
        self.hub.log.extend(updates, Channel.GRAPH, texts=texts, mirrored=both)

    async def resync(self) -> Recovered:
        """Read the roster and the ties, log what differs, then the updates kept aside."""
        await self._roster.read()
        items, _ = await self.hub.read_list("/relationships", "edges")
        snapshot = self._both_ways(self.hub.parse_all(items, _wire.parse_edge))
        # Nothing below waits, so no frame can come in between.
        changes = merge_ties(self.hub.ties.read(), snapshot, self._both_ways(self._waiting))
        self.hub.log.extend(changes, Channel.SNAPSHOT)
        self._following = True
        self._log_waiting()
        missed, self._missed = self._missed or self.loaded is not None, False
        unseen = "changes of ties that were changed again meanwhile are not known" if missed else ""
        return Recovered(unseen, ties=len(changes))

    def _both_ways(self, updates: list[EdgeUpdate]) -> list[EdgeUpdate]:
        if not self.hub.undirected:
            return updates
        return [*updates, *map(mirrored, updates)]

    def found_undirected(self) -> None:
        """Mirror the ties from now on: the server has shown that it keeps one for both directions."""
        logger.warning(
            "the server keeps one tie for both directions; both are shown from now on (say so with undirected=True)"
        )
        self.hub.undirected = True
        ties = self.hub.ties.read()
        reverse = [
            EdgeUpdate(target, source, value)
            for (source, target), value in ties.items()
            if (target, source) not in ties
        ]
        self.hub.log.extend(reverse, Channel.SNAPSHOT)
