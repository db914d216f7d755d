"""roomlab: an observatory for rooms of agents that talk and like or dislike each other.

>>> import roomlab
>>> room = roomlab.connect("http://localhost:8000", room=1, email="…", password="…")  # doctest: +SKIP
>>> room.graph, room.messages  # doctest: +SKIP

Names are imported when they are first used, so that ``import roomlab`` is light.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roomlab import errors
    from roomlab.comparing import compare
    from roomlab.errors import (
        AccessDeniedError,
        AuthenticationError,
        ConnectionFailedError,
        InputError,
        LanguageModelError,
        MissingDependencyError,
        ReadOnlyRoomError,
        RequestError,
        RoomClosedError,
        RoomlabError,
        SimulationError,
        WaitTimeoutError,
    )
    from roomlab.forking import fork
    from roomlab.opening import aconnect, connect, from_csv, open_crate, replay
    from roomlab.room import AsyncRoom, Room
    from roomlab.simulating import SimulatedRoom, simulate
    from roomlab.simulation.counterfactual import Counterfactual, counterfactual
    from roomlab.simulation.scenario import Scenario
    from roomlab.simulation.sweep import sweep

    __version__: str

__all__ = [
    "AccessDeniedError",
    "AsyncRoom",
    "AuthenticationError",
    "ConnectionFailedError",
    "Counterfactual",
    "InputError",
    "LanguageModelError",
    "MissingDependencyError",
    "ReadOnlyRoomError",
    "RequestError",
    "Room",
    "RoomClosedError",
    "RoomlabError",
    "Scenario",
    "SimulatedRoom",
    "SimulationError",
    "WaitTimeoutError",
    "__version__",
    "aconnect",
    "compare",
    "connect",
    "counterfactual",
    "errors",
    "fork",
    "from_csv",
    "open_crate",
    "replay",
    "simulate",
    "sweep",
]

_HOME = {
    "AsyncRoom": "roomlab.room",
    "Counterfactual": "roomlab.simulation.counterfactual",
    "Room": "roomlab.room",
    "Scenario": "roomlab.simulation.scenario",
    "SimulatedRoom": "roomlab.simulating",
    "aconnect": "roomlab.opening",
    "compare": "roomlab.comparing",
    "connect": "roomlab.opening",
    "counterfactual": "roomlab.simulation.counterfactual",
    "fork": "roomlab.forking",
    "from_csv": "roomlab.opening",
    "open_crate": "roomlab.opening",
    "replay": "roomlab.opening",
    "simulate": "roomlab.simulating",
    "sweep": "roomlab.simulation.sweep",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())  # silent until the user's program asks for it


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'roomlab' has no attribute {name!r}")
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("roomlab")
    elif name == "errors":
        value = importlib.import_module("roomlab.errors")
    else:
        value = getattr(importlib.import_module(_HOME.get(name, "roomlab.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
