"""Plays a plan into a room of any server of the contract, one step after the other."""

from __future__ import annotations

from collections.abc import Sequence

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.cli._plan import Plan, Say, Step
from roomlab.cli._room_writer import RoomWriter
from roomlab.events import EdgeUpdate, Message
from roomlab.sources._rest import RestClient

__all__ = ["Player", "already_said", "make_room"]


async def make_room(client: RestClient, name: str, description: str) -> str:
    """Make a room whose agents are quiet by themselves, and return its id."""
    body = {"name": name, "description": description, "orchestration_type": "single"}
    return str((await client.request("POST", "/api/rooms", body))["id"])


def already_said(plan: Plan, messages: Sequence[Message]) -> int:
    """Return how many of the plan's messages, from the first on, a room has in this order, among whatever others."""
    planned = [(step.sender, step.text) for step in plan.steps if isinstance(step, Say)]
    said = 0
    for message in messages:
        if said < len(planned) and (message.sender, message.text) == planned[said]:
            said += 1
    return said


class Player:
    """Plays a plan into a room.

    One request is answered before the next one is sent: a tie changes in the order of the file, also as others see it,
    and what was played is known when something goes wrong. Ties that are due together are one request where the server
    takes that.

    Parameters
    ----------
    client : RestClient
        The server, as the user who owns the room.
    room : str
        The room's id.
    plan : Plan
        What to play.
    speed : float or None
        How many seconds of the plan go by in one second; None for as fast as possible.
    clock : Clock
        What tells and waits for the time.
    """

    def __init__(
        self, client: RestClient, room: str, plan: Plan, speed: float | None, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self._writer = RoomWriter(client, room, clock)
        self._plan = plan
        self._speed = speed
        self._clock = clock
        self._start = 0.0
        self._skipped = 0
        self.done = 0
        """Steps that were played; `Plan.steps` up to here are in the room."""

    async def prepare(self, character: str) -> int:
        """Make the agents that the room lacks, by name, and find what an earlier run has said.

        Parameters
        ----------
        character : str
            What the new agents are like.

        Returns
        -------
        int
            How many messages of the plan the room has already; they are not posted again.
        """
        said = await self._writer.prepare(self._plan.names, character)
        self._skipped = already_said(self._plan, said)
        return self._skipped

    async def play(self) -> None:
        """Play the whole plan, each step at its time."""
        self._start = self._clock.monotonic()
        to_skip = self._skipped
        while self.done < len(self._plan.steps):
            step = self._plan.steps[self.done]
            if isinstance(step, Say) and to_skip:
                to_skip -= 1
                self.done += 1
                continue
            await self._clock.sleep(self._seconds_until(step))
            if isinstance(step, Say):
                await self._writer.say(step.sender, step.text)
                self.done += 1
            else:
                ties = self._due_ties()
                await self._writer.set_ties(ties)
                self.done += len(ties)

    def _seconds_until(self, step: Step) -> float:
        return 0.0 if self._speed is None else self._start + step.at / self._speed - self._clock.monotonic()

    def _due_ties(self) -> list[EdgeUpdate]:
        """Return the ties that it is time to set, with no message in between; one, where the server takes no more."""
        due: list[EdgeUpdate] = []
        ids = self._writer.ids
        for step in self._plan.steps[self.done : self.done + self._writer.most_ties]:
            if isinstance(step, Say) or (due and self._seconds_until(step) > 0):
                break
            due.append(EdgeUpdate(ids[step.source], ids[step.target], step.sympathy))
        return due
