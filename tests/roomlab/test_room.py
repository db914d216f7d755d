"""What a user holds: reading, waiting, writing and closing, on a source that does what the test says."""

from __future__ import annotations

import _thread
import asyncio
import gc
import subprocess
import sys
import textwrap
import threading
import weakref
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from room_script import KITCHEN, PastSource, ScriptedSource

from roomlab.errors import (
    InputError,
    ReadOnlyRoomError,
    RequestError,
    RoomClosedError,
    RoomlabError,
    WaitTimeoutError,
)
from roomlab.events import Agent, AgentRemoved, EdgeUpdate, Message, RoomEvent
from roomlab.room import AsyncRoom, Room
from roomlab.sources.base import SourceState

SOON = 10.0
"""Seconds after which a test gives up on something that should come at once."""


def _later(action) -> threading.Thread:
    thread = threading.Thread(target=action)
    thread.start()
    return thread


# -- reading


def test_shows_one_graph_that_follows_when_it_is_read(room, source):
    graph = room.graph
    assert type(graph) is nx.DiGraph
    assert dict(graph.edges["1", "2"]) == {
        "sympathy": 0.5,
        "updated_at": datetime(2025, 11, 23, 12, 13, 23, tzinfo=UTC),
        "updates": 1,
    }
    source.tell(EdgeUpdate("1", "2", -1.0))
    assert len(room.history) == 3  # reading a table does not move the graph
    assert repr(room)
    assert graph.edges["1", "2"]["sympathy"] == 0.5
    assert room.graph is graph
    assert graph.edges["1", "2"]["sympathy"] == -1.0


def test_another_thread_reads_a_graph_of_its_own(room, source):
    graph, others = room.graph, []
    source.tell(EdgeUpdate("1", "2", -1.0), EdgeUpdate("2", "3", 0.5))

    def look() -> None:
        others.extend([room.graph, room.graph])

    _later(look).join()
    assert others[0] is others[1]
    assert others[0] is not graph
    assert others[0].edges["1", "2"]["sympathy"] == -1.0
    assert "3" not in graph


def test_iterating_is_safe_while_other_threads_write_and_read(room, source):
    graph = room.graph

    def write() -> None:
        for number in range(100):
            source.tell(Agent(str(number % 50), "x"), EdgeUpdate(str(number % 50), "1", 0.5), AgentRemoved("7"))
            assert len(room.graph) > 1
            assert len(room.edges) > 1

    threads = [_later(write) for _ in range(2)]
    while any(thread.is_alive() for thread in threads):
        assert sum(1 for _ in graph.edges(data=True)) == 2
    assert len(graph) == 2
    assert len(room.graph) == 49


@pytest.mark.parametrize(
    "when",
    [
        "2025-11-23 12:13:23",
        "2025-11-23T12:13:23Z",
        " 2025-11-23T15:13:23+03:00 ",
        datetime(2025, 11, 23, 12, 13, 23),  # without a zone on purpose
        datetime(2025, 11, 23, 7, 13, 23, tzinfo=timezone(timedelta(hours=-5))),
        pd.Timestamp("2025-11-23 12:13:23", tz="UTC"),
        np.datetime64("2025-11-23T12:13:23"),
    ],
)
def test_at_takes_a_moment_in_utc_unless_it_says_otherwise(room, when):
    assert list(room.at(when).edges) == [("1", "2")]
    assert room.at(when) is not room.graph


def test_at_reaches_from_nothing_to_now(room):
    assert len(room.at("2001-01-01")) == 0
    assert nx.utils.graphs_equal(room.at(datetime.max), room.graph)


@pytest.mark.parametrize("when", ["yesterday", "", "23.11.2026", 5.0, True, None, pd.NaT, np.datetime64("NaT")])
def test_at_refuses_what_is_not_a_moment(room, when):
    with pytest.raises(InputError, match="not a moment; give ISO 8601 text such as"):
        room.at(when)


def test_has_all_tables_and_what_the_source_says(room, source):
    for name in ("messages", "events", "edges", "history", "agents", "gaps"):
        assert isinstance(getattr(room, name), pd.DataFrame)
    assert room.status.state is SourceState.LIVE
    assert room.title == "Kitchen"
    assert room.log is source.log


def test_exports_what_the_tables_hold(room, tmp_path):
    files = room.export(tmp_path / "out")
    assert {file.name for file in files} == {"messages.csv", "events.csv", "edges.csv", "history.csv", "agents.csv"} | {
        "certificate.json"
    }
    assert all(file.parent == tmp_path / "out" for file in files)
    assert "Привет!" in (tmp_path / "out" / "messages.csv").read_text("utf-8-sig")
    assert room.export(tmp_path, formats="csv")


@pytest.mark.parametrize("formats", [["csv", "docx"], [], "docx"])
def test_export_names_the_formats_it_knows_and_writes_nothing_else(room, tmp_path, formats):
    with pytest.raises(InputError, match="known formats: csv"):
        room.export(tmp_path, formats=formats)
    assert list(tmp_path.iterdir()) == []


def test_plots_the_graph_as_it_is_now_under_its_title(room, source, monkeypatch):
    calls = []
    plot = SimpleNamespace(plot_graph=lambda graph, **options: calls.append((graph, options)))
    monkeypatch.setitem(sys.modules, "roomlab.views.plot", plot)
    source.tell(EdgeUpdate("1", "3", 0.5))
    room.plot(seed=3)
    room.plot(title="Mine")
    assert [(len(graph), options) for graph, options in calls] == [
        (3, {"title": "Kitchen", "seed": 3}),
        (3, {"title": "Mine"}),
    ]


# -- waiting


def test_waits_for_what_comes_after_the_call(room, source):
    graph = room.graph
    source.asked.clear()

    def talk() -> None:
        assert source.asked.wait(SOON)
        source.tell(Message("9", "a", "b"), EdgeUpdate("1", "2", 1.0), RoomEvent("10", "x", "y"))
        source.tell(Message("11", "a", "b"))

    thread = _later(talk)
    room.wait(messages=2, events=1, changes=1, timeout=SOON)
    thread.join()
    assert len(room.messages) == 3
    assert graph.edges["1", "2"]["sympathy"] == 1.0  # the wait has moved it


def test_counts_only_what_is_new_and_says_how_far_it_came(room, source):
    def tell_once(waiting: Room) -> bool:
        source.tell(Message("9", "a", "b"))
        return False

    with pytest.raises(WaitTimeoutError, match=r"after 0 s there came only 0 of 1 message, 0 of 2 changes; wait"):
        room.wait(messages=1, changes=2, timeout=0)
    with pytest.raises(TimeoutError, match=r"no yes from until= \(1 message, 0 events, 0 changes in all\)"):
        room.wait(until=tell_once, timeout=0)


def test_with_nothing_asked_any_news_is_enough(room, source):
    source.asked.clear()
    thread = _later(lambda: source.asked.wait(SOON) and source.tell(Agent("3", "C"), RoomEvent("9", "x", "y")))
    room.wait(timeout=SOON)
    thread.join()
    with pytest.raises(WaitTimeoutError, match="there came only nothing"):
        room.wait(timeout=0)
    room.wait(messages=0, timeout=0)


def test_until_sees_the_room_and_its_error_is_the_users(room, source):
    source.asked.clear()
    thread = _later(lambda: source.asked.wait(SOON) and source.tell(EdgeUpdate("1", "2", -1.0)))
    room.wait(until=lambda waiting: waiting.graph.edges["1", "2"]["sympathy"] == -1.0, timeout=SOON)
    thread.join()
    with pytest.raises(ZeroDivisionError):
        room.wait(until=lambda _: 1 / 0, timeout=SOON)


@pytest.mark.parametrize(
    "wrong",
    [{"messages": -1}, {"events": 1.5}, {"changes": "3"}, {"messages": True}, {"timeout": -1}, {"timeout": "x"}],
)
def test_wait_refuses_numbers_that_are_none(room, wrong):
    with pytest.raises(InputError, match="give"):
        room.wait(**wrong)


def test_wait_ends_when_nothing_more_will_come(room, source):
    source.asked.clear()

    def fail() -> None:
        assert source.asked.wait(SOON)
        source.error = "the server said no"
        source.state = SourceState.FAILED

    thread = _later(fail)
    with pytest.raises(RoomClosedError, match=r"0 of 1 message.*failed \(the server said no\)"):
        room.wait(messages=1)
    thread.join()
    with Room(PastSource(*KITCHEN)) as past, pytest.raises(WaitTimeoutError, match="this room is of the past"):
        past.wait(messages=1)


@pytest.mark.parametrize("how", ["in until", "asleep"])
def test_an_interrupt_ends_the_waiting_and_nothing_else(room, source, how):
    def interrupt(_: Room) -> bool:
        raise KeyboardInterrupt

    source.asked.clear()
    thread = _later(lambda: how == "asleep" and source.asked.wait(SOON) and _thread.interrupt_main())
    with pytest.raises(KeyboardInterrupt):
        room.wait(messages=1 if how == "asleep" else None, until=interrupt, timeout=SOON)
    thread.join()
    source.tell(EdgeUpdate("1", "2", 1.0), Message("9", "a", "b"))
    assert room.graph.edges["1", "2"]["sympathy"] == 1.0
    assert len(room.messages) == 2


# -- writing


def test_writes_what_it_was_told_by_id_or_name(room, source):
    assert room.send("Привет", to="Боб").text == "Привет"
    assert room.post_event("Дождь", agents=["1", "Боб"]).agent_ids == ("1", "2")
    room.set_sympathy("Алиса", 2, 1)
    assert source.requests == [
        ("send", "Привет", "user", "2"),
        ("post_event", "Дождь", ("1", "2"), "user_event"),
        ("set_sympathy", "1", "2", 1.0),
    ]
    assert room.graph.edges["1", "2"]["sympathy"] == 1.0


def test_many_ties_are_set_in_their_order(room, source):
    room.set_sympathies([("Алиса", 2, 1), ("2", "1", -0.5), ("1", "Боб", 0.25)])
    assert [request[1:] for request in source.requests] == [("1", "2", 1.0), ("2", "1", -0.5), ("1", "2", 0.25)]
    room.set_sympathies(iter(room.graph.edges(data="sympathy")))
    assert len(source.requests) == 5


def test_an_id_goes_before_a_name_and_an_unknown_number_to_the_server(room, source):
    source.tell(Agent("3", "2"))
    room.set_sympathy("1", "2", 0.5)
    room.set_sympathy("1", 77, 0.5)
    assert [request[2] for request in source.requests] == ["2", "77"]


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda room: room.set_sympathy("1", "2", 1.01), "1.01 is not a number from -1 to 1"),
        (lambda room: room.set_sympathy("1", "2", float("nan")), "nan is not a number"),
        (lambda room: room.set_sympathy("1", "2", "0.5"), "'0.5' is not a number"),
        (lambda room: room.set_sympathy("1", "2", True), "True is not a number"),
        (lambda room: room.set_sympathy("1", "Алиса", 0.5), "are the same agent"),
        (lambda room: room.set_sympathy("1", "Ева", 0.5), "no agent 'Ева' in the room; there are 'Алиса', 'Боб'"),
        (lambda room: room.set_sympathy("1", None, 0.5), "None is not an agent"),
        (lambda room: room.set_sympathies([("1", "2", 0.5), ("2", "1", 2)]), "tie 1: the sympathy 2 is not a number"),
        (
            lambda room: room.set_sympathies([("1", "2")]),
            r"tie 0 is \('1', '2'\); expected \(source, target, sympathy\)",
        ),
        (lambda room: room.set_sympathies("1"), "'1' is no list of ties; give triples"),
        (lambda room: room.set_sympathies(5), "5 is no list of ties"),
        (lambda room: room.send(" "), "the text of a message is empty"),
        (lambda room: room.send(5), "the text of a message must be a string, not int"),
        (lambda room: room.send("x", sender=""), "the sender of a message is empty"),
        (lambda room: room.post_event(""), "the description of an event is empty"),
        (lambda room: room.post_event("x", event_type=""), "the type of an event is empty"),
        (lambda room: room.post_event("x", agents="12"), "agents='12' is not a list"),
        (lambda room: room.post_event("x", agents=["1", "Ева"]), "no agent 'Ева'"),
    ],
)
def test_a_wrong_value_is_refused_before_anything_is_sent(room, source, call, what):
    with pytest.raises(InputError, match=what):
        call(room)
    assert source.requests == []


def test_a_name_of_two_agents_is_refused_with_their_ids(room, source):
    source.tell(Agent("3", "Боб"))
    with pytest.raises(InputError, match="2 agents are called 'Боб'; give one of their ids: 2, 3"):
        room.send("x", to="Боб")


def test_what_the_server_refuses_is_raised(room, source):
    source.refusal = RequestError(400, "POST", "/api/rooms/1/messages", "no agents")
    with pytest.raises(RequestError, match="answered with 400: no agents"):
        room.send("x")


VERBS = [
    lambda room: room.send("x"),
    lambda room: room.set_sympathy("1", "2", 0.5),
    lambda room: room.post_event("x"),
]


@pytest.mark.parametrize("verb", VERBS)
def test_a_room_of_the_past_is_read_only(verb):
    with Room(PastSource(*KITCHEN)) as past:
        assert len(past.graph) == 2
        with pytest.raises(ReadOnlyRoomError, match="of the past"):
            verb(past)


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_room_is_readable_and_says_that_it_is_closed(verb, source):
    with Room(source) as room:
        pass
    room.close()
    assert len(room.graph) == 2
    assert "closed" in repr(room)
    with pytest.raises(RoomClosedError, match=r"open it again with roomlab\.connect"):
        verb(room)
    with pytest.raises(RoomClosedError):
        room.wait(messages=1)
    assert source.requests == []


@pytest.mark.parametrize("verb", [*VERBS, lambda room: room.wait(timeout=0), lambda room: room.close()])
def test_refuses_to_wait_for_itself_on_the_network_thread(room, source, verb):
    source.own_thread = threading.current_thread()
    with pytest.raises(RoomlabError, match="network thread, which would wait for itself"):
        verb(room)
    source.own_thread = None
    assert source.requests == []


# -- living and dying


def test_a_forgotten_room_closes_its_source_on_another_thread(source):
    room = Room(source)
    room.cycle = room  # only the collector can find it
    forgotten = weakref.ref(room)
    del room
    gc.collect()
    assert forgotten() is None
    assert source.closed.wait(SOON)
    assert source.closed_in != [threading.current_thread()]


def test_a_closed_room_is_not_closed_again_by_the_collector(source):
    room = Room(source)
    room.close()
    del room
    gc.collect()
    assert source.closed_in == [threading.current_thread()]


def test_the_end_of_the_program_closes_what_was_left_open():
    program = """
        import roomlab
        from roomlab.room import Room
        from roomlab.log import EventLog
        class Source:
            log, title = EventLog(), "x"
            def close(self):
                print("closed", flush=True)
        room = Room(Source())
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "closed\n"
    assert done.stderr == ""


def test_several_rooms_do_not_mix():
    first, second = ScriptedSource(*KITCHEN, title="A"), ScriptedSource(title="B")
    with Room(first) as one, Room(second) as two:
        first.tell(EdgeUpdate("1", "9", 1.0))
        assert (len(one.graph), len(two.graph)) == (3, 0)
        assert (len(one.history), len(two.history)) == (3, 0)
        one.send("x")
        assert second.requests == []


# -- in an event loop


async def _until(condition) -> None:
    async with asyncio.timeout(SOON):
        while not condition():  # noqa: ASYNC110 - nothing tells when a graph has moved
            await asyncio.sleep(0.005)


def test_the_graph_moves_while_a_loop_is_idle_and_only_then(source):
    async def notebook() -> None:
        with Room(source) as room:
            graph = room.graph
            source.tell(EdgeUpdate("1", "2", -1.0))
            assert graph.edges["1", "2"]["sympathy"] == 0.5
            await _until(lambda: graph.edges["1", "2"]["sympathy"] == -1.0)

    asyncio.run(notebook())


def test_an_idle_loop_does_not_keep_a_room(source):
    async def notebook() -> None:
        room = Room(source)
        assert len(room.graph) == 2
        forgotten = weakref.ref(room)
        del room
        await _until(lambda: gc.collect() is not None and forgotten() is None)

    asyncio.run(notebook())
    assert source.closed.wait(SOON)


def test_the_awaited_room_does_the_same(source):
    async def script() -> None:
        async with AsyncRoom(source) as room:
            graph = room.graph
            source.asked.clear()
            waiting = asyncio.create_task(room.wait(messages=2, changes=1, timeout=SOON))
            await _until(source.asked.is_set)
            assert (await room.send("Привет", to="Боб")).text == "Привет"
            await room.set_sympathy("Алиса", "Боб", 1)
            thread = _later(lambda: source.tell(Message("9", "a", "b")))
            await waiting
            thread.join()
            assert graph.edges["1", "2"]["sympathy"] == 1.0
            assert (await room.post_event("Дождь", agents=["Боб"])).agent_ids == ("2",)
            assert "AsyncRoom" in repr(room)
        assert source.closed.is_set()
        with pytest.raises(RoomClosedError):
            await room.send("x")
        assert len(room.messages) == 3

    asyncio.run(script())


def test_the_awaited_room_refuses_and_gives_up_like_the_other(source):
    async def script() -> None:
        async with AsyncRoom(source) as room:
            with pytest.raises(WaitTimeoutError, match=r"after 0\.01 s there came only 0 of 1 message"):
                await room.wait(messages=1, timeout=0.01)
            with pytest.raises(InputError):
                await room.set_sympathy("1", "2", 2)
            with pytest.raises(InputError):
                await room.wait(messages=-1)
            source.refusal = RequestError(500, "POST", "/x", "oops")
            with pytest.raises(RequestError):
                await room.send("x")
            waiting = asyncio.create_task(room.wait(messages=1))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            source.tell(Message("9", "a", "b"))  # nobody listens any more
        past = AsyncRoom(PastSource(*KITCHEN))
        with pytest.raises(ReadOnlyRoomError):
            await past.send("x")
        await past.close()

    asyncio.run(script())


# -- at a glance


def test_the_repr_is_one_line_that_tells_the_state(room, source):
    assert repr(room) == "<Room 'Kitchen' live: 2 agents, 2 ties (+1 −1), 1 message, 1 event, no gaps>"
    source.title, source.error = "<b>\n\x1b[31m" + "x" * 100, "gone\nfor good"
    source.tell(EdgeUpdate("1", "3", 0.0))
    line = repr(room)
    assert line.isprintable()
    assert len(line) < 250
    assert "3 ties (+1 −1, 1 neutral)" in line


def test_the_table_in_a_notebook_is_harmless(room, source):
    source.title, source.error = "<script>alert(1)</script> & 'Kitchen'", "<img src=x onerror=alert(2)>"
    html = room._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;Kitchen&#x27;" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "http" not in html
    assert "color" not in html
    assert "2 (+1 −1)" in html
