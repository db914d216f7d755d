"""How ties change: one at a time, or many in a batch; always durable, in the log, and in memory in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from . import frames, numbered
from .bounds import Bounds
from .errors import bad_request
from .hub import Channel
from .model import CHANGES, Logged, Room, TieBatch, TieChange
from .store import Store

__all__ = ["Tell", "Ties"]

Tell = Callable[[Room, Logged, Channel | None], None]
"""Lets memory follow an entry of the log, and tells it to those who listen."""


class Ties:
    """Changes the ties of rooms.

    Parameters
    ----------
    store : Store
        Keeps them.
    tell : callable
        See :data:`Tell`.
    bounds : Bounds
        How many ties there may be.
    """

    def __init__(self, store: Store, tell: Tell, bounds: Bounds) -> None:
        self._store = store
        self._tell = tell
        self._bounds = bounds

    async def set_one(self, room: Room, source: int, target: int, sympathy: float) -> TieChange:
        """Change what `source` feels towards `target`; return the change."""
        if source == target:
            raise bad_request("An agent has no tie to itself; agent1Id and agent2Id must differ.")
        _check_agents(room, (source, target))
        sympathy += 0.0  # no negative zero
        previous = room.sympathy(source, target)
        if previous is None:
            self._bounds.check_ties(room, ((source, target),))
        change = TieChange(source, target, sympathy, previous, self._store.clock.now())
        room.unsettled[source, target] = change
        statements = self._store.statements
        key = {"room_id": room.id, "source": source, "target": target, "sympathy": sympathy}
        log = Logged(room.id, change.at, frames.edge_update(room.id, source, target, sympathy))

        def follow() -> None:
            room.settle(change)
            self._tell(room, log, "graph")

        try:
            await self._store.writer.write(
                (statements.set_tie, key), (statements.add_change, _row(room, change)), log=log, then=follow
            )
        except Exception:
            room.drop(change)
            raise
        return change

    async def set_many(
        self, room: Room, sources: Sequence[int], targets: Sequence[int], sympathies: Sequence[float]
    ) -> Logged:
        """Change many ties, one after the other, in one commit; return the entry of the log that holds them.

        Parameters
        ----------
        room : Room
            The room.
        sources, targets, sympathies : sequence, shape (changes,)
            Who feels what towards whom from then on; a tie may change several times.
        """
        sympathies = [sympathy + 0.0 for sympathy in sympathies]  # no negative zero
        pairs = list(zip(sources, targets, strict=True))
        if any(source == target for source, target in pairs):
            raise bad_request("An agent has no tie to itself; agent1Ids and agent2Ids must differ in each place.")
        _check_agents(room, {*sources, *targets})
        ties = dict(zip(pairs, sympathies, strict=True))
        self._bounds.check_ties(room, ties)
        at = self._store.clock.now()
        batch = TieBatch(ties, _newest(room, pairs, sympathies, at))
        room.unsettled.update(dict.fromkeys(batch.ties, batch))
        statements = self._store.statements

        def singly() -> list[bytes]:
            return [frames.edge_update(room.id, *pair, value) for pair, value in zip(pairs, sympathies, strict=True)]

        log = Logged(room.id, at, numbered.batch(room.id, sources, targets, sympathies), len(pairs), singly)
        rows: list[tuple[Any, dict[str, Any]]] = [
            (statements.set_tie, {"room_id": room.id, "source": source, "target": target, "sympathy": sympathy})
            for (source, target), sympathy in batch.ties.items()
        ]
        rows += [(statements.add_change, _row(room, change)) for change in batch.newest]

        def follow() -> None:
            room.settle_batch(batch)
            self._tell(room, log, "graph")

        try:
            await self._store.writer.write(*rows, log=log, then=follow)
        except Exception:
            room.drop_batch(batch)
            raise
        return log


def _check_agents(room: Room, agents: Iterable[int]) -> None:
    for agent_id in agents:
        if agent_id not in room.agents:
            raise bad_request(f"Agent {agent_id} is not in room {room.id}.")


def _row(room: Room, change: TieChange) -> dict[str, Any]:
    """Return a change as the table of the latest changes holds it."""
    return {
        "room_id": room.id,
        "source": change.source,
        "target": change.target,
        "sympathy": change.sympathy,
        "previous": change.previous,
        "at": change.at,
    }


def _newest(room: Room, pairs: Sequence[tuple[int, int]], sympathies: Sequence[float], at: int) -> list[TieChange]:
    """Return the changes at the end of a batch, as many as anybody can ask for; the log has them all."""
    start = max(0, len(pairs) - CHANGES)
    before: dict[tuple[int, int], float | None] = dict(zip(pairs[:start], sympathies[:start], strict=True))
    newest = []
    for pair, sympathy in zip(pairs[start:], sympathies[start:], strict=True):
        previous = before[pair] if pair in before else room.sympathy(*pair)
        newest.append(TieChange(*pair, sympathy, previous, at))
        before[pair] = sympathy
    return newest
