"""A room that is simulated here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from roomlab._clock import SYSTEM_CLOCK, Clock
from roomlab.errors import RoomClosedError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Event, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import EventLog
from roomlab.simulation._check import check_integer, check_number
from roomlab.simulation.engine import Simulation
from roomlab.sources._origin import origin_of, written
from roomlab.sources._stepper import Stepper, check_speed
from roomlab.sources.base import SourceState, SourceStatus

__all__ = ["FIRST_MOMENT", "SimulatedSource"]

FIRST_MOMENT = 946_684_800_000_000
"""When a simulated room begins unless told otherwise: 2000-01-01 UTC, in microseconds since 1970.

It is the same at each run, so that the same seed gives the same bytes.
"""

_NO_TIE = 2.0  # no sympathy, and unlike NaN equal to itself

Result = TypeVar("Result")


class SimulatedSource:
    """Puts what happens in a simulation into a log, step by step, and lets a room be written to.

    The log holds every change of every tie. The simulation may also be stepped and changed directly: that reaches the
    log, too.

    Parameters
    ----------
    simulation : Simulation
        What to watch, from the state in which it is. The source is its only writer of a log.
    steps : int, optional
        How many steps to make, at least 0; by default none, and with a `speed` as many as come until it is closed.
    speed : float, optional
        Steps per second, above 0 and at most 1000, made on a thread of the source's own; by default all steps are
        made before this returns.
    step_seconds : float
        What one step is in the room's time, in seconds; from a microsecond to a year.
    start : int
        The time of step 0, in microseconds since 1970-01-01 UTC.
    title : str, optional
        What to call the room; the model and the seed by default.
    clock : Clock
        Tells since when the source is as it is.
    """

    def __init__(
        self,
        simulation: Simulation,
        *,
        steps: int | None = None,
        speed: float | None = None,
        step_seconds: float = 1.0,
        start: int = FIRST_MOMENT,
        title: str | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        if steps is not None:
            check_integer("steps", steps, 0)
        if speed is not None:
            check_speed(speed)
        self._step_microseconds = round(check_number("step_seconds", step_seconds, 1e-6, 366 * 86_400) * 1_000_000)
        self.simulation = simulation
        """The simulation. Stepping or changing it reaches the log."""
        self._start = start
        self._first_step = simulation.steps
        self._clock = clock
        self._log = EventLog(clock)
        self._title = title or f"{simulation.model.name}, seed {simulation.seed}"
        self._status = SourceStatus(SourceState.LIVE, clock.now())
        self._noted = 0
        self._ties = _TieWatch(simulation, self._log)
        self._closing = threading.Event()
        self.stepper = Stepper(simulation, clock, self._rested)
        """Makes steps in the background."""
        self.ready: Future[None] = Future()
        """Done at once: a simulated room is open when it is made."""
        self._open()
        self._go(steps, speed)

    # -- what every source has

    @property
    def log(self) -> EventLog:
        """The log of the room."""
        return self._log

    @property
    def title(self) -> str:
        """The title that was given, or the model and the seed."""
        return self._title

    @property
    def status(self) -> SourceStatus:
        """Live until all steps are made, then complete; failed if a step could not be made."""
        return self._status

    def close(self) -> None:
        """End the thread and leave the simulation alone. Idempotent."""
        self._closing.set()
        self.stepper.pause()
        self._stop_listening()
        self._become(SourceState.CLOSED)

    # -- what a room that can be written to has

    def send(self, text: str, *, sender: str = "user", to: str | None = None) -> Future[Message]:
        """Say something to the room. All agents hear it; `to` is checked and otherwise without effect here."""

        def said() -> Message:
            if to is not None:
                self.simulation.state.slot(to)
            return self.simulation.send(text, sender=sender)

        return self._write(said)

    def set_sympathy(self, source: str, target: str, sympathy: float) -> Future[None]:
        """Intervene: set what `source` feels towards `target`, in [-1, 1]."""
        return self._write(lambda: self.simulation.set_sympathy(source, target, sympathy))

    def set_sympathies(self, ties: Sequence[EdgeUpdate]) -> Future[None]:
        """Intervene: set many ties, one after the other, with no step in between; when one is wrong, none is set."""
        named = [(tie.source, tie.target, tie.sympathy) for tie in ties]
        return self._write(lambda: self.simulation.set_sympathies(named))

    def post_event(
        self, description: str, *, agents: Sequence[str] = (), event_type: str = "user_event"
    ) -> Future[RoomEvent]:
        """Note an event that concerns `agents`."""
        return self._write(lambda: self.simulation.post_event(description, agents=agents, event_type=event_type))

    def _write(self, action: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            if self._closing.is_set():
                raise RoomClosedError("the room is closed; simulate it again with roomlab.simulate")
            future.set_result(action())
        except Exception as error:  # as the source of a live room does: the caller's error is in the future
            future.set_exception(error)
        return future

    # -- inside

    def _open(self) -> None:
        state = self.simulation.state
        here = np.flatnonzero(state.present).tolist()
        self._tell([Agent(state.ids[slot], state.names[slot]) for slot in here])
        self._ties.tell(self._now())
        details = origin_of(self.simulation) | {"microseconds": self._step_microseconds}
        self._log.append(Notice(NoticeKind.LOADED, f"simulated: {self._title}", details), Channel.LOCAL, self._now())
        self._note_interventions()
        self._stop_listening = self.simulation.listen(self._heard)
        self.ready.set_result(None)

    def play(self, steps: int | None = None, speed: float | None = None) -> None:
        """Make steps in the background: so many, or those that were left; see `Stepper.play`."""
        if self._closing.is_set():
            raise RoomClosedError("the room is closed; simulate it again with roomlab.simulate")
        self._become(SourceState.LIVE)
        self.stepper.play(steps, speed)

    def _go(self, steps: int | None, speed: float | None) -> None:
        if speed is None:
            self.simulation.run(steps or 0)
            self._become(SourceState.COMPLETE)
        else:
            self.stepper.play(steps, speed)

    def _rested(self, error: Exception | None) -> None:
        if error is not None:  # a model's or an agent's own: the room must say so, not a thread's last words
            self._become(SourceState.FAILED, str(error) or type(error).__name__)
        elif self.stepper.left == 0:
            self._become(SourceState.COMPLETE)

    def _become(self, state: SourceState, error: str | None = None) -> None:
        if self._status.state is not SourceState.CLOSED:
            self._status = SourceStatus(state, self._clock.now(), error=error)

    def _note_interventions(self) -> None:
        new = self.simulation.interventions[self._noted :]
        self._noted += len(new)
        notices = [Notice(NoticeKind.INTERVENED, f"after step {done.step}: {done.verb}", written(done)) for done in new]
        if notices:
            self._log.extend(notices, Channel.LOCAL, self._now())

    def _heard(self, simulation: Simulation, happened: Sequence[Event]) -> None:
        self._note_interventions()
        self._tell([event for event in happened if not isinstance(event, AgentRemoved)])
        self._ties.tell(self._now())
        self._tell([event for event in happened if isinstance(event, AgentRemoved)])

    def _tell(self, happened: Sequence[Event]) -> None:
        if happened:
            self._log.extend(happened, Channel.SIMULATION, self._now())

    def _now(self) -> int:
        return self._start + (self.simulation.steps - self._first_step) * self._step_microseconds


class _TieWatch:
    """Tells a log which ties have changed since the last time."""

    def __init__(self, simulation: Simulation, log: EventLog) -> None:
        self._simulation = simulation
        self._log = log
        self._seen: NDArray[np.float64] | None = None
        self._pairs: NDArray[np.int32] | None = None

    def tell(self, now: int) -> None:
        if self._simulation.model.moves_ties:
            self._look(now)
        else:
            self._simulation.state.remember(f"told to {id(self)}", lambda: self._look(now))

    def _look(self, now: int) -> None:
        state = self._simulation.state
        sympathies = state.sympathies(no_tie=_NO_TIE)
        if self._seen is None:
            self._seen = np.full_like(sympathies, _NO_TIE)
        elif self._seen.shape != sympathies.shape:
            self._seen = state.ties.padded(self._seen, _NO_TIE)
        changed = sympathies != self._seen
        self._seen = sympathies
        if changed.all():  # to pick all takes longer than everything else here
            self._append(self._numbers(sympathies.shape), sympathies, now)
        elif changed.any():
            self._append(self._numbers(sympathies.shape)[changed], sympathies[changed], now)

    def _append(self, pairs: NDArray[np.int32], sympathies: NDArray[np.float64], now: int) -> None:
        values = np.where(sympathies == _NO_TIE, np.nan, sympathies)
        self._log.extend_ties(pairs, values, Channel.SIMULATION, now)

    def _numbers(self, shape: tuple[int, ...]) -> NDArray[np.int32]:
        """Return the log's number of each tie, in the shape of the sympathies; those that are new are asked for."""
        if self._pairs is None or self._pairs.shape != shape:
            state = self._simulation.state
            pairs = np.full(shape, -1, np.int32) if self._pairs is None else state.ties.padded(self._pairs, -1)
            new = pairs < 0
            if new.ndim == 2:
                np.fill_diagonal(new, False)
            sources, targets = (ends.tolist() for ends in state.ties.ends(new))
            ids = state.ids
            pairs[new] = self._log.number_pairs(
                (ids[source], ids[target]) for source, target in zip(sources, targets, strict=True)
            )
            self._pairs = pairs
        return self._pairs
