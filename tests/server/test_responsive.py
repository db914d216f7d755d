"""The server answers while rooms talk. The bound is generous; the figure is measured in `benchmarks/_talking.py`."""

from __future__ import annotations

import statistics
import time

from roomlab_server.testing import running_server

ROOMS = 10
KINDS = ("single", "circular", "narrator", "full_context")


def test_a_get_is_answered_while_ten_rooms_talk(tmp_path, join):
    with running_server(tmp_path) as server:
        person = join(server)
        rooms = [person.room(*"abcd", orchestration_type=KINDS[number % 4]) for number in range(ROOMS)]
        for room in rooms:
            person.ask("PATCH", f"/api/rooms/{room}/speed", json={"speed": 10.0})
            person.say(room, "Поговорим о чае?")
        taken = []
        while len(taken) < 200:
            for room in rooms:
                begin = time.perf_counter()
                person.ask("GET", f"/api/rooms/{room}/relationships")
                taken.append(time.perf_counter() - begin)
        said = [person.ask("GET", f"/api/rooms/{room}/messages")["messages"] for room in rooms]
        assert all(len(messages) >= 2 for messages in said), "a room did not talk"
        assert statistics.quantiles(taken, n=100)[98] < 2.0
