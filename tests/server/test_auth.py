"""Who may: passwords, tokens, refresh tokens, the secret."""

from __future__ import annotations

import asyncio
import os
import stat
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import ConnectionClosed

from roomlab_server.errors import SecretError
from roomlab_server.security import Passwords, Tokens, kept_secret
from roomlab_server.testing import RunningServer, running_server, silent_conductor

SECRET = "s" * 64


def test_a_token_of_another_secret_or_algorithm_is_refused(server: RunningServer, alice: Any) -> None:
    secret = kept_secret(Path(server.settings.database.database or "").with_name("rooms.db.secret"))
    claims = jwt.decode(alice.token, secret, algorithms=["HS256"])
    forged = {
        "nobody's": jwt.encode(claims, "x" * 64, algorithm="HS256"),
        "unsigned": jwt.encode(claims, None, algorithm="none"),
        "otherwise signed": jwt.encode(claims, secret, algorithm="HS512"),
        "expired": jwt.encode(claims | {"exp": 1}, secret, algorithm="HS256"),
        "without an end": jwt.encode({"sub": "1", "iat": 1}, secret, algorithm="HS256"),
        "of nobody": jwt.encode(claims | {"sub": "77"}, secret, algorithm="HS256"),
        "of no number": jwt.encode(claims | {"sub": "x"}, secret, algorithm="HS256"),
        "nonsense": "nonsense",
    }
    for name, token in forged.items():
        answer = alice.http.get("/api/rooms", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"] == "Bearer", name
    fresh = jwt.encode(claims | {"jti": "another"}, secret, algorithm="HS256")
    assert alice.http.get("/api/rooms", headers={"Authorization": f"Bearer {fresh}"}).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Token x", "Bearer a b"])
def test_other_authorizations_are_refused_everywhere(alice: Any, header: str) -> None:
    room = alice.room("A", "B")
    headers = {"Authorization": header}
    tie = {"agent1Id": 1, "agent2Id": 2, "sympathyLevel": 0.5}
    assert alice.http.get("/api/rooms", headers=headers).status_code == 401
    assert alice.http.get("/api/agents", headers=headers).status_code == 401
    assert alice.http.patch(f"/api/rooms/{room}/relationships", json=tie, headers=headers).status_code == 401


def test_a_token_expires(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    server = serve(token_lifetime=60)
    alice = join(server)
    room = alice.room("A")
    assert alice.http.get("/api/rooms").status_code == 200
    server.app.state.services.access._tokens._now = lambda: time.time() + 61
    assert alice.http.get("/api/rooms").status_code == 401
    with pytest.raises(ConnectionClosed) as closed:
        alice.socket(room, "chat").recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001
    renewed = alice.ask("POST", "/api/auth/refresh", json={"refreshToken": alice.account["refreshToken"]})
    assert alice.http.get("/api/auth/me", headers={"Authorization": f"Bearer {renewed['token']}"}).status_code == 200


def test_a_refresh_token_is_spent_on_use(alice: Any) -> None:
    first = {"refreshToken": alice.account["refreshToken"]}
    second = alice.ask("POST", "/api/auth/refresh", json=first)
    assert second["token"] != alice.token
    assert {key: second[key] for key in ("id", "email", "username")} == {
        key: alice.account[key] for key in ("id", "email", "username")
    }
    alice.ask("POST", "/api/auth/refresh", 401, json=first)
    alice.ask("POST", "/api/auth/refresh", json={"refreshToken": second["refreshToken"]})


def test_a_refresh_token_expires(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    alice = join(serve(refresh_lifetime=1e-6))
    alice.ask("POST", "/api/auth/refresh", 401, json={"refreshToken": alice.account["refreshToken"]})


def test_neither_passwords_nor_tokens_are_kept(server: RunningServer, alice: Any) -> None:
    path = Path(server.settings.database.database or "")
    kept = b"".join(file.read_bytes() for file in path.parent.glob("rooms.db*"))
    for secret in ("password one", alice.token, alice.account["refreshToken"]):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept


def test_an_inactive_user_cannot_sign_in(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    server = serve()
    alice = join(server)
    engine = create_engine(server.settings.database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE users SET active = false"))
    engine.dispose()
    credentials = {"email": alice.email, "password": "password one"}
    alice.ask("POST", "/api/auth/login", 403, json=credentials)
    alice.ask("POST", "/api/auth/login", 401, json=credentials | {"password": "wrong"})


@pytest.mark.parametrize("statement", ["UPDATE users SET active = false", "DELETE FROM users"])
def test_tokens_of_who_is_not_active_any_more_are_refused(
    server: RunningServer, alice: Any, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr("roomlab_server.users.BELIEVED", 0.0)
    room = alice.room("A")
    engine = create_engine(server.settings.database)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    alice.ask("GET", "/api/auth/me", 401)
    alice.ask("GET", f"/api/rooms/{room}", 401)
    alice.tie(room, 1, 2, 0.5, status=401)
    alice.ask("POST", "/api/auth/refresh", 401, json={"refreshToken": alice.account["refreshToken"]})
    socket = alice.socket(room, "chat")
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001


def test_refresh_tokens_that_have_expired_are_not_kept(join: Callable[..., Any], tmp_path: Path) -> None:
    with running_server(tmp_path, conductors=silent_conductor, refresh_lifetime=1e-6) as first:
        join(first)
    with running_server(tmp_path, conductors=silent_conductor) as second:
        join(second)
        engine = create_engine(second.settings.database)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM refresh_tokens")).scalar_one() == 1
        engine.dispose()


def test_an_email_is_the_same_however_its_letters_are_composed(server: RunningServer, join: Callable[..., Any]) -> None:
    zoe = join(server, unicodedata.normalize("NFC", "zoé@example.com"))
    typed = {"email": unicodedata.normalize("NFD", "zoé@example.com"), "password": "password one"}
    assert zoe.ask("POST", "/api/auth/login", json=typed)["id"] == zoe.account["id"]


@pytest.mark.parametrize("email", ["Person1@example.com", "PERSON1@EXAMPLE.COM"])
def test_an_email_is_taken_in_any_case(alice: Any, email: str) -> None:
    alice.ask("POST", "/api/auth/register", 400, json={"email": email, "password": "another one"})
    signed_in = alice.ask("POST", "/api/auth/login", json={"email": email, "password": "password one"})
    assert signed_in["email"] == "person1@example.com"


def test_passwords_are_not_sent_back(alice: Any) -> None:
    body = {"email": "no e-mail", "password": "tiny"}
    answer = alice.http.post("/api/auth/register", json=body)
    assert answer.status_code == 422
    assert "tiny" not in answer.text


def test_an_unknown_email_costs_a_hash_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords()
    verified: list[str] = []
    monkeypatch.setattr(type(passwords._hasher), "verify", lambda self, kept, password: verified.append(kept) or True)

    async def sign_in() -> tuple[bool, bool]:
        return await passwords.verify(None, "x"), await passwords.verify("kept", "x")

    assert asyncio.run(sign_in()) == (False, True)
    assert verified[0].startswith("$argon2id$")
    assert verified[1] == "kept"
    passwords.close()


def test_a_flood_of_passwords_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roomlab_server.security.WAITING", 2)
    passwords = Passwords()

    async def flood() -> list[Any]:
        return await asyncio.gather(*(passwords.verify(None, "x") for _ in range(5)), return_exceptions=True)

    for _ in range(2):  # and when it is over, all is as before
        answers = asyncio.run(flood())
        assert answers[:2] == [False, False]
        assert [getattr(answer, "status", None) for answer in answers[2:]] == [429] * 3
    passwords.close()


def test_what_was_read_of_a_token_is_not_believed_beyond_its_end() -> None:
    now = 1000.0
    tokens = Tokens(SECRET, 60.0, now=lambda: now)
    token = tokens.issue(5)
    assert tokens.read(token) == 5
    now = 1059.9
    assert tokens.read(token) == 5
    now = 1060.0
    assert tokens.read(token) is None


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "rooms.db.secret"
    secret = kept_secret(path)
    assert len(secret) >= 64
    assert kept_secret(path) == secret
    assert sorted(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_secret_that_is_none_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rooms.db.secret"
    path.write_bytes(content)
    with pytest.raises(SecretError, match=r"rooms\.db\.secret"):
        kept_secret(path)
    assert path.read_bytes() == content
