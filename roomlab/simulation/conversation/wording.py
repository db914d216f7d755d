"""Putting words together without saying the same thing twice."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np

from roomlab.simulation.conversation._words.bank import Story, Talk, TopicLines
from roomlab.simulation.conversation._words.story_en import STORY as STORY_EN
from roomlab.simulation.conversation._words.story_ru import STORY as STORY_RU
from roomlab.simulation.conversation._words.talk_en import TALK as TALK_EN
from roomlab.simulation.conversation._words.talk_ru import TALK as TALK_RU
from roomlab.simulation.conversation._words.topics_en import TOPICS as TOPICS_EN
from roomlab.simulation.conversation._words.topics_ru import TOPICS as TOPICS_RU
from roomlab.simulation.conversation.reading import Language, Subject, shown

TALK: Mapping[Language, Talk] = {"ru": TALK_RU, "en": TALK_EN}
STORY: Mapping[Language, Story] = {"ru": STORY_RU, "en": STORY_EN}
TOPICS: Mapping[Language, Mapping[str, TopicLines]] = {"ru": TOPICS_RU, "en": TOPICS_EN}

NAME_LIMIT = 40
"""Characters of a name that are spoken; a longer one is cut."""
_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_START = re.compile(r"((?:^|[.!?…] )[«“\"'(]*)(\w)")
_REMEMBERED = 400  # phrases; more than one dialogue uses


def filled(phrase: str, slots: Mapping[str, str]) -> str:
    """Return one of our phrases with its slots filled, in one pass: braces and percent signs in a value stay."""
    return _SLOT.sub(lambda match: slots[match[1]], phrase)


def capitalised(phrase: str) -> str:
    """Return a phrase of ours with a capital after every full stop; slots, not yet filled, keep their own letters."""
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), phrase)


def label(subject: Subject, language: Language) -> str:
    """Return how a subject is cited in a language."""
    return shown(subject.word, NAME_LIMIT) if subject.key is None else TOPICS[language][subject.key].label


class Phrasebook:
    """Chooses phrases, the least recently used first, so that a room does not repeat itself.

    It holds no random generator: whoever asks brings one.
    """

    def __init__(self) -> None:
        self._used: OrderedDict[str, None] = OrderedDict()

    def choose(self, phrases: Sequence[str], rng: np.random.Generator) -> str:
        """Return one of the phrases never used before, else one of those whose use lies furthest back.

        Raises
        ------
        ValueError
            If there are no phrases.
        """
        if not phrases:
            raise ValueError("there are no phrases to choose from; give at least one")
        fresh = [phrase for phrase in phrases if phrase not in self._used]
        if not fresh:
            ranks = {phrase: rank for rank, phrase in enumerate(self._used)}
            oldest = sorted(set(phrases), key=ranks.__getitem__)
            fresh = oldest[: max(1, len(oldest) // 3)]
        chosen = fresh[int(rng.integers(len(fresh)))]
        self._mark(chosen)
        return chosen

    def unused(self, phrases: Sequence[str]) -> int:
        """Return how many of the phrases were not used lately."""
        return sum(phrase not in self._used for phrase in phrases)

    def _mark(self, phrase: str) -> None:
        self._used.pop(phrase, None)
        self._used[phrase] = None
        if len(self._used) > _REMEMBERED:
            self._used.popitem(last=False)
