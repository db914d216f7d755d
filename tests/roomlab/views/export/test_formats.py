"""Each format is read back by the library that people use for it, whatever the text."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from roomlab._text import code, decode, unescape
from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.views.export import registry
from roomlab.views.export.content import Content, short_text
from roomlab.views.export.registry import FORMATS, write_formats

NOON = 1_795_435_200_000_000  # 2026-11-23 12:00 UTC
SECOND = 1_000_000
WILD = [
    "Алиса",
    "emoji 👩‍👩‍👧 \ud83d half",
    "quotes \" ' & <b>]]></b>\\",
    "lines\r\n\ttab\u2028\x85end",
    "control \x00\x07\x1b\x7f\ufffe\uffff",
    "\\{0007} said so",
    '=cmd|" /C calc"!A0',
    "   ",
    "\\\\double",
    "x" * 65_536,
]


def content_of(*events, step=SECOND, title="Kitchen"):
    log = EventLog()
    for number, event in enumerate(events):
        log.append(event, Channel.GRAPH, NOON + number * step)
    return Content(log, title, {"complete": True})


def wild_content():
    agents = [Agent(text, text, mood=text, character=text) for text in WILD]
    ties = [EdgeUpdate(a, b, (-1) ** n * n / 20, NOON + n) for n, (a, b) in enumerate(pairwise(WILD))]
    messages = [Message(str(n), text, text, text, NOON + n, text) for n, text in enumerate(WILD)]
    events = [RoomEvent(str(n), "quarrel", text, (text, WILD[0]), NOON + n) for n, text in enumerate(WILD)]
    return content_of(*agents, *ties, *messages, *events, title=WILD[2] + WILD[4])


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wild")
    content = wild_content()
    write_formats(content, folder, list(FORMATS))
    return content, folder


def same_values(read, table, back):
    """Compare a table that was read with the one that was written, cell by cell."""
    assert list(read.columns) == list(table.columns)
    assert len(read) == len(table)
    for name in table.columns:
        for seen, wanted in zip(read[name].tolist(), table[name].tolist(), strict=True):
            if isinstance(wanted, tuple):
                assert tuple(map(back, seen)) == wanted
            elif isinstance(wanted, str):
                assert back(seen) == wanted
            elif wanted != wanted:
                assert seen is None or seen != seen
            else:
                assert seen == wanted


@pytest.mark.parametrize("text", WILD)
def test_coded_text_comes_back(text):
    assert decode(code(text)) == text
    code(text).encode("utf-8")


@given(st.text(st.characters()))
def test_any_coded_text_comes_back(text):
    assert decode(code(text)) == text
    code(text).encode("utf-8")


def test_parquet_holds_the_tables_and_says_what_they_are(wild):
    content, folder = wild
    for name, table in content.tables.items():
        read = parquet.read_table(folder / f"{name}.parquet")
        about = json.loads(read.schema.metadata[b"roomlab"])
        assert about["table"] == name
        assert decode(about["title"]) == content.title
        assert about["certificate"] == {"complete": True}
        same_values(read.to_pandas(), table, decode)
    assert str(parquet.read_schema(folder / "messages.parquet").field("timestamp").type) == "timestamp[us, tz=UTC]"
    assert str(parquet.read_schema(folder / "events.parquet").field("agent_ids").type).startswith("list<")


def test_json_lines_hold_the_tables(wild):
    content, folder = wild
    for name, table in content.tables.items():
        lines = (folder / f"{name}.jsonl").read_bytes().decode("utf-8").split("\n")
        assert lines.pop() == ""
        read = pd.DataFrame([json.loads(line) for line in lines], columns=table.columns)
        for column in table.columns[[isinstance(dtype, pd.DatetimeTZDtype) for dtype in table.dtypes]]:
            read[column] = pd.to_datetime(read[column])
        same_values(read, table, decode)


@pytest.mark.parametrize(
    ("read", "back"),
    [
        (lambda folder: nx.read_graphml(folder / "graph.graphml"), decode),
        (
            lambda folder: nx.node_link_graph(json.loads((folder / "graph.json").read_text("utf-8")), edges="edges"),
            decode,
        ),
    ],
    ids=["graphml", "node-link"],
)
def test_networkx_reads_the_graph_back(wild, read, back):
    content, folder = wild
    graph = read(folder)
    assert {back(node): back(data["name"]) for node, data in graph.nodes(data=True)} == {text: text for text in WILD}
    ties = {(back(u), back(v)): (data["sympathy"], data["updates"]) for u, v, data in graph.edges(data=True)}
    assert ties == {(u, v): (data["sympathy"], 1) for u, v, data in content.graph.edges(data=True)}
    assert all(pd.Timestamp(data["updated_at"]).tzinfo for *_, data in graph.edges(data=True))


def test_pajek_is_read_back(wild):
    content, folder = wild
    graph = nx.read_pajek(folder / "graph.net")
    assert {decode(node) for node in graph} == set(WILD)
    ties = {(decode(u), decode(v)): data["weight"] for u, v, data in graph.edges(data=True)}
    assert ties == {(u, v): data["sympathy"] for u, v, data in content.graph.edges(data=True)}


def test_igraph_makes_a_graph_of_its_two_tables(wild):
    content, folder = wild
    edges, vertices = (
        pd.read_csv(folder / f"igraph_{name}.csv", dtype=object, keep_default_na=False)
        for name in ("edges", "vertices")
    )
    graph = igraph.Graph.DataFrame(edges, directed=True, vertices=vertices, use_vids=False)
    assert [unescape(name) for name in graph.vs["name"]] == WILD
    ties = {
        (unescape(graph.vs[e.source]["name"]), unescape(graph.vs[e.target]["name"])): float(e["sympathy"])
        for e in graph.es
    }
    assert ties == {(u, v): data["sympathy"] for u, v, data in content.graph.edges(data=True)}


# -- GEXF


@pytest.fixture(scope="module")
def gexf_schema():
    return xmlschema.XMLSchema(str(Path(__file__).with_name("gexf-1.3.xsd")))


def gexf_of(content, folder):
    write_formats(content, folder, ["gexf"])
    return folder / "graph.gexf"


LIFE = (
    Agent("1", "Анна"),
    Agent("2", "Борис"),
    EdgeUpdate("1", "2", 0.5),
    EdgeUpdate("1", "2", -0.25),
    EdgeUpdate("1", "2", math.nan),
    EdgeUpdate("2", "1", 1.0),
    EdgeUpdate("1", "2", 0.75),
    EdgeUpdate("2", "1", math.nan),
    AgentRemoved("2"),
    Agent("2", "Борис"),
)


def test_gexf_is_valid_for_any_text(wild, gexf_schema):
    _, folder = wild
    gexf_schema.validate(str(folder / "graph.gexf"))


def test_gexf_schema_of_the_test_refuses_what_is_wrong(tmp_path, gexf_schema):
    path = gexf_of(content_of(*LIFE), tmp_path)
    text = path.read_text("utf-8")
    gexf_schema.validate(text)
    for right, wrong in [
        ('timerepresentation="interval"', 'timerepresentation="spell"'),
        ('start="2026-11-23T12:00:02', 'start="noon 2026-11-23T12:00:02'),
        ('for="weight"', 'key="weight"'),
        ("<spells>", '<spells kind="x">'),
        ('version="1.3"', 'version="1.2"'),
    ]:
        assert right in text
        assert not gexf_schema.is_valid(text.replace(right, wrong))


def test_gexf_tells_the_life_of_ties_and_agents(tmp_path):
    space = {"g": "http://gexf.net/1.3"}
    root = ET.parse(gexf_of(content_of(*LIFE), tmp_path)).getroot()
    graph = root.find("g:graph", space)
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "dateTime")

    def clock(element):
        return tuple(None if element.get(name) is None else element.get(name)[17:19] for name in ("start", "end"))

    def tie(source):
        (edge,) = (e for e in graph.iterfind("g:edges/g:edge", space) if e.get("source") == source)
        spells = [clock(spell) for spell in edge.iterfind("g:spells/g:spell", space)]
        values = {
            field: [
                (*clock(value), float(value.get("value")))
                for value in edge.iterfind("g:attvalues/g:attvalue", space)
                if value.get("for") == field
            ]
            for field in ("weight", "sympathy")
        }
        return spells, values

    spells, values = tie("1")
    assert spells == [("02", "04"), ("06", None)]
    assert values["sympathy"] == [("02", "03", 0.5), ("03", "04", -0.25), ("06", None, 0.75)]
    assert values["weight"] == [("02", "03", 0.5), ("03", "04", 0.25), ("06", None, 0.75)]
    assert tie("2")[0] == [("05", "07")]
    second = graph.findall("g:nodes/g:node", space)[1]
    assert [clock(spell) for spell in second.iterfind("g:spells/g:spell", space)] == [("01", "08"), ("09", None)]


def test_gexf_of_changes_in_one_moment_keeps_the_last(tmp_path, gexf_schema):
    events = [EdgeUpdate("1", "2", value, NOON) for value in (0.1, 0.2, 0.3)]
    text = gexf_of(content_of(Agent("1", "A"), Agent("2", "B"), *events), tmp_path).read_text("utf-8")
    gexf_schema.validate(text)
    assert 'value="0.3"' in text
    assert 'value="0.2"' not in text


# -- panels and events


def test_rsiena_panels_show_signs_and_who_was_not_there(tmp_path):
    events = (
        Agent("1", "A"),
        Agent("2", "B"),
        EdgeUpdate("1", "2", 0.5),
        Agent("3", "C"),
        EdgeUpdate("3", "1", -1.0),
        EdgeUpdate("2", "1", 0.0),
    )
    content = content_of(*events)
    content.waves = 2
    write_formats(content, tmp_path, ["rsiena"])

    def panel(sign, wave):
        return np.loadtxt(tmp_path / f"rsiena_{sign}_{wave}.txt", dtype=int).tolist()

    assert panel("positive", 1) == [[0, 1, 10], [0, 0, 10], [10, 10, 0]]
    assert panel("positive", 2) == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert panel("negative", 2) == [[0, 0, 0], [0, 0, 0], [1, 0, 0]]
    waves = pd.read_csv(tmp_path / "rsiena_waves.csv", parse_dates=["timestamp"])
    assert waves["timestamp"].diff().dt.total_seconds().tolist()[1:] == [3.0]
    assert pd.read_csv(tmp_path / "rsiena_actors.csv", dtype=str)["id"].tolist() == ["1", "2", "3"]


def test_rsiena_needs_two_waves(tmp_path):
    content = content_of(*LIFE)
    content.waves = 1
    with pytest.raises(InputError, match="waves=1"):
        write_formats(content, tmp_path, ["rsiena"])


def test_remstats_events_are_in_order_and_signed(tmp_path):
    write_formats(content_of(*LIFE), tmp_path, ["remstats"])
    events = pd.read_csv(tmp_path / "remstats_events.csv", dtype={"actor1": str, "actor2": str})
    assert list(events.columns) == ["time", "actor1", "actor2", "type", "weight"]
    assert events.to_numpy().tolist() == [
        [0.0, "1", "2", "positive", 0.5],
        [1.0, "1", "2", "negative", -0.25],
        [3.0, "2", "1", "positive", 1.0],
        [4.0, "1", "2", "positive", 0.75],
    ]


# -- files


def test_an_empty_room_can_be_written_in_every_format(tmp_path, gexf_schema):
    written = write_formats(content_of(), tmp_path, list(FORMATS))
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    gexf_schema.validate(str(tmp_path / "graph.gexf"))
    assert not nx.read_graphml(tmp_path / "graph.graphml")


@given(st.lists(st.text(st.characters(), max_size=8), min_size=2, max_size=6, unique=True))
def test_every_format_takes_any_text(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("any")
    events = [Agent(text, text, character=text) for text in texts if text] + [EdgeUpdate(texts[0], texts[1], 0.5, NOON)]
    write_formats(content_of(*events, title=texts[0]), folder, list(FORMATS))
    names = {decode(node) for node in nx.read_graphml(folder / "graph.graphml")}
    assert names >= {text for text in texts if text}


def test_a_failed_export_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "history.jsonl").write_text("old")

    def fail(content, folder):
        (folder / "half.txt").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(registry.FORMATS, "gexf", fail)
    with pytest.raises(InputError, match="No space left"):
        write_formats(content_of(*LIFE), tmp_path, ["jsonl", "gexf"])
    assert [path.name for path in tmp_path.iterdir()] == ["history.jsonl"]
    assert (tmp_path / "history.jsonl").read_text() == "old"


@pytest.mark.parametrize("formats", [["csv", "xlsx"], [], ["CSV"]])
def test_an_unknown_format_is_named(tmp_path, formats):
    with pytest.raises(InputError, match="known formats: csv, parquet"):
        write_formats(content_of(), tmp_path, formats)


def test_short_text_is_one_visible_line():
    assert short_text("a\n\x07b\ud800  c") == "a b c"
    assert short_text("x" * 100, 10) == "x" * 9 + "…"
