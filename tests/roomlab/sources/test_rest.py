"""Requests: tokens, errors, limits."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

import roomlab.errors as errors
from roomlab.sources import _rest
from roomlab.sources._rest import RestClient


def ask(answer, *, times=1, path="/api/rooms", **credentials):
    """Return what `times` requests at once give, where `answer(request)` is the server."""

    async def run():
        transport = httpx.MockTransport(answer)
        credentials.setdefault("token", "token-1")
        async with RestClient("http://server", transport=transport, **credentials) as client:
            return await asyncio.gather(*(client.request("GET", path) for _ in range(times)))

    return asyncio.run(run())


def always(status, body=b"", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda request: httpx.Response(status, content=content, headers=headers)


class Accounts:
    """A server with tokens that expire."""

    def __init__(self, valid=(), refresh=None, password=None):
        self.valid, self.refresh, self.password = set(valid), refresh, password
        self.calls = []
        self.issued = 1

    def __call__(self, request):
        path = request.url.path
        self.calls.append(path)
        body = json.loads(request.content or b"null")
        if path == "/api/auth/refresh":
            if self.refresh is None:
                return httpx.Response(404, json={"detail": "Not Found"})
            if body["refreshToken"] != self.refresh:
                return httpx.Response(401, json={"detail": "spent"})
            return self._enter()
        if path == "/api/auth/login":
            good = self.password is not None and body["password"] == self.password
            return self._enter() if good else httpx.Response(401, json={"detail": "wrong e-mail or password"})
        good = request.headers.get("authorization", "").removeprefix("Bearer ") in self.valid
        return httpx.Response(200, json="fine") if good else httpx.Response(401, json={"detail": "no"})

    def _enter(self):
        self.issued += 1
        self.valid.add(f"token-{self.issued}")
        if self.refresh is not None:
            self.refresh = f"refresh-{self.issued}"
        return httpx.Response(200, json={"token": f"token-{self.issued}", "refreshToken": self.refresh})


def test_a_good_token_is_used():
    assert ask(Accounts(valid={"token-1"})) == ["fine"]


def test_it_logs_in_when_there_is_no_token_yet():
    assert ask(Accounts(password="p"), token=None, email="e", password="p") == ["fine"]


def test_who_cannot_log_in_is_told_how_an_account_is_made_and_who_has_a_token_is_not():
    with pytest.raises(errors.AuthenticationError, match=r"check the e-mail and .* with --register$"):
        ask(Accounts(), token=None, email="e", password="p")
    with pytest.raises(errors.AuthenticationError) as caught:
        ask(Accounts())
    assert "--register" not in str(caught.value)


def test_many_requests_share_one_renewal():
    server = Accounts(refresh="refresh-1")
    assert ask(server, times=5, refresh_token="refresh-1") == ["fine"] * 5
    assert server.calls.count("/api/auth/refresh") == 1


def test_without_refreshing_it_logs_in_again():
    for refresh in (None, "another"):
        server = Accounts(refresh=refresh, password="p")
        assert ask(server, refresh_token="refresh-1", email="e", password="p") == ["fine"]
        assert server.calls.count("/api/auth/login") == 1


def test_no_way_to_a_new_token_is_told():
    with pytest.raises(errors.AuthenticationError, match="log in with email= and password="):
        ask(Accounts())
    with pytest.raises(errors.AuthenticationError, match="asks for a token"):
        ask(Accounts(), token=None)
    with pytest.raises(errors.AuthenticationError, match="wrong e-mail or password"):
        ask(Accounts(password="p"), token=None, email="e", password="q")


def test_an_outage_does_not_spend_the_refresh_token():
    server = Accounts(refresh="refresh-1")
    out_of_order = []

    def answer(request):
        if request.url.path == "/api/auth/refresh" and not out_of_order:
            out_of_order.append(True)
            return httpx.Response(503)
        return server(request)

    async def run():
        client = RestClient(
            "http://server", token="old", refresh_token="refresh-1", transport=httpx.MockTransport(answer)
        )
        async with client:
            with pytest.raises(errors.RequestError):
                await client.request("GET", "/api/rooms")
            return await client.request("GET", "/api/rooms")

    assert asyncio.run(run()) == "fine"


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (always(403, {"detail": "not yours"}), errors.AccessDeniedError, "not yours"),
        (always(404, {"detail": "Room 9 not found."}), errors.AccessDeniedError, "Room 9 not found; it does not exist"),
        (always(400, {"detail": "no agents"}), errors.RequestError, "answered with 400: no agents"),
        (always(500, b"<html>"), errors.RequestError, "answered with 500: no explanation"),
        (always(200, b"<html>"), errors.ConnectionFailedError, "no JSON"),
        (always(302, b"", Location="http://elsewhere"), errors.ConnectionFailedError, "redirects"),
        (
            always(422, {"detail": [{"loc": ["body", "text"], "msg": "too short"}, "and more"]}),
            errors.RequestError,
            "text: too short; and more",
        ),
        (always(418, {"detail": "a\x1b[31mb\r\nc" + "d" * 500}), errors.RequestError, "a [31mb  cddd"),
        (always(418, ["x"]), errors.RequestError, "no explanation"),
    ],
)
def test_every_refusal_is_told_in_plain_text(answer, error, text):
    with pytest.raises(error) as caught:
        ask(answer)
    assert text in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (httpx.ConnectError("refused"), "cannot be reached (refused)"),
        (httpx.ReadTimeout(""), "took too long to answer (ReadTimeout)"),
        (httpx.RemoteProtocolError("half"), "cannot be reached (half)"),
        (httpx.DecodingError("gzip"), "cannot be reached (gzip)"),
    ],
)
def test_transport_failures_are_one_kind(problem, text):
    def answer(request):
        raise problem

    with pytest.raises(errors.ConnectionFailedError) as caught:
        ask(answer)
    assert text in str(caught.value)
    assert caught.value.__context__ is None  # the cause's frames hold headers


def test_an_answer_without_end_is_not_read(monkeypatch):
    monkeypatch.setattr(_rest, "MAX_BODY", 1000)
    with pytest.raises(errors.ConnectionFailedError, match="more than"):
        ask(always(200, b" " * 2000))


def test_an_empty_answer_is_none():
    assert ask(always(204)) == [None]


def test_a_server_of_something_else_is_told():
    for status in (404, 405, 501):  # 405 and 501: a server of files alone
        with pytest.raises(errors.ConnectionFailedError, match="no server of the contract"):
            ask(always(status), token=None, email="e", password="p")
    with pytest.raises(errors.ConnectionFailedError, match="without a token"):
        ask(always(200, {"ok": True}), token=None, email="e", password="p")


def test_nan_is_refused_before_it_is_sent():
    async def run():
        async with RestClient("http://server", token="t", transport=httpx.MockTransport(always(200))) as client:
            await client.request("POST", "/api/x", {"sympathyLevel": float("nan")})

    with pytest.raises(errors.InputError):
        asyncio.run(run())


def test_secrets_are_in_no_text():
    secrets = {"token": "token-1-secret", "refresh_token": "refresh-1-secret", "email": "e", "password": "pass-secret"}

    def answer(request):  # a server that repeats what it was told
        if request.url.path == "/api/rooms":
            return httpx.Response(400, json={"detail": f"bad header {request.headers['authorization']} pass-secret"})
        return httpx.Response(401, json={"detail": request.content.decode()})

    with pytest.raises(errors.RequestError) as caught:
        ask(answer, **secrets)
    client = RestClient("http://server", **secrets)
    assert "secret" not in str(caught.value) + repr(caught.value) + repr(client)
    asyncio.run(client.aclose())


@pytest.mark.parametrize("token", ["", "two words", "тайна", "a\nb"])
def test_what_is_no_token_is_refused_and_not_shown(token):
    with pytest.raises(errors.InputError) as caught:
        RestClient("http://server", token=token)
    assert not token or token not in str(caught.value)


def test_blanks_around_a_token_are_of_the_clipboard():
    assert ask(Accounts(valid={"token-1"}), token=" token-1\n") == ["fine"]


def test_loopback_never_goes_through_a_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def mounts(url):
        async with RestClient(url) as client:
            return any(client._client._mounts.values())

    assert not asyncio.run(mounts("http://localhost:8000"))
    assert asyncio.run(mounts("http://example.org"))
