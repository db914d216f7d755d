"""Reading what an endpoint sends. All of it is untrusted: it may be anything, of any size."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

__all__ = ["MAX_BYTES", "clean", "read_answer", "read_problem", "read_stream"]

MAX_BYTES = 2**20
"""Bytes of an answer that are read; more is no answer."""
TEXT_LIMIT = 2_000
"""Characters of an answer that are kept."""
_PROBLEM_LIMIT = 200
_KEPT = "\n\u200c\u200d"  # the end of a line, and the joiners that scripts and emoji need

Tokens = tuple[int | None, int | None]


class _Message(msgspec.Struct):
    content: str | None = None
    tool_calls: Any = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    delta: _Message | None = None


class _Answer(msgspec.Struct):
    choices: list[_Choice] = []
    usage: Any = None


def read_answer(raw: bytes) -> tuple[str, Tokens]:
    """Return the words of an answer and its tokens (of the prompt, of the answer).

    Raises
    ------
    ValueError
        When there are none.
    """
    answer = _decode(raw)
    message = answer.choices[0].message if answer.choices else None
    if message is None:
        raise ValueError("it has no choices[0].message")
    if message.content is None and message.tool_calls:
        raise ValueError("the model asks for a tool, and agents have none")
    return _words(message.content or ""), _tokens(answer.usage)


def read_stream(raw: bytes) -> tuple[str, Tokens]:
    """Return the same of an answer that came as server-sent events.

    Raises
    ------
    ValueError
        When it has no words, or breaks off before its end.
    """
    parts: list[str] = []
    tokens: Tokens = (None, None)
    for line in raw.splitlines():
        if not line.startswith(b"data:"):
            continue  # a comment, a name, an empty line between two events
        data = line[5:].strip()
        if data == b"[DONE]":
            return _words("".join(parts)), tokens
        event = _decode(data)
        tokens = _tokens(event.usage) if event.usage is not None else tokens
        if event.choices and event.choices[0].delta is not None:
            parts.append(event.choices[0].delta.content or "")
    raise ValueError("the stream breaks off before [DONE]")


def read_problem(raw: bytes) -> str:
    """Return what an endpoint says of a request that it did not answer, as the end of a sentence; empty if nothing."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return ""
    error = found.get("error", found.get("detail")) if isinstance(found, dict) else None
    said = error.get("message") if isinstance(error, dict) else error
    line = " ".join(clean(said).split()) if isinstance(said, str) else ""
    return f": {line[:_PROBLEM_LIMIT]}" if line else ""


def clean(text: str) -> str:
    """Return a text without control characters (but line ends), cut at 2,000 characters."""
    kept = "".join(char for char in text[: 4 * TEXT_LIMIT] if char in _KEPT or unicodedata.category(char)[0] != "C")
    return kept.strip()[:TEXT_LIMIT].rstrip()


def _decode(raw: bytes) -> _Answer:
    try:
        return msgspec.json.decode(raw, type=_Answer)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise ValueError("it is not the JSON that was expected") from None


def _words(text: str) -> str:
    words = clean(text)
    if not words:
        raise ValueError("it is empty")
    return words


def _tokens(usage: Any) -> Tokens:
    return _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")


def _count(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**31 else None
