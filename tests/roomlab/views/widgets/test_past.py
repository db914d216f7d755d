"""What is answered about the past."""

from __future__ import annotations

import pytest
from room_script import PastSource

from roomlab._clock import SYSTEM_CLOCK
from roomlab.events import Agent, EdgeUpdate
from roomlab.state.time import TimeIndex
from roomlab.views.widgets._past import Past
from roomlab.views.widgets._telling import Telling


@pytest.fixture
def ask():
    """Return a function that asks for a profile: of who only feels, of who is only felt for, of neither."""
    source = PastSource(Agent("1", "Alice"), Agent("2", "Bob"), Agent("3", "Carol"), EdgeUpdate("1", "2", 0.5))
    telling = Telling(source.log, lambda: (source.title, source.status), SYSTEM_CLOCK)
    telling.snapshot()
    past = Past(source.log, TimeIndex(source.log), telling)
    return lambda agent_id: past.answer({"type": "profile", "request": 1, "agent": telling.numbers[agent_id]})


@pytest.mark.parametrize(("agent_id", "means"), [("1", [[None, 0.5]]), ("2", [[0.5, None]]), ("3", [])])
def test_the_history_of_an_agent_without_ties_in_one_direction(ask, agent_id, means):
    assert [list(row[1:]) for row in ask(agent_id)["history"]] == means
