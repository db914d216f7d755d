"""Rooms of the past: exports read back equal, other tables read as expected, mistakes are named by their line."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import roomlab
from roomlab._clock import ManualClock
from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent
from roomlab.log import EventLog
from roomlab.sources.base import Source, SourceState
from roomlab.sources.historical import HistoricalSource
from roomlab.state.graph import GraphFold, graph_at
from roomlab.state.tables import Tables
from roomlab.views import csv_export

NAMES = ("messages", "events", "edges", "history", "agents")
EXPORTED = {"edges": "history.csv", "messages": "messages.csv", "events": "events.csv", "agents": "agents.csv"}
HEADER = "timestamp,source,target,sympathy\n"
FIRST, LAST = -2_208_988_800_000_000, 7_258_118_400_000_000  # 1900 and 2200

TEXTS = st.text(st.one_of(st.sampled_from("'=+-@ \t\r\n;,|\\{}\"09afЯ\x00\ud800"), st.characters()), max_size=12)
TIMES = st.integers(FIRST, LAST)


@st.composite
def rooms(draw) -> EventLog:
    """Draw the log of a room as a live source may write it."""
    ids = draw(st.lists(TEXTS, min_size=1, max_size=5, unique=True))
    here, living, serial = set(ids), set(), 0
    log = EventLog()
    for received in sorted(draw(st.lists(TIMES, max_size=25))):

        def add(event, channel, received=received):
            log.append(event, channel, received)

        agent_id = draw(st.sampled_from(ids))
        when = draw(st.none() | TIMES)
        kind = draw(st.sampled_from(["tie", "tie", "tie", "end", "agent", "leave", "message", "event", "notice"]))
        if kind == "tie" and agent_id in here:
            pair = (agent_id, draw(st.sampled_from(sorted(here))))
            living.add(pair)
            add(EdgeUpdate(*pair, draw(st.floats(-1, 1)), when), Channel.GRAPH)
        elif kind == "end" and living:
            pair = draw(st.sampled_from(sorted(living)))
            living.remove(pair)
            add(EdgeUpdate(*pair, math.nan, when), Channel.SNAPSHOT)
        elif kind == "agent":
            here.add(agent_id)
            known = [draw(st.none() | TEXTS) for _ in range(2)]
            level = draw(st.none() | st.floats(0, 1))
            add(Agent(agent_id, draw(TEXTS.filter(bool)), draw(st.none() | TEXTS), level, *known), Channel.SNAPSHOT)
        elif kind == "leave" and agent_id in here:
            for pair in sorted(pair for pair in living if agent_id in pair):
                add(EdgeUpdate(*pair, math.nan), Channel.SNAPSHOT)
            living = {pair for pair in living if agent_id not in pair}
            here.remove(agent_id)
            add(AgentRemoved(agent_id), Channel.SNAPSHOT)
        elif kind == "message":
            serial += 1
            speaker = draw(st.none() | st.sampled_from(ids))
            add(Message(str(serial), draw(TEXTS), draw(TEXTS), speaker, when, draw(st.none() | TEXTS)), Channel.CHAT)
        elif kind == "event":
            serial += 1
            concerned = tuple(draw(st.lists(TEXTS, max_size=3)))
            add(RoomEvent(draw(TEXTS) + str(serial), draw(TEXTS), draw(TEXTS), concerned, when), Channel.CHAT)
        elif kind == "notice":
            add(Notice(NoticeKind.CONNECTED, "connected"), Channel.LOCAL)
    return log


def write_room(log: EventLog, folder: Path) -> dict[str, Path]:
    made = Tables(log)
    csv_export.export_csv({name: getattr(made, name)() for name in NAMES}, folder)
    return {argument: folder / name for argument, name in EXPORTED.items()}


def write(folder: Path, text: str | bytes, name: str = "ties.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(**files) -> Tables:
    return Tables(HistoricalSource.from_csv(**files).log)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rooms(), st.booleans())
def test_an_export_reads_back_equal(tmp_path_factory, log, with_arrow):
    with pytest.MonkeyPatch.context() as patch:
        if not with_arrow:
            patch.setattr(csv_export, "find_spec", lambda name: None)
        files = write_room(log, tmp_path_factory.mktemp("room"))
    again = HistoricalSource.from_csv(**files).log
    before, after = Tables(log), Tables(again)
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(after, name)(), getattr(before, name)(), obj=name)
    graph, graph_again = GraphFold(log).advance(), GraphFold(again).advance()
    assert nx.utils.graphs_equal(graph_again, graph)


def test_is_a_complete_source(tmp_path):
    clock = ManualClock()
    source: Source = HistoricalSource.from_csv(edges=write(tmp_path, HEADER), clock=clock)
    assert source.title == "ties.csv"
    assert source.status.state is SourceState.COMPLETE
    source.close()
    source.close()
    assert source.status.state is SourceState.CLOSED


def test_a_room_of_the_past(tmp_path):
    ties = write(tmp_path, HEADER + "2026-11-23T12:00:00+00:00,1,2,0.5\n2026-11-23T12:01:00+00:00,1,2,-0.5\n")
    with roomlab.from_csv(edges=ties) as room:
        assert room.graph["1"]["2"]["sympathy"] == -0.5
        assert room.at("2026-11-23 12:00:30")["1"]["2"]["sympathy"] == 0.5


# -- tables of other people


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "2026-11-23T12:00:00+00:00,Аня,Боря,-0.5\n",
        "\ufeff" + HEADER + "2026-11-23T15:00:00+03:00,Аня,Боря,-0.5\r\n",
        "sympathy,To, from ,Timestamp,note\r\n-5e-1,Боря,Аня,2026-11-23 12:00,x\r\n\r\n,,,,\r\n",
        "timestamp;from;to;sympathy\n2026-11-23T12:00Z;Аня;Боря;-0,5\n",
        'timestamp\tsource\ttarget\tsympathy\n2026-11-23T12\t"Аня"\tБоря\t-0.50',
        "source,target,sympathy,updated_at,updates\nАня,Боря,-0.5,2026-11-23T12:00,7\n",
        "timestamp,source,target,sympathy\r2026-11-23T12:00,Аня,Боря,-0.5\r",
    ],
)
def test_shapes_of_a_table_of_ties(tmp_path, text):
    history = read(edges=write(tmp_path, text)).history()
    assert history[["source", "target", "sympathy"]].values.tolist() == [["Аня", "Боря", -0.5]]
    assert history["timestamp"].tolist() == [pd.Timestamp("2026-11-23 12:00", tz="UTC")]


def test_rows_are_ordered_by_time_and_then_as_they_stand(tmp_path):
    rows = ["02,a,b,0.1", "01,a,b,0.2", "02,a,b,0.3", "01,a,b,0.4"]
    made = read(edges=write(tmp_path, HEADER + "".join(f"2026-11-{row}\n" for row in rows)))
    assert made.history()["sympathy"].tolist() == [0.2, 0.4, 0.1, 0.3]


def test_a_seq_column_gives_the_order_and_the_numbers(tmp_path):
    rows = "2026-11-01,a,b,0.1,30\n2026-11-03,a,b,0.2,10\n2026-11-02,a,b,0.3,20\n"
    history = read(edges=write(tmp_path, HEADER.replace("\n", ",seq\n") + rows)).history()
    assert history[["seq", "sympathy"]].values.tolist() == [[10, 0.2], [20, 0.3], [30, 0.1]]


def test_numbers_that_repeat_give_the_order_only(tmp_path):
    rows = "2026-11-01,a,b,0.1,7\n2026-11-03,a,b,0.2,0\n2026-11-02,a,b,0.3,7\n"
    history = read(edges=write(tmp_path, HEADER.replace("\n", ",seq\n") + rows)).history()
    assert history["sympathy"].tolist() == [0.2, 0.1, 0.3]
    assert history["seq"].is_monotonic_increasing


def test_a_table_without_numbers_is_merged_by_time(tmp_path):
    ties = write(tmp_path, HEADER.replace("\n", ",seq\n") + "2026-11-01,a,b,0.1,1\n2026-11-03,a,b,0.2,2\n")
    chat = write(tmp_path, "timestamp,sender,text\n2026-11-03,a,after\n2026-11-02,b,between\n", "chat.csv")
    made = read(edges=ties, messages=chat)
    first, last = made.history()["seq"]
    between, after = made.messages()["seq"]
    assert first < between < last < after
    assert made.messages()["text"].tolist() == ["between", "after"]


def test_who_is_only_named_is_an_agent(tmp_path):
    ties = write(tmp_path, HEADER + "2026-11-01,1,2,0.1\n")
    chat = write(tmp_path, "timestamp,sender,text,agent_id\n2026-11-01,Вера,x,3\n2026-11-01,user,x,\n", "chat.csv")
    agents = write(tmp_path, "id,name,mood_level\n2,Боря,\n9,,0.25\n", "agents.csv")
    frame = read(edges=ties, messages=chat, agents=agents).agents()
    assert dict(zip(frame["id"], frame["name"], strict=True)) == {"2": "Боря", "9": "9", "1": "1", "3": "Вера"}
    assert frame.set_index("id").loc["9", "mood_level"] == 0.25


def test_senders_are_agents_where_a_chat_has_no_ids(tmp_path):
    chat = "timestamp,sender,text\n2026-11-01,Боря,x\n2026-11-01,Klaus,x\n2026-11-01,user,x\n2026-11-01,Система,x\n"
    agents = write(tmp_path, "id,name\n2,Боря\n", "agents.csv")
    made = read(messages=write(tmp_path, chat), agents=agents)
    assert made.messages()["agent_id"].tolist()[:2] == ["2", "Klaus"]
    assert made.messages()["agent_id"].isna().tolist() == [False, False, True, True]
    assert made.agents()["id"].tolist() == ["2", "Klaus"]
    assert made.messages()["id"].tolist() == ["1", "2", "3", "4"]


def test_an_end_of_a_tie_is_read_where_the_table_has_previous_values(tmp_path):
    rows = "2026-11-01,1,2,0.5,\n2026-11-02,1,2,,0.5\n"
    made = read(edges=write(tmp_path, HEADER.replace("\n", ",previous\n") + rows))
    assert made.edges().empty
    assert math.isnan(made.history()["sympathy"].iloc[1])


def test_the_graph_of_the_time_between(tmp_path):
    rows = "2026-11-01,1,2,0.5\n2026-11-03,1,2,-0.5\n"
    log = HistoricalSource.from_csv(edges=write(tmp_path, HEADER + rows)).log
    when = int(pd.Timestamp("2026-11-02", tz="UTC").timestamp()) * 1_000_000
    assert graph_at(log, when)["1"]["2"]["sympathy"] == 0.5


def test_long_cells(tmp_path):
    log = EventLog()
    log.append(Message("1", "\x00" * 65_536, "a"), Channel.CHAT, 0)
    made = read(messages=write_room(log, tmp_path)["messages"])
    assert made.messages()["text"].tolist() == ["\x00" * 65_536]


def test_a_large_table(tmp_path):
    rng = np.random.default_rng(1)
    rows = 30_000
    log = EventLog()
    ends, values = rng.integers(20, size=(rows, 2)).astype(str).tolist(), rng.uniform(-1, 1, rows).tolist()
    for number, ((source, target), value) in enumerate(zip(ends, values, strict=True)):
        log.append(EdgeUpdate(source, target, value), Channel.GRAPH, number)
    history = read(edges=write_room(log, tmp_path)["edges"]).history()
    pd.testing.assert_frame_equal(history, Tables(log).history())


# -- mistakes


WRONG_TIES = {
    "": (None, "is empty; expected a first line with the columns timestamp"),
    "\n\n": (None, "is empty"),
    "week,from,to,rank\n0,1,2,7\n": (
        1,
        "no column 'timestamp'; found 'week', 'from', 'to', 'rank'; expected timestamp",
    ),
    "timestamp,source,target,sympathy,Source\n": (1, "'source' more than once"),
    "timestamp,source,from,target,sympathy\n": (1, "'source' and 'from' mean the same"),
    HEADER + "2026-11-01,1,2,1.5\n": (2, "sympathy is '1.5'; expected a number from -1 to 1"),
    HEADER + "2026-11-01,1,2,nan\n": (2, "sympathy is 'nan'"),
    HEADER + "2026-11-01,1,2,\n": (2, "sympathy is ''"),
    HEADER + "2026-11-01,1,2,inf\n": (2, "sympathy is 'inf'"),
    HEADER + "2026-11-01,1,2,love\n": (2, "sympathy is 'love'"),
    HEADER + "2026-11-01,1,2,0\n2026-13-01,1,2,0\n": (3, "timestamp is '2026-13-01'; expected a time in ISO 8601"),
    HEADER + "now,1,2,0\n": (2, "timestamp is 'now'"),
    HEADER + "0001-01-01T00:00:00+23:59,1,2,5\n": (2, "sympathy is '5'"),
    HEADER + '2026-11-01,"1\n\r\n2\r3",2,0\n\n2026-11-01,1,2,7\n': (7, "sympathy is '7'"),
    HEADER + '2026-11-01,"1\n2",2,7\n': (2, "sympathy is '7'"),
    HEADER + "2026-11-01,,2,0\n": (2, "source is ''; expected an id"),
    HEADER + "2026-11-01,1,2\n": (2, "3 cells, and the header has 4"),
    HEADER + "2026-11-01,1,2,9\n2026-11-01,1,2\n": (2, "sympathy is '9'"),
    HEADER + '2026-11-01,1,2,0\n2026-11-01,"1,2,0\n2026-11-01,1,2,0\n': (3, "not valid CSV"),
    HEADER + '2026-11-01,"1"2,2,0\n': (2, "not valid CSV"),
    HEADER.replace("\n", ",seq\n") + f"2026-11-01,1,2,0,{2**63}\n": (2, "seq is '9223372036854775808'"),
    (HEADER + "2026-11-01,1,2,0\n2026-11-01,Аня,2,0\n").encode("cp1251"): (3, "not in UTF-8"),
    HEADER.encode("utf-16"): (None, "UTF-16; expected UTF-8"),
}


@pytest.mark.parametrize(("text", "line", "message"), [(text, *rest) for text, rest in WRONG_TIES.items()])
def test_a_mistake_is_named_by_its_line(tmp_path, text, line, message):
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read(edges=path)
    assert message in str(caught.value)
    assert caught.value.file == str(path)
    assert caught.value.line == line


def test_a_mistake_far_down_is_named_by_its_line(tmp_path):
    rows = [f'2026-11-01,"{number % 5}\n",2,0\n' for number in range(5_000)]
    rows[4_321] = "2026-11-01,1,2,-2\n"
    with pytest.raises(InputError, match="-2") as caught:
        read(edges=write(tmp_path, HEADER + "".join(rows)))
    assert caught.value.line == 2 + 2 * 4_321


@pytest.mark.parametrize(
    ("table", "text", "line", "message"),
    [
        ("messages", "timestamp,sender,text,id\n2026-11-01,a,x,5\n2026-11-01,a,y,5\n", 3, "'5' is on line 2 already"),
        ("messages", "timestamp,text\n", 1, "no column 'sender'"),
        ("events", "timestamp,description,agent_ids\n2026-11-01,x,1;2\n", 2, "expected a JSON list"),
        ("events", 'timestamp,description,agent_ids\n2026-11-01,x,"[1.5]"\n', 2, "expected a JSON list"),
        ("events", f"timestamp,description,agent_ids\n2026-11-01,x,{'[' * 100_000}\n", 2, "expected a JSON list"),
        ("agents", "id,name\n1,a\n2,b\n1,c\n", 4, "'1' is on line 2 already"),
        ("agents", "id,mood_level\n1,high\n", 2, "mood_level is 'high'"),
    ],
)
def test_mistakes_in_other_tables(tmp_path, table, text, line, message):
    with pytest.raises(InputError) as caught:
        read(**{table: write(tmp_path, text)})
    assert message in str(caught.value)
    assert caught.value.line == line
    assert len(str(caught.value)) < 500


def test_no_file_a_directory_and_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"edges is a DataFrame; expected the path of a file.*to_csv\(path"):
        roomlab.from_csv(edges=pd.DataFrame())
    with pytest.raises(InputError, match="no file was given"):
        HistoricalSource.from_csv()
    with pytest.raises(InputError, match="directory; expected a CSV file"):
        HistoricalSource.from_csv(edges=tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        HistoricalSource.from_csv(edges=str(tmp_path / "ties.csv"))


def test_reads_what_pandas_writes(tmp_path):
    frame = pd.DataFrame({"timestamp": [pd.Timestamp("2026-11-01", tz="UTC")], "from": [1], "to": [2], "sympathy": [1]})
    frame.to_csv(tmp_path / "ties.csv", index=False, quoting=csv.QUOTE_MINIMAL)
    assert read(edges=tmp_path / "ties.csv").edges()[["source", "target"]].values.tolist() == [["1", "2"]]


@pytest.mark.data
def test_newcombs_last_week(data_dir, tmp_path):
    ranks = pd.read_csv(data_dir / "newcomb_fraternity.csv")
    ties = ranks.assign(
        timestamp="2026-11-01T00:00:" + ranks["week"].astype(str).str.zfill(2),
        sympathy=1 - 2 * (ranks["rank"] - 1) / 15,
    )
    ties.to_csv(tmp_path / "ties.csv", index=False)
    graph = GraphFold(HistoricalSource.from_csv(edges=tmp_path / "ties.csv").log).advance()
    last = ties[ties["week"] == 15]
    assert {(u, v): s for u, v, s in graph.edges(data="sympathy")} == {
        (str(row["from"]), str(row["to"])): row["sympathy"] for _, row in last.iterrows()
    }


def test_a_log_goes_on_after_it_was_restored(tmp_path):
    log = HistoricalSource.from_csv(edges=write(tmp_path, HEADER + "2026-11-01,1,2,0.5\n")).log
    last = log.last_seq
    assert log.append(EdgeUpdate("1", "2", 0.25), Channel.GRAPH) == last + 1
    assert Tables(log).edges()["sympathy"].tolist() == [0.25]
    with pytest.raises(ValueError, match="only an empty log"):
        log.restore([], log.edges(), log.pairs)
