"""A room that talks without a server: the conversation, and the ties that its caller keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from roomlab.simulation.conversation import CHARACTERS, Conversation, Member, Reaction, Utterance


@dataclass
class TalkingRoom:
    """A conversation together with its ties."""

    conversation: Conversation
    rng: np.random.Generator
    ties: dict[tuple[int, int], float] = field(default_factory=dict)
    said: list[Utterance] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)

    def sympathy(self, source: int, target: int) -> float:
        return self.ties.get((source, target), 0.0)

    def turn(self, speaker: int | None = None, **options: object) -> Utterance:
        agent = self.conversation.next_speaker(self.rng) if speaker is None else speaker
        said = self.conversation.speak(agent, self.sympathy, self.rng, **options)
        reaction = self.conversation.react(said, self.sympathy, self.rng)
        self.ties.update({(tie.source, tie.target): tie.sympathy for tie in reaction.ties})
        self.said.append(said)
        self.reactions.append(reaction)
        return said


MakeRoom = Callable[..., TalkingRoom]


@pytest.fixture
def make_room() -> MakeRoom:
    """A function that makes a room of so many ready-made characters, or of the given members."""

    def make(
        members: int | Sequence[Member] = 4, seed: int = 7, text: str | None = None, turns: int = 0
    ) -> TalkingRoom:
        if isinstance(members, int):
            members = [
                Member(number, who.name, who.character) for number, who in enumerate(CHARACTERS[:members], start=1)
            ]
        rng = np.random.default_rng(seed)
        conversation = Conversation(int(rng.integers(2**63)))
        conversation.seat(members)
        if text is None:
            conversation.begin(rng)
        else:
            conversation.hear(text)
        room = TalkingRoom(conversation, rng)
        for _ in range(turns):
            room.turn()
        return room

    return make
