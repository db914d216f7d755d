"""Calls on a file: what was asked (as a hash), what came back, how long it took; and playing them again."""

from __future__ import annotations

import json
import math
import threading
from collections import defaultdict, deque
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from roomlab.errors import InputError, LanguageModelError
from roomlab.simulation._check import check_choice
from roomlab.simulation.llm.records import Completion

__all__ = ["Cassette"]

FORMAT = "roomlab-cassette"
VERSION = 1
_HEADER = {"format": FORMAT, "version": VERSION}


class Cassette:
    """A file of JSON lines with one call each. It holds no key, no address, and of a prompt only its hash.

    Parameters
    ----------
    path : path
        The file. To record, it must not be there yet.
    mode : str
        ``"record"``: calls are made, and written as they end, failures too. ``"replay"``: no call is made; each prompt
        gets the answers that it got, in their order.

    Raises
    ------
    InputError
        When the file is there already, or is missing or no cassette.
    """

    def __init__(self, path: str | PathLike[str], mode: Literal["record", "replay"] = "record") -> None:
        self.path = Path(path)
        """The file."""
        self.replaying = check_choice("mode", mode, ("record", "replay")) == "replay"
        """Whether answers come from the file."""
        self._lock = threading.Lock()
        self._calls = 0
        self._waiting: defaultdict[tuple[str, str], deque[dict[str, Any]]] = defaultdict(deque)
        if self.replaying:
            self._read()
        else:
            self._begin()

    def __repr__(self) -> str:
        return f"<Cassette {self.path.name}: {'replaying' if self.replaying else 'recording'}, {self._calls} calls>"

    def add(self, scope: str, fingerprint: str, answer: Completion | LanguageModelError, seconds: float) -> None:
        """Write a call down; it is in the file when this returns.

        Parameters
        ----------
        scope : str
            The room in which it was made.
        fingerprint : str
            The hash of the prompt.
        answer : Completion or LanguageModelError
            What came of it.
        seconds : float
            How long it took.
        """
        call: dict[str, Any] = {"call": self._calls + 1, "scope": scope, "prompt": fingerprint}
        if isinstance(answer, Completion):
            tokens = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
            call |= {"text": answer.text, **tokens}
        else:
            call |= {"error": answer.reason, "message": answer.message}
        call["seconds"] = round(seconds, 6)
        with self._lock:
            self._calls += 1
            with self.path.open("a", encoding="ascii", newline="\n") as file:
                file.write(json.dumps(call) + "\n")

    def take(self, scope: str, fingerprint: str) -> Completion:
        """Return the answer that a prompt got, the next one where it was asked more than once.

        Raises
        ------
        LanguageModelError
            When it has none (left), with the reason ``miss``; or the error that it got.
        """
        with self._lock:
            waiting = self._waiting.get((scope, fingerprint))
            if not waiting:
                raise LanguageModelError(
                    "miss",
                    f"the cassette {self.path.name} has no answer left to this prompt ({fingerprint[:12]}…, in "
                    f"{scope or 'no room'}): something differs from the run that was recorded; replay it with the "
                    "same agents, seed, settings and words, or record a new cassette",
                )
            call = waiting.popleft()
        if "error" in call:
            raise LanguageModelError(call["error"], call["message"])
        return Completion(call["text"], call["prompt_tokens"], call["completion_tokens"], call["seconds"])

    def _begin(self) -> None:
        try:
            with self.path.open("x", encoding="ascii", newline="\n") as file:
                file.write(json.dumps(_HEADER) + "\n")
        except FileExistsError:
            raise InputError(
                "the cassette is there already; replay it, or choose another name", file=str(self.path)
            ) from None
        except OSError as error:
            raise InputError(f"the cassette cannot be written ({error.strerror})", file=str(self.path)) from None

    def _read(self) -> None:
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError as error:
            raise InputError(f"the cassette cannot be read ({error.strerror})", file=str(self.path)) from None
        lines.pop()  # empty, or what a killed process left of its last call
        if not lines or _object(lines[0]) != _HEADER:
            raise InputError(f"this is no cassette of version {VERSION}", file=str(self.path), line=1)
        for number, line in enumerate(lines[1:], start=2):
            call = _object(line)
            if call is None or not _is_call(call):
                raise InputError("this line is no call", file=str(self.path), line=number)
            self._waiting[call["scope"], call["prompt"]].append(call)
            self._calls += 1


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_call(call: dict[str, Any]) -> bool:
    texts = ("scope", "prompt", *(("error", "message") if "error" in call else ("text",)))
    seconds = call.get("seconds")
    tokens = () if "error" in call else (call.get("prompt_tokens", ""), call.get("completion_tokens", ""))
    return (
        all(isinstance(call.get(name), str) for name in texts)
        and all(count is None or (isinstance(count, int) and count >= 0) for count in tokens)
        and isinstance(seconds, int | float)
        and math.isfinite(seconds)
    )
