"""Models: rooms whose dynamics are known. One module each, with formula, source and ranges."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Any

from roomlab.errors import InputError
from roomlab.simulation.models.balance import Balance
from roomlab.simulation.models.base import Model
from roomlab.simulation.models.bounded_confidence import BoundedConfidence
from roomlab.simulation.models.coevolution import Coevolution
from roomlab.simulation.models.consensus import Consensus
from roomlab.simulation.models.conversation import Conversation
from roomlab.simulation.models.triads import Triads
from roomlab.simulation.models.walk import Walk

__all__ = [
    "MODELS",
    "Balance",
    "BoundedConfidence",
    "Coevolution",
    "Consensus",
    "Conversation",
    "Model",
    "Triads",
    "Walk",
    "make_model",
]

MODELS: dict[str, type[Model]] = {
    model.name: model for model in (Balance, BoundedConfidence, Coevolution, Consensus, Conversation, Triads, Walk)
}
"""The models by name."""


def make_model(name: str, **parameters: Any) -> Model:
    """Return a model by its name.

    Parameters
    ----------
    name : str
        A key of `MODELS`.
    **parameters
        Those of the model; its docstring gives their ranges.

    Raises
    ------
    InputError
        If there is no such model or parameter, or a value is out of range.

    Examples
    --------
    >>> make_model("balance", amplitude=0.1).dt
    0.02
    """
    if name not in MODELS:
        raise InputError(f"there is no model {name!r}; {_hint(name, list(MODELS))}")
    model = MODELS[name]
    known = [field.name for field in fields(model)]
    for parameter in parameters:
        if parameter not in known:
            raise InputError(f"the model {name!r} has no parameter {parameter!r}; {_hint(parameter, known)}")
    return model(**parameters)


def _hint(seen: str, known: list[str]) -> str:
    close = difflib.get_close_matches(seen, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose from {', '.join(map(repr, known))}"
