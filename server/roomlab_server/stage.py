"""The seam between the room and those who talk in it.

The server's core implements :class:`Stage`: what a conversation may see of a room and do in it. The orchestration
implements :class:`Conductor`: what a room may ask of a conversation. Neither imports the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mood:
    """How an agent feels: a word, its level in [0, 1], and how a front end may show it."""

    mood: str
    level: float
    icon: str | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Performer:
    """An agent of the room, as a conversation sees it at one moment."""

    id: int
    name: str
    character: str
    mood: Mood
    is_narrator: bool = False


class Stage(Protocol):
    """What a conversation may see of a room and do in it.

    Every action is durable when it returns and has been sent to the room's subscribers. An action on an agent that has
    left the room in the meantime does nothing.
    """

    @property
    def room_id(self) -> int:
        """The room."""

    @property
    def orchestration_type(self) -> str:
        """``single``, ``circular``, ``narrator`` or ``full_context``."""

    @property
    def model(self) -> str | None:
        """What moves its ties, as it was asked for when it was made; None for the server's own choice."""

    @property
    def seed(self) -> int | None:
        """The seed that was asked for; None for one of the server's."""

    @property
    def speed(self) -> float:
        """The room's speed now, 0.1 to 10; read before every pause, so that a change works at once."""

    def performers(self) -> list[Performer]:
        """Return the agents that are in the room now, in the order in which they joined."""

    def sympathy(self, source: int, target: int) -> float:
        """Return what `source` feels towards `target` now, in [-1, 1]; 0 without a tie."""

    async def say(self, text: str, *, sender: str, agent_id: int | None) -> None:
        """Post a message under the name `sender`."""

    async def set_sympathy(self, source: int, target: int, sympathy: float) -> None:
        """Change one directed tie; `sympathy` in [-1, 1]."""

    async def set_mood(self, agent_id: int, mood: Mood) -> None:
        """Change how an agent feels."""

    async def remember(self, agent_id: int, content: str, importance: float) -> None:
        """Add to an agent's key memories; `importance` in [0, 1]."""

    async def plan(self, agent_id: int, description: str, status: str) -> None:
        """Add a plan, or change the status (``pending``, ``in_progress``, ``done``) of the one so described."""


class Conductor(Protocol):
    """What a room may ask of its conversation. One per room, made when first needed. All calls return at once."""

    @property
    def running(self) -> bool:
        """Whether a dialogue runs now."""

    def hear(self, text: str, *, sender: str) -> None:
        """Take a user's message: start the dialogue that answers it, or let it join the one that runs."""

    def start(self) -> None:
        """Start a dialogue without a message (``orchestration/start``); nothing if one runs."""

    async def answer(self, agent_id: int, text: str, *, sender: str) -> str | None:
        """Return one agent's answer to words said to it alone, or None while a dialogue answers on the socket.

        The answer's sympathy and mood changes are made; the caller stores the answer with the message.
        """

    async def stop(self) -> None:
        """End the dialogue, if one runs, after the action in hand; idempotent."""
