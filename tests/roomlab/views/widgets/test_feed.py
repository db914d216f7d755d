"""When a room is told: as soon as a page asks, once, and unasked only to pages that cannot be heard."""

from __future__ import annotations

import threading

import pytest
from room_script import KITCHEN, PastSource

from roomlab._clock import SystemClock
from roomlab.events import EdgeUpdate
from roomlab.state.time import TimeIndex
from roomlab.views.widgets._feed import REPEAT_SECONDS, THREAD_NAME, ViewFeed

SECONDS = 20.0


class HandClock(SystemClock):
    seconds = 0.0

    def monotonic(self):
        return self.seconds


class Told:
    """What a feed has sent, and how often its thread has looked."""

    def __init__(self, source, clock):
        self.messages, self.looks = [], 0
        self.news = threading.Condition()
        index, describe = TimeIndex(source.log), lambda: (source.title, source.status)
        self.feed = ViewFeed(source.log, index, describe, self.send, self.look, clock)

    def send(self, message):
        with self.news:
            self.messages.append(message)
            self.news.notify_all()

    def look(self):
        with self.news:
            self.looks += 1
            self.news.notify_all()

    def wait(self, condition):
        with self.news:
            assert self.news.wait_for(lambda: any(map(condition, self.messages)), SECONDS), self.messages

    def snapshots(self):
        with self.news:
            return [message["n"] for message in self.messages if message["type"] == "snapshot"]

    def looked(self):
        """Wait until the thread has looked at all that was there when this was called."""
        with self.news:
            before = self.looks
            assert self.news.wait_for(lambda: self.looks >= before + 2, SECONDS)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def source():
    return PastSource(*KITCHEN)


@pytest.fixture
def told(source, clock):
    made = Told(source, clock)
    made.feed.add_view()
    yield made
    made.feed.remove_view()


def is_snapshot(message):
    return message["type"] == "snapshot"


def is_change(message):
    return message["type"] == "delta" and "ties" in message


def test_nothing_is_told_before_a_page_asks_and_then_everything_once(told, source, clock):
    told.looked()
    assert told.messages == []
    told.feed.ask({"type": "hello"})
    told.wait(is_snapshot)
    clock.seconds = 2 * REPEAT_SECONDS[-1]
    source.tell(EdgeUpdate("1", "2", 0.25))
    told.wait(is_change)
    assert told.snapshots() == [1]


def test_another_view_of_a_page_that_is_there_is_told_nothing_again(told, source, clock):
    told.feed.ask({"type": "hello"})
    told.wait(is_snapshot)
    told.feed.add_view()
    told.feed.ask({"type": "here"})
    told.looked()
    clock.seconds = 2 * REPEAT_SECONDS[-1]
    source.tell(EdgeUpdate("1", "2", 0.25))
    told.wait(is_change)
    assert told.snapshots() == [1]
    told.feed.remove_view()


def test_pages_that_cannot_be_heard_are_told_again_and_again(told, clock):
    for count, seconds in enumerate(REPEAT_SECONDS):
        clock.seconds = seconds - 0.01
        told.looked()
        assert len(told.snapshots()) == count
        clock.seconds = seconds
        told.looked()
        assert len(told.snapshots()) == count + 1


@pytest.mark.parametrize("kind", [[], {}, None, 3])
def test_whatever_a_page_sends_the_others_are_told_on(told, source, kind):
    told.feed.ask({"type": "hello"})
    told.feed.ask({"type": kind, "request": 5})
    told.wait(lambda message: message.get("request") == 5)
    source.tell(EdgeUpdate("1", "2", 0.25))
    told.wait(is_change)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_failure_the_next_question_is_answered(told, source):
    told.feed.ask({"type": "hello"})
    told.wait(is_snapshot)
    thread = next(each for each in threading.enumerate() if each.name == THREAD_NAME)
    whole, told.feed._send = told.feed._send, None
    source.tell(EdgeUpdate("1", "2", 0.25))
    thread.join(SECONDS)
    told.feed._send = whole
    told.feed.ask({"type": "older", "before": 3, "request": 5})
    told.wait(lambda message: message.get("request") == 5)


def test_a_room_that_ends_before_anybody_asked_is_told_all_the_same(told):
    told.feed.close()
    told.wait(is_snapshot)
