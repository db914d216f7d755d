"""The third notebook, on the reference data and on the recording that comes with roomlab."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import roomlab

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_record_and_replay.ipynb"
SAMPLE = files("roomlab.recording") / "sample.roomlog.jsonl"


def run(where, data):
    """Run the notebook in a folder on some data; return the text of each cell's output."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    cell.source = f"folder = 'out'\ndata = {str(data)!r}"
    NotebookClient(notebook, timeout=90, resources={"metadata": {"path": str(where)}}).execute()
    return {
        cell.id: "\n".join(out.get("text") or out["data"].get("text/plain", "") for out in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def check(told):
    assert "the same messages, changes, ties and agents" in told["replay"]
    assert told["verify"].startswith("complete, 1 to ")
    assert "changed.roomlog.jsonl:" in told["tamper"]
    assert "the seal does not match" in told["tamper"]
    assert told["pictures"].startswith("<Figure")
    assert told["series"].startswith("<Figure")
    assert "at entry 40 of" in told["play"]
    assert "equal changes the next change differs: nothing / " in told["compare"]
    assert told["crate"].startswith("the same messages, changes, ties and agents\ncomplete, 1 to ")
    assert "recording.roomlog.jsonl" in told["crate"]
    assert "Agent " in told["pseudonyms"]
    assert all(file in told["files"] for file in ("history.csv", "graph.gexf", "graph.json", "certificate.json"))
    assert "closed" in told["close"]


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_it_runs_on_the_recording_that_comes_with_roomlab(tmp_path):
    told = run(tmp_path, tmp_path / "nothing")
    check(told)
    assert "8 agents" in told["open"]
    assert "Agent" in told["talk"]


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(180)
def test_it_runs_on_newcomb_and_smallville(tmp_path, data_dir):
    told = run(tmp_path, data_dir)
    check(told)
    assert "17 agents, 272 ties" in told["open"]
    assert "Isabella Rodriguez" in told["talk"]


def test_the_sample_is_a_whole_recording():
    with roomlab.replay(SAMPLE) as room:
        assert room.verify()
        assert len(room.agents) == 8
        assert len(room.messages) == 8
