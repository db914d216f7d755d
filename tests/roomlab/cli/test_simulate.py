"""`roomlab simulate`: files, and mistakes."""

from __future__ import annotations

import pytest

import roomlab
from roomlab.cli import main


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
