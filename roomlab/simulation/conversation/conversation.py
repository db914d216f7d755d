"""A conversation: who says what to whom next."""

from __future__ import annotations

import dataclasses
from collections import Counter, deque
from collections.abc import Sequence

import numpy as np

from roomlab.simulation.conversation.dynamics import Parameters, bounded, moved, openness_rate, tone_drawn
from roomlab.simulation.conversation.feelings import Feeling, feeling_at
from roomlab.simulation.conversation.reactions import Audience
from roomlab.simulation.conversation.reading import (
    Language,
    Subject,
    language_of,
    mentioned,
    subject_of,
    subjects_in,
    tone_of,
)
from roomlab.simulation.conversation.records import Reaction, Sympathy, Utterance
from roomlab.simulation.conversation.roster import Member, Roster, Seat
from roomlab.simulation.conversation.speech import Cue, Speaker, fresh_subject

_RECENT = 24  # utterances that are remembered
_YOUNG, _STALE = 3, 10  # utterances about a subject before it may be changed, and until it must be


class Conversation:
    """A room of agents that talk.

    It holds moods, expectations, the subject and what was said; the ties stay with the caller. Nothing in it reads a
    clock or draws random numbers of its own: every draw comes from the generator that a call brings, and what lasts,
    tastes and temperaments, from the seed and the agent's id, so that one newcomer changes nobody else.

    Parameters
    ----------
    seed : int
        Not negative.
    parameters : Parameters, optional
        The numbers of the model.
    """

    def __init__(self, seed: int, parameters: Parameters | None = None) -> None:
        self.parameters = parameters or Parameters()
        self.roster = Roster(seed, self.parameters)
        self.speaker = Speaker()
        self.subject: Subject | None = None
        self.question: Subject | None = None
        self._agenda: tuple[str, ...] = ()
        self.spoken: deque[Utterance] = deque(maxlen=_RECENT)
        self._heard_language: Language | None = None
        self._unanswered: set[int] = set()
        self._called: list[int] = []
        self._questions: dict[int, int] = {}
        self._fresh = False
        self._audience = Audience(self.roster, self.speaker.phrases, self.parameters)

    def seat(self, members: Sequence[Member]) -> None:
        """Let exactly these members take part from now on."""
        self.roster.update(members)
        self._unanswered &= set(self.roster)
        self._called = [agent for agent in self._called if agent in self.roster]
        self._questions = {
            asked: by for asked, by in self._questions.items() if asked in self.roster and by in self.roster
        }

    @property
    def language(self) -> Language:
        """The language of the last words from outside, else of most characters; Russian when nobody tells."""
        if self._heard_language is not None:
            return self._heard_language
        votes = Counter(seat.language for seat in self.roster.seats() if seat.language is not None)
        return "en" if votes["en"] > votes["ru"] else "ru"

    def hear(self, text: str, to: int | None = None) -> None:
        """Take words from outside: they set the language and the subject, touch moods, and await answers.

        Parameters
        ----------
        text : str
            Anything.
        to : int, optional
            The agent they are meant for; otherwise those named in the text answer first, then all.
        """
        self._heard_language = language_of(text) or self._heard_language
        self.subject = self.question = subject_of(text) or self.subject
        self._agenda = subjects_in(text)
        self._called = [agent for agent in (self._named_in(text) if to is None else [to]) if agent in self.roster]
        self._unanswered |= set(self.roster) if to is None else set(self._called)
        self._fresh = True
        self._questions.clear()
        tone = tone_of(text)
        for seat in self.roster.seats() if to is None else [self.roster[agent] for agent in self._called]:
            seat.valence = moved(seat.valence, tone, openness_rate(self.parameters.rate_mood, seat.temperament))

    def begin(self, rng: np.random.Generator) -> None:
        """Start without words from outside: find a subject that interests somebody."""
        self._heard_language = None
        self._agenda = ()
        self.subject = self.question = self._new_subject(rng)

    def topic(self, rng: np.random.Generator) -> Subject:
        """Return what the conversation is about; when nobody has said so, something that interests somebody."""
        if self.subject is None:
            self.subject = self.question = self._new_subject(rng)
        return self.subject

    def _new_subject(self, rng: np.random.Generator) -> Subject:
        interests = tuple(key for seat in self.roster.seats() for key in seat.interests)
        return fresh_subject(interests, self.subject, self.language, self.speaker.phrases, rng)

    @property
    def fresh(self) -> bool:
        """Whether words from outside wait that nobody has taken up."""
        return self._fresh

    def waiting(self) -> list[int]:
        """Return who has yet to answer the last words from outside: those called first, then who was silent longest."""
        others = [agent for agent in self.roster if agent in self._unanswered and agent not in self._called]
        return [*self._called, *sorted(others, key=lambda agent: -self._silence(agent))]

    def called(self) -> int | None:
        """Return the agent that words from outside called by name and that has not spoken since, if there is one."""
        return self._called[0] if self._called else None

    def _named_in(self, text: str) -> list[int]:
        seats = self.roster.seats()
        return [seats[place].member.id for place in mentioned(text, [seat.member.name for seat in seats])]

    def feeling(self, agent: int) -> Feeling:
        """Return how an agent feels now."""
        seat = self.roster[agent]
        return feeling_at(seat.valence, seat.temperament.temper)

    # Speaking

    def next_speaker(self, rng: np.random.Generator) -> int:
        """Return who speaks next: mostly the one last spoken to, else whoever is talkative.

        The rule follows Sacks, Schegloff and Jefferson (1974), "A simplest systematics for the organization of
        turn-taking for conversation", Language 50, 696-735: the current speaker selects the next, else speakers
        select themselves. Nobody speaks twice in a row unless alone.

        Raises
        ------
        ValueError
            If nobody is there.
        """
        agents = list(self.roster)
        if not agents:
            raise ValueError("nobody is in the conversation; seat at least one member first")
        last = self.spoken[-1] if self.spoken else None
        if (
            last is not None
            and last.target is not None
            and last.target in self.roster
            and rng.random() < (0.15 if self._is_duet() else 0.55)
        ):
            return last.target
        free = [agent for agent in agents if last is None or agent != last.speaker] or agents
        weights = np.array([self._urge(agent) for agent in free])
        return free[int(rng.choice(len(free), p=weights / weights.sum()))]

    def _is_duet(self) -> bool:
        """Whether the last four utterances were two agents' alone: time for the others."""
        return len(self.spoken) >= 4 and len({said.speaker for said in list(self.spoken)[-4:]}) <= 2

    def _urge(self, agent: int) -> float:
        return (0.2 + self.roster[agent].temperament.talkativeness) * (1.0 + self._silence(agent))

    def _silence(self, agent: int) -> int:
        """Return how many utterances ago an agent spoke last."""
        return next((age for age, said in enumerate(reversed(self.spoken)) if said.speaker == agent), _RECENT)

    def speak(
        self,
        speaker: int,
        sympathy: Sympathy,
        rng: np.random.Generator,
        *,
        target: int | None = None,
        alone: bool = False,
        reply: float = 0.35,
        recall: float = 1.0,
    ) -> Utterance:
        """Let an agent speak.

        Parameters
        ----------
        speaker : int
            A seated agent.
        sympathy : callable
            The ties now.
        rng : numpy.random.Generator
            Draws everything that this utterance leaves to chance.
        target : int, optional
            To whom; otherwise the speaker chooses.
        alone : bool, optional
            Whether it speaks to nobody in the room: to the user, for instance.
        reply : float, optional
            Probability that an agent who has not yet answered the user does so instead of turning to another agent.
        recall : float, optional
            How much more often than usual it refers to earlier speakers.

        Returns
        -------
        Utterance
            What it says; nothing is felt by anybody yet, see `react`.
        """
        seat = self.roster[speaker]
        to_user = speaker in self._unanswered and self.subject == self.question
        direct = speaker in self._called or (to_user and (self._fresh or rng.random() < reply))
        if target is None and not alone and not direct:
            target = self._addressee(speaker, sympathy, rng)
        cue = self._cue(seat, target, sympathy, rng, recall)
        cue = dataclasses.replace(cue, owes=to_user or direct, to_user=target is None and (to_user or direct))
        sentence = self.speaker.say(cue, rng)
        self._fresh = False
        self._unanswered.discard(speaker)
        self._called = [agent for agent in self._called if agent != speaker]
        self._questions.pop(speaker, None)
        if target is not None and (sentence.move == "ask" or sentence.text.endswith("?")):
            self._questions[target] = speaker
        self.subject = sentence.subject
        said = Utterance(speaker, target, cue.tone, sentence.move, sentence.subject, cue.language, sentence.text)
        self.spoken.append(said)
        return said

    def reword(self, draft: Utterance, text: str) -> Utterance:
        """Put other words in the place of those of an utterance; return what it is then.

        Tone, subject and language are read from the words (`tone_of`, `subject_of`, `language_of`). They are meant for
        the one for whom the draft was, unless they name others only: then for the first of those.
        """
        others = [seat.member for seat in self.roster.seats() if seat.member.id != draft.speaker]
        named = [others[place].id for place in mentioned(text, [member.name for member in others])]
        target = draft.target if draft.target in named or not named else named[0]
        said = dataclasses.replace(
            draft,
            text=text,
            target=target,
            tone=tone_of(text),
            subject=subject_of(text) or draft.subject,
            language=language_of(text) or draft.language,
        )
        self._exchange(draft, said)
        self.subject = said.subject
        if target is not None and text.rstrip().endswith("?"):
            self._questions[target] = draft.speaker
        return said

    def withdraw(self, draft: Utterance) -> None:
        """Take an utterance back that nobody has heard: its speaker had no words for it."""
        self._exchange(draft, None)

    def _exchange(self, draft: Utterance, said: Utterance | None) -> None:
        if draft.target is not None and self._questions.get(draft.target) == draft.speaker:
            del self._questions[draft.target]
        kept = [said if known is draft else known for known in self.spoken]
        self.spoken = deque((known for known in kept if known is not None), maxlen=_RECENT)

    def _addressee(self, speaker: int, sympathy: Sympathy, rng: np.random.Generator) -> int | None:
        others = [agent for agent in self.roster if agent != speaker]
        if not others:
            return None
        if (asker := self._questions.get(speaker)) is not None:
            return asker
        last = self.spoken[-1].speaker if self.spoken else None
        if last is not None and last in self.roster and last != speaker and rng.random() < 0.5:
            return last
        weights = np.array([0.3 + abs(bounded(sympathy(speaker, agent))) for agent in others])
        return others[int(rng.choice(len(others), p=weights / weights.sum()))]

    def _cue(self, seat: Seat, target: int | None, sympathy: Sympathy, rng: np.random.Generator, recall: float) -> Cue:
        me = seat.member.id
        other = self._referred(me, target, rng)
        last = self.spoken[-1].speaker if self.spoken else None
        subject = self.topic(rng)
        age = sum(said.subject == subject for said in list(self.spoken)[-_STALE:])
        return Cue(
            speaker=seat,
            target=None if target is None else self.roster[target],
            tone=self._tone(seat, target, sympathy, rng),
            subject=subject,
            language=self.language,
            named=target != last or rng.random() < 0.5,
            asked=target is not None and self._asks(target),
            heard=target is None or self._silence(target) < 6,
            young=age < _YOUNG,
            stale=age >= _STALE,
            agenda=self._agenda,
            other=None if other is None else self.roster[other],
            other_liked=other is None or bounded(sympathy(me, other)) + 0.5 * self.roster.affinity(me, other) >= 0,
            recall=recall,
        )

    def _asks(self, agent: int) -> bool:
        """Whether one of the last three utterances is a question of an agent's."""
        return any(said.speaker == agent and said.text.endswith("?") for said in list(self.spoken)[-3:])

    def _referred(self, speaker: int, target: int | None, rng: np.random.Generator) -> int | None:
        earlier = {said.speaker for said in list(self.spoken)[-6:]} - {speaker, target}
        known = [agent for agent in self.roster if agent in earlier]
        return known[int(rng.integers(len(known)))] if known else None

    def _tone(self, seat: Seat, target: int | None, sympathy: Sympathy, rng: np.random.Generator) -> float:
        me = seat.member.id
        return tone_drawn(
            seat.temperament,
            sympathy=0.0 if target is None else bounded(sympathy(me, target)),
            mood=seat.valence,
            affinity=0.0 if target is None else self.roster.affinity(me, target),
            heard=0.0 if target is None else seat.heard.get(target, 0.0),
            noise=float(rng.standard_normal()),
            parameters=self.parameters,
        )

    def react(self, said: Utterance, sympathy: Sympathy, rng: np.random.Generator) -> Reaction:
        """Let everybody feel what was said; moods change here, the ties are returned for the caller to change.

        Parameters
        ----------
        said : Utterance
            What `speak` returned.
        sympathy : callable
            The ties now.
        rng : numpy.random.Generator
            Chooses the words of memories and plans.

        Returns
        -------
        Reaction
            Nothing about agents who are no longer seated.
        """
        return self._audience.react(said, sympathy, rng)
