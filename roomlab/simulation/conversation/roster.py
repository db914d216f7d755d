"""Who is in the room: the agents with all that the conversation knows about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from roomlab.simulation.conversation.characters import SAYINGS
from roomlab.simulation.conversation.dynamics import Parameters, affinities, bounded, expected
from roomlab.simulation.conversation.feelings import Feeling, feeling_at
from roomlab.simulation.conversation.reading import Language, language_of, subjects_in
from roomlab.simulation.conversation.temperament import Temperament, read_temperament

_HIDDEN = 3  # dimensions of taste that no description tells
_HIDDEN_SPREAD = 0.7  # so that hidden differences weigh about as much as described ones


@dataclass(frozen=True, slots=True)
class Member:
    """An agent as the room knows it.

    Attributes
    ----------
    id : int
        Its number in the room.
    name : str
        Any text.
    character : str
        Any description; shapes how it talks.
    valence : float
        Its mood when it comes in, in [-1, 1].
    """

    id: int
    name: str
    character: str = ""
    valence: float = 0.0


@dataclass(slots=True)
class Plan:
    """What an agent means to do about another, and how far it is: ``pending``, ``in_progress`` or ``done``."""

    target: int
    description: str
    status: str = "pending"


@dataclass(slots=True)
class Seat:
    """An agent in the conversation: what it is, and how it feels now.

    Attributes
    ----------
    valence : float
        Its mood, in [-1, 1].
    level : float
        Its comparison level: the tone it has come to expect, in [-1, 1].
    heard : dict of int to float
        Speaker to the tone in which it last spoke to this agent.
    """

    member: Member
    temperament: Temperament
    language: Language | None
    interests: tuple[str, ...]
    point: npt.NDArray[np.float64]
    valence: float
    shown: Feeling
    level: float
    heard: dict[int, float] = field(default_factory=dict)
    plan: Plan | None = None

    @property
    def rest(self) -> float:
        """Where the mood returns to when nothing happens, in [-1, 1]."""
        return 0.3 * self.temperament.warmth

    def sayings(self, language: Language) -> tuple[str, ...]:
        """Return the agent's own sayings; empty unless its description is a ready-made one."""
        return SAYINGS.get(self.member.character, {}).get(language, ())


class Roster:
    """The seats of a conversation, in the order in which they were taken.

    Parameters
    ----------
    seed : int
        Not negative. Together with an agent's id it decides what its description leaves open, whoever else is there.
    parameters : Parameters
        The numbers of the model.
    """

    def __init__(self, seed: int, parameters: Parameters) -> None:
        self._seed = seed
        self._parameters = parameters
        self._seats: dict[int, Seat] = {}
        self._place: dict[int, int] = {}
        self._affinity = np.zeros((0, 0))

    def __contains__(self, agent: int) -> bool:
        return agent in self._seats

    def __getitem__(self, agent: int) -> Seat:
        return self._seats[agent]

    def __iter__(self) -> Iterator[int]:
        return iter(self._seats)

    def __len__(self) -> int:
        return len(self._seats)

    def seats(self) -> list[Seat]:
        """Return all seats."""
        return list(self._seats.values())

    def update(self, members: Sequence[Member]) -> None:
        """Seat exactly these members; those who stay keep their feelings, and a new description is read anew."""
        before = self._seats
        self._seats = {member.id: self._seated(member, before.get(member.id)) for member in members}
        if list(before) != list(self._seats) or any(before[agent] is not seat for agent, seat in self._seats.items()):
            self._place = {agent: place for place, agent in enumerate(self._seats)}
            points = [seat.point for seat in self._seats.values()]
            self._affinity = affinities(np.array(points)) if points else np.zeros((0, 0))

    def affinity(self, agent: int, other: int) -> float:
        """Return how much `other` is to the taste of `agent`, in [-1, 1]."""
        return float(self._affinity[self._place[agent], self._place[other]])

    def _seated(self, member: Member, before: Seat | None) -> Seat:
        if before is not None and before.member.character == member.character:
            before.member = member
            return before
        rng = np.random.default_rng([self._seed, abs(member.id), int(member.id < 0)])
        temperament = read_temperament(member.character, rng)
        valence = bounded(member.valence if before is None else before.valence)
        return Seat(
            member=member,
            temperament=temperament,
            language=language_of(member.character) or language_of(member.name),
            interests=subjects_in(member.character),
            point=np.concatenate((temperament.as_point(), _HIDDEN_SPREAD * rng.standard_normal(_HIDDEN))),
            valence=valence,
            shown=feeling_at(valence, temperament.temper),
            level=expected(temperament, self._parameters),
        )
