from __future__ import annotations

import asyncio
import itertools
import re

import pytest

from roomlab.simulation.conversation import language_of
from roomlab_server.orchestration.dialogues import NARRATOR, ROUNDS, SUMMARIZER, SYSTEM
from roomlab_server.stage import Mood, Performer

KINDS = ["single", "circular", "narrator", "full_context"]
NEUTRAL = Mood("neutral", 0.5)


def play(scene, text="Поговорим о чае?") -> float:
    return asyncio.run(scene.play(text))


def senders(scene) -> list[str]:
    return [sender for sender, _ in scene.stage.said]


@pytest.mark.parametrize("count", [1, 2, 6])
def test_single_each_agent_answers_once_within_four_seconds_at_speed_one(make_scene, count):
    scene = make_scene("single", count)
    assert play(scene) < 4.0
    assert sorted(senders(scene)) == sorted(who.name for who in scene.stage.people)
    assert [entry[3] for entry in scene.stage.of("say")] == [who.id for who in scene.stage.people]


def test_circular_goes_round_with_narrator_summary_system_and_a_final_answer(make_scene):
    scene = make_scene("circular", 3)
    play(scene)
    names = [who.name for who in scene.stage.people]
    one_round = [NARRATOR, *names, SUMMARIZER, SYSTEM]
    assert senders(scene) == one_round * ROUNDS + [SYSTEM]
    markers = [text for sender, text in scene.stage.said if sender == SYSTEM]
    assert markers[:-1] == [f"=== Раунд {number} завершён ===" for number in range(1, ROUNDS + 1)]
    assert "чай" in markers[-1]
    framed = [entry for entry in scene.stage.of("say") if entry[2] in (NARRATOR, SUMMARIZER, SYSTEM)]
    assert all(entry[3] is None for entry in framed)


def test_the_contracts_senders_and_marker_are_exact():
    assert NARRATOR == "🎭 Рассказчик Нарратор"
    assert SUMMARIZER == "📊 Сводка Суммаризатор"
    assert SYSTEM == "Система"


def test_a_circular_round_of_two_closes_within_three_seconds_at_speed_ten(make_scene):
    scene = make_scene("circular", 2, speed=10)
    play(scene)
    closed = [entry[1] for entry in scene.stage.of("say") if entry[4] == "=== Раунд 1 завершён ==="]
    assert closed[0] < 3.0


def test_narrator_frames_calls_and_closes_under_its_own_name(make_scene):
    scene = make_scene("narrator", 4)
    play(scene)
    said = scene.stage.said
    told = [text for sender, text in said if sender == "Летописец"]
    assert said[0][0] == said[-1][0] == "Летописец"
    assert {entry[3] for entry in scene.stage.of("say") if entry[2] == "Летописец"} == {7}
    names = [who.name for who in scene.stage.people[1:]]
    for (before, text), (after, _) in itertools.pairwise(said):
        called = [name for name in names if before == "Летописец" and name in text]
        if len(called) == 1 and after != "Летописец":
            assert called == [after]
    assert sum(any(name in text for name in names) for text in told) >= 3
    assert all(senders(scene).count(name) == ROUNDS for name in names)


def test_the_narrator_stays_outside_the_ties(make_scene):
    scene = make_scene("narrator", 4)
    play(scene)
    assert scene.stage.ties
    assert not any(7 in pair for pair in scene.stage.ties)


def test_full_context_refers_to_earlier_speakers_and_is_summed_up(make_scene):
    scene = make_scene("full_context", 4)
    play(scene)
    said = scene.stage.said
    assert said[-1][0] == SUMMARIZER
    assert SUMMARIZER not in senders(scene)[:-1]
    names = {who.name for who in scene.stage.people}
    referring = [text for sender, text in said[:-1] if any(name in text for name in names - {sender})]
    assert len(referring) >= len(said) / 3
    assert len({sender for sender, _ in said[:-1]}) == 4


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_dialogue_starts_without_a_message_and_ends_by_itself(make_scene, kind):
    scene = make_scene(kind, 3)
    assert 5 < play(scene, None) < 60
    assert len(scene.stage.said) >= 7


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("text", "language"), [("Кто прав в этом споре?", "ru"), ("Who is right here?", "en")])
def test_answers_follow_the_language_of_the_message(make_scene, kind, text, language):
    people = [Performer(number, str(number), "", NEUTRAL) for number in (1, 2, 3)]
    scene = make_scene(kind, people)
    play(scene, text)
    for sender, said in scene.stage.said:
        plain = re.sub(r"=== Раунд \d+ завершён ===", "", said)
        assert language_of(plain) in (language, None), (sender, said)


@pytest.mark.parametrize("kind", KINDS)
def test_feelings_follow_each_utterance_at_once(make_scene, kind):
    scene = make_scene(kind, 5)
    play(scene)
    agents = {who.id for who in scene.stage.people if not who.is_narrator}
    after: list[list[str]] = []
    for entry in scene.stage.log:
        if entry[0] == "say":
            after.append([] if entry[3] in agents else ["nobody"])
        else:
            after[-1].append(str(entry[0]))
    told = [kinds for kinds in after if "nobody" not in kinds]
    assert sum("tie" in kinds for kinds in told) > 0.9 * len(told)
    assert len(scene.stage.of("tie")) > len(scene.stage.of("say"))
    assert min(scene.stage.ties.values()) < 0 < max(scene.stage.ties.values())


def test_moods_memories_and_plans_are_written_now_and_then(make_scene):
    scene = make_scene("full_context", 6)
    for _ in range(3):
        play(scene)
    agents = len(scene.stage.of("say"))
    for kind in ("mood", "memory", "plan"):
        assert 0 < len(scene.stage.of(kind)) < agents


@pytest.mark.parametrize("kind", ["circular", "narrator", "full_context"])
@pytest.mark.parametrize("speed", [5.0, 10.0])
def test_a_newcomer_sees_a_dozen_messages_and_more_changes_in_ten_seconds(make_scene, kind, speed):
    scene = make_scene(kind, 6, speed=speed)

    async def watch() -> None:
        scene.conductor.hear("Привет! О чём поговорим?", sender="user")
        await scene.clock.turn(10.0)
        await scene.conductor.stop()

    asyncio.run(watch())
    assert len(scene.stage.of("tie")) > len(scene.stage.of("say")) >= 12


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_message_joins_and_is_taken_up_by_the_next_speaker(make_scene, kind):
    scene = make_scene(kind, 3)

    async def talk() -> int:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        while sum(entry[3] is not None for entry in scene.stage.of("say")) < 3:
            await scene.clock.turn(0.1)
        heard = len(scene.stage.said)
        scene.conductor.hear("А теперь про роботов!", sender="user")
        await scene.clock.run_out(scene.conductor)
        return heard

    heard = asyncio.run(talk())
    names = {who.name for who in scene.stage.people if not who.is_narrator}
    after = [(sender, text) for sender, text in scene.stage.said[heard:] if sender in names]
    lines = "робот|машин|пылесос|искусственный ум"
    assert re.search(lines, after[0][1].lower()), after[0]
    if kind == "single":
        assert sorted(sender for sender, _ in after) == sorted(names)
    if kind == "circular":
        markers = [text for sender, text in scene.stage.said if sender == SYSTEM]
        assert len(markers) == len(set(markers))


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_at_the_very_end_is_answered_too(make_scene, kind):
    scene = make_scene(kind, 2)

    async def talk() -> int:
        total = await make_scene(kind, 2).play()
        scene.conductor.hear("Поговорим о чае?", sender="user")
        await scene.clock.turn(total - 0.2)
        heard = len(scene.stage.said)
        scene.conductor.hear("Минуту! А роботы?", sender="user")
        await scene.clock.run_out(scene.conductor)
        return heard

    heard = asyncio.run(talk())
    names = {who.name for who in scene.stage.people if not who.is_narrator}
    assert any(sender in names for sender, _ in scene.stage.said[heard:])


def test_who_is_called_by_name_answers_first(make_scene):
    for kind in ("single", "circular", "full_context"):
        scene = make_scene(kind, 4)
        last = scene.stage.people[-1].name
        play(scene, f"{last}, а что думаешь ты про чай?")
        assert next(sender for sender in senders(scene) if sender != NARRATOR) == last


@pytest.mark.parametrize("kind", KINDS)
def test_agents_come_and_go(make_scene, kind):
    scene = make_scene(kind, 4)

    async def talk() -> None:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        left = scene.stage.people.pop()
        while not any(entry[3] == scene.stage.people[-1].id for entry in scene.stage.of("say")):
            await scene.clock.turn(0.1)
        gone = scene.stage.people.pop()
        scene.stage.people.append(Performer(99, "Новенькая", "весёлая", NEUTRAL))
        marks = len(scene.stage.log)
        await scene.clock.run_out(scene.conductor)
        actors = {entry[3] if entry[0] == "say" else entry[2] for entry in scene.stage.log[marks:]}
        assert gone.id not in actors - {None}
        assert left.id not in {entry[2] for entry in scene.stage.log if entry[0] != "say"}

    asyncio.run(talk())


@pytest.mark.parametrize("kind", KINDS)
def test_when_all_have_left_it_ends_quietly(make_scene, kind, caplog):
    scene = make_scene(kind, 3)

    async def talk() -> None:
        scene.conductor.hear("Поговорим о чае?", sender="user")
        await scene.clock.turn(0.2)
        scene.stage.people.clear()
        await scene.clock.run_out(scene.conductor)

    asyncio.run(talk())
    assert not caplog.records


@pytest.mark.parametrize("kind", KINDS)
def test_a_room_without_agents_does_no_harm(make_scene, kind, caplog):
    scene = make_scene(kind, [])
    play(scene)
    play(scene, None)
    assert all(sender == NARRATOR for sender in senders(scene))
    assert not caplog.records


def test_a_room_of_only_a_narrator_hears_the_narrator(make_scene):
    scene = make_scene("narrator", 0)
    assert play(scene) < 1
    assert senders(scene) == ["Летописец"]
    assert not scene.stage.ties


def test_same_seed_same_log(make_scene):
    for kind in KINDS:
        logs = []
        for seed in (3, 3, 4):
            scene = make_scene(kind, 5, seed=seed)
            play(scene)
            logs.append(scene.stage.log)
        assert logs[0] == logs[1] != logs[2]
