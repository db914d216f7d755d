"""The talk of a room: dialogues of the four orchestration types, held by seeded, offline conversational agents."""

from .conductor import make_conductor
from .defaults import DefaultCharacter, default_characters
from .voice import StoredTally, language_model

__all__ = ["DefaultCharacter", "StoredTally", "default_characters", "language_model", "make_conductor"]
