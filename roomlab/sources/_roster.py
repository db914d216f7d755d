"""Who is in the room: read at the beginning, for an unknown id, after talk, and now and then: no frame tells."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from roomlab import _wire
from roomlab.errors import AccessDeniedError, RequestError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate
from roomlab.sources._address import path_segment
from roomlab.sources._backoff import Failure, classify
from roomlab.sources._hub import Hub, logger, run_together
from roomlab.sources._resync import merge_roster

__all__ = ["Roster"]

CONCURRENT_DETAILS = 8
"""Requests for single agents under way at a time."""
SHORTEST_PAUSE = 0.5
"""Seconds between two readings for unknown ids, so that a server that invents ids is not hammered."""


class Roster:
    """The agents of a live room.

    Attributes
    ----------
    agents : dict of str to Agent
        Those that the server told last.
    met : set of str
        Ids for which the roster was read since they turned up.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._reading = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._talk = asyncio.Event()
        self._asked: set[str] = set()
        self._left: set[str] = set()
        self.agents: dict[str, Agent] = {}
        self.met: set[str] = set()

    def meet(self, ids: Iterable[str]) -> None:
        """Take note of ids in a frame; one that is new makes the roster be read."""
        for agent_id in ids:
            if agent_id not in self.met:
                self.met.add(agent_id)
                self._wanted.set()

    def hear(self) -> None:
        """Take note that something was said, which changes moods; they are read soon after."""
        self._talk.set()

    async def read(self) -> None:
        """Read the roster and log what changed: agents, and for those who left the end of their ties before them."""
        async with self._reading:
            returned = self._left & self.met  # frames name them again: they are back, or the frames came late
            items, _ = await self._hub.read_list("/agents", "agents")
            told = self._hub.parse_all(items, _wire.parse_agent)
            changed, removed = merge_roster(self.agents, told)
            self._log(changed)
            for agent_id in (*removed, *(returned - self.agents.keys())):
                self._remove(agent_id)
            await self._read_characters([agent for agent in changed if agent.character is None])

    def _log(self, agents: list[Agent]) -> None:
        if agents:
            self.agents.update((agent.id, agent) for agent in agents)
            self.met.update(agent.id for agent in agents)
            self._left.difference_update(agent.id for agent in agents)
            self._hub.log.extend(agents, Channel.SNAPSHOT)

    def _remove(self, agent_id: str) -> None:
        ended = [EdgeUpdate(*pair, float("nan")) for pair in self._hub.ties.of(agent_id)]
        if ended or agent_id in self.agents:
            self._hub.log.extend([*ended, AgentRemoved(agent_id)], Channel.SNAPSHOT)
        self.agents.pop(agent_id, None)
        self._left.add(agent_id)
        self.met.discard(agent_id)
        self._asked.discard(agent_id)

    async def _read_characters(self, agents: list[Agent]) -> None:
        """Ask once for what the summary of an agent leaves out."""
        limit = asyncio.Semaphore(CONCURRENT_DETAILS)
        await run_together(*(self._read_character(agent, limit) for agent in agents if agent.id not in self._asked))

    async def _read_character(self, agent: Agent, limit: asyncio.Semaphore) -> None:
        async with limit:
            try:
                answer = await self._hub.read(f"/agents/{path_segment(agent.id)}")
            except (AccessDeniedError, RequestError) as refusal:
                if isinstance(refusal, RequestError) and classify(refusal) is Failure.TRANSIENT:
                    raise
                answer = None  # it left meanwhile, or the server does not tell
        self._asked.add(agent.id)
        for told in self._hub.parse_all([] if answer is None else [answer], _wire.parse_agent):
            if told.id == agent.id and told.character is not None:
                self._log([told])

    async def poll(self) -> None:
        """Read the roster again and again; raises what makes going on pointless."""
        while True:
            sooner = await self._pause()
            try:
                await self.read()
            except Exception as error:
                if classify(error) is Failure.FATAL:
                    raise
                logger.debug("the roster could not be read: %s", error)
            if sooner:
                await self._hub.clock.sleep(SHORTEST_PAUSE)

    async def _pause(self) -> bool:
        """Wait for the next reading; return whether an unknown id asked for it."""
        await self._hub.within(self._hub.timings.poll_interval, self._wanted.wait(), self._talk_has_sunk_in())
        sooner = self._wanted.is_set()
        self._wanted.clear()
        self._talk.clear()
        return sooner

    async def _talk_has_sunk_in(self) -> None:
        await self._talk.wait()
        await self._hub.clock.sleep(self._hub.timings.talk_interval)
