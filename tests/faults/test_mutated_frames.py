"""Ten thousand mutated frames, from both sides: the server and the observer stay alive, and serve the others."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import socket
import struct

import pytest
import server_process as processes
from websockets.sync.client import connect

from roomlab.events import Message
from roomlab.sources._resync import TieView

FRAMES = 10_000
SEEDS = [
    b'{"type": "ping"}',
    b'{"type":"resume","payload":{"epoch":"0123456789abcdef","seq":3}}',
    '{"type": "message", "payload": {"text": "Привет"}}'.encode(),
    b"{}",
    b'[1, 2.5e300, "\\ud800", null]',
]


def mutated(chance, seed):
    """Return `seed` with some of its bytes changed, doubled, taken out or put in."""
    data = bytearray(seed)
    for _ in range(chance.randrange(6)):
        where = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if data:
                data[where % len(data)] = chance.randrange(256)
            case 1:
                data[where:where] = bytes(chance.randrange(256) for _ in range(chance.randrange(8)))
            case 2:
                del data[where : where + chance.randrange(8)]
            case 3:
                data[where:where] = data[: chance.randrange(len(data) + 1)] * chance.randrange(3)
            case _:
                data[where:where] = chance.choice([b"{", b"[", b'"', b"\\u", b"1e999", b"NaN", b"\x00", b"\xff"])
    return bytes(data)


def framed(chance, payload):
    """Return a WebSocket frame of a client that carries `payload`, often against RFC 6455."""
    wild = chance.random() < 0.3
    first = chance.randrange(256) if wild else 0x81
    length = len(payload)
    if wild and chance.random() < 0.3:
        length = chance.choice([0, 125, 126, 65_535, 2**31, 2**63, 2**64 - 1])
    masked = 0 if wild and chance.random() < 0.2 else 0x80
    if length < 126:
        head = bytes([first, masked | length])
    elif length < 1 << 16:
        head = bytes([first, masked | 126]) + struct.pack(">H", length)
    else:
        head = bytes([first, masked | 127]) + struct.pack(">Q", length)
    key = chance.randbytes(4) if masked else b""
    body = bytes(byte ^ key[place % 4] for place, byte in enumerate(payload)) if masked else payload
    return head + key + body


def opened(owner, url, channel, subprotocol):
    host, port = url.removeprefix("http://").split(":")
    handle = socket.create_connection((host, int(port)), timeout=40)
    lines = [
        f"GET {owner.path}/{channel}?token={owner.token} HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
    ]
    if subprotocol:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    handle.sendall("\r\n".join([*lines, "", ""]).encode())
    assert handle.recv(4096).startswith(b"HTTP/1.1 101")
    handle.setblocking(False)
    return handle


def send_until_closed(handle, frames):
    """Send frames until the server closes; return how many it took."""
    for number, frame in enumerate(frames):
        try:
            handle.setblocking(True)
            handle.sendall(frame)
            handle.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while data := handle.recv(65_536):
                    pass
                if not data:
                    return number + 1
        except OSError:
            return number + 1
    return len(frames)


@pytest.mark.timeout(180)
@pytest.mark.slow
@pytest.mark.parametrize("channel", ["chat", "graph"])
@pytest.mark.parametrize("subprotocol", ["", "roomlab.v1"])
def test_the_server_survives_mutated_frames(tmp_path, channel, subprotocol):
    chance = random.Random(7)
    with processes.ServerProcess(tmp_path) as server, processes.Owner(server.url) as owner:
        where = f"{server.url.replace('http', 'ws', 1)}{owner.path}/{channel}?token={owner.token}"
        with connect(where) as bystander:
            assert json.loads(bystander.recv(timeout=20))["type"] == "connected"
            sent = connections = 0
            while sent < FRAMES // 4:
                frames = [framed(chance, mutated(chance, chance.choice(SEEDS))) for _ in range(200)]
                with opened(owner, server.url, channel, subprotocol) as handle:
                    sent += send_until_closed(handle, frames)
                connections += 1
            assert connections > 10  # some were against the rules, and closed
            bystander.send('{"type": "ping"}')
            assert json.loads(bystander.recv(timeout=20))["type"] == "pong"
        said = owner.post(f"{owner.path}/messages", text="still here", sender="agent 0")
        assert said["text"] == "still here"
        assert "Traceback" not in server.log, server.log[-3000:]
        server.terminate()  # it does end when told to; how soon is for others to say, on a machine that is less busy


TOLD = [
    b'{"type":"message","payload":{"id":"7","text":"hi","sender":"Ann","agentId":"1","timestamp":"2026-11-23T10:00:00Z"}}',
    b'{"type":"event","payload":{"id":"8","eventType":"x","agentIds":["1"],"description":"d","timestamp":null}}',
    b'{"type":"edge_update","payload":{"roomId":"1","from":"1","to":"2","sympathyLevel":0.25}}',
    b'{"type":"pong","payload":{}}',
    b'{"type":"error","payload":{"message":"no"}}',
]


@pytest.mark.timeout(180)
@pytest.mark.slow
def test_the_observer_survives_mutated_frames(server, follow, until):
    chance = random.Random(8)
    source = follow(server)
    for number in range(FRAMES):
        # Frames of text that is none end a connection (RFC 6455, section 8.1): most stay text, so that it lasts.
        text = mutated(chance, chance.choice(TOLD)).decode("utf-8", "replace" if number % 100 else "surrogateescape")
        server.send(chance.choice(["chat", "graph"]), text.replace('"7"', f'"x{number}"'))
    until(lambda: source.status.state == "live", 60)
    server.habits.copies = 1
    server.say("still here")
    server.set_tie(1, 2, 0.125)
    until(lambda: any(entry.event.text == "still here" for entry in source.log.entries(Message)))
    until(lambda: TieView(source.log).read().get(("1", "2")) == 0.125)
    assert source.counters["unknown"] > 1000
