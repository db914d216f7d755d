"""Words from a language model for the agents of a room; without one they find their own."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from roomlab.simulation.conversation import Language
from roomlab.simulation.llm import (
    REMARKS,
    Cassette,
    DailyBudget,
    Endpoint,
    LanguageModel,
    LanguageModelError,
    Remark,
    prompt_for,
    words_of,
)

from ..errors import SettingsError
from ..ids import Ids
from ..settings import Settings

__all__ = ["StoredTally", "Voice", "language_model"]

SEEN = {"single": 10, "full_context": REMARKS}
"""Remarks that an agent sees; in the other types as many as the conversation itself remembers."""
_SEEN_ELSEWHERE = 24

_EXCUSES: Mapping[Language, Mapping[bool, str]] = {
    "ru": {
        True: "Обращения к языковой модели на сегодня исчерпаны, {name} молчит.",
        False: "Языковая модель не ответила, {name} молчит.",
    },
    "en": {
        True: "The language model has no calls left for today; {name} stays silent.",
        False: "The language model did not answer; {name} stays silent.",
    },
}

logger = logging.getLogger("roomlab.server.orchestration")


class StoredTally:
    """Counts the calls of a day among the counters of the database, so that a restart does not forget them.

    A count is durable with the next change that is written, which after an answer is the message itself.
    """

    def __init__(self) -> None:
        self.ids: Ids | None = None
        """Where it counts; without it, nowhere yet."""

    def used(self, day: str) -> int:
        """Return how many calls were made on a day."""
        return 0 if self.ids is None else self.ids.last(f"calls {day}")

    def add(self, day: str) -> None:
        """Count one more."""
        if self.ids is not None:
            self.ids.next(f"calls {day}")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def language_model(settings: Settings, tally: StoredTally, today: Callable[[], str] = _today) -> LanguageModel | None:
    """Return the language model that the settings name, or None.

    Raises
    ------
    SettingsError
        The address, the key or the cassette cannot be used.
    """
    if settings.llm_url is None or settings.llm_model is None:
        return None
    try:
        return LanguageModel(
            Endpoint(settings.llm_url, settings.llm_model, timeout=settings.llm_timeout, stream=settings.llm_stream),
            budget=DailyBudget(settings.llm_calls_per_day, tally=tally, today=today),
            concurrency=settings.llm_concurrency,
            cassette=_cassette(settings),
        )
    except ValueError as error:  # each says what is wrong and what to do, without the key
        raise SettingsError(f"The language model cannot be used: {error}.") from None


def _cassette(settings: Settings) -> Cassette | None:
    if settings.llm_replay is not None:
        return Cassette(settings.llm_replay, "replay")
    return None if settings.llm_record is None else Cassette(settings.llm_record)


class Voice:
    """Asks a language model for the words of a room's agents.

    Parameters
    ----------
    model : LanguageModel
        Who is asked.
    room_id : int
        The room.
    kind : str
        Its orchestration type.
    """

    def __init__(self, model: LanguageModel, room_id: int, kind: str) -> None:
        self._model = model
        self._scope = f"room {room_id}"
        self._kind = kind
        self._remarks: deque[tuple[Remark, bool]] = deque(maxlen=REMARKS)
        self._excused: set[bool] = set()

    def hear(self, text: str, *, sender: str, outside: bool = False) -> None:
        """Remember what was said; `outside` by nobody in the room."""
        self._remarks.append((Remark(sender, text), outside))
        if outside:
            self._excused.clear()

    async def words(
        self, name: str, character: str, feelings: Mapping[str, float], to: str | None, more: Iterable[Remark] = ()
    ) -> str:
        """Return what an agent says.

        Parameters
        ----------
        name, character : str
            Who speaks.
        feelings : mapping
            What it feels towards the others, by their names.
        to : str or None
            The name of the one it turns to.
        more : iterable of Remark
            What only it has heard.

        Raises
        ------
        LanguageModelError
            There is no answer.
        """
        single = self._kind == "single"  # each answers the user, and does not know what the others say
        seen = [remark for remark, outside in self._remarks if outside or not single]
        seen = [*seen, *more][-SEEN.get(self._kind, _SEEN_ELSEWHERE) :]
        prompt = prompt_for(
            name,
            character,
            kind="single" if single else "orchestration",
            remarks=seen,
            feelings=feelings,
            to=to,
        )
        answer = await self._model.complete(prompt, scope=self._scope)
        return words_of(answer.text, name)

    def excuse(self, name: str, error: LanguageModelError, language: Language) -> str | None:
        """Log why an agent has no words; return what the room is told, once after each word from outside."""
        level = logging.ERROR if error.reason == "miss" else logging.WARNING
        logger.log(level, "An agent of %s has no words (%s): %s", self._scope, error.reason, error)
        spent = error.reason == "budget"
        if spent in self._excused:
            return None
        self._excused.add(spent)
        return _EXCUSES[language][spent].replace("{name}", name)
