"""The talk of a room: dialogues of the four orchestration types, held by seeded, offline conversational agents."""

from .conductor import make_conductor
from .defaults import DefaultCharacter, default_characters

__all__ = ["DefaultCharacter", "default_characters", "make_conductor"]
