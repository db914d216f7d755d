"""What goes to a language model, and what comes back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

__all__ = ["Completion", "Prompt"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a language model.

    Attributes
    ----------
    system : str
        Who answers, and how. Nothing that was said in a room is in it.
    user : str
        What was said, and whose turn it is.
    """

    system: str
    user: str

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages of a request."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]

    def fingerprint(self, *settings: object) -> str:
        """Return the SHA-256 of the prompt and of the `settings` that it is asked with, in hexadecimal digits."""
        text = json.dumps([self.system, self.user, *settings], ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer.

    Attributes
    ----------
    text : str
        The words, without control characters, at most 2,000 characters.
    prompt_tokens, completion_tokens : int or None
        What the endpoint counted; None where it does not say.
    seconds : float
        From the question to the answer, with all attempts.
    """

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0
