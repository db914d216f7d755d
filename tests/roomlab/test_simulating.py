"""`roomlab.simulate`, as a user types it."""

from __future__ import annotations

import re

import networkx as nx
import pytest

import roomlab
from roomlab.errors import InputError
from roomlab.simulation.models import Balance
from roomlab.sources.base import SourceState


def test_simulates_a_room_in_one_line():
    with roomlab.simulate("balance", agents=12, steps=400, seed=7) as room:
        assert room.status.state is SourceState.COMPLETE
        assert room.graph.number_of_nodes() == 12
        assert room.graph.number_of_edges() == 132
        assert room.simulation.steps == 400
        assert {abs(round(value, 3)) for _, _, value in room.graph.edges(data="sympathy")} == {1.0}
        assert room.at("2000-01-01")["1"]["2"]["sympathy"] == room.history["sympathy"].iloc[0]
        assert repr(room).startswith("<SimulatedRoom 'balance, seed 7' complete: 12 agents, 132 ties")


@pytest.mark.parametrize("measure", [nx.pagerank, nx.eigenvector_centrality_numpy])
def test_measures_that_networkx_computes_with_scipy_take_its_graph(measure):
    with roomlab.simulate("balance", agents=6, steps=5, seed=7) as room:
        assert measure(room.graph).keys() == set(room.graph)


def test_same_seed_same_tables():
    def history():
        with roomlab.simulate("triads", agents=12, steps=50, seed=3, p=0.3) as room:
            return room.history

    assert history().equals(history())


def test_an_intervention_through_the_room_or_the_simulation_is_seen_and_a_fork_is_apart():
    with roomlab.simulate("walk", agents=4, steps=5, seed=1, title="A walk") as room:
        assert room.title == "A walk"
        room.set_sympathy("1", "2", -1.0)
        room.simulation.set_sympathy("2", "1", 1.0)
        assert room.graph["1"]["2"]["sympathy"] == -1.0
        assert room.graph["2"]["1"]["sympathy"] == 1.0
        before = len(room.history)
        fork = room.simulation.fork(at=2, change=lambda run: run.mute("3"))
        fork.run(3)
        assert len(room.history) == before


def test_the_ties_of_one_room_start_another():
    with roomlab.simulate("walk", agents=5, steps=9, seed=1) as first:
        ties, ids = list(first.graph.edges(data="sympathy")), list(first.graph)
    with roomlab.simulate("balance", agents=ids, ties=ties) as second:
        assert sorted(second.graph.edges(data="sympathy")) == sorted(ties)


def test_a_room_at_a_speed_is_live_until_it_is_done():
    with roomlab.simulate("walk", agents=4, steps=20, seed=1, speed=500.0) as room:
        assert room.status.state is not SourceState.CLOSED
        room.wait(until=lambda room: len(room.history) == 12 * 21, timeout=40)


def test_exports_like_any_other_room(tmp_path):
    with roomlab.simulate("bounded_confidence", agents=6, steps=20, seed=2, epsilon=0.5) as room:
        room.simulation.send("Привет!")
        room.export(tmp_path)
        with roomlab.from_csv(edges=tmp_path / "history.csv", messages=tmp_path / "messages.csv") as again:
            assert sorted(again.graph.edges(data="sympathy")) == sorted(room.graph.edges(data="sympathy"))
            assert again.messages["text"].tolist() == ["Привет!"]


def test_what_cannot_be_is_refused_in_one_sentence():
    with pytest.raises(InputError, match=r"amplitude of the model 'balance' is 3; .* at most 1"):
        roomlab.simulate("balance", amplitude=3)
    with pytest.raises(InputError, match="did you mean 'balance'"):
        roomlab.simulate("ballance")
    with pytest.raises(InputError, match="dt given beside a model"):
        roomlab.simulate(Balance(), dt=0.1)


def test_the_examples_of_the_page_run(project_root):
    page = (project_root / "docs" / "models.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    inline = re.findall(r"`(roomlab\.simulate\([^`]*\))`", page)
    assert len(inline) == 2
    for call in inline:
        names["room"].close()  # type: ignore[attr-defined]
        exec(f"room = {call}", names)
