"""Texts for language models: system prompts, and templates of characters, as the server shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["SYSTEM", "TEMPLATES", "Template", "build"]

SYSTEM: Mapping[str, str] = {
    "base": (
        "You are a person in a conversation, not an assistant. Speak in the first person, in the language in which "
        "you are spoken to, and in one to three sentences. Stay yourself: your character decides what you notice, "
        "what you like and how you say it. "
        "Never mention that you follow a text like this one."
    ),
    "single": (
        "A user has said something to everybody in the room. Answer for yourself only. You do not know what the "
        "others answer, so do not speak for them."
    ),
    "orchestration": (
        "Several people talk in turn, and you are one of them. Read what was said before you, answer the one you most "
        "want to answer, by name, and add something new. Say when you agree and when you do not: how you feel about "
        "somebody may change with every line."
    ),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A text with gaps.

    Attributes
    ----------
    description : str
        What it is good for.
    opening : str
        Always there; ``{name}`` and ``{character}`` are filled in.
    lines : mapping
        Name of a field to the line that stands there when the field is given.
    """

    description: str
    opening: str
    lines: Mapping[str, str]

    @property
    def text(self) -> str:
        """The template as it is shown, all gaps open."""
        return "\n".join((self.opening, *self.lines.values()))


_STYLE = "You speak like this: {speech_style}"
_TRAITS = "What marks you: {traits}"
_PHRASES = "Things you often say: {phrases}"
_UNIVERSE = "The world you live in: {universe}"
_ROLE = "Your part in it: {role}"
_EXPERTISE = "What you know better than most: {expertise}"
_MOTIVATION = "What you want: {motivation}"
_ATTITUDE = "How you meet others: {attitude}"

TEMPLATES: Mapping[str, Template] = {
    "minimal": Template("A name and a character, nothing else.", "You are {name}. {character}", {}),
    "full": Template(
        "Everything that can be said about somebody.",
        "You are {name}. {character}",
        {
            "universe": _UNIVERSE,
            "role": _ROLE,
            "expertise": _EXPERTISE,
            "traits": _TRAITS,
            "motivation": _MOTIVATION,
            "attitude": _ATTITUDE,
            "speech_style": _STYLE,
            "phrases": _PHRASES,
        },
    ),
    "expert": Template(
        "Somebody who is asked for what they know.",
        "You are {name}, and people come to you with questions. {character}",
        {"expertise": _EXPERTISE, "role": _ROLE, "attitude": _ATTITUDE, "speech_style": _STYLE},
    ),
    "character": Template(
        "A figure of a story, with a voice of its own.",
        "You are {name}, and this is who you are: {character}",
        {
            "universe": _UNIVERSE,
            "traits": _TRAITS,
            "motivation": _MOTIVATION,
            "speech_style": _STYLE,
            "phrases": _PHRASES,
        },
    ),
    "npc": Template(
        "A minor figure that the others meet.",
        "The others meet you by chance. You are {name}. {character}",
        {"universe": _UNIVERSE, "role": _ROLE, "attitude": _ATTITUDE, "phrases": _PHRASES},
    ),
}


def build(template: Template, name: str, character: str, fields: Mapping[str, str | None]) -> str:
    """Return the prompt of somebody.

    Parameters
    ----------
    template : Template
        Which text.
    name, character : str
        Who it is. Braces in them stay as they are.
    fields : mapping
        Further fields by name; those that are None or that the template has no line for are left out.
    """
    opening = template.opening.format(name=name, character=character)
    given = {field: text for field, text in fields.items() if text}
    lines = [line.format(**{field: given[field]}) for field, line in template.lines.items() if field in given]
    return "\n".join((opening, *lines))
