"""Make live_view.gif, with which the README opens: the notebook of the live view, run in JupyterLab and watched.

Run it in the environment of the tests, with a Chromium: `python docs/images/make_live_view.py`.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOTEBOOK = "02_live_view.ipynb"
SIZE = (1280, 1000)
FRAMES = 40
FRAME_MS = 300
WIDTH = 760
COLOURS = 96
ROOM_CELL, VIEW_CELL = 3, 5
STORE = "document.querySelector('.roomlab-view')[Symbol.for('roomlab.store')]"


def main() -> None:
    """Run the notebook, take the pictures, write the file."""
    tools = _tools()
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "work", Path(place) / "home"
        folder.mkdir()
        home.mkdir()
        shutil.copy(ROOT / "notebooks" / NOTEBOOK, folder)
        browser_path = shutil.which("chromium") or shutil.which("google-chrome")
        with tools.running_jupyter("lab", folder, home, {}) as jupyter, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=browser_path, args=tools.FLAGS)
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            notebook = tools.NotebookPage(jupyter, page)
            notebook.open(NOTEBOOK)
            page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
            for cell in (1, ROOM_CELL, VIEW_CELL):
                notebook.run_cell(cell)
            page.wait_for_function(f"() => {STORE}.chat.length > 8", timeout=60e3)
            frames = [_small(png) for png in _frames(page)]
            browser.close()
    palette = _palette(frames)
    first, *rest = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(HERE / "live_view.gif", save_all=True, append_images=rest, duration=FRAME_MS, loop=0)


def _frames(page: Any) -> Iterator[bytes]:
    """Watch; choose an agent; look back; come to the present again."""
    view = page.locator(".roomlab-view").first
    view.scroll_into_view_if_needed()
    for number in range(FRAMES):
        if number == FRAMES * 2 // 5:
            page.evaluate(f"() => {STORE}.select([2])")
        if number == FRAMES * 3 // 5:
            page.evaluate(f"() => {STORE}.select([])")
            view.locator("[role=slider]").first.focus()
        if FRAMES * 3 // 5 <= number < FRAMES * 4 // 5:
            page.keyboard.press("PageDown")
        if number == FRAMES * 4 // 5:
            view.locator(".rl-live").first.click()
        yield view.screenshot()
        page.wait_for_timeout(FRAME_MS)


def _small(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)


def _palette(frames: list[Image.Image]) -> Image.Image:
    """Return one palette for all frames, so that what stands still costs nothing."""
    some = frames[:: max(1, len(frames) // 8)]
    sheet = Image.new("RGB", (WIDTH, sum(frame.height for frame in some)))
    for number, frame in enumerate(some):
        sheet.paste(frame, (0, number * frame.height))
    return sheet.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _tools() -> ModuleType:
    """Return what drives the application in the browser tests."""
    spec = importlib.util.spec_from_file_location("browser_tools", ROOT / "tests" / "browser" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules["browser_tools"] = tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    return tools


if __name__ == "__main__":
    main()
