"""Drives a room of a server with a simulation, and lets what others do in that room reach the simulation."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.cli._room_writer import RoomWriter
from roomlab.errors import InputError, RequestError
from roomlab.events import EdgeUpdate, Event, Message
from roomlab.simulation.engine import Simulation
from roomlab.sources._rest import RestClient

__all__ = ["Driver"]

ROUNDING = 1e-9
"""What a server may lose of a sympathy without having changed it."""


class Driver:
    """Makes the steps of a simulation in a room of a server.

    Before each step it asks the room what others have done there, and does the same to the simulation: ties that were
    set, words that were said, agents that were removed. What the model refuses is set back in the room. After each
    step the room gets what has changed. What others do between the question and the answer to the step's last change
    is seen before the next step; only a tie that both change in that time keeps the model's value.

    Parameters
    ----------
    client : RestClient
        The server, as the user who owns the room.
    room : str
        The room's id.
    simulation : Simulation
        What to drive it with. Agents are found, and made, by name.
    least : float
        Changes of a tie that add up to less are not sent, and not taken.
    speed : float, optional
        Steps per second; as fast as possible by default.
    clock : Clock
        What tells and waits for the time.
    """

    def __init__(
        self,
        client: RestClient,
        room: str,
        simulation: Simulation,
        *,
        least: float = 0.01,
        speed: float | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._writer = RoomWriter(client, room, clock)
        self._simulation = simulation
        self._least = least
        self._speed = speed
        self._clock = clock
        self._shown = np.full_like(simulation.state.ties.sympathy, np.nan)  # as the room was told
        self._held: dict[tuple[str, str], float] = {}  # as the room has them, by its ids
        self._news: deque[Message] = deque()
        self._before: deque[Message] = deque()
        self._newest: Message | None = None
        self._own: set[str] = set()
        self.done = 0
        """Steps that were made."""
        self.ties = 0
        """Changes of ties that were sent."""
        self.messages = 0
        """Messages that were said, or were there already from an earlier run."""
        self.taken = 0
        """What others did in the room and the simulation took."""
        self.refused = 0
        """What others did and the model does not know."""

    async def prepare(self, character: str) -> None:
        """Make the agents that the room lacks, each with this character, and see what is there."""
        said = await self._writer.prepare(self._simulation.state.names, character)
        self._before.extend(said)
        self._newest = said[-1] if said else None
        _, ties = await self._writer.look()
        self._held = {(tie.source, tie.target): tie.sympathy for tie in ties}

    async def drive(self, steps: int) -> None:
        """Show the state at the start, and make `steps` steps.

        Raises
        ------
        RoomlabError
            When the server refuses something or cannot be reached, or the simulation leaves the range of its values.
        """
        stop = self._simulation.listen(self._heard)
        try:
            await self._show()
            due = self._clock.monotonic()
            while self.done < steps:
                if self._speed is not None:
                    # A step that took longer than its time is not made up for, as in a room that is played here.
                    due = max(due + 1.0 / self._speed, self._clock.monotonic())
                    await self._clock.sleep(due - self._clock.monotonic())
                await self._take()
                self._simulation.step()
                await self._show()
                self.done += 1
        finally:
            stop()

    def _heard(self, _: Simulation, happened: Sequence[Event]) -> None:
        self._news.extend(event for event in happened if isinstance(event, Message))

    # -- to the room

    async def _show(self) -> None:
        try:
            await self._tell()
        except RequestError:
            there, _ = await self._writer.look()
            if not self._part_with_who_is_not(there):
                raise
            await self._tell()

    async def _tell(self) -> None:
        while self._news:
            await self._say(self._news[0])
            self._news.popleft()
            self.messages += 1
        await self._set_moved()

    async def _say(self, message: Message) -> None:
        while self._before:  # as far as an earlier run came
            old = self._before.popleft()
            if (old.sender, old.text) == (message.sender, message.text):
                return
        self._own.add(await self._writer.say(message.sender, message.text))

    async def _set_moved(self) -> None:
        state = self._simulation.state
        now, shown = state.sympathies(), self._shown_now()
        moved = (now != shown) & ~(np.abs(now - shown) < self._least) & ~np.isnan(now)
        sources, targets = (ends.tolist() for ends in state.ties.ends(moved))
        ties = [
            EdgeUpdate(self._id(source), self._id(target), value)
            for source, target, value in zip(sources, targets, now[moved].tolist(), strict=True)
        ]
        await self._writer.set_ties(ties)
        shown[moved] = now[moved]
        self._held |= {(tie.source, tie.target): tie.sympathy for tie in ties}
        self.ties += len(ties)

    def _shown_now(self) -> np.ndarray:
        ties = self._simulation.state.ties
        if self._shown.shape != ties.sympathy.shape:
            self._shown = ties.padded(self._shown, np.nan)
        return self._shown

    def _id(self, slot: int) -> str:
        return self._writer.ids[self._simulation.state.names[slot]]

    # -- from the room

    async def _take(self) -> None:
        there, ties = await self._writer.look()
        self._part_with_who_is_not(there)
        slots = {self._id(slot): slot for slot in self._here()}
        for tie in ties:
            pair = tie.source, tie.target
            if abs(tie.sympathy - self._held.get(pair, 9.0)) < max(self._least, ROUNDING):
                continue
            self._held[pair] = tie.sympathy
            if tie.source in slots and tie.target in slots:
                self._intervene(slots[tie.source], slots[tie.target], tie.sympathy)
        for message in await self._writer.messages(self._newest):
            self._newest = message
            if message.id not in self._own:
                self._simulation.send(message.text, sender=message.sender)
                self.taken += 1
        self._news.clear()  # the room has what was said from outside

    def _part_with_who_is_not(self, there: set[str]) -> int:
        """Remove those who are no longer in the room, and return how many."""
        gone = [slot for slot in self._here() if self._id(slot) not in there]
        for slot in gone:
            self._simulation.remove_agent(self._simulation.state.ids[slot])
        self.taken += len(gone)
        return len(gone)

    def _intervene(self, source: int, target: int, sympathy: float) -> None:
        state = self._simulation.state
        try:
            self._simulation.set_sympathy(state.ids[source], state.ids[target], sympathy)
        except InputError:
            self.refused += 1
            sympathy = np.nan  # so that the room is told again
        else:
            self.taken += 1
        self._shown_now()[state.ties.places_of(np.array([source]), np.array([target]))] = sympathy

    def _here(self) -> list[int]:
        return np.flatnonzero(self._simulation.state.present).tolist()
