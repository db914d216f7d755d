"""A subscriber that never reads: the server lets it go and stays small, and the others notice nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading

import pytest
import server_process as processes
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.sync import client as waiting_client

EVENTS = 100_000
QUEUE = 1 << 20
GROWTH = 16 << 20
SLOW = b"\x88\x11" + (1013).to_bytes(2, "big") + b"read too slowly"


def rest_of(handle):
    """Return the last bytes that a socket gets until its end."""
    tail = b""
    while data := handle.recv(1 << 16):
        tail = (tail + data)[-100:]
    return tail


class Listener:
    """Reads the graph on a thread of its own, and keeps what it was told."""

    def __init__(self, owner, url, enough):
        self.values = []
        self._where = f"{url.replace('http', 'ws', 1)}{owner.path}/graph?token={owner.token}"
        self.ready = threading.Event()
        self._enough = enough
        self.thread = threading.Thread(target=lambda: asyncio.run(self._read()))
        self.thread.start()
        assert self.ready.wait(20)

    async def _read(self):
        async with connect(self._where, compression=None) as stream:
            async for text in stream:
                frame = json.loads(text)
                self.ready.set()
                if frame["type"] == "edge_update":
                    payload = frame["payload"]
                    self.values.append((payload["from"], payload["to"], payload["sympathyLevel"]))
                    if len(self.values) == self._enough:
                        break


class Follower:
    """Follows the room by its numbers, from where it is told or from a snapshot; reads nothing unless asked to."""

    def __init__(self, stack, owner, url, epoch=None, seq=None):
        where = f"{url.replace('http', 'ws', 1)}{owner.path}/graph?token={owner.token}"
        narrow = processes.narrow_socket(url)
        options = {"compression": None, "max_queue": 1, "ping_interval": None, "close_timeout": 1}
        connecting = waiting_client.connect(where, sock=narrow, subprotocols=["roomlab.v1"], **options)
        self.stream = stack.enter_context(connecting)
        self.port = narrow.getsockname()[1]
        self.epoch, self.seq = epoch, seq
        self.values = []
        assert self._read()["type"] == "connected"
        position = {} if seq is None else {"epoch": epoch, "seq": seq}
        self.stream.send(json.dumps({"type": "resume", "payload": position}))
        self.recovered = self._read()["payload"]["recovered"]
        more = not self.recovered
        while more:
            part = self._read()["payload"]
            self.epoch, self.seq, more = part["epoch"], part["seq"], part["more"]

    def _read(self):
        return json.loads(self.stream.recv(timeout=60))

    def read_to(self, last):
        """Read up to that number, each once and none left out."""
        while self.seq < last:
            frame = self._read()["payload"]
            self.epoch = frame["epoch"]
            for entry in frame["entries"]:
                assert entry["seq"] == self.seq + 1
                self.seq = entry.get("last", entry["seq"])
                tie = entry["event"]["payload"]
                self.values.append((tie["from"], tie["to"], tie["sympathyLevel"]))


def flood(owner, count, **options):
    answer = owner.http.post("/flood", params={"room": owner.room, "owner": 1, "count": count, **options}, timeout=300)
    assert answer.json() == count, answer.text


@pytest.fixture
def server(tmp_path):
    with processes.FloodingServer(tmp_path) as running:
        yield running


@pytest.fixture
def owner(server):
    with processes.Owner(server.url, 10) as somebody:
        yield somebody


@pytest.fixture
def stack():
    with contextlib.ExitStack() as opened:
        yield opened


@pytest.mark.timeout(300)
@pytest.mark.slow
def test_who_never_reads_is_let_go_and_the_others_get_everything(server, owner, until, stack):
    flood(owner, 30_000)  # caches are filled, and the allocator has what it needs
    listeners = [Listener(owner, server.url, EVENTS) for _ in range(2)]
    before = server.stats.memory_info().rss
    deaf_for_ever, deaf_for_a_while = (stack.enter_context(processes.listen_deaf(owner, server.url)) for _ in range(2))
    numbered = Follower(stack, owner, server.url)
    begin = numbered.seq
    peak = before
    until(lambda: len(server.stats.net_connections()) >= 6)
    told = {}

    def listen_again(port, listen):
        """Read as soon as the server has given up: what waited, and why it was closed, is still to be had."""
        until(lambda: port in owner.get("/waiting")["closed"], 200)
        told[port] = listen()

    def follow_again():
        with pytest.raises(ConnectionClosed) as closed:
            numbered.read_to(begin + EVENTS)
        return closed.value.rcvd.code

    port = deaf_for_a_while.getsockname()[1]
    readers = [
        threading.Thread(target=listen_again, args=(port, lambda: rest_of(deaf_for_a_while))),
        threading.Thread(target=listen_again, args=(numbered.port, follow_again)),
    ]
    for reader in readers:
        reader.start()
    for _ in range(20):
        flood(owner, EVENTS // 20)
        peak = max(peak, server.stats.memory_info().rss)
    for thread in (*readers, *(listener.thread for listener in listeners)):
        thread.join(220)
    assert told[port].endswith(SLOW)
    assert told[numbered.port] == 1013
    waiting = owner.get("/waiting")
    assert len(waiting["closed"]) == 3
    assert waiting["most"] <= QUEUE + len(SLOW)  # the close frame goes behind all else
    assert peak - before <= GROWTH, f"the server grew by {(peak - before) / 2**20:.1f} MB"
    assert len(listeners[0].values) == EVENTS
    assert listeners[0].values == listeners[1].values
    last = {(source, target): value for source, target, value in listeners[0].values}
    assert last.items() <= owner.ties().items()
    assert deaf_for_ever.fileno() >= 0  # it was open all the time

    assert 0 < len(numbered.values) < EVENTS
    back = Follower(stack, owner, server.url, numbered.epoch, numbered.seq)
    assert back.recovered
    back.read_to(begin + EVENTS)
    assert numbered.values + back.values == listeners[0].values
