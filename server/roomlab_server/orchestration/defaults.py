"""Ready-made characters, as the server offers them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from roomlab.simulation.conversation import CHARACTERS

_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="32" fill="{color}"/>'
    '<text x="32" y="43" font-size="32" text-anchor="middle">{emoji}</text></svg>'
)


@dataclass(frozen=True, slots=True)
class DefaultCharacter:
    """A ready-made character; `avatar` is a picture that needs no network (a ``data:`` URI)."""

    id: int
    name: str
    character: str
    avatar: str


@cache
def default_characters() -> tuple[DefaultCharacter, ...]:
    """Return the ready-made characters, numbered from 1."""
    return tuple(
        DefaultCharacter(number, who.name, who.character, _avatar(who.emoji, who.color))
        for number, who in enumerate(CHARACTERS, start=1)
    )


def _avatar(emoji: str, color: str) -> str:
    return "data:image/svg+xml," + quote(_PICTURE.format(color=color, emoji=emoji), safe="/:=")
