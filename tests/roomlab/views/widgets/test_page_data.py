"""The room in a page that stands alone: everything that the page needs to look back, and no more than it can hold."""

from __future__ import annotations

import json
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from room_script import KITCHEN, PastSource
from view_page import Page

from roomlab.events import Agent, AgentRemoved, EdgeUpdate, Message
from roomlab.state.time import Cut, TimeIndex
from roomlab.views.widgets import page_data
from roomlab.views.widgets.page_data import live_page

IDS = st.sampled_from(["1", "2", "3"])
EVENTS = st.one_of(
    st.builds(EdgeUpdate, IDS, IDS, st.one_of(st.floats(-1, 1), st.just(math.nan))),
    st.builds(Agent, IDS, st.text(max_size=3)),
    st.builds(AgentRemoved, IDS),
    st.builds(Message, IDS, st.text(max_size=5), st.text(max_size=3), IDS),
)


def told(source):
    page = live_page(source.log, source.title)
    assert "<" not in page.data
    return json.loads(page.data), page


def as_sources_tell(events):
    """Return the events with the ends of the ties of those who leave before they do."""
    ties, told = set(), []
    for event in events:
        if isinstance(event, AgentRemoved):
            ended = sorted(tie for tie in ties if event.id in tie)
            told += [EdgeUpdate(*tie, math.nan) for tie in ended]
            ties.difference_update(ended)
        elif isinstance(event, EdgeUpdate):
            (ties.discard if math.isnan(event.sympathy) else ties.add)((event.source, event.target))
        told.append(event)
    return told


def values_at(data, seq):
    """Return what answers.js makes of the data at the entry with a number."""
    values = [None] * len(data["snapshot"]["ties"]["source"])
    numbers = np.cumsum(data["changes"]["seq"], dtype=int)
    for tie, value, number in zip(data["changes"]["tie"], data["changes"]["sympathy"], numbers, strict=True):
        if number <= seq:
            values[tie] = value
    return values


@given(st.lists(EVENTS, max_size=30))
def test_the_past_in_the_page_is_that_of_the_index(events):
    events = as_sources_tell(events)
    source = PastSource(*events)
    data, page = told(source)
    index = TimeIndex(source.log)
    for seq in range(len(events) + 1):
        expected = index.values(Cut(seq=seq))
        found = np.array(values_at(data, seq), float)[: len(expected)]
        np.testing.assert_allclose(found, expected, atol=1e-6)
        here = {}
        for number, _, agent, described in data["people"]:
            if number <= seq:
                here[agent] = described["here"]
        ids = {data["snapshot"]["agents"][agent]["id"] for agent, there in here.items() if there}
        assert ids == set(index.fold(Cut(seq=seq)).agents)
    assert page.left_out == ""


def test_the_snapshot_is_that_of_the_live_view():
    source, page = PastSource(*KITCHEN), Page()
    source.tell(AgentRemoved("1"), Message("9", "</script><!--", "Боб", "2"))
    data, _ = told(source)
    page.take(data["snapshot"])
    assert page.graph() == ({"2": "Боб"}, {})
    assert data["lines"][-1]["text"] == "</script><!--"
    assert [row[3]["here"] for row in data["people"]] == [True, True, False]


def test_who_left_and_is_named_by_a_tie_again_is_there_again():
    ann, tie = Agent("1", "Ann"), EdgeUpdate("1", "2", 0.5)
    end = EdgeUpdate("1", "2", math.nan)
    source = PastSource(ann, tie, end, AgentRemoved("1"), tie, end, AgentRemoved("1"), ann, tie)
    data, _ = told(source)
    number = next(n for n, each in enumerate(data["snapshot"]["agents"]) if each["id"] == "1")
    spans = [(seq, row["name"], row["here"]) for seq, _, agent, row in data["people"] if agent == number]
    assert spans == [(1, "Ann", True), (4, "Ann", False), (5, "1", True), (7, "1", False), (8, "Ann", True)]


def test_a_large_room_is_thinned_and_says_so(monkeypatch):
    monkeypatch.setattr(page_data, "CHANGES", 100)
    monkeypatch.setattr(page_data, "LINES", 5)
    source = PastSource()
    source.tell(*(EdgeUpdate(str(n % 7), str((n + 1) % 7), (n % 100) / 100) for n in range(1000)))
    source.tell(*(Message(str(n), "word", "A") for n in range(20)))
    data, page = told(source)
    kept = len(data["changes"]["tie"])
    assert 20 < kept <= 100
    assert f"{kept} of the 1,000 changes" in page.left_out
    assert "last 5 of 20 lines" in page.left_out
    assert values_at(data, 2000) == data["snapshot"]["ties"]["sympathy"]


def test_the_script_can_stand_in_a_page_and_its_digest_is_its_own():
    _, page = told(PastSource(*KITCHEN))
    for end in ("</script", "<!--", "<script"):
        assert end not in page.script.lower()
    assert page.scripts.startswith("'sha256-")
    assert page.scripts != page.styles


def test_few_characters_of_many_lines_are_held(monkeypatch):
    monkeypatch.setattr(page_data, "CHARACTERS", 25)
    source = PastSource(*(Message(str(n), "x" * 10, "A") for n in range(5)))
    data, page = told(source)
    assert len(data["lines"]) == 2
    monkeypatch.setattr(page_data, "CHARACTERS", 5)
    assert told(source)[0]["lines"] == []
    assert "of 5 lines" in page.left_out
