"""Requests to a server of the contract: tokens, errors, limits. No retries but one, after a renewed token."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from roomlab._json import decode_json, encode_json
from roomlab._secret import Secret, revealed
from roomlab.errors import (
    AuthenticationError,
    ConnectionFailedError,
    InputError,
    RoomlabError,
)
from roomlab.sources._address import parse_address
from roomlab.sources._backoff import TEMPORARY_STATUSES
from roomlab.sources._refusal import LOGIN, NO_DETAIL, refusal, told_detail

__all__ = ["DOES_ONCE", "RestClient"]

MAX_BODY = 64 * 2**20
"""Bytes of the largest answer that is read."""
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=2.0)
"""Connections at a time, and seconds that one is kept for later: less than the five after which servers close them."""
DOES_ONCE = "idempotency-key"
"""The feature of a server that does a request with a key once, however often it comes."""
DETAIL_CHARACTERS = 300
"""How much of what a server says goes into an error message."""


@dataclass(frozen=True, slots=True, repr=False)
class _Answer:
    """What came back; its repr shows nothing of the body, which may hold tokens."""

    method: str
    path: str
    status: int
    body: bytes


class RestClient:
    """Speaks REST with one server, as one user. Use it in one event loop.

    Parameters
    ----------
    url : str
        The server, as in ``http://localhost:8000``.
    email : str, optional
        Who logs in.
    password : str or Secret, optional
        With it an expired token is renewed without a refresh endpoint too.
    token, refresh_token : str or Secret, optional
        Tokens from an earlier login.
    transport : httpx.AsyncBaseTransport, optional
        What carries the requests; the network by default.
    timeout : float
        Seconds that connecting, and each wait for data, may take.

    Attributes
    ----------
    features : frozenset of str
        What the server has said that it adds to the contract.

    Raises
    ------
    InputError
        When the URL or a token cannot be one.
    """

    def __init__(
        self,
        url: str,
        *,
        # who asks
        email: str | None = None,
        password: str | Secret | None = None,
        token: str | Secret | None = None,
        refresh_token: str | Secret | None = None,
        # how
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 10.0,
    ) -> None:
        password, token, refresh_token = map(Secret.of, (password, token, refresh_token))
        self.address = parse_address(url)
        self._email = email
        self._password = password
        self._token = _token(token, "token")
        self._refresh_token = _token(refresh_token, "refresh_token")
        self._renewing = asyncio.Lock()
        self.features: frozenset[str] = frozenset()
        try:
            self._client = httpx.AsyncClient(
                base_url=self.address.http,
                transport=transport,
                timeout=httpx.Timeout(timeout, pool=None),  # many requests at once wait for each other as they must
                limits=LIMITS,
                trust_env=not self.address.loopback,
                follow_redirects=False,
            )
        except (ImportError, ValueError) as problem:  # a proxy of the environment that httpx cannot use
            raise ConnectionFailedError(
                f"the proxy settings of the environment cannot be used ({problem}); "
                "correct or unset ALL_PROXY, HTTP_PROXY and HTTPS_PROXY"
            ) from None

    def __repr__(self) -> str:
        return f"<RestClient of {self.address.host if hasattr(self, 'address') else 'nothing'}>"

    @property
    def token(self) -> Secret | None:
        """The token of this moment."""
        return self._token

    # -- accounts

    async def login(self) -> dict[str, Any]:
        """Log in with the e-mail and password, and return the account without its tokens.

        Raises
        ------
        AuthenticationError
            When they are wrong or were not given.
        AccessDeniedError
            When the user is inactive.
        ConnectionFailedError
            When the server cannot be reached or does not speak the contract.
        """
        if self._email is None or self._password is None:
            raise AuthenticationError("no e-mail and password to log in with; give email= and password=, or token=")
        return await self._enter(LOGIN, {"email": self._email, "password": self._password})

    async def register(self, username: str | None = None) -> dict[str, Any]:
        """Make an account with the e-mail and password, enter it, and return it without its tokens.

        Raises
        ------
        RequestError
            When the e-mail is taken (400) or not one, or the password is too short (422).
        """
        body = {"email": self._email, "password": self._password}
        return await self._enter("/api/auth/register", body if username is None else body | {"username": username})

    async def _enter(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        answer = await self._ask("POST", path, body, token=None)
        if answer.status in (404, 405, 501):
            raise ConnectionFailedError(
                f"{self.address.http} has no {path}, so it is no server of the contract; check the address"
            )
        return self._adopt(path, self._result(answer))

    def _adopt(self, path: str, account: Any) -> dict[str, Any]:
        """Keep the tokens of an account and return the rest of it."""
        token, refresh_token = (_taken(account, name) for name in ("token", "refreshToken"))
        if token is None:
            del account  # it may echo the password, and an error's frames can be shown
            raise ConnectionFailedError(f"{self.address.http} answered POST {path} without a token; check the address")
        self._token = token
        self._refresh_token = refresh_token
        kept: dict[str, Any] = account
        return kept

    async def renew(self, spent: Secret | None) -> None:
        """Replace the token `spent`, by the refresh token or a new login; nothing happens when it was replaced already.

        Raises
        ------
        AuthenticationError
            When there is no way left to a new token.
        ConnectionFailedError, RequestError
            When the server cannot answer now.
        """
        async with self._renewing:
            if self._token != spent and self._token is not None:
                return
            if self._refresh_token is not None and await self._refresh(self._refresh_token):
                return
            if self._email is None or self._password is None:
                reason = "does not accept the token" if spent else "asks for a token"
                raise AuthenticationError(
                    f"{self.address.host} {reason} (none given, a wrong one, or an expired one); "
                    "log in with email= and password=, or give a new token= or link"
                )
            await self.login()

    async def _refresh(self, refresh_token: Secret) -> bool:
        """Return whether there is a new token now; a login may still do where the server refuses, or lacks the call."""
        path = "/api/auth/refresh"
        answer = await self._ask("POST", path, {"refreshToken": refresh_token}, token=None)
        if answer.status >= 500 or answer.status in TEMPORARY_STATUSES:
            raise self._refusal(answer)
        self._refresh_token = None  # it is spent, whatever came of it
        if not 200 <= answer.status < 300:
            return False
        self._adopt(path, self._result(answer))
        return True

    # -- requests

    async def request(
        self,
        method: str,
        path: str,
        json: object = None,
        params: Mapping[str, str | int] | None = None,
        *,
        key: str | None = None,
    ) -> Any:
        """Ask the server, logging in first or renewing the token where needed.

        Parameters
        ----------
        method, path : str
            As in the contract, the path from ``/api`` on.
        json : object, optional
            The body.
        params : mapping, optional
            The query.
        key : str, optional
            Names the request, so that a server with `DOES_ONCE` does it once however often it is sent.

        Returns
        -------
        object
            The parsed JSON of the answer; None when it has no body.

        Raises
        ------
        AuthenticationError
            401, also with a renewed token.
        AccessDeniedError
            403 or 404.
        RequestError
            Any other status from 400 on.
        ConnectionFailedError
            When the server cannot be reached in time, or answers something that is no JSON.
        InputError
            When the body holds NaN or an infinity.
        """
        if self._token is None:
            await self.renew(None)
        token = self._token
        answer = await self._ask(method, path, json, params, token=token, key=key)
        if answer.status == 401:
            await self.renew(token)
            answer = await self._ask(method, path, json, params, token=self._token, key=key)
        return self._result(answer)

    async def _ask(
        self,
        method: str,
        path: str,
        json: object = None,
        params: Mapping[str, str | int] | None = None,
        *,
        token: Secret | None,
        key: str | None = None,
    ) -> _Answer:
        try:
            request = self._build(method, path, json, params, token, key)
            return _Answer(method, path, *await self._fetch(request))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
            failure = self._unreachable(problem)
        raise failure  # out here, so that it does not hold on to httpx's error, which knows headers and body

    def _build(
        self,
        method: str,
        path: str,
        json: object,
        params: Mapping[str, str | int] | None,
        token: Secret | None,
        key: str | None,
    ) -> httpx.Request:
        content = None if json is None else self._encode(json)  # first: it may raise, and then no header is shown
        headers = {} if json is None else {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        return self._client.build_request(method, path, headers=headers, content=content, params=params)

    async def _fetch(self, request: httpx.Request) -> tuple[int, bytes]:
        response = await self._client.send(request, stream=True)
        try:
            told = response.headers.get("Roomlab-Features")
            if told is not None:
                self.features = frozenset(map(str.strip, told.split(",")))
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MAX_BODY:
                    raise ConnectionFailedError(f"{self.address.host} sent an answer of more than {MAX_BODY >> 20} MiB")
            return response.status_code, bytes(body)
        finally:
            await response.aclose()

    @staticmethod
    def _encode(json: object) -> bytes:
        try:
            return encode_json(revealed(json))
        except (ValueError, TypeError) as problem:
            raise InputError(f"the value cannot be sent ({problem}); expected text and finite numbers") from None

    def _result(self, answer: _Answer) -> Any:
        if not 200 <= answer.status < 300:
            raise self._refusal(answer)
        if not answer.body:
            return None
        try:
            return decode_json(answer.body)
        except ValueError:
            raise ConnectionFailedError(
                f"{self.address.http} answered {answer.method} {answer.path} with something that is no JSON; "
                "check that it is a server of the contract"
            ) from None

    def _unreachable(self, problem: Exception) -> ConnectionFailedError:
        kind = "took too long to answer" if isinstance(problem, httpx.TimeoutException) else "cannot be reached"
        why = self._plain(str(problem)) or type(problem).__name__
        return ConnectionFailedError(
            f"{self.address.http} {kind} ({why}); check the address and that the server runs (roomlab serve starts one)"
        )

    def _refusal(self, answer: _Answer) -> RoomlabError:
        detail = self._plain(told_detail(answer.body)) or NO_DETAIL
        return refusal(answer.method, answer.path, answer.status, detail)

    def _plain(self, text: str) -> str:
        """Return what the server said without secrets, control characters and length."""
        for secret in (self._token, self._refresh_token, self._password):
            if secret is not None and len(secret.reveal()) > 5:  # a shorter one could be any word
                text = text.replace(secret.reveal(), "…")
        text = "".join(sign if sign.isprintable() else " " for sign in text)
        return text if len(text) <= DETAIL_CHARACTERS else text[:DETAIL_CHARACTERS] + "…"

    # -- life

    async def aclose(self) -> None:
        """Close the connections; idempotent."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _token(token: Secret | None, name: str) -> Secret | None:
    """Return a token without the blanks that copying adds."""
    if token is None:
        return None
    token = Secret(token.reveal().strip())
    if not token or not token.reveal().isascii() or not token.reveal().isprintable() or " " in token.reveal():
        raise InputError(f"{name}= is no token (it is not shown here); expected the text that the login gave")
    return token


def _taken(account: Any, name: str) -> Secret | None:
    """Take a token out of an account; None where there is none."""
    found = account.pop(name, None) if isinstance(account, dict) else None
    return Secret(found) if isinstance(found, str) and found else None
