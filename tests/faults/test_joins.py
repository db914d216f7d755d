"""Observers that join while ties change: what each then knows is what the server knows, each time."""

from __future__ import annotations

import concurrent.futures
import random
import threading
import time

import numpy as np
import pytest
import server_process as processes

from roomlab.events import Notice, NoticeKind
from roomlab.sources._resync import TieView
from roomlab.sources.live import LiveSource

JOINS = 500
AT_ONCE = 10
AGENTS = 8


class Load:
    """Changes ties without a pause, until it is told to stop."""

    def __init__(self, owner, pool):
        self._owner = owner
        self._enough = threading.Event()
        self._work = pool.submit(self._flood)

    def _flood(self):
        count = 0
        while not self._enough.is_set():
            where = {"room": self._owner.room, "owner": 1, "count": 40 + count % 40, "at_once": 2}
            assert self._owner.http.post("/flood", params=where, timeout=60).status_code == 200
            count += 1
        return count

    def stop(self):
        """Return how often it changed some dozen ties."""
        self._enough.set()
        return self._work.result(60)


def gaps(source):
    return [entry.event for entry in source.log.entries(Notice) if entry.event.kind is NoticeKind.GAP_OPENED]


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["the contract", "roomlab.v1"])
def test_who_joins_under_load_has_the_graph_of_the_server(tmp_path, until, monkeypatch, protocol):
    rng = random.Random(5)
    if protocol != "roomlab.v1":
        monkeypatch.setattr("roomlab._numbered.SUBPROTOCOL", "a name that the server does not know".replace(" ", "-"))
    with (
        processes.FloodingServer(tmp_path) as server,
        processes.Owner(server.url, AGENTS) as owner,
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        for group in range(JOINS // AT_ONCE // 2):
            load, sources = Load(owner, pool), []
            try:
                for number in range(AT_ONCE):
                    time.sleep(rng.uniform(0, 0.01))
                    chance = np.random.default_rng(group * AT_ONCE + number)
                    sources.append(LiveSource(server.url, owner.room, token=owner.token, rng=chance))
                for source in sources:
                    source.ready.result(60)
                # Now, and not later: a wrong value must not be overwritten before it is seen.
                assert load.stop() > 0
                truth = owner.ties()
                for source in sources:
                    view = TieView(source.log)
                    until(lambda view=view, truth=truth: view.read() == truth)
                    assert not gaps(source)  # it was right at once, not only after a second look
            finally:
                load.stop()
                for source in sources:
                    source.close()
