"""The notebooks that need no server, as a reader sees them in JupyterLab."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

NOTEBOOKS = {
    "03_record_and_replay.ipynb": {"pictures": 2, "tables": 7, "files": {"friends.roomlog.jsonl", "crate.zip"}},
    "04_simulate.ipynb": {"pictures": 7, "tables": 2, "files": set()},
    "05_counterfactual.ipynb": {"pictures": 3, "tables": 1, "files": set()},
}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_a_browser(name, open_notebook, tmp_path):
    expected = NOTEBOOKS[name]
    # No reference data there, so it shows what every reader has.
    notebook = open_notebook("lab", name, {"ROOMLAB_DATA": str(tmp_path / "none")})
    notebook.run_all()
    outputs = [output for cell in notebook.outputs() for output in cell]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    pictures = notebook.page.locator(".jp-RenderedImage img")
    keep_screenshots(notebook.page, name)
    assert pictures.count() == expected["pictures"]
    pictures.first.scroll_into_view_if_needed()
    assert pictures.first.bounding_box()["width"] > 300
    assert notebook.page.locator(".jp-RenderedHTMLCommon table").count() >= expected["tables"]
    assert {path.name for path in notebook.jupyter.folder.glob("out/*")} >= expected["files"]
    assert notebook.console == []
    assert notebook.dialogs == []
    assert notebook.elsewhere == []


def keep_screenshots(page, name: str) -> None:
    """Leave what a person would see in the folder that ROOMLAB_SCREENSHOTS names, for a person to look at."""
    folder = os.environ.get("ROOMLAB_SCREENSHOTS")
    if not folder:
        return
    for number, cell in enumerate(page.locator(".jp-Cell").all()):
        cell.scroll_into_view_if_needed()
        cell.screenshot(path=Path(folder) / f"{name.split('_')[0]}-{number:02}.png")
