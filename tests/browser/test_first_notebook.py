"""The first notebook as a newcomer sees it: in JupyterLab, and in Notebook 7."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from roomlab.cli.demo_room import demo_room

NOTEBOOK = "01_first_room.ipynb"
FILES = {"messages.csv", "events.csv", "edges.csv", "history.csv", "agents.csv"}


@pytest.fixture
def variables():
    """What `roomlab demo` tells the kernel: where its room is."""
    where = demo_room()
    yield {
        "ROOMLAB_URL": where.url,
        "ROOMLAB_ROOM": where.room,
        "ROOMLAB_EMAIL": where.email,
        "ROOMLAB_PASSWORD": where.password,
    }
    where.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_the_first_notebook_runs_in_a_browser(app, variables, open_notebook):
    notebook = open_notebook(app, NOTEBOOK, variables)
    notebook.run_all()
    outputs = [output for cell in notebook.outputs() for output in cell]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert notebook.page.locator(".roomlab-view canvas").count() >= 1
    pictures = notebook.page.locator(".jp-RenderedImage img")
    assert pictures.count() == 4
    pictures.first.scroll_into_view_if_needed()
    assert pictures.first.bounding_box()["width"] > 300
    assert notebook.page.locator(".jp-RenderedHTMLCommon table").count() >= 5  # the rooms and the tables
    assert {path.name for path in (notebook.jupyter.folder / "out").iterdir()} >= FILES
    keep_screenshots(notebook.page, app)
    assert notebook.console == []
    assert notebook.dialogs == []
    assert notebook.elsewhere == []


def keep_screenshots(page, app: str) -> None:
    """Leave what a person would see in the folder that ROOMLAB_SCREENSHOTS names, for a person to look at."""
    folder = os.environ.get("ROOMLAB_SCREENSHOTS")
    if not folder:
        return
    for number, picture in enumerate(page.locator(".jp-OutputArea-output").all()):
        if not picture.is_visible():
            continue  # the picture below a view
        picture.scroll_into_view_if_needed()
        page.screenshot(path=Path(folder) / f"{app}-{number:02}.png")
