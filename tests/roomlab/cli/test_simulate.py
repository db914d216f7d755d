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


@pytest.mark.parametrize("name", ["room.zip", "room"])
def test_a_room_as_a_crate_that_can_be_written_again_as_tables(called, tmp_path, capsys, name):
    crate, again = tmp_path / name, tmp_path / "again"
    code, out, _ = called("walk", "--agents", 4, "--steps", 3, "--seed", 7, "--out", crate, "--format", "crate")
    assert (code, out) == (0, f"Wrote {crate}")
    assert main(["export", str(crate), "--out", str(again), "--format", "csv,graphml"]) == 0
    assert "graph.graphml" in capsys.readouterr().out
    with (
        roomlab.from_csv(edges=again / "history.csv") as past,
        roomlab.simulate("walk", agents=4, steps=3, seed=7) as room,
    ):
        assert past.history["sympathy"].tolist() == room.history["sympathy"].tolist()


def test_what_a_format_needs_is_asked_for_before_the_work(called, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    code, _, err = called("walk", "--out", tmp_path / "o", "--format", "csv,parquet")
    assert code == 2
    assert err.startswith("roomlab: pyarrow is not installed")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("walk",), "say where it goes: either --out DIR for files, or --url ADDRESS"),
        (("walk", "--out", "a", "--url", "http://127.0.0.1:9"), "say where it goes: either"),
        (("walk", "--out", "a", "--room", "1"), "say which server with --url"),
        (("walk", "--out", "a", "--speed", "4"), "--speed is for a room of a server"),
        (("walk", "--out", "a", "--register"), "--register is for a room of a server"),
        (("wlk", "--out", "a"), "there is no model 'wlk'; did you mean 'walk'?"),
        (("walk", "--out", "a", "--parameter", "sigma"), "--parameter is 'sigma'; expected NAME=VALUE"),
        (("walk", "--out", "a", "--parameter", "sigma=big"), "sigma of the model 'walk' is 'big'; it must be"),
        (("walk", "--out", "a", "--parameter", "agents=3"), "no parameter 'agents'"),
        (("walk", "--url", "http://127.0.0.1:9", "--speed", "fast"), "--speed is 'fast'"),
        (("walk", "--out", "a", "--agents", "0"), "--agents is 0; it must be a whole number of at least 1"),
        (("walk", "--out", "a", "--seed", "-1"), "--seed is -1; it must be a whole number of at least 0"),
        (("walk", "--out", "a", "--format", "cvs"), "formats=['cvs'] cannot be written; known formats: csv"),
        (("walk", "--out", "a", "--format", "csv,crate"), "a crate is a folder or an archive of its own"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(called, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, _, err = called(*arguments)
    assert code == 2
    assert message in err
    assert list(tmp_path.iterdir()) == []
