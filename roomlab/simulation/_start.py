"""The first state of a simulation, from what the user gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from roomlab.errors import InputError
from roomlab.simulation._check import check_integer
from roomlab.simulation.agents import Agent
from roomlab.simulation.models import Model
from roomlab.simulation.rng import Streams
from roomlab.simulation.state import State
from roomlab.simulation.ties import Ties, check_dense, ties_from

__all__ = ["first_state", "name_agents"]


def name_agents(agents: int | Sequence[str | Agent]) -> list[Agent]:
    """Return the agents of a room from how many there are, from their ids, or from themselves; ids must differ."""
    if isinstance(agents, str) or not isinstance(agents, Sequence):
        return [Agent(str(number + 1)) for number in range(check_integer("agents", agents, 1))]
    named = [Agent(agent) if isinstance(agent, str) else agent for agent in agents]
    strange = [agent for agent in named if not isinstance(agent, Agent)]
    if strange or not named:
        raise InputError(
            f"agents is {agents!r}; it must be a whole number of at least 1, or a list of ids (strings) or agents"
        )
    seen: set[str] = set()
    for agent in named:
        if agent.id in seen:
            raise InputError(f"two agents have the id {agent.id!r}; give each an id of its own")
        seen.add(agent.id)
    return named


def first_state(
    model: Model, agents: Sequence[Agent], given: Iterable[tuple[str, str, float]] | None, streams: Streams
) -> State:
    """Return the state in which a room begins, with the ties that were given or those that the model draws."""
    ties: Ties
    if given is None:
        if model.dense:
            check_dense(len(agents))  # before so much luck is drawn that the memory does not hold it
        ties = model.start_ties(len(agents), streams)
    else:
        ties = ties_from(len(agents), _checked(model, agents, given), dense=model.dense)
        model.adopt(ties)
    opinions = model.start_opinions(len(agents), streams)
    return State([agent.id for agent in agents], [agent.name for agent in agents], ties, opinions)


def _checked(
    model: Model, agents: Sequence[Agent], given: Iterable[tuple[str, str, float]]
) -> Iterable[tuple[int, int, float]]:
    slots = {agent.id: slot for slot, agent in enumerate(agents)}
    for source, target, sympathy in _triples(given):
        for end in (source, target):
            if end not in slots:
                some = ", ".join(map(repr, list(slots)[:10])) + (", ..." if len(slots) > 10 else "")
                raise InputError(
                    f"the tie ({source!r}, {target!r}) names {end!r}, who is not among the {len(slots)} agents: {some}"
                )
        if source == target:
            raise InputError(f"agent {source!r} cannot have a tie to itself; leave it out")
        yield slots[source], slots[target], model.check_sympathy(sympathy)


def _triples(given: Iterable[tuple[str, str, float]]) -> Iterator[tuple[str, str, float]]:
    for tie in given:
        try:
            source, target, sympathy = tie
            hash((source, target))
        except (TypeError, ValueError):
            raise InputError(
                f"ties has {tie!r:.80}; expected (source, target, sympathy), as in ('1', '2', 0.5). Of a graph give "
                "graph.edges(data='sympathy'), of a table table[['source', 'target', 'sympathy']].to_numpy()"
            ) from None
        yield source, target, sympathy
