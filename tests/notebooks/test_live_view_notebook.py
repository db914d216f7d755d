"""The second notebook runs in a kernel of its own, without and with a server, and its widgets are there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "02_live_view.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"


def run(where, *, live):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    cell.source = f"live = {live}\nseconds = 1\nfolder = 'seen'"
    NotebookClient(notebook, timeout=90, resources={"metadata": {"path": str(where)}}).execute()
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def text(outputs):
    return "\n".join(out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs)


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("live", [False, True])
def test_it_runs_on_a_simulated_room_and_on_a_server(tmp_path, monkeypatch, live):
    for variable in ("ROOMLAB_URL", "ROOMLAB_ROOM", "ROOMLAB_EMAIL", "ROOMLAB_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    told = run(tmp_path, live=live)
    for cell in ("view", "select", "parts", "slider", "large", "replay"):
        assert any(WIDGET in out.get("data", {}) for out in told[cell]), cell
    assert not [out for outputs in told.values() for out in outputs if out.get("name") == "stderr"]
    assert "entry None" not in text(told["then"])
    assert "ties, mean sympathy" in text(told["then"])
    assert any("image/png" in out.get("data", {}) for out in told["plot"])
    assert any("image/gif" in out.get("data", {}) for out in told["film"])
    assert (tmp_path / "seen" / "friends.gif").read_bytes().startswith(b"GIF8")
    assert text(told["close"]).startswith("closed - ")
    assert (tmp_path / "seen" / "history.csv").exists()
