"""The observer when the server, or the way to it, fails."""

from __future__ import annotations

import gc
import logging
import threading
import time

import fake_server as fake
import numpy as np
import pytest

import roomlab.errors as errors
from roomlab.events import Agent, AgentRemoved, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent
from roomlab.sources._resync import TieView
from roomlab.sources.base import SourceState
from roomlab.sources.live import LiveSource, Timings


def ids(source, kind=Message):
    return [entry.event.id for entry in source.log.entries(kind)]


def notices(source, kind):
    return [entry.event for entry in source.log.entries(Notice) if entry.event.kind is kind]


def reconnected(source, gaps):
    """Return a condition: the source has been interrupted `gaps` times and is live again."""
    return lambda: len(notices(source, NoticeKind.GAP_CLOSED)) >= gaps and source.status.state == "live"


# -- interruptions


def test_after_a_drop_nothing_is_missing_and_the_gap_is_told(server, follow, until):
    server.say("before")
    server.set_tie(1, 2, 0.5)
    source = follow(server)
    server.habits.refuse = 503
    server.drop()
    until(lambda: source.status.open_gaps == 2)
    assert source.status.state == "reconnecting"
    assert "broke off" in source.status.error or "503" in source.status.error
    for number in range(120):  # more than a page
        server.say(f"meanwhile {number}")
    server.happen("meanwhile")
    server.set_tie(1, 2, -0.5)
    server.set_tie(2, 3, 0.25)
    server.habits.refuse = None
    until(reconnected(source, 2))
    server.say("after")
    until(lambda: len(ids(source)) == 122)
    assert ids(source) == [str(number) for number in (*range(1, 122), 123)]
    assert ids(source, RoomEvent) == ["122"]
    assert TieView(source.log).read() == {("1", "2"): -0.5, ("2", "3"): 0.25}
    assert source.log.edges().sympathy.tolist() == [0.5, -0.5, 0.25]
    assert source.status.gaps == 2
    assert source.status.open_gaps == 0
    chat = next(gap for gap in notices(source, NoticeKind.GAP_CLOSED) if gap.details["channel"] == "chat")
    assert chat.details["recovered"] == {"messages": 120, "events": 1}
    assert "events may be missing" in chat.details["missing"]  # the feed holds a hundred items, all of them messages


def test_events_beyond_the_feed_are_never_silently_lost(server, follow, until):
    source = follow(server)
    server.habits.refuse = 503
    server.drop("chat")
    for number in range(150):
        server.happen(f"meanwhile {number}")
    server.habits.refuse = None
    until(reconnected(source, 1))
    (gap,) = notices(source, NoticeKind.GAP_CLOSED)
    assert gap.details["recovered"]["events"] == 100
    assert not gap.details["complete"]
    assert "older events may be missing" in gap.text


def test_only_the_interrupted_channel_has_a_gap(server, follow, until):
    source = follow(server)
    server.drop("graph")
    until(reconnected(source, 1))
    assert {gap.details["channel"] for gap in notices(source, NoticeKind.GAP_OPENED)} == {"graph"}
    assert server.seen.handshakes.count("chat") == 1


def test_a_tie_that_ended_meanwhile_ends(server, follow, until):
    server.set_tie(1, 2, 0.5)
    server.set_tie(2, 1, 0.5)
    source = follow(server)
    del server.ties[1, 2]
    server.drop("graph")
    until(reconnected(source, 1))
    assert TieView(source.log).read() == {("2", "1"): 0.5}


def test_a_silent_peer_is_found_dead(server, follow, until):
    source = follow(server)
    server.freeze()
    until(lambda: source.status.gaps == 2)
    (reason,) = {gap.text for gap in notices(source, NoticeKind.GAP_OPENED)}
    assert "answered no ping" in reason
    until(reconnected(source, 2))


def test_a_server_that_never_answers_pings_is_found_dead_too(server, follow, until):
    server.habits.pongs = False
    source = follow(server)
    until(lambda: source.status.gaps >= 1)
    assert server.seen.pings >= 1


def test_a_quiet_room_stays_connected(server, follow, until):
    source = follow(server)
    until(lambda: server.seen.pings >= 6)
    assert source.status.gaps == 0
    assert sorted(server.seen.handshakes) == ["chat", "graph"]


def test_a_server_that_closes_at_once_is_not_hammered(server, follow, until):
    source = follow(server)
    server.habits.close_with = 1011
    server.drop()
    before = len(server.seen.handshakes)
    start = time.monotonic()
    until(lambda: time.monotonic() - start > 1.5)
    # The delays grow to 0.2 s, so each of two streams comes back some ten times, not hundreds.
    assert 4 <= len(server.seen.handshakes) - before <= 40
    assert source.status.state == "reconnecting"
    server.habits.close_with = None
    until(lambda: source.status.state == "live")


def test_a_server_that_greets_and_then_breaks_off_is_not_hammered_either(server, follow, until):
    source = follow(server)
    before = len(server.seen.handshakes)
    for _ in range(12):
        until(lambda: server.open_sockets() > 0)
        server.drop()
    assert len(server.seen.handshakes) - before <= 40
    until(lambda: source.status.state == "live")


def test_a_server_that_was_restarted_is_found_again(server, follow, until):
    source = follow(server)
    server.stop()
    until(lambda: source.status.state == "reconnecting")
    server.say("meanwhile", announce=False)
    server.start()
    until(lambda: source.status.state == "live")
    assert ids(source) == ["1"]
    assert not source.ready.exception()


def test_slow_pages_lose_and_repeat_nothing(server, follow, until):
    for number in range(250):
        server.say(f"text {number}", announce=False)
    server.habits.page_delay = 0.1
    source = follow(server, ready=False)
    until(lambda: any("messages" in request for request in server.seen.requests))
    for number in range(20):
        server.say(f"live {number}")
    source.ready.result(10)
    until(lambda: len(ids(source)) == 270)
    assert ids(source) == [str(number) for number in range(1, 271)]


def test_updates_during_the_snapshot_win(server, follow, until):
    server.set_tie(1, 2, 0.5)
    server.habits.page_delay = 0.2
    source = follow(server, ready=False)
    until(lambda: any("relationships" in request for request in server.seen.requests))
    server.set_tie(1, 2, 0.75)
    server.set_tie(1, 2, 1.0)
    source.ready.result(10)
    until(lambda: source.log.count(EdgeUpdate) >= 2)
    assert source.log.edges().sympathy.tolist()[-2:] == [0.75, 1.0]
    assert TieView(source.log).read() == {("1", "2"): 1.0}


# -- the roster


def test_moods_names_and_removals_are_polled(server, follow, until):
    server.set_tie(1, 3, 0.5)
    server.set_tie(1, 2, 0.5)
    source = follow(server)
    server.agents[2] = server.agents[2] | {"name": "Robert", "mood": {"mood": "joy", "level": 0.9}}
    del server.agents[3]
    until(lambda: source.log.entries(AgentRemoved))
    until(lambda: any(entry.event.name == "Robert" for entry in source.log.entries(Agent)))
    robert = [entry.event for entry in source.log.entries(Agent) if entry.event.id == "2"][-1]
    assert (robert.name, robert.mood, robert.mood_level, robert.character) == ("Robert", "joy", 0.9, "is Bob")
    assert TieView(source.log).read() == {("1", "2"): 0.5}
    assert [entry.event.id for entry in source.log.entries(AgentRemoved)] == ["3"]


def test_a_failing_poll_does_not_end_the_room(server, follow, until):
    source = follow(server)
    server.habits.failing = 500
    before = len(server.seen.requests)
    until(lambda: len(server.seen.requests) >= before + 3)
    assert source.status.state == "live"


# -- credentials


def test_an_expired_token_is_refreshed(server, follow, until):
    source = follow(server, refresh_token="refresh-0")
    server.revoke()
    server.close_sockets(4001)
    until(reconnected(source, 2))
    assert "POST /api/auth/refresh" in server.seen.requests
    assert "POST /api/auth/login" not in server.seen.requests
    assert server.seen.requests.count("POST /api/auth/refresh") == 1  # both streams and the poll share it


@pytest.mark.parametrize("refusal", [None, 403])
def test_without_a_refresh_endpoint_it_logs_in_again(server, follow, until, refusal):
    server.habits.has_refresh = False
    server.habits.refuse = refusal
    source = follow(server, token=None, email=fake.EMAIL, password=fake.PASSWORD)
    server.revoke()
    server.drop()
    until(reconnected(source, 2))
    assert server.seen.requests.count("POST /api/auth/login") == 2


def test_an_expired_token_and_no_way_to_a_new_one_is_the_end(server, follow, until):
    source = follow(server)
    server.revoke()
    server.close_sockets(4001)
    until(lambda: source.status.state == "failed")
    assert "token" in source.status.error
    assert len(notices(source, NoticeKind.FAILED)) == 1
    with pytest.raises(errors.RoomClosedError, match="has stopped"):
        source.send("hello").result(20)


def test_a_token_that_the_sockets_never_accept_is_the_end(server, follow, until):
    server.habits.close_with = 4001
    source = follow(server, ready=False, token=None, email=fake.EMAIL, password=fake.PASSWORD)
    with pytest.raises(errors.AuthenticationError, match="4001"):
        source.ready.result(10)
    assert len(server.seen.handshakes) <= 4


@pytest.mark.parametrize(
    ("habits", "error"),
    [
        ({"close_with": 4003}, errors.AccessDeniedError),
        ({"refuse": 401}, errors.AuthenticationError),
        ({"refuse": 404}, errors.ConnectionFailedError),
        ({"failing": 403}, errors.AccessDeniedError),
        ({"failing": 404}, errors.AccessDeniedError),
        ({"failing": 418}, errors.RequestError),
    ],
    ids=str,
)
def test_what_cannot_pass_is_told_once_and_clearly(server, follow, habits, error):
    server.habits = fake.Habits(**habits)
    source = follow(server, ready=False)
    with pytest.raises(error):
        source.ready.result(10)
    assert source.status.state == "failed"
    assert source.status.error == str(source.ready.exception())


def test_sockets_refused_with_403_although_the_room_is_ours(server, follow):
    server.habits.refuse_always = True
    server.habits.refuse = 403
    source = follow(server, ready=False, token=None, email=fake.EMAIL, password=fake.PASSWORD)
    with pytest.raises(errors.AccessDeniedError, match="403"):
        source.ready.result(10)
    assert len(server.seen.handshakes) <= 4


def test_a_room_that_never_opens_is_given_up(server, follow):
    server.habits.close_with = 1011
    source = follow(server, ready=False)
    with pytest.raises(errors.ConnectionFailedError, match="1011"):
        source.ready.result(10)


def test_nobody_there():
    source = LiveSource("http://127.0.0.1:9", 1, token="t")
    try:
        with pytest.raises(errors.ConnectionFailedError, match="cannot be reached"):
            source.ready.result(10)
    finally:
        source.close()


def test_a_wrong_password(server, follow):
    source = follow(server, ready=False, token=None, email=fake.EMAIL, password="not the one")
    with pytest.raises(errors.AuthenticationError, match="wrong e-mail or password"):
        source.ready.result(10)


# -- secrets


def test_the_token_is_in_no_log_line_and_no_text(server, follow, until, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "token-0"
    source = follow(server, refresh_token="refresh-0")
    server.drop()
    until(reconnected(source, 2))
    server.revoke()
    server.refresh_tokens.clear()
    server.close_sockets(4001)
    until(lambda: source.status.state == "failed")
    ours = [record.getMessage() for record in caplog.records if record.name != "websockets.server"]
    assert any("token=…" in line for line in ours)  # so there was something to leak
    told = "".join(ours) + repr(source) + source.title + str(source.status)
    told += "".join(map(str, source.log.entries(Notice)))
    assert secret not in told
    assert "refresh-0" not in told


# -- the end


def threads():
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("roomlab")}


def test_close_leaves_nothing_behind(server, follow, until):
    first, second = follow(server), follow(server)
    assert threads() == {"roomlab"}
    first.close()
    first.close()
    assert threads() == {"roomlab"}
    second.close()
    assert threads() == set()
    until(lambda: server.open_sockets() == 0)
    assert first.status.state is SourceState.CLOSED
    assert len(notices(first, NoticeKind.CLOSED)) == 1
    with pytest.raises(errors.RoomClosedError):
        first.send("hello").result(20)


def test_close_is_quick_though_the_server_hangs(server, follow):
    source = follow(server)
    server.habits.page_delay = 30.0
    server.freeze()
    server.drop("chat")  # a resync hangs, and a socket does
    start = time.monotonic()
    source.close()
    assert time.monotonic() - start < 10.0
    assert threads() == set()


def test_close_while_it_opens(server, follow):
    server.habits.page_delay = 30.0
    source = follow(server, ready=False)
    source.close()
    with pytest.raises(errors.RoomClosedError):
        source.ready.result(20)


def test_a_request_that_is_under_way_ends_with_the_room(server, follow, until):
    source = follow(server)
    server.habits.write_delay = 30.0
    pending = source.send("hello")
    until(lambda: any(request.startswith("POST") for request in server.seen.requests))
    source.close()
    with pytest.raises(errors.RoomClosedError):
        pending.result(20)


def test_a_forgotten_source_ends(server, until):
    source = LiveSource(server.url, 1, token="token-0")
    source.ready.result(10)
    del source
    gc.collect()
    until(lambda: threads() == set() and server.open_sockets() == 0)


def test_a_source_that_fails_keeps_no_thread_once_closed(server, follow):
    source = follow(server, ready=False, token="wrong")
    assert source.ready.exception(10)
    source.close()
    assert threads() == set()
    assert source.status.state is SourceState.FAILED


def test_a_late_update_does_not_bring_back_who_has_left(server, follow, until):
    server.set_tie(3, 1, 0.5)
    source = follow(server)
    cid = server.agents.pop(3)
    del server.ties[3, 1]
    until(lambda: source.log.count(AgentRemoved) == 1)
    late = {"type": "edge_update", "payload": {"from": "3", "to": "1", "sympathyLevel": 0.75}}
    server.send("graph", late)
    server.say("late, too", "Cid", 3)
    until(lambda: source.log.count(AgentRemoved) == 2)
    assert TieView(source.log).read() == {}
    server.agents[3] = cid
    server.set_tie(3, 1, 0.25)
    polls = server.seen.requests.count("GET /api/rooms/1/agents")
    until(lambda: server.seen.requests.count("GET /api/rooms/1/agents") > polls + 2)
    assert TieView(source.log).read() == {("3", "1"): 0.25}
    assert source.log.count(AgentRemoved) == 2


# -- what one has written


def test_what_was_written_is_in_the_log_when_the_verb_returns(server, follow):
    source = follow(server)
    server.habits.frame_delay = 0.2
    message = source.send("hello").result(20)
    assert ids(source) == [message.id]
    event = source.post_event("rain").result(20)
    assert ids(source, RoomEvent) == [event.id]
    for sympathy in (0.7, 0.7, -0.7):
        source.set_sympathy("1", "2", sympathy).result(20)
        assert TieView(source.log).read() == {("1", "2"): sympathy}
    assert source.log.edges().sympathy.tolist() == [0.7, 0.7, -0.7]
    assert ids(source) == [message.id]
    assert source.counters == {}


def test_both_directions_of_an_undirected_tie_are_in_the_log_when_the_verb_returns(server, follow):
    server.habits.undirected = True
    source = follow(server)
    server.habits.frame_delay = 0.2
    for sympathy in (0.7, -0.7):  # with the first the habit is found out
        source.set_sympathy("2", "1", sympathy).result(20)
        assert TieView(source.log).read() == {("1", "2"): sympathy, ("2", "1"): sympathy}


def test_a_server_that_echoes_nothing_costs_a_moment_and_no_more(server, follow):
    server.habits.echoes = False
    source = follow(server, timings=Timings(echo=0.3))
    start = time.monotonic()
    assert source.send("hello").result(20).text == "hello"
    source.set_sympathy("1", "2", 0.5).result(20)
    assert 0.6 <= time.monotonic() - start < 5


def test_what_was_accepted_is_told_although_the_room_closes_meanwhile(server, follow, until):
    server.habits.echoes = False
    source = follow(server, timings=Timings(echo=60.0))
    answer = source.send("hello")
    until(lambda: server.chat)
    source.set_sympathy("1", "2", 0.5).cancel()
    server.habits.failing = 503
    with pytest.raises(errors.RequestError):  # by now the answer to the first request is there as well
        source.send("later").result(20)
    source.close()
    assert answer.result(20).text == "hello"


# -- a past that cannot be read at once


@pytest.mark.parametrize("undirected", [False, True])
def test_updates_that_came_before_a_failed_reading_are_kept(server, follow, until, undirected):
    server.habits.ties_failing, server.habits.page_delay = 503, 0.3
    source = follow(server, ready=False, undirected=undirected)
    until(lambda: "GET /api/rooms/1/relationships" in server.seen.requests)
    server.set_tie(1, 2, 0.5)
    server.set_tie(1, 2, 0.75)
    until(lambda: server.seen.handshakes.count("graph") == 2)
    server.set_tie(1, 2, -1.0, announce=False)
    server.habits.ties_failing, server.habits.page_delay = None, 0.0
    source.ready.result(10)
    way = [0.5, 0.75, -1.0]
    assert source.log.edges().sympathy.tolist() == (np.repeat(way, 2).tolist() if undirected else way)
    (loaded,) = notices(source, NoticeKind.LOADED)
    assert not loaded.details["complete"]
    assert "changed again meanwhile" in loaded.text
