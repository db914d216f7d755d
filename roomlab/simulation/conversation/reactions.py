"""What an utterance does to those who hear it: ties, moods, memories, plans."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from roomlab.simulation.conversation.dynamics import Parameters, bounded, felt, moved, openness_rate, taken, witnessed
from roomlab.simulation.conversation.feelings import feeling_at
from roomlab.simulation.conversation.reading import shown
from roomlab.simulation.conversation.records import (
    Memory,
    MoodChange,
    PlanChange,
    Reaction,
    Sympathy,
    TieChange,
    Utterance,
)
from roomlab.simulation.conversation.roster import Plan, Roster, Seat
from roomlab.simulation.conversation.wording import NAME_LIMIT, STORY, Phrasebook, filled, label

SMALLEST_CHANGE = 0.01
"""Changes of a tie smaller than this are not made."""
BYSTANDER_CHANGES = 8
"""Ties of bystanders that one utterance moves at most, the strongest changes first: so a big room stays cheap."""
_NOTABLE = 0.5  # strength of a tone worth a memory
_QUESTION = 0.4  # importance of having been asked something
_ATTACHED = 0.3  # strength of a tie worth a plan
_MEMORY_EVERY = 3  # utterances between two memories of a room
_NEXT_STATUS = {"pending": "in_progress", "in_progress": "done"}


class Audience:
    """Those who hear a conversation.

    Parameters
    ----------
    roster : Roster
        Whose feelings change.
    phrases : Phrasebook
        Words of memories and plans.
    parameters : Parameters
        The numbers of the model.
    """

    def __init__(self, roster: Roster, phrases: Phrasebook, parameters: Parameters) -> None:
        self._roster = roster
        self._phrases = phrases
        self._parameters = parameters
        self._since_memory = _MEMORY_EVERY

    def react(self, said: Utterance, sympathy: Sympathy, rng: np.random.Generator) -> Reaction:
        """Return what an utterance changes; moods and expectations change at once."""
        if said.speaker not in self._roster:
            return Reaction()
        speaker = self._roster[said.speaker]
        target = self._roster[said.target] if said.target is not None and said.target in self._roster else None
        ties = [*self._addressed_tie(said, target, sympathy), *self._bystander_ties(said, target, sympathy)]
        self._settle(speaker)
        self._hear(said)
        return Reaction(
            ties=tuple(ties),
            moods=tuple(self._mood_changes()),
            memories=tuple(self._memories(said, target, rng)),
            plans=tuple(self._plans(said, speaker, target, sympathy, rng)),
        )

    # Ties

    def _addressed_tie(self, said: Utterance, target: Seat | None, sympathy: Sympathy) -> Iterator[TieChange]:
        if target is None:
            return
        me, speaker = target.member.id, said.speaker
        now = bounded(sympathy(me, speaker))
        meaning = felt(said.tone, target.level, self._parameters)
        affinity = self._roster.affinity(me, speaker)
        pull = taken(meaning, sympathy=now, affinity=affinity, parameters=self._parameters)
        yield from _change(
            me, speaker, now, moved(now, pull, openness_rate(self._parameters.rate_heard, target.temperament))
        )

    def _bystander_ties(self, said: Utterance, target: Seat | None, sympathy: Sympathy) -> list[TieChange]:
        changes: list[tuple[float, TieChange]] = []
        for agent in self._roster:
            if agent == said.speaker or (target is not None and agent == target.member.id):
                continue
            for source, other, now, new in self._witness(agent, said, target, sympathy):
                changes += [(-abs(new - now), change) for change in _change(source, other, now, new)]
        changes.sort(key=lambda item: item[0])
        return [change for _, change in changes[:BYSTANDER_CHANGES]]

    def _witness(
        self, agent: int, said: Utterance, target: Seat | None, sympathy: Sympathy
    ) -> Iterator[tuple[int, int, float, float]]:
        seat = self._roster[agent]
        rate = openness_rate(self._parameters.rate_bystander, seat.temperament)
        meaning = felt(said.tone, seat.level, self._parameters)
        to_speaker = bounded(sympathy(agent, said.speaker))
        to_target = 0.0 if target is None else bounded(sympathy(agent, target.member.id))
        affinity = self._roster.affinity(agent, said.speaker)
        pull = witnessed(meaning, to_target, sympathy=to_speaker, affinity=affinity, parameters=self._parameters)
        yield agent, said.speaker, to_speaker, moved(to_speaker, pull, rate)
        if target is not None:
            yield agent, target.member.id, to_target, moved(to_target, meaning * to_speaker, rate)

    # Moods and expectations

    def _hear(self, said: Utterance) -> None:
        for seat in self._roster.seats():
            if seat.member.id == said.speaker:
                continue
            meant = seat.member.id == said.target
            if meant:
                seat.heard[said.speaker] = said.tone
                rate = self._parameters.rate_mood * (0.5 + seat.temperament.temper)
                seat.valence = moved(seat.valence, felt(said.tone, seat.level, self._parameters), rate)
            if said.target is not None:
                rate = self._parameters.level_rate * (1.0 if meant else 0.5)
                seat.level = bounded(seat.level + rate * (said.tone - seat.level))

    def _settle(self, speaker: Seat) -> None:
        decay = self._parameters.mood_decay
        speaker.valence = bounded(speaker.valence + decay * (speaker.rest - speaker.valence))

    def _mood_changes(self) -> Iterator[MoodChange]:
        for seat in self._roster.seats():
            feeling = feeling_at(seat.valence, seat.temperament.temper)
            if feeling.mood != seat.shown.mood or abs(feeling.level - seat.shown.level) >= 0.1:
                seat.shown = feeling
                yield MoodChange(seat.member.id, feeling)

    # What stays

    def _memories(self, said: Utterance, target: Seat | None, rng: np.random.Generator) -> Iterator[Memory]:
        self._since_memory += 1
        if said.move == "reply_user" and self._since_memory >= _MEMORY_EVERY:
            self._since_memory = 0
            phrase = self._phrases.choose(STORY[said.language].memory_user, rng)
            yield Memory(said.speaker, filled(phrase, {"word": label(said.subject, said.language)}), _QUESTION)
        if target is None or abs(said.tone) < _NOTABLE or self._since_memory < _MEMORY_EVERY:
            return
        self._since_memory = 0
        story = STORY[said.language]
        phrase = self._phrases.choose(story.memory_warm if said.tone > 0 else story.memory_cold, rng)
        slots = {"name": self._name(said.speaker), "word": label(said.subject, said.language)}
        yield Memory(target.member.id, filled(phrase, slots), round(abs(said.tone), 2))

    def _plans(
        self, said: Utterance, speaker: Seat, target: Seat | None, sympathy: Sympathy, rng: np.random.Generator
    ) -> Iterator[PlanChange]:
        if (plan := speaker.plan) is not None and plan.target == said.target:
            plan.status = _NEXT_STATUS[plan.status]
            speaker.plan = None if plan.status == "done" else plan
            yield PlanChange(said.speaker, plan.description, plan.status)
        if target is None:
            return
        if target.plan is not None and target.plan.target in self._roster:
            return
        liking = bounded(sympathy(target.member.id, said.speaker))
        if abs(liking) >= _ATTACHED and rng.random() < 0.5:
            story = STORY[said.language]
            phrase = self._phrases.choose(story.plan_warm if liking > 0 else story.plan_cold, rng)
            target.plan = Plan(said.speaker, filled(phrase, {"name": self._name(said.speaker)}))
            yield PlanChange(target.member.id, target.plan.description, target.plan.status)

    def _name(self, agent: int) -> str:
        return shown(self._roster[agent].member.name, NAME_LIMIT)


def _change(source: int, target: int, now: float, new: float) -> Iterator[TieChange]:
    rounded = round(new, 3)
    if abs(rounded - now) >= SMALLEST_CHANGE:
        yield TieChange(source, target, rounded)
