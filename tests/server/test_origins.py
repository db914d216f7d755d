"""Pages of strangers get nothing: tricks with Origin and Host, on calls and on sockets, byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from roomlab_server.origins import Policy
from roomlab_server.testing import RunningServer, running_server, silent_conductor

from .conftest import Person

HERE = "Host: localhost:8000"

TRICKS: dict[str, list[str]] = {
    # pages of strangers that would be taken for one's own
    "no origin of its own": [HERE, "Origin: null"],
    "a stranger": [HERE, "Origin: http://evil.example"],
    "an empty origin": [HERE, "Origin: "],
    "localhost as a user": [HERE, "Origin: http://localhost@evil.example"],
    "localhost as user and password": [HERE, "Origin: http://localhost:80@evil.example"],
    "localhost as a query": [HERE, "Origin: http://evil.example?http://localhost"],
    "localhost as a fragment": [HERE, "Origin: http://evil.example#http://localhost"],
    "localhost as a path": [HERE, "Origin: http://evil.example/http://localhost"],
    "localhost in front": [HERE, "Origin: http://localhost.evil.example"],
    "localhost at the end": [HERE, "Origin: http://evil-localhost"],
    "localhost below": [HERE, "Origin: http://evil.localhost.example"],
    "an address in front": [HERE, "Origin: http://127.0.0.1.evil.example"],
    "a name as a port": [HERE, "Origin: http://localhost:5173.evil.example"],
    "a port beyond all": [HERE, "Origin: http://localhost:65536"],
    "a port of nothing": [HERE, "Origin: http://localhost:"],
    "a path": [HERE, "Origin: http://localhost/"],
    "capitals": [HERE, "Origin: HTTP://LOCALHOST:5173"],
    "a trailing dot": [HERE, "Origin: http://localhost.:5173"],
    "a trailing dot after an address": [HERE, "Origin: http://127.0.0.1.:5173"],
    "short for an address": [HERE, "Origin: http://127.1"],
    "a number for an address": [HERE, "Origin: http://2130706433"],
    "hexadecimal": [HERE, "Origin: http://0x7f.0.0.1"],
    "octal": [HERE, "Origin: http://0177.0.0.1"],
    "out of range": [HERE, "Origin: http://127.0.0.256"],
    "any address": [HERE, "Origin: http://0.0.0.0:5173"],
    "IPv6 in front": [HERE, "Origin: http://[::1].evil.example"],
    "IPv6 at length": [HERE, "Origin: http://[0:0:0:0:0:0:0:1]:5173"],
    "IPv4 within IPv6": [HERE, "Origin: http://[::ffff:7f00:1]:5173"],
    "IPv6 with a zone": [HERE, "Origin: http://[::1%25eth0]:5173"],
    "IPv6 without brackets": [HERE, "Origin: http://::1"],
    "another scheme": [HERE, "Origin: ftp://localhost"],
    "an extension": [HERE, "Origin: chrome-extension://localhost"],
    "a file": [HERE, "Origin: file://localhost"],
    "no scheme": [HERE, "Origin: localhost:5173"],
    "two in one": [HERE, "Origin: http://localhost:5173 http://evil.example"],
    "two with a comma": [HERE, "Origin: http://localhost:5173, http://evil.example"],
    "two headers": [HERE, "Origin: http://localhost:5173", "Origin: http://evil.example"],
    "two headers, the other first": [HERE, "Origin: http://evil.example", "Origin: http://localhost:5173"],
    "encoded": [HERE, "Origin: http://localhost%2eevil.example"],
    "encoded NUL": [HERE, "Origin: http://localhost%00.evil.example"],
    "a letter that looks alike": [HERE, "Origin: http://l\N{CYRILLIC SMALL LETTER O}calhost:5173"],
    "a neighbour of the same network": ["Host: 192.168.1.5:8000", "Origin: http://192.168.1.66:8000"],
    "the same host on another port": ["Host: 192.168.1.5:8000", "Origin: http://192.168.1.5:9000"],
    # names of strangers that were pointed at this server (DNS rebinding)
    "rebound": ["Host: evil.example:8000"],
    "rebound, and from the same page": ["Host: evil.example:8000", "Origin: http://evil.example:8000"],
    "rebound in front": ["Host: localhost.evil.example"],
    "rebound with an address in front": ["Host: 127.0.0.1.nip.example:8000"],
    "rebound with a user": ["Host: localhost@evil.example"],
    "rebound with a port of letters": ["Host: localhost:8000.evil.example"],
    "rebound with a trailing dot": ["Host: evil.example."],
    "rebound with IPv6 in front": ["Host: [::1].evil.example"],
    "no end of the brackets": ["Host: [::1"],
    "a number for a name": ["Host: 2130706433"],
    "two names in one": ["Host: localhost, evil.example"],
    "two names with a blank": ["Host: localhost evil.example"],
    "a name and a path": ["Host: localhost/evil.example"],
    "two hosts": [HERE, "Host: evil.example"],
    "two hosts, the other first": ["Host: evil.example", HERE],
    "no name": ["Host: "],
    "a port beyond all of a name": ["Host: localhost:65536"],
    "forwarded": ["Host: evil.example", "X-Forwarded-Host: localhost", "Forwarded: host=localhost"],
    "forwarded from here": ["Host: evil.example", "X-Forwarded-For: 127.0.0.1"],
    "folded": ["Host: evil.example", " localhost"],
    "a blank before the colon": ["Host: evil.example", "Host : localhost"],
}
TARGETS = {
    "a whole address": "http://evil.example{path}",
    "a whole address with a user": "http://localhost@evil.example{path}",
}
"""Targets in absolute form, whose name would stand in for that of Host."""


def status_of(server: RunningServer, lines: list[str], target: str, *, upgrade: bool = False) -> int:
    """Send a request byte by byte; return the status of the answer, 0 when there is none."""
    host, port = server.url.removeprefix("http://").split(":")
    if upgrade:
        key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        lines = [*lines, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key]
    request = "\r\n".join((f"GET {target} HTTP/1.1", *lines, "", ""))
    with socket.create_connection((host, int(port)), timeout=40) as connection:
        connection.sendall(request.encode("utf-8"))
        answer = connection.recv(64)
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server with its defaults, somebody who has signed in, and a room."""
    folder = tmp_path_factory.mktemp("guarded")
    with running_server(folder, conductors=silent_conductor) as server, ExitStack() as stack:
        alice = Person(server, "alice@example.com", stack)
        alice.room("A", "B")
        yield alice


def answers_to(alice: Any, lines: list[str], form: str = "{path}") -> dict[str, int]:
    """Return the status of each way in."""
    signed = [*lines, f"Authorization: Bearer {alice.token}"]
    chat, graph = (f"/api/rooms/1/{channel}?token={alice.token}" for channel in ("chat", "graph"))
    return {
        "a call": status_of(alice.server, signed, form.format(path="/api/rooms/1")),
        "an open call": status_of(alice.server, lines, form.format(path="/api/agents")),
        "chat": status_of(alice.server, lines, form.format(path=chat), upgrade=True),
        "graph": status_of(alice.server, lines, form.format(path=graph), upgrade=True),
    }


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_is_accepted(guarded: Any, trick: str) -> None:
    for way, status in answers_to(guarded, TRICKS[trick]).items():
        assert status in (0, 400, 403, 421), (way, status)


@pytest.mark.parametrize("trick", TARGETS)
def test_no_target_in_absolute_form_is_accepted(guarded: Any, trick: str) -> None:
    for lines in (["Host: evil.example"], [HERE]):
        for way, status in answers_to(guarded, lines, TARGETS[trick]).items():
            assert status in (0, 400, 403, 404, 421), (way, status)


def test_there_are_tricks_enough() -> None:
    assert len({tuple(lines) for lines in TRICKS.values()}) + len(TARGETS) >= 60


GOOD: dict[str, list[str]] = {
    "no page": [HERE],
    "an address": ["Host: 127.0.0.1:8000"],
    "an address of the network": ["Host: 192.168.1.5:8000"],
    "IPv6": ["Host: [::1]:8000"],
    "a machine of the network": ["Host: teacher-pc:8000"],
    "a front end in development": [HERE, "Origin: http://localhost:5173"],
    "on any port": [HERE, "Origin: http://127.0.0.1:65535"],
    "with TLS": [HERE, "Origin: https://localhost"],
    "IPv6 of this machine": [HERE, "Origin: http://[::1]:8080"],
    "a proxy that rewrites Host": ["Host: some.proxy.example", "Origin: http://localhost:5173"],
    "a proxy's container": ["Host: backend:8000", "Origin: http://localhost:3000"],
    "its own documentation": ["Host: 192.168.1.5:8000", "Origin: http://192.168.1.5:8000"],
    "its own documentation behind TLS": ["Host: teacher-pc", "Origin: https://teacher-pc"],
}


@pytest.mark.parametrize("case", GOOD)
def test_what_is_no_trick_is_accepted(guarded: Any, case: str) -> None:
    assert answers_to(guarded, GOOD[case]) == {"a call": 200, "an open call": 200, "chat": 101, "graph": 101}


def test_a_refusal_says_what_to_do_and_does_nothing(guarded: Any) -> None:
    headers = {"Origin": "http://evil.example"}
    body = {"email": "mallory@example.com", "password": "password one"}
    refused = guarded.http.post("/api/auth/register", json=body, headers=headers)
    assert refused.status_code == 403
    assert "--cors" in refused.json()["detail"]
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert guarded.http.post("/api/auth/login", json=body).status_code == 401
    rebound = guarded.http.get("/api/rooms", headers={"Host": "rooms.school.example"})
    assert rebound.status_code == 421
    assert "--hosts" in rebound.json()["detail"]


def test_names_and_origins_can_be_chosen(serve: Callable[..., RunningServer]) -> None:
    server = serve(cors=["https://school.example", "null"], hosts=["Rooms.School.Example"])
    good = [
        ["Host: rooms.school.example"],
        ["Host: ROOMS.school.example:443"],
        ["Host: school.example"],  # behind the name of its front end
        ["Host: x.example", "Origin: https://school.example"],
        ["Host: x.example", "Origin: null"],
    ]
    for lines in good:
        assert status_of(server, lines, "/api/agents") == 200, lines
    for lines in (["Host: x.example"], [HERE, "Origin: http://localhost"], [HERE, "Origin: http://school.example"]):
        assert status_of(server, lines, "/api/agents") in (403, 421), lines
    everything = Policy(["*"], ["*"])
    assert everything.objection([(b"host", b"evil.example"), (b"origin", b"http://evil.example")]) is None


def test_without_a_host_it_is_no_browser() -> None:
    assert Policy(["local"], []).objection([]) is None
    refused = Policy(["local"], []).objection([(b"origin", b"http://evil.example")])
    assert refused is not None
    assert refused.status == 403
