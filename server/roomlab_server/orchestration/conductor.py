"""What a room may ask of its conversation: one dialogue at a time, joined, stopped, never in the way of the server."""

from __future__ import annotations

import asyncio
import logging

import numpy as np

from roomlab.simulation.llm import LanguageModel
from roomlab.simulation.models import MODELS

from ..stage import Conductor, Stage
from .dialogues import DIALOGUES
from .dynamics import Dynamics
from .ensemble import Ensemble
from .pace import Pace, Sleep, Stopped
from .voice import Voice

logger = logging.getLogger("roomlab.server.orchestration")


def make_conductor(
    stage: Stage, rng: np.random.Generator, sleep: Sleep = asyncio.sleep, *, model: LanguageModel | None = None
) -> Conductor:
    """Return the conversation of a room.

    Parameters
    ----------
    stage : Stage
        The room.
    rng : numpy.random.Generator
        All chance of the conversation: the same generator, stage and calls give the same words and feelings.
    sleep : callable, optional
        Waits for so many seconds.
    model : LanguageModel, optional
        Who gives the agents words, unless the room names ``conversation``; by default they find their own.

    Returns
    -------
    Conductor
        Nothing runs yet.
    """
    return RoomConductor(stage, rng, sleep, model)


class RoomConductor:
    """The one conversation of a room; see :class:`~roomlab_server.stage.Conductor`."""

    def __init__(self, stage: Stage, rng: np.random.Generator, sleep: Sleep, model: LanguageModel | None) -> None:
        self._stage = stage
        self._pace = Pace(stage, sleep)
        named = stage.model
        speaks = model is not None and named != "conversation"
        voice = Voice(model, stage.room_id, stage.orchestration_type) if model is not None and speaks else None
        dynamics = None
        if named in MODELS and named != "conversation":
            seed = int(rng.integers(2**63)) if stage.seed is None else stage.seed
            dynamics = Dynamics(stage, named, seed)
        self._ensemble = Ensemble(stage, rng, self._pace, voice=voice, dynamics=dynamics)
        self._task: asyncio.Task[None] | None = None
        self._again = False

    @property
    def running(self) -> bool:
        """Whether a dialogue runs now."""
        return self._task is not None and not self._task.done()

    def hear(self, text: str, *, sender: str) -> None:
        """Take a user's message: start the dialogue that answers it, or let it join the one that runs."""
        try:
            self._ensemble.gather()
            self._ensemble.hear(text, sender=sender)
            self._start()
        except Exception:
            logger.exception("A message to room %s was not taken up.", self._stage.room_id)

    def start(self) -> None:
        """Start a dialogue without a message; nothing if one runs."""
        if self.running and not self._pace.stopping:
            return
        try:
            self._ensemble.gather()
            self._ensemble.conversation.begin(self._ensemble.rng)
            self._start()
        except Exception:
            logger.exception("The dialogue in room %s did not start.", self._stage.room_id)

    async def answer(self, agent_id: int, text: str, *, sender: str) -> str | None:
        """Return one agent's answer to words said to it alone, or None while a dialogue answers on the socket."""
        try:
            if self.running:
                self._ensemble.gather()
                self._ensemble.hear(text, sender=sender, to=agent_id)
                self._start()
                return None
            return await self._ensemble.confide(agent_id, text, sender)
        except Exception:
            logger.exception("An answer in room %s failed.", self._stage.room_id)
            return None

    async def stop(self) -> None:
        """End the dialogue, if one runs, after the action in hand; idempotent."""
        self._again = False  # also for what came while an earlier stop waited
        task = self._task
        if task is None or task.done():
            return
        self._pace.stop(task)
        if task is not asyncio.current_task():
            await asyncio.wait([task])

    def _start(self) -> None:
        if self.running:
            self._again = self._pace.stopping  # one that is ending cannot be joined, but followed
            return
        self._pace.resume()
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"dialogue in room {self._stage.room_id}")

    async def _run(self) -> None:
        try:
            self._pace.check()
            await DIALOGUES[self._stage.orchestration_type](self._ensemble, self._pace)
            while self._ensemble.missed():
                await DIALOGUES[self._stage.orchestration_type](self._ensemble, self._pace)
        except Stopped:
            logger.debug("The dialogue in room %s was stopped.", self._stage.room_id)
        except Exception:
            logger.exception("The dialogue in room %s failed and has ended.", self._stage.room_id)
        finally:
            self._task = None
            if self._again:
                self._again = False
                self._start()
