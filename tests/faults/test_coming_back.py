"""After an outage: a hundred thousand missed events are there soon, and fifty observers come back without a storm."""

from __future__ import annotations

import time

import fault_proxy
import pytest
import server_process as processes

from roomlab.events import EdgeUpdate
from roomlab.proof import certify
from roomlab.sources.live import LiveSource

MISSED = 100_000
RESUMED_SECONDS = 10.0
OBSERVERS = 50
OUTAGE = 5.0
BACK_SECONDS = 15.0


@pytest.fixture
def room(tmp_path):
    """The owner of a room, the server behind it, and a way there that can be closed."""
    with processes.FloodingServer(tmp_path) as server, processes.Owner(server.url) as owner:
        proxy = fault_proxy.FaultProxy(server.url)
        proxy.start()
        yield owner, server, proxy
        proxy.stop()


def close_way(proxy, sources, until):
    proxy.faults.refuse = True
    proxy.reset()
    until(lambda: all(source.status.state == "reconnecting" for source in sources), 60)


def cpu_seconds(server):
    used = server.stats.cpu_times()
    return used.user + used.system + time.process_time()


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_a_hundred_thousand_missed_events_are_resumed_in_time(room, quick, until):
    owner, server, proxy = room
    source = LiveSource(proxy.url, owner.room, token=owner.token, timings=quick)
    try:
        source.ready.result(30)
        close_way(proxy, [source], until)
        query = {"room": owner.room, "owner": 1, "count": MISSED}
        assert owner.http.post("/flood", params=query, timeout=600).json() == MISSED
        before = cpu_seconds(server)
        proxy.faults.refuse = False
        until(lambda: source.log.count(EdgeUpdate) >= MISSED and source.status.state == "live", 100)
        # The work of both ends together, one after the other: on a machine with nothing else to do it takes no longer.
        assert cpu_seconds(server) - before < RESUMED_SECONDS
        certificate = certify(source.log, numbers=source.numbers)
        (hole,) = certificate.holes
        assert (hole.filled, hole.recovered["ties"], certificate.complete) == (True, MISSED, True)
        assert source.log.count(EdgeUpdate) == MISSED
        assert len(certificate.numbers) == 1  # without a hole
        ends = source.log.pairs
        edges = source.log.edges()
        newest = dict(zip(edges.pair.tolist(), edges.sympathy.tolist(), strict=True))
        assert {ends[pair]: value for pair, value in newest.items()} == owner.ties()
    finally:
        source.close()


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_fifty_observers_come_back_without_a_storm(room, until):
    owner, _, proxy = room
    sources = [LiveSource(proxy.url, owner.room, token=owner.token) for _ in range(OBSERVERS)]
    try:
        for source in sources:
            source.ready.result(60)
        begin = time.monotonic()
        connections = proxy.seen.connections
        close_way(proxy, sources, until)
        one, other, _ = owner.agents
        owner.tie(one, other, 0.25)
        until(lambda: time.monotonic() - begin > OUTAGE, 60)
        lasted = time.monotonic() - begin
        asked = (proxy.seen.connections - connections) / OBSERVERS
        proxy.faults.refuse = False
        start = time.monotonic()
        until(lambda: all(source.status.state == "live" for source in sources), 100)
        assert time.monotonic() - start < BACK_SECONDS
        # No delay is shorter than 0.5 s, and they grow: some six attempts in 5 s.
        assert asked < 3 + 2 * lasted
        owner.tie(other, one, -0.5)
        until(lambda: all(source.log.count(EdgeUpdate) == 2 for source in sources), 60)
        for source in sources:
            assert source.log.edges().sympathy.tolist() == [0.25, -0.5]
            assert certify(source.log, numbers=source.numbers).complete
    finally:
        for source in sources:
            source.close()
