"""The shape of a phrase bank: what every language must be able to say.

Phrases begin in lower case, because an address may come before them. Slots are ``{name}`` (who is addressed),
``{other}`` (a third person), ``{word}`` (the subject, cited in quotation marks so that it needs no inflection),
``{quote}`` and ``{count}``. A *lead* ends
in a colon, a comma or a full stop and is always followed by a line about the subject.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicLines:
    """What may be said about one known subject: its name, lines in favour, lines against, questions."""

    label: str
    pro: tuple[str, ...]
    contra: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """What agents say in one language, by what it does in the conversation."""

    # Addresses, by the tone of what follows; openers are longer and come before whole utterances only.
    address_warm: tuple[str, ...]
    address_plain: tuple[str, ...]
    address_cold: tuple[str, ...]
    opener_warm: tuple[str, ...]
    opener_plain: tuple[str, ...]
    opener_cold: tuple[str, ...]
    # Leads: a line about the subject follows.
    agree: tuple[str, ...]
    object: tuple[str, ...]
    muse: tuple[str, ...]
    answer: tuple[str, ...]
    reply_user: tuple[str, ...]
    change: tuple[str, ...]
    refer_for: tuple[str, ...]
    refer_against: tuple[str, ...]
    # Whole utterances.
    praise: tuple[str, ...]
    comfort: tuple[str, ...]
    tease: tuple[str, ...]
    snap: tuple[str, ...]
    ask: tuple[str, ...]
    # Lines about a subject that is only a word to us.
    word_pro: tuple[str, ...]
    word_contra: tuple[str, ...]
    word_ask: tuple[str, ...]
    # Afterthoughts, by tone.
    tail_warm: tuple[str, ...]
    tail_plain: tuple[str, ...]
    tail_cold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What those who tell the story say in one language: narrator, summary, memories, plans."""

    # The narrator.
    narrate_open: tuple[str, ...]
    narrate_round: tuple[str, ...]
    narrate_call: tuple[str, ...]
    narrate_warm: tuple[str, ...]
    narrate_cold: tuple[str, ...]
    narrate_calm: tuple[str, ...]
    narrate_close: tuple[str, ...]
    narrate_alone: tuple[str, ...]
    # The summary and the final answer.
    summary_lead: tuple[str, ...]
    summary_warm: tuple[str, ...]
    summary_cold: tuple[str, ...]
    summary_even: tuple[str, ...]
    summary_quote: tuple[str, ...]
    final_warm: tuple[str, ...]
    final_cold: tuple[str, ...]
    final_even: tuple[str, ...]
    # What stays: memories and plans.
    memory_warm: tuple[str, ...]
    memory_cold: tuple[str, ...]
    memory_user: tuple[str, ...]
    plan_warm: tuple[str, ...]
    plan_cold: tuple[str, ...]
