"""The agents of one room at work: what the conversation decides is done on the stage, one action after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roomlab.simulation.conversation import Conversation, Feeling, Member, Narrator, Reaction, Utterance, valence_of
from roomlab.simulation.llm import LanguageModelError, Remark

from ..stage import Mood, Performer, Stage
from .dynamics import Dynamics
from .pace import Pace, Stopped
from .voice import Voice

SYSTEM = "Система"


class Ensemble:
    """The agents of a room and their narrator.

    Parameters
    ----------
    stage : Stage
        Where they act.
    rng : numpy.random.Generator
        All chance of the room.
    pace : Pace
        Lets a dialogue be ended while it waits for words.
    voice : Voice, optional
        Who gives the agents words; by default they find their own.
    dynamics : Dynamics, optional
        What moves the ties; by default what is said.
    """

    def __init__(
        self,
        stage: Stage,
        rng: np.random.Generator,
        pace: Pace,
        *,
        voice: Voice | None = None,
        dynamics: Dynamics | None = None,
    ) -> None:
        self._stage = stage
        self._rng = rng
        self._pace = pace
        self._voice = voice
        self._dynamics = dynamics
        self.conversation = Conversation(int(rng.integers(2**63)))
        self.narrator = Narrator(self.conversation)
        self._lead: Performer | None = None

    @property
    def rng(self) -> np.random.Generator:
        """All chance of the room."""
        return self._rng

    @property
    def lead(self) -> Performer | None:
        """The visible narrator agent, if the room has one."""
        return self._lead

    def gather(self) -> list[int]:
        """Seat the agents that are in the room now, the narrator apart; return them in order of joining."""
        performers = self._stage.performers()
        self._lead = next((who for who in performers if who.is_narrator), None)
        members = [_member(who) for who in performers if not who.is_narrator]
        self.conversation.seat(members)
        return [member.id for member in members]

    def hear(self, text: str, *, sender: str, to: int | None = None) -> None:
        """Take words from outside, meant for all or for one."""
        self.conversation.hear(text, to)
        if self._voice is not None:
            self._voice.hear(text, sender=sender, outside=True)

    def missed(self) -> bool:
        """Whether words came too late for the dialogue that has just ended, and somebody is there to answer them."""
        self.gather()
        return self.conversation.fresh and bool(self.conversation.waiting())

    async def perform(self, agent: int, *, reply: float = 0.35, recall: float = 1.0) -> Utterance | None:
        """Let an agent speak and everybody react; nothing when it has left."""
        if agent not in self.gather():
            return None
        draft = self.conversation.speak(agent, self._stage.sympathy, self._rng, reply=reply, recall=recall)
        name = self.conversation.roster[agent].member.name
        said = await self._worded(draft, name)
        if said is None:
            return None
        await self._stage.say(said.text, sender=name, agent_id=agent)
        self._note(said.text, name)
        await self._feel(said)
        return said

    async def confide(self, agent: int, text: str, sender: str = "user") -> str | None:
        """Return an agent's answer to words said to it alone; what it feels and makes others feel is done."""
        agents = self.gather()
        if self._lead is not None and self._lead.id == agent:
            self.conversation.hear(text)
            return self.narrator.between(self._stage.sympathy, self._rng) if agents else self.narrator.alone(self._rng)
        if agent not in agents:
            return None
        self.conversation.hear(text, to=agent)
        draft = self.conversation.speak(agent, self._stage.sympathy, self._rng, alone=True)
        said = await self._worded(draft, self.conversation.roster[agent].member.name, Remark(sender, text))
        if said is None:
            return None
        await self._feel(said)
        return said.text

    async def tell(self, text: str, sender: str) -> None:
        """Post the words of somebody who is no agent."""
        await self._stage.say(text, sender=sender, agent_id=None)

    async def tell_as_lead(self, text: str, otherwise: str) -> None:
        """Post the narrator's words: the visible narrator agent's, or under the name `otherwise` when it is missing."""
        if self._lead is None:
            await self.tell(text, otherwise)
        else:
            await self._stage.say(text, sender=self._lead.name, agent_id=self._lead.id)
        self._note(text, otherwise if self._lead is None else self._lead.name)

    def summary(self, said: Sequence[Utterance]) -> str:
        """Return a summary of what was said."""
        still = [utterance for utterance in said if utterance.speaker in self.conversation.roster]
        return self.narrator.summary(still, self._stage.sympathy, self._rng)

    def between(self) -> str:
        """Return the narrator's words between two rounds."""
        return self.narrator.between(self._stage.sympathy, self._rng)

    def final(self) -> str:
        """Return the room's final answer."""
        return self.narrator.final(self._stage.sympathy, self._rng)

    # Words from a language model

    def _note(self, text: str, sender: str) -> None:
        if self._voice is not None:
            self._voice.hear(text, sender=sender)

    async def _worded(self, draft: Utterance, name: str, confided: Remark | None = None) -> Utterance | None:
        """Return what an agent says in the place of its draft; None when it has no words, or has left meanwhile."""
        if self._voice is None:
            return draft
        work = self._words(self._voice, draft, [] if confided is None else [confided])
        try:
            # What is confided is answered outside of the dialogue's task, which `Pace.stop` ends.
            text = await (work if confided else self._pace.hold(work))
        except LanguageModelError as error:
            self.conversation.withdraw(draft)
            excuse = self._voice.excuse(name, error, self.conversation.language)
            if excuse is not None:
                await self.tell(excuse, SYSTEM)
            return None
        except Stopped:
            self.conversation.withdraw(draft)
            raise
        if draft.speaker not in self.gather():
            self.conversation.withdraw(draft)
            return None
        return self.conversation.reword(draft, text)

    async def _words(self, voice: Voice, draft: Utterance, confided: list[Remark]) -> str:
        roster = self.conversation.roster
        me = roster[draft.speaker].member
        feelings = {roster[other].member.name: self._stage.sympathy(me.id, other) for other in roster if other != me.id}
        to = None if draft.target is None else roster[draft.target].member.name
        return await voice.words(me.name, me.character, feelings, to, confided)

    async def _feel(self, said: Utterance) -> None:
        here = self.gather()
        reaction = self.conversation.react(said, self._stage.sympathy, self._rng)
        if self._dynamics is None:
            for tie in reaction.ties:
                await self._stage.set_sympathy(tie.source, tie.target, tie.sympathy)
        else:
            await self._dynamics.step(here)
        await self._apply(reaction)

    async def _apply(self, reaction: Reaction) -> None:
        for change in reaction.moods:
            await self._stage.set_mood(change.agent, _mood(change.feeling))
        for memory in reaction.memories:
            await self._stage.remember(memory.agent, memory.content, memory.importance)
        for plan in reaction.plans:
            await self._stage.plan(plan.agent, plan.description, plan.status)


def _member(who: Performer) -> Member:
    return Member(who.id, who.name, who.character, valence_of(who.mood.mood, who.mood.level))


def _mood(feeling: Feeling) -> Mood:
    return Mood(feeling.mood, feeling.level, feeling.icon, feeling.color)
