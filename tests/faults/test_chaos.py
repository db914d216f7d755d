"""The observer on a server of any habits where anything goes wrong at any moment: in the end it knows what is true."""

from __future__ import annotations

import random
import time

import fake_server as fake
import msgspec
import numpy as np
import pytest

from roomlab.events import Message
from roomlab.sources._resync import TieView

STEPS = 200
FAULTS = ("refuse", "ties_failing", "failing")


def any_habits(rng):
    """Return habits that a server may have all at once."""
    return fake.Habits(
        page_order=rng.choice(["ascending", "descending", "mixed"]),
        page_delay=rng.choice([0.0, 0.02]),
        copies=rng.choice([1, 2]),
        **{
            name: rng.random() < 0.5
            for name in ("naive_times", "integer_ids", "tells_response", "tells_more", "greets", "has_feed")
        },
        undirected=rng.random() < 0.3,
    )


def step(server, rng):
    """Let one thing happen in the room, or on the way to it."""
    action = rng.random()
    if action < 0.45:
        server.set_tie(*rng.sample([1, 2, 3], 2), round(rng.uniform(-1, 1), 2))
    elif action < 0.85:
        server.say(f"text {rng.random()}", rng.choice(["user", "Ann"]))
    elif action < 0.9:
        server.happen("something")
    elif action < 0.94:
        server.drop(rng.choice(["graph", "chat", None]))
    elif action < 0.95:
        server.freeze()
    elif action < 0.97:
        server.ties.popitem()  # which no frame tells
        server.drop("graph")
    else:
        setattr(server.habits, rng.choice(FAULTS), rng.choice([None, 503]))
    time.sleep(rng.choice([0, 0, 0.001, 0.02]))


def truth(server):
    """Return the ties and the ids of the messages that the server has."""
    ties = {(str(source), str(target)): value for (source, target), value in server.ties.items()}
    if server.habits.undirected:
        ties |= {(target, source): value for (source, target), value in ties.items()}
    return ties, [str(record["id"]) for kind, record in server.chat if kind == "message"]


@pytest.mark.parametrize("seed", range(5))
def test_in_the_end_the_log_has_the_ties_and_the_messages_of_the_server(seed, server, follow, until, quick, soaking):
    rng = random.Random(seed)
    server.habits = any_habits(rng)
    for source, target in ((1, 2), (2, 3), (1, 3)):
        server.set_tie(source, target, 0.5)
    for number in range(rng.choice([0, 30, 250])):
        server.say(f"before {number}")
    source = follow(
        server,
        ready=False,
        undirected=server.habits.undirected,
        rng=np.random.default_rng(seed),
        timings=msgspec.structs.replace(quick, patience=60.0),
    )
    until(lambda: server.seen.handshakes)  # it found the room: from here on nothing is fatal
    for _ in range(STEPS):
        step(server, rng)
    for fault in FAULTS:
        setattr(server.habits, fault, None)
    source.ready.result(10)

    def known():
        return TieView(source.log).read(), [entry.event.id for entry in source.log.entries(Message)]

    until(lambda: known() == truth(server))
