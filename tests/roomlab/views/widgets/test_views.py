"""The widgets: what a user holds, what goes to the page, and what is left when they are closed."""

from __future__ import annotations

import builtins
import gc
import json
import threading
import time
import weakref

import ipywidgets
import psutil
import pytest
from room_script import KITCHEN, START, ScriptedSource
from view_page import FakeComm, Page, same_graph, unpacked

import roomlab
from roomlab.errors import InputError, MissingDependencyError
from roomlab.events import EdgeUpdate, Message
from roomlab.log import EventLog
from roomlab.room import AsyncRoom, Room
from roomlab.views.widgets._feed import MESSAGES_PER_SECOND, THREAD_NAME
from roomlab.views.widgets._stage import _packed

pytestmark = pytest.mark.usefixtures("comms")


def threads():
    return [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]


def snapshots(messages):
    return [message for message in messages if message["type"] == "snapshot"]


def caught_up(room):
    """Return a condition for `FakeComm.wait`: a page that got all messages since the last snapshot shows the room."""

    def condition(messages):
        told = [message for message in messages if message["type"] in {"snapshot", "delta"}]
        page = Page()
        for message in told[max(place for place, each in enumerate(told) if each["type"] == "snapshot") :]:
            page.take(message)
        return page if same_graph(page, room) else None

    return lambda messages: condition(messages) if snapshots(messages) else None


@pytest.mark.parametrize("kind", ["dashboard", "graph", "matrix", "chat", "timeline"])
def test_a_view_names_its_stage_and_its_part_and_carries_little(room, comms, kind):
    view = getattr(room.view, kind)(height=400)
    stage, (opened,) = view._stage, [each for each in comms if each.comm_id == view.model_id]
    state = opened.published[0][1]["state"]
    assert state["kind"] == kind
    assert state["options"] == {"height": 400}
    assert state["stage"] == f"IPY_MODEL_{stage.model_id}"
    assert len(state["_esm"]) < 2000
    assert "export" in stage.bundle


def test_calling_it_is_the_dashboard_and_all_views_share_a_stage(room, comms):
    first, second = room.view(), room.view.graph()
    assert first.kind == "dashboard"
    assert first.stage == second.stage
    assert isinstance(ipywidgets.HBox([first, second]), ipywidgets.HBox)
    assert sum("bundle" in (each.published[0][1] or {}).get("state", {}) for each in comms) == 1


def test_the_room_is_told_at_once_and_as_it_goes_on(room, source, stage_comm):
    room.view()
    comm = stage_comm(room)
    assert comm.wait(caught_up(room)).lines[0]["text"] == "Привет!"
    source.tell(EdgeUpdate("2", "1", 1.0), Message("9", "Ура", "Боб", "2"))
    page = comm.wait(lambda messages: (found := caught_up(room)(messages)) and len(found.lines) == 3 and found)
    assert page.lines[-1]["text"] == "Ура"


def test_it_goes_on_while_the_main_thread_computes_and_does_not_move_the_graph(room, source, stage_comm):
    room.view()
    graph = room.graph
    writer = threading.Thread(target=source.tell, args=(EdgeUpdate("2", "1", 1.0),))
    writer.start()
    writer.join()
    stage_comm(room).wait(lambda messages: any("ties" in message for message in messages))
    assert graph["2"]["1"]["sympathy"] == -0.25
    assert room.graph["2"]["1"]["sympathy"] == 1.0


def test_however_fast_it_changes_there_are_thirty_messages_a_second(room, source, stage_comm):
    views = [room.view() for _ in range(5)]
    comm = stage_comm(room)
    comm.wait(snapshots)
    begun, start = time.monotonic(), len(comm.messages())
    number = 0
    while time.monotonic() - begun < 1.0 or (len(comm.messages()) < start + 5 and time.monotonic() - begun < 20):
        source.tell(EdgeUpdate("1", "2", (number % 1000) / 1000))
        number += 1
    seconds = time.monotonic() - begun
    sent = [message for message in comm.messages()[start:] if message["type"] == "delta"]
    assert number > len(sent)
    assert 2 <= len(sent) <= MESSAGES_PER_SECOND * seconds + 2
    comm.wait(caught_up(room))
    assert len(views) == 5


def test_a_page_that_comes_later_gets_everything(room, stage_comm):
    room.view()
    comm = stage_comm(room)
    comm.wait(snapshots)
    before = len(snapshots(comm.messages()))
    comm.speak({"type": "hello"})
    comm.speak({"type": "hello"})
    comm.wait(lambda messages: len(snapshots(messages)) > before)
    numbers = [message["n"] for message in comm.messages()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_question_before_any_greeting_is_answered_after_a_snapshot(room, stage_comm):
    room.view()
    comm = stage_comm(room)
    comm.speak({"type": "profile", "agent": 0, "request": 1})
    comm.wait(lambda messages: [each for each in messages if each.get("request") == 1])
    assert [message["type"] for message in comm.messages()][:2] == ["snapshot", "profile"]


def test_agents_that_are_alike_are_told_alike():
    told = _packed({"type": "moment", "agents": [agent("1", "A"), agent("2", "B", mood="glad")]})
    assert json.loads(told)["agents"] == {
        "id": ["1", "2"],
        "name": ["A", "B"],
        "mood": [None, "glad"],
        "level": None,
        "avatar": None,
        "here": True,
    }
    for agents in ([], [agent("1", "A")]):
        assert unpacked(_packed({"type": "moment", "agents": agents}))["agents"] == agents


def agent(number, name, mood=None):
    return {"id": number, "name": name, "mood": mood, "level": None, "avatar": None, "here": True}


def test_the_past_can_be_asked_for(room, source, stage_comm):
    source.tell(EdgeUpdate("1", "2", -1.0), EdgeUpdate("1", "3", 0.5))
    room.view()
    comm = stage_comm(room)
    comm.wait(snapshots)

    def ask(**message):
        comm.speak(message)
        return comm.wait(lambda messages: [each for each in messages if each.get("request") == message["request"]])[0]

    moment = ask(type="seek", request=1, seq=5)
    assert moment["sympathy"] == [0.5, -0.25, None]
    assert [agent["here"] for agent in moment["agents"]] == [True, True, False]
    assert (moment["seq"], moment["time"], len(moment["chat"])) == (5, START, 1)
    assert moment["totals"]["messages"] == 1
    by_time = ask(type="seek", request=2, time=START + 8_500_000)
    assert by_time["sympathy"] == [-1.0, -0.25, None]
    assert (by_time["seq"], by_time["time"]) == (8, START + 8_500_000)
    profile = ask(type="profile", request=3, agent=0)
    assert profile["history"][0] == (START + 3_000_000, None, 0.5)
    assert profile["history"][-1] == (START + 9_000_000, -0.25, -0.25)
    assert [line["text"] for line in profile["chat"]] == ["Привет!", "Дождь"]
    older = ask(type="older", request=4, before=6, limit=300)
    assert [line["text"] for line in older["chat"]] == ["Привет!"]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "seek"},
        {"type": "seek", "seq": "1"},
        {"type": "seek", "time": None},
        {"type": "seek", "seq": 1e300},
        {"type": "profile", "agent": 99},
        {"type": "profile", "agent": True},
        {"type": "older", "before": 5, "limit": "many"},
        {"type": "<script>"},
        {},
    ],
)
def test_a_question_that_makes_no_sense_gets_an_error(room, stage_comm, message):
    room.view()
    comm = stage_comm(room)
    comm.speak({**message, "request": 7})
    told = comm.wait(lambda messages: [each for each in messages if each.get("request") == 7])[0]
    assert told["type"] == "error"
    assert told["text"]


def test_what_one_view_chooses_all_choose_and_a_cell_hears_of_it(room):
    first, second = room.view(), room.view.chat()
    heard = []
    first.selected = [1]
    assert second.selected == ("1",)
    first.selected = ()
    first.observe(lambda change: heard.append(change["new"]), "selected")
    second.selected = ("1",)
    first._stage.set_state({"selected": ["1", "2"], "moment": 5, "paused": True})  # as a page does
    assert heard == [("1",), ("1", "2")]
    assert (second.moment, second.paused) == (5, True)


def test_a_closed_room_leaves_its_last_picture_and_still_answers(stage_comm):
    source = ScriptedSource(*KITCHEN)
    room = Room(source)
    room.view()
    comm = stage_comm(room)
    comm.wait(snapshots)
    source.tell(EdgeUpdate("1", "2", 1.0))
    room.close()
    assert threads() == []
    page = caught_up(room)(comm.messages())
    assert page.rest["status"]["state"] == "closed"
    assert comm.is_open
    comm.speak({"type": "seek", "request": 1, "seq": 3})
    comm.wait(lambda messages: [each for each in messages if each.get("request") == 1])
    comm.speak({"type": "hello"})
    comm.wait(lambda messages: snapshots(messages)[1:])
    deadline = time.monotonic() + 30
    while threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threads() == []


def test_a_view_of_a_closed_room_can_be_made(stage_comm):
    room = Room(ScriptedSource(*KITCHEN))
    room.close()
    room.view()
    stage_comm(room).wait(caught_up(room))


def test_a_forgotten_room_ends_its_thread(comms):
    source = ScriptedSource(*KITCHEN)
    room = Room(source)
    view = room.view()
    view._stage.comm.wait(snapshots)
    (thread,) = threads()
    del room
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()
    assert source.closed.wait(10)
    assert view.comm is not None


def test_the_thread_ends_with_the_last_view_and_comes_back_with_another(room, stage_comm):
    first, second = room.view(), room.view()
    first.close()
    assert len(threads()) == 1
    second.close()
    second.close()
    assert threads() == []
    room.view()
    stage_comm(room).wait(caught_up(room))


def test_a_hundred_views_come_and_go_and_leave_nothing(room, comms):
    def cycle():
        room.view(height=300).close()

    for _ in range(5):
        cycle()
    gc.collect()
    process, listeners = psutil.Process(), len(room.log._listeners)
    before = process.memory_info().rss
    FakeComm.every.clear()
    for _ in range(100):
        cycle()
        assert not any(each.is_open for each in FakeComm.every)
        FakeComm.every.clear()
    gc.collect()
    assert threads() == []
    assert process.memory_info().rss - before < 5_000_000
    assert len(room.log._listeners) == listeners
    assert ipywidgets.widgets.widget._instances == {}


def test_a_view_that_was_closed_is_not_kept_until_its_room_goes(room, comms):
    view = room.view()
    feed = weakref.ref(room.view._stage.feed)
    view.close()
    del view
    comms.clear()
    room.view()
    gc.collect()
    assert feed() is None


def test_a_hundred_rooms_come_and_go_and_leave_nothing(comms):
    for _ in range(100):
        with Room(ScriptedSource(*KITCHEN)) as room:
            view = room.view()
        view.close()
    assert threads() == []
    assert not any(each.is_open for each in comms)


def test_a_replayed_room_that_is_wound_back_shows_where_it_is(tmp_path, stage_comm):
    with Room(ScriptedSource(*KITCHEN)) as original:
        original.record(tmp_path / "a.roomlog.jsonl")
    with roomlab.replay(tmp_path / "a.roomlog.jsonl") as room:
        room.view()
        comm = stage_comm(room)
        comm.wait(caught_up(room))
        room.playback.seek(3)
        comm.wait(caught_up(room))
        assert room.graph.number_of_edges() < 2
        room.playback.seek(7)
        comm.wait(caught_up(room))


@pytest.mark.parametrize("make", [AsyncRoom, Room])
def test_both_faces_have_views(make, comms):
    room = make(ScriptedSource(*KITCHEN))
    view = room.view.graph()
    view._stage.comm.wait(snapshots)
    view.close()
    room._close_all()


def test_the_listener_costs_little():
    log, news = EventLog(), []
    room = Room(ScriptedSource())
    room.view()
    feed = room.view._open_stage().feed
    feed._wake.set()
    log.listen(feed._tell)
    assert news == []
    feed._tell()  # set already: nothing happens
    room.close()


WRONG = [
    ({"heigth": 3}, "heigth"),
    ({"height": 3}, "from 80 to 4000"),
    ({"height": True}, "height=True"),
    ({"height": float("nan")}, "height=nan"),
    ({"language": "de"}, "'auto', 'en', 'ru'"),
    ({"theme": None}, "theme=None"),
    ({"threshold": 1.5}, "from 0 to 1"),
    ({"threshold": "0.5"}, "threshold='0.5'"),
    ({"signs": "both"}, "'positive'"),
    ({"ego": 1}, "True nor False"),
    ({"seed": 1.5}, "whole number"),
    ({"seed": -1}, "seed=-1"),
    ({"positions": [1, 2]}, "mapping"),
    ({"positions": {"1": 5}}, "(x, y)"),
    ({"positions": {"1": (0, float("inf"))}}, "finite"),
    ({"positions": {"Nobody": (0, 0)}}, "no agent"),
]


@pytest.mark.parametrize(("options", "told"), WRONG, ids=str)
def test_a_wrong_option_is_refused_before_anything_is_made(room, comms, options, told):
    with pytest.raises(InputError) as problem:
        room.view(**options)
    assert told in str(problem.value)
    assert comms == []


def test_right_options_reach_the_page(room):
    places = {"Алиса": (0.0, 1.0), "2": [1, 2]}
    view = room.view(threshold=0.25, signs="negative", ego=True, seed=3, positions=places, drawing="matrix")
    assert view.options == {
        "threshold": 0.25,
        "signs": "negative",
        "ego": True,
        "seed": 3,
        "drawing": "matrix",
        "positions": {"1": (0.0, 1.0), "2": (1.0, 2.0)},
    }
    with pytest.raises(InputError, match="a chat has no option 'seed'"):
        room.view.chat(seed=1)


@pytest.mark.parametrize("missing", ["anywidget", "ipywidgets"])
def test_without_the_extra_the_error_names_the_line_to_type(room, monkeypatch, missing):
    real = builtins.__import__

    def refuse(name, *rest):
        if name.split(".")[0] == missing or name.endswith("._stage"):
            raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingDependencyError, match=rf'{missing} .*pip install "roomlab\[notebook\]"'):
        room.view()


class Routed:
    """A comm as ipykernel 7 makes it: replies go where the comm was used last."""

    def _reply_subshell_for(self, data, default):
        return "main"


def test_questions_are_heard_on_the_subshell_and_traits_change_where_they_always_do():
    from roomlab.views.widgets._stage import _hear_while_busy

    comm = Routed()
    _hear_while_busy(comm)
    assert comm._reply_subshell_for({"method": "custom", "content": {}}, "sub") == "sub"
    assert comm._reply_subshell_for({"method": "update"}, "sub") == "main"
    _hear_while_busy(object())
