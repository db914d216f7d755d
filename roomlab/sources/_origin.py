"""What the log of a simulated room says of its simulation, so that it can be made again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from roomlab.simulation.agents import Agent
from roomlab.simulation.engine import Intervention, Simulation

__all__ = ["origin_of", "read_intervention", "written"]


def origin_of(simulation: Simulation) -> dict[str, Any]:
    """Return where a simulation comes from, as the details of a notice."""
    model = simulation.model
    return {
        "model": model.name,
        "parameters": {field.name: getattr(model, field.name) for field in dataclasses.fields(model)},
        # As text: it may be larger than what a table or a JSON reader takes for a number.
        "seed": str(simulation.seed),
        "agents": int(np.count_nonzero(simulation.state.present)),
        "step": simulation.steps,
        "interventions": len(simulation.interventions),
        "ties": "given" if simulation.given_ties else "drawn",
        "behaviours": list(simulation.behaviours),
    }


def written(done: Intervention) -> dict[str, Any]:
    """Return an intervention as the details of a notice."""
    arguments = [_written(argument) for argument in done.arguments]
    return {"step": done.step, "verb": done.verb, "arguments": arguments}


def _written(argument: Any) -> Any:
    if isinstance(argument, Agent):
        behaviour = None if type(argument) is Agent else type(argument).__name__
        return {"id": argument.id, "name": argument.name, "behaviour": behaviour}
    return list(argument) if isinstance(argument, tuple) else argument


def read_intervention(details: Mapping[str, Any], agents: Mapping[str, Agent]) -> Intervention:
    """Return the intervention that a notice tells of.

    Parameters
    ----------
    details : mapping
        Those of the notice.
    agents : mapping
        Agents with behaviour of their own, by id.

    Raises
    ------
    KeyError
        With the id of an agent whose behaviour is not among `agents`.
    """
    found: list[Any] = []
    for argument in details["arguments"]:
        if isinstance(argument, dict):
            who = str(argument["id"])
            found.append(agents[who] if argument["behaviour"] is not None else Agent(who, str(argument["name"])))
        else:
            found.append(tuple(argument) if isinstance(argument, list) else argument)
    return Intervention(int(details["step"]), str(details["verb"]), tuple(found))
