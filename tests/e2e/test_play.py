"""Data of the past, played through a real server and observed live, comes out as it went in."""

from __future__ import annotations

import csv
import itertools
import signal

import anyio
import pytest

import roomlab
from roomlab.cli import main
from roomlab.cli._room_writer import RoomWriter
from roomlab_server.testing import running_server

USER = {"email": "player@example.org", "password": "a long password"}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server, and the user in the environment."""
    monkeypatch.delenv("ROOMLAB_TOKEN", raising=False)
    monkeypatch.setenv("ROOMLAB_EMAIL", USER["email"])
    monkeypatch.setenv("ROOMLAB_PASSWORD", USER["password"])
    with running_server(tmp_path) as server:
        yield server


@pytest.fixture
def room(server, tmp_path):
    """An observer of room 1, which has only Ann and Bob in it so far."""
    first = tmp_path / "first.csv"
    first.write_text("from,to,sympathy\nAnn,Bob,0\n")
    assert main(["play", str(first), "--url", server.url, "--register"]) == 0
    with roomlab.connect(server.url, room=1, **USER) as room:
        yield room


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_fraternity_comes_out_as_it_went_in(server, room, data_dir, capsys):
    path = data_dir / "newcomb_fraternity.csv"
    assert main(["play", str(path), "--rank", "1:16", "--url", server.url, "--room", "1"]) == 0
    assert "Played 4,080 changes of ties and 0 messages of 17 agents into room 1" in capsys.readouterr().out
    weeks = read(path)
    assert len(weeks) == 4080
    expected = [(row["from"], row["to"], 1 - 2 * (int(row["rank"]) - 1) / 15) for row in weeks]

    # Every change, in the order of the file.
    room.wait(until=lambda room: len(room.history) >= 1 + 4080 and len(room.agents) >= 19, timeout=60)
    name = room.agents.set_index("id")["name"]
    history = room.history.iloc[1:]  # without the tie of Ann and Bob
    played = zip(history["source"].map(name), history["target"].map(name), history["sympathy"], strict=True)
    assert list(played) == expected

    # The ties at the end, by name and value.
    last = {(source, target): sympathy for source, target, sympathy in expected}
    graph = room.graph
    ties = {(name[source], name[target]): sympathy for source, target, sympathy in graph.edges(data="sympathy")}
    assert len(last) == 17 * 16
    assert {pair: value for pair, value in ties.items() if "Ann" not in pair} == last
    assert room.gaps.empty


@pytest.mark.data
@pytest.mark.timeout(120)
def test_the_talk_of_a_small_town_comes_out_as_it_went_in(server, room, data_dir):
    path = data_dir / "smallville_chat.csv"
    assert main(["play", "--messages", str(path), "--url", server.url, "--room", "1"]) == 0
    expected = [(row["speaker"], row["text"]) for row in read(path)]
    assert len(expected) == 87
    room.wait(until=lambda room: len(room.messages) >= 87 and len(room.agents) >= 5, timeout=60)
    assert said(room) == expected
    speakers = room.agents.set_index("id")["name"]
    assert list(room.messages["agent_id"].map(speakers)) == [speaker for speaker, _ in expected]

    # Running it again says nothing twice.
    assert main(["play", "--messages", str(path), "--url", server.url, "--room", "1"]) == 0
    with roomlab.connect(server.url, room=1, **USER) as again:
        assert said(again) == expected


def said(room):
    return list(zip(room.messages["sender"], room.messages["text"], strict=True))


@pytest.mark.timeout(120)
def test_an_export_can_be_played_again(server, room, tmp_path, capsys):
    ties, chat = tmp_path / "ties.csv", tmp_path / "chat.csv"
    ties.write_text("time,from,to,sympathy\n2026-01-01 10:00,Ann,'=Bob,-0.25\n2026-01-01 10:02,'=Bob,Ann,1\n", "utf-8")
    chat.write_text('time,speaker,text\n2026-01-01 10:01,Ann,"=1+1\nПривет 👋"\n', "utf-8")
    assert main(["play", str(ties), "--messages", str(chat), "--url", server.url, "--speed", "600"]) == 0
    out = tmp_path / "out"
    assert main(["export", server.url, "--room", "2", "--out", str(out)]) == 0
    again = ["--agents", out / "agents.csv", "--messages", out / "messages.csv", "--url", server.url]
    assert main(["play", *map(str, [out / "history.csv", *again])]) == 0
    assert "into room 3" in capsys.readouterr().out
    with roomlab.connect(server.url, room=3, **USER) as copy:
        name = copy.agents.set_index("id")["name"]
        edges = copy.edges
        assert set(zip(edges["source"].map(name), edges["target"].map(name), edges["sympathy"], strict=True)) == {
            ("Ann", "=Bob", -0.25),
            ("=Bob", "Ann", 1.0),
        }
        assert said(copy) == [("Ann", "=1+1\nПривет 👋")]


@pytest.mark.timeout(120)
def test_an_interrupt_says_how_far_it_came_and_a_rerun_finishes(server, room, tmp_path, capsys, monkeypatch):
    chat = tmp_path / "chat.csv"
    chat.write_text("sender,text\n" + "".join(f"Ann,line {number}\n" for number in range(10)))
    command = ["play", "--messages", str(chat), "--url", server.url]
    tell, told = RoomWriter.say, itertools.count()

    async def say_four(self, sender, text):
        if next(told) == 4:
            signal.raise_signal(signal.SIGINT)
            await anyio.sleep(60)
        return await tell(self, sender, text)

    with monkeypatch.context() as patched:
        patched.setattr(RoomWriter, "say", say_four)
        assert main(command) == 130
    assert "Stopped after 4 of 10 steps. To finish, run it again with --room 2" in capsys.readouterr().err
    assert main([*command, "--room", "2"]) == 0
    assert "There already, and not said again: 4 messages" in capsys.readouterr().err
    with roomlab.connect(server.url, room=2, **USER) as played:
        assert said(played) == [("Ann", f"line {number}") for number in range(10)]


@pytest.mark.timeout(120)
def test_who_may_not_is_told_so(server, room, capsys, monkeypatch, tmp_path):
    chat = tmp_path / "chat.csv"
    chat.write_text("sender,text\nAnn,hi\n")
    capsys.readouterr()
    for arguments, said in (
        (["watch", server.url, "--room", "99"], "99"),
        (["export", server.url, "--room", "99", "--out", str(tmp_path / "out")], "99"),
        (["play", "--messages", str(chat), "--url", server.url, "--room", "99"], "/api/rooms/99"),
        (["play", "--messages", str(chat), "--url", server.url, "--register"], "400"),
    ):
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err.splitlines()[-1]
        assert "Stopped" not in err
    monkeypatch.setenv("ROOMLAB_PASSWORD", "a wrong password")
    assert main(["watch", server.url, "--room", "1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "a wrong password" not in err
    assert err.startswith("roomlab: ")
    assert err.count("\n") == 1
