"""at, between, diff and series on rooms of every kind, with every way to name a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import roomlab
from roomlab import InputError
from roomlab.events import Agent, Channel, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.room import Room
from roomlab.sources.historical import HistoricalSource

START = datetime(2026, 1, 1, tzinfo=UTC)
MICROSECONDS = int(START.timestamp()) * 1_000_000


def make_log():
    """Return a log of a minute: a tie that grows each ten seconds, one that ends, a message and an event."""
    log = EventLog()
    log.extend([Agent("1", "Ann"), Agent("2", "Bob")], Channel.SNAPSHOT, MICROSECONDS)
    for step in range(7):
        now = MICROSECONDS + step * 10_000_000
        log.append(EdgeUpdate("1", "2", step / 10), Channel.GRAPH, now)
        if step == 2:
            log.append(EdgeUpdate("2", "1", -0.5), Channel.GRAPH, now)
            log.append(Message("m", "hello", "Ann", "1", now), Channel.CHAT, now)
        if step == 4:
            log.append(EdgeUpdate("2", "1", float("nan")), Channel.GRAPH, now)
            log.append(RoomEvent("e", "storm", "a storm", ("1",), now), Channel.CHAT, now)
    return log


@pytest.fixture
def room():
    with Room(HistoricalSource(make_log(), "a minute")) as opened:
        yield opened


MOMENTS = [
    "2026-01-01 00:00:25",
    "2026-01-01T03:00:25+03:00",
    START + timedelta(seconds=25),
    pd.Timestamp("2026-01-01 00:00:25", tz="UTC"),
    np.datetime64("2026-01-01T00:00:25"),
    7,
    np.int64(7),
    Message("m", "hello", "Ann"),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=repr)
def test_a_moment_can_be_named_in_many_ways(room, moment):
    assert {(a, b): tie["sympathy"] for a, b, tie in room.at(moment).edges(data=True)} == {
        ("1", "2"): 0.2,
        ("2", "1"): -0.5,
    }


def test_a_whole_table_is_no_moment_and_not_repeated_at_length(room):
    with pytest.raises(InputError) as caught:
        room.at(room.history)
    assert len(str(caught.value)) < 300


def test_an_entry_of_the_log_is_a_moment(room):
    assert repr(room.log) == f"<EventLog: {room.log.last_seq} entries>"
    entry = room.log.entries(Message)[0]
    assert room.at(entry).number_of_edges() == 2


@pytest.mark.parametrize("moment", ["yesterday", None, 1.5, True, pd.NaT, Message("x", "never said", "Ann"), b"2026"])
def test_what_is_no_moment_is_refused(room, moment):
    with pytest.raises(InputError):
        room.at(moment)


def test_numbers_beyond_the_log_are_its_beginning_and_its_end(room):
    assert room.at(-(10**30)).number_of_nodes() == 0
    assert room.at(10**30).number_of_edges() == 1


def test_between_gives_what_happened_after_the_first_up_to_the_second(room):
    span = room.between("2026-01-01 00:00:10", "2026-01-01 00:00:30")
    assert span.history["sympathy"].tolist() == [0.2, -0.5, 0.3]
    assert span.messages["id"].tolist() == ["m"]
    assert span.events.empty
    assert repr(span) == "<Span: 1 message, 0 events, 3 changes of ties>"
    assert list(span.history.columns) == list(room.history.columns)
    halves = [room.between(0, 7).history, room.between(7, 10**9).history]
    assert pd.concat(halves, ignore_index=True).equals(room.history)


def test_the_end_must_not_be_before_the_start(room):
    with pytest.raises(InputError, match="is before"):
        room.between("2026-01-02", "2026-01-01")
    with pytest.raises(InputError, match="is before"):
        room.diff(5, 3)
    assert room.between("2026-01-01", 3).history.shape[0] >= 0  # of a time and a number nobody can say


def test_diff_gives_the_ties_that_differ(room):
    changed = room.diff("2026-01-01 00:00:25", "2026-01-01 00:01:00")
    expected = pd.DataFrame(
        {
            "source": ["1", "2"],
            "target": ["2", "1"],
            "before": [0.2, -0.5],
            "after": [0.6, np.nan],
            "change": [0.4, np.nan],
        }
    )
    pd.testing.assert_frame_equal(changed, expected, check_dtype=False)
    assert room.diff(7, 7).empty


def test_series_has_a_row_per_change_or_is_resampled(room):
    every = room.series()
    assert list(every.columns) == ["timestamp", "source", "target", "sympathy"]
    assert every["sympathy"].equals(room.history["sympathy"])
    clock = room.series(every="20s")
    one = clock[clock["source"] == "1"]
    assert one["sympathy"].tolist() == [0.0, 0.2, 0.4, 0.6]
    assert one["timestamp"].tolist() == [pd.Timestamp(START + timedelta(seconds=step)) for step in (0, 20, 40, 60)]
    assert clock[clock["source"] == "2"]["sympathy"].tolist() == [-0.5]  # it ended
    assert clock.pivot_table(index="timestamp", columns=["source", "target"], values="sympathy").shape == (4, 2)


@pytest.mark.parametrize("every", ["", "often", 0, "-1min", "0s", object()])
def test_a_step_that_is_none_is_refused(room, every):
    with pytest.raises(InputError, match="is no span of time"):
        room.series(every=every)


def test_a_series_that_would_not_fit_is_refused(room):
    with pytest.raises(InputError, match="more than fit"):
        room.series(every=timedelta(microseconds=1))


def test_an_empty_room_has_a_past_too():
    with Room(HistoricalSource(EventLog(), "nothing")) as room:
        assert room.at("2026-01-01").number_of_nodes() == 0
        assert room.diff("2026-01-01", "2026-01-02").empty
        assert room.series(every="1h").empty
        assert room.between(0, 10).messages.empty


def test_a_simulated_room_has_a_past_and_replayed_it_is_the_same(tmp_path):
    with roomlab.simulate("balance", agents=6, steps=20, seed=3) as room:
        room.record(tmp_path / "r")
        middle = room.history["timestamp"].iloc[len(room.history) // 2]
        before, changes = room.at(middle), room.diff(1, middle)
        series = room.series(every="5s")
    with roomlab.replay(tmp_path / "r") as again:
        assert list(again.at(middle).edges(data=True)) == list(before.edges(data=True))
        assert again.diff(1, middle).equals(changes)
        assert again.series(every="5s").equals(series)
