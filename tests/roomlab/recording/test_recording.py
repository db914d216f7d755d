"""Recordings: what is written is read back equal, and what was damaged is told by its line."""

from __future__ import annotations

import gc
import json
import math
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roomlab
from roomlab import InputError, RoomlabError, _wire
from roomlab.events import (
    Agent,
    AgentRemoved,
    Channel,
    EdgeUpdate,
    Message,
    Notice,
    NoticeKind,
    RoomEvent,
    Unknown,
)
from roomlab.log import EventLog
from roomlab.recording import recorder as recorder_module
from roomlab.recording._format import read_ties
from roomlab.recording.reader import read_recording
from roomlab.recording.recorder import Recorder

KINDS = (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)

TEXT = st.text(st.characters(codec=None), max_size=20)  # half surrogate pairs and control characters too
TIME = st.none() | st.integers(-(10**15), 10**17)
EXTRA = st.dictionaries(TEXT, st.none() | st.integers() | TEXT | st.lists(st.booleans()), max_size=2)
SYMPATHY = st.floats(-1, 1)
EVENTS = st.one_of(
    st.builds(EdgeUpdate, TEXT, TEXT, SYMPATHY | st.just(math.nan), TIME),
    st.builds(Message, TEXT, TEXT, TEXT, st.none() | TEXT, TIME, st.none() | TEXT, EXTRA),
    st.builds(RoomEvent, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple), TIME, EXTRA),
    st.builds(Agent, TEXT, TEXT, st.none() | TEXT, st.none() | SYMPATHY, st.none() | TEXT, st.none() | TEXT, EXTRA),
    st.builds(AgentRemoved, TEXT),
    st.builds(Notice, st.sampled_from(NoticeKind), TEXT, EXTRA),
    st.builds(Unknown, TEXT),
)
CHANNELS = st.sampled_from(list(Channel))
NOW = 1_700_000_000_000_000


def edge_frame(source, target, sympathy):
    """Return the frame of a change of a tie."""
    payload = {"roomId": "1", "from": source, "to": target, "sympathyLevel": sympathy}
    return json.dumps({"type": "edge_update", "payload": payload}).encode()


def message_frame(number, text, indent=None):
    """Return the frame of a message."""
    payload = {"id": str(number), "text": text, "sender": "user", "agentId": None, "timestamp": "2026-01-01T00:00:00Z"}
    return json.dumps({"type": "message", "payload": payload | {"agentResponse": None}}, indent=indent).encode()


FRAMES = st.one_of(
    st.builds(edge_frame, TEXT, TEXT, SYMPATHY),
    st.builds(message_frame, st.integers(1, 99), TEXT, st.none() | st.just(1)),
)
STEPS = st.lists(
    st.tuples(st.just("events"), st.lists(EVENTS, min_size=1, max_size=5), CHANNELS)
    | st.tuples(st.just("frames"), st.lists(FRAMES, min_size=1, max_size=5), st.sampled_from(["graph", "chat"]))
    | st.tuples(
        st.just("mirrored"), st.lists(st.builds(edge_frame, TEXT, TEXT, SYMPATHY), min_size=1, max_size=3), CHANNELS
    ),
    max_size=8,
)


def do(log, step, now):
    """Append what a step says, as a source does."""
    what, items, channel = step
    if what == "events":
        log.extend(items, Channel(channel), now)
        return
    events = [_wire.decode_frame(text) for text in items]
    if what == "mirrored":
        events = [each for one in events for each in (one, EdgeUpdate(one.target, one.source, one.sympathy))]
    log.extend(events, Channel(channel), now, texts=items, mirrored=what == "mirrored")


def content(log):
    """Return all that a log holds, comparable."""
    edges = log.edges()
    pairs = [log.pairs[pair] for pair in edges.pair]
    rows = list(zip(edges.seq.tolist(), edges.timestamp.tolist(), pairs, edges.channel.tolist(), strict=True))
    return [log.entries(kind) for kind in KINDS], rows, edges.sympathy.tobytes(), log.last_seq


def read_log(path):
    """Return a log with what is in a recording, and the recording."""
    recording = read_recording(path, texts=True)
    log = EventLog()
    log.restore(recording.entries, recording.edges, recording.pairs)
    return log, recording


def record(path, steps, before=0):
    """Record steps, the first `before` of them as the past; return the log."""
    log = EventLog()
    for number, step in enumerate(steps[:before]):
        do(log, step, NOW + number)
    recorder = Recorder(log, path, title="a room")
    for number, step in enumerate(steps[before:], before):
        do(log, step, NOW + number)
    recorder.close()
    assert recorder.error is None
    return log


SOME = [
    ("events", [Agent("1", "Ann"), Agent("2", "Боб"), EdgeUpdate("1", "2", 0.25, NOW - 5)], "snapshot"),
    ("frames", [edge_frame("1", "2", -0.5), edge_frame("2", "1", 1)], "graph"),
    ("frames", [message_frame(7, "привет")], "chat"),
    ("frames", [edge_frame("1", "2", 0.125)], "graph"),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "room.roomlog.jsonl"


@given(STEPS, st.integers(0, 8))
def test_what_is_recorded_is_read_back_equal(steps, before):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r")
        log = record(path, steps, before)
        again, recording = read_log(path)
    assert content(again) == content(log)
    assert recording.integrity.torn == ""
    assert recording.integrity.sealed == recording.integrity.lines
    assert recording.integrity.ended
    frames = [text for what, items, _ in steps[before:] if what == "frames" for text in items]
    kept = [wire.text for wire in recording.texts]
    mirrored = [text for what, items, _ in steps[before:] if what == "mirrored" for text in items]
    assert sorted(kept) == sorted(frames + mirrored)  # byte for byte


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """The bytes of a recording, and the content of the log that was recorded."""
    path = tmp_path_factory.mktemp("some") / "r"
    log = record(path, SOME, before=1)
    return path.read_bytes(), content(log)


@given(st.data())
def test_a_recording_that_was_cut_gives_what_came_before_the_cut(some, data):
    whole, (all_entries, all_rows, _, _) = some
    cut = data.draw(st.integers(0, len(whole) - 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r")
        path.write_bytes(whole[:cut])
        if b"\n" not in whole[:cut]:
            with pytest.raises(InputError, match="no whole line"):
                read_recording(path)
            return
        again, recording = read_log(path)
    entries, rows, _, last = content(again)
    assert rows == all_rows[: len(rows)]
    assert all(few == every[: len(few)] for few, every in zip(entries, all_entries, strict=True))
    assert len(rows) + sum(map(len, entries)) == last
    assert whole[:cut].endswith(b"\n") or recording.integrity.torn


@given(st.data())
def test_a_byte_that_was_changed_is_found_and_its_line_is_named(some, data):
    whole, before = some
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    line = whole.count(b"\n", 0, place) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r")
        path.write_bytes(changed)
        found = error_line(path)
        if found is not None:
            assert found >= line - 1  # the line itself, the one that it was joined to, or the seal that covers it
            return
        again, recording = read_log(path)
    assert place == len(whole) - 1  # only the last line break is covered by nothing
    assert not recording.integrity.ended
    assert content(again) == before


def error_line(path):
    """Return the line that the error of reading names, or None when there is none."""
    try:
        read_recording(path)
    except InputError as error:
        return error.line
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r")
        path.write_bytes(data)
        with pytest.raises(InputError):
            read_recording(path)


def test_a_line_that_is_wrong_is_named(path):
    record(path, SOME)
    lines = path.read_bytes().split(b"\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(b'{"type":')) + 1
    lines[at - 1] = b'{"type":"nonsense"}'
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError, match=rf"{path.name}:{at}: this is no frame of a room"):
        read_recording(path)


def test_numbers_must_grow(path):
    record(path, SOME)
    lines = path.read_bytes().splitlines(keepends=True)
    first = next(line for line in lines if line.startswith(b'{"seq":1,'))
    path.write_bytes(b"".join([*lines[:-1], first]))
    with pytest.raises(InputError, match="numbers must grow"):
        read_recording(path)
    path.write_bytes(b"".join([*lines, first]))
    with pytest.raises(InputError, match="after the end of the recording"):
        read_recording(path)


def test_the_format_is_as_the_page_tells(path, monkeypatch):
    record(path, SOME, before=1)
    lines = path.read_text("utf-8").splitlines()
    header = json.loads(lines[0])
    assert (header["format"], header["version"], header["title"]) == ("roomlog", 1, "a room")
    assert all(json.loads(line) for line in lines)
    page = (Path(__file__).parents[3] / "docs" / "recording.md").read_text("utf-8")
    for form in ("frame", "frames", "mirrored", "text", "ties", "event", "seal"):
        assert f'"{form}":' in page
    for name in header:
        assert f"`{name}`" in page


def test_a_newer_version_is_refused_with_a_clear_sentence(path):
    path.write_text('{"format":"roomlog","version":2}\n')
    with pytest.raises(InputError, match=r":1: the recording is of format version 2.*install a newer one"):
        read_recording(path)


def test_fields_of_the_header_that_are_not_known_are_ignored(path):
    path.write_text('{"format":"roomlog","version":1,"mood":"good"}\n')
    assert read_recording(path).header.version == 1


def test_a_recording_is_never_written_over(path):
    path.write_text("precious")
    with pytest.raises(InputError, match="is there already"):
        Recorder(EventLog(), path)
    assert path.read_text() == "precious"


def test_texts_beyond_the_limit_are_let_go_and_nothing_else(path, monkeypatch):
    monkeypatch.setattr(recorder_module, "WAITING_LIMIT", -1)
    log = record(path, SOME)
    again, recording = read_log(path)
    assert content(again) == content(log)
    assert recording.texts == []


def test_a_disk_that_is_full_is_told_and_the_room_goes_on(path, monkeypatch):
    log = EventLog()
    recorder = Recorder(log, path)

    def full(data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recorder, "_write", full)
    log.append(Agent("1", "Ann"), Channel.SNAPSHOT)
    with pytest.raises(RoomlabError, match="No space left"):
        recorder.flush()
    log.append(Agent("2", "Bob"), Channel.SNAPSHOT)
    recorder.close()
    assert recorder.closed
    assert log.last_seq == 2


def test_many_ties_of_a_simulation_are_recorded(path):
    log = EventLog()
    recorder = Recorder(log, path)
    pairs = log.number_pairs([("a", "b"), ("b", "c")])
    rng = np.random.default_rng(1)
    for step in range(700):
        log.extend_ties(pairs, rng.uniform(-1, 1, 2), Channel.SIMULATION, NOW + step)
    recorder.close()
    assert content(read_log(path)[0]) == content(log)


CHILD = """
import sys
from roomlab.events import Channel
from roomlab.log import EventLog
from roomlab.recording.recorder import Recorder
from roomlab import _wire
log = EventLog()
recorder = Recorder(log, sys.argv[1])
number = 0
while True:
    number += 1
    text = b'{"type":"edge_update","payload":{"from":"1","to":"2","sympathyLevel":0.%06d}}' % (number % 10**6)
    log.extend([_wire.decode_frame(text)] * 3, Channel.GRAPH, texts=[text] * 3)
    if number == 20_000:
        recorder.flush()
        print("ready", flush=True)
"""


def test_a_killed_process_leaves_a_recording_that_can_be_read(path):
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        child.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        child.wait(timeout=40)
    log, recording = read_log(path)
    assert log.count(EdgeUpdate) >= 60_000
    assert log.edges().seq.tolist() == list(range(1, log.last_seq + 1))
    assert recording.integrity.sealed > 0
    assert not recording.integrity.ended


@pytest.mark.parametrize(
    "line",
    [
        '{"seq":1,"received":999999999999999999,"channel":"graph","ties":[["1","2",0.5]]}',
        '{"seq":1,"received":0,"channel":"graph","ties":[["1","2",0.5,999999999999999999]]}',
        '{"seq":1,"received":0,"channel":"graph","ties":[["1","2",1.5]]}',
        '{"seq":1,"received":0,"channel":"graph","ties":[["1","2",true]]}',
        '{"seq":1,"received":0,"channel":"graph","ties":[["1",2,0.5]]}',
        '{"seq":1,"received":0,"channel":"graph","ties":[]}',
        '{"seq":1,"received":0,"channel":"radio","ties":[["1","2",0.5]]}',
        '{"seq":1,"received":0,"channel":"graph","frames":0}',
        '{"seq":1,"received":0,"channel":"graph","frames":"1"}',
        '{"seq":1,"received":0,"channel":"graph","frame":{"type":"pong","payload":{}}}',
        '{"seq":1,"received":0,"channel":"chat","event":{"message":{"id":"1","text":"x"}}}',
        '{"seq":1,"received":0,"channel":"chat","event":{"pickle":{}}}',
        '{"seq":1,"received":0,"channel":"chat","event":{"agent_removed":{"id":"1"},"unknown":{"text":""}}}',
        '{"seq":1,"received":0,"channel":"chat","event":{"message":'
        '{"id":"1","text":"x","sender":"y","timestamp":99999999999999999999}}}',
        '{"seal":"00"}',
        '{"received":0,"seq":1,"channel":"graph","ties":[["1","2",0.5]]}',
        "[" * 5000,
    ],
)
def test_a_line_that_says_what_cannot_be_is_refused_and_named(path, line):
    path.write_text('{"format":"roomlog","version":1}\n' + line + "\n")
    with pytest.raises(InputError, match=rf"{path.name}:2: "):
        read_recording(path)


def test_a_room_that_is_forgotten_ends_its_recording(path):
    room = roomlab.simulate("balance", agents=4, steps=2, seed=1)
    recorder = room.record(path)
    del room
    gc.collect()
    recorder._thread.join(20)
    assert recorder.closed
    assert recorder.error is None
    assert read_recording(path).integrity.ended


def test_the_ties_of_a_line_are_read_as_columns():
    line = b'[["a","b",1],["b","a",null,5],["\\ud800","b",-0.5,-1]]'
    sources, targets, sympathies, times = read_ties(line, 7)
    assert (sources, targets, times.tolist()) == (["a", "b", "\ud800"], ["b", "a", "b"], [7, 5, -1])
    assert repr(sympathies) == "[1.0, nan, -0.5]"


@pytest.mark.parametrize(
    "wrong",
    [
        '"a","b"',
        '"a","b",true',
        '"a","b","0.5"',
        '"a","b",1.5',
        '"a","b",-1e99',
        '"a","b",1' + "0" * 400,
        '"a","b",NaN',
        '"a",1,0.5',
        '"a","b",0.5,null',
        '"a","b",0.5,true',
        '"a","b",0.5,1.0',
        '"a","b",0.5,999999999999999999',
        '"a","b",0.5,1' + "0" * 400,
        '"a","b",0.5,1,2',
    ],
)
def test_a_tie_that_is_none_is_refused(wrong):
    for line in (f"[[{wrong}]]", f'[["a","b",0.5],[{wrong}]]', "[]", "[0]", '{"a":0}', "null"):
        with pytest.raises(ValueError, match=r"tie|years|JSON"):
            read_ties(line.encode(), 7)
