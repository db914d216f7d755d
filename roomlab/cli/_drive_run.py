"""`roomlab simulate --url` from the first request to the last word."""

from __future__ import annotations

import time

from rich.console import Console

from roomlab._counts import counted
from roomlab.cli._driver import Driver
from roomlab.cli._options import Account
from roomlab.cli._player import make_room
from roomlab.cli._progress import with_progress
from roomlab.cli._screen import say
from roomlab.simulation.engine import Simulation
from roomlab.sources._rest import RestClient

__all__ = ["DriveRun"]


class DriveRun:
    """One driving of a room of a server, with progress on stderr, and how far it came.

    Parameters
    ----------
    simulation : Simulation
        What drives it.
    steps : int
        How many steps to make.
    room : str or None
        The room's id; None for a new one.
    """

    def __init__(self, simulation: Simulation, steps: int, room: str | None) -> None:
        self._simulation = simulation
        self._steps = steps
        self._room = room
        self._driver: Driver | None = None
        self._start = time.monotonic()
        self._title = f"{simulation.model.name}, seed {simulation.seed}"

    async def drive(
        self, url: str, account: Account, *, register: bool, speed: float | None = None, least: float = 0.01
    ) -> None:
        """Open the room, make the agents that it lacks, and make the steps."""
        async with RestClient(url, email=account.email, password=account.password, token=account.token) as client:
            if register:
                await client.register()
            if self._room is None:
                self._room = await make_room(client, self._title, f"Simulated: {self._title}.")
            say(f"Simulating {self._title} in room {self._room}", error=True)
            driver = Driver(client, self._room, self._simulation, least=least, speed=speed)
            with Console(stderr=True).status("Looking who is there, and making the others ..."):
                await driver.prepare(f"Someone in {self._title}.")
            self._driver, self._start = driver, time.monotonic()
            await with_progress(self._steps, lambda: driver.done, lambda: driver.drive(self._steps))

    def report(self) -> None:
        """Say on stdout that all was made, or on stderr how far it came."""
        if self._driver is None:
            return
        driver = self._driver
        others = f"; taken in of what others did there: {driver.taken:,}" if driver.taken else ""
        others += f"; set back, as the model does not know it: {driver.refused:,}" if driver.refused else ""
        if driver.done == self._steps:
            agents = counted(len(self._simulation.state), "agent")
            say(
                f"Simulated {counted(driver.done, 'step')}: {counted(driver.ties, 'change')} of ties and "
                f"{counted(driver.messages, 'message')} of {agents} into room {self._room} in "
                f"{time.monotonic() - self._start:.1f} s{others}"
            )
        else:
            say(
                f"Stopped after {driver.done:,} of {counted(self._steps, 'step')}{others}. With "
                f"--seed {self._simulation.seed} --room {self._room} it begins again from the first step, without "
                "saying again what was said.",
                error=True,
            )
