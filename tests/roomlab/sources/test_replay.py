"""A replayed room: the same entries, at the pace that was asked for, forwards and back."""

from __future__ import annotations

import asyncio

import networkx as nx
import numpy as np
import pytest

import roomlab
from roomlab import InputError, ReadOnlyRoomError, RoomClosedError
from roomlab._clock import ManualClock
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.recording.reader import read_recording
from roomlab.recording.recorder import Recorder
from roomlab.room import Room
from roomlab.sources._playback import Playback
from roomlab.sources.historical import HistoricalSource
from roomlab.sources.replay import ReplaySource
from roomlab.state.time import Cut

START = 1_700_000_000_000_000
SECOND = 1_000_000


def make_log():
    """Return a log of ten seconds: a change of a tie and a message in each; Cy leaves in the eighth."""
    log = EventLog()
    log.extend([Agent(each, name) for each, name in (("1", "Ann"), ("2", "Bob"), ("3", "Cy"))], Channel.SNAPSHOT, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": True}), Channel.LOCAL, START)
    for second in range(1, 11):
        now = START + second * SECOND
        target = "2" if second % 2 else "3"
        if second < 8 or target == "2":
            log.append(EdgeUpdate("1", target, second / 10), Channel.GRAPH, now)
        log.append(Message(str(second), f"text {second}", "Ann", "1", now), Channel.CHAT, now)
        if second == 8:
            log.extend([EdgeUpdate("1", "3", float("nan")), AgentRemoved("3")], Channel.SNAPSHOT, now)
    return log


@pytest.fixture
def log():
    return make_log()


@pytest.fixture
def path(tmp_path, log):
    """A recording of it."""
    file = tmp_path / "ten.roomlog.jsonl"
    Recorder(log, file, title="ten seconds").close()
    return file


def same_graph(one, two):
    """Whether two graphs are equal, attributes and order included."""
    return list(one.nodes(data=True)) == list(two.nodes(data=True)) and list(one.edges(data=True)) == list(
        two.edges(data=True)
    )


def room_of(log):
    """Return a room with a log."""
    return Room(HistoricalSource(log, "a past"))


def assert_same(one, two):
    """Hold that two rooms show the same."""
    assert same_graph(one.graph, two.graph)
    for table in ("messages", "events", "edges", "history", "agents", "gaps"):
        assert getattr(one, table).equals(getattr(two, table)), table


def test_a_replay_gives_the_same_room(path, log):
    with roomlab.replay(path) as again, room_of(log) as room:
        assert_same(again, room)
        assert again.title == "ten seconds"
        assert again.status.state == "complete"
        assert again.playback.ended


def test_a_replayed_room_cannot_be_written_to(path):
    with roomlab.replay(path) as room, pytest.raises(ReadOnlyRoomError):
        room.send("hello")


def test_other_rooms_have_no_playback(log):
    with room_of(log) as room, pytest.raises(ReadOnlyRoomError, match=r"roomlab\.replay"):
        _ = room.playback


def test_steps_go_forwards_and_back_and_the_graph_stays_one_object(path, log):
    with roomlab.replay(path, paused=True) as room:
        graph = room.graph
        assert room.log.last_seq == 0
        for count in (3, 4, 1, 13, -9, 2, -4, 50, -13, 9):
            room.playback.step(count)
            part = EventLog()
            recording = read_recording(path)
            until = room.playback.position
            rows = int(recording.edges.seq.searchsorted(until, "right"))
            part.restore(
                [entry for entry in recording.entries if entry.seq <= until],
                recording.edges._replace(**{k: getattr(recording.edges, k)[:rows] for k in recording.edges._fields}),
                recording.pairs,
            )
            assert room.log.last_seq == until
            with room_of(part) as expected:
                assert_same(room, expected)
            assert room.graph is graph


def test_seeking_goes_to_a_moment_or_a_number(path):
    with roomlab.replay(path, paused=True) as room:
        room.playback.seek(Cut(when=START + 3 * SECOND))
        assert len(room.messages) == 3
        room.playback.seek(Cut(when=START + 3 * SECOND - 1))
        assert len(room.messages) == 2
        room.playback.seek(Cut(when=0))
        assert room.log.last_seq == room.playback.position == 0
        room.playback.seek("2023-11-14 22:13:24")
        assert len(room.messages) == 4
        room.playback.seek(Message("9", "", ""))  # one that was not played yet
        assert room.messages["id"].iloc[-1] == "9"
        with pytest.raises(InputError, match="not a moment"):
            room.playback.seek("yesterday")
        room.playback.seek(7)
        assert room.log.last_seq == 7
        assert room.status.state == "live"


def follow(recording, speed, turns):
    """Play by a hand-turned clock; return how many entries there are after each turn of so many seconds."""

    async def run():
        clock, log, seen = ManualClock(), EventLog(), []
        playback = Playback(recording, log, clock, lambda: None)
        playback.speed = speed
        playing = asyncio.ensure_future(playback.follow())
        for seconds in turns:
            await clock.advance(seconds)
            seen.append(log.count(Message))
        playing.cancel()
        return seen

    return asyncio.run(run())


def test_a_replay_keeps_the_pace(path):
    recording = read_recording(path)
    assert follow(recording, 1.0, [0, 1, 0.5, 0.5, 3, 100]) == [0, 1, 1, 2, 5, 10]
    assert follow(recording, 10.0, [0, 0.1, 0.2, 0.65, 0.05]) == [0, 1, 3, 9, 10]


def test_it_plays_on_a_thread_until_it_is_paused(path):
    with roomlab.replay(path, speed=100) as room:
        room.wait(messages=2, timeout=40)
        room.playback.pause()
        stopped = room.log.last_seq
        assert not room.playback.playing
        room.playback.speed = None
        assert room.log.last_seq == stopped
        room.playback.play()
        assert room.playback.ended
        assert len(room.messages) == 10


def test_seeking_back_while_it_plays_goes_on_from_there(path):
    with roomlab.replay(path, speed=200) as room:
        room.wait(until=lambda room: room.playback.ended, timeout=40)
        room.playback.speed = 50
        room.playback.seek(Cut(when=START))
        room.playback.play()
        room.wait(until=lambda room: len(room.messages) == 10, timeout=40)
        assert room.playback.ended
    with pytest.raises(RoomClosedError):
        room.playback.play()


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), "fast", True])
def test_a_speed_that_is_none_is_refused(path, speed):
    with pytest.raises(InputError, match="is no speed"):
        ReplaySource(path, speed=speed)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        roomlab.replay(tmp_path / "nothing")


def test_a_replayed_room_can_be_recorded(path, tmp_path, log):
    with roomlab.replay(path) as room:
        room.record(tmp_path / "again")
    with roomlab.replay(tmp_path / "again") as again, room_of(log) as first:
        assert_same(again, first)


def test_winding_back_stops_a_recording_with_a_sentence(path, tmp_path):
    with roomlab.replay(path) as room:
        recorder = room.record(tmp_path / "again")
        recorder.flush()
        room.playback.step(-1)
        recorder.close()
        with pytest.raises(roomlab.RoomlabError, match="wound back"):
            recorder.flush()


def test_views_of_the_log_stay_as_they_were_when_it_is_wound_back(path):
    with roomlab.replay(path) as room:
        before = room.log.edges()
        copy = before.sympathy.copy()
        room.playback.step(-6)
        room.playback.step(6)
        assert np.array_equal(before.sympathy, copy, equal_nan=True)
        assert nx.is_directed(room.graph)


def test_a_long_recording_fills_whole_blocks_of_the_log_and_more_can_follow(tmp_path):
    rng = np.random.default_rng(1)
    log = EventLog()
    pairs = log.number_pairs([("a", "b"), ("b", "a"), ("a", "c")])
    for step in range(30):
        log.extend_ties(rng.choice(pairs, 5_000), rng.uniform(-1, 1, 5_000), Channel.SIMULATION, START + step * SECOND)
    Recorder(log, tmp_path / "long").close()
    with roomlab.replay(tmp_path / "long", paused=True) as room:
        for seq in (150_000, 3, 70_000, 140_000, 150_000):
            room.playback.seek(seq)
            assert room.log.edges().sympathy.tobytes() == log.edges(0, seq).sympathy.tobytes()
        room.log.append(EdgeUpdate("c", "a", 0.5), Channel.LOCAL)
        assert room.log.edges().sympathy[-2:].tolist() == [log.edges().sympathy[-1], 0.5]
        assert room.log.edges(0, 150_000).sympathy.tobytes() == log.edges().sympathy.tobytes()
