"""Long answers come in pieces, whole and in order, and between two pieces others have their turn."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from roomlab_server.api import pieces, relationships
from roomlab_server.api.pieces import PIECE, Each, InPieces, json_pieces
from roomlab_server.limits import Shares, Turns
from roomlab_server.model import Agent
from roomlab_server.services import FEW_TIES
from roomlab_server.stage import Mood
from roomlab_server.store import Store

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


async def paged(items: Iterable[Any], size: int = 2) -> AsyncIterator[list[Any]]:
    """Yield some at a time."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]


def in_each(value: Any) -> Any:
    """Return the same content with each list, and some objects, in another form."""
    if isinstance(value, list):
        return Each(paged(value) if len(value) % 2 else value, lambda item: item)
    if isinstance(value, dict) and len(value) % 3 == 1:
        return Each(value.items(), lambda item: item, named=True)
    if isinstance(value, dict):
        return {name: in_each(inner) for name, inner in value.items()}
    return value


async def gathered(content: Any) -> list[bytes]:
    """Return all pieces."""
    return [piece async for piece in json_pieces(content)]


@given(VALUES)
def test_pieces_are_together_what_is_encoded_at_once(value: Any) -> None:
    assert b"".join(asyncio.run(gathered(in_each(value)))) == msgspec.json.encode(value)


def test_between_two_pieces_everybody_else_has_a_turn() -> None:
    async def scenario() -> None:
        turns = 0

        async def another() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(another())
        seen = []
        item = "x" * 1000
        async for piece in json_pieces({"long": Each(range(1000), lambda number: item), "more": [1]}):
            assert len(piece) < PIECE + 2 * len(item)
            seen.append(turns)
        assert len(seen) > 10
        assert all(before < after for before, after in itertools.pairwise(seen))
        task.cancel()

    asyncio.run(scenario())


class Client:
    """Takes an answer, and goes away when it has taken so many pieces."""

    def __init__(self, patience: int = 10**9) -> None:
        self.told: list[dict[str, Any]] = []
        self._patience = patience
        self._gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """Tell when the client goes."""
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Take something."""
        self.told.append(message)
        if len(self.told) > self._patience:
            self._gone.set()
            await asyncio.sleep(0)

    @property
    def headers(self) -> dict[bytes, bytes]:
        """What stood before the answer."""
        return dict(self.told[0]["headers"])


def numbers(count: int, made: list[int]) -> Any:
    """Return how to make an answer of so many kilobytes; `made` tells which of them were."""

    def shape(number: int) -> str:
        made.append(number)
        return "x" * 998

    async def make() -> Any:
        return Each(range(count), shape)

    return make


def test_a_short_answer_has_a_length_and_a_long_one_an_end() -> None:
    async def scenario() -> None:
        for count in (3, 300):
            client = Client()
            await InPieces(numbers(count, []))({"type": "http"}, client.receive, client.send)  # type: ignore[arg-type]
            body = b"".join(message.get("body", b"") for message in client.told)
            assert len(json.loads(body)) == count
            assert client.headers[b"content-type"] == b"application/json"
            assert client.headers.get(b"content-length") == (str(len(body)).encode() if count == 3 else None)
            assert [message.get("more_body", False) for message in client.told[1:]].count(False) == 1
            assert not client.told[-1].get("more_body", False)

    asyncio.run(scenario())


def test_nothing_is_made_for_who_has_gone_and_the_turn_is_over() -> None:
    async def scenario() -> None:
        client, made, turn = Client(patience=4), list[int](), asyncio.Semaphore(1)
        await InPieces(numbers(10_000, made), turn)({"type": "http"}, client.receive, client.send)  # type: ignore[arg-type]
        assert len(made) < 1000
        assert not turn.locked()

    asyncio.run(scenario())


def test_a_turn_is_one_of_a_key_and_nobody_waits_for_another_key() -> None:
    async def scenario() -> None:
        turns = Turns(2)
        first, other = turns.of("a"), turns.of("b")
        assert turns.of("a") is first
        async with first, turns.of("a"):
            assert first.locked()
            assert not other.locked()
        assert not first.locked()

    asyncio.run(scenario())


def test_a_share_is_had_when_it_fits_and_nobody_waits_for_another_key() -> None:
    async def scenario() -> None:
        shares, held = Shares(10), list[str]()

        async def hold(name: str, amount: int, until: asyncio.Event) -> None:
            async with shares.of(name[0], amount):
                held.append(name)
                try:
                    await until.wait()
                finally:
                    held.remove(name)

        ends = {name: asyncio.Event() for name in ("a6", "a4", "a5", "a99", "b10")}
        tasks = {}
        for name, end in ends.items():
            tasks[name] = asyncio.create_task(hold(name, int(name[1:]), end))
            await asyncio.sleep(0)
        assert held == ["a6", "a4", "b10"]
        ends["a4"].set()
        await tasks["a4"]
        assert held == ["a6", "b10"]  # 5 do not fit beside 6
        tasks["a6"].cancel()  # who goes away holds nothing any more
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert held == ["b10", "a5"]
        ends["a5"].set()
        await tasks["a5"]
        await asyncio.sleep(0)
        assert held == ["b10", "a99"]  # more than there is, alone
        for end in ends.values():
            end.set()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        assert held == []

    asyncio.run(scenario())


class _Readers(Store):
    """Counts how many read at a time."""

    def __init__(self) -> None:
        self._much = Turns(1)
        self.reading: list[str] = []
        self.most: dict[str, int] = {}

    async def read(self, query: Any, *arguments: Any) -> Any:
        (name,) = arguments
        self.reading.append(name)
        self.most[name] = max(self.most.get(name, 0), self.reading.count(name))
        self.most["all"] = max(self.most.get("all", 0), len(self.reading))
        await asyncio.sleep(0)
        self.reading.remove(name)


def test_who_reads_much_reads_once_at_a_time_beside_the_others() -> None:
    async def scenario() -> None:
        store = _Readers()
        await asyncio.gather(*(store.read_much(name, None, name) for name in "aaaaabbbbb"))  # type: ignore[arg-type]
        assert store.most == {"a": 1, "b": 1, "all": 2}

    asyncio.run(scenario())


# -- with a server


def test_long_lists_are_told_whole(alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pieces, "PAGE", 7)
    monkeypatch.setattr(pieces, "PIECE", 500)
    text = 'a "text" of some length, ' * 10
    rooms = [alice.room(description=f"{number} {text}") for number in range(21)]
    told = alice.http.get("/api/rooms")
    assert "content-length" not in told.headers
    assert [room["id"] for room in told.json()["rooms"]] == rooms
    assert told.json()["rooms"][20]["description"] == f"20 {text}"
    names = [f"agent {number}" for number in range(21)]
    ids = [alice.agent(rooms[0], name) for name in names]
    assert [agent["name"] for agent in alice.ask("GET", f"/api/rooms/{rooms[0]}/agents")["agents"]] == names
    assert [agent["id"] for agent in alice.ask("GET", "/api/agents")] == ids
    for source in ids[:5]:
        for target in ids[5:]:
            alice.tie(rooms[0], source, target, 0.5)
    graph = alice.ask("GET", f"/api/rooms/{rooms[0]}/relationships")
    assert [node["name"] for node in graph["nodes"]] == names
    assert {(int(edge["from"]), int(edge["to"])) for edge in graph["edges"]} == {
        (source, target) for source in ids[:5] for target in ids[5:]
    }
    for number in range(20):
        alice.say(rooms[0], f"{number} {text}")
    page = alice.ask("GET", f"/api/rooms/{rooms[0]}/messages")
    assert [message["text"] for message in page["messages"]] == [f"{number} {text}" for number in range(20)]


def test_a_room_that_is_removed_while_the_list_is_told_is_left_out(alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pieces, "PAGE", 2)
    rooms = [alice.room() for _ in range(5)]
    find = pieces.pages

    def removing(services: Any, user: Any, ids: Any, read: Any) -> Any:
        def found(connection: Any, user_id: int) -> list[int]:
            return [*ids(connection, user_id)[:4], 10**6, int(rooms[4])]

        return find(services, user, found, read)

    monkeypatch.setattr("roomlab_server.api.rooms.pages", removing)
    assert [room["id"] for room in alice.ask("GET", "/api/rooms")["rooms"]] == rooms


def test_states_and_counts_are_of_one_moment(alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(relationships, "TIES_AT_ONCE", 2)
    room = alice.room("A", "B", "C")
    for pair, value in {(1, 2): 0.5, (2, 1): -0.5, (1, 3): 1.0, (3, 2): -0.25}.items():
        alice.tie(room, *pair, value)
    stats = alice.ask("GET", f"/api/rooms/{room}/relationship-model")["stats"]
    assert stats == {"agents": 3, "ties": 4, "positive": 2, "negative": 2, "mean": 0.1875}
    states = alice.ask("GET", f"/api/rooms/{room}/emotional-state")["states"]
    assert [states[name]["profile"]["warmth"] for name in "ABC"] == [0.75, -0.5, -0.25]
    assert [states[name]["profile"]["regard"] for name in "ABC"] == [-0.5, 0.125, 1.0]
    assert [states[name]["emotional_intelligence"] for name in "ABC"] == [0.5, 0.5, None]


def test_many_may_read_a_large_room_at_once(alice: Any) -> None:
    """Each has a copy of its ties, when it is their turn."""
    room = alice.room("A", "B")
    services = alice.server.app.state.services
    kept = services.rooms._rooms[int(room)]
    mood = Mood("neutral", 0.5)
    kept.agents.update({number: Agent(number, f"n{number}", "", None, mood) for number in range(100, 210)})
    kept.ties.update({(a, b): 0.5 for a in range(100, 210) for b in range(100, 210) if a != b})
    assert len(kept.ties) > FEW_TIES
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(alice.ask, "GET", f"/api/rooms/{room}/relationships") for _ in range(6)]
        assert {len(answer.result()["edges"]) for answer in asked} == {len(kept.ties)}
