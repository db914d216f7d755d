"""The live view in a real JupyterLab and Notebook 7: what a person would see, and what they must never see."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from live_room import (
    DRAWN,
    EQUALS,
    HAS_TIE,
    SECONDS,
    STORE,
    TIES,
    hostile_texts,
    keep_screenshot,
    live_room,
    nothing_went_wrong,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

APPS = ("lab", "notebook")
VIEW = "room.view(height=700)"
BUSY = "import os, time\nend = time.time() + 90\nwhile time.time() < end and not os.path.exists({!r}):\n    pass"
PICTURE = "img[alt*='12 agents']"
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()"
KERNEL_IS_BUSY = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.status === 'busy'"

# Counts what each canvas of the page is asked to paint.
COUNT_PAINTING = """() => {
  for (const name of ['stroke', 'fill', 'drawImage', 'putImageData', 'fillRect']) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      this.canvas.painted = (this.canvas.painted ?? 0) + 1;
      return own.apply(this, args);
    };
  }
}"""
PAINTED = """() => [...document.querySelectorAll('.roomlab-view')].map(view =>
  [...view.querySelectorAll('canvas')].reduce((sum, canvas) => sum + (canvas.painted ?? 0), 0))"""

UNNAMED = """() => {
  const name = element => element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ??
    element.textContent.trim();
  return [...document.querySelectorAll('.roomlab-view :is(button, [tabindex])')]
    .filter(element => element.offsetParent && !name(element)).map(element => element.className);
}"""


@pytest.mark.parametrize("app", APPS)
def test_the_view_shows_a_room_and_follows_it(app, room, desk, tmp_path):
    enough = tmp_path / "enough"
    cells = [room.connect(), VIEW, BUSY.format(str(enough)), _edges(), "room.view.graph(height=300)"]
    notebook = desk.open(app, cells)
    notebook.run_cell(0)
    notebook.start_cell(1)
    notebook.page.wait_for_selector(".roomlab-view canvas", timeout=SECONDS)
    notebook.page.wait_for_function(DRAWN, timeout=SECONDS)
    room.shuffle(60, seed=2)
    notebook.page.wait_for_function(EQUALS, arg=room.ties(), timeout=SECONDS)
    assert _printed(notebook.run_cell(3)) == room.ties()

    notebook.start_cell(2)  # a long computation: the picture lives on
    notebook.page.wait_for_function(KERNEL_IS_BUSY, timeout=SECONDS)
    room.tie("1", "2", 0.125)
    notebook.page.wait_for_function(HAS_TIE, arg=["1 2", 0.125], timeout=SECONDS)
    assert notebook.page.evaluate(KERNEL_IS_BUSY), "the cell had ended, so this has shown nothing"
    enough.touch()

    notebook.run_cell(4)  # another view of the room
    notebook.page.wait_for_function("() => document.querySelectorAll('.roomlab-view').length === 2", timeout=SECONDS)
    notebook.save()
    notebook.reload()  # the page comes back, the kernel has gone on
    room.shuffle(60, seed=3)
    notebook.page.wait_for_selector(".roomlab-view canvas", timeout=SECONDS)
    notebook.page.wait_for_function(EQUALS, arg=room.ties(), timeout=SECONDS)
    keep_screenshot(notebook.page, f"live-view-{app}")
    nothing_went_wrong(notebook)


def test_changes_arrive_from_threads_tasks_and_cells(room, desk):
    cells = [
        room.connect(),
        VIEW,
        "import threading\nthreading.Thread(target=room.set_sympathy, args=('1', '2', 0.25)).start()",
        "import asyncio\ntask = asyncio.create_task(asyncio.to_thread(room.set_sympathy, '2', '3', 0.5))",
        "await asyncio.to_thread(room.set_sympathy, '3', '4', -0.5)\nawait asyncio.sleep(0.1)",
        "room.set_sympathy('4', '5', -0.25)",
    ]
    notebook = desk.open("lab", cells)
    for number in range(len(cells)):
        notebook.run_cell(number)
    for pair, sympathy in (("1 2", 0.25), ("2 3", 0.5), ("3 4", -0.5), ("4 5", -0.25)):
        notebook.page.wait_for_function(HAS_TIE, arg=[pair, sympathy], timeout=SECONDS)
    nothing_went_wrong(notebook)


@pytest.mark.parametrize("app", APPS)
def test_hostile_names_and_texts_are_shown_literally(app, tmp_path, desk):
    texts = hostile_texts()
    assert len(texts) >= 200
    with live_room(tmp_path, agents=1) as room:
        names = list(dict.fromkeys(_name(text) for text in reversed(texts) if _name(text)))[:60]
        for name in names:
            room.agent(name)
        for text in texts:
            room.say(text)
        notebook = desk.open(app, [room.connect(), "v = room.view(height=900)\nv"])
        notebook.run_cell(0)
        ids = set(notebook.page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)"))
        notebook.run_cell(1)
        notebook.page.wait_for_function(DRAWN, timeout=SECONDS)
        notebook.page.wait_for_function(f"() => {STORE}.chat.length >= {len(texts)}", timeout=SECONDS)
        _walk_through(notebook.page)
        added = set(notebook.page.evaluate("() => [...document.querySelectorAll('.roomlab-view [id]')].map(e => e.id)"))
        for text in (*names, *texts):
            assert text not in added - ids
        forbidden = (
            "script, iframe, object, embed, link, base, form, a[href], img, [onerror], [data-commandlinker-command]"
        )
        assert notebook.page.evaluate(f"() => document.querySelectorAll('.roomlab-view :is({forbidden})').length") == 0
        shown = notebook.page.locator(".roomlab-view .rl-chat .rl-said").all_text_contents()
        assert [text for text in texts[-40:] if text not in shown] == []
        keep_screenshot(notebook.page, f"hostile-{app}")
        nothing_went_wrong(notebook)


def test_the_scrubber_shows_the_past_and_comes_back(room, desk):
    notebook = desk.open("lab", [room.connect(), "v = room.view(height=700)\nv", "print(v.moment, v.selected)"])
    notebook.run_cell(0)
    before = room.ties()
    room.tie("1", "2", 1.0)
    notebook.run_cell(1)
    page = notebook.page
    page.wait_for_function(DRAWN, timeout=SECONDS)
    slider = page.locator(".roomlab-view [role=slider]").first
    begins = f"() => {STORE}.timeline?.known && {STORE}.timeline.start === {STORE}.timeline.known"
    page.wait_for_function(begins, timeout=SECONDS)  # not with what was said before, of which no ties are known
    slider.focus()
    slider.press("Home")
    page.wait_for_function(f"() => {STORE}.moment !== null", timeout=SECONDS)
    assert page.evaluate(TIES, "shown") == before
    room.tie("2", "1", -1.0)  # the room goes on; what is shown does not
    page.wait_for_function(HAS_TIE, arg=["2 1", -1.0], timeout=SECONDS)
    assert page.evaluate(TIES, "shown") == before
    keep_screenshot(page, "past")
    page.locator(".roomlab-view .rl-live").first.click()
    page.wait_for_function(f"() => {STORE}.moment === null && {STORE}.shown === {STORE}.live", timeout=SECONDS)
    page.evaluate(f"() => {STORE}.select([0, 2])")
    page.wait_for_timeout(300)  # the trait travels to the kernel
    assert notebook.run_cell(2)[0]["text"].strip() == "None ('1', '3')"
    nothing_went_wrong(notebook)


def test_pictures_can_be_saved(room, desk, tmp_path):
    notebook = desk.open("lab", [room.connect(), VIEW])
    notebook.run_all()
    notebook.page.wait_for_function(DRAWN, timeout=SECONDS)
    for label, kind in (("PNG", b"\x89PNG"), ("PNG, double size", b"\x89PNG"), ("SVG", b"<")):
        notebook.page.locator(".roomlab-view").get_by_role("button", name="Save picture").click()
        with notebook.page.expect_download(timeout=SECONDS) as download:
            notebook.page.locator(".roomlab-view").get_by_role("button", name=label, exact=True).click()
        path = tmp_path / re.sub(r"\W", "", label)
        download.value.save_as(path)
        assert path.read_bytes().startswith(kind)
        assert re.fullmatch(r"[\w. -]+\.(png|svg)", download.value.suggested_filename)
    sizes = [_png_width(tmp_path / name) for name in ("PNG", "PNGdoublesize")]
    assert sizes[1] == 2 * sizes[0]
    nothing_went_wrong(notebook)


def test_twenty_views_draw_and_those_off_screen_paint_nothing(room, desk):
    show = "from IPython.display import display\nfor _ in range(20):\n    display(room.view.graph(height=300))"
    notebook = desk.open("lab", [room.connect(), show])
    page = notebook.page
    page.evaluate(COUNT_PAINTING)
    notebook.run_all()
    page.wait_for_function("() => document.querySelectorAll('.roomlab-view').length === 20", timeout=SECONDS)
    views = page.locator(".roomlab-view")
    for number in range(20):
        views.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(f"() => ({PAINTED})()[{number}] > 0", timeout=SECONDS)
    views.first.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)  # glows fade
    before = page.evaluate(PAINTED)
    room.shuffle(100, seed=4)
    page.wait_for_function(EQUALS, arg=room.ties(), timeout=SECONDS)
    page.wait_for_function(f"start => ({PAINTED})()[0] > start", arg=before[0], timeout=SECONDS)
    after = page.evaluate(PAINTED)
    far = [number for number in range(20) if views.nth(number).bounding_box()["y"] > 1400]
    assert len(far) >= 10
    assert [after[number] for number in far] == [before[number] for number in far]
    nothing_went_wrong(notebook)


@pytest.mark.parametrize("app", APPS)
def test_a_saved_notebook_shows_the_last_state_without_a_kernel(app, desk):
    made = "import roomlab\nroom = roomlab.simulate('walk', agents=12, steps=2, seed=3)"
    more = "room.simulation.run(900)\nroom.close()\nlen(room.history)"
    notebook = desk.open(app, [made, VIEW, more])
    notebook.run_cell(0)
    notebook.run_cell(1)
    notebook.page.wait_for_function(DRAWN, timeout=SECONDS)
    notebook.page.wait_for_timeout(2500)
    first = len(notebook.save().read_bytes())
    changes = int(notebook.run_cell(2)[-1]["data"]["text/plain"])
    assert changes > 10_000
    notebook.page.wait_for_timeout(2500)
    saved = notebook.save()
    grown = len(saved.read_bytes()) - first - len(json.dumps(_picture(saved, 1)))
    assert grown < 50_000, f"{changes} changes of ties made the notebook {grown} bytes larger"
    page = _as_html(saved)
    assert re.search(r'<img[^>]+alt="[^"]{20,}"', page), "no picture with a text for those who do not see it"
    assert "image/png" in page
    _is_seen(notebook.page.context.browser.new_page(), page)
    nothing_went_wrong(notebook)
    notebook.page.evaluate(SHUT_DOWN)
    notebook.reload()  # the kernel that comes now knows nothing of the view
    picture = notebook.page.locator(f".jp-OutputArea-output {PICTURE}")
    picture.wait_for(timeout=SECONDS)
    assert picture.bounding_box()["width"] > 300
    assert notebook.elsewhere == []


def test_the_keyboard_reaches_everything(room, desk):
    notebook = desk.open("lab", [room.connect(), VIEW])
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(DRAWN, timeout=SECONDS)
    page.evaluate("() => document.querySelector('.roomlab-view').querySelector('button, [tabindex]').focus()")
    reached = []
    for _ in range(40):
        reached.append(
            page.evaluate("""() => { const e = document.activeElement;
              return e.closest('.roomlab-view') ? `${e.getAttribute('role') ?? e.tagName.toLowerCase()} ` +
                (e.getAttribute('aria-label') ?? e.textContent ?? '').slice(0, 40) : null; }""")
        )
        page.keyboard.press("Tab")
    inside = [name for name in reached if name]
    assert any("slider" in name for name in inside)
    assert any("log" in name for name in inside)
    assert any("Live" in name for name in inside)
    assert all(len(name.split(" ", 1)[1].strip()) > 0 for name in inside), inside
    unnamed = page.evaluate(UNNAMED)
    assert unnamed == []
    nothing_went_wrong(notebook)


def _is_seen(page, html: str) -> None:
    """Show a page that nobody answers, and wait for the picture in it."""
    page.route("**/*", lambda route: route.abort())  # what such a page asks of elsewhere is nbconvert's own
    page.set_content(html, wait_until="domcontentloaded")
    page.locator(PICTURE).first.wait_for(timeout=SECONDS)
    assert page.locator(PICTURE).first.bounding_box()["width"] > 300


def _edges() -> str:
    return (
        "import json\n"
        "print(json.dumps({f'{s} {t}': v for s, t, v in room.edges[['source', 'target', 'sympathy']].values}))"
    )


def _printed(outputs) -> dict[str, float]:
    return json.loads("".join(output["text"] for output in outputs))


def _name(text: str) -> str:
    return text[:200] if text.strip() and "\0" not in text else ""


def _walk_through(page) -> None:
    """Open what can be opened: choose agents, hover over the drawing, scroll the chat."""
    box = page.locator(".roomlab-view canvas").first.bounding_box()
    for step in range(12):
        page.mouse.move(box["x"] + box["width"] * (step + 1) / 14, box["y"] + box["height"] * (0.2 + 0.05 * step))
    page.evaluate(f"() => {STORE}.select([1, 2, 3])")
    page.locator(".roomlab-view [role=log]").first.hover()
    page.mouse.wheel(0, -2000)
    page.wait_for_timeout(500)
    page.evaluate(f"() => {STORE}.select([])")
    page.mouse.wheel(0, 200_000)
    page.wait_for_timeout(500)


def _png_width(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[16:20], "big")


def _picture(notebook: Path, cell: int) -> dict[str, str]:
    """Return the data of the last output of a cell of a saved notebook that has a picture."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return next(out["data"] for out in reversed(cells[cell]["outputs"]) if "image/png" in out.get("data", {}))


def _as_html(notebook: Path) -> str:
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--stdout", str(notebook)]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
