"""One who follows a room by its numbers hears each once, also where the hub and the database tell of the same."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from roomlab_server import numbered
from roomlab_server.follow import AGENTS, LETTERS, TIES, RoomFollower, _parts
from roomlab_server.model import NEUTRAL, Agent
from roomlab_server.outlet import Outlet
from roomlab_server.store import journal


class Stand:
    """A room, its database, and the socket of a follower; `said` is what the socket was told, in order."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.room: Any = SimpleNamespace(id=1, seq=2)
        services: Any = SimpleNamespace(store=self, settings=SimpleNamespace(send_buffer=1 << 20))
        transport: Any = SimpleNamespace(
            write=self.said.append, get_write_buffer_size=lambda: 0, is_closing=lambda: False
        )
        socket: Any = SimpleNamespace(send_text=self._send_text)
        nobody: Any = None
        self.follower = RoomFollower(socket, services, self.room, nobody, transport, Outlet(), nobody)

    async def _send_text(self, text: str) -> None:
        self.said.append(text)

    async def read(self, query: Any, room_id: int, after: int, *_: Any) -> Any:
        """Answer as the database does."""
        if query is journal.epoch_at:
            return "e"
        return [f"{after + 1} to {self.room.seq}, read".encode()], self.room.seq

    async def begin(self) -> None:
        """Let the follower go on after number 2, the newest."""
        self.follower.start(numbered.Resume("e", 2))
        await self.settle()
        assert len(self.said) == 1
        self.said.clear()

    @staticmethod
    async def settle() -> None:
        """Let everything run."""
        for _ in range(20):
            await asyncio.sleep(0)


def test_what_the_hub_tells_next_goes_straight_and_what_was_sent_is_not_sent_again() -> None:
    async def scenario() -> None:
        stand = Stand()
        await stand.begin()
        for first, last in ((3, 4), (3, 4), (4, 4), (5, 5)):
            stand.room.seq = last
            stand.follower.hear(first, last, b"%d to %d" % (first, last))
        await stand.settle()
        assert stand.said == [b"3 to 4", b"5 to 5"]
        await stand.follower.stop()

    asyncio.run(scenario())


def test_where_the_hub_tells_of_what_was_sent_and_more_the_database_tells_the_rest() -> None:
    async def scenario() -> None:
        stand = Stand()
        await stand.begin()
        stand.follower.hear(3, 4, b"3 to 4")
        stand.room.seq = 6
        stand.follower.hear(4, 6, b"4 to 6")  # 4 would be there twice
        await stand.settle()
        stand.room.seq = 8
        stand.follower.hear(8, 8, b"8")  # 7 would be missing
        await stand.settle()
        stand.room.seq = 9
        stand.follower.hear(9, 9, b"9")
        assert stand.said == [b"3 to 4", "5 to 6, read", "7 to 8, read", b"9"]
        await stand.follower.stop()

    asyncio.run(scenario())


def test_a_snapshot_has_parts_that_are_not_long() -> None:
    texts = ["", "x" * (LETTERS // 4), "x" * LETTERS]
    agents = [Agent(number, f"n{number}", texts[number % 3], texts[-1 - number % 3], NEUTRAL) for number in range(50)]
    agents += [Agent(number, f"n{number}", "Quiet.", None, NEUTRAL) for number in range(50, 500)]
    ties = {(source, target): 0.5 for source in range(200) for target in range(200) if source != target}
    parts = list(_parts(agents, ties))
    assert [agent for some, _, _ in parts for agent in some] == agents
    assert dict(tie for _, some, _ in parts for tie in some) == ties
    assert [more for _, _, more in parts] == [True] * (len(parts) - 1) + [False]
    for some, some_ties, _ in parts:
        assert len(some) <= AGENTS
        assert len(some_ties) <= TIES
        assert sum(len(agent.character) + len(agent.avatar or "") for agent in some[:-1]) < LETTERS
    assert list(_parts([], {})) == [([], [], False)]
