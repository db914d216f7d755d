"""What a conversation hands out: utterances, and what they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from roomlab.simulation.conversation.feelings import Feeling
from roomlab.simulation.conversation.reading import Language, Subject

Sympathy = Callable[[int, int], float]
"""What the first agent feels towards the second now, in [-1, 1]; the caller owns the ties."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an agent says.

    Attributes
    ----------
    speaker : int
        Who.
    target : int or None
        To whom; None to all or to the user.
    tone : float
        In [-1, 1].
    move : str
        ``agree``, ``object``, ``tease``, ``ask``, ``answer``, ``tell``, ``change`` and so on.
    subject : Subject
        What about.
    language : Language
        ``ru`` or ``en``.
    text : str
        The words.
    """

    speaker: int
    target: int | None
    tone: float
    move: str
    subject: Subject
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class TieChange:
    """A directed tie, and what it is from now on."""

    source: int
    target: int
    sympathy: float


@dataclass(frozen=True, slots=True)
class MoodChange:
    """An agent, and how it feels from now on."""

    agent: int
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Memory:
    """Something that an agent will remember; importance in [0, 1]."""

    agent: int
    content: str
    importance: float


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What an agent plans, and how far it is."""

    agent: int
    description: str
    status: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """All that one utterance does to those who hear it."""

    ties: tuple[TieChange, ...] = ()
    moods: tuple[MoodChange, ...] = ()
    memories: tuple[Memory, ...] = ()
    plans: tuple[PlanChange, ...] = ()
