"""The talking room: what the orchestration of the server runs, one utterance a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from roomlab.errors import InputError
from roomlab.simulation.conversation import CHARACTERS, Member, Parameters
from roomlab.simulation.conversation import Conversation as Talk
from roomlab.simulation.models.base import Model, full_ties
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Ties

__all__ = ["Conversation"]


@dataclass(frozen=True)
class Conversation(Model):
    r"""Agents who talk, and whose feelings follow from what is said. In each step one of them says one thing.

    What i says to j in the tone :math:`\tau` moves the tie from j to i by

    .. math:: s_{ji} \leftarrow s_{ji} + \alpha u (1 - s_{ji} \operatorname{sign} u), \qquad
        u = \tau - \lambda L_j + \tfrac{b}{2} (c_{ji} - s_{ji})

    and those who listen take sides. All formulas, their sources and the values of their parameters stand in
    ``docs/conversation.md``; characters are the ready-made ones, in their order, and feelings start at 0. A message
    that is sent to the room sets the subject and the language, and is answered. A muted agent is silent when it would
    speak, and goes on listening.

    Parameters
    ----------
    topic : str
        Words from outside with which it begins; they set the language, too. By default the agents find a subject,
        and speak Russian.
    rate_heard : float
        :math:`\alpha` at openness 0.5, from 0 to 2/3.
    rate_bystander : float
        The same for those who only listen.
    tone_noise : float
        How much tones vary, from 0 to 2.
    taste : float
        :math:`b`, from 0 to 1: how much mere company pulls towards one's taste.

    References
    ----------
    .. [1] H. Sacks, E. A. Schegloff and G. Jefferson, "A simplest systematics for the organization of turn-taking for
       conversation", Language 50 (1974) 696-735: who speaks next.
    .. [2] R. R. Bush and F. Mosteller, Stochastic Models for Learning, Wiley (1955): how a tie moves.
    """

    name: ClassVar[str] = "conversation"
    topic: str = ""
    rate_heard: float = 0.35
    rate_bystander: float = 0.15
    tone_noise: float = 0.25
    taste: float = 0.6

    def __post_init__(self) -> None:
        if not isinstance(self.topic, str):
            raise InputError(f"topic of the model 'conversation' is {self.topic!r}; it must be a text")
        for rate in ("rate_heard", "rate_bystander"):
            self._number(rate, 0.0, 2 / 3)
        self._number("tone_noise", 0.0, 2.0)
        self._number("taste", 0.0, 1.0)

    def start_ties(self, agents: int, streams: Streams) -> Ties:
        """Return feelings of 0: nobody knows anybody."""
        return full_ties(agents, 0.0)

    def step(self, state: State, streams: Streams, step: int) -> None:
        """Let one agent say one thing, and all feel what was said."""
        here = np.flatnonzero(state.present).tolist()
        if not here:
            return
        talk = self._talk(state, here, streams)
        speaker = talk.next_speaker(streams.everyone(step, Draw.MEETING))
        if (called := talk.called()) is not None:
            speaker = called
        if state.muted[speaker]:
            return
        rng = streams.one(step, Draw.CHANGE, speaker)
        sympathies = state.ties.sympathy

        def sympathy(source: int, target: int) -> float:
            return float(sympathies[source, target])

        said = talk.speak(speaker, sympathy, rng)
        state.said.append((speaker, said.text))
        for change in talk.react(said, sympathy, rng).ties:
            sympathies[change.source, change.target] = change.sympathy

    def _talk(self, state: State, here: list[int], streams: Streams) -> Talk:
        """Return the conversation of a state, with those who are in the room and what they heard from outside."""
        first = state.memory is None
        if first:
            numbers = Parameters(
                rate_heard=self.rate_heard,
                rate_bystander=self.rate_bystander,
                tone_noise=self.tone_noise,
                taste=self.taste,
            )
            state.memory = Talk(streams.seed, numbers)
        talk: Talk = state.memory
        talk.seat([Member(slot, state.names[slot], CHARACTERS[slot % len(CHARACTERS)].character) for slot in here])
        for words in [self.topic] * (first and bool(self.topic)) + list(state.heard_words):
            talk.hear(words)
        return talk
