"""What a saved notebook shows where no kernel runs."""

from __future__ import annotations

import base64
import builtins
import gc
import io
import threading
from itertools import pairwise

import nbclient
import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image
from room_script import KITCHEN, PastSource, ScriptedSource
from view_page import FakeComm

from roomlab._clock import SystemClock
from roomlab.events import Agent, EdgeUpdate
from roomlab.room import Room
from roomlab.state.fold import RoomFold
from roomlab.views.widgets import _pictures
from roomlab.views.widgets._pictures import LONG_SECONDS, QUIET_SECONDS, Pictures
from roomlab.views.widgets._still import draw_still, scene_of


def scene(*events, title="Kitchen"):
    source = PastSource(*events)
    fold = RoomFold(source.log)
    fold.advance()
    return scene_of(fold, source.log.pairs, title)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_a_picture_shows_both_signs_and_says_so_in_words():
    drawn = scene(*KITCHEN, EdgeUpdate("2", "1", -1.0), EdgeUpdate("1", "2", 1.0))
    assert drawn.said == "The room Kitchen: 2 agents, 2 ties, 1 of sympathy and 1 of antipathy"
    red, _, blue = np.moveaxis(pixels(draw_still(drawn)), -1, 0)
    assert (red - blue > 60).any()
    assert (blue - red > 40).any()


@pytest.mark.parametrize("agents", [0, 1, 41, 120])
def test_any_number_of_agents_can_be_drawn(agents):
    ids = [str(number) for number in range(agents)]
    events = [Agent(each, f"<b>$\\alpha$ {each}\ud800") for each in ids]
    ties = [EdgeUpdate(a, b, (-1) ** len(a + b) * 0.5) for a, b in pairwise(ids)]
    assert pixels(draw_still(scene(*events, *ties, title="$x$ \ud800"))).std() > 0


def test_without_matplotlib_there_is_none(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    drawn = scene(*KITCHEN)
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert draw_still(drawn) is None


class HandClock(SystemClock):
    seconds = 0.0

    def monotonic(self):
        return self.seconds


class Handle:
    display_id = "one"


@pytest.fixture
def published(monkeypatch):
    """What was published, while a person is at the notebook."""
    kept = []

    def publish(bundle, metadata, **where):
        kept.append((bundle, metadata, where, threading.current_thread().name))
        return Handle()

    class Kernel:
        @staticmethod
        def get_parent():
            return {"content": {"allow_stdin": True}}

    class Shell:
        kernel = Kernel

    monkeypatch.setattr(_pictures, "_publish", publish)
    monkeypatch.setattr(_pictures, "_kernel_shell", lambda: Shell)
    return kept


def settle(pictures):
    thread = pictures._thread
    if thread is not None:
        thread.join(20)


def test_it_is_drawn_aside_when_the_room_is_quiet_or_the_last_one_is_old(published):
    clock, source = HandClock(), PastSource(*KITCHEN)
    pictures = Pictures(source.log, lambda: (source.title, source.status), clock)
    pictures.consider()
    assert published == []
    pictures.show()
    settle(pictures)
    (_, (bundle, metadata, where, thread)) = published
    assert where == {"display_id": "one", "update": True}
    assert thread == "roomlab-picture"
    said = "The room Kitchen: 2 agents, 2 ties, 1 of sympathy and 1 of antipathy"
    assert metadata == {"image/png": {"alt": said}}
    assert bundle["text/plain"] == said
    assert bundle["text/html"].startswith(f'<img alt="{said}" src="data:image/png;base64,')
    for _ in range(int(LONG_SECONDS) - 1):  # it never rests
        clock.seconds += 1.0
        source.tell(EdgeUpdate("1", "2", -0.5))
        pictures.consider()
    settle(pictures)
    assert len(published) == 2
    clock.seconds += 1.0
    pictures.consider()
    settle(pictures)
    assert len(published) == 3
    source.tell(EdgeUpdate("1", "2", -1.0))
    pictures.consider()
    clock.seconds += QUIET_SECONDS
    pictures.consider()
    settle(pictures)
    assert len(published) == 4
    pictures.consider()
    pictures.finish()  # nothing new
    assert len(published) == 4
    source.tell(EdgeUpdate("1", "2", 1.0))
    pictures.finish()
    assert "2 of sympathy" not in published[-2][0]["text/plain"]
    assert "1 of sympathy" in published[-1][0]["text/plain"]
    pictures.forget()


@pytest.mark.parametrize("enabled", [True, False])
def test_drawing_brings_on_no_collection_of_all_garbage(published, monkeypatch, enabled):
    seen, collected = [], []

    def draw(scene):
        seen.append(gc.isenabled())
        return b""

    monkeypatch.setattr(_pictures, "draw_still", draw)
    monkeypatch.setattr(gc, "collect", collected.append)
    source = PastSource(*KITCHEN)
    pictures = Pictures(source.log, lambda: (source.title, source.status), HandClock())
    try:
        gc.enable() if enabled else gc.disable()
        pictures.show()
        settle(pictures)
        assert (seen, collected) == ([False], [0])
        assert gc.isenabled() == enabled
        monkeypatch.setattr(_pictures, "draw_still", lambda scene: 1 / 0)
        source.tell(EdgeUpdate("1", "2", -1.0))
        with pytest.raises(ZeroDivisionError):
            pictures.renew()
        assert gc.isenabled() == enabled
    finally:
        gc.enable()
        pictures.forget()


def test_hostile_words_stay_words(published):
    source = PastSource(*KITCHEN, title='"><script>alert(1)</script>')
    pictures = Pictures(source.log, lambda: (source.title, source.status), HandClock())
    pictures.show()
    settle(pictures)
    assert "<script>" not in published[-1][0]["text/html"]
    assert published[-1][0]["text/html"].count("<") == 1


@pytest.mark.usefixtures("comms")
def test_a_view_shows_itself_and_a_picture_which_is_the_last_one_after_the_end(published, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    source = ScriptedSource(*KITCHEN)
    with Room(source) as room:
        view, chat = room.view(), room.view.chat()
        view._ipython_display_()
        chat._ipython_display_()
        source.tell(EdgeUpdate("1", "2", -1.0))
    assert [data["application/vnd.jupyter.widget-view+json"]["model_id"] for data in shown] == [
        view.model_id,
        chat.model_id,
    ]
    assert (view.pictured, chat.pictured) == (True, False)
    assert "2 of antipathy" in published[-1][0]["text/plain"]
    assert FakeComm.every


CELLS = [
    "import roomlab\nfrom roomlab.events import EdgeUpdate, Channel\n"
    "room = roomlab.simulate('balance', agents=12, steps=5, seed=7)\nroom.view()\nroom.view.graph()",
    "for n in range(UPDATES):\n    room.log.append(EdgeUpdate('1', '2', (n % 100) / 100), Channel.SIMULATION)",
    "room.log.append(EdgeUpdate('1', '2', -1.0), Channel.SIMULATION)\nrooms = room.graph.number_of_edges()",
]


def executed(updates):
    cells = [nbformat.v4.new_code_cell(cell.replace("UPDATES", str(updates))) for cell in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    return notebook


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("default")
def test_an_executed_notebook_holds_the_last_picture_and_does_not_grow_with_updates():
    short, long = executed(1), executed(10_000)
    _, picture = long.cells[0].outputs
    assert set(picture.data) == {"image/png", "text/html", "text/plain"}
    first = pixels(base64.b64decode(picture.data["image/png"]))
    assert first.std() > 0
    assert picture.metadata["image/png"]["alt"] == picture.data["text/plain"]
    page, _ = HTMLExporter().from_notebook_node(long)
    assert f'alt="{picture.data["text/plain"]}"' in page
    sizes = [len(nbformat.writes(notebook)) for notebook in (short, long)]
    pictures = [len(notebook.cells[0].outputs[1].data["image/png"]) for notebook in (short, long)]
    assert (sizes[1] - sizes[0]) - 2 * (pictures[1] - pictures[0]) < 50_000
    state = long.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert sum("bundle" in model["state"] for model in state.values()) == 1
    # Both pictures are of the end: the same ties, whatever had happened in between.
    assert picture.data["text/plain"] == short.cells[0].outputs[1].data["text/plain"]
