"""Plays a plan into a room of any server of the contract, one step after the other."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab._wire import agent_reference, parse_agent, parse_message
from roomlab.cli._plan import Plan, Say, Step
from roomlab.errors import RequestError
from roomlab.events import EdgeUpdate, Message
from roomlab.sources._rest import RestClient
from roomlab.sources._resync import HistoryReader, age
from roomlab.sources._tie_batches import LARGEST, set_batch, takes_batches

__all__ = ["Player", "already_said", "make_room"]

PAGE = 100
"""Messages of one page: the most that the contract allows."""

TOO_MANY = 429
BREATH = 1.0
"""Seconds to wait when the server asks for fewer messages."""


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
        self._client = client
        self._path = f"/api/rooms/{quote(room, safe='')}"
        self._plan = plan
        self._speed = speed
        self._clock = clock
        self._ids: dict[str, str] = {}
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
        await self._client.request("GET", self._path)  # tells whether the server takes ties in batches
        roster = (await self._client.request("GET", f"{self._path}/agents"))["agents"]
        self._ids = {agent.name: agent.id for agent in map(parse_agent, roster)}
        said = await self._messages() if self._ids else []
        for name in self._plan.names:
            if name not in self._ids:
                made = await self._client.request(
                    "POST", f"{self._path}/agents", {"name": name, "character": character}
                )
                self._ids[name] = parse_agent(made).id
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
                await self._say(step)
                self.done += 1
            else:
                ties = self._due_ties()
                await self._set(ties)
                self.done += len(ties)

    def _seconds_until(self, step: Step) -> float:
        return 0.0 if self._speed is None else self._start + step.at / self._speed - self._clock.monotonic()

    def _due_ties(self) -> list[EdgeUpdate]:
        """Return the ties that it is time to set, with no message in between; one, where the server takes no more."""
        most = LARGEST if takes_batches(self._client) else 1
        due: list[EdgeUpdate] = []
        for step in self._plan.steps[self.done : self.done + most]:
            if isinstance(step, Say) or (due and self._seconds_until(step) > 0):
                break
            due.append(EdgeUpdate(self._ids[step.source], self._ids[step.target], step.sympathy))
        return due

    async def _set(self, ties: Sequence[EdgeUpdate]) -> None:
        if len(ties) > 1:
            await set_batch(self._client, self._path, ties)
            return
        (tie,) = ties
        ends = {"agent1Id": agent_reference(tie.source), "agent2Id": agent_reference(tie.target)}
        await self._client.request("PATCH", f"{self._path}/relationships", {**ends, "sympathyLevel": tie.sympathy})

    async def _say(self, step: Say) -> None:
        said = {"text": step.text, "sender": step.sender}
        while True:
            try:
                await self._client.request("POST", f"{self._path}/messages", said)
            except RequestError as error:
                if error.status != TOO_MANY:
                    raise
                await self._clock.sleep(BREATH)  # it stored nothing
            else:
                return

    async def _messages(self) -> list[Message]:
        reader = HistoryReader()
        while not reader.done:
            older = {} if reader.cursor is None else {"after_id": reader.cursor}
            page = await self._client.request("GET", f"{self._path}/messages", params={"limit": PAGE, **older})
            reader.feed([parse_message(fields) for fields in page["messages"]], page.get("hasMore"))
        return sorted(reader.messages.values(), key=age)
