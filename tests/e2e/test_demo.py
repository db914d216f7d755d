"""`roomlab demo --headless`, as a newcomer runs it."""

from __future__ import annotations

import csv
import os
import re

import psutil
import pytest

import roomlab

TABLES = ("messages", "events", "edges", "history", "agents")
FILES = {*(f"{name}.csv" for name in TABLES), "certificate.json", "graph.png"}


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_ten_seconds_show_a_dozen_messages_and_more_changes_twice_at_once(command, tmp_path):
    runs = [command("demo", "--headless", "--seconds", 10) for _ in range(2)]
    for run in runs:
        assert run.ended() == 0, run.err
    for folder in (tmp_path / "roomlab-demo", tmp_path / "roomlab-demo-2"):
        assert {path.name for path in folder.iterdir()} == FILES
        messages, history = rows(folder, "messages"), rows(folder, "history")
        assert len(messages) >= 12
        assert len(history) > len(messages)
        assert len(rows(folder, "agents")) == 6
        assert {row["mood"] for row in rows(folder, "agents")} - {"neutral"}  # talk has changed some
        assert rows(folder, "events")
        assert (folder / "graph.png").read_bytes().startswith(b"\x89PNG")
    for run in runs:
        *progress, last = run.out
        counts = r" +\d+ s  live  [\d,]+ messages?, [\d,]+ changes? of ties, \d+ events?\n"
        assert all(re.match(counts, line) for line in progress)
        assert len(progress) >= 4
        assert re.match(r"Wrote agents.csv, .*messages.csv and graph.png to roomlab-demo(-2)?\n", last)
        assert run.err == ["Starting a server, and a room of 6 agents ...\n"]


@pytest.mark.timeout(120)
def test_it_talks_russian_keeps_its_room_and_writes_where_it_is_told(command, tmp_path):
    out = tmp_path / "вне" / "files"
    database = f"sqlite:///{(tmp_path / 'rooms.db').as_posix()}"
    options = ["--language", "ru", "--agents", 3, "--speed", 10, "--seed", 5, "--db", database, "--out", out]
    run = command("demo", "--headless", "--seconds", 4, *options)
    assert run.ended() == 0, run.err
    texts = " ".join(row["text"] for row in rows(out, "messages"))
    assert sum("а" <= letter <= "я" for letter in texts.lower()) > len(texts) / 2
    assert len(rows(out, "agents")) == 3
    assert (tmp_path / "rooms.db").stat().st_size > 0
    with roomlab.from_csv(edges=out / "history.csv", messages=out / "messages.csv") as room:
        assert len(room.messages) == len(rows(out, "messages"))


@pytest.mark.timeout(120)
def test_an_interrupt_writes_the_files_and_ends_the_server(command, tmp_path, interrupted):
    run = command("demo", "--headless", "--out", "out")
    run.until(lambda: len(run.out) >= 2, "no progress")
    assert run.children
    run.interrupt()
    assert run.ended() == interrupted
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert "Traceback" not in "".join(run.err)


@pytest.mark.timeout(120)
def test_an_interrupt_before_there_is_a_room_ends_the_server(command, interrupted):
    run = command("demo", "--headless", "--out", "out")
    run.until(lambda: bool(run.err), "it did not begin")
    run.interrupt()
    assert run.ended() == interrupted
    assert "Traceback" not in "".join(run.err)


@pytest.mark.timeout(120)
def test_the_server_does_not_outlive_a_command_that_is_killed(command):
    run = command("demo", "--headless")
    run.until(lambda: len(run.out) >= 1, "no progress")
    assert run.children
    run.process.kill()
    assert run.ended() != 0


@pytest.mark.timeout(120)
def test_a_server_that_dies_is_told_and_the_files_are_written(command, tmp_path):
    run = command("demo", "--headless", "--out", "out")
    run.until(lambda: len(run.out) >= 1, "no progress")
    for child in run.children:
        child.kill()
    assert run.ended() == 2
    assert run.err[-1].startswith("roomlab: the room server is gone; the last that it said: ")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--db", "sqlite:///foreign.db"], "foreign.db"),
        (["--db", "rooms"], "--db"),
        (["--agents", "99"], "--agents is 99; there are"),
        (["--out", "foreign.db"], "the folder foreign.db cannot be made"),
    ],
)
def test_what_is_in_the_way_is_said_in_one_sentence(command, tmp_path, options, said):
    (tmp_path / "foreign.db").write_text(
        "a file of somebody else, which is longer than the header of a database is " * 9
    )
    before = (tmp_path / "foreign.db").read_bytes()
    run = command("demo", "--headless", *options)
    assert run.ended() == 2
    assert run.out == []
    assert run.err[-1].startswith("roomlab: ")
    assert said in run.err[-1]
    assert (tmp_path / "foreign.db").read_bytes() == before


def _cmdline(process):
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # it has ended meanwhile
        return []


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_with_a_notebook_it_starts_jupyter_and_ends_it(command, tmp_path, interrupted):
    run = command("demo", "--no-browser", JUPYTER_CONFIG_DIR=str(tmp_path), IPYTHONDIR=str(tmp_path))
    run.until(lambda: any("/lab/tree/01_first_room.ipynb?token=" in line for line in run.err), "no JupyterLab")
    labs = [child for child in run.children if "jupyterlab" in _cmdline(child)]
    lab = min(labs, key=lambda child: child.create_time())  # what it starts bears its command line for a moment
    if os.name != "nt":
        told = lab.environ()
        assert told["ROOMLAB_URL"] in "".join(run.out)
        assert told["ROOMLAB_PASSWORD"] not in "".join([*run.out, *run.err, *lab.cmdline()])
    run.interrupt()
    assert run.ended() == interrupted
    assert not [child for child in run.children if psutil.pid_exists(child.pid) and child.is_running()]
