"""The live view for people who do not see colours, use no mouse, want no motion, listen, touch, or sit far away."""

from __future__ import annotations

import pytest
from live_room import DRAWN, HAS_TIE, SECONDS, STORE, keep_screenshot, live_room

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]

AXE = "roomlab/views/widgets/js/node_modules/axe-core/axe.min.js"
VIOLATIONS = """async () => {
  const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations, passes } = await axe.run('.roomlab-view', { runOnly: levels });
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  return { told, passed: passes.length };
}"""
STILL = "() => document.querySelector('.roomlab-view .roomlab-stage')?.dataset.state === 'still'"

# How often the canvases of the view are painted from now on: each painting of a layer begins with one of these.
COUNT_PAINTINGS = """() => {
  window.painted = 0;
  for (const name of ['clearRect', 'fillRect']) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      if (this.canvas.closest('.roomlab-view')) window.painted += 1;
      return own.apply(this, args);
    };
  }
}"""
PIXELS = """() => [...document.querySelectorAll('.roomlab-view canvas')].map((canvas) => canvas.toDataURL()).join()"""
PLACES = "{'1': (-1, 0), '2': (0, 0), '3': (1, 0), '4': (0, -1), '5': (0, 1), '6': (1, 1)}"  # 2 is in the middle


@pytest.fixture
def room(tmp_path):
    """A live room with six agents, ties of both signs, and an event."""
    with live_room(tmp_path) as made:
        made.shuffle(30, seed=1)
        made.tie("1", "2", 0.75)
        made.say("Good evening!")
        made.happen("The lights go out", ["1", "2"])
        yield made


def test_no_rule_of_wcag_is_broken(room, desk, project_root):
    if not (project_root / AXE).exists():
        pytest.skip("axe-core is not installed; `make js-check` gets it")
    notebook = desk.open("lab", [room.connect(), "room.view(height=760, theme='light')"])
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(DRAWN, timeout=SECONDS)
    page.evaluate((project_root / AXE).read_text("utf-8"))
    view = page.locator(".roomlab-view")
    for theme in ("Light", "Dark"):
        view.get_by_role("button", name="Settings").click()
        view.get_by_role("button", name=theme, exact=True).click()
        _breaks_nothing(page, f"{theme}, settings open")
        page.keyboard.press("Escape")
        for drawing in ("Matrix", "Graph"):
            view.get_by_role("button", name=drawing, exact=True).click()
            _breaks_nothing(page, f"{theme}, {drawing}")
        page.evaluate(f"() => {STORE}.select([0])")
        view.locator(".rl-bars li").first.wait_for()
        view.locator("[role=slider]").press("Home")
        page.wait_for_function(f"() => {STORE}.moment !== null", timeout=SECONDS)
        _breaks_nothing(page, f"{theme}, an agent in the past")
        view.get_by_role("button", name="Live", exact=True).click()
        page.evaluate(f"() => {STORE}.select([])")


def _breaks_nothing(page, where: str) -> None:
    found = page.evaluate(VIOLATIONS)
    assert found["told"] == [], where
    assert found["passed"] > 5, "axe has looked at nothing"


def test_who_wants_less_motion_sees_changes_and_no_motion(room, desk):
    notebook = desk.open("lab", [room.connect(), "room.view.graph(height=300)", "room.view.matrix(height=300)"])
    page = notebook.page
    for cell in range(3):
        notebook.run_cell(cell)
    page.wait_for_function(DRAWN, timeout=SECONDS)
    page.evaluate(COUNT_PAINTINGS)
    paintings = {}
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        page.wait_for_function(STILL, timeout=SECONDS)
        for value in (0.5, -0.5):
            page.evaluate("() => { window.painted = 0; }")
            room.tie("1", "2", value)
            page.wait_for_function(HAS_TIE, arg=["1 2", value], timeout=SECONDS)
            page.wait_for_timeout(1200)  # longer than a glow
            paintings[motion] = page.evaluate("() => window.painted")
    assert 0 < paintings["reduce"] <= 12
    assert paintings["no-preference"] > 2 * paintings["reduce"]


def test_fingers_choose_zoom_and_look_back(room, desk):
    notebook = desk.open(
        "lab",
        [room.connect(), f"room.view.graph(height=400, positions={PLACES})", "room.view.timeline()"],
        has_touch=True,
    )
    page = notebook.page
    for cell in range(3):
        notebook.run_cell(cell)
    page.wait_for_function(DRAWN, timeout=SECONDS)
    stage = page.locator(".roomlab-view .roomlab-stage")
    stage.scroll_into_view_if_needed()
    page.wait_for_function(STILL, timeout=SECONDS)
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_function(f"() => {STORE}.selectedIds.join() === '2'", timeout=SECONDS)
    page.wait_for_function(STILL, timeout=SECONDS)
    before = page.evaluate(PIXELS)
    _pinch(page, x, y, 40, 120)
    page.wait_for_function(f"before => ({PIXELS})() !== before", arg=before, timeout=SECONDS)
    assert page.evaluate("() => window.visualViewport.scale") == 1, "the page was zoomed, not the drawing"
    assert page.evaluate(f"() => {STORE}.selectedIds") == ["2"], "what was a pinch has been taken for a tap"
    track = page.locator(".rl-track")
    track.scroll_into_view_if_needed()
    place = track.bounding_box()
    page.touchscreen.tap(place["x"] + place["width"] / 3, place["y"] + place["height"] / 2)
    page.wait_for_function(f"() => {STORE}.moment !== null", timeout=SECONDS)


def _pinch(page, x: float, y: float, start: int, end: int) -> None:
    """Put two fingers on the page and draw them apart."""
    session = page.context.new_cdp_session(page)
    for kind, reach in (
        ("touchStart", start),
        *(("touchMove", start + (end - start) * k / 5) for k in range(1, 6)),
        ("touchEnd", None),
    ):
        points = [] if reach is None else [{"x": x - reach, "y": y, "id": 0}, {"x": x + reach, "y": y, "id": 1}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_the_view_fills_the_screen_and_comes_back(room, desk):
    notebook = desk.open("lab", [room.connect(), "room.view(height=600)"], size=(1600, 900))
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(DRAWN, timeout=SECONDS)
    view = page.locator(".roomlab-view")
    view.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('rl-dashboard')", timeout=SECONDS)
    leave = view.get_by_role("button", name="Leave full screen")
    leave.wait_for()
    assert page.locator(".rl-dashboard").bounding_box() == {"x": 0, "y": 0, "width": 1600, "height": 900}
    assert page.locator(".rl-dashboard").get_attribute("data-type") == "large"
    page.wait_for_function("() => document.querySelector('.roomlab-stage canvas').clientWidth > 900", timeout=SECONDS)
    view.get_by_role("button", name="Settings").click()
    assert view.get_by_role("button", name="Large type").is_visible()
    page.keyboard.press("Escape")
    keep_screenshot(page, "full-screen")
    leave.click()
    page.wait_for_function("() => document.fullscreenElement === null", timeout=SECONDS)
    view.get_by_role("button", name="Full screen").wait_for()
