"""How much one may ask for, and that the others notice nothing of who asks for more. Time is turned by hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from roomlab_server import frames, limits
from roomlab_server.bounds import Bounds
from roomlab_server.errors import Refusal
from roomlab_server.limits import Allowance, SignIns, network_of
from roomlab_server.model import Room, TieChange
from roomlab_server.networks import Networks
from roomlab_server.testing import RunningServer


class HandClock:
    """Tells the time that it was told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_a_burst_and_then_a_rate() -> None:
    clock = HandClock()
    allowance = Allowance(2.0, 5, clock)
    assert [allowance.take("a") for _ in range(5)] == [0.0] * 5
    assert allowance.take("a") == pytest.approx(0.5)
    assert allowance.take("b") == 0.0  # the others notice nothing
    clock.now += 0.5
    assert allowance.take("a") == 0.0
    assert allowance.take("a") == pytest.approx(0.5)
    clock.now += 3600  # no more than the burst is saved up
    assert [allowance.take("a") for _ in range(6)][:5] == [0.0] * 5
    assert allowance.take("a") > 0


@given(st.lists(st.floats(0, 3), max_size=200), st.floats(0.5, 5), st.integers(1, 10))
def test_no_span_holds_more_than_burst_and_rate_allow(pauses: list[float], rate: float, burst: int) -> None:
    clock = HandClock()
    allowance = Allowance(rate, burst, clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if not allowance.take("a"):
            taken.append(clock.now)
    for first, start in enumerate(taken):
        for last in range(first, len(taken)):
            assert last - first + 1 <= burst + rate * (taken[last] - start) + 1e-6


def test_an_allowance_without_a_rate_has_no_bound() -> None:
    allowance = Allowance(0, 1)
    assert not any(allowance.take("a") for _ in range(10_000))


def test_keys_that_have_all_of_theirs_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FORGET_AT", 10)
    clock = HandClock()
    allowance = Allowance(1.0, 2, clock)
    for key in range(1000):
        allowance.take(key)
        clock.now += 0.5
    assert len(allowance._whole_at) <= 10


def test_sockets_of_one_user_are_bound_and_the_others_unharmed(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    server = serve(sockets_per_user=3)
    alice, bob = join(server), join(server)
    room, other = alice.room("A", "B"), bob.room("C")
    link = alice.ask("POST", f"/api/rooms/{room}/observers", 201, json={})["token"]
    own = [alice.socket(room, "chat") for _ in range(3)]
    watching = [alice.socket(room, "chat", link) for _ in range(3)]
    for socket in own + watching:
        assert json.loads(socket.recv(timeout=20))["type"] == "connected"
    for token in (alice.token, link):
        with pytest.raises(ConnectionClosed) as closed:
            alice.socket(room, "graph", token).recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == frames.TOO_MANY
    assert json.loads(bob.socket(other, "chat").recv(timeout=20))["type"] == "connected"
    alice.say(room, "hello")
    for socket in own + watching:  # those that were open stay so
        assert json.loads(socket.recv(timeout=20))["payload"]["text"] == "hello"
    own[0].close()
    for _ in range(50):  # the server hears of it in its own time
        again = alice.socket(room, "graph")
        try:
            assert json.loads(again.recv(timeout=20))["type"] == "connected"
            break
        except ConnectionClosed:
            continue
    else:
        pytest.fail("a socket that was closed is still counted")


def test_messages_of_one_user_are_bound_and_the_others_unharmed(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    server = serve(messages_per_second=2.0)
    clock = HandClock()
    server.app.state.services.talk._now = clock
    alice, bob = join(server), join(server)
    room, other = alice.room("A", "B"), bob.room("C")
    said = [alice.say(room, f"{number}")["id"] for number in range(4)]
    refused = alice.http.post(f"/api/rooms/{room}/messages", json={"text": "too much"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    for path in ("events", "events/broadcast"):
        alice.ask("POST", f"/api/rooms/{room}/{path}", 429, json={"description": "too much"})
    alice.ask("POST", f"/api/rooms/{room}/agents/1/messages", 429, json={"text": "too much"})
    for number in range(30):  # ties are not bound
        alice.tie(room, 1, 2, number / 30)
    bob.say(other, "hello")
    clock.now += 0.5
    said.append(alice.say(room, "again")["id"])
    assert [message["id"] for message in alice.ask("GET", f"/api/rooms/{room}/messages")["messages"]] == said


def test_rooms_of_one_user_are_bound_and_the_others_unharmed(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    server = serve(rooms_per_user=3)
    alice, bob = join(server), join(server)
    with ThreadPoolExecutor(8) as pool:  # many at once are no way around it
        made = [pool.submit(alice.http.post, "/api/rooms", json={"name": f"{number}"}) for number in range(8)]
        assert sorted(answer.result().status_code for answer in made) == [201] * 3 + [400] * 5
    detail = alice.ask("POST", "/api/rooms", 400, json={"name": "one more"})["detail"]
    assert detail == (
        "You have 3 rooms, and may have 3; delete one that you do not need, "
        "or start the server with a larger --rooms-per-user."
    )
    assert bob.ask("GET", f"/api/rooms/{bob.room('A')}")["agentCount"] == 1
    alice.ask("DELETE", f"/api/rooms/{alice.ask('GET', '/api/rooms')['rooms'][0]['id']}", 204)
    alice.room()


def test_agents_and_ties_of_one_room_are_bound(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    alice = join(serve(agents_per_room=3, ties_per_room=2))
    room, other = alice.room("A", "B", "C"), alice.room()
    path = f"/api/rooms/{room}"
    for body in ({"name": "D", "character": ""}, {"name": "D", "agentId": 1}):
        detail = alice.ask("POST", f"{path}/agents", 400, json=body)["detail"]
        assert detail.startswith(f"Room {room} has 3 agents, and may have 3; remove one")
    alice.tie(room, 1, 2, 0.1)
    batch = {"agent1Ids": [1, 2, 2], "agent2Ids": [2, 1, 3], "sympathyLevels": [0.2, 0.2, 0.2]}
    refused = alice.ask("POST", f"{path}/relationships/batch", 400, json=batch)["detail"]
    assert refused.startswith(f"Room {room} has 1 ties, and may have 2; 2 more do not fit.")
    alice.tie(room, 2, 1, 0.2)
    alice.tie(room, 2, 3, 0.2, 400)
    alice.tie(room, 1, 2, 0.3)  # those that are there may always change
    batch = {"agent1Ids": [1, 2, 1], "agent2Ids": [2, 1, 2], "sympathyLevels": [0.4, 0.4, 0.5]}
    alice.ask("POST", f"{path}/relationships/batch", json=batch)
    edges = alice.ask("GET", f"{path}/relationships")["edges"]
    assert [edge["sympathyLevel"] for edge in edges] == [0.5, 0.4]
    alice.ask("DELETE", f"{path}/agents/1", 204)
    alice.tie(room, 2, 3, 0.2)
    alice.ask("POST", f"/api/rooms/{other}/agents", 201, json={"name": "A", "agentId": 1})
    alice.agent(room, "D")


def test_ties_that_are_on_their_way_are_counted_once() -> None:
    room = Room(1, 1, "", None, 1.0, "single", 0, 0)
    bounds = Bounds(rooms=1, agents=1, ties=3)
    change = TieChange(1, 2, 0.5, None, 0)
    room.ties = {(1, 2): 0.1, (2, 1): 0.1}
    room.unsettled = {(1, 2): change, (2, 1): change}
    bounds.check_ties(room, [(1, 3)])
    room.unsettled[1, 3] = change
    bounds.check_ties(room, [(1, 3), (1, 2)])
    with pytest.raises(Refusal, match="has 3 ties, and may have 3; 1 more"):
        bounds.check_ties(room, [(3, 1)])


def test_connections_of_one_network_are_bound_and_the_others_unharmed(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    server = serve(connections_per_network=3)
    alice = join(server)
    room = alice.room("A")
    alice.http.close()  # its connection would stay, for some seconds
    sockets: list[Any] = []
    for _ in range(5000):  # the server hears of what was closed in its own time
        with contextlib.suppress(InvalidStatus):
            sockets.append(alice.socket(room, "chat"))
        if len(sockets) == 3:
            break
    refused = httpx.get(f"{server.url}/api/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert refused.json()["detail"].startswith("3 connections from this network are open")
    with pytest.raises(InvalidStatus) as answer:
        alice.socket(room, "chat")
    assert answer.value.response.status_code == 429
    for socket in sockets:  # those that are open stay so
        socket.send('{"type": "ping"}')
        told = [json.loads(socket.recv(timeout=5))["type"] for _ in range(2)]
        assert told == ["connected", "pong"]
    if sys.platform == "linux":  # where all of 127.0.0.0/8 is this machine
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as elsewhere:
            assert elsewhere.get(f"{server.url}/api/").status_code == 200
    sockets[0].close()
    assert any(httpx.get(f"{server.url}/api/").status_code == 200 for _ in range(5000)), "a closed socket is counted"


def test_a_network_is_known_while_it_has_a_connection() -> None:
    networks = Networks(2)
    first, excess = networks.enter("192.0.2.1")
    assert excess == 0
    assert [networks.enter("192.0.2.1") for _ in range(3)] == [(first, 0), (first, 1), (first, 2)]
    assert networks.enter("192.0.2.2")[1] == 0
    for _ in range(3):
        networks.leave(first)
    assert networks.enter("192.0.2.1") == (first, 0)
    for _ in range(2):
        networks.leave(first)
    assert set(networks._known) == {"192.0.2.2"}


@pytest.mark.parametrize(
    ("proxies", "address", "is_bound"),
    [
        ([], "192.0.2.1", True),
        (["192.0.2.2", "proxy"], "192.0.2.1", True),
        (["2001:db8::/32"], "192.0.2.1", True),
        (["192.0.2.1"], "192.0.2.1", False),
        (["192.0.2.0/24"], "192.0.2.1", False),
        (["*"], "192.0.2.1", False),
        (["192.0.2.1"], None, True),
    ],
)
def test_who_comes_through_a_trusted_proxy_is_not_bound(proxies: list[str], address: str, is_bound: bool) -> None:
    networks = Networks(1, proxies)
    networks.enter(address)
    assert networks.enter(address)[1] == is_bound


def test_by_default_a_burst_of_messages_and_any_rate_of_ties_pass(alice: Any) -> None:
    clock = HandClock()  # stands still: no second goes by
    alice.server.app.state.services.talk._now = clock
    room = alice.room("A", "B")
    for number in range(30):
        alice.say(room, f"{number}")
    for number in range(300):
        alice.tie(room, 1, 2, number / 300)


def test_failures_to_sign_in_are_bound_for_the_account_and_the_network() -> None:
    clock = HandClock()
    sign_ins = SignIns(3, clock, refill=10.0)
    for _ in range(3):
        sign_ins.check("here", "alice")
        sign_ins.failed("here", "alice")
    with pytest.raises(Refusal) as refused:
        sign_ins.check("here", "alice")
    assert refused.value.status == 429
    assert refused.value.retry_after == pytest.approx(10.0)
    sign_ins.check("here", "bob")
    sign_ins.check("elsewhere", "alice")  # nobody is locked out from afar
    for number in range(27):
        sign_ins.failed("here", f"{number}")
    with pytest.raises(Refusal):
        sign_ins.check("here", "bob")
    sign_ins.check("elsewhere", "bob")
    clock.now += 10.0
    sign_ins.check("here", "alice")


def sign_in(server: RunningServer, email: str, password: str, via: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """Try to sign in from an address of this machine."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=via), timeout=30) as client:
        body = {"email": email, "password": password}
        return client.post(f"{server.url}/api/auth/login", json=body, headers=headers)


def test_guessing_a_password_is_stopped_and_the_others_unharmed(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    server = serve(sign_in_attempts=3)
    clock = HandClock()
    sign_ins = server.app.state.services.users._sign_ins
    sign_ins._accounts._now = sign_ins._networks._now = clock
    alice, bob = join(server), join(server)
    with ThreadPoolExecutor(8) as pool:  # many at once are no way around it
        guesses = [pool.submit(sign_in, server, alice.email, f"guess {number}") for number in range(8)]
        assert sorted(guess.result().status_code for guess in guesses) == [401] * 3 + [429] * 5
    refused = sign_in(server, alice.email, "password one", **{"X-Forwarded-For": "192.0.2.1"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "15")
    assert alice.ask("GET", "/api/auth/me")["email"] == alice.email  # who is in stays in
    assert sign_in(server, bob.email, "password one").status_code == 200
    if sys.platform == "linux":  # where all of 127.0.0.0/8 is this machine
        assert sign_in(server, alice.email, "password one", via="127.0.0.2").status_code == 200
    clock.now += 15.0
    assert sign_in(server, alice.email.upper(), "password one").status_code == 200


def test_signing_in_rightly_is_never_too_much(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    server = serve(sign_in_attempts=2)
    alice = join(server)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(sign_in, server, alice.email, "password one") for _ in range(20)]
        assert {answer.result().status_code for answer in answers} == {200}


def test_who_waits_for_a_turn_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignIns, "WAITING", 2)
    sign_ins = SignIns(3)

    async def attempt(gate: asyncio.Event) -> None:
        async with sign_ins.turn("here", "alice"):
            await gate.wait()

    async def scenario() -> list[Any]:
        gate = asyncio.Event()
        attempts = [asyncio.create_task(attempt(gate)) for _ in range(4)]
        await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(*attempts, return_exceptions=True)

    results = asyncio.run(scenario())
    assert [getattr(result, "status", None) for result in results] == [None, None, 429, 429]
    assert not sign_ins._waiting


def test_who_is_nobody_sends_little(alice: Any) -> None:
    """What a stranger makes the server hold for a connection is 64 KiB at most, whatever the call."""
    room = alice.room("A")
    large = {"text": "x" * 65_000, "sender": "A", "more": "x" * 10_000}
    anyone = httpx.Client(base_url=alice.server.url, timeout=30)
    with anyone:
        for path in ("/api/auth/login", "/api/prompts/build", f"/api/rooms/{room}/messages", "/api/rooms"):
            for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
                assert anyone.post(path, json=large, headers=headers).status_code == 413, (path, headers)
        patch = anyone.patch(f"/api/rooms/{room}/relationships", json=large)
        assert patch.status_code == 401  # without reading
    assert alice.ask("POST", f"/api/rooms/{room}/messages", json=large)["text"] == large["text"]


def test_a_flood_of_registrations_keeps_nobody_out(server: RunningServer, join: Callable[..., Any]) -> None:
    """Passwords are hashed one at a time: of those who register from one network only one stands in that queue."""
    alice, passwords = join(server), server.app.state.services.passwords
    hashing, most, original = 0, 0, passwords.hash

    async def counted(password: str) -> str:
        nonlocal hashing, most
        hashing += 1
        most = max(most, hashing)
        try:
            return str(await original(password))
        finally:
            hashing -= 1

    passwords.hash = counted
    with ThreadPoolExecutor(20) as pool:
        accounts = [{"email": f"flood{number}@example.com", "password": "password one"} for number in range(20)]
        floods = [pool.submit(httpx.post, f"{server.url}/api/auth/register", json=a, timeout=60) for a in accounts]
        assert sign_in(server, alice.email, "password one").status_code == 200
        assert {flood.result().status_code for flood in floods} == {201}
    assert most == 1


def test_a_trusted_proxy_is_believed(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    server = serve(sign_in_attempts=1, trusted_proxies=["127.0.0.1"])
    alice = join(server)
    statuses = [
        sign_in(server, alice.email, password, **{"X-Forwarded-For": address}).status_code
        for password, address in (("wrong", "192.0.2.1"), ("wrong", "192.0.2.1"), ("password one", "192.0.2.2"))
    ]
    assert statuses == [401, 429, 200]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("/run/socket", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_one_client_has(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open descriptors")
def test_the_server_takes_as_many_descriptors_as_it_may() -> None:
    script = (
        "import resource as r; from roomlab_server.__main__ import raise_descriptor_limit as up;"
        "r.setrlimit(r.RLIMIT_NOFILE, (256, 4096)); up(); print(*r.getrlimit(r.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["4096", "4096"]
