"""`roomlab record` and `roomlab replay`: what is typed, and what comes of it."""

from __future__ import annotations

import io
import re
import threading

import httpx
import pytest

import roomlab
from roomlab.cli import main
from roomlab.cli.replay import _to_go, obey
from roomlab.events import Agent, Channel, EdgeUpdate, Message, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.recording.recorder import Recorder
from roomlab_server.testing import running_server, silent_conductor

START = 1_700_000_000_000_000
USER = {"email": "watcher@example.org", "password": "a long password"}


@pytest.fixture
def path(tmp_path):
    """A recording of ten seconds."""
    log, file = EventLog(), tmp_path / "ten.roomlog.jsonl"
    log.extend([Agent("1", "Ann"), Agent("2", "Bob")], Channel.SNAPSHOT, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": True}), Channel.LOCAL, START)
    for second in range(1, 11):
        log.append(EdgeUpdate("1", "2", second / 10), Channel.GRAPH, START + second * 1_000_000)
        log.append(Message(str(second), "hm", "Ann", "1"), Channel.CHAT, START + second * 1_000_000)
    Recorder(log, file, title="ten seconds").close()
    return file


@pytest.fixture
def called(capsys, monkeypatch):
    """Call the command with lines on its input, and return exit code, stdout, stderr."""

    def call(*arguments, lines=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


def test_a_replay_says_whether_the_recording_is_complete(called, path):
    code, _, err = called("replay", path, "--speed", "max", "--seconds", "0.3")
    assert code == 0
    assert err.startswith("complete, 1 to 23: ")


@pytest.mark.parametrize("speed", ["max", "200"])
def test_without_a_terminal_a_replay_ends_by_itself_and_says_how_it_stood(called, path, speed):
    code, out, err = called("replay", path, "--speed", speed)
    assert (code, err.startswith("complete, 1 to 23: ")) == (0, True)
    assert out.splitlines()[-1].endswith("complete  10 messages, 10 changes of ties, 0 events")


def test_on_a_terminal_a_replay_stays_to_be_wound_back(path, monkeypatch):
    with roomlab.replay(path) as room:
        assert room.playback.ended
        for is_terminal in (True, False):
            monkeypatch.setattr("roomlab.cli.replay.has_screen", lambda answer=is_terminal: answer)
            assert _to_go(room.playback) is is_terminal
        room.playback.step(-1)
        assert _to_go(room.playback)


def test_each_hole_has_a_line_of_its_own(called, path):
    path.write_bytes(path.read_bytes()[:-100])
    code, _, err = called("replay", path, "--speed", "max", "--seconds", "0.3")
    assert code == 0
    first, *holes = err.splitlines()
    assert re.fullmatch("not complete, 1 to 2[0-3]: in [12] spans? something may be missing", first)
    assert all(hole.startswith("- file, entry 2") for hole in holes)
    assert "torn off" in holes[0]


def test_commands_move_the_replay(path):
    with roomlab.replay(path, paused=True) as room:
        playback = room.playback

        def said(line):
            return obey(line, playback)

        assert said("step 3") == "Playback at entry 3 of 23, paused"
        assert said("step") == "Playback at entry 4 of 23, paused"
        assert said("seek 2023-11-14 22:13:25") == "Playback at entry 13 of 23, paused"
        assert said("seek 5") == "Playback at entry 5 of 23, paused"
        assert said("step -2\n") == "Playback at entry 3 of 23, paused"
        assert said("speed max") == "Playback at entry 3 of 23, paused"
        assert said("play") == "Playback at entry 23 of 23, paused"
        assert "commands: play" in said("help")
        assert "'jump' is no command" in said("jump")
        assert "--speed is 'fast'" in said("speed fast")
        assert "is not a moment" in said("seek yesterday")
        assert "is no number" in said("step far")
        assert said("where") == said("pause") == "Playback at entry 23 of 23, paused"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--speed", "0"], "--speed is '0'"),
        (["--speed", "fast"], "--speed is 'fast'"),
        (["--port", "99999", "--serve"], "--port"),
    ],
)
def test_mistakes_are_one_sentence(called, path, arguments, sentence):
    code, _, err = called("replay", path, *arguments)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


def test_a_file_that_is_no_recording_is_told_with_its_line(called, tmp_path):
    file = tmp_path / "x"
    file.write_text('{"a":1}\n')
    code, _, err = called("replay", file)
    assert code == 2
    assert "x:1: this is not the header of a recording" in err


def test_it_is_served_and_moved_by_lines(called, path, monkeypatch):
    seen = {}

    def watch(url):
        with roomlab.connect(url, room=1, **USER) as room:
            seen["messages"] = len(room.messages)

    original = roomlab.cli.replay.say

    def say(text, *, error=False):
        original(text, error=error)
        if found := re.fullmatch(r"roomlab replay on (\S+)", text):
            seen["url"] = found[1]
        if "entry 13 of 23" in text:
            watcher = threading.Thread(target=watch, args=(seen["url"],))
            watcher.start()
            watcher.join(20)
            assert httpx.get(seen["url"]).status_code == 200

    monkeypatch.setattr("roomlab.cli.replay.say", say)
    code, out, err = called("replay", path, "--serve", "--port", "0", "--paused", "--seconds", "3", lines="seek 13\n")
    assert code == 0
    assert out.startswith("roomlab replay on http://127.0.0.1:")
    assert "any e-mail and password will do" in err
    assert seen["messages"] == 5


def test_a_room_is_recorded_and_told_to_be_complete(called, tmp_path, monkeypatch):
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    out = tmp_path / "seen.roomlog.jsonl"
    with running_server(tmp_path, conductors=silent_conductor) as server, httpx.Client(base_url=server.url) as client:
        token = client.post("/api/auth/register", json=USER).json()["token"]
        monkeypatch.setenv("ROOMLAB_TOKEN", token)
        client.headers["Authorization"] = f"Bearer {token}"
        client.post("/api/rooms", json={"name": "Kitchen"})
        client.post("/api/rooms/1/agents", json={"name": "Ann", "character": "kind"})
        client.post("/api/rooms/1/messages", json={"text": "hello"})
        code, said, _ = called("record", server.url, "--room", "1", "--out", out, "--seconds", "0.5")
        assert code == 0
        assert re.search(r"Recorded \d+ entries to .*: complete, 1 to \d+: ", said.replace("\n", " "))
        code, _, err = called("record", server.url, "--room", "1", "--out", out)
        assert code == 2
        assert "never written over" in err
    with roomlab.replay(out) as room:
        assert room.messages["text"].tolist() == ["hello"]
        assert room.verify()
