"""The notebooks on simulation run in a kernel of their own, and what they show agrees with the formulas."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"


def run(name, where, **parameters):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    known = {line.partition(" = ")[0] for line in cell.source.splitlines()}
    assert known == set(parameters)
    cell.source = "\n".join(f"{key} = {value!r}" for key, value in parameters.items())
    NotebookClient(notebook, timeout=200, resources={"metadata": {"path": str(where)}}).execute()
    return notebook


def shown(notebook, cell_id):
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    texts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return "\n".join(texts), any("image/png" in out.get("data", {}) for out in cell.outputs)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_published_curves_come_out(tmp_path):
    done = run("04_simulate", tmp_path, seed=1, replicates=2, agents=48, steps=1000)
    for cell in ("one-plot", "triads-plot", "balance-plot", "opinions", "walk", "talk-plot", "watch-more"):
        assert shown(done, cell)[1], cell
    assert float(shown(done, "triads-error")[0].split()[-1]) < 0.03
    assert "leading eigenvector: True" in shown(done, "balance")[0]
    assert "Agent" in shown(done, "talk")[0]
    assert "10,000 agents" in shown(done, "watch-change")[0]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_counterfactual_is_drawn_and_one_of_nothing_is_nothing(tmp_path):
    done = run("05_counterfactual", tmp_path, seed=2, replicates=10, agents=8, steps=80, at=10)
    for cell in ("one", "room-plot", "ties-plot"):
        assert shown(done, cell)[1], cell
    assert "ties differ clearly" in shown(done, "ties-plot")[0]
    assert float(shown(done, "nothing")[0]) == 0.0
