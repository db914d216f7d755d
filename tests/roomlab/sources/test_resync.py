"""What was read and what came meanwhile become one story."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from roomlab.events import Agent, Channel, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.sources._resync import HistoryReader, TieView, merge_chat, merge_roster, merge_ties

PAIRS = st.sampled_from([("1", "2"), ("2", "1"), ("1", "3")])
VALUES = st.sampled_from([-1.0, 0.0, 0.5])


def folded(known, updates):
    ties = dict(known)
    for update in updates:
        if math.isnan(update.sympathy):
            ties.pop((update.source, update.target), None)
        else:
            ties[update.source, update.target] = update.sympathy
    return ties


@given(
    before=st.dictionaries(PAIRS, VALUES),
    missed=st.lists(st.tuples(PAIRS, VALUES)),
    live=st.lists(st.tuples(PAIRS, VALUES), max_size=6),
    cut=st.integers(0, 6),
)
def test_wherever_the_snapshot_stands_among_the_frames_the_ties_end_as_the_servers(before, missed, live, cut):
    frames = [EdgeUpdate(*pair, value) for pair, value in live]
    at_subscription = folded(before, [EdgeUpdate(*pair, value) for pair, value in missed])
    snapshot = folded(at_subscription, frames[:cut])
    merged = merge_ties(before, [EdgeUpdate(*pair, value) for pair, value in snapshot.items()], frames)
    assert folded(before, [*merged, *frames]) == folded(at_subscription, frames)


def test_a_snapshot_that_says_nothing_new_adds_nothing():
    assert merge_ties({("1", "2"): 0.5}, [EdgeUpdate("1", "2", 0.5)], []) == []


def test_ties_that_the_snapshot_lacks_have_ended():
    (end,) = merge_ties({("1", "2"): 0.5}, [], [])
    assert (end.source, end.target) == ("1", "2")
    assert math.isnan(end.sympathy)


def test_the_view_of_ties_is_the_newest_value_of_each():
    log = EventLog()
    view = TieView(log)
    assert view.read() == {}
    log.extend([EdgeUpdate("1", "2", 0.1), EdgeUpdate("1", "2", 0.2), EdgeUpdate("2", "1", 0.3)], Channel.GRAPH)
    assert view.read() == {("1", "2"): 0.2, ("2", "1"): 0.3}
    log.extend([EdgeUpdate("1", "2", math.nan), EdgeUpdate("3", "1", -1)], Channel.GRAPH)
    assert view.read() == {("2", "1"): 0.3, ("3", "1"): -1.0}
    assert view.read() == {("2", "1"): 0.3, ("3", "1"): -1.0}


@given(st.lists(st.lists(st.tuples(PAIRS, VALUES | st.just(math.nan)), max_size=4), max_size=5), st.booleans())
def test_the_ties_of_an_agent_are_those_of_all_that_it_has_an_end_of(batches, ask_early):
    log = EventLog()
    view, whole = TieView(log), TieView(log)
    for batch in batches:
        log.extend([EdgeUpdate(*pair, value) for pair, value in batch], Channel.GRAPH)
        if ask_early:
            view.of("1")
    for agent_id in ("1", "2", "3", "4"):
        assert view.of(agent_id) == [pair for pair in whole.read() if agent_id in pair]


def test_the_roster_tells_only_what_changed():
    ann, bob = Agent("1", "Ann", character="kind"), Agent("2", "Bob")
    known = {"1": ann, "2": bob}
    assert merge_roster(known, [Agent("1", "Ann"), bob]) == ([], [])
    changed, removed = merge_roster(known, [Agent("1", "Anna"), Agent("3", "Cid")])
    assert changed == [Agent("1", "Anna", character="kind"), Agent("3", "Cid")]
    assert removed == ["2"]


def message(number, when=None):
    return Message(str(number), "text", "Ann", timestamp=when)


def test_past_and_present_are_each_told_once_in_order():
    event = RoomEvent("2", "x", "y", timestamp=20)
    merged = merge_chat([message(3, 30), message(1, 10), event], [message(2, 15), message(3, 30), message(3, 30)])
    assert [(entry.timestamp, by_socket) for entry, by_socket in merged] == [
        (10, False),
        (15, True),
        (20, False),
        (30, True),
    ]


def test_equal_times_are_told_apart_by_id_as_a_number():
    merged = merge_chat([message(10, 5), message(9, 5)], [message(100, 5)])
    assert [entry.id for entry, _ in merged] == ["9", "10", "100"]


class Pages:
    """A server's history, paged as its habits are."""

    def __init__(self, messages, size, *, by_id, shuffle, tells_more):
        self.messages, self.size, self.by_id, self.shuffle, self.tells_more = messages, size, by_id, shuffle, tells_more

    def read(self, known=()):
        reader = HistoryReader(set(known))
        asked = 0
        while not reader.done:
            reader.feed(*self.page(reader.cursor))
            asked += 1
            assert asked < 10 * len(self.messages) + 10
        return reader, asked

    def page(self, cursor):
        def rank(one):
            return int(one.id) if self.by_id else (one.timestamp, int(one.id))

        older = sorted(self.messages, key=rank)
        if cursor is not None:
            limit = rank(next(one for one in self.messages if one.id == cursor))
            older = [one for one in older if rank(one) < limit]
        page = self.shuffle(older[-self.size :])
        return page, (len(older) > self.size) if self.tells_more else None


@given(
    times=st.lists(st.integers(0, 5), max_size=25),
    size=st.integers(1, 7),
    by_id=st.booleans(),
    tells_more=st.booleans(),
    rng=st.randoms(use_true_random=False),
)
def test_every_history_is_read_whole_whatever_the_order_of_its_pages(times, size, by_id, tells_more, rng):
    """Times in whole seconds, which ids may contradict, where a server pages by id."""
    messages = [message(number, when) for number, when in enumerate(times if by_id else sorted(times), 1)]
    pages = Pages(messages, size, by_id=by_id, shuffle=lambda page: rng.sample(page, len(page)), tells_more=tells_more)
    reader, asked = pages.read()
    if not by_id or times == sorted(times):
        assert reader.complete
    if reader.complete:
        assert set(reader.messages) == {one.id for one in messages}
    assert asked <= 2 * len(messages) + 2


@given(total=st.integers(1, 60), known=st.integers(1, 60), size=st.integers(1, 10))
def test_it_stops_at_what_is_known(total, known, size):
    known = min(known, total)
    messages = [message(number, number) for number in range(1, total + 1)]
    pages = Pages(messages, size, by_id=True, shuffle=list, tells_more=True)
    reader, asked = pages.read(str(number) for number in range(1, known + 1))
    assert set(reader.messages) == {str(number) for number in range(known + 1, total + 1)}
    assert reader.complete
    assert asked <= (total - known) // size + 1


def test_a_server_that_repeats_its_page_is_not_asked_for_ever():
    reader = HistoryReader()
    page = [message(number, number) for number in range(51, 151)]
    asked = 0
    while not reader.done:
        reader.feed([*page, message(200 + asked, 200 + asked)], True)  # and new ones come all the time
        asked += 1
    assert asked <= 3
    assert not reader.complete


def test_an_empty_history_is_complete():
    reader = HistoryReader()
    reader.feed([], False)
    assert reader.done
    assert reader.complete
