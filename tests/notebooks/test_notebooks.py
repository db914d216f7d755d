"""The notebooks, as they are stored and as they run: in a kernel of their own, against a live server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import roomlab
from roomlab.cli.demo_room import demo_room

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
FILES = {"messages.csv", "events.csv", "edges.csv", "history.csv", "agents.csv"}
VARIABLES = ("ROOMLAB_URL", "ROOMLAB_ROOM", "ROOMLAB_EMAIL", "ROOMLAB_PASSWORD")


def run(path: Path, where: Path, **parameters: Any) -> nbformat.NotebookNode:
    """Run a notebook in a folder with other parameters, and return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    cell.source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    NotebookClient(notebook, timeout=90, resources={"metadata": {"path": str(where)}}).execute()
    return notebook


def output(notebook: nbformat.NotebookNode, cell_id: str, kind: str = "text/plain") -> str:
    """Return the outputs of one cell, joined."""
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return "\n".join(str(out.get("text") or out.get("data", {}).get(kind, "")) for out in cell.outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs_and_with_one_cell_of_parameters(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert re.fullmatch(r"\d\d_[a-z_]+", path.stem)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in cells) == 1


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_first_notebook_runs_on_the_room_of_the_demo(tmp_path, monkeypatch):
    where = demo_room()
    try:
        for variable, value in zip(VARIABLES, (where.url, where.room, where.email, where.password), strict=True):
            monkeypatch.setenv(variable, value)
        done = run(NOTEBOOKS[0], tmp_path, messages=4, seconds=60, folder="seen")
        with roomlab.connect(where.url, room=where.room, email=where.email, password=where.password) as room:
            assert "Good evening! May I join you?" in set(room.messages["text"])  # the server of the demo goes on
    finally:
        where.close()
    check_first(done, tmp_path / "seen")
    assert where.url.removeprefix("http://") in output(done, "connect")
    assert where.password not in json.dumps(done)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_first_notebook_runs_by_itself(tmp_path, monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    check_first(run(NOTEBOOKS[0], tmp_path, messages=4, seconds=60, folder="seen"), tmp_path / "seen")


def check_first(done: nbformat.NotebookNode, folder: Path) -> None:
    """Check what the first notebook shows and leaves."""
    assert "live: 6 agents" in output(done, "wait")
    assert "closed: 6 agents" in output(done, "close")
    assert output(done, "live", "application/vnd.jupyter.widget-view+json")
    for cell in ("plot", "at", "now", "tie"):
        assert output(done, cell, "image/png")
    assert {path.name for path in folder.iterdir()} >= FILES
    assert all(name in output(done, "export") for name in FILES)
    with roomlab.from_csv(edges=folder / "history.csv", messages=folder / "messages.csv") as past:
        assert "Good evening! May I join you?" in set(past.messages["text"])
        assert past.history["sympathy"].eq(1.0).any()
