"""Rooms whose ties are moved by a model of the simulation."""

from __future__ import annotations

import asyncio

import pytest

from roomlab.simulation.engine import Simulation

DRIVEN = ["balance", "bounded_confidence", "coevolution", "consensus", "triads", "walk"]


def said_by_agents(scene):
    return [entry for entry in scene.stage.of("say") if entry[3] is not None and entry[3] != 7]


def expected(model, agents, steps, seed):
    simulation = Simulation(model, [str(agent) for agent in agents], seed=seed)
    simulation.run(steps)
    pairs = [(source, target) for source in agents for target in agents if source != target]
    return {pair: simulation.sympathy(*map(str, pair)) for pair in pairs}


@pytest.mark.parametrize("model", DRIVEN)
@pytest.mark.parametrize("kind", ["single", "circular", "narrator", "full_context"])
def test_each_thing_said_is_a_step_of_the_model_as_it_is_simulated_elsewhere(make_scene, model, kind):
    scene = make_scene(kind, 4, model=model, seed=3, room_seed=11)

    async def talk() -> None:
        await scene.play()

    asyncio.run(talk())
    steps = len(said_by_agents(scene))
    assert steps >= 4
    agents = [11, 12, 13, 14]
    for pair, sympathy in expected(model, agents, steps, 11).items():
        assert scene.stage.sympathy(*pair) == pytest.approx(sympathy, abs=0.001)


def test_without_a_model_ties_are_moved_by_what_is_said(make_scene):
    plain, named = make_scene("circular", 3), make_scene("circular", 3, model="conversation")

    async def talk() -> None:
        await plain.play()
        await named.play()

    asyncio.run(talk())
    assert plain.stage.log == named.stage.log
    assert plain.stage.ties


def test_what_a_user_sets_is_an_intervention(make_scene):
    scene = make_scene("circular", 3, model="walk", room_seed=2)

    async def talk() -> None:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        while len(said_by_agents(scene)) < 3:
            await scene.clock.turn(0.1)
        scene.stage.ties[11, 12] = -1.0
        while len(said_by_agents(scene)) < 4:
            await scene.clock.turn(0.1)
        await scene.conductor.stop()

    asyncio.run(talk())
    simulation = Simulation("walk", ["11", "12", "13"], seed=2)
    simulation.run(3)
    simulation.set_sympathy("11", "12", -1.0)
    simulation.run(1)
    assert scene.stage.ties[11, 12] == pytest.approx(simulation.sympathy("11", "12"), abs=0.001)


@pytest.mark.parametrize("model", DRIVEN)
def test_agents_come_go_and_come_again(make_scene, model):
    scene = make_scene("full_context", 4, model=model)
    everybody = list(scene.stage.people)

    async def talk() -> None:
        for people in (everybody[:3], everybody, everybody[1:], everybody, everybody[:1], everybody[:2], everybody):
            scene.stage.people = list(people)
            scene.stage.ties = {
                pair: value for pair, value in scene.stage.ties.items() if set(pair) <= {who.id for who in people}
            }
            before = len(said_by_agents(scene))
            scene.conductor.hear("Что скажете?", sender="user")
            while len(said_by_agents(scene)) < before + 2:
                await scene.clock.turn(0.5)
                assert scene.conductor.running
            await scene.conductor.stop()
        assert scene.stage.ties

    asyncio.run(talk())


def test_a_room_begins_with_the_ties_that_it_has_where_the_model_can(make_scene):
    walking, triads = (make_scene("circular", 3, model=model, room_seed=4) for model in ("walk", "triads"))
    for scene in (walking, triads):
        scene.stage.ties[11, 12] = 0.3  # no link of `triads`, whose links are 1 or -1

    async def talk() -> None:
        for scene in (walking, triads):
            scene.conductor.start()
            while not said_by_agents(scene):
                await scene.clock.turn(0.1)
            await scene.conductor.stop()

    asyncio.run(talk())
    simulation = Simulation("walk", ["11", "12", "13"], seed=4, ties=[("11", "12", 0.3)])
    simulation.run(1)
    assert walking.stage.ties[11, 12] == pytest.approx(simulation.sympathy("11", "12"), abs=0.001)
    assert {abs(value) for value in triads.stage.ties.values()} == {1.0}
