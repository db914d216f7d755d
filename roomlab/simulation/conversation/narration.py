"""Those who tell of a conversation: the narrator, the summary, the final answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roomlab.simulation.conversation._words.bank import Story
from roomlab.simulation.conversation.conversation import Conversation
from roomlab.simulation.conversation.dynamics import bounded
from roomlab.simulation.conversation.reading import shown
from roomlab.simulation.conversation.records import Sympathy, Utterance
from roomlab.simulation.conversation.wording import NAME_LIMIT, STORY, capitalised, filled, label

_QUOTE_LIMIT = 90  # characters
_STRONG = 0.2  # a tie weaker than this is nobody's business


class Narrator:
    """Tells what happens in a conversation, in its language, without taking part in it.

    Parameters
    ----------
    conversation : Conversation
        Whose story it tells.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def opening(self, rng: np.random.Generator) -> str:
        """Return the words that open a dialogue."""
        return self._line(self._story.narrate_open, rng)

    def calling(self, agent: int, rng: np.random.Generator) -> str:
        """Return the words that give the floor to an agent."""
        return self._line(self._story.narrate_call, rng, name=self._name(agent))

    def between(self, sympathy: Sympathy, rng: np.random.Generator) -> str:
        """Return the words between two rounds: how it goes on, and who has drawn closer or apart."""
        return f"{self._line(self._story.narrate_round, rng)} {self._atmosphere(sympathy, rng)}"

    def closing(self, rng: np.random.Generator) -> str:
        """Return the words that close a dialogue."""
        return self._line(self._story.narrate_close, rng)

    def alone(self, rng: np.random.Generator) -> str:
        """Return the words of a narrator with nobody to tell of."""
        return self._line(self._story.narrate_alone, rng)

    def summary(self, said: Sequence[Utterance], sympathy: Sympathy, rng: np.random.Generator) -> str:
        """Return a summary of what was said: subject, number of remarks, strongest ties, one quotation."""
        story = self._story
        parts = [self._line(story.summary_lead, rng, count=str(len(said)))]
        warm, cold = self._extremes(sympathy)
        if warm is not None:
            parts.append(self._pair(story.summary_warm, warm, rng))
        if cold is not None:
            parts.append(self._pair(story.summary_cold, cold, rng))
        if warm is None and cold is None:
            parts.append(self._line(story.summary_even, rng))
        if said:
            best = max(said, key=lambda utterance: abs(utterance.tone))
            parts.append(
                self._line(
                    story.summary_quote, rng, name=self._name(best.speaker), quote=shown(best.text, _QUOTE_LIMIT)
                )
            )
        return " ".join(parts)

    def final(self, sympathy: Sympathy, rng: np.random.Generator) -> str:
        """Return the room's final answer, by the mean tie among those who spoke lately."""
        ties = [value for value, _ in self._ties(sympathy)]
        mean = sum(ties) / len(ties) if ties else 0.0
        story = self._story
        lines = story.final_warm if mean > 0.08 else story.final_cold if mean < -0.08 else story.final_even
        question = self._conversation.question or self._conversation.topic(rng)
        return self._line(lines, rng, word=label(question, self._conversation.language))

    @property
    def _story(self) -> Story:
        return STORY[self._conversation.language]

    def _name(self, agent: int) -> str:
        return shown(self._conversation.roster[agent].member.name, NAME_LIMIT)

    def _line(self, phrases: tuple[str, ...], rng: np.random.Generator, **slots: str) -> str:
        phrase = capitalised(self._conversation.speaker.phrases.choose(phrases, rng))
        return filled(phrase, {"word": label(self._conversation.topic(rng), self._conversation.language), **slots})

    def _pair(self, phrases: tuple[str, ...], pair: tuple[int, int], rng: np.random.Generator) -> str:
        return self._line(phrases, rng, name=self._name(pair[0]), other=self._name(pair[1]))

    def _extremes(self, sympathy: Sympathy) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """Return the warmest and the coldest tie, as far as they are worth a word."""
        ties = self._ties(sympathy)
        if not ties:
            return None, None
        warm, cold = max(ties), min(ties)
        return (warm[1] if warm[0] >= _STRONG else None), (cold[1] if cold[0] <= -_STRONG else None)

    def _ties(self, sympathy: Sympathy) -> list[tuple[float, tuple[int, int]]]:
        """Return the ties among those who spoke lately: the others are nobody's story, and a big room stays cheap."""
        lately = {said.speaker for said in self._conversation.spoken}
        agents = [agent for agent in self._conversation.roster if agent in lately]
        return [(bounded(sympathy(a, b)), (a, b)) for a in agents for b in agents if a != b]

    def _atmosphere(self, sympathy: Sympathy, rng: np.random.Generator) -> str:
        warm, cold = self._extremes(sympathy)
        if warm is not None and (cold is None or rng.random() < 0.5):
            return self._pair(self._story.narrate_warm, warm, rng)
        if cold is not None:
            return self._pair(self._story.narrate_cold, cold, rng)
        return self._line(self._story.narrate_calm, rng)
