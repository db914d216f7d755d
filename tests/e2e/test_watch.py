"""`roomlab watch` and `roomlab export`, in front of a real server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import httpx
import pytest

import roomlab
from roomlab.cli import main
from roomlab_server.testing import running_server

USER = {"email": "watcher@example.org", "password": "a long password"}
FILES = {"agents.csv", "certificate.json", "edges.csv", "events.csv", "history.csv", "messages.csv"}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with a room, and a token for it in the environment."""
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    with running_server(tmp_path) as server:
        token = httpx.post(f"{server.url}/api/auth/register", json=USER).json()["token"]
        monkeypatch.setenv("ROOMLAB_TOKEN", token)
        chat = tmp_path / "chat.csv"
        chat.write_text("sender,text\nAnn,\x1b[31mhi\nBob,ho\n")
        assert main(["play", "--messages", str(chat), "--url", server.url]) == 0
        yield server


@pytest.mark.timeout(120)
def test_lines_and_then_the_files(server, tmp_path, capsys):
    capsys.readouterr()
    assert main(["watch", server.url, "--room", "1", "--seconds", "2.5", "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    *progress, wrote = out.splitlines()
    assert progress
    assert all(line.endswith("live  2 messages, 0 changes of ties, 0 events") for line in progress)
    assert wrote == (
        f"Wrote agents.csv, certificate.json, edges.csv, events.csv, history.csv and messages.csv to {tmp_path / 'out'}"
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


@pytest.mark.timeout(120)
def test_an_export_reads_back(server, tmp_path):
    assert main(["export", server.url, "--room", "1", "--out", str(tmp_path / "out")]) == 0
    with roomlab.from_csv(messages=tmp_path / "out" / "messages.csv") as room:
        assert list(room.messages["text"]) == ["\x1b[31mhi", "ho"]


@pytest.mark.timeout(120)
def test_an_interrupt_ends_the_view_and_writes_the_files(server, command, tmp_path, interrupted):
    run = command("watch", server.url, "--room", "1", "--out", "out", ROOMLAB_TOKEN=os.environ["ROOMLAB_TOKEN"])
    run.until(lambda: bool(run.out), "no progress")
    run.interrupt()
    assert run.ended() == interrupted
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert run.err == []


@pytest.mark.timeout(120)
def test_a_room_that_is_deleted_ends_the_view_with_a_sentence_and_the_files(server, command, tmp_path):
    run = command("watch", server.url, "--room", "1", "--out", "out", ROOMLAB_TOKEN=os.environ["ROOMLAB_TOKEN"])
    run.until(lambda: bool(run.out), "no progress")
    headers = {"Authorization": f"Bearer {os.environ['ROOMLAB_TOKEN']}"}
    httpx.delete(f"{server.url}/api/rooms/1", headers=headers).raise_for_status()
    assert run.ended() == 2
    (sentence,) = run.err
    assert "the observation has stopped" in sentence
    assert "does not exist" in sentence
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal in the standard library")
@pytest.mark.timeout(120)
def test_on_a_terminal_there_is_a_screen(server, tmp_path):
    import pty

    ours, theirs = pty.openpty()
    watching = subprocess.Popen(
        [sys.executable, "-m", "roomlab", "watch", server.url, "--room", "1", "--seconds", "1"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "24"},
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed; others return nothing
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert watching.wait(30) == 0
    text = shown.decode()
    assert "\x1b[?1049h" in text
    assert "␛[31mhi" in text
    assert "strongest ties" in text
    assert "\x1b[31mhi" not in text


@pytest.mark.timeout(120)
def test_an_export_in_other_formats_and_as_a_crate(server, tmp_path, capsys):
    arguments = ["export", server.url, "--room", "1", "--out"]
    assert main([*arguments, str(tmp_path / "out"), "--format", "gexf, jsonl"]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {"graph.gexf", "messages.jsonl", "certificate.json"}
    assert "messages.csv" not in names
    crate = tmp_path / "room.zip"
    assert main([*arguments, str(crate), "--format", "crate", "--licence", "CC0-1.0"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Wrote {crate}"
    with roomlab.open_crate(crate) as room:
        assert room.messages["text"].tolist() == ["\x1b[31mhi", "ho"]
        assert room.verify()


def test_an_unknown_format_is_named_before_anything_is_asked(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["export", "http://127.0.0.1:9", "--room", "1", "--out", str(out), "--format", "csv,xlsx"]) == 2
    assert "known formats: csv, parquet" in capsys.readouterr().err
    assert not out.exists()
