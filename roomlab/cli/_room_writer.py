"""Writes into a room of any server of the contract, by the names of its agents, and reads what others wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab._wire import parse_agent, parse_edge, parse_message
from roomlab.errors import RequestError
from roomlab.events import EdgeUpdate, Message
from roomlab.sources._rest import RestClient
from roomlab.sources._resync import HistoryReader, age
from roomlab.sources._tie_requests import LARGEST, cut, set_batch, set_one, takes_batches

__all__ = ["RoomWriter"]

PAGE = 100
"""Messages of one page: the most that the contract allows."""

TOO_MANY = 429
BREATH = 1.0
"""Seconds to wait when the server asks for fewer messages."""


class RoomWriter:
    """Writes into a room. One request is answered before the next one is sent, so that all see them in their order.

    Parameters
    ----------
    client : RestClient
        The server, as the user who owns the room.
    room : str
        The room's id.
    clock : Clock
        What waits.
    """

    def __init__(self, client: RestClient, room: str, clock: Clock = SYSTEM_CLOCK) -> None:
        self._client = client
        self._path = f"/api/rooms/{quote(room, safe='')}"
        self._clock = clock
        self.ids: dict[str, str] = {}
        """The ids of the agents, by name."""

    @property
    def most_ties(self) -> int:
        """How many ties the server takes in one request."""
        return LARGEST if takes_batches(self._client) else 1

    async def prepare(self, names: Iterable[str], character: str) -> list[Message]:
        """Make the agents that the room lacks, and return what was said before, from old to new.

        Parameters
        ----------
        names : iterable of str
            Who has to be there.
        character : str
            What the new agents are like.
        """
        await self._client.request("GET", self._path)  # tells whether the server takes ties in batches
        roster = (await self._client.request("GET", f"{self._path}/agents"))["agents"]
        self.ids = {agent.name: agent.id for agent in map(parse_agent, roster)}
        said = await self.messages() if self.ids else []
        for name in names:
            if name not in self.ids:
                new = {"name": name, "character": character}
                self.ids[name] = parse_agent(await self._client.request("POST", f"{self._path}/agents", new)).id
        return said

    async def set_ties(self, ties: Sequence[EdgeUpdate]) -> None:
        """Set ties, in as few requests as the server takes."""
        if takes_batches(self._client):
            for part in cut(ties):
                await set_batch(self._client, self._path, part)
        else:
            for tie in ties:
                await set_one(self._client, self._path, tie)

    async def say(self, sender: str, text: str) -> str:
        """Post a message, waiting where the server asks for fewer, and return its id."""
        said = {"text": text, "sender": sender}
        while True:
            try:
                answer = await self._client.request("POST", f"{self._path}/messages", said)
            except RequestError as error:
                if error.status != TOO_MANY:
                    raise
                await self._clock.sleep(BREATH)  # it stored nothing
            else:
                return str(answer["id"])

    async def messages(self, since: Message | None = None) -> list[Message]:
        """Return what was said, from old to new: all of it, or what came after a message."""
        reader = HistoryReader()
        while not reader.done:
            older = {} if reader.cursor is None else {"after_id": reader.cursor}
            page = await self._client.request("GET", f"{self._path}/messages", params={"limit": PAGE, **older})
            found = [parse_message(fields) for fields in page["messages"]]
            reader.feed(found, page.get("hasMore"))
            if since is not None and any(age(message) <= age(since) for message in found):
                break
        said = sorted(reader.messages.values(), key=age)
        return [message for message in said if since is None or age(message) > age(since)]

    async def look(self) -> tuple[set[str], list[EdgeUpdate]]:
        """Return the ids of who is there, and all ties."""
        graph = await self._client.request("GET", f"{self._path}/relationships")
        return {parse_agent(node).id for node in graph["nodes"]}, [parse_edge(edge) for edge in graph["edges"]]
