"""The observer on servers with other habits than ours: it reads them all alike."""

from __future__ import annotations

import fake_server as fake
import pytest

from roomlab.events import Agent, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.sources._resync import TieView
from roomlab.sources.live import Timings


def messages(source):
    return [entry.event for entry in source.log.entries(Message)]


def ids(source, kind=Message):
    return [entry.event.id for entry in source.log.entries(kind)]


def notices(source, kind):
    return [entry.event for entry in source.log.entries(Notice) if entry.event.kind is kind]


def fill(server, count):
    """Put `count` messages and as many events into the room, in turn."""
    for number in range(count):
        server.say(f"text {number}", announce=False)
        server.happen(f"event {number}", announce=False)


HABITS = {
    "of the contract": {},
    "whole seconds without a zone": {"naive_times": True},
    "pages from new to old": {"page_order": "descending"},
    "pages in no order": {"page_order": "mixed", "naive_times": True},
    "no word on older pages": {"tells_more": False},
    "ids as integers": {"integer_ids": True},
    "no agentResponse": {"tells_response": False},
    "no greeting": {"greets": False},
    "no details of agents": {"has_details": False},
    "each frame twice": {"copies": 2},
}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
def test_the_whole_past_and_the_present_are_read(server, follow, until, habits):
    server.habits = fake.Habits(**habits)
    fill(server, 130)
    server.set_tie(1, 2, 0.5)
    source = follow(server)
    server.say("live", "Ann", 1)
    server.happen("live")
    server.set_tie(2, 1, -0.25)
    until(lambda: len(ids(source)) == 131 and len(ids(source, RoomEvent)) >= 51)
    until(lambda: source.log.count(EdgeUpdate) == 2)
    assert [message.text for message in messages(source)] == [*(f"text {number}" for number in range(130)), "live"]
    assert ids(source) == [*(str(2 * number + 1) for number in range(130)), "261"]
    assert messages(source)[-1].agent_id == "1"
    assert messages(source)[0].timestamp == 1_795_392_000_000_000 + (0 if habits.get("naive_times") else 250_000)
    assert TieView(source.log).read() == {("1", "2"): 0.5, ("2", "1"): -0.25}
    assert {entry.event.name for entry in source.log.entries(Agent)} == {"Ann", "Bob", "Cid"}
    assert source.log.entries(Unknown) == []
    # the feed shows the newest hundred of messages and events: the observer says that there may be more
    (loaded,) = notices(source, NoticeKind.LOADED)
    assert not loaded.details["complete"]
    assert "older events may be missing" in loaded.text


def test_the_log_is_in_the_order_of_the_room(server, follow):
    fill(server, 20)
    source = follow(server)
    seen = sorted([*source.log.entries(Message), *source.log.entries(RoomEvent)])
    assert [int(entry.event.id) for entry in seen] == list(range(1, 41))
    assert notices(source, NoticeKind.LOADED)[0].details["complete"]


def test_a_server_that_ignores_after_id_is_asked_a_few_times_and_the_hole_is_told(server, follow):
    server.habits.heeds_after_id = False
    fill(server, 150)
    source = follow(server)
    assert len(ids(source)) == 100
    assert sum("/messages?" in request for request in server.seen.requests) <= 3
    (loaded,) = notices(source, NoticeKind.LOADED)
    assert "older messages may be missing" in loaded.details["missing"]


def test_a_server_without_a_feed(server, follow, until):
    server.habits.has_feed = False
    fill(server, 3)
    source = follow(server)
    server.happen("live")
    until(lambda: ids(source, RoomEvent) == ["7"])
    assert len(ids(source)) == 3
    assert "events may be missing" in notices(source, NoticeKind.LOADED)[0].text


def test_undirected_ties_are_shown_both_ways(server, follow, until):
    server.habits.undirected = True
    server.set_tie(2, 1, 0.5)
    source = follow(server, undirected=True)
    server.set_tie(3, 2, -1.0)
    until(lambda: source.log.count(EdgeUpdate) == 4)
    assert TieView(source.log).read() == {("1", "2"): 0.5, ("2", "1"): 0.5, ("2", "3"): -1.0, ("3", "2"): -1.0}


def test_undirected_ties_are_found_out_by_the_servers_own_answer(server, follow, until, caplog):
    server.habits.undirected = True
    server.set_tie(1, 2, 0.5)
    source = follow(server)
    source.set_sympathy("1", "3", 0.25).result(20)  # says nothing: both habits would answer this
    until(lambda: source.log.count(EdgeUpdate) == 2)
    source.set_sympathy("3", "2", -0.5).result(20)
    until(lambda: len(TieView(source.log).read()) == 6)
    ties = TieView(source.log).read()
    assert all(ties[target, source_id] == value for (source_id, target), value in ties.items())
    assert "undirected=True" in caplog.text


def test_a_directed_server_is_never_taken_for_an_undirected_one(server, follow, until):
    source = follow(server)
    for source_id, target in (("1", "2"), ("2", "1"), ("3", "1")):
        source.set_sympathy(source_id, target, 0.5).result(20)
    until(lambda: source.log.count(EdgeUpdate) == 3)
    assert set(TieView(source.log).read()) == {("1", "2"), ("2", "1"), ("3", "1")}


def test_frames_that_nobody_understands_are_kept_and_counted(server, follow, until):
    source = follow(server)
    strange = [
        '{"type":"typing","payload":{"agentId":"1"}}',
        "not JSON",
        '{"type":"message","payload":{"id":"9","text":"\\ud800","sender":"Ann"}}',  # half a surrogate pair is a text
        "[" * 30_000,
        '{"type":"event","payload":{"id":"10"}}',
    ]
    for text in strange:
        server.send("chat", text)
    extra = '{"type": "edge_update", "payload": {"from": 1, "to": 2, "sympathyLevel": 1, "reason": "a joke"}, "v": 2}'
    bad = '{"type":"edge_update","payload":{"from":"1","to":"2","sympathyLevel":NaN}}'
    for text in (extra, bad, bad.replace("NaN", "1.5"), bad.replace("NaN", "1e999")):
        server.send("graph", text)
    until(lambda: source.counters.get("unknown") == 8)
    kept = {entry.event.text for entry in source.log.entries(Unknown)}
    assert {strange[0], strange[1], strange[3], strange[4], extra, bad} <= kept
    assert messages(source)[0].text == "\ud800"
    assert source.log.edges().sympathy.tolist() == [1.0]
    assert source.status.state == "live"


def test_an_unknown_id_makes_the_roster_be_read_at_once(server, follow, until):
    source = follow(server, timings=Timings(poll_interval=3600.0))
    newcomer = server.add_agent("Dan")
    server.set_tie(int(newcomer), 1, 0.5)
    until(lambda: newcomer in {entry.event.id for entry in source.log.entries(Agent)})
