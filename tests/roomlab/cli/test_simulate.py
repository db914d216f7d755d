"""`roomlab simulate`: files, plans for a live room, and mistakes."""

from __future__ import annotations

import pytest

import roomlab
from roomlab.cli import main
from roomlab.cli._plan import Say, SetTie
from roomlab.cli.simulate import make_plan


@pytest.fixture
def called(capsys):
    def call(*arguments):
        code = main(["simulate", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), " ".join(err.split())

    return call


def test_a_room_as_files(called, tmp_path):
    arguments = ("triads", "--agents", 8, "--steps", 20, "--seed", 7, "--parameter", "p=0.25", "--out", tmp_path / "o")
    code, out, err = called(*arguments)
    assert code == 0
    assert err == "Simulated triads, seed 7: 8 agents, 20 steps"
    assert "history.csv" in out
    with (
        roomlab.from_csv(edges=tmp_path / "o" / "history.csv") as past,
        roomlab.simulate("triads", agents=8, steps=20, seed=7, p=0.25) as room,
    ):
        assert past.history["sympathy"].tolist() == room.history["sympathy"].tolist()


def test_a_plan_has_what_was_said_and_felt_in_its_order_and_leaves_out_what_is_small():
    with roomlab.simulate("conversation", agents=4, steps=10, seed=1) as room:
        plan, rough = make_plan(room), make_plan(room, least=0.2)
        assert plan.names == ("Agent 1", "Agent 2", "Agent 3", "Agent 4")
        assert [step.text for step in plan.steps if isinstance(step, Say)] == room.messages["text"].tolist()
        assert [step.at for step in plan.steps] == sorted(step.at for step in plan.steps)
        assert plan.steps[-1].at == 10
        ties = [step for step in plan.steps if isinstance(step, SetTie)]
        last = {(step.source, step.target): step.sympathy for step in ties}
        expected = {
            (f"Agent {one}", f"Agent {other}"): value for one, other, value in room.graph.edges(data="sympathy")
        }
        assert last == pytest.approx(expected, abs=0.01)
        assert len([step for step in rough.steps if isinstance(step, SetTie)]) < len(ties)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("walk",), "say where it goes: either --out DIR for files, or --url ADDRESS"),
        (("walk", "--out", "a", "--url", "http://127.0.0.1:9"), "say where it goes: either"),
        (("walk", "--out", "a", "--room", "1"), "say which server with --url"),
        (("wlk", "--out", "a"), "there is no model 'wlk'; did you mean 'walk'?"),
        (("walk", "--out", "a", "--parameter", "sigma"), "--parameter is 'sigma'; expected NAME=VALUE"),
        (("walk", "--out", "a", "--parameter", "sigma=big"), "sigma of the model 'walk' is 'big'; it must be"),
        (("walk", "--out", "a", "--parameter", "agents=3"), "no parameter 'agents'"),
        (("walk", "--url", "http://127.0.0.1:9", "--speed", "fast"), "--speed is 'fast'"),
        (("walk", "--out", "a", "--agents", "0"), "--agents is 0; it must be a whole number of at least 1"),
        (("walk", "--out", "a", "--seed", "-1"), "--seed is -1; it must be a whole number of at least 0"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(called, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, _, err = called(*arguments)
    assert code == 2
    assert message in err
    assert list(tmp_path.iterdir()) == []
