"""Playing a plan into a server that remembers what it was asked."""

from __future__ import annotations

import asyncio

import pytest

from roomlab._clock import ManualClock
from roomlab.cli._plan import Plan, Say, SetTie
from roomlab.cli._player import Player, already_said, make_room
from roomlab.errors import RequestError
from roomlab.events import Message

PLAN = Plan(
    ("A", "B", "C"),
    (
        SetTie(0.0, "A", "B", 0.5),
        Say(0.0, "A", "one"),
        SetTie(10.0, "B", "A", -0.5),
        Say(20.0, "B", "two"),
        Say(30.0, "C", "one"),
    ),
)


class Server:
    """Answers as the contract says, from memory."""

    def __init__(self, agents=(), messages=()):
        self.agents = [{"id": str(number), "name": name} for number, name in enumerate(agents, 1)]
        self.messages = [
            {"id": str(number), "sender": sender, "text": text, "timestamp": "2026-11-23T00:00:00+00:00"}
            for number, (sender, text) in enumerate(messages, 100)
        ]
        self.asked = []
        self.fail_at = None
        self.features = frozenset()

    async def request(self, method, path, json=None, params=None):
        await asyncio.sleep(0)
        if method == "GET" and path.endswith("/agents"):
            return {"agents": list(self.agents)}
        if method == "GET" and params is None:
            return {"id": 5}
        if method == "GET":
            older = [message for message in self.messages if int(message["id"]) < int(params.get("after_id", 10**9))]
            return {"messages": older[-params["limit"] :], "hasMore": len(older) > params["limit"]}
        if path.endswith("/agents"):
            self.agents.append({"id": str(len(self.agents) + 1), "name": json["name"]})
            return self.agents[-1]
        if self.fail_at == len(self.asked):
            raise RequestError(500, method, path, "broken")
        self.asked.append((method, path, json))
        return {"id": 7}


def play(server, plan=PLAN, room="5", speed=None, clock=None):
    player = Player(server, room, plan, speed, clock or ManualClock())

    async def run():
        await player.prepare("someone")
        await player.play()

    asyncio.run(run())
    return player


def test_a_new_room_is_quiet_by_itself():
    server = Server()
    assert asyncio.run(make_room(server, "Title", "About")) == "7"
    assert server.asked == [
        ("POST", "/api/rooms", {"name": "Title", "description": "About", "orchestration_type": "single"})
    ]


def test_agents_are_made_by_name_where_the_room_lacks_them():
    server = Server(agents=["X", "B"])
    play(server)
    assert [agent["name"] for agent in server.agents] == ["X", "B", "A", "C"]
    assert server.asked[0] == (
        "PATCH",
        "/api/rooms/5/relationships",
        {"agent1Id": 3, "agent2Id": 2, "sympathyLevel": 0.5},
    )


def test_steps_are_played_in_order():
    server = Server()
    player = play(server)
    told = [json.get("sympathyLevel", json.get("text")) for _, _, json in server.asked]
    assert told == [0.5, "one", -0.5, "two", "one"]
    assert server.asked[1] == ("POST", "/api/rooms/5/messages", {"text": "one", "sender": "A"})
    assert player.done == len(PLAN.steps)


def test_each_step_has_its_time():
    server, clock = Server(), ManualClock()
    player = Player(server, "5", PLAN, 2.0, clock)

    async def run():
        await player.prepare("someone")
        task = asyncio.create_task(player.play())
        seen = []
        for _ in range(4):
            await clock.advance(4.9)
            seen.append(player.done)
            await clock.advance(0.1)
        await task
        return seen

    assert asyncio.run(run()) == [2, 3, 4, 5]


def test_ties_that_are_due_together_are_one_request_where_the_server_takes_that():
    steps = [SetTie(0.0, "A", "B", 0.5), SetTie(0.0, "B", "A", 1.0), Say(0.0, "A", "one"), SetTie(10.0, "A", "B", 0.25)]
    server = Server(agents=["A", "B"])
    server.features = frozenset({"tie-batches"})
    player = play(server, Plan(("A", "B"), (*steps, *steps[:2])))
    batch = {"agent1Ids": [1, 2], "agent2Ids": [2, 1], "sympathyLevels": [0.5, 1.0]}
    path = "/api/rooms/5/relationships"
    assert server.asked == [
        ("POST", f"{path}/batch", batch),
        ("POST", "/api/rooms/5/messages", {"text": "one", "sender": "A"}),
        (
            "POST",
            f"{path}/batch",
            {"agent1Ids": [1, 1, 2], "agent2Ids": [2, 2, 1], "sympathyLevels": [0.25, 0.5, 1.0]},
        ),
    ]
    assert player.done == 6


def test_ties_of_other_times_wait_for_them():
    server, clock = Server(agents=["A", "B"]), ManualClock()
    server.features = frozenset({"tie-batches"})
    times = (0.0, 0.0, 10.0, 10.0, 10.0, 20.0)
    player = Player(server, "5", Plan(("A", "B"), tuple(SetTie(at, "A", "B", 0.5) for at in times)), 2.0, clock)

    async def run():
        await player.prepare("someone")
        task = asyncio.create_task(player.play())
        seen = []
        for _ in range(2):
            await clock.advance(4.9)
            seen.append(player.done)
            await clock.advance(0.1)
        await task
        return seen

    assert asyncio.run(run()) == [2, 5]


def test_what_was_said_is_not_said_again_but_ties_are_set_again():
    server = Server(agents=["A", "B", "C"], messages=[("user", "hm"), ("A", "one"), ("user", "well"), ("B", "two")])
    player = play(server)
    assert [json.get("sympathyLevel", json.get("text")) for _, _, json in server.asked] == [0.5, -0.5, "one"]
    assert player.done == len(PLAN.steps)


def test_a_long_past_is_read_page_by_page():
    said = [("A", f"text {number}") for number in range(350)]
    plan = Plan(("A",), tuple(Say(0.0, *each) for each in said))
    server = Server(agents=["A"], messages=said[:330])
    play(server, plan)
    assert [json["text"] for _, _, json in server.asked] == [f"text {number}" for number in range(330, 350)]


def test_how_far_it_came_is_known_when_something_breaks():
    server = Server()
    server.fail_at = 3
    player = Player(server, "5", PLAN, None, ManualClock())

    async def run():
        await player.prepare("someone")
        await player.play()

    with pytest.raises(RequestError):
        asyncio.run(run())
    assert player.done == 3


def test_the_room_is_one_segment_of_the_path():
    server = Server(agents=["A", "B", "C"])
    play(server, room="../1?x")
    assert {path for _, path, _ in server.asked} == {
        "/api/rooms/..%2F1%3Fx/relationships",
        "/api/rooms/..%2F1%3Fx/messages",
    }


@pytest.mark.parametrize(
    ("room", "said"),
    [
        ([], 0),
        ([("A", "one")], 1),
        ([("A", "one"), ("B", "two"), ("C", "one")], 3),
        ([("C", "one"), ("A", "one")], 1),
        ([("B", "two"), ("C", "one")], 0),
        ([("A", "one"), ("A", "one"), ("B", "two")], 2),
    ],
)
def test_only_a_beginning_counts_as_said(room, said):
    messages = [Message(str(number), text, sender) for number, (sender, text) in enumerate(room)]
    assert already_said(PLAN, messages) == said
