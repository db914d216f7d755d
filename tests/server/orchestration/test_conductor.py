from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roomlab_server.stage import Conductor, Mood, Performer

KINDS = ["single", "circular", "narrator", "full_context"]
NEUTRAL = Mood("neutral", 0.5)


def is_conductor(conductor: Conductor) -> Conductor:
    """Return it: the annotation is what the type checker holds."""
    return conductor


def test_nothing_runs_before_it_is_asked_to(make_scene):
    scene = make_scene("circular")
    assert not is_conductor(scene.conductor).running


@pytest.mark.parametrize("kind", KINDS)
def test_one_dialogue_at_a_time(make_scene, kind):
    scene = make_scene(kind, 2)

    async def talk() -> None:
        scene.conductor.hear("Раз", sender="user")
        before = len(asyncio.all_tasks())
        scene.conductor.hear("Два", sender="user")
        scene.conductor.start()
        assert len(asyncio.all_tasks()) == before
        assert scene.conductor.running
        await scene.clock.run_out(scene.conductor)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(talk())


@pytest.mark.parametrize("kind", KINDS)
def test_stop_ends_a_pause_at_once_and_is_idempotent(make_scene, kind):
    scene = make_scene(kind, 3)

    async def talk() -> None:
        await scene.conductor.stop()
        scene.conductor.hear("Поговорим о чае?", sender="user")
        await scene.clock.turn(0.3)
        now = scene.clock.now
        await scene.conductor.stop()
        assert not scene.conductor.running
        assert scene.clock.now == now
        said = len(scene.stage.log)
        await scene.conductor.stop()
        await scene.clock.turn(60)
        assert len(scene.stage.log) == said
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(talk())


def test_stop_lets_the_action_in_hand_be_finished(make_scene):
    scene = make_scene("full_context", 3)

    async def talk() -> None:
        spoken, go_on = asyncio.Event(), asyncio.Event()
        say = scene.stage.say

        async def slow(text: str, *, sender: str, agent_id: int | None) -> None:
            await say(text, sender=sender, agent_id=agent_id)
            spoken.set()
            await go_on.wait()

        scene.stage.say = slow
        scene.conductor.hear("Поговорим о чае?", sender="user")
        while not spoken.is_set():
            await scene.clock.turn(0.1)
        stopping = asyncio.ensure_future(scene.conductor.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        go_on.set()
        await stopping
        assert [entry[0] for entry in scene.stage.log].count("say") == 1
        assert scene.stage.of("tie")

    asyncio.run(talk())


def test_what_comes_while_it_stops_starts_anew(make_scene):
    scene = make_scene("full_context", 3)

    async def talk() -> None:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        await scene.clock.turn(3)
        stopping = asyncio.ensure_future(scene.conductor.stop())
        await asyncio.sleep(0)
        scene.conductor.hear("Нет, о роботах!", sender="user")
        await stopping
        said = len(scene.stage.said)
        await scene.clock.run_out(scene.conductor)
        assert len(scene.stage.said) > said

    asyncio.run(talk())


def test_a_later_stop_outlives_what_came_before_it(make_scene):
    scene = make_scene("full_context", 3)

    async def talk() -> None:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        await scene.clock.turn(3)
        first = asyncio.ensure_future(scene.conductor.stop())
        await asyncio.sleep(0)
        scene.conductor.hear("Нет, о роботах!", sender="user")
        await scene.conductor.stop()
        await first
        assert not scene.conductor.running

    asyncio.run(talk())


def test_a_dialogue_may_stop_itself(make_scene):
    scene = make_scene("circular", 2)

    async def talk() -> None:
        tie = scene.stage.set_sympathy

        async def last_straw(source: int, target: int, sympathy: float) -> None:
            await tie(source, target, sympathy)
            await scene.conductor.stop()

        scene.stage.set_sympathy = last_straw
        scene.conductor.start()
        await scene.clock.run_out(scene.conductor)
        assert sum(entry[3] is not None for entry in scene.stage.of("say")) <= 2

    asyncio.run(talk())


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_is_logged_and_the_next_dialogue_runs(make_scene, kind, caplog):
    scene = make_scene(kind, 2)

    async def talk() -> None:
        scene.stage.fails_on = lambda text: True
        scene.conductor.hear("Секретное слово: чай", sender="user")
        await scene.clock.run_out(scene.conductor)
        assert not scene.conductor.running
        assert "failed" in caplog.text
        assert "Секретное" not in caplog.text
        scene.stage.fails_on = lambda text: False
        scene.conductor.hear("Ещё раз", sender="user")
        await scene.clock.run_out(scene.conductor)
        assert scene.stage.said

    asyncio.run(talk())


def test_a_stage_that_cannot_be_read_is_logged(make_scene, caplog):
    scene = make_scene("circular", 2)

    def broken() -> list[Performer]:
        raise RuntimeError("no room")

    scene.stage.performers = broken

    async def talk() -> None:
        scene.conductor.hear("Привет", sender="user")
        scene.conductor.start()
        assert await scene.conductor.answer(11, "Привет", sender="user") is None
        assert not scene.conductor.running

    asyncio.run(talk())
    assert len(caplog.records) == 3


def test_an_answer_to_words_said_to_one_alone(make_scene):
    scene = make_scene("single", 3)

    async def talk() -> None:
        one = await scene.conductor.answer(12, "Что скажешь о погоде?", sender="user")
        two = await scene.conductor.answer(12, "What about tea?", sender="user")
        assert one != two
        assert not scene.stage.said
        assert {target for _, _, _, target, _ in scene.stage.of("tie")} == {12}
        assert await scene.conductor.answer(99, "Кто здесь?", sender="user") is None

    asyncio.run(talk())


def test_while_a_dialogue_runs_the_one_spoken_to_takes_the_next_turn(make_scene):
    for kind in ("single", "circular", "full_context"):
        scene = make_scene(kind, 4)

        async def talk(scene=scene) -> None:
            scene.conductor.hear("Поговорим о чае?", sender="user")
            await scene.clock.turn(0.1)
            assert await scene.conductor.answer(14, "А ты что думаешь?", sender="user") is None
            await scene.clock.run_out(scene.conductor)

        asyncio.run(talk())
        agents = [entry[3] for entry in scene.stage.of("say") if entry[3] is not None]
        assert agents[0] == 14
        assert set(agents) == {11, 12, 13, 14}


def test_a_narrator_answers_as_narrator(make_scene):
    scene = make_scene("narrator", 2)
    answer = asyncio.run(scene.conductor.answer(7, "Что происходит?", sender="user"))
    assert answer
    assert not scene.stage.ties


NAME = st.one_of(
    st.text(min_size=1, max_size=200),
    st.sampled_from(["{name}", "%s%(x)d", "Система", "\u202e", "👩‍🚀" * 60, "اسم", "\x00", "a" * 200]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAME, st.text(max_size=100)), min_size=1, max_size=4), NAME, st.sampled_from(KINDS))
def test_any_names_and_texts_are_safe(make_scene, people, text, kind):
    lead = [Performer(0, people[0][0], "", NEUTRAL, is_narrator=True)] if kind == "narrator" else []
    cast = [Performer(number, name, character, NEUTRAL) for number, (name, character) in enumerate(people, start=1)]
    scene = make_scene(kind, [*lead, *cast], speed=10)
    asyncio.run(scene.play(text))
    names = {who.id: who.name for who in scene.stage.people}
    assert {entry[3] for entry in scene.stage.of("say")} >= {who.id for who in cast}
    assert all(entry[2] == names[entry[3]] for entry in scene.stage.of("say") if entry[3] is not None)
    assert all(str(entry[4]).strip() for entry in scene.stage.of("say"))
