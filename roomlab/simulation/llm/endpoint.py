"""One endpoint of the chat-completions protocol: one question, one answer, or one error that says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import InputError, LanguageModelError
from roomlab.simulation._check import check_integer, check_number
from roomlab.simulation.llm._key import KEY_VARIABLE, Key, is_loopback
from roomlab.simulation.llm._reply import MAX_BYTES, read_answer, read_problem, read_stream
from roomlab.simulation.llm.records import Completion, Prompt

__all__ = ["KEY_VARIABLE", "Endpoint"]

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0
"""Seconds before the first attempt is repeated, doubled each time; and the most that an endpoint may ask us to wait."""
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})  # worth another attempt


class Endpoint:
    """Asks one endpoint, as ``POST {url}/chat/completions``. Use it in one event loop.

    The key comes from the environment and goes to the host of `url` only: redirects are not followed. A request has
    no tools in it, so that a model can do nothing but say something.

    Parameters
    ----------
    url : str
        The base address, as in ``https://api.example.org/v1`` or ``http://localhost:11434/v1``.
    model : str
        Which model of the endpoint.
    key_variable : str
        The environment variable with the key.
    temperature : float
        From 0 to 2.
    max_tokens : int
        The longest answer, from 1 to 4096.
    timeout : float
        Seconds that one attempt may take from the connection to the last byte, above 0 and at most 600.
    retries : int
        How often a call is repeated that found the endpoint busy, away or too slow; from 0 to 10.
    stream : bool
        Whether the answer is read as it is made, which some gateways need for slow models.
    transport : httpx.AsyncBaseTransport, optional
        What carries the requests; the network by default.
    sleep : callable
        Waits for so many seconds.
    clock : Clock
        Tells how long a call took.

    Raises
    ------
    InputError
        When a value is out of its range, the address is none, or the key must not go there.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key_variable: str = KEY_VARIABLE,
        # what is asked for
        temperature: float = 0.8,
        max_tokens: int = 200,
        # how long it may take
        timeout: float = 30.0,
        retries: int = 2,
        # how
        stream: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        base = _base(url)
        if not isinstance(model, str) or not model:
            raise InputError(f"the language model is {model!r}; name one that the endpoint has, as in its list /models")
        self.model = model
        """Which model."""
        self._settings: dict[str, Any] = {
            "model": model,
            "temperature": check_number("temperature", temperature, 0.0, 2.0),
            "max_tokens": check_integer("max_tokens", max_tokens, 1, 4096),
        }
        self._timeout = check_number("timeout", timeout, 0.0, 600.0, above=True)
        self._retries = check_integer("retries", retries, 0, 10)
        self._stream = stream
        self._sleep = sleep
        self._clock = clock
        self._key = Key(key_variable, base)
        self._key_variable = key_variable
        self._url = httpx.URL(f"{base}/chat/completions")
        self.host = base.netloc.decode("ascii")
        """Host and port."""
        self._client = httpx.AsyncClient(
            transport=transport,
            auth=self._key,
            timeout=None,  # noqa: S113  # one deadline for all of an attempt, below
            trust_env=not is_loopback(base.host),
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return f"<Endpoint {self.model!r} at {self.host}>"

    @property
    def settings(self) -> tuple[Any, ...]:
        """What an answer depends on beside the prompt."""
        return tuple(self._settings.values())

    async def ask(self, prompt: Prompt, before_attempt: Callable[[], None] = lambda: None) -> Completion:
        """Return the answer to a prompt.

        Parameters
        ----------
        prompt : Prompt
            What is asked.
        before_attempt : callable
            Called before each request; what it raises ends the call.

        Raises
        ------
        LanguageModelError
            When there is none; `reason` says why. Without the key.
        """
        begin = self._clock.monotonic()
        for attempt in range(self._retries + 1):
            before_attempt()
            try:
                text, tokens = await self._attempt(prompt)
            except _TryAgainError as problem:
                pause = max(FIRST_PAUSE * 2**attempt, problem.wait)
                if attempt == self._retries or pause > LONGEST_PAUSE:
                    error = LanguageModelError(problem.reason, f"{problem} ({attempt + 1} attempts)")
                else:
                    await self._sleep(pause)
                    continue
            else:
                return Completion(self._key.hide(text), *tokens, seconds=self._clock.monotonic() - begin)
            raise error  # here, where no other error is being handled that would be shown with it
        raise AssertionError("the last attempt returns or raises")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _attempt(self, prompt: Prompt) -> tuple[str, tuple[int | None, int | None]]:
        body = {**self._settings, "messages": prompt.messages, **({"stream": True} if self._stream else {})}
        failure: Exception
        try:
            async with asyncio.timeout(self._timeout):
                async with self._client.stream("POST", self._url, json=body) as response:
                    raw = await _body(response, self._key)
        except TimeoutError:
            failure = _TryAgainError("timeout", f"{self.host} did not answer within {self._timeout:g} s")
        except httpx.InvalidURL as problem:
            failure = LanguageModelError("unreachable", f"{self.host} cannot be asked ({problem})")
        except (httpx.HTTPError, OSError) as problem:
            said = self._key.hide(str(problem)) or type(problem).__name__
            failure = _TryAgainError("unreachable", f"{self.host} cannot be reached ({said:.200})")
        else:
            return self._read(response, raw)
        raise failure

    def _read(self, response: httpx.Response, raw: bytes | None) -> tuple[str, tuple[int | None, int | None]]:
        if response.status_code != 200:
            raise self._refusal(response, raw or b"")
        if raw is None:
            raise LanguageModelError("malformed", f"{self.host} sent more than {MAX_BYTES:,} bytes for one answer")
        is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        try:
            return read_stream(raw) if is_stream else read_answer(raw)
        except ValueError as problem:
            failure = LanguageModelError("malformed", f"{self.host} sent no answer of the protocol: {problem}")
        raise failure

    def _refusal(self, response: httpx.Response, raw: bytes) -> Exception:
        status, said = response.status_code, self._key.hide(read_problem(raw))
        if status in _BUSY:
            return _TryAgainError("busy", f"{self.host} answered {status}{said}", _wait(response))
        if response.is_redirect:
            return LanguageModelError(
                "refused", f"{self.host} redirects elsewhere, which is not followed; give the address that it has now"
            )
        hint = {
            401: f"; check the key in {self._key_variable}",
            403: f"; check the key in {self._key_variable}",
            404: f"; check the address and the model {self.model!r}",
        }.get(status, "")
        return LanguageModelError("refused", f"{self.host} answered {status}{said}{hint}")


class _TryAgainError(Exception):
    def __init__(self, reason: str, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.reason = reason
        self.wait = wait


async def _body(response: httpx.Response, key: Key) -> bytes | None:
    """Return the body without the key, or None when it is too large."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            return None
        parts.append(part)
    return key.hide_in(b"".join(parts))


def _wait(response: httpx.Response) -> float:
    """Return how many seconds the endpoint asks us to wait; 0 when it does not say so in seconds."""
    text = response.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0


def _base(url: str) -> httpx.URL:
    example = "expected something like https://api.example.org/v1"
    try:
        base = httpx.URL(url.strip().rstrip("/"))
    except (httpx.InvalidURL, AttributeError, TypeError):
        raise InputError(f"the address of the language model cannot be read; {example}") from None
    if base.userinfo or base.query or base.fragment:
        raise InputError(
            "the address of the language model holds a user, a password or a ? or # part; leave them out, the key "
            f"stands in {KEY_VARIABLE}"
        )
    if base.scheme not in ("http", "https") or not base.host:
        raise InputError(f"the address of the language model is {url!r:.100}; {example}")
    return httpx.URL(str(base).removesuffix("/chat/completions"))
