"""What the terminal view reads from a log."""

from __future__ import annotations

import pytest

from roomlab._clock import ManualClock
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.views._look import LINES, PULSE_SECONDS, Observer


class TurnedClock(ManualClock):
    """A clock that a test turns without an event loop."""

    def turn(self, seconds: float) -> None:
        self._elapsed += seconds


@pytest.fixture
def clock():
    return TurnedClock()


@pytest.fixture
def log(clock):
    log = EventLog(clock)
    for agent_id, name in (("1", "Ada"), ("2", "Bob"), ("3", "Cyd")):
        log.append(Agent(agent_id, name, mood="calm", mood_level=0.5), Channel.SNAPSHOT)
    log.append(EdgeUpdate("1", "2", 0.25), Channel.SNAPSHOT)
    log.append(Message("1", "before", "Ada", "1"), Channel.SNAPSHOT)
    return log


def test_the_past_counts_but_is_no_activity(log, clock):
    observer = Observer(log, clock)
    clock.turn(2)
    look = observer.look("room", "live")
    assert (look.title, look.status, look.seconds) == ("room", "live", 2)
    assert (look.messages, look.message_rate) == (1, 0)
    assert (look.changes, look.change_rate) == (0, 0)
    assert [tie.change for tie in look.ties] == [0]


def test_rates_are_of_the_last_ten_seconds(log, clock):
    observer = Observer(log, clock)
    for second in range(30):
        clock.turn(1)
        if second >= 15:
            for number in range(3):
                log.append(EdgeUpdate("1", "3", second / 100 + number / 1000), Channel.GRAPH)
            log.append(Message(str(second + 10), "hm", "Ada", "1"), Channel.CHAT)
        look = observer.look("room", "live")
    assert look.change_rate == pytest.approx(3)
    assert look.message_rate == pytest.approx(1)
    assert look.pulse == (0,) * 15 + (3,) * 15
    assert sum(look.pulse) == look.changes == 45


def test_the_pulse_reaches_back_a_fixed_time(log, clock):
    observer = Observer(log, clock)
    for _ in range(PULSE_SECONDS * 3):
        clock.turn(1)
        look = observer.look("room", "live")
    assert len(look.pulse) == PULSE_SECONDS


def test_ties_are_by_strength_with_names_and_their_change(log, clock):
    observer = Observer(log, clock)
    clock.turn(1)
    observer.look("room", "live")
    log.extend([EdgeUpdate("1", "2", -0.5), EdgeUpdate("2", "3", 0.9), EdgeUpdate("3", "1", 0.0)], Channel.GRAPH)
    clock.turn(1)
    look = observer.look("room", "live")
    assert look.ties == (("Bob", "Cyd", 0.9, 0.9), ("Ada", "Bob", -0.5, -0.75), ("Cyd", "Ada", 0.0, 0.0))
    assert (look.warm, look.cold) == (1, 1)


def test_people_have_a_mood_and_are_liked_by_others(log, clock):
    observer = Observer(log, clock)
    log.extend([EdgeUpdate("1", "3", 1.0), EdgeUpdate("2", "3", -0.5)], Channel.GRAPH)
    people = {person.name: person for person in observer.look("room", "live").people}
    assert (people["Ada"].mood, people["Ada"].mood_level, people["Ada"].liked) == ("calm", 0.5, None)
    assert people["Cyd"].liked == 0.25


def test_an_agent_that_leaves_takes_its_ties_with_it(log, clock):
    observer = Observer(log, clock)
    log.extend([EdgeUpdate("1", "2", float("nan")), AgentRemoved("2")], Channel.SNAPSHOT)
    look = observer.look("room", "live")
    assert [person.name for person in look.people] == ["Ada", "Cyd"]
    assert look.ties == ()


def test_messages_and_events_are_one_stream_of_the_newest(log, clock):
    observer = Observer(log, clock)
    for number in range(LINES):
        log.append(Message(str(number + 10), f"text {number}", "Ada", "1"), Channel.CHAT)
        if number == LINES - 2:
            log.append(RoomEvent("900", "scene", "A storm", ("1",)), Channel.CHAT)
            log.append(RoomEvent("901", "scene", ""), Channel.CHAT)
    look = observer.look("room", "live")
    assert len(look.lines) == LINES
    assert [line.text for line in look.lines[-4:]] == [f"text {LINES - 2}", "A storm", "scene", f"text {LINES - 1}"]
    assert [line.sender for line in look.lines[-4:]] == ["Ada", None, None, "Ada"]
    assert look.events == 2
