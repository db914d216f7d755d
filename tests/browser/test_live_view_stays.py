"""The live view when what is around it goes: its kernel, its place in sight."""

from __future__ import annotations

import pytest
from live_room import DRAWN, SECONDS, STORE, keep_screenshot, nothing_went_wrong

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]

SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()"
READY = f"() => {{ const store = document.querySelector('.roomlab-view') && {STORE}; return store?.link === 'ready'; }}"
COUNT_PAINTINGS = """() => {
  window.painted = 0;
  const own = CanvasRenderingContext2D.prototype.stroke;
  CanvasRenderingContext2D.prototype.stroke = function (...args) {
    if (this.canvas.closest('.roomlab-view')) window.painted += 1;
    return own.apply(this, args);
  };
}"""
STILL = "() => document.querySelector('.roomlab-stage')?.dataset.state === 'still'"
ASLEEP = "() => document.querySelector('.roomlab-stage')?.dataset.state === 'asleep'"


def test_a_kernel_that_is_shut_down_is_missed_and_its_room_can_still_be_looked_at(room, desk):
    notebook = desk.open("lab", [room.connect(), "room.view(height=700)"])
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(DRAWN, timeout=SECONDS)
    view = page.locator(".roomlab-view")
    page.wait_for_function(READY, timeout=SECONDS)
    page.evaluate(SHUT_DOWN)
    view.locator(".rl-state", has_text="No kernel").wait_for(timeout=SECONDS)
    view.get_by_role("combobox", name="Find an agent").fill("Agent 3")
    page.keyboard.press("Enter")
    view.locator(".rl-profile h3", has_text="Agent 3").wait_for(timeout=SECONDS)
    assert page.evaluate(f"() => {STORE}.selectedIds") == ["3"]
    view.locator("[role=slider]").press("Home")
    assert page.evaluate(f"() => {STORE}.moment") is None
    view.get_by_role("button", name="Matrix", exact=True).click()
    page.wait_for_function(DRAWN, timeout=SECONDS)
    assert "Closed" not in view.locator(".rl-status").inner_text()
    keep_screenshot(page, "no-kernel")
    nothing_went_wrong(notebook)


def test_what_is_scrolled_to_is_there_and_says_nothing_untrue(room, desk):
    spacer = "from IPython.display import HTML\nHTML('<div style=\"height: 2400px\"></div>')"
    graph, timeline = "room.view.graph(height=400)", "room.view.timeline(height=200)"
    notebook = desk.open("lab", [room.connect(), graph, spacer, timeline])
    page = notebook.page
    for cell in range(4):
        notebook.run_cell(cell)
    graph, timeline = page.locator(".roomlab-stage"), page.locator(".rl-timeline")
    timeline.wait_for(state="attached", timeout=SECONDS)
    page.wait_for_function(READY, timeout=SECONDS)
    assert page.locator(".rl-track .rl-empty").evaluate("node => node.hidden")
    graph.scroll_into_view_if_needed()
    page.wait_for_function(DRAWN, timeout=SECONDS)
    page.wait_for_function(STILL, timeout=SECONDS)
    timeline.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.rl-plot-mean')?.getAttribute('d')", timeout=SECONDS)
    assert timeline.bounding_box()["height"] == 200
    assert page.locator(".rl-track .rl-empty").evaluate("node => node.hidden")
    page.wait_for_function(ASLEEP, timeout=SECONDS)
    page.evaluate(COUNT_PAINTINGS)
    graph.scroll_into_view_if_needed()
    page.wait_for_function(STILL, timeout=SECONDS)
    assert page.evaluate("() => window.painted") == 0, "what was painted before was not kept"
    assert page.evaluate(DRAWN)
