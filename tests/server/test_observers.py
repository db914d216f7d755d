"""Links with which a class watches a room: they read it, and nothing else, until they end."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from roomlab_server import frames
from roomlab_server.access import Access, Visit
from roomlab_server.observers import MOST_LINKS
from roomlab_server.security import Claims, Tokens
from roomlab_server.testing import RunningServer, running_server, silent_conductor
from roomlab_server.users import User
from roomlab_server.warden import Warden

from .test_openapi import GUARDED, ROOM

SOON = 5.0
"""Seconds within which a socket is told to close after the end of its token."""

PATIENCE = 30.0
"""Seconds that a test waits for what takes at most two on a machine that has nothing else to do."""


class Watcher:
    """Somebody with a link, who is nobody otherwise."""

    def __init__(self, owner: Any, room: str, **body: Any) -> None:
        self.owner = owner
        self.room = room
        self.link = owner.ask("POST", f"/api/rooms/{room}/observers", 201, json=body)
        self.token = self.link["token"]

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Make a call."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.request(method, self.owner.server.url + path, headers=headers, timeout=40, **options)

    def socket(self, channel: str, room: str | None = None) -> ClientConnection:
        """Open a socket."""
        socket: ClientConnection = self.owner.socket(room or self.room, channel, self.token)
        return socket

    def open_sockets(self) -> list[ClientConnection]:
        """Open both sockets and read their first frames."""
        sockets = [self.socket("chat"), self.socket("graph")]
        for socket in sockets:
            assert json.loads(socket.recv(timeout=20))["type"] == "connected"
        return sockets

    def revoke(self) -> None:
        """Withdraw the link."""
        self.owner.ask("DELETE", f"/api/rooms/{self.room}/observers/{self.link['id']}", 204)


def code_of(socket: ClientConnection, seconds: float = PATIENCE) -> int | None:
    """Return the code with which the server closes a socket within so many seconds."""
    end = time.monotonic() + seconds
    try:
        while True:
            socket.recv(timeout=end - time.monotonic())
    except ConnectionClosed as closed:
        return None if closed.rcvd is None else closed.rcvd.code


def test_an_observer_reads_all_of_the_room_and_hears_it_live(alice: Any) -> None:
    room = alice.room("A", "B")
    alice.say(room, "before")
    watcher = Watcher(alice, room, label="class 7b", lifetime=3600)
    chat, graph = watcher.open_sockets()
    alice.say(room, "after")
    alice.tie(room, 1, 2, 0.5)
    assert json.loads(chat.recv(timeout=20))["payload"]["text"] == "after"
    assert json.loads(graph.recv(timeout=20))["payload"]["sympathyLevel"] == 0.5
    for path in ("", "/agents", "/agents/1", "/agents/1/memories", "/agents/1/plans", "/relationships", "/messages"):
        answer = watcher.ask("GET", f"/api/rooms/{room}{path}")
        assert answer.json() == alice.ask("GET", f"/api/rooms/{room}{path}"), path
    assert watcher.ask("GET", "/api/rooms").json() == alice.ask("GET", "/api/rooms")


def test_the_token_is_told_once_and_is_no_users(alice: Any) -> None:
    room = alice.room("A")
    watcher = Watcher(alice, room, label="class 7b", lifetime=3600)
    assert watcher.link.keys() == {"id", "label", "createdAt", "expiresAt", "token"}
    (listed,) = alice.ask("GET", f"/api/rooms/{room}/observers")["observers"]
    assert listed == {key: value for key, value in watcher.link.items() if key != "token"}
    assert watcher.ask("GET", "/api/auth/me").status_code == 403
    assert watcher.ask("GET", "/api/agents").status_code == 403
    assert watcher.ask("POST", "/api/rooms", json={"name": "mine"}).status_code == 403


BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", ROOM): {"description": "x"},
    ("PATCH", ROOM + "/speed"): {"speed": 2},
    ("POST", ROOM + "/agents"): {"name": "C", "character": "x"},
    ("POST", ROOM + "/agents/{agent_id}/messages"): {"text": "x"},
    ("PATCH", ROOM + "/relationships"): {"agent1Id": 1, "agent2Id": 2, "sympathyLevel": 1},
    ("POST", ROOM + "/relationships/batch"): {"agent1Ids": [1], "agent2Ids": [2], "sympathyLevels": [1]},
    ("POST", ROOM + "/messages"): {"text": "x"},
    ("POST", ROOM + "/events"): {"description": "x"},
    ("POST", ROOM + "/events/broadcast"): {"description": "x"},
    ("POST", ROOM + "/observers"): {},
}
"""A good body for each call that takes one on a room."""


def calls_on_rooms() -> list[tuple[str, str]]:
    """Return every guarded call of the OpenAPI document whose path has a room."""
    found = sorted(call for call in GUARDED if call[1].startswith(ROOM))
    assert {call for call in found if call[0] in ("POST", "PATCH")} - BODIES.keys() == {
        ("POST", ROOM + "/orchestration/start"),
        ("POST", ROOM + "/orchestration/stop"),
    }
    return found


def test_every_call_that_writes_is_403_and_every_call_on_another_room_404(alice: Any) -> None:
    room = alice.room("A", "B")
    other = alice.room("C", "D")
    watcher = Watcher(alice, room)
    before = [alice.ask("GET", f"/api/rooms/{each}{path}") for each in (room, other) for path in ("", "/agents")]
    tried = 0
    for method, path in calls_on_rooms():
        filled = path.replace("{agent_id}", "1").replace("{link_id}", "1")
        options = {"json": BODIES[method, path]} if (method, path) in BODIES else {}
        own = watcher.ask(method, filled.replace("{room_id}", room), **options)
        reads = method == "GET" and not path.endswith("/observers")
        assert own.status_code == (200 if reads else 403), (method, path, own.text)
        foreign = watcher.ask(method, filled.replace("{room_id}", other), **options)
        assert foreign.status_code == 404, (method, path, foreign.text)
        none = watcher.ask(method, filled.replace("{room_id}", "999"), **options)
        assert none.status_code == 404
        assert none.text == foreign.text.replace(f"Room {other}", "Room 999")
        tried += 1
    assert tried >= 25
    after = [alice.ask("GET", f"/api/rooms/{each}{path}") for each in (room, other) for path in ("", "/agents")]
    assert after == before
    for each in (other, "999"):
        assert code_of(watcher.socket("chat", each)) == frames.NO_ACCESS


def test_a_withdrawn_link_closes_its_sockets_and_no_others(alice: Any) -> None:
    room = alice.room("A")
    watcher, stays = Watcher(alice, room), Watcher(alice, room)
    sockets, (chat, _), own = watcher.open_sockets(), stays.open_sockets(), alice.socket(room, "chat")
    own.recv(timeout=20)
    watcher.revoke()
    assert [code_of(socket) for socket in sockets] == [frames.NO_TOKEN] * 2
    assert watcher.ask("GET", f"/api/rooms/{room}").status_code == 401
    assert code_of(watcher.socket("chat")) == frames.NO_TOKEN
    alice.say(room, "still here")
    for socket in (chat, own):
        assert json.loads(socket.recv(timeout=20))["payload"]["text"] == "still here"
    assert [link["id"] for link in alice.ask("GET", f"/api/rooms/{room}/observers")["observers"]] == [stays.link["id"]]
    alice.ask("DELETE", f"/api/rooms/{room}/observers/{watcher.link['id']}", 404)


def test_a_withdrawn_link_closes_numbered_sockets_as_well(alice: Any) -> None:
    room = alice.room("A")
    watcher = Watcher(alice, room)
    socket = alice.socket(room, "chat", watcher.token, subprotocols=["roomlab.v1"])
    assert socket.subprotocol == "roomlab.v1"
    watcher.revoke()
    assert code_of(socket) == frames.NO_TOKEN


def turn_clock(server: RunningServer, seconds: float) -> None:
    """Set the server's clocks forward."""
    services = server.app.state.services
    services.access._tokens._now = lambda: time.time() + seconds
    services.store.clock._now_ns = lambda: time.time_ns() + round(seconds * 1e9)


def test_an_expired_link_closes_its_sockets(server: RunningServer, alice: Any) -> None:
    room = alice.room("A")
    watcher, stays = Watcher(alice, room, lifetime=3600), Watcher(alice, room, lifetime=7200)
    sockets, (chat, _) = watcher.open_sockets(), stays.open_sockets()
    turn_clock(server, 3601)
    assert [code_of(socket) for socket in sockets] == [frames.NO_TOKEN] * 2
    assert watcher.ask("GET", f"/api/rooms/{room}").status_code == 401
    assert [link["id"] for link in alice.ask("GET", f"/api/rooms/{room}/observers")["observers"]] == [stays.link["id"]]
    alice.say(room, "still here")
    assert json.loads(chat.recv(timeout=20))["payload"]["text"] == "still here"


def test_a_users_own_sockets_close_when_the_token_expires(server: RunningServer, alice: Any) -> None:
    room = alice.room("A")
    sockets = [alice.socket(room, channel) for channel in ("chat", "graph")]
    for socket in sockets:
        assert json.loads(socket.recv(timeout=20))["type"] == "connected"
    turn_clock(server, 86_401)
    assert [code_of(socket) for socket in sockets] == [frames.NO_TOKEN] * 2
    alice.ask("GET", "/api/rooms", 401)


@pytest.mark.parametrize("statement", ["UPDATE users SET active = false", "DELETE FROM users"])
def test_who_is_not_active_any_more_and_their_observers_are_closed_out(
    server: RunningServer, alice: Any, statement: str
) -> None:
    room = alice.room("A")
    watcher = Watcher(alice, room)
    sockets = [*watcher.open_sockets(), alice.socket(room, "chat")]
    sockets[-1].recv(timeout=20)
    engine = create_engine(server.settings.database)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert [code_of(socket) for socket in sockets] == [frames.NO_TOKEN] * 3


def test_links_go_with_their_room(server: RunningServer, alice: Any) -> None:
    room = alice.room("A")
    watcher = Watcher(alice, room)
    (chat, _) = watcher.open_sockets()
    alice.ask("DELETE", f"/api/rooms/{room}", 204)
    assert code_of(chat) == frames.NO_ACCESS
    assert watcher.ask("GET", f"/api/rooms/{room}").status_code in (401, 404)
    engine = create_engine(server.settings.database)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM observers")).scalar_one() == 0
    engine.dispose()


def test_links_outlive_a_restart(join: Callable[..., Any], tmp_path: Any) -> None:
    with running_server(tmp_path, conductors=silent_conductor) as first:
        alice = join(first)
        watcher = Watcher(alice, alice.room("A"))
        withdrawn = Watcher(alice, watcher.room)
        withdrawn.revoke()
    with running_server(tmp_path, conductors=silent_conductor) as second:
        path = f"{second.url}/api/rooms/{watcher.room}"
        statuses = [
            httpx.get(path, headers={"Authorization": f"Bearer {each.token}"}).status_code
            for each in (watcher, withdrawn)
        ]
        assert statuses == [200, 401]


@pytest.mark.parametrize("body", [{"lifetime": 0}, {"lifetime": -1}, {"lifetime": 1e9}, {"label": "x" * 201}])
def test_a_link_without_sense_is_refused(alice: Any, body: dict[str, Any]) -> None:
    alice.ask("POST", f"/api/rooms/{alice.room()}/observers", 422, json=body)


def test_a_room_has_only_so_many_links(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_LINKS == 100
    monkeypatch.setattr("roomlab_server.observers.MOST_LINKS", 2)
    room = alice.room("A")
    first = Watcher(alice, room)
    Watcher(alice, room)
    alice.ask("POST", f"/api/rooms/{room}/observers", 400, json={})
    first.revoke()
    Watcher(alice, room)


def test_another_user_cannot_make_list_or_withdraw_links(
    server: RunningServer, alice: Any, join: Callable[..., Any]
) -> None:
    mallory = join(server)
    room, own = alice.room("A"), mallory.room("B")
    watcher = Watcher(alice, room)
    mallory.ask("POST", f"/api/rooms/{room}/observers", 404, json={})
    mallory.ask("GET", f"/api/rooms/{room}/observers", 404)
    mallory.ask("DELETE", f"/api/rooms/{room}/observers/{watcher.link['id']}", 404)
    mallory.ask("DELETE", f"/api/rooms/{own}/observers/{watcher.link['id']}", 404)  # through a room of one's own
    assert watcher.ask("GET", f"/api/rooms/{room}").status_code == 200


def test_the_token_of_a_link_is_not_kept(server: RunningServer, alice: Any, tmp_path: Any) -> None:
    watcher = Watcher(alice, alice.room("A"))
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("rooms.db*"))
    assert watcher.token.encode() not in kept
    assert watcher.token.split(".")[2].encode() not in kept


def test_tokens_are_looked_at_often_enough_and_no_mistake_ends_that(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        async def still_good(self, visits: Any) -> Any:
            raise ZeroDivisionError("a mistake of ours")

    closed, slept = [], []

    class Socket:
        def close(self, code: int, reason: str) -> None:
            closed.append(code)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 4:
            warden._access = access
        if len(slept) == 6:
            raise asyncio.CancelledError

    access = Access(None, Tokens("s" * 64, 60.0, now=lambda: 2000.0), None, None, None)  # type: ignore[arg-type]
    warden = Warden(Broken(), most=1)  # type: ignore[arg-type]
    visit = Visit(User(1, "a@example.com", "a"), Claims("user", 1, 1999.0))

    async def rounds() -> None:
        with warden.watch(visit, Socket()):  # type: ignore[arg-type]
            await warden.run(sleep)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(rounds())
    assert closed == [frames.NO_TOKEN] * 2
    assert len([record for record in caplog.records if record.name == "roomlab.server.warden"]) == 3
    assert max(slept) <= SOON / 2  # the other half is for the look itself


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_link_in_a_browser_says_where_to_open_it(server: Any) -> None:
    shown = httpx.get(f"{server.url}/api/rooms/1", headers={"Accept": BROWSER})
    assert shown.status_code == 401
    assert shown.headers["WWW-Authenticate"] == "Bearer"
    assert shown.headers["Content-Type"].startswith("text/html")
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert 'roomlab.connect("LINK")' in shown.text
    assert "<script" not in shown.text


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/api/rooms/1", {}),
        ("GET", "/api/rooms/1", {"Accept": "application/json"}),
        ("GET", "/api/rooms/1", {"Accept": BROWSER, "Authorization": "Bearer wrong"}),
        ("DELETE", "/api/rooms/1", {"Accept": BROWSER}),
        ("GET", "/api/rooms/1/messages", {"Accept": BROWSER}),
        ("GET", "/api/rooms", {"Accept": BROWSER}),
    ],
)
def test_all_other_strangers_get_the_problem_of_the_contract(
    server: Any, method: str, path: str, headers: dict[str, str]
) -> None:
    refused = httpx.request(method, server.url + path, headers=headers)
    assert (refused.status_code, refused.headers["Content-Type"]) == (401, "application/json")
    assert refused.json() == {"detail": "Sign in: the token is missing, wrong or expired."}
