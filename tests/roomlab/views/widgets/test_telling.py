"""What pages are told equals the room, however it is cut into messages."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room_script import KITCHEN, START, PastSource
from view_page import Page, same_graph

from roomlab._clock import SystemClock
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent
from roomlab.room import Room
from roomlab.views.widgets._lines import LINES
from roomlab.views.widgets._telling import Telling


class HandClock(SystemClock):
    seconds = 0.0

    def monotonic(self):
        return self.seconds


def telling_of(source, clock=None):
    return Telling(source.log, lambda: (source.title, source.status), clock or HandClock())


IDS = st.sampled_from(["1", "2", "3", "4"])
SYMPATHIES = st.one_of(st.floats(-1, 1), st.just(math.nan))
EVENTS = st.one_of(
    st.builds(EdgeUpdate, IDS, IDS, SYMPATHIES),
    st.builds(Agent, IDS, st.text(max_size=3), mood=st.one_of(st.none(), st.text(max_size=3))),
    st.builds(AgentRemoved, IDS),
    st.builds(Message, IDS, st.text(max_size=5), st.text(max_size=3), IDS),
)


@given(st.lists(st.lists(EVENTS, max_size=5), max_size=12))
def test_a_page_knows_what_the_graph_says_after_each_message(batches):
    source, page = PastSource(), Page()
    room, telling = Room(source), telling_of(source)
    page.take(telling.snapshot())
    for batch in batches:
        source.tell(*batch)
        delta = telling.delta()
        if delta is not None:
            page.take(delta)
        assert same_graph(page, room)
        late = Page()  # one that comes now
        late.take(telling.snapshot())
        page.take(telling.snapshot())
        assert late.graph() == page.graph()
    room.close()


def test_numbers_hold_for_life():
    source, page = PastSource(*KITCHEN), Page()
    telling = telling_of(source)
    page.take(telling.snapshot())
    before = {agent["id"]: number for number, agent in page.agents.items()}
    source.tell(AgentRemoved("1"), EdgeUpdate("3", "2", 1.0), Agent("1", "Алиса"), EdgeUpdate("1", "2", 0.75))
    page.take(telling.delta())
    assert {agent["id"]: number for number, agent in page.agents.items()} == {**before, "3": 2}
    assert page.ties[0] == [before["1"], before["2"], 0.75]
    source.tell(AgentRemoved("1"))
    page.take(telling.delta())
    assert page.agents[before["1"]]["here"] is False
    assert page.agents[before["1"]]["name"] == "Алиса"
    assert page.ties[0][2] is None


def test_of_many_changes_of_a_tie_only_the_last_is_told():
    source = PastSource(*KITCHEN)
    telling = telling_of(source)
    telling.snapshot()
    source.tell(*(EdgeUpdate("1", "2", number / 1000) for number in range(1000)))
    delta = telling.delta()
    assert delta["ties"] == {"tie": [0], "sympathy": [0.999]}
    assert telling.delta() is None


def test_lines_say_who_spoke_what_happened_and_where_a_round_ended():
    source, page = PastSource(*KITCHEN), Page()
    page.take(telling_of(source).snapshot())
    message, event = page.lines
    assert message == {
        "seq": 5,
        "time": START,
        "kind": "message",
        "sender": "Алиса",
        "agent": 0,
        "text": "Привет!",
        "agents": [],
    }
    assert (event["kind"], event["text"], event["agents"], event["agent"]) == ("event", "Дождь", [0, 1], None)
    source.tell(Message("9", "=== Раунд 1 завершён ===", "Система"), Message("10", "=== mine ===", "Боб", agent_id="2"))
    page.take(telling_of(source).snapshot())
    assert [line["kind"] for line in page.lines[-2:]] == ["round", "message"]
    assert page.rest["timeline"]["rounds"] == [START + 8_000_000]


def test_a_burst_of_messages_is_cut_to_the_newest_and_says_so():
    source = PastSource(*KITCHEN)
    telling = telling_of(source)
    telling.snapshot()
    source.tell(*(Message(str(number), f"text {number}", "Боб") for number in range(LINES + 50)))
    delta = telling.delta()
    assert len(delta["chat"]) == LINES
    assert delta["chat_anew"] is True
    assert delta["chat"][-1]["text"] == f"text {LINES + 49}"


def test_huge_texts_arrive_whole_but_not_all_in_one_message():
    source, page = PastSource(), Page()
    huge = "ж" * 65_536
    source.tell(*(Message(str(number), huge, "Боб") for number in range(100)))
    page.take(telling_of(source).snapshot())
    assert 0 < len(page.lines) < 20
    assert page.lines[-1]["text"] == huge


@pytest.mark.parametrize(
    "text", ["\ud800", "a\udfffb", "\x00\x1b[31m", "</script><img onerror=alert(1)>", "\u202e\u200b"]
)
def test_any_text_can_be_told_as_json(text):
    source, page = PastSource(title=text), Page()
    source.tell(
        Agent("1", text, mood=text, avatar=text),
        EdgeUpdate(text or "x", "1", 0.5),
        Message("1", text, text),
        RoomEvent("2", text, text, (text,)),
    )
    page.take(telling_of(source).snapshot())
    shown = text.replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")
    assert page.lines[0]["text"] == page.agents[0]["name"] == page.rest["title"] == shown


def test_status_and_rates_are_told_without_an_entry():
    clock = HandClock()
    source, page = PastSource(*KITCHEN), Page()
    telling = telling_of(source, clock)
    page.take(telling.snapshot())
    assert page.rest["status"] == {"state": "complete", "gaps": 0, "open_gaps": 0, "error": None}
    source.close()
    assert telling.delta() is None  # not yet: status is looked at four times a second
    page.take(telling.delta(last=True))
    assert page.rest["status"]["state"] == "closed"


def test_rates_rise_and_fall():
    clock = HandClock()
    source, page = PastSource(*KITCHEN), Page()
    telling = telling_of(source, clock)
    page.take(telling.snapshot())
    assert page.rest["totals"]["change_rate"] == 0
    clock.seconds += 1.0
    source.tell(*(EdgeUpdate("1", "2", number / 1000) for number in range(100)))
    page.take(telling.delta())
    assert page.rest["totals"]["change_rate"] == 100
    assert page.rest["totals"]["changes"] == 102
    for _ in range(30):
        clock.seconds += 1.0
        message = telling.delta()
        if message:
            page.take(message)
    assert page.rest["totals"]["change_rate"] == 0
    assert telling.delta() is None


def test_what_a_snapshot_of_the_server_tells_is_no_change():
    source, page = PastSource(), Page()
    source.tell(EdgeUpdate("1", "2", 0.5), channel=Channel.SNAPSHOT)
    source.tell(EdgeUpdate("1", "2", 0.25))
    page.take(telling_of(source).snapshot())
    assert page.rest["totals"]["changes"] == 1
    assert sum(page.rest["timeline"]["bins"]["changes"]) == 1


def test_the_timeline_says_since_when_ties_are_known():
    early, late = Message("7", "Hello", "Alice", timestamp=START - 60_000_000), EdgeUpdate("1", "2", 0.5)
    told, page = PastSource(early, late), Page()
    page.take(telling_of(told).snapshot())
    assert page.rest["timeline"]["known"] is None  # the stream told how the tie began: before, there was none

    read = PastSource(early)
    read.tell(late, channel=Channel.SNAPSHOT)  # that it was so then is all that is known
    page.take(telling_of(read).snapshot())
    assert page.rest["timeline"]["start"] <= START - 60_000_000  # there is nothing else to show yet
    assert page.rest["timeline"]["known"] == START + 2_000_000


def test_a_room_that_is_joined_late_begins_when_its_ties_were_read():
    month = [Message(str(day), "Hello", "Alice", timestamp=START - day * 86_400_000_000) for day in range(30, 0, -1)]
    source, clock, page = PastSource(*month), HandClock(), Page()
    read = START + 32_000_000  # of the second
    source.tell(EdgeUpdate("1", "2", 0.5), EdgeUpdate("2", "1", 0.1), channel=Channel.SNAPSHOT)
    telling = telling_of(source, clock)
    page.take(telling.snapshot())
    assert sum(page.rest["timeline"]["bins"]["messages"]) == 30
    source.tell(Message("31", "At last", "Alice", timestamp=read + 4_000_000))
    clock.seconds += 10
    page.take(telling.delta())
    timeline = page.rest["timeline"]
    assert (timeline["start"], timeline["end"], timeline["known"]) == (read, read + 4_000_000, read)
    assert sum(timeline["bins"]["messages"]) == 1
    assert timeline["bins"]["sympathy"][0] == pytest.approx(0.3)
    source.tell(EdgeUpdate("1", "2", 0.9), Message("0", "An old one", "Alice", timestamp=START - 40 * 86_400_000_000))
    clock.seconds += 10
    page.take(telling.delta())
    timeline = page.rest["timeline"]
    assert timeline["start"] == read
    assert timeline["bins"]["sympathy"][-1] == pytest.approx(0.5)
    whole = Page()  # told at once, it is the same
    whole.take(telling_of(source, clock).snapshot())
    assert sum(whole.rest["timeline"]["bins"]["messages"]) == sum(timeline["bins"]["messages"]) == 1
    assert whole.rest["timeline"]["start"] == read


def test_the_timeline_counts_a_line_after_which_nothing_happens():
    clock, source, page = HandClock(), PastSource(*KITCHEN), Page()
    telling = telling_of(source, clock)
    page.take(telling.snapshot())
    clock.seconds += 0.3  # too soon for another timeline
    source.tell(Message("31", "At last", "Alice"))
    page.take(telling.delta())
    clock.seconds += 1
    page.take(telling.delta())
    assert sum(page.rest["timeline"]["bins"]["messages"]) == page.rest["totals"]["messages"]
    clock.seconds += 1
    assert "timeline" not in (telling.delta() or {})  # told once


def test_gaps_stand_in_the_timeline():
    source, page = PastSource(*KITCHEN), Page()
    source.tell(
        Notice(NoticeKind.GAP_OPENED, "lost", {"channel": "graph"}),
        Notice(NoticeKind.GAP_CLOSED, "found", {"channel": "graph"}),
        Notice(NoticeKind.GAP_OPENED, "lost", {"channel": "chat"}),
    )
    page.take(telling_of(source).snapshot())
    opened, closed, again = (START + 1_000_000 * number for number in (8, 9, 10))
    assert page.rest["timeline"]["gaps"] == [[opened, closed], [again, None]]


def test_after_a_rewind_everything_is_told_anew():
    source, page = PastSource(*KITCHEN), Page()
    room, telling = Room(source), telling_of(source)
    page.take(telling.snapshot())
    source.log.rewind(3)
    message = telling.delta()
    assert message["type"] == "snapshot"
    page.take(message)
    assert same_graph(page, room)
    assert page.lines == []
    assert page.rest["totals"]["messages"] == 0
    source.tell(EdgeUpdate("2", "1", 1.0), Message("7", "again", "Боб"))
    page.take(telling.delta())
    assert same_graph(page, room)
    assert [line["text"] for line in page.lines] == ["again"]
    room.close()


def test_a_message_is_not_changed_after_it_was_sent():
    source = PastSource(*KITCHEN)
    telling = telling_of(source)
    message = telling.snapshot()
    text = json.dumps(message)
    source.tell(EdgeUpdate("5", "6", 1.0), Agent("1", "Other"))
    telling.delta()
    assert json.dumps(message) == text
