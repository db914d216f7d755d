"""Tables as CSV files: safe in a spreadsheet, equal with and without pyarrow, never half written."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab._text import escape, unescape
from roomlab.errors import InputError
from roomlab.events import Channel, EdgeUpdate, Message, RoomEvent
from roomlab.log import EventLog
from roomlab.state.tables import TEXT, Tables
from roomlab.views import csv_export

NOON = 1_795_435_200_000_000  # 2026-11-23 12:00 UTC
NAMES = ("messages", "events", "edges", "history", "agents")


def tables(*events, channel=Channel.CHAT):
    log = EventLog()
    for number, event in enumerate(events):
        log.append(event, channel, NOON + number)
    made = Tables(log)
    return {name: getattr(made, name)() for name in NAMES}


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, strict=True))


@pytest.fixture(params=["pyarrow", "plain"])
def way(request, monkeypatch):
    """Write with pyarrow, and as if it were not installed."""
    if request.param == "plain":
        monkeypatch.setattr(csv_export, "find_spec", lambda name: None)
    else:
        pytest.importorskip("pyarrow")
    return request.param


SMALL = (
    EdgeUpdate("1", "2", -0.5, NOON),
    EdgeUpdate("1", "2", math.nan, NOON + 1),
    EdgeUpdate("=2", "1", 1.0, NOON + 250_000),
    Message("5", '=cmd|" /C calc"!A0', "Алиса", "1", NOON),
    Message("6", "два\nряда; и, запятая", "user"),
    RoomEvent("7", "quarrel", "+7", ("1", "=2"), NOON),
)


def test_names_headers_and_mark(way, tmp_path):
    paths = csv_export.export_csv(tables(*SMALL), tmp_path / "new" / "out")
    assert [path.name for path in paths] == [f"{name}.csv" for name in NAMES]
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
    assert {path.stem: path.read_bytes()[3:].split(b"\n")[0].decode() for path in paths} == {
        "messages": "seq,timestamp,id,sender,agent_id,text,agent_response",
        "events": "seq,timestamp,id,event_type,agent_ids,description",
        "edges": "source,target,sympathy,updated_at,updates",
        "history": "seq,timestamp,source,target,sympathy,previous",
        "agents": "id,name,mood,mood_level,avatar,character",
    }
    assert sorted(os.listdir(tmp_path / "new" / "out")) == sorted(path.name for path in paths)


def test_cells(way, tmp_path):
    csv_export.export_csv(tables(*SMALL), tmp_path)
    history = cells(tmp_path / "history.csv")[1:]
    assert [(row[2], row[3], row[4] and float(row[4]), row[5] and float(row[5])) for row in history] == [
        ("1", "2", -0.5, ""),
        ("1", "2", "", -0.5),
        ("'=2", "1", 1.0, ""),
    ]
    assert history[2][1] == "2026-11-23T12:00:00.250000+00:00"
    messages = cells(tmp_path / "messages.csv")[1:]
    assert messages[0] == ["4", "2026-11-23T12:00:00.000000+00:00", "5", "Алиса", "1", '\'=cmd|" /C calc"!A0', ""]
    assert messages[1][3:] == ["user", "", "два\nряда; и, запятая", ""]
    assert cells(tmp_path / "events.csv")[1][3:] == ["quarrel", '["1", "=2"]', "'+7"]


def test_a_negative_sympathy_is_a_number_and_text_is_quoted(way, tmp_path):
    csv_export.export_csv(tables(*SMALL), tmp_path)
    line = (tmp_path / "history.csv").read_text("utf-8-sig").splitlines()[1]
    assert re.fullmatch(r'1,"[^"]+","1","2",-0.5,(?:"")?', line)
    assert re.search(r',"два\n', (tmp_path / "messages.csv").read_text("utf-8-sig"))


def test_a_frame_without_rows(way, tmp_path):
    csv_export.export_csv(tables(), tmp_path)
    assert all(len(cells(tmp_path / f"{name}.csv")) == 1 for name in NAMES)


def test_times_without_zone_or_without_value(way, tmp_path):
    times = pd.Series([pd.Timestamp("2026-11-23 12:00"), pd.NaT])
    local = times.dt.tz_localize("Europe/Moscow")
    csv_export.export_csv({"x": pd.DataFrame({"a": times, "b": local, "c": [1, 2]})}, tmp_path)
    assert cells(tmp_path / "x.csv")[1:] == [
        ["2026-11-23T12:00:00.000000+00:00", "2026-11-23T09:00:00.000000+00:00", "1"],
        ["", "", "2"],
    ]


IDS = st.lists(st.text(st.characters(categories=["L", "P", "Cs", "Cc", "Zs"]), max_size=4), min_size=1, max_size=3)


@given(
    st.data(),
    st.lists(st.floats(-1, 1) | st.just(math.nan), max_size=6),
    st.integers(-(2**53), 2**53),
)
def test_both_ways_write_the_same_values(tmp_path_factory, data, values, when):
    pytest.importorskip("pyarrow")
    ids = data.draw(IDS)
    some = st.sampled_from(ids)
    frame = pd.DataFrame(
        {
            "seq": np.arange(len(values)),
            "timestamp": pd.to_datetime([when + row for row in range(len(values))], unit="us", utc=True).as_unit("us"),
            "source": pd.array([data.draw(some | st.none()) for _ in values], dtype=TEXT),
            "sympathy": np.array(values, float),
            "agent_ids": pd.Series([tuple(ids)] * len(values), dtype=object),
        }
    )
    folder = tmp_path_factory.mktemp("both")
    (one,) = csv_export.export_csv({"arrow": frame}, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_export, "find_spec", lambda name: None)
        (other,) = csv_export.export_csv({"plain": frame}, folder)
    first, second = cells(one), cells(other)
    assert len(first) == len(values) + 1
    for row, row_too, value, source in zip(first[1:], second[1:], values, frame["source"], strict=True):
        assert row[:3] == row_too[:3]
        assert row[4] == row_too[4]
        assert [float(cell or "nan") for cell in (row[3], row_too[3])] == pytest.approx(
            [value] * 2, abs=0, rel=0, nan_ok=True
        )
        assert row[2] == ("" if pd.isna(source) else escape(source))
        assert json.loads(unescape(row[4])) == ids
        assert datetime.fromisoformat(row[1]).tzinfo == UTC


def test_replaces_older_files(tmp_path):
    csv_export.export_csv(tables(*SMALL), tmp_path)
    csv_export.export_csv(tables(), tmp_path)
    assert len(cells(tmp_path / "messages.csv")) == 1


def test_a_failed_export_destroys_nothing(way, tmp_path, monkeypatch):
    csv_export.export_csv(tables(*SMALL), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(csv_export, "_write", fails_on("edges", csv_export._write))
    with pytest.raises(InputError, match="No space left"):
        csv_export.export_csv(tables(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def fails_on(name, write):
    def write_until(table, path):
        if name in path.name:
            raise OSError(28, "No space left on device")
        write(table, path)

    return write_until


def test_a_file_in_place_of_the_directory(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match=r"out.*choose a directory"):
        csv_export.export_csv(tables(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_files_have_the_usual_permissions(tmp_path):
    (tmp_path / "usual").write_text("")
    (path,) = csv_export.export_csv({"x": pd.DataFrame({"a": [1]})}, tmp_path)
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode
