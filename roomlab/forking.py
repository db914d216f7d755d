"""A simulation made again from the recording of its room, to go another way from any of its steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import Any

from roomlab._base_room import BaseRoom
from roomlab.errors import InputError
from roomlab.events import Agent as Known
from roomlab.events import Notice, NoticeKind
from roomlab.log import Entry
from roomlab.opening import replay
from roomlab.simulation._check import check_integer
from roomlab.simulation.agents import Agent
from roomlab.simulation.engine import Intervention, Simulation
from roomlab.simulation.models import make_model
from roomlab.sources._origin import read_intervention

__all__ = ["fork"]


def fork(
    recording: str | PathLike[str] | BaseRoom,
    *,
    at: int,
    change: Callable[[Simulation], None] | None = None,
    agents: Sequence[Agent] = (),
) -> Simulation:
    """Make the simulation of a recorded room again up to a step, to go another way from there with the same luck.

    It is run again from its start, with all that was done to it, and compared with the recording.

    Parameters
    ----------
    recording : path or Room
        What `Room.record` wrote for a simulated room, or a simulated, replayed or opened room.
    at : int
        The step, at least 0. What was done to the room at that step is not part of the common past.
    change : callable, optional
        What differs: called with the simulation.
    agents : sequence of Agent
        The agents with behaviour of their own, as they were made for the recorded room: code is not recorded.

    Returns
    -------
    Simulation
        At that step, without collectors and listeners.

    Raises
    ------
    InputError
        When it is no recording of a simulated room, lacks what is needed, or ran otherwise than it does here.

    Examples
    --------
    >>> import roomlab
    >>> with roomlab.simulate("walk", agents=3, steps=5, seed=1) as room:
    ...     again = fork(room, at=3)
    >>> again.steps
    3
    """
    check_integer("at", at, 0)
    if isinstance(recording, BaseRoom):
        simulation = _again(recording, at, agents)
    else:
        with replay(recording) as room:
            simulation = _again(room, at, agents)
    if change is not None:
        change(simulation)
    return simulation


def _again(room: BaseRoom, at: int, agents: Sequence[Agent]) -> Simulation:
    notices = room.log.entries(Notice)
    begun = next((entry for entry in notices if "parameters" in _details(entry, NoticeKind.LOADED)), None)
    if begun is None:
        raise InputError(f"{room.title!r} is no simulated room, or was recorded by an earlier version; nothing to fork")
    origin = _details(begun, NoticeKind.LOADED)
    simulation = _start(room, begun.seq, origin, {agent.id: agent for agent in agents})
    limit = room.log.last_seq + 1
    for entry in notices:
        details = _details(entry, NoticeKind.INTERVENED)
        if details and details["step"] < at:
            simulation.run(details["step"] - simulation.steps)
            simulation.do(_intervention(details, agents))
        elif details:
            limit = min(limit, entry.seq)
    simulation.run(at - simulation.steps)
    _compare(room, simulation, begun.received + (at - origin["step"]) * origin["microseconds"], limit)
    return simulation


def _start(room: BaseRoom, begun: int, origin: dict[str, Any], behaving: dict[str, Agent]) -> Simulation:
    if origin["step"] or origin["interventions"]:
        raise InputError(
            f"{room.title!r} was recorded from step {origin['step']} on, after something was done to it: its start is "
            "not in it; record a room from its start to fork it"
        )
    if missing := [who for who in origin["behaviours"] if who not in behaving]:
        raise _missing(missing)
    known = [entry.event for entry in room.log.entries(Known) if entry.seq < begun]
    cast = [behaving.get(agent.id) or Agent(agent.id, agent.name) for agent in known if isinstance(agent, Known)]
    ties = None
    if origin["ties"] == "given":
        edges, pairs = room.log.edges(), room.log.pairs
        start = edges.seq < begun
        ties = [
            (*pairs[pair], sympathy)
            for pair, sympathy in zip(edges.pair[start].tolist(), edges.sympathy[start].tolist(), strict=True)
        ]
    model = make_model(origin["model"], **origin["parameters"])
    return Simulation(model, cast, ties=ties, seed=int(origin["seed"]))


def _compare(room: BaseRoom, simulation: Simulation, moment: int, limit: int) -> None:
    """Raise `InputError` unless the ties are those of the recording at a moment, before the entry `limit`."""
    edges = room.log.edges()
    past = edges.seq[(edges.seq < limit) & (edges.timestamp <= moment)]
    if not past.size:
        return
    state = simulation.state
    sources, targets = (ends.tolist() for ends in state.ties.ends(state.ties_now))
    values = state.ties.sympathy[state.ties_now].tolist()
    now = {
        (state.ids[one], state.ids[other]): value for one, other, value in zip(sources, targets, values, strict=True)
    }
    ties: Iterable[tuple[str, str, float]] = room.at(int(past[-1])).edges(data="sympathy")
    for source, target, recorded in ties:
        here = now.get((source, target), math.nan)
        if here != recorded:
            raise InputError(
                f"after step {simulation.steps} the tie ({source!r}, {target!r}) is {here!r} here and was {recorded!r} "
                f"in {room.title!r}: it was made by another version, on another machine, or with other agents; "
                "simulate it again with roomlab.simulate and record that"
            )


def _intervention(details: dict[str, Any], agents: Sequence[Agent]) -> Intervention:
    try:
        return read_intervention(details, {agent.id: agent for agent in agents})
    except KeyError as error:
        raise _missing([str(error.args[0])]) from None


def _missing(agents: Sequence[str]) -> InputError:
    return InputError(
        f"agents with behaviour of their own are not recorded: give {', '.join(map(repr, agents))} in agents=, as they "
        "were made for the room"
    )


def _details(entry: Entry, kind: NoticeKind) -> dict[str, Any]:
    notice = entry.event
    return notice.details if isinstance(notice, Notice) and notice.kind is kind else {}
