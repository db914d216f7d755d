"""What is done to a simulated room from outside, and what it does to the room's state."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from roomlab import events
from roomlab.errors import InputError
from roomlab.simulation._check import check_number
from roomlab.simulation.agents import Agent
from roomlab.simulation.rng import Draw, Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import NamedTie, without_repeats

if TYPE_CHECKING:
    from roomlab.simulation.models import Model

__all__ = ["Intervening", "Intervention"]


@dataclass(frozen=True)
class Intervention:
    """What was done to a simulation: after which step, what, and with which arguments."""

    step: int
    verb: str
    arguments: tuple[Any, ...]


class Intervening:
    """A run that others intervene in; the run itself says who is in it, and steps it."""

    model: Model
    _state: State
    _streams: Streams
    _behaviours: dict[int, Agent]
    _step: int
    _said: int
    _messages: list[events.Message]
    _interventions: list[Intervention]
    _lock: threading.RLock

    if TYPE_CHECKING:

        def _tell(self, happened: Sequence[events.Event]) -> None: ...

    @property
    def interventions(self) -> Sequence[Intervention]:
        """What was done to it, in order."""
        return tuple(self._interventions)

    def do(self, done: Intervention) -> None:
        """Do once more what was done to another simulation, now."""
        self._intervene(done.verb, *copy.deepcopy(done.arguments))

    def set_sympathy(self, source: str, target: str, sympathy: float) -> None:
        """Set what one agent feels for another, in [-1, 1]; makes the tie where there is none.

        In a model of mutual feelings this sets both directions.
        """
        self._intervene("set_sympathy", source, target, self.model.check_sympathy(sympathy))

    def set_sympathies(self, ties: Iterable[NamedTie]) -> None:
        """Set many sympathies (source, target, sympathy), one after the other; each is an intervention of its own.

        No step comes in between. When one is wrong, which `InputError` says, none is set.
        """
        checked = [(source, target, self.model.check_sympathy(sympathy)) for source, target, sympathy in ties]
        with self._lock:
            for source, target, _ in checked:
                self._state.ends(source, target)
            for part in without_repeats(checked, mutual=self.model.mutual):
                self._connect(part)
                self._interventions += [Intervention(self._step, "set_sympathy", tie) for tie in part]
                self._tell([])

    def set_opinion(self, agent_id: str, opinion: float) -> None:
        """Set what an agent thinks, in the range of the model."""
        if self.model.opinion_range is None:
            raise InputError(f"agents of the model {self.model.name!r} have no opinions")
        self._intervene("set_opinion", agent_id, check_number("opinion", opinion, *self.model.opinion_range))

    def mute(self, agent_id: str) -> None:
        """Let an agent no longer be heard; it goes on listening. What that means, the model says."""
        self._intervene("mute", agent_id, True)

    def unmute(self, agent_id: str) -> None:
        """Let an agent be heard again."""
        self._intervene("mute", agent_id, False)

    def add_agent(self, agent: str | Agent) -> None:
        """Take in an agent, by a new id or with behaviour of its own; the model gives it ties.

        Everyone else's luck stays what it was.
        """
        self._intervene("add_agent", Agent(agent) if isinstance(agent, str) else agent)

    def remove_agent(self, agent_id: str) -> None:
        """Let an agent leave, with all its ties. Its id is not given again."""
        self._intervene("remove_agent", agent_id)

    def send(self, text: str, *, sender: str = "user") -> events.Message:
        """Say something to the room from outside; agents with behaviour hear it in the next step."""
        (message,) = self._intervene("send", text, sender)
        assert isinstance(message, events.Message)
        return message

    def post_event(
        self, description: str, *, agents: Sequence[str] = (), event_type: str = "user_event"
    ) -> events.RoomEvent:
        """Note that something happened that concerns `agents`. Models do not react to it."""
        (event,) = self._intervene("post_event", description, tuple(agents), event_type)
        assert isinstance(event, events.RoomEvent)
        return event

    # -- inside

    def _intervene(self, verb: str, *arguments: Any) -> list[events.Event]:
        with self._lock:
            done = Intervention(self._step, verb, copy.deepcopy(arguments))
            happened: list[events.Event] = getattr(self, f"_{verb}")(*arguments)
            self._interventions.append(done)
            self._tell(happened)
            return happened

    def _set_sympathy(self, source: str, target: str, sympathy: float) -> list[events.Event]:
        self._connect([(source, target, sympathy)])
        return []

    def _connect(self, ties: Sequence[NamedTie]) -> None:
        """Set ties, none of them twice, and in a model of mutual feelings both directions."""
        ends = [self._state.ends(source, target) for source, target, _ in ties]
        values = [sympathy for _, _, sympathy in ties]
        if self.model.mutual:
            ends += [(other, one) for one, other in ends]
            values *= 2
        sources, targets = np.array(ends, np.int64).T
        self._state.ties.connect(sources, targets, np.array(values))
        self._state.forget()

    def _set_opinion(self, agent_id: str, opinion: float) -> list[events.Event]:
        assert self._state.opinions is not None
        self._state.opinions[self._state.slot(agent_id)] = opinion
        return []

    def _mute(self, agent_id: str, muted: bool) -> list[events.Event]:
        self._state.mute(self._state.slot(agent_id), muted)
        return []

    def _add_agent(self, agent: Agent) -> list[events.Event]:
        slot = self._state.add(agent.id, agent.name)
        self.model.arrive(self._state, slot, self._streams.one(self._step, Draw.ARRIVAL, slot))
        self._state.forget()
        if type(agent) is not Agent:
            self._behaviours[slot] = agent
        return [events.Agent(agent.id, agent.name)]

    def _remove_agent(self, agent_id: str) -> list[events.Event]:
        slot = self._state.slot(agent_id)
        self._state.remove(slot)
        self._behaviours.pop(slot, None)
        return [events.AgentRemoved(agent_id)]

    def _send(self, text: str, sender: str) -> list[events.Event]:
        return [self._message(text, sender, None)]

    def _post_event(self, description: str, agents: tuple[str, ...], event_type: str) -> list[events.Event]:
        for agent_id in agents:
            self._state.slot(agent_id)
        return [events.RoomEvent(self._next_id(), event_type, description, agents)]

    def _message(self, text: str, sender: str, agent_id: str | None) -> events.Message:
        message = events.Message(self._next_id(), text, sender, agent_id)
        self._messages.append(message)
        return message

    def _next_id(self) -> str:
        self._said += 1
        return str(self._said)
