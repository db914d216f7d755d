"""A language model as a room uses it: an endpoint with a budget, a bound on calls at a time, and a cassette."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from anyio.from_thread import BlockingPortal, start_blocking_portal

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import LanguageModelError
from roomlab.simulation._check import check_integer
from roomlab.simulation.llm.budget import DailyBudget
from roomlab.simulation.llm.cassette import Cassette
from roomlab.simulation.llm.endpoint import Endpoint
from roomlab.simulation.llm.records import Completion, Prompt

__all__ = ["LanguageModel"]


class LanguageModel:
    """Answers prompts. Use it either in one event loop (`complete`) or from other threads (`ask`).

    Parameters
    ----------
    endpoint : Endpoint
        Who answers.
    budget : DailyBudget, optional
        Counts the calls; without one they are counted and not limited.
    concurrency : int
        Calls at a time, from 1 to 64; others wait for their turn.
    cassette : Cassette, optional
        Where calls are written to, or come from.
    clock : Clock
        Tells how long a call took that failed.

    Raises
    ------
    InputError
        When a value is out of its range.

    Examples
    --------
    >>> endpoint = Endpoint("http://localhost:11434/v1", "a-small-model")
    >>> with LanguageModel(endpoint, budget=DailyBudget(200)) as model:
    ...     model.budget.remaining
    200
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        budget: DailyBudget | None = None,
        concurrency: int = 4,
        cassette: Cassette | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.endpoint = endpoint
        """Who answers."""
        self.budget = budget or DailyBudget()
        """The calls of the day."""
        self.cassette = cassette
        """Where calls are written to, or come from."""
        self._turns = asyncio.Semaphore(check_integer("concurrency", concurrency, 1, 64))
        self._clock = clock
        self._lock = threading.Lock()
        self._portal: BlockingPortal | None = None
        self._thread = ExitStack()

    def __repr__(self) -> str:
        return f"<LanguageModel {self.endpoint.model!r} at {self.endpoint.host}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> LanguageModel:
        return self  # the agents of a fork ask the same one

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def complete(self, prompt: Prompt, *, scope: str = "") -> Completion:
        """Return the answer to a prompt.

        Parameters
        ----------
        prompt : Prompt
            What is asked.
        scope : str
            The room that asks: rooms on one cassette do not get each other's answers.

        Raises
        ------
        LanguageModelError
            When there is none.
        """
        fingerprint = prompt.fingerprint(*self.endpoint.settings)
        if self.cassette is not None and self.cassette.replaying:
            return self.cassette.take(scope, fingerprint)
        answer: Completion | LanguageModelError
        async with self._turns:
            begin = self._clock.monotonic()
            try:
                answer = await self.endpoint.ask(prompt, self.budget.spend)
            except LanguageModelError as error:
                answer = error.with_traceback(None)
        if self.cassette is not None:
            self.cassette.add(scope, fingerprint, answer, self._clock.monotonic() - begin)
        if isinstance(answer, LanguageModelError):
            raise answer
        return answer

    def ask(self, prompt: Prompt, *, scope: str = "") -> Completion:
        """Do the same from a thread without an event loop, or from a cell of a notebook; waits for the answer."""
        with self._lock:
            if self._portal is None:
                self._portal = self._thread.enter_context(start_blocking_portal(name="roomlab-language-model"))
        return self._portal.call(lambda: self.complete(prompt, scope=scope))

    def close(self) -> None:
        """Close the connections and end the thread of `ask`. Idempotent."""
        with self._lock:
            portal, self._portal = self._portal, None
        if portal is not None:
            portal.call(self.endpoint.close)
            self._thread.close()
