"""A live room on scripted sockets, scripted answers and a clock that is turned by hand: what happens when."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

import httpx
import numpy as np
import pytest

from roomlab._clock import ManualClock
from roomlab.events import Agent, Channel, Message, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.sources._backoff import LinkLostError, LinkRefusedError
from roomlab.sources._hub import Hub, Timings
from roomlab.sources._rest import RestClient
from roomlab.sources._session import Session

GREETING = b'{"type":"connected","payload":{}}'
PONG = b'{"type":"pong","payload":{}}'


class ScriptedLink:
    """A socket that says what the test says."""

    def __init__(self, stage, channel):
        self.stage, self.channel = stage, channel
        self.subprotocol = stage.subprotocol
        self.frames = 0
        self.greeted = asyncio.Event()
        self.queue = asyncio.Queue()
        self.closed = False

    async def pump(self, handle):
        while True:
            frame = await self.queue.get()
            if isinstance(frame, Exception):
                raise frame
            self.frames += 1
            self.greeted.set()
            handle(frame)

    async def send(self, text):
        self.stage.pings.append((self.stage.clock.monotonic(), self.channel, text))
        if "resume" in text:
            self.stage.on_resume(self)
        elif self.stage.pongs:
            self.queue.put_nowait(PONG)

    async def close(self):
        self.closed = True


class Stage:
    """A session, its server, and the clock."""

    def __init__(self, **timings):
        self.clock = ManualClock()
        self.log = EventLog(self.clock)
        self.pings, self.links, self.attempts, self.requests = [], {}, [], []
        self.pongs = self.greets = True
        self.subprotocol = None
        self.on_link = self.on_resume = None
        self.refusal = None
        self.agents = [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob"}]
        rest = RestClient("http://server", token="t", transport=httpx.MockTransport(self._answer))
        hub = Hub(
            "1",
            log=self.log,
            rest=rest,
            connect=self._connect,
            clock=self.clock,
            rng=np.random.default_rng(1),
            timings=Timings(**timings),
            undirected=None,
        )
        self.session = Session(hub)

    async def _connect(self, path, token, offered=None):
        channel = path.rsplit("/", 1)[1]
        self.attempts.append((self.clock.monotonic(), channel))
        if self.refusal is not None:
            raise self.refusal
        link = self.links[channel] = ScriptedLink(self, channel)
        if self.greets:
            link.queue.put_nowait(GREETING)
        if self.on_link is not None:
            self.on_link(link)
        return link

    async def _answer(self, request):
        path = request.url.path.removeprefix("/api/rooms/1")
        self.requests.append((self.clock.monotonic(), path))
        answers = {
            "": {"id": "1", "name": "Kitchen"},
            "/agents": {"agents": self.agents},
            "/relationships": {"edges": []},
            "/messages": {"messages": [], "hasMore": False},
            "/feed": {"items": []},
        }
        return httpx.Response(200, json=answers[path]) if path in answers else httpx.Response(404, json={})

    async def until(self, condition):
        for _ in range(2000):
            if condition():
                return
            await asyncio.sleep(0)
        raise AssertionError("what was waited for did not come")

    async def turn(self, seconds, step=0.5):
        """Turn the clock in steps, so that what a request of the session delays is not jumped over."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end - 1e-9:
            await self.clock.advance(min(step, end - self.clock.monotonic()))
            for _ in range(20):
                await asyncio.sleep(0)

    def lose(self, channel, error=None):
        self.links[channel].queue.put_nowait(error or LinkLostError(1006, "gone"))

    def times(self, channel):
        return [when for when, which in self.attempts if which == channel]


def play(script, **timings):
    """Run `script(stage)` beside a session, then stop it."""

    async def run():
        stage = Stage(**timings)
        life = asyncio.ensure_future(stage.session.run())
        try:
            await script(stage)
        finally:
            await stage.session.stop()
            await life
        assert all(link.closed for link in stage.links.values())
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return stage

    return asyncio.run(run())


async def opened(stage):
    await stage.until(stage.session.ready.done)
    assert stage.session.ready.exception() is None


def test_both_sockets_first_then_the_past():
    async def script(stage):
        await opened(stage)
        assert stage.session.status.state == "live"
        assert stage.session.name == "Kitchen"
        assert [entry.event.name for entry in stage.log.entries(Agent)] == ["Ann", "Bob"]

    stage = play(script)
    assert stage.requests[0][1] == ""
    assert len(stage.attempts) == 2


def test_without_a_greeting_the_past_is_read_after_a_moment():
    async def script(stage):
        stage.greets = False
        await stage.turn(1.5)
        assert [path for _, path in stage.requests] == [""]
        await stage.turn(1.0)
        await opened(stage)

    play(script)


def test_pings_go_out_every_25_seconds():
    async def script(stage):
        await opened(stage)
        await stage.turn(101)

    stage = play(script)
    for channel in ("graph", "chat"):
        assert [when for when, which, _ in stage.pings if which == channel] == pytest.approx([25, 50, 75, 100], abs=0.6)
    assert {text for _, _, text in stage.pings} == {'{"type":"ping"}'}
    assert stage.session.status.gaps == 0


def test_a_dead_peer_is_found_within_45_seconds_of_its_last_word():
    async def script(stage):
        await opened(stage)
        await stage.turn(30)  # it has answered the ping of second 25
        stage.pongs = False
        await stage.turn(25 + 45 - 30)
        assert stage.session.status.gaps == 2

    stage = play(script)
    opened_at = [entry.received for entry in stage.log.entries(Notice) if entry.event.kind is NoticeKind.GAP_OPENED]
    assert all(1_700_000_000 + 25 < when / 1e6 <= 1_700_000_000 + 25 + 45 for when in opened_at)


def test_any_frame_is_a_sign_of_life():
    async def script(stage):
        stage.pongs = False
        await opened(stage)
        for _ in range(12):
            await stage.turn(10)
            for link in stage.links.values():
                link.queue.put_nowait(b'{"type":"typing"}')
        assert stage.session.status.gaps == 0

    play(script)


def test_the_roster_is_polled_every_10_seconds():
    async def script(stage):
        await opened(stage)
        await stage.turn(10.5)
        stage.agents = [{"id": "1", "name": "Ann", "mood": {"mood": "joy", "level": 1}}]
        await stage.turn(10.5)

    stage = play(script)
    polls = [when for when, path in stage.requests if path == "/agents"]
    assert polls == pytest.approx([0, 10, 20], abs=0.6)
    assert [entry.event.mood for entry in stage.log.entries(Agent)] == [None, None, "joy"]


def test_moods_are_read_soon_after_talk_but_not_with_every_word():
    async def script(stage):
        await opened(stage)
        await stage.turn(1)
        for number in range(9):  # from second 1 to second 5
            frame = {"type": "message", "payload": {"id": str(number), "text": "!", "sender": "Ann", "agentId": "1"}}
            stage.links["chat"].queue.put_nowait(json.dumps(frame).encode())
            await stage.turn(0.5)
        stage.agents = [{"id": "1", "name": "Ann", "mood": {"mood": "joy", "level": 1}}, {"id": "2", "name": "Bob"}]
        await stage.turn(14)

    stage = play(script)
    polls = [when for when, path in stage.requests if path == "/agents"]
    assert polls == pytest.approx([0, 3, 5, 7, 17], abs=0.6)
    assert stage.log.entries(Agent)[-1].event.mood == "joy"


def test_an_unknown_id_is_asked_for_once_and_at_once():
    async def script(stage):
        await opened(stage)
        before = len(stage.requests)
        for _ in range(5):
            stage.links["graph"].queue.put_nowait(
                b'{"type":"edge_update","payload":{"from":"1","to":"77","sympathyLevel":0.5}}'
            )
        await stage.turn(5)
        assert [path for _, path in stage.requests[before:]] == ["/agents"]

    play(script)


def test_delays_grow_while_links_do_not_hold():
    async def script(stage):
        await opened(stage)
        for _ in range(7):
            stage.lose("graph")
            count = len(stage.times("graph"))
            while len(stage.times("graph")) == count:
                await stage.turn(0.5)
            await stage.turn(1)  # it opens, loads, and is lost again before it has held

    stage = play(script)
    waits = np.diff(stage.times("graph"))
    assert waits.max() > 6
    assert len(stage.times("chat")) == 1  # the other stream goes on


def test_delays_start_small_again_after_a_link_has_held():
    async def script(stage):
        await opened(stage)
        stage.refusal = LinkRefusedError(503)
        stage.lose("graph")
        await stage.turn(120)
        stage.refusal = None
        await stage.turn(60)
        stage.refusal = LinkRefusedError(503)
        stage.lose("graph")
        lost_at = stage.clock.monotonic()
        await stage.turn(2)
        assert len([when for when in stage.times("graph") if when > lost_at]) >= 1

    stage = play(script)
    waits = np.diff(stage.times("graph"))
    assert waits.max() > 10


def test_a_link_that_brings_no_data_does_not_count_as_held():
    async def script(stage):
        await opened(stage)
        stage.greets = stage.pongs = False
        for _ in range(6):
            stage.lose("graph")
            count = len(stage.times("graph"))
            while len(stage.times("graph")) == count:
                await stage.turn(0.5)
            await stage.turn(20)  # longer than it must hold

    stage = play(script)
    assert np.diff(stage.times("graph")).max() > 20 + 5


def test_frames_during_the_loading_are_not_lost():
    async def script(stage):
        await stage.until(lambda: "chat" in stage.links)
        text = json.dumps({"type": "message", "payload": {"id": "5", "text": "early", "sender": "Ann"}}).encode()
        stage.links["chat"].queue.put_nowait(text)
        stage.links["chat"].queue.put_nowait(text)
        await opened(stage)

    stage = play(script)
    (entry,) = stage.log.entries(Message)
    assert (entry.event.text, entry.channel) == ("early", Channel.CHAT)


def test_a_defect_ends_the_room_with_a_report_and_is_not_retried():
    async def script(stage):
        stage.refusal = KeyError("defect")
        await stage.until(stage.session.ready.done)
        assert "a defect in roomlab" in str(stage.session.ready.exception())

    stage = play(script)
    assert len(stage.attempts) <= 2
    assert stage.session.status.state == "failed"


def test_the_same_script_gives_the_same_attempts():
    async def script(stage):
        await opened(stage)
        stage.refusal = LinkRefusedError(503)
        stage.lose("graph")
        await stage.turn(60)

    assert play(script).attempts == play(script).attempts


# -- roomlab.v1

EPOCH = "e" * 16


def envelope(kind, **payload):
    return json.dumps({"type": kind, "payload": {"epoch": EPOCH, **payload}}).encode()


def begin(link):
    """Say what a server of roomlab.v1 says to one who has seen nothing."""
    agents = [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob"}]
    edges = {"from": [], "to": [], "sympathyLevel": []}
    link.queue.put_nowait(envelope("resumed", recovered=False, seq=5, reason="no position was given"))
    link.queue.put_nowait(envelope("snapshot", seq=5, newestId="0", agents=agents, edges=edges, more=False))


def entry(seq):
    tie = {"roomId": "1", "from": "1", "to": "2", "sympathyLevel": 0.5}
    return envelope("entries", entries=[{"seq": seq, "at": 7, "event": {"type": "edge_update", "payload": tie}}])


async def opened_by_numbers(stage):
    stage.subprotocol, stage.on_resume = "roomlab.v1", begin
    await opened(stage)
    assert stage.session.status.state == "live"


def test_numbers_need_one_socket_and_no_reading_of_the_room():
    async def script(stage):
        await opened_by_numbers(stage)
        await stage.turn(60)
        assert [entry.event.name for entry in stage.log.entries(Agent)] == ["Ann", "Bob"]

    stage = play(script)
    assert [path for _, path in stage.requests] == [""]
    assert [channel for _, channel in stage.attempts] == ["graph"]
    assert json.loads(stage.pings[0][2]) == {"type": "resume", "payload": {}}


def test_a_server_that_accepts_and_closes_again_is_asked_ever_less_often():
    def close(link):
        link.queue.put_nowait(LinkLostError(1000, "bye"))

    async def script(stage):
        await opened_by_numbers(stage)
        stage.on_link = close
        stage.lose("graph")
        await stage.turn(300)

    times = play(script).times("graph")
    assert len(times) < 40
    assert max(later - sooner for sooner, later in pairwise(times)) > 10


def test_whoever_makes_progress_comes_back_soon():
    def one_more(link):
        number = len(link.stage.attempts) + 4
        link.queue.put_nowait(envelope("resumed", recovered=True, seq=number))
        link.queue.put_nowait(entry(number))
        link.queue.put_nowait(LinkLostError(1013, "read too slowly"))

    async def script(stage):
        await opened_by_numbers(stage)
        stage.on_resume = one_more
        stage.lose("graph")
        await stage.turn(60)
        assert stage.session.numbers == (5, 4 + len(stage.attempts))

    times = play(script).times("graph")
    assert len(times) > 40
    assert max(later - sooner for sooner, later in pairwise(times)) <= 1.6


@pytest.mark.parametrize("frame", [entry(7), b'{"type":"entries","payload":{}}', entry(5)])
def test_a_hole_or_nonsense_in_the_numbers_ends_the_link_and_nothing_is_logged(frame):
    async def script(stage):
        await opened_by_numbers(stage)
        first = stage.links["graph"]
        first.queue.put_nowait(frame)
        await stage.until(lambda: first.closed)
        assert stage.session.numbers == (5, 5)
        assert "number" in stage.session.status.error or "cannot be right" in stage.session.status.error

    play(script)


def test_who_goes_on_says_where_and_logs_nothing_twice():
    def go_on(link):
        link.queue.put_nowait(envelope("resumed", recovered=True, seq=8))
        for number in (7, 8):
            link.queue.put_nowait(entry(number))

    async def script(stage):
        await opened_by_numbers(stage)
        stage.links["graph"].queue.put_nowait(entry(6))
        stage.on_resume = go_on
        await stage.until(lambda: stage.session.numbers == (5, 6))
        stage.lose("graph")
        await stage.turn(3)
        assert stage.session.status.state == "live"

    stage = play(script)
    assert stage.log.edges().timestamp.tolist() == [7, 7, 7]
    (said,) = [text for _, _, text in stage.pings if EPOCH in text]
    assert json.loads(said) == {"type": "resume", "payload": {"epoch": EPOCH, "seq": 6}}
    kinds = [entry.event.kind for entry in stage.log.entries(Notice)]
    assert kinds[:4] == [NoticeKind.CONNECTED, NoticeKind.LOADED, NoticeKind.GAP_OPENED, NoticeKind.GAP_CLOSED]
