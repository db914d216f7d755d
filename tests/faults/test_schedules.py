"""Any schedule of faults, on the real server and observers: in the end each log is the server's, or says where not."""

from __future__ import annotations

import asyncio
import itertools

import hypothesis.strategies as st
import pytest
import world as worlds
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from roomlab.events import Channel, Message, Notice, NoticeKind, RoomEvent
from roomlab.proof import certify
from roomlab.sources._resync import TieView

PATIENCE = 300.0
"""Seconds of the clock in which all must be well again once nothing is wrong any more."""

DELAYS = st.sampled_from([0.0, 0.2, 3.0])


class Schedule(RuleBasedStateMachine):
    """A room that lives, two observers, and whatever goes wrong between them."""

    site = None
    numbered = False
    numbers = itertools.count()

    @initialize(seed=st.integers(0, 2**32 - 1), delay=DELAYS, request_delay=DELAYS)
    def begin(self, seed, delay=0.0, request_delay=0.0):
        self.runner = asyncio.Runner()
        self.count = 0

        async def start():
            self.world = worlds.World(self.site, f"room{next(self.numbers)}", seed)
            self.world.numbered = self.numbered
            self.world.watcher = worlds.Watcher(self.world, seed)
            self.the_way_is_slow(delay, request_delay)
            await self.world.settle()

        self.runner.run(start())

    def do(self, work):
        """Do something, and let everything that follows from it at once run."""

        async def run():
            result = work()
            if asyncio.iscoroutine(result):
                await result
            await self.world.settle()

        self.runner.run(run())

    # -- the room lives

    @rule(kinds=st.lists(st.sampled_from(["tie", "tie", "message", "event"]), min_size=1, max_size=6))
    def something_happens(self, kinds):
        def write():
            for kind in kinds:
                self.count += 1
                self.world.write(kind, self.count)

        self.do(write)

    @rule(kind=st.sampled_from(["tie", "message", "event"]))
    def much_happens(self, kind):
        self.something_happens([kind] * 120)

    @rule(kinds=st.lists(st.sampled_from(["tie", "message", "event"]), min_size=1, max_size=4))
    def something_happens_while_the_server_is_killed(self, kinds):
        def write_and_kill():
            for kind in kinds:
                self.count += 1
                self.world.write(kind, self.count)
            return self._kill_in_some_turns()

        self.do(write_and_kill)

    async def _kill_in_some_turns(self):
        for _ in range(self.world.chance.randrange(12)):
            await asyncio.sleep(0)
        self.world.kill_server()

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 30.0, 60.0]))
    def time_passes(self, seconds):
        self.do(lambda: self.world.turn(seconds))

    @rule(steps=st.integers(1, 24), pause=st.sampled_from([0.1, 0.4, 1.3]))
    def life_goes_on(self, steps, pause):
        async def live():
            for _ in range(steps):
                self.count += 1
                self.world.write(self.world.chance.choice(["tie", "tie", "message", "event"]), self.count)
                await self.world.turn(pause)

        self.do(live)

    # -- faults

    @property
    def way(self):
        return self.world.watcher.way

    @rule(which=st.integers(0, 3), told=st.sampled_from(["both", "client", "server"]))
    def a_socket_breaks_off(self, which, told):
        links = self.way.links
        if links:
            link = links[which % len(links)]
            self.do(lambda: link.lose(client_told=told != "server", server_told=told != "client"))

    @rule(delay=DELAYS, request_delay=DELAYS)
    def the_way_is_slow(self, delay, request_delay):
        self.way.delay, self.way.request_delay = delay, request_delay

    @rule(name=st.sampled_from(["refuses", "swallows"]), value=st.booleans())
    def the_way_is_shut_or_open(self, name, value):
        setattr(self.way, name, value)

    @rule(chance=st.sampled_from([0.0, 0.3]))
    def answers_are_lost(self, chance):
        self.way.loses = chance

    @precondition(lambda self: self.world.services is not None)
    @rule(silently=st.booleans())
    def the_server_is_killed(self, silently):
        self.do(lambda: self.world.kill_server(silently=silently))

    @precondition(lambda self: self.world.services is None)
    @rule()
    def the_server_starts(self):
        self.do(self.world.start_server)

    @rule(hours=st.integers(1, 48))
    def the_clock_is_set_back(self, hours):
        self.world.set_back += hours * 3_600_000_000_000
        self.world.clock._start -= hours * 3_600_000_000

    @rule()
    def an_observer_starts_again(self):
        async def replace():
            await self.world.watcher.stop()
            self.world.watcher = worlds.Watcher(self.world, self.count)

        self.do(replace)

    # -- and in the end

    def teardown(self):
        if not hasattr(self, "world"):
            return
        try:
            self.runner.run(self._heal())
            truth = self.world.changes(), self.world.entries()
            assert set(self.world.answered) <= truth[1].keys()
            self.check(self.world.watcher, *truth)
        finally:
            self.runner.run(self.world.close())
            self.runner.close()

    async def _heal(self):
        world = self.world
        await world.settle()
        if world.services is None:
            world.start_server()
        self._open_again()
        world.watcher.way.heal()
        await self._until_live()
        await world.turn(61.0)  # whoever holds a dead link for a live one finds out
        await self._until_live()

    def _open_again(self):
        """Open another observer where one was given up because it never opened; that is told, and no hole."""
        if self.world.watcher.life.done():
            assert self.world.watcher.session.ready.exception() is not None
            self.world.watcher = worlds.Watcher(self.world, 0)

    async def _until_live(self):
        for _ in range(int(PATIENCE / 5)):
            self._open_again()  # a request that was swallowed before the way was healed is given up only now
            if self.world.watcher.session.status.state == "live":
                return
            await self.world.turn(5.0)
        raise AssertionError(self.world.watcher.session.status)


class PlainSchedule(Schedule):
    """Against a server of the plain contract: what was missed is missing, but never silently."""

    def check(self, watcher, changes, entries):
        check(watcher, changes, entries)


class NumberedSchedule(Schedule):
    """With roomlab.v1: nothing is lost, doubled or out of order, and no hole is left."""

    numbered = True

    def check(self, watcher, changes, entries):
        log, order = watcher.log, self.world.log()
        assert not [hole for hole in certify(log).holes if hole.missing]
        columns = log.edges()
        room = list(Channel).index(Channel.ROOM)
        heard = [
            (seq, ("tie", value))
            for seq, value, channel in zip(
                columns.seq.tolist(), columns.sympathy.tolist(), columns.channel.tolist(), strict=True
            )
            if channel == room
        ]
        heard += [
            (entry.seq, ("chat", int(entry.event.id)))
            for entry in (*log.entries(Message), *log.entries(RoomEvent))
            if entry.channel is Channel.ROOM
        ]
        followed = [what for _, what in sorted(heard)]
        assert followed == order[len(order) - len(followed) :]
        # All since it was open was followed, and all that was said before was read.
        assert sum(kind == "tie" for kind, _ in followed) >= len(changes) - watcher.began
        ids = [int(entry.event.id) for entry in sorted([*log.entries(Message), *log.entries(RoomEvent)])]
        assert ids == list(entries)
        assert TieView(log).read() == {(source, target): value for source, target, value in changes}


# -- what must hold of a log


def check(watcher, changes, entries):
    log = watcher.log
    last = {(source, target): value for source, target, value in changes}
    assert TieView(log).read() == last
    holes = [hole for hole in certify(log).holes if hole.missing]
    check_ties(log, [hole for hole in holes if hole.channel == "graph"], changes, watcher.began)
    check_chat(log, [hole for hole in holes if hole.channel == "chat"], entries)


def check_ties(log, holes, changes, began):
    """Every change once and in order; whatever is missing lies in a hole that is told."""
    place = {value: number for number, (_, _, value) in enumerate(changes)}
    columns = log.edges()
    codes = list(Channel)
    rows = [
        (seq, place[value], codes[channel])
        for seq, value, channel in zip(
            columns.seq.tolist(), columns.sympathy.tolist(), columns.channel.tolist(), strict=True
        )
    ]
    heard = [(seq, number) for seq, number, channel in rows if channel is Channel.GRAPH]
    numbers = [number for _, number in heard]
    assert numbers == sorted(set(numbers)), "doubled or out of order"
    read = {number for _, number, channel in rows if channel is not Channel.GRAPH}
    heard.append((log.last_seq + 1, len(changes)))
    before_seq, before = 0, min(numbers[0], began) if numbers else began
    before -= 1
    for seq, number in heard:
        missed = set(range(before + 1, number)) - read
        if missed:
            covered = any(hole.seq < seq and (hole.closed_seq or seq) > before_seq for hole in holes)
            assert covered, f"changes {sorted(missed)} are missing before entry {seq}, and no hole is told"
        before_seq, before = seq, max(before, number)


def check_chat(log, holes, entries):
    """Every message once and in order; an event that is missing lies in a hole that is told."""
    logged = sorted([*log.entries(Message), *log.entries(RoomEvent)])
    ids = [int(entry.event.id) for entry in logged]
    if any(notice.event.kind is NoticeKind.GAP_OPENED for notice in log.entries(Notice)):
        # Messages and events are read by two requests: what came between them, and is found after a gap, is found late.
        for kind in (Message, RoomEvent):
            of_kind = [int(entry.event.id) for entry in logged if isinstance(entry.event, kind)]
            assert of_kind == sorted(set(of_kind)), "doubled or out of order"
    else:
        assert ids == sorted(set(ids)), "doubled or out of order"
    assert [number for number in ids if entries[number] == "message"] == [
        number for number, kind in entries.items() if kind == "message"
    ], "messages are lost"
    for number in entries.keys() - set(ids):
        assert any(lies_in(number, hole, logged) for hole in holes), f"event {number} is lost, and no hole is told"


def lies_in(number, hole, logged):
    before = max((int(entry.event.id) for entry in logged if entry.seq <= hole.seq), default=0)
    end = hole.closed_seq or logged[-1].seq
    after = min((int(entry.event.id) for entry in logged if entry.seq > end), default=1 << 62)
    return before < number < after


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = worlds.Site(tmp_path_factory.mktemp("site"))
    with made.inline():
        yield made


@pytest.mark.timeout(0)
@pytest.mark.slow
@pytest.mark.soak
def test_against_the_plain_contract_a_log_is_the_servers_or_says_where_not(site, schedules):
    PlainSchedule.site = site
    try_schedules(PlainSchedule, max(1, schedules // 5))


@pytest.mark.timeout(0)
@pytest.mark.slow
@pytest.mark.soak
def test_with_numbers_a_log_is_the_servers(site, schedules):
    NumberedSchedule.site = site
    try_schedules(NumberedSchedule, schedules)


def try_schedules(machine, count):
    begun = next(machine.numbers)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=16,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert next(machine.numbers) > begun + count  # as many were tried as were asked for
