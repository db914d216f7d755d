"""Agents that talk, offline and seeded: their words follow from their characters, and their feelings from the words.

The model is pure: no clock, no input or output, randomness only through a passed generator. ``docs/conversation.md``
describes it on one page.
"""

from roomlab.simulation.conversation.characters import CHARACTERS, Character
from roomlab.simulation.conversation.conversation import Conversation
from roomlab.simulation.conversation.dynamics import Parameters
from roomlab.simulation.conversation.feelings import Feeling, feeling_at, valence_of
from roomlab.simulation.conversation.narration import Narrator
from roomlab.simulation.conversation.reading import Language, Subject, language_of, subject_of, tone_of
from roomlab.simulation.conversation.records import (
    Memory,
    MoodChange,
    PlanChange,
    Reaction,
    Sympathy,
    TieChange,
    Utterance,
)
from roomlab.simulation.conversation.roster import Member
from roomlab.simulation.conversation.temperament import Temperament, read_temperament

__all__ = [
    "CHARACTERS",
    "Character",
    "Conversation",
    "Feeling",
    "Language",
    "Member",
    "Memory",
    "MoodChange",
    "Narrator",
    "Parameters",
    "PlanChange",
    "Reaction",
    "Subject",
    "Sympathy",
    "Temperament",
    "TieChange",
    "Utterance",
    "feeling_at",
    "language_of",
    "read_temperament",
    "subject_of",
    "tone_of",
    "valence_of",
]
