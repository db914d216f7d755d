"""What a user may give to a room, checked before anything is sent: moments, sympathies, agents, texts, counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import SupportsIndex, TypeGuard

import numpy as np

from roomlab.errors import InputError
from roomlab.events import Agent, EdgeUpdate

__all__ = [
    "agent_id",
    "agent_ids",
    "count",
    "is_number",
    "moment",
    "seconds",
    "sympathy_value",
    "text_value",
    "tie",
    "ties",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = (int, float, np.integer, np.floating)
_SHOWN_AGENTS = 8


def moment(value: object) -> int:
    """Return a moment in microseconds since 1970-01-01 UTC.

    Parameters
    ----------
    value : str, datetime, pandas.Timestamp or numpy.datetime64
        A string is ISO 8601. A moment without a time zone is taken in UTC.

    Raises
    ------
    InputError
        When it is none of these, or no moment between the years 1 and 9999.
    """
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _no_moment(value) from None
    # A NaT of pandas is a datetime to isinstance, and equal to nothing.
    if not isinstance(value, datetime) or value != value:
        raise _no_moment(value)
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return (aware - _EPOCH) // timedelta(microseconds=1)


def _no_moment(value: object) -> InputError:
    return InputError(
        f"{value!r:.80} is not a moment; give ISO 8601 text such as '2026-11-23 14:31' (in UTC unless it says "
        "otherwise) or a datetime"
    )


def is_number(value: object) -> TypeGuard[float]:
    """Whether something is a number, other than True and False."""
    return isinstance(value, _NUMBER) and not isinstance(value, bool)


def sympathy_value(value: object) -> float:
    """Return a sympathy as a float.

    Parameters
    ----------
    value : float
        In [-1, 1].

    Raises
    ------
    InputError
        When it is not a finite number in that range.
    """
    if is_number(value) and -1 <= value <= 1:  # NaN is not
        return float(value)
    raise InputError(f"the sympathy {value!r} is not a number from -1 to 1")


def tie(source: object, target: object, sympathy: object, agents: Mapping[str, Agent]) -> EdgeUpdate:
    """Return a change of a tie, between two agents that the user named by id or by name.

    Raises
    ------
    InputError
        When an agent is none, they are the same, or the sympathy is out of range.
    """
    value = sympathy_value(sympathy)
    start, end = agent_id(source, agents), agent_id(target, agents)
    if start == end:
        raise InputError(f"{source!r} and {target!r} are the same agent; a tie needs two")
    return EdgeUpdate(start, end, value)


def ties(values: object, agents: Mapping[str, Agent]) -> list[EdgeUpdate]:
    """Return changes of ties that the user gave as (source, target, sympathy).

    Raises
    ------
    InputError
        When it is no iterable of such triples, or one is wrong; it says which.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{values!r:.60} is no list of ties; give triples, as in [('Ann', 'Bob', 0.5)]")
    names = Counter(agent.name for agent in agents.values())
    # For many ties of many agents, to look each name up among all would take as long as ties times agents.
    ids = {agent.name: agent.id for agent in agents.values() if names[agent.name] == 1 and agent.name not in agents}
    checked = []
    for place, value in enumerate(values):
        try:
            source, target, sympathy = value
        except (TypeError, ValueError):
            raise InputError(f"tie {place} is {value!r:.60}; expected (source, target, sympathy)") from None
        start, end = (ids.get(each, each) if isinstance(each, str) else each for each in (source, target))
        try:
            checked.append(tie(start, end, sympathy, agents))
        except InputError as error:
            raise InputError(f"tie {place}: {error}") from None
    return checked


def text_value(value: object, what: str) -> str:
    """Return a text that has more in it than spaces.

    Parameters
    ----------
    value : str
        The text.
    what : str
        What it is, for the message of the error.

    Raises
    ------
    InputError
        When it is not a string, or empty.
    """
    if not isinstance(value, str):
        raise InputError(f"{what} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise InputError(f"{what} is empty; give at least one character that is not a space")
    return value


def count(value: object, what: str) -> int:
    """Return how many of something are waited for.

    Parameters
    ----------
    value : int
        0 or more.
    what : str
        The name of the parameter, for the message of the error.

    Raises
    ------
    InputError
        When it is not a whole number of 0 or more.
    """
    if isinstance(value, SupportsIndex) and not isinstance(value, bool) and value.__index__() >= 0:
        return value.__index__()
    raise InputError(f"{what}={value!r} is not a number of {what}; give a whole number, 0 or more, or leave it out")


def seconds(value: object) -> float | None:
    """Return a timeout in seconds, or None for no limit.

    Parameters
    ----------
    value : float or None
        0 or more.

    Raises
    ------
    InputError
        When it is not a number of 0 or more.
    """
    if value is None:
        return None
    if is_number(value) and value >= 0:
        return None if math.isinf(value) else float(value)
    raise InputError(f"timeout={value!r} is not a time; give seconds, 0 or more, or None to wait without a limit")


def agent_id(who: object, agents: Mapping[str, Agent]) -> str:
    """Return the id of an agent that the user named by id or by name.

    Parameters
    ----------
    who : str or int
        An id, or a name that only one agent has. An id goes before a name. A whole number that is not known here is
        taken for the id of an agent that has just come, and left to the server to judge.
    agents : mapping of str to Agent
        The agents of the room by id.

    Raises
    ------
    InputError
        When there is no such agent, or more than one.
    """
    if isinstance(who, bool) or not isinstance(who, str | int | np.integer):
        raise InputError(f"{who!r} is not an agent; give an id or a name as in room.agents")
    wanted = str(who)
    if wanted in agents:
        return wanted
    named = [agent.id for agent in agents.values() if agent.name == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        raise InputError(f"{len(named)} agents are called {wanted!r}; give one of their ids: {', '.join(named)}")
    if wanted.isascii() and wanted.isdigit():
        return wanted
    names = [repr(agent.name) for agent in agents.values()]
    more = f" and {len(names) - _SHOWN_AGENTS} more" if len(names) > _SHOWN_AGENTS else ""
    there = f"there are {', '.join(names[:_SHOWN_AGENTS])}{more}" if names else "there are none yet"
    raise InputError(f"there is no agent {wanted!r} in the room; {there}; see room.agents")


def agent_ids(who: object, agents: Mapping[str, Agent]) -> tuple[str, ...]:
    """Return the ids of several agents, each named by id or by name.

    Parameters
    ----------
    who : sequence of str or int
        The agents; a single string is refused, because it would be read letter by letter.
    agents : mapping of str to Agent
        The agents of the room by id.

    Raises
    ------
    InputError
        When it is not a sequence, or one of them is not an agent of the room.
    """
    if isinstance(who, str) or not isinstance(who, Sequence):
        raise InputError(f"agents={who!r} is not a list; give the agents as in agents=['1', '2']")
    return tuple(agent_id(one, agents) for one in who)
