"""An agent of a simulation whose words come from a language model."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from roomlab.errors import InputError
from roomlab.simulation._check import check_choice, check_number
from roomlab.simulation.agents import Agent, Turn
from roomlab.simulation.conversation.dynamics import moved
from roomlab.simulation.conversation.reading import mentioned, tone_of
from roomlab.simulation.llm.model import LanguageModel
from roomlab.simulation.llm.templates import TEMPLATES
from roomlab.simulation.llm.wording import REMARKS, Remark, prompt_for, words_of

__all__ = ["LanguageModelAgent"]


class LanguageModelAgent(Agent):
    r"""Speaks in each step in which it has heard something since it last spoke, and in its first.

    What it hears moves its feelings: words of agent i in the tone :math:`\tau` (`tone_of`, from a lexicon, in (-1, 1))
    move what j feels for i by

    .. math:: s_{ji} \leftarrow s_{ji} + \alpha \tau (1 - s_{ji} \operatorname{sign} \tau)

    for those whom the words name, or for all who hear them when they name nobody. In a room whose model does nothing,
    ``"walk"`` with ``sigma=0``, nothing else moves a tie.

    Parameters
    ----------
    id : str
        The id of the agent in its room.
    model : LanguageModel
        Who gives it words. It is asked once in a step.
    character : str
        Who it is, in a few sentences.
    name : str, optional
        How it is called; ``Agent`` and the id by default.
    template : str
        The template of its prompt: ``minimal``, ``full``, ``expert``, ``character`` or ``npc``.
    details : mapping, optional
        Further fields of the template.
    rate : float
        :math:`\alpha`, from 0 to 1.
    scope : str
        The room, on a cassette.

    Raises
    ------
    InputError
        When a value is out of its range.
    LanguageModelError
        From a step in which there was no answer. Nothing has moved then; step again, or replay a cassette.
    """

    def __init__(
        self,
        id: str,  # noqa: A002  # as in the contract
        model: LanguageModel,
        character: str,
        name: str | None = None,
        *,
        template: str = "minimal",
        details: Mapping[str, str] | None = None,
        rate: float = 0.35,
        scope: str = "",
    ) -> None:
        super().__init__(id, name)
        if not isinstance(character, str):
            raise InputError(f"character of agent {id!r} is {character!r}; it must be a text")
        self.model = model
        self.character = character
        self.template = check_choice("template", template, tuple(TEMPLATES))
        self.details = dict(details or {})
        self.rate = check_number("rate", rate, 0.0, 1.0)
        self.scope = scope
        self._remarks: deque[Remark] = deque(maxlen=REMARKS)
        self._noted = -1
        self._answered = False
        # What it says in this step. Kept until the next one, so that a step that is made again after a failure of
        # another agent neither asks again nor hears anything twice.
        self._words: str | None = None

    def observe(self, turn: Turn) -> None:
        """Hear what was said."""
        if turn.step == self._noted:
            return
        self._noted = turn.step
        if self._words is not None:
            self._remarks.append(Remark(self.name, self._words))
            self._words, self._answered = None, True
        for message in turn.messages:
            self._remarks.append(Remark(message.sender, message.text))
            self._answered = False

    def act(self, turn: Turn) -> None:
        """Feel what was said, and say something to it."""
        names, before = turn.names, turn.sympathies
        felt = dict(before)
        for message in turn.messages:
            speaker = message.agent_id
            if speaker is not None and speaker in names and self._is_meant(message.text, names):
                felt[speaker] = moved(felt.get(speaker, 0.0), tone_of(message.text), self.rate)
        for other, value in felt.items():
            if value != before.get(other):
                turn.feel(other, value)
        if not self._answered:
            self._words = self._words or self._ask({names[other]: value for other, value in felt.items()})
            turn.say(self._words)

    def _ask(self, feelings: Mapping[str, float]) -> str:
        prompt = prompt_for(
            self.name,
            self.character,
            remarks=self._remarks,
            feelings=feelings,
            template=self.template,
            details=self.details,
        )
        return words_of(self.model.ask(prompt, scope=self.scope).text, self.name)

    def _is_meant(self, text: str, names: Mapping[str, str]) -> bool:
        """Whether words name this agent, or nobody in the room."""
        known = list(names.values())
        named = [known[place] for place in mentioned(text, known)]
        return not named or self.name in named
