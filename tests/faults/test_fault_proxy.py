"""The proxy makes the faults that it promises, and none when it is not asked to."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, suppress

import fault_proxy as faults
import pytest


class Echo:
    """A server that sends back what it gets, and notes how each connection ended."""

    def __init__(self):
        self.endings, self.pieces, self.open = [], [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            self.threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self.threads[-1].start()

    def _serve(self, connection):
        with connection:
            try:
                while data := connection.recv(65536):
                    self.pieces.append(len(data))
                    connection.sendall(data)
                self.endings.append("end")
            except OSError:
                self.endings.append("reset")

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def echo():
    server = Echo()
    yield server
    server.stop()


@pytest.fixture
def proxy(echo):
    with faults.fault_proxy(echo.url) as running:
        yield running


def connect(proxy):
    host, port = proxy.url.removeprefix("http://").split(":")
    return closing(socket.create_connection((host, int(port)), timeout=40))


def say(proxy, data):
    """Send something on a connection of its own; return what comes back, as much."""
    with connect(proxy) as connection:
        connection.sendall(data)
        return exactly(connection, len(data))


def drain(connection):
    while connection.recv(100):
        pass


@pytest.fixture
def client(proxy):
    with connect(proxy) as connection:
        connection.sendall(b"hello")
        assert exactly(connection, 5) == b"hello"
        yield connection


def exactly(connection, size):
    data = b""
    while len(data) < size:
        got = connection.recv(size - len(data))
        if not got:
            break
        data += got
    return data


def test_without_faults_everything_passes_and_ends_are_told(client, echo, until):
    data = bytes(range(256)) * 4000
    sender = threading.Thread(target=client.sendall, args=(data,))
    sender.start()
    assert exactly(client, len(data)) == data
    sender.join(10)
    client.shutdown(socket.SHUT_WR)
    assert client.recv(1) == b""
    until(lambda: echo.endings == ["end"])


def test_a_delay_holds_each_piece_back(client, proxy):
    proxy.faults.delay = 0.05
    start = time.monotonic()
    client.sendall(b"x")
    assert exactly(client, 1) == b"x"
    assert time.monotonic() - start >= 0.1  # there and back


def test_single_bytes_arrive_whole(client, proxy):
    proxy.faults.piece = 1
    before = proxy.seen.pieces
    client.sendall(b"0123456789" * 10)
    assert exactly(client, 100) == b"0123456789" * 10
    assert proxy.seen.pieces - before == 200


def test_a_throttle_slows_down(client, proxy):
    proxy.faults.rate = 50_000
    start = time.monotonic()
    client.sendall(bytes(10_000))
    assert exactly(client, 10_000) == bytes(10_000)
    assert time.monotonic() - start >= 0.17  # the last fiftieth of a second is not waited for


def test_a_reset_is_a_reset_at_both_ends(client, proxy, echo, until):
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    until(lambda: echo.endings == ["reset"])


def test_a_refused_connection_never_reaches_the_server(client, proxy, echo):
    proxy.faults.refuse = True
    with pytest.raises(ConnectionResetError):
        say(proxy, b"x")
    assert len(echo.open) == 1


def test_a_half_open_connection_is_told_to_one_end_only(client, proxy, echo, until):
    proxy.half_open("server")
    until(lambda: echo.endings == ["end"])
    client.settimeout(0.2)
    client.sendall(b"into the void")
    with pytest.raises(TimeoutError):
        client.recv(1)


def test_the_server_may_be_the_one_that_is_not_told(client, proxy, echo):
    proxy.half_open("client")
    assert client.recv(1) == b""
    assert echo.endings == []


def test_a_black_hole_swallows_for_good_and_spares_new_connections(client, proxy):
    proxy.faults.black_hole = True
    client.sendall(b"lost")
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    proxy.faults.black_hole = False
    client.sendall(b"lost as well")
    with pytest.raises(TimeoutError):
        client.recv(1)
    assert say(proxy, b"new") == b"new"


def test_a_stall_loses_nothing(client, proxy):
    proxy.faults.stall = True
    client.sendall(b"later")
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    proxy.faults.stall = False
    client.settimeout(10)
    assert exactly(client, 5) == b"later"


@pytest.mark.parametrize("after", [0, 3])
def test_a_cut_lets_so_many_bytes_through(client, proxy, echo, until, after):
    proxy.cut("up", after)
    assert proxy.cut_is_due
    sent = len(b"hello") + after
    client.sendall(b"abcdef")
    with pytest.raises(ConnectionResetError):
        drain(client)
    until(lambda: sum(echo.pieces) == sent)
    assert not proxy.cut_is_due
