"""Tables that others wrote: signed edge lists and chats as they are found, and rows that are wrong."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roomlab
from roomlab.errors import InputError


def write(folder, text, name="ties.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def ties(path, **options):
    with roomlab.from_csv(edges=path, **options) as room:
        return room.history


def test_ratings_without_a_header_and_with_fractions_of_seconds(tmp_path):
    path = write(tmp_path, "6,2,4,1289241911.72836\n6,5,-10,1289241941.5\n1,15,10,1289243140\n6,5,-10,1289241941.5\n")
    history = ties(path, columns=["source", "target", "sympathy", "timestamp"], scale=(-10, 10), epoch="s")
    assert history["sympathy"].tolist() == [0.4, -1.0, -1.0, 1.0]
    assert history["timestamp"][0] == pd.Timestamp("2010-11-08 18:45:11.728360", tz="UTC")
    assert history["source"].tolist() == ["6", "6", "6", "1"]


def test_signs_in_a_header_of_other_names_with_a_byte_order_mark(tmp_path):
    path = write(
        tmp_path,
        "When;Rater;Ratee;Vote;Note\r\n2013-04-19;Анна;Борис;1;x\r\n2013-04-20;Борис;Анна;-1;\r\n",
        encoding="utf-8-sig",
    )
    columns = {"timestamp": "when", "source": "Rater", "target": "ratee ", "sympathy": "vote"}
    history = ties(path, columns=columns)
    assert history[["source", "target", "sympathy"]].to_numpy().tolist() == [
        ["Анна", "Борис", 1.0],
        ["Борис", "Анна", -1.0],
    ]


def test_ranks_of_which_one_is_the_best(tmp_path):
    path = write(tmp_path, "source,target,rank,timestamp\na,b,1,0\na,c,8.5,0\na,d,16,0\n")
    history = ties(path, columns={"sympathy": "rank"}, scale=(16, 1), epoch="s")
    assert history["sympathy"].tolist() == [1.0, 0.0, -1.0]


def test_blanks_as_separators_remarks_and_columns_that_mean_nothing(tmp_path):
    path = write(tmp_path, "% sym weighted\n# a remark\n1 2 5 -1  1000\n2  3 5  1 2000 \n")
    columns = ["source", "target", None, "sympathy", "timestamp"]
    history = ties(path, columns=columns, epoch="ms")
    assert history["sympathy"].tolist() == [-1.0, 1.0]
    assert history["timestamp"].tolist() == [pd.Timestamp(second, unit="s", tz="UTC") for second in (1, 2)]


@pytest.mark.parametrize(
    ("unit", "cell"),
    [("s", "1500000000"), ("ms", "1500000000000"), ("us", "1.5e15"), ("d", "17361.11"), ("w", "2480.1585")],
)
def test_units_of_time(tmp_path, unit, cell):
    history = ties(write(tmp_path, f"source,target,sympathy,timestamp\n1,2,0,{cell}\n"), epoch=unit)
    assert abs(history["timestamp"][0] - pd.Timestamp(1_500_000_000, unit="s", tz="UTC")) < pd.Timedelta(minutes=5)


def test_waves_are_days_or_weeks_apart(tmp_path):
    path = write(tmp_path, "week,from,to,rank\n0,1,2,1\n1,1,2,16\n")
    history = ties(path, columns={"timestamp": "week", "sympathy": "rank"}, scale=(16, 1), epoch="w")
    assert history["timestamp"].diff()[1] == pd.Timedelta(days=7)
    assert history["sympathy"].tolist() == [1.0, -1.0]


def test_a_column_that_is_not_there_can_be_named(tmp_path):
    path = write(tmp_path, "a,b,sign\n1,2,1\n")
    with pytest.raises(
        InputError, match=r"no column 'timestamp'; found 'a', .* say columns=\{'timestamp': 'its name'\}"
    ):
        ties(path)


ALLIES = {"source": "a", "target": "b", "sympathy": "sign"}


def test_ties_without_a_time_are_of_the_moment_that_is_given(tmp_path):
    path = write(tmp_path, "a,b,sign\n1,2,1\n2,3,-1\n")
    history = ties(path, columns=ALLIES, when="1954-01-01")
    assert history["timestamp"].tolist() == [pd.Timestamp("1954-01-01", tz="UTC")] * 2
    assert history["source"].tolist() == ["1", "2"]
    same = ties(path, columns=ALLIES, when=pd.Timestamp("1954-01-01 03:00", tz="Europe/Moscow"))
    pd.testing.assert_frame_equal(same, history)
    assert ties(write(tmp_path, "1 2 1\n"), columns=["source", "target", "sympathy"], when="1954-01-01").shape[0] == 1


@pytest.mark.parametrize(("epoch", "cell"), [(None, "1970-01-08"), ("w", "1")])
def test_only_rows_without_a_time_get_the_moment(tmp_path, epoch, cell):
    path = write(tmp_path, f"source,target,sympathy,timestamp\n1,2,1,{cell}\n2,3,1,\n")
    history = ties(path, epoch=epoch, when="1970-02-01")
    assert history["timestamp"].tolist() == [pd.Timestamp("1970-01-08", tz="UTC"), pd.Timestamp("1970-02-01", tz="UTC")]
    with pytest.raises(InputError, match=r"timestamp is ''; .* say when= and one moment") as caught:
        ties(path, epoch=epoch)
    assert caught.value.line == 3
    with pytest.raises(InputError, match=r"timestamp is 'soon'; [^=]*$"):
        ties(write(tmp_path, "source,target,sympathy,timestamp\n1,2,1,soon\n"), epoch=epoch, when="1970-02-01")


def test_a_chat_and_events_without_times_have_the_moment(tmp_path):
    chat = write(tmp_path, "sender,text\nA,hello\nB,hi\n", "chat.csv")
    storms = write(tmp_path, '{"description": "a storm"}\n', "events.jsonl")
    with roomlab.from_csv(messages=chat, events=storms, when="2026-01-01") as room:
        assert room.messages["text"].tolist() == ["hello", "hi"]
        moments = {*room.messages["timestamp"], *room.events["timestamp"]}
    assert moments == {pd.Timestamp("2026-01-01", tz="UTC")}


def test_the_option_for_a_table_without_times_is_named(tmp_path):
    with pytest.raises(InputError, match=r"no column 'timestamp'; .* say when= and one moment, as in when='2026-"):
        ties(write(tmp_path, "a,b,sign\n1,2,1\n"), columns=ALLIES)


def test_rows_of_ties_without_a_direction_are_for_both(tmp_path):
    path = write(
        tmp_path, "seq,source,target,sympathy,timestamp\n2,1,2,1,2026-01-01\n1,2,3,-1,2026-01-01\n3,4,4,0,2026-01-02\n"
    )
    history = ties(path, undirected=True)
    assert history[["source", "target", "sympathy"]].to_numpy().tolist() == [
        ["2", "3", -1.0],
        ["3", "2", -1.0],
        ["1", "2", 1.0],
        ["2", "1", 1.0],
        ["4", "4", 0.0],
    ]
    with pytest.warns(UserWarning, match="there are no rows"):
        assert ties(write(tmp_path, "source,target,sympathy,timestamp\n"), undirected=True).empty


WRONG = (
    "source,target,sympathy,timestamp\n"
    "1,2,0.5,2026-01-01\n"
    "1,2,high,2026-01-01\n"
    "1,2\n"
    "\n"
    ",2,0.5,2026-01-01\n"
    "1,2,0.5,yesterday\n"
    "1,2,7,2026-01-01\n"
    "2,1,-0.5,2026-01-02\n"
)


def test_wrong_rows_are_raised_with_all_their_lines(tmp_path):
    with pytest.raises(InputError, match="'high'") as caught:
        ties(write(tmp_path, WRONG))
    assert caught.value.line == 3
    assert "also wrong: lines 4, 6, 7, 8" in str(caught.value)


def test_wrong_rows_are_told_and_the_others_kept(tmp_path):
    path = write(tmp_path, WRONG)
    with roomlab.from_csv(edges=path, on_error="report") as room:
        assert room.history["sympathy"].tolist() == [0.5, -0.5]
        problems = room.problems
    assert problems["line"].tolist() == [3, 4, 6, 7, 8]
    assert set(problems["file"]) == {str(path)}
    for problem, part in zip(problems["problem"], ["'high'", "2 cells", "''", "'yesterday'", "'7'"], strict=True):
        assert part in problem


def test_a_room_without_wrong_rows_has_no_problems(tmp_path):
    with roomlab.from_csv(
        edges=write(tmp_path, "source,target,sympathy,timestamp\n1,2,0,2026-01-01\n"), on_error="report"
    ) as room:
        assert list(room.problems.columns) == ["file", "line", "problem"]
        assert room.problems.empty


def test_wrong_rows_are_found_beyond_the_first_batch(tmp_path):
    rows = [f"{n},x,0.5,2026-01-01" for n in range(10_000)]
    for place in (0, 1_999, 2_000, 9_999):
        rows[place] = "a,b,wrong,2026-01-01"
    path = write(tmp_path, "source,target,sympathy,timestamp\n" + "\n".join(rows) + "\n")
    with roomlab.from_csv(edges=path, on_error="report") as room:
        assert room.problems["line"].tolist() == [2, 2_001, 2_002, 10_001]
        assert len(room.history) == 9_996
        assert sorted(room.history["source"].astype(int)) == sorted({*range(10_000)} - {0, 1_999, 2_000, 9_999})


@pytest.mark.filterwarnings("ignore:.*there are no rows:UserWarning")  # where no row is left, that is told as well
@given(st.lists(st.sampled_from(["1,2,0.5,2026-01-01", "1,2,x,2026-01-01", "1,2", ",,,", "1,2,0,never"]), max_size=30))
def test_every_row_is_kept_or_told(tmp_path_factory, rows):
    path = write(tmp_path_factory.mktemp("rows"), "\n".join(["source,target,sympathy,timestamp", *rows, ""]))
    with roomlab.from_csv(edges=path, on_error="report") as room:
        good = [row for row in rows if row == "1,2,0.5,2026-01-01"]
        empty = [row for row in rows if row == ",,,"]
        assert len(room.history) == len(good)
        assert len(room.problems) == len(rows) - len(good) - len(empty)


def test_a_message_of_an_id_that_was_there_is_told(tmp_path):
    path = write(
        tmp_path, "id,timestamp,sender,text\n1,2026-01-01,A,a\n2,2026-01-01,A,b\n1,2026-01-02,A,c\n", "chat.csv"
    )
    with pytest.raises(InputError, match="line 2 already") as caught:
        roomlab.from_csv(messages=path)
    assert caught.value.line == 4
    with roomlab.from_csv(messages=path, on_error="report") as room:
        assert room.messages["text"].tolist() == ["a", "b"]
        assert room.problems["line"].tolist() == [4]


def test_a_chat_in_json_lines(tmp_path):
    lines = [
        {"who": "Анна", "said": "=1+1 \\{0007} it's\n'", "at": 1.5, "extra": {"a": 1}},
        {"who": "user", "said": "", "at": "2"},
    ]
    text = "\ufeff" + "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path = write(tmp_path, text + "\n\nnot json\n[1]\n", "chat.jsonl")
    columns = {"sender": "who", "text": "said", "timestamp": "at"}
    with roomlab.from_csv(messages=path, columns=columns, epoch="s", on_error="report") as room:
        assert room.messages["text"].tolist() == ["=1+1 \x07 it's\n'", ""]
        assert room.messages["sender"].tolist() == ["Анна", "user"]
        assert room.problems["line"].tolist() == [4, 5]
    with pytest.raises(InputError, match="not a JSON object"):
        roomlab.from_csv(messages=path, columns=columns, epoch="s")


@pytest.mark.parametrize("name", ["text", "sender"])
@pytest.mark.parametrize("without", ["key", "null"])
def test_a_message_in_json_lines_that_lacks_a_part_is_told(tmp_path, name, without):
    whole = {"timestamp": "2026-01-01", "sender": "A", "text": ""}
    lacking = whole | {name: None} if without == "null" else {key: whole[key] for key in whole if key != name}
    path = write(tmp_path, "\n".join(map(json.dumps, [whole, lacking, whole])), "chat.jsonl")
    with roomlab.from_csv(messages=path, on_error="report") as room:
        assert room.messages["text"].tolist() == ["", ""]
        assert room.problems["line"].tolist() == [2]
    with pytest.raises(InputError, match=f"the line has no '{name}'") as caught:
        roomlab.from_csv(messages=path)
    assert caught.value.line == 2


def test_an_event_in_json_lines_without_a_description_is_told(tmp_path):
    lines = '{"timestamp": "2026-01-01"}\n{"timestamp": "2026-01-01", "description": "a storm"}\n'
    with roomlab.from_csv(events=write(tmp_path, lines, "events.jsonl"), on_error="report") as room:
        assert room.events["description"].tolist() == ["a storm"]
        assert room.problems["line"].tolist() == [1]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;\r", '"sep=;"'])
def test_the_line_that_tells_excel_the_separator_is_understood(tmp_path, first):
    # The header has more commas than semicolons, as where a name holds some.
    text = f'{first}\nsource;target;sympathy;timestamp;"a, b, c, d, e"\n1;2;0,5;2026-01-01;x\n1;2;much;2026-01-01;\n'
    path = write(tmp_path, text, encoding="utf-8-sig")
    with roomlab.from_csv(edges=path, on_error="report") as room:
        assert room.history["sympathy"].tolist() == [0.5]
        assert room.problems["line"].tolist() == [4]


@pytest.mark.parametrize("separator", ["|", "\t", " ", ":"])
def test_any_separator_that_is_told_is_taken(tmp_path, separator):
    cells = ["source", "target", "sympathy", "timestamp"], ["1", "2", "0.5", "10"]
    told = "\n".join([f"sep={separator}", *map(separator.join, cells)])
    assert ties(write(tmp_path, told), epoch="s")["sympathy"].tolist() == [0.5]
    bare = "\n".join([f"sep={separator}", "# a remark", separator.join(cells[1]), ""])
    path = write(tmp_path, bare)
    assert ties(path, columns=cells[0], epoch="s")["sympathy"].tolist() == [0.5]
    with path.open("a") as file:
        file.write(f'1{separator}"2')
    with pytest.raises(InputError, match="not valid CSV") as caught:
        ties(path, columns=cells[0], epoch="s")
    assert caught.value.line == 4


def test_a_file_that_only_tells_its_separator_is_empty(tmp_path):
    with pytest.raises(InputError, match="the file is empty"):
        ties(write(tmp_path, "sep=;\n"))


@given(st.lists(st.text(st.characters(), min_size=1, max_size=10), min_size=2, max_size=5, unique=True))
def test_json_lines_that_an_export_wrote_come_back(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("export")
    rows = [{"timestamp": "2026-01-01", "sender": text, "text": text, "agent_id": text} for text in texts]
    source = write(folder, "\n".join(map(json.dumps, rows)), "made.jsonl")
    with roomlab.from_csv(messages=source) as room:
        room.export(folder, ["jsonl"])
        files = {name: folder / f"{name}.jsonl" for name in ("messages", "events", "agents")}
        with roomlab.from_csv(**{name: path for name, path in files.items() if path.stat().st_size}) as again:
            pd.testing.assert_frame_equal(again.messages, room.messages)
            pd.testing.assert_frame_equal(again.agents, room.agents)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"columns": {"source": "rater"}}, "no column 'rater' for 'source'"),
        ({"columns": {"sorce": "rater"}}, "names that are not ours"),
        ({"columns": ["source", "rating"]}, "names that are not ours"),
        ({"columns": "source"}, "names that are not ours"),
        ({"scale": (1, 1)}, "is no scale"),
        ({"scale": (float("nan"), 1)}, "is no scale"),
        ({"epoch": "h"}, "epoch='h'"),
        ({"on_error": "ignore"}, "on_error='ignore'"),
        ({"when": "soon"}, "when='soon' is not a moment"),
        ({"when": 1954}, "when=1954 is not a moment"),
    ],
)
def test_options_that_are_wrong_are_named(tmp_path, options, part):
    path = write(tmp_path, "from,target,sympathy,timestamp\n1,2,0,2026-01-01\n")
    with pytest.raises(InputError) as caught:
        ties(path, **options)
    assert part in str(caught.value)


@pytest.mark.parametrize("cell", ["", "soon", "nan", "inf", "1e30", "-1e30", "2026-01-01"])
def test_a_time_that_is_none_is_named(tmp_path, cell):
    with pytest.raises(InputError, match="seconds since 1970"):
        ties(write(tmp_path, f"source,target,sympathy,timestamp\n1,2,0,{cell}\n"), epoch="s")


@pytest.mark.data
def test_the_fraternity_of_newcomb_is_ranked(data_dir):
    columns = {"timestamp": "week", "sympathy": "rank"}
    history = ties(data_dir / "newcomb_fraternity.csv", columns=columns, scale=(16, 1), epoch="w")
    table = pd.read_csv(data_dir / "newcomb_fraternity.csv")
    assert len(history) == len(table)
    assert (history["sympathy"] == 1.0).sum() == (table["rank"] == 1).sum()
    assert history["sympathy"].min() == -1.0


@pytest.mark.data
def test_the_tribes_of_the_highlands_have_no_times_and_no_directions(data_dir):
    path = data_dir / "highland_tribes.csv"
    with roomlab.from_csv(edges=path, columns=ALLIES, when="1954-01-01", undirected=True) as room:
        graph = room.graph
        assert (len(graph), graph.number_of_edges()) == (16, 2 * 58)
        assert all(graph[b][a]["sympathy"] == tie["sympathy"] for a, b, tie in graph.edges(data=True))
        assert room.verify()


@pytest.mark.data
def test_the_monks_of_sampson_are_read_by_waves(data_dir):
    columns = {"timestamp": "wave", "sympathy": "sign"}
    history = ties(data_dir / "sampson_monks.csv", columns=columns, epoch="w")
    assert len(history) == len(pd.read_csv(data_dir / "sampson_monks.csv"))
    assert history["timestamp"].nunique() == 3


@pytest.mark.data
def test_the_chat_of_smallville_is_read(data_dir):
    columns = {"timestamp": "created", "sender": "speaker"}
    path = data_dir / "smallville_chat.csv"
    with roomlab.from_csv(messages=path, columns=columns) as room:
        assert sorted(room.messages["text"]) == sorted(pd.read_csv(path)["text"])
        assert "Klaus Mueller" in set(room.agents["id"])
