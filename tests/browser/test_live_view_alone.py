"""The live view in a page that stands alone, where it has little room."""

from __future__ import annotations

import pytest
from live_room import DRAWN, SECONDS

import roomlab
from roomlab.views.widgets.page_data import live_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAGE = (
    "<!doctype html><meta charset=utf-8><body><div id=live hidden></div>"
    '<script type="application/json" id=room>{data}</script><script>{script}</script>'
)
OUTSIDE = """() => {
  const view = document.querySelector('.roomlab-view');
  const { left, right } = view.getBoundingClientRect();
  return [...view.querySelectorAll('.rl-toolbar *, details[open] .rl-sheet, details[open] .rl-sheet *, .rl-timeline *')]
    .filter(node => node.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))
    .map(node => [node.className?.baseVal ?? node.className, node.getBoundingClientRect()])
    .filter(([name, box]) => name !== 'rl-heard' && (box.left < left - 0.5 || box.right > right + 0.5))
    .map(([name, box]) => [name, Math.round(box.left - left), Math.round(box.right - right)]);
}"""
CUT = """() => [...document.querySelectorAll('.rl-facts, .rl-facts > span, .rl-moment')]
  .filter(node => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline')
  .map(node => [node.className, node.textContent])"""


@pytest.fixture
def page(tmp_path, bare_browser):
    """A page with a room, which may be made narrower."""
    with roomlab.simulate("walk", agents=12, steps=30, seed=3, title="A room with a rather long title") as room:
        made = live_page(room.log, room.title)
    (tmp_path / "page.html").write_text(PAGE.format(data=made.data, script=made.script), "utf-8")
    page = bare_browser.new_page(viewport={"width": 1000, "height": 760})
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function(DRAWN, timeout=SECONDS)
    return page


def test_nothing_is_cut_or_hangs_out_where_there_is_little_room(page):
    for width in (240, 280, 400):
        page.locator("#live").evaluate("(node, width) => (node.style.width = `${width}px`)", width)
        page.wait_for_selector(".rl-dashboard[data-shape=narrow]", timeout=SECONDS)
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []
        for menu in page.locator(".rl-end-tools summary").all():
            menu.click()
            assert page.locator("details[open] .rl-sheet").count() == 1
            assert page.evaluate(OUTSIDE) == []
            page.keyboard.press("Escape")
