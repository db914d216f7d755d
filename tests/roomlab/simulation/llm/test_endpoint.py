"""One question to an endpoint that answers, fails, dawdles or lies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import pickle
import traceback
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roomlab.errors import InputError, LanguageModelError
from roomlab.simulation.llm import Endpoint, Prompt
from roomlab.simulation.llm._key import Key
from roomlab.simulation.llm._reply import read_answer, read_stream

PROMPT = Prompt("You are Anna.", '{"from": "user", "said": "Привет"}')


class Waits:
    """A sleep that takes no time and notes what was asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(url, prompt=PROMPT, *, waits=None, **options):
    """Ask once, on a client that is closed afterwards."""

    async def run():
        endpoint = Endpoint(url, "small", sleep=waits or Waits(), **options)
        try:
            return await endpoint.ask(prompt)
        finally:
            await endpoint.close()

    return asyncio.run(run())


def failure(url, **options):
    with pytest.raises(LanguageModelError) as caught:
        ask(url, **options)
    return caught.value


@pytest.mark.parametrize("stream", [False, True])
def test_asks_as_the_protocol_says_and_returns_words_and_tokens(chat_endpoint, stream):
    chat_endpoint.answer = lambda call: call.say("Привет, Борис! 👩‍🚀")
    answer = ask(chat_endpoint.url, stream=stream, temperature=0.5, max_tokens=99)
    assert answer.text == "Привет, Борис! 👩‍🚀"
    assert (answer.prompt_tokens, answer.completion_tokens) == (11, 5)
    assert answer.seconds > 0
    ((path, headers, body),) = chat_endpoint.calls
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {chat_endpoint.key}"
    assert body.pop("stream", False) is stream
    assert body == {"model": "small", "temperature": 0.5, "max_tokens": 99, "messages": PROMPT.messages}


def test_agents_have_no_tools(chat_endpoint):
    calls = [{"id": "1", "type": "function", "function": {"name": "shell", "arguments": "{}"}}]
    message = {"role": "assistant", "content": None, "tool_calls": calls}
    chat_endpoint.answer = lambda call: call.send(200, json.dumps({"choices": [{"message": message}]}).encode())
    error = failure(chat_endpoint.url)
    assert error.reason == "malformed"
    assert "asks for a tool" in str(error)
    assert not {"tools", "functions", "tool_choice"} & set(chat_endpoint.calls[0][2])


def test_without_a_key_none_is_sent(chat_endpoint, monkeypatch):
    monkeypatch.delenv("ROOMLAB_LLM_KEY")
    ask(chat_endpoint.url)
    assert "Authorization" not in chat_endpoint.calls[0][1]


def test_busy_endpoints_are_asked_again_after_longer_pauses(chat_endpoint):
    def answer(call):
        call.fail(503) if call.number < 3 else call.say("now")

    chat_endpoint.answer = answer
    waits = Waits()
    assert ask(chat_endpoint.url, waits=waits).text == "now"
    assert waits.seconds == [0.5, 1.0]


def test_it_waits_as_long_as_the_endpoint_asks_for_and_not_for_ever(chat_endpoint):
    chat_endpoint.answer = lambda call: call.fail(429, "slow down", Retry_After="7")
    waits = Waits()
    error = failure(chat_endpoint.url, waits=waits, retries=1)
    assert waits.seconds == [7.0]
    assert (error.reason, len(chat_endpoint.calls)) == ("busy", 2)
    assert "answered 429: slow down (2 attempts)" in str(error)
    chat_endpoint.answer = lambda call: call.fail(429, Retry_After="86400")
    assert failure(chat_endpoint.url, waits=waits).reason == "busy"
    assert len(chat_endpoint.calls) == 3


@pytest.mark.parametrize(
    ("status", "hint"),
    [(400, ""), (401, "check the key in ROOMLAB_LLM_KEY"), (403, "check the key"), (404, "the model 'small'")],
)
def test_a_refusal_is_final_and_says_what_to_do(chat_endpoint, status, hint):
    chat_endpoint.answer = lambda call: call.fail(status, "because\nof \x1b[31mthis")
    error = failure(chat_endpoint.url)
    assert error.reason == "refused"
    assert f"answered {status}: because of [31mthis" in str(error)
    assert hint in str(error)
    assert len(chat_endpoint.calls) == 1


def test_nobody_there(chat_endpoint):
    url = chat_endpoint.url.rpartition(":")[0] + ":1/v1"
    error = failure(url, retries=1)
    assert error.reason == "unreachable"
    assert "(2 attempts)" in str(error)


@pytest.mark.parametrize("stream", [False, True])
def test_one_deadline_holds_also_for_an_answer_that_comes_a_byte_at_a_time(chat_endpoint, stream):
    body, kind = (b'data: {"choices": []}\n\n' * 9, "text/event-stream") if stream else (b'{"choices"', "text/json")
    chat_endpoint.answer = lambda call: call.trickle(body, kind)
    error = failure(chat_endpoint.url, timeout=0.3, retries=1, stream=stream)
    assert error.reason == "timeout"
    assert "within 0.3 s (2 attempts)" in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_does_not_follow_a_redirect(chat_endpoint, status):
    elsewhere = chat_endpoint.url.replace("127.0.0.1", "localhost")
    chat_endpoint.answer = lambda call: call.send(status, b"", Location=f"{elsewhere}/chat/completions")
    error = failure(chat_endpoint.url)
    assert error.reason == "refused"
    assert "redirects elsewhere" in str(error)
    assert len(chat_endpoint.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no JSON",
        b"[]",
        b"{}",
        b"null",
        b'{"choices": []}',
        b'{"choices": [{}]}',
        b'{"choices": [{"message": {"content": 3}}]}',
        b'{"choices": [{"message": {"content": ["a"]}}]}',
        b'{"choices": [{"message": {"content": ""}}]}',
        b'{"choices": [{"message": {"content": " \\u0000\\u202e\\n "}}]}',
        b'{"choices": [{"message": {"content": "\\ud800"}}]}',
        b'{"choices": "x"}',
        b'{"choices": {"0": {}}}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"choices": [{"message": {"content": "' + b"x" * 2**21 + b'"}}]}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_an_answer_that_is_none_is_an_error_and_nothing_else(chat_endpoint, body):
    chat_endpoint.answer = lambda call: call.send(200, body)
    assert failure(chat_endpoint.url).reason == "malformed"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
def test_no_bytes_make_reading_fail_otherwise(raw):
    for read in (read_answer, read_stream):
        with contextlib.suppress(ValueError):
            read(raw)


@pytest.mark.parametrize("usage", [{"prompt_tokens": -4, "completion_tokens": "many"}, [], 7, {"prompt_tokens": 1e999}])
def test_strange_counts_are_no_counts(chat_endpoint, usage):
    chat_endpoint.answer = lambda call: call.say("words", usage=usage)
    if isinstance(usage, dict) and usage["prompt_tokens"] == 1e999:
        assert failure(chat_endpoint.url).reason == "malformed"  # Infinity is no JSON
        return
    answer = ask(chat_endpoint.url)
    assert (answer.text, answer.prompt_tokens, answer.completion_tokens) == ("words", None, None)


def test_words_are_cleaned_and_cut(chat_endpoint):
    chat_endpoint.answer = lambda call: call.say("\x1b[2J\u202eevil\x00\r\nline" + "!" * 9_000)
    text = ask(chat_endpoint.url).text
    assert text.startswith("[2Jevil\nline!!!")
    assert len(text) == 2_000


def test_a_stream_that_breaks_off_is_no_answer(chat_endpoint):
    chat_endpoint.answer = lambda call: call.send(
        200, b'data: {"choices": [{"delta": {"content": "half"}}]}\n\n', "text/event-stream"
    )
    error = failure(chat_endpoint.url, stream=True)
    assert error.reason == "malformed"
    assert "breaks off" in str(error)


def test_the_key_is_in_no_text_that_anybody_sees(chat_endpoint, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    chat_endpoint.answer = lambda call: call.say(f"your key is {call.server.key}!")
    assert ask(chat_endpoint.url).text == "your key is [key]!"
    seen = []
    for status in (401, 503):
        chat_endpoint.answer = lambda call, status=status: call.fail(status, f"bad key {call.server.key}")
        error = failure(chat_endpoint.url, retries=0)
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        seen += ["".join(told.format()), repr(error), repr(error.args)]
    endpoint = Endpoint(chat_endpoint.url, "small")
    seen += [repr(endpoint), repr(vars(endpoint)), repr(vars(endpoint._key)), repr(endpoint._client.auth)]
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(endpoint._key)
    asyncio.run(endpoint.close())
    assert "bad key [key]" in seen[1]
    assert "raw = " in seen[0]  # local variables are shown
    assert not [text for text in [*seen, caplog.text] if chat_endpoint.key in text]


def test_the_libraries_log_no_key_that_an_endpoint_repeats(chat_endpoint, caplog):
    def repeat(call):
        key = call.server.key
        call.send_response(200, f"Hello {key}")
        for name, value in (("X-Echo", f"Bearer {key}"), (key, "1"), ("Content-Length", "2")):
            call.send_header(name, value)
        call.end_headers()
        call.wfile.write(b"{}")

    chat_endpoint.answer = repeat
    for name in ("httpcore", "httpcore.http11", "httpx"):
        caplog.set_level(logging.DEBUG, name)
    assert failure(chat_endpoint.url).reason == "malformed"
    logged = {record.name: record.getMessage() for record in caplog.records if "Hello [key]" in record.getMessage()}
    assert set(logged) == {"httpcore.http11", "httpx"}, "what was answered is logged, or the test shows nothing"
    assert "Bearer [key]" in logged["httpcore.http11"]
    assert chat_endpoint.key not in repr([vars(record) for record in caplog.records])


@pytest.mark.parametrize("form", ["{}", "<{}>"])
@pytest.mark.parametrize("coding", [str, quote, lambda key: quote(key, safe=""), lambda key: quote(key, "").lower()])
def test_a_key_is_hidden_in_an_address_too(monkeypatch, form, coding):
    monkeypatch.setenv("SOME_KEY", "sk-a/b+c=.(d)*")
    key = Key("SOME_KEY", httpx.URL("https://api.example.org"))
    assert key.hide(form.format(coding("sk-a/b+c=.(d)*"))) == form.format("[key]")
    assert key.hide("sk-a/b+c=.(d)") == "sk-a/b+c=.(d)"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:8000", "is 'localhost:8000'; expected something like"),
        ("ftp://localhost/v1", "expected something like"),
        ("http://", "expected something like"),
        (None, "cannot be read"),
        ("http://me:secret@localhost/v1", "holds a user, a password"),
        ("http://localhost/v1?key=secret", "holds a user, a password"),
        ("http://llm.example.org/v1", "would cross the network in clear text to http://llm.example.org; use https://"),
        ("http://127.0.0.1.example.org/v1", "would cross the network in clear text"),
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(monkeypatch, url, message):
    monkeypatch.setenv("ROOMLAB_LLM_KEY", "sk-test-123456")
    with pytest.raises(InputError, match=message) as caught:
        Endpoint(url, "small")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": 3}, "temperature is 3; it must be a finite number of at least 0 and at most 2"),
        ({"max_tokens": 0}, "max_tokens is 0"),
        ({"timeout": 0}, "timeout is 0; it must be a finite number above 0"),
        ({"retries": 11}, "retries is 11"),
        ({"model": ""}, "the language model is ''"),
    ],
)
def test_bad_values_name_the_range(options, message):
    with pytest.raises(InputError, match=message):
        Endpoint("http://localhost/v1", **({"model": "small"} | options))


def test_a_key_that_is_none_is_refused_without_being_shown(monkeypatch):
    monkeypatch.setenv("ROOMLAB_LLM_KEY", "sk-one\nsk-two")
    with pytest.raises(InputError, match="characters that no key has") as caught:
        Endpoint("http://localhost/v1", "small")
    assert "sk-" not in str(caught.value)
