"""The second notebook as a newcomer sees it: the live view in JupyterLab, and in Notebook 7."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

NOTEBOOK = "02_live_view.ipynb"
PARTS = (".rl-dashboard", ".rl-chat", ".rl-timeline", ".rl-toolbar", "canvas")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_the_notebook_of_the_live_view_runs_in_a_browser(app, open_notebook):
    notebook = open_notebook(app, NOTEBOOK, {})
    notebook.run_all()
    assert [out for cell in notebook.outputs() for out in cell if out["output_type"] == "error"] == []
    page = notebook.page
    first = page.locator(".roomlab-view").first
    first.scroll_into_view_if_needed()
    for part in PARTS:
        assert first.locator(part).first.is_visible(), part
    first.locator(".rl-said").last.wait_for()
    assert page.locator(".roomlab-view").count() == 7
    keep_screenshots(page, app)
    drag_to_the_middle(page, first)
    assert "rl-in-past" in first.locator(".rl-timeline").get_attribute("class")
    first.locator(".rl-live").click()
    page.wait_for_function("view => !view.querySelector('.rl-in-past')", arg=first.element_handle())
    if app == "lab":
        follow_the_theme(page, first)
    assert notebook.console == []
    assert notebook.dialogs == []
    assert notebook.elsewhere == []


def drag_to_the_middle(page, view) -> None:
    """Drag the scrubber from now to the middle, and wait for the answer."""
    view.locator(".rl-track").scroll_into_view_if_needed()
    box = view.locator(".rl-track").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
    page.mouse.up()
    view.locator(".rl-waits", has_text="Past").wait_for()


def follow_the_theme(page, view) -> None:
    """Choose JupyterLab's dark theme, and wait until the view has followed it."""
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function("view => view.dataset.theme === 'dark'", arg=view.element_handle())
    keep_screenshots(page, "dark")


def keep_screenshots(page, app: str) -> None:
    """Leave what a person would see in the folder that ROOMLAB_SCREENSHOTS names, for a person to look at."""
    folder = os.environ.get("ROOMLAB_SCREENSHOTS")
    if not folder:
        return
    for number, view in enumerate(page.locator(".roomlab-view").all()):
        view.scroll_into_view_if_needed()
        page.wait_for_timeout(700)
        page.screenshot(path=Path(folder) / f"live-view-{app}-{number}.png")
