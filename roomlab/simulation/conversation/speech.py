"""From a tone to a sentence: what kind of move an agent makes, and in which words."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roomlab.simulation.conversation.reading import Language, Subject, shown
from roomlab.simulation.conversation.roster import Seat
from roomlab.simulation.conversation.wording import (
    NAME_LIMIT,
    TALK,
    TOPICS,
    Phrasebook,
    capitalised,
    filled,
    label,
)

WARM = 0.3
"""Tones above it sound warm, those below its negative cold."""

_STANCE_OF_LEAD = {
    "agree": "pro",
    "object": "contra",
    "refer_for": "pro",
    "refer_against": "contra",
}
NO_REPEAT = 16
"""Among so many messages in a row no two are equal."""
_WHOLE = frozenset({"praise", "comfort", "tease", "snap"})
_ON_SUBJECT = frozenset({"agree", "object", "muse", "tell", "refer_for", "refer_against"})


@dataclass(frozen=True, slots=True)
class Cue:
    """All that decides the words of one utterance.

    Attributes
    ----------
    speaker : Seat
        Who speaks.
    target : Seat or None
        To whom, if to anybody in particular.
    tone : float
        In [-1, 1].
    subject : Subject
        What about.
    language : Language
        In which language.
    named : bool
        Whether the target's name is spoken.
    asked : bool
        Whether a question of the target's is waiting for an answer.
    heard : bool
        Whether the target has said anything lately that one could agree with.
    owes : bool
        Whether the speaker has not yet said anything to the user's words, and so stays with their subject.
    to_user : bool
        Whether it answers the user, not an agent.
    young, stale : bool
        Whether the subject has only just come up, or has been talked about for long.
    agenda : tuple of str
        Known subjects that the user has brought up.
    other : Seat or None
        An earlier speaker that may be referred to.
    other_liked : bool
        Whether the speaker likes that one.
    recall : float
        How much more often than usual earlier speakers are referred to.
    """

    speaker: Seat
    target: Seat | None
    tone: float
    subject: Subject
    language: Language
    named: bool = False
    asked: bool = False
    heard: bool = True
    owes: bool = False
    to_user: bool = False
    young: bool = False
    stale: bool = False
    agenda: tuple[str, ...] = ()
    other: Seat | None = None
    other_liked: bool = True
    recall: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, by which move, and what about afterwards."""

    text: str
    move: str
    subject: Subject


def band(tone: float) -> str:
    """Return ``warm``, ``plain`` or ``cold``."""
    return "warm" if tone > WARM else "cold" if tone < -WARM else "plain"


def _weights(cue: Cue) -> dict[str, float]:
    who = cue.speaker.temperament
    refer = 0.12 * cue.recall if cue.other is not None else 0.0
    tone = band(cue.tone)
    if tone == "warm":
        sad = cue.target is not None and cue.target.valence < -0.25
        weights = {"agree": 0.35, "praise": 0.15, "tell": 0.2, "ask": 0.15, "comfort": 0.3 if sad else 0.0}
        weights["tease"] = 0.12 * who.humour
    elif tone == "plain":
        weights = {"muse": 0.25, "tell": 0.2, "ask": 0.25, "change": 0.06, "agree": 0.08, "object": 0.08}
        weights["tease"] = 0.2 * who.humour
    else:
        weights = {"object": 0.5, "snap": 0.1 + 0.25 * who.temper, "tease": 0.3 * who.humour, "change": 0.04}
    if not cue.heard:
        weights["muse"] = weights.pop("agree", 0.0) + weights.pop("object", 0.0)
    if cue.target is None:
        weights = {"muse": 0.4, "tell": 0.4, "ask": 0.1, "change": 0.1}
    weights["refer_for" if cue.other_liked else "refer_against"] = refer
    if cue.owes:
        weights = {"muse": 0.01} | {move: weight for move, weight in weights.items() if move in _ON_SUBJECT}
    return weights


def chosen_move(cue: Cue, rng: np.random.Generator) -> str:
    """Return what the speaker does: answers, agrees, objects, teases, asks, tells, changes the subject, and so on."""
    if cue.to_user:
        return "reply_user"
    if cue.asked and rng.random() < 0.8:
        return "snap" if cue.tone < -0.7 and not cue.owes else "answer"
    weights = _weights(cue)
    pick = rng.random() * sum(weights.values())
    for move, weight in weights.items():
        pick -= weight
        if pick < 0:
            return move
    return "muse"


class Speaker:
    """Puts the cues of a room into words; remembers what was said, not by whom."""

    def __init__(self) -> None:
        self.phrases = Phrasebook()
        self._recent: deque[str] = deque(maxlen=NO_REPEAT)

    def say(self, cue: Cue, rng: np.random.Generator) -> Sentence:
        """Return the words for a cue."""
        sentence = self._worded(cue, rng)
        if sentence.text in self._recent:  # rare: a small room late in a long conversation
            sentence = self._worded(cue, rng)
        sentence = dataclasses.replace(sentence, text=self._unrepeated(sentence.text, cue.language))
        self._recent.append(sentence.text)
        return sentence

    def _unrepeated(self, text: str, language: Language) -> str:
        """Return the text, with an afterthought if it was said lately: more of them exist than texts are remembered."""
        talk = TALK[language]
        tails = (*talk.tail_plain, *talk.tail_warm, *talk.tail_cold)
        return next(new for new in (text, *(f"{text} {tail}" for tail in tails)) if new not in self._recent)

    def _worded(self, cue: Cue, rng: np.random.Generator) -> Sentence:
        move = chosen_move(cue, rng)
        subject = cue.subject
        if move == "change" and cue.young:
            move = "muse"
        worn_out = cue.stale or self._worn_out(subject, cue.language)
        if move == "change" or (worn_out and move not in _WHOLE and not cue.owes):
            move, subject = "change", self._next_subject(cue, rng)
        parts = [self._address(cue, move, rng) + self._core(cue, move, subject, rng)]
        if rng.random() < 0.4 * cue.speaker.temperament.talkativeness and move not in ("ask", "change"):
            parts.append(self.phrases.choose(getattr(TALK[cue.language], f"tail_{band(cue.tone)}"), rng))
        return Sentence(filled(capitalised(" ".join(parts)), self._slots(cue, subject)), move, subject)

    def _address(self, cue: Cue, move: str, rng: np.random.Generator) -> str:
        if cue.target is None or not cue.named:
            return ""
        talk = TALK[cue.language]
        tone = "plain" if move in ("answer", "change", "ask") and band(cue.tone) != "warm" else band(cue.tone)
        addresses: tuple[str, ...] = getattr(talk, f"address_{tone}")
        if move in _WHOLE or move == "ask":
            addresses += getattr(talk, f"opener_{tone}")
        return self.phrases.choose(addresses, rng)

    def _core(self, cue: Cue, move: str, subject: Subject, rng: np.random.Generator) -> str:
        talk = TALK[cue.language]
        if move in _WHOLE:
            return self.phrases.choose(getattr(talk, move), rng)
        if move == "ask":
            return self._question(cue, subject, rng, general=0.4)
        if move == "tell":
            return self._led(talk.muse, self._own_line(cue, subject, rng), rng)
        if move == "change" and rng.random() < 0.5:
            return self._led(talk.change, self._question(cue, subject, rng, general=0.0), rng)
        stance = _STANCE_OF_LEAD.get(move, "")
        if not stance or (move == "refer_for" and band(cue.tone) == "cold"):  # with a friend against the target
            stance = "pro" if cue.tone >= 0 else "contra"
        return self._led(getattr(talk, move), self._line(cue, subject, stance, rng), rng)

    def _led(self, leads: tuple[str, ...], line: str, rng: np.random.Generator) -> str:
        lead = self.phrases.choose(leads, rng)
        if lead.endswith(":") and ": " in line:
            lead = lead[:-1] + "."  # one colon in a sentence is enough
        return f"{lead} {line}"

    def _question(self, cue: Cue, subject: Subject, rng: np.random.Generator, *, general: float) -> str:
        talk = TALK[cue.language]
        lines = talk.word_ask if subject.key is None else TOPICS[cue.language][subject.key].ask
        if cue.target is not None and (not self.phrases.unused(lines) or rng.random() < general):
            lines = talk.ask
        return self.phrases.choose(lines, rng)

    def _own_line(self, cue: Cue, subject: Subject, rng: np.random.Generator) -> str:
        sayings = cue.speaker.sayings(cue.language)
        if self.phrases.unused(sayings):
            return self.phrases.choose(sayings, rng)
        return self._line(cue, subject, "pro" if cue.tone >= 0 else "contra", rng)

    def _line(self, cue: Cue, subject: Subject, stance: str, rng: np.random.Generator) -> str:
        lines = _lines(subject, stance, cue.language)
        if not self.phrases.unused(lines):
            lines = _lines(Subject(None), stance, cue.language)  # fits any subject
        return self.phrases.choose(lines, rng)

    def _worn_out(self, subject: Subject, language: Language) -> bool:
        return not all(self.phrases.unused(_lines(subject, stance, language)) for stance in ("pro", "contra"))

    def _next_subject(self, cue: Cue, rng: np.random.Generator) -> Subject:
        waiting = tuple(
            key for key in cue.agenda if key != cue.subject.key and not self._worn_out(Subject(key), cue.language)
        )
        if waiting:
            return Subject(waiting[0])
        return fresh_subject(cue.speaker.interests, cue.subject, cue.language, self.phrases, rng)

    def _slots(self, cue: Cue, subject: Subject) -> Mapping[str, str]:
        return {
            "name": shown(cue.target.member.name, NAME_LIMIT) if cue.target is not None else "",
            "other": shown(cue.other.member.name, NAME_LIMIT) if cue.other is not None else "",
            "word": label(subject, cue.language),
        }


def _lines(subject: Subject, stance: str, language: Language) -> tuple[str, ...]:
    if subject.key is None:
        talk = TALK[language]
        return talk.word_pro if stance == "pro" else talk.word_contra
    lines = TOPICS[language][subject.key]
    return lines.pro if stance == "pro" else lines.contra


def fresh_subject(
    interests: tuple[str, ...],
    current: Subject | None,
    language: Language,
    phrases: Phrasebook,
    rng: np.random.Generator,
) -> Subject:
    """Return a known subject that has much left to say: one of the interests if possible, never the current one."""

    def left(key: str) -> int:
        lines = TOPICS[language][key]
        return min(phrases.unused(lines.pro), phrases.unused(lines.contra))

    barred = current.key if current is not None else None
    wanted = [key for key in interests if key != barred and left(key) >= 2]
    others = [key for key in TOPICS[language] if key != barred]
    most = max(left(key) for key in others)
    keys = wanted if wanted and rng.random() < 0.8 else [key for key in others if left(key) == most]
    return Subject(keys[int(rng.integers(len(keys)))])
