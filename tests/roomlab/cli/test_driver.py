"""A simulation and a room that drive each other, on a server that remembers and on which others are at work, too."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from roomlab._clock import ManualClock
from roomlab.cli._driver import Driver
from roomlab.errors import RequestError
from roomlab.simulation.engine import Simulation

PATH = "/api/rooms/5"


class Server:
    """Keeps a room. What others do there, `others` does, before the answer to the n-th look at the room."""

    def __init__(self, decimals=None, features=()):
        self.features = frozenset(features)
        self.agents, self.ties, self.messages, self.told = {}, {}, [], []
        self.others, self.looks = {}, 0
        self.decimals = decimals

    async def request(self, method, path, json=None, params=None):
        await asyncio.sleep(0)
        what = path.removeprefix(PATH).lstrip("/")
        return getattr(self, f"{method.lower()}_{what.replace('/', '_')}")(json, params)

    def get_(self, *_):
        return {"id": "5"}

    def get_agents(self, *_):
        return {"agents": [{"id": key, "name": name} for key, name in self.agents.items()]}

    def post_agents(self, json, _):
        key = str(10 * (len(self.agents) + 1))
        self.agents[key] = json["name"]
        return {"id": key, "name": json["name"]}

    def get_relationships(self, *_):
        act = self.others.pop(self.looks, None)
        self.looks += 1
        if act is not None:
            act()
        edges = [{"from": one, "to": other, "sympathyLevel": value} for (one, other), value in self.ties.items()]
        return self.get_agents() | {"nodes": self.get_agents()["agents"], "edges": edges}

    def patch_relationships(self, json, _):
        one, other, value = str(json["agent1Id"]), str(json["agent2Id"]), json["sympathyLevel"]
        if not {one, other} <= set(self.agents):
            raise RequestError(400, "PATCH", PATH, "no such agent")
        self.ties[one, other] = value if self.decimals is None else round(value, self.decimals)
        self.told.append((one, other, value))
        return {}

    def post_relationships_batch(self, json, _):
        for one, other, value in zip(json["agent1Ids"], json["agent2Ids"], json["sympathyLevels"], strict=True):
            self.patch_relationships({"agent1Id": one, "agent2Id": other, "sympathyLevel": value}, None)
        self.told.append("batch")

    def post_messages(self, json, _):
        self.messages.append({"id": str(len(self.messages) + 1), "sender": json["sender"], "text": json["text"]})
        return self.messages[-1]

    def get_messages(self, _, params):
        older = [one for one in self.messages if int(one["id"]) < int(params.get("after_id", 10**9))]
        return {"messages": older[-params["limit"] :], "hasMore": len(older) > params["limit"]}

    # -- what others may do

    def say(self, text, sender="user"):
        self.post_messages({"text": text, "sender": sender}, None)

    def leave(self, key):
        del self.agents[key]
        self.ties = {pair: value for pair, value in self.ties.items() if key not in pair}

    def seen(self, simulation):
        """Return the ties of the room as the simulation has them: by its ids, which count from 1."""
        return {(str(int(one) // 10), str(int(other) // 10)): value for (one, other), value in self.ties.items()}


def drive(server, simulation, steps, **options):
    driver = Driver(server, "5", simulation, **{"least": 0.0, **options})

    async def run():
        await driver.prepare("someone")
        await driver.drive(steps)

    asyncio.run(run())
    return driver


def ties_of(simulation):
    state = simulation.state
    sources, targets = state.ties.ends(state.ties_now)
    values = state.ties.sympathy[state.ties_now]
    return {(state.ids[s], state.ids[t]): v for s, t, v in zip(sources, targets, values.tolist(), strict=True)}


def test_the_room_is_the_simulation_that_nobody_disturbed():
    server, driven, alone = Server(), Simulation("conversation", 4, seed=3), Simulation("conversation", 4, seed=3)
    driver = drive(server, driven, 12)
    said = []
    alone.listen(lambda _, happened: said.extend((event.sender, event.text) for event in happened))
    alone.run(12)
    assert [(message["sender"], message["text"]) for message in server.messages] == said
    assert server.seen(driven) == ties_of(driven) == ties_of(alone)
    assert (driver.done, driver.messages, driver.taken, driver.refused) == (12, 12, 0, 0)
    assert driven.interventions == alone.interventions == ()


@pytest.mark.parametrize("parameters", [{}, {"degree": 2}])
def test_what_others_set_is_an_intervention_from_which_the_model_goes_on(parameters):
    from roomlab.simulation.models import Walk

    model = Walk(sigma=0.01, **parameters)
    server, driven, alone = Server(), Simulation(model, 5, seed=1), Simulation(model, 5, seed=1)
    (one, other), *_ = ties_of(alone)
    pair = str(10 * int(one)), str(10 * int(other))
    # Of the looks the first one prepares, and number n comes before step n.
    server.others[4] = lambda: server.ties.update({pair: -0.5})
    driver = drive(server, driven, 9)
    alone.run(3)
    alone.set_sympathy(one, other, -0.5)
    alone.run(6)
    assert driver.taken == 1
    assert server.seen(driven) == ties_of(alone)


def test_what_others_say_is_heard_once():
    server, driven, alone = Server(), Simulation("conversation", 3, seed=2), Simulation("conversation", 3, seed=2)
    server.others[3] = lambda: server.say("Who likes the sea?")
    server.others[5] = lambda: [server.say(f"{number} times", "Anna") for number in range(250)]
    driver = drive(server, driven, 8)
    alone.run(2)
    alone.send("Who likes the sea?")
    alone.run(2)
    for number in range(250):
        alone.send(f"{number} times", sender="Anna")
    alone.run(4)
    assert driver.taken == 251
    assert driven.interventions == alone.interventions
    assert len(server.messages) == 8 + 251
    assert server.seen(driven) == ties_of(alone)


def test_who_is_removed_from_the_room_leaves_the_simulation():
    server, driven = Server(), Simulation("balance", 4, seed=1)
    server.others[3] = lambda: server.leave("20")
    assert drive(server, driven, 5).taken == 1
    assert driven.state.present.tolist() == [True, False, True, True]
    assert server.seen(driven) == ties_of(driven)
    assert not [pair for pair in server.ties if "20" in pair]


def test_also_who_is_removed_while_ties_are_sent():
    server, driven = Server(), Simulation("balance", 4, seed=1)
    patch = server.patch_relationships

    def leave_first(json, params):
        if server.looks == 3 and "20" in server.agents:
            server.leave("20")
        return patch(json, params)

    server.patch_relationships = leave_first
    assert drive(server, driven, 5).taken == 1
    assert server.seen(driven) == ties_of(driven)


def test_what_was_refused_when_somebody_left_is_said_all_the_same():
    server, driven, alone = Server(), Simulation("conversation", 4, seed=3), Simulation("conversation", 4, seed=3)
    said = []
    alone.listen(lambda _, happened: said.extend(event.text for event in happened))
    alone.run(3)
    post = server.post_messages

    def leave_first(json, params):
        if len(server.messages) == 2 and "20" in server.agents:
            server.leave("20")
            raise RequestError(400, "POST", PATH, "ask again")
        return post(json, params)

    server.post_messages = leave_first
    driver = drive(server, driven, 3)
    assert [message["text"] for message in server.messages] == said
    assert (driver.messages, driver.taken) == (3, 1)


def test_other_refusals_end_it():
    server = Server()

    def refuse(*_):
        raise RequestError(500, "PATCH", PATH, "broken")

    server.patch_relationships = refuse
    with pytest.raises(RequestError, match="broken"):
        drive(server, Simulation("balance", 3, seed=1), 1)


def test_what_the_model_does_not_know_is_set_back():
    server, driven = Server(), Simulation("triads", 4, seed=1)
    server.others[2] = lambda: server.ties.update({("10", "20"): 0.25})
    driver = drive(server, driven, 2)
    assert (driver.taken, driver.refused) == (0, 1)
    assert server.seen(driven) == ties_of(driven)
    assert set(server.ties.values()) <= {-1.0, 1.0}


def test_ties_that_were_there_before_and_agents_of_others_are_left_alone():
    server = Server()
    for name in ("X", "Y"):
        server.post_agents({"name": name}, None)
    server.ties["10", "20"] = 0.75
    server.others[2] = lambda: server.ties.update({("20", "10"): 0.5})
    driver = drive(server, Simulation("walk", 2, seed=1), 3)
    assert driver.taken == 0
    assert (server.ties["10", "20"], server.ties["20", "10"]) == (0.75, 0.5)
    assert set(server.ties) == {("10", "20"), ("20", "10"), ("30", "40"), ("40", "30")}


def test_a_server_that_rounds_intervenes_in_nothing():
    server = Server(decimals=2)
    assert drive(server, Simulation("walk", 5, seed=1), 20, least=0.01).taken == 0


def test_small_changes_are_sent_when_they_add_up():
    server, driven = Server(), Simulation("walk", 6, seed=1)
    rough = drive(server, driven, 30, least=0.2)
    seen, now = server.seen(driven), ties_of(driven)
    assert 30 < rough.ties < 30 * 30
    assert max(abs(seen[pair] - now[pair]) for pair in now) < 0.2
    assert np.mean([seen[pair] != now[pair] for pair in now]) > 0.5


def test_a_server_that_takes_batches_gets_one_for_each_step():
    server = Server(features={"tie-batches"})
    drive(server, Simulation("walk", 5, seed=1), 3)
    assert server.told.count("batch") == 4
    assert len(server.told) == 4 * (20 + 1)


def test_run_again_it_says_nothing_twice():
    server = Server()
    drive(server, Simulation("conversation", 3, seed=2), 5)
    server.say("Hm.")
    driver = drive(server, Simulation("conversation", 3, seed=2), 8)
    assert (driver.messages, driver.taken) == (8, 0)
    assert len(server.messages) == 8 + 1


def test_each_step_has_its_time():
    server, clock = Server(), ManualClock()
    driver = Driver(server, "5", Simulation("walk", 2, seed=1), speed=0.5, clock=clock)

    async def run():
        await driver.prepare("someone")
        task = asyncio.create_task(driver.drive(3))
        seen = []
        for _ in range(3):
            await clock.advance(1.9)
            seen.append(driver.done)
            await clock.advance(0.1)
            while driver.done == seen[-1]:  # the step's requests are answered in turns of the loop  # noqa: ASYNC110
                await asyncio.sleep(0)
        await task
        return seen

    assert asyncio.run(run()) == [0, 1, 2]
