"""Makes the steps of a simulation in the background, at a speed, until told to pause."""

from __future__ import annotations

import threading
from collections.abc import Callable

from roomlab._clock import Clock
from roomlab.simulation._check import check_integer, check_number
from roomlab.simulation.engine import Simulation

__all__ = ["Stepper", "check_speed"]

ENDLESS = 2**62


def check_speed(speed: object) -> float:
    """Return `speed`, in steps per second, above 0 and at most 1000; raise `InputError` otherwise."""
    return check_number("speed", speed, 0.0, 1000.0, above=True)


class Stepper:
    """Lets a simulation run on a thread of its own: `play`, `pause`, `speed`.

    Parameters
    ----------
    simulation : Simulation
        What is run. Its own `pause` ends the run, too.
    clock : Clock
        Tells when the next step is due.
    on_rest : callable
        Called on the thread when it ends, with the error that a step has raised or None.
    """

    def __init__(self, simulation: Simulation, clock: Clock, on_rest: Callable[[Exception | None], None]) -> None:
        self._simulation = simulation
        self._clock = clock
        self._on_rest = on_rest
        self._speed = 1.0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.left = 0
        """How many steps were left to make when it last came to rest."""

    @property
    def playing(self) -> bool:
        """Whether steps are made now."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def speed(self) -> float:
        """Steps per second, above 0 and at most 1000. Can be set at any time, and counts from the next step on."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = check_speed(speed)

    def play(self, steps: int | None = None, speed: float | None = None) -> None:
        """Make steps in the background; what runs already is stopped first.

        Parameters
        ----------
        steps : int, optional
            How many, at least 0; by default those that a pause has left, and without end when there are none.
        speed : float, optional
            Steps per second; as before by default.
        """
        if steps is not None:
            check_integer("steps", steps, 0)
        if speed is not None:
            self.speed = speed
        self.pause()
        with self._lock:
            self.left = steps if steps is not None else self.left or ENDLESS
            self._stop = threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(self._stop,), name="roomlab-simulation", daemon=True
            )
            self._thread.start()

    def pause(self) -> None:
        """Stop after the step in hand, and wait for it. Idempotent."""
        self._stop.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self, stop: threading.Event) -> None:
        due = self._clock.monotonic()

        def pace() -> bool:
            nonlocal due
            # A step that took longer than its time is not made up for: that would be a burst nobody can watch.
            due = max(due + 1.0 / self._speed, self._clock.monotonic())
            return not stop.wait(max(0.0, due - self._clock.monotonic()))

        try:
            self.left -= self._simulation.run(self.left, pace=pace)
        except Exception as error:
            self._on_rest(error)
        else:
            self._on_rest(None)
