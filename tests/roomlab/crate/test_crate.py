"""A crate: an equal room comes back, others can validate it, and nothing in it is trusted."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import html.parser
import json
import math
import os
import re
import stat
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import roomlab
from roomlab._text import unescape
from roomlab.cli import main
from roomlab.crate import archive
from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.log import EventLog
from roomlab.recording.recorder import Recorder
from roomlab.room import Room
from roomlab.sources.base import SourceState, SourceStatus

NOON = 1_795_435_200_000_000  # 2026-11-23 12:00 UTC
WILD = "<script>alert(1)</script> \ud83d \x07 =1+1 \u202e \"'&"
KEY = "a secret of seventeen"


class Source:
    """A room of the past."""

    def __init__(self, *events, title="Кухня"):
        self.origin = {"server": "http://127.0.0.1:9", "room": "7"}
        self.log = EventLog()
        self.title = title
        for number, event in enumerate(events):
            self.log.append(event, Channel.GRAPH, NOON + number * 1_000_000)

    @property
    def status(self):
        return SourceStatus(SourceState.COMPLETE, NOON)

    def close(self):
        pass


EVENTS = (
    Agent("1", "Анна Каренина", "sad", 0.25, "🙂", "Анна is kind", {"more": [1]}),
    Agent("2", WILD, character=WILD),
    Agent("3", "Борис"),
    EdgeUpdate("1", "2", 0.5, NOON - 5),
    EdgeUpdate("2", "1", -1.0),
    EdgeUpdate("1", "2", math.nan),
    EdgeUpdate("3", "1", 0.1),
    Message("m1", "Борис, ты где? анна каренина ждёт", "Анна Каренина", "1", NOON + 3, "борис!"),
    Message("m2", WILD, "user"),
    RoomEvent("e1", "quarrel", "Анна left Борис", ("1", "3"), NOON + 4),
    Notice(NoticeKind.LOADED, "the past was read"),
    Unknown("{}"),
    EdgeUpdate("3", "1", math.nan),
    AgentRemoved("3"),
)


@pytest.fixture
def room():
    with Room(Source(*EVENTS)) as opened:
        yield opened


@pytest.fixture(params=["crate", "crate.zip"])
def crate(request, room, tmp_path):
    """A crate as a folder and as an archive."""
    (path,) = room.export(tmp_path / request.param, formats=["crate"], licence="CC-BY-4.0", consent="all said yes")
    return path


def entries(log):
    kinds = (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
    return [entry for kind in kinds for entry in log.entries(kind)]


def same_room(a, b):
    for table in ("messages", "events", "edges", "history", "agents", "gaps"):
        pd.testing.assert_frame_equal(getattr(a, table), getattr(b, table))
    assert dict(a.graph.nodes(data=True)) == dict(b.graph.nodes(data=True))
    assert list(a.graph.edges(data=True)) == list(b.graph.edges(data=True))
    assert entries(a.log) == entries(b.log)
    assert a.title == b.title


def test_an_equal_room_comes_back(room, crate):
    with roomlab.open_crate(crate) as opened:
        same_room(room, opened)
        assert bool(opened.verify()) == bool(room.verify())


def test_a_crate_of_an_opened_crate_is_equal_again(room, crate, tmp_path):
    with roomlab.open_crate(crate) as opened:
        (second,) = opened.export(tmp_path / "second", formats="crate")
    with roomlab.open_crate(second) as again:
        same_room(room, again)


def test_the_tables_of_a_crate_can_be_read_without_it(room, tmp_path):
    (path,) = room.export(tmp_path / "crate", formats=["crate"])
    tables = {name: path / "data" / f"{name}.csv" for name in ("messages", "events", "agents")}
    with roomlab.from_csv(edges=path / "data" / "history.csv", **tables) as read:
        pd.testing.assert_frame_equal(read.history, room.history)
        pd.testing.assert_frame_equal(read.messages, room.messages)


# -- what others say of it


def unpacked(crate, tmp_path):
    if crate.is_dir():
        return crate
    with zipfile.ZipFile(crate) as packed:
        packed.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def test_frictionless_finds_nothing_wrong(crate, tmp_path):
    import frictionless

    folder = unpacked(crate, tmp_path)
    package = json.loads((folder / "datapackage.json").read_text())
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(package["resources"])
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]


def test_frictionless_reads_the_schema_and_would_find_a_wrong_cell(room, tmp_path):
    import frictionless

    (path,) = room.export(tmp_path / "crate", formats=["crate"])
    history = path / "data" / "history.csv"
    history.write_text(history.read_text("utf-8").replace("0.5", "5.0"), "utf-8")
    report = frictionless.validate(str(path / "datapackage.json"))
    found = {kind for _, kind in report.flatten(["rowNumber", "type"])}
    assert found >= {"constraint-error", "hash-count"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the validator's own libraries
def test_the_ro_crate_validator_finds_nothing_wrong(crate, tmp_path, monkeypatch):
    import rocrate
    from rocrate_validator import models, services
    from rocrate_validator.utils.http import HttpRequester

    # The validator would fetch the context. Offline it gets the one that comes with `rocrate`, a later version.
    context = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text("utf-8")

    class Response:
        status_code = 200
        text = context
        headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012

        def json(self):
            return json.loads(context)

    def get(self, url, **_):
        assert url == "https://w3id.org/ro/crate/1.1/context"
        return Response()

    monkeypatch.setattr(HttpRequester, "get", get, raising=False)
    settings = services.ValidationSettings(
        rocrate_uri=str(unpacked(crate, tmp_path)),
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.RECOMMENDED,
        offline=True,
    )
    result = services.validate(settings)
    missed = [issue.message for issue in result.get_issues()]
    # Who the authors are nobody has told; all else that is required or recommended is there.
    assert not [message for message in missed if "author" not in message and "publisher" not in message]
    assert result.get_issues(models.Severity.REQUIRED) == []


def test_rocrate_lists_the_files(crate, tmp_path):
    import rocrate.rocrate

    folder = unpacked(crate, tmp_path)
    known = {entity.id for entity in rocrate.rocrate.ROCrate(folder).data_entities}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert known == files - {"ro-crate-metadata.json"}


class Page(html.parser.HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def test_the_page_asks_for_nothing_and_runs_its_own_script_only(crate, tmp_path):
    text = (unpacked(crate, tmp_path) / "index.html").read_text("utf-8")
    page = Page(text)
    assert not page.tags & {"link", "img", "iframe", "object", "embed", "a", "form", "base"}
    assert not [name for name, _ in page.attributes if name in {"src", "href", "style", "srcset"} or name[:2] == "on"]
    (policy,) = [value for name, value in page.attributes if name == "content" and "default-src" in value]
    assert re.match(r"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-", policy)
    assert "unsafe" not in policy
    data, script = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    style = text.split("<style>")[1].split("</style>")[0]
    for own in (script, style):
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert text.count("<script") == 2
    assert "<" not in data
    assert json.loads(data)["snapshot"]["type"] == "snapshot"
    assert "&lt;script&gt;alert(1)" in text
    assert "Анна Каренина" in text


def test_certificate_and_provenance_say_what_is_known(tmp_path):
    with roomlab.simulate("balance", agents=4, steps=3, seed=11) as room:
        (path,) = room.export(tmp_path / "crate", formats=["crate"], licence="CC0-1.0", consent="none needed")
        told = json.loads((path / "provenance.json").read_text())
        assert (told["seed"], told["licence"], told["consent"]) == ("11", "CC0-1.0", "none needed")
        assert told["model"] == "balance"
        assert told["roomlab"] == roomlab.__version__
        certificate = json.loads((path / "certificate.json").read_text())
        assert certificate == {**json.loads(json.dumps(room.verify().to_dict())), "seal": certificate["seal"]}


def test_a_torn_recording_is_not_mended_by_a_crate(room, tmp_path):
    whole = tmp_path / "whole.roomlog.jsonl"
    room.record(whole).close()
    torn = tmp_path / "torn.roomlog.jsonl"
    torn.write_bytes(whole.read_bytes()[:-40])
    with roomlab.replay(torn) as replayed:
        assert not replayed.verify()
        (path,) = replayed.export(tmp_path / "crate", formats=["crate"])
    assert json.loads((path / "certificate.json").read_text())["complete"] is False
    with roomlab.open_crate(path) as opened:
        assert not opened.verify()
        assert "torn off" in str(opened.verify())


def test_a_crate_of_a_whole_recording_is_complete(room, tmp_path):
    recording = tmp_path / "whole.roomlog.jsonl"
    room.record(recording)
    room.close()
    with roomlab.replay(recording) as replayed:
        assert replayed.verify()
        (path,) = replayed.export(tmp_path / "crate", formats=["crate"])
        with roomlab.open_crate(path) as opened:
            assert opened.verify() == dataclasses.replace(replayed.verify(), seal=opened.verify().seal)


# -- pseudonyms


def test_with_a_key_nobody_is_named(room, tmp_path):
    path, people = room.export(tmp_path / "crate", formats=["crate"], pseudonym_key=KEY)
    everything = b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())
    for name in ("Анна", "анна", "Каренина", "Борис", "борис", "127.0.0.1", KEY, "Кухня is"):
        assert name.encode() not in everything
        assert json.dumps(name)[1:-1].encode() not in everything or name.isascii()
    assert not list(path.rglob("*pseudonyms*"))
    assert people == tmp_path / "crate.pseudonyms.csv"
    with people.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [unescape(row["name"]) for row in rows] == ["Анна Каренина", WILD, "Борис"]
    with roomlab.open_crate(path) as opened:
        assert opened.messages["sender"].tolist() == [rows[0]["pseudonym_name"], "user"]
        assert opened.messages["text"][0] == f"{rows[2]['pseudonym_name']}, ты где? {rows[0]['pseudonym_name']} ждёт"
        assert opened.messages["agent_response"][0] == f"{rows[2]['pseudonym_name']}!"
        assert opened.history["sympathy"].equals(room.history["sympathy"])
        assert opened.events["agent_ids"][0] == (rows[0]["pseudonym_id"], rows[2]["pseudonym_id"])
        assert opened.history["source"][0] == rows[0]["pseudonym_id"]


def test_with_a_key_neither_title_nor_file_is_named(room, tmp_path):
    recording = tmp_path / "boris.roomlog.jsonl"
    recorder = Recorder(room.log, recording, title="Boris and I (room 1 on boris.example.org)", max_bytes=1)
    recorder.flush()
    room.log.append(Message("m3", "bye", "user"), Channel.CHAT)
    recorder.close()
    (tmp_path / "boris.2.roomlog.jsonl").unlink()
    with roomlab.replay(recording) as replayed:
        assert "boris.2.roomlog.jsonl" in str(replayed.verify())
        path, _ = replayed.export(tmp_path / "crate", formats=["crate"], pseudonym_key=KEY)
    everything = b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())
    assert b"boris" not in everything.lower()
    with roomlab.open_crate(path) as opened:
        assert not opened.verify()
        assert "torn off" in str(opened.verify())


def test_the_same_key_gives_the_same_pseudonyms_and_another_key_others(room, tmp_path):
    made = [
        room.export(tmp_path / str(n), "crate", pseudonym_key=key)[1] for n, key in enumerate([KEY, KEY, KEY[::-1]])
    ]
    same, again, other = (path.read_bytes() for path in made)
    assert same == again
    assert same != other


def test_a_short_key_is_refused_and_nothing_is_written(room, tmp_path):
    with pytest.raises(InputError, match="at least 16"):
        room.export(tmp_path / "crate", "crate", pseudonym_key="short")
    assert list(tmp_path.iterdir()) == []


# -- what is refused


def test_a_folder_that_is_there_is_not_touched(room, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("two years")
    with pytest.raises(InputError, match="is there already"):
        room.export(tmp_path / "mine", "crate")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    (tmp_path / "empty").mkdir()
    room.export(tmp_path / "empty", "crate")
    with roomlab.open_crate(tmp_path / "empty") as opened:
        same_room(room, opened)


def test_a_crate_is_alone_and_its_terms_are_its_own(room, tmp_path):
    with pytest.raises(InputError, match="of its own"):
        room.export(tmp_path / "x", ["csv", "crate"])
    with pytest.raises(InputError, match="belong to"):
        room.export(tmp_path / "x", licence="CC0")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["data/history.csv", "recording.roomlog.jsonl", "certificate.json", "index.html"])
def test_a_changed_file_is_named(room, tmp_path, name):
    (path,) = room.export(tmp_path / "crate", "crate")
    file = path / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(InputError, match=f"'{name}' is not what it was"):
        roomlab.open_crate(path)
    file.unlink()
    with pytest.raises(InputError, match=f"no file '{name}'"):
        roomlab.open_crate(path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_in_a_folder_is_refused(room, tmp_path):
    (path,) = room.export(tmp_path / "crate", "crate")
    secret = tmp_path / "secret"
    (path / "index.html").rename(secret)
    (path / "index.html").symlink_to(secret)
    with pytest.raises(InputError, match="is a link"):
        roomlab.open_crate(path)
    (path / "index.html").unlink()
    secret.rename(path / "index.html")
    (path / "data").rename(tmp_path / "elsewhere")
    (path / "data").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link"):
        roomlab.open_crate(path)


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../b", "C:\\x", "..\\out", ""])
def test_a_description_that_leads_out_is_refused(room, tmp_path, name):
    (path,) = room.export(tmp_path / "crate", "crate")
    package = json.loads((path / "datapackage.json").read_text())
    package["resources"][0]["path"] = name
    (path / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(InputError, match="leads out of it"):
        roomlab.open_crate(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"resources": 5}', '{"resources": [{"path": "x"}]}', "[" * 100_000])
def test_a_description_that_is_none_is_refused(room, tmp_path, text):
    (path,) = room.export(tmp_path / "crate", "crate")
    (path / "datapackage.json").write_text(text)
    with pytest.raises(InputError):
        roomlab.open_crate(path)


def repacked(room, tmp_path, change):
    """An archive with one more entry, or with more."""
    (path,) = room.export(tmp_path / "crate.zip", "crate")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        change(packed)
    before = set(tmp_path.rglob("*"))
    return path, before


def entry(name, mode=0):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    return info


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda z: z.writestr(entry("../evil"), b""), "leads out of it"),
        (lambda z: z.writestr(entry("/evil"), b""), "leads out of it"),
        (lambda z: z.writestr(entry("a\\..\\evil"), b""), "leads out of it"),
        (lambda z: z.writestr(entry("link", stat.S_IFLNK | 0o777), b"/etc/passwd"), "a link or a device"),
        (lambda z: z.writestr(entry("fifo", stat.S_IFIFO | 0o777), b""), "a link or a device"),
        (lambda z: z.writestr("slow", b"x" * 99, zipfile.ZIP_LZMA), "in a way that is not ours"),
        (lambda z: z.writestr("bomb", bytes(64 * 2**20), zipfile.ZIP_DEFLATED), "times as large unpacked; at most 100"),
    ],
    ids=["dots", "root", "backslashes", "link", "fifo", "lzma", "bomb"],
)
def test_an_unsafe_archive_is_refused_and_nothing_is_written(room, tmp_path, change, why):
    path, before = repacked(room, tmp_path, change)
    with pytest.raises(InputError, match=why):
        roomlab.open_crate(path)
    assert set(tmp_path.rglob("*")) == before


def test_two_entries_of_one_name_are_refused(room, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path, _ = repacked(room, tmp_path, lambda z: z.writestr("index.html", b"other"))
    with pytest.raises(InputError, match="same name"):
        roomlab.open_crate(path)


def test_an_archive_beyond_the_limit_is_refused(room, tmp_path, monkeypatch):
    (path,) = room.export(tmp_path / "crate.zip", "crate")
    monkeypatch.setattr(archive, "MAX_BYTES", 5_000)
    with pytest.raises(InputError, match="at most 5,000 are read"):
        roomlab.open_crate(path)


def test_an_archive_that_lies_of_a_size_is_refused(room, tmp_path):
    (path,) = room.export(tmp_path / "crate.zip", "crate")
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InputError):
        roomlab.open_crate(path)


def test_every_cut_of_an_archive_is_refused(room, tmp_path):
    (path,) = room.export(tmp_path / "crate.zip", "crate")
    data = path.read_bytes()
    for size in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:size])
        with pytest.raises(InputError):
            roomlab.open_crate(path)


def test_every_flipped_byte_is_refused_or_harmless(room, tmp_path):
    (path,) = room.export(tmp_path / "crate.zip", "crate")
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 150)):
        changed = bytearray(data)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        try:
            opened = roomlab.open_crate(path)
        except InputError:
            continue
        with opened:
            same_room(room, opened)


def test_what_is_no_crate_is_told(tmp_path):
    with pytest.raises(InputError, match="no such crate"):
        roomlab.open_crate(tmp_path / "nothing.zip")
    (tmp_path / "x.zip").write_bytes(os.urandom(100))
    with pytest.raises(InputError, match="not a crate"):
        roomlab.open_crate(tmp_path / "x.zip")
    with pytest.raises(InputError, match=r"no file 'datapackage\.json'"):
        roomlab.open_crate(tmp_path)


def test_a_room_that_packs_too_well_can_be_opened(tmp_path):
    events = [Agent("1", "A"), *(Message(str(n), "x" * 60_000, "A", "1") for n in range(60))]
    with Room(Source(*events)) as room:
        (path,) = room.export(tmp_path / "crate.zip", "crate")
        with roomlab.open_crate(path) as opened:
            same_room(room, opened)


def test_a_failed_crate_leaves_nothing(room, tmp_path, monkeypatch):
    from roomlab.crate import writer

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "page", fail)
    with pytest.raises(InputError, match="No space left"):
        room.export(tmp_path / "crate", "crate")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_is_in_it(crate, capsys):
    assert main(["open", str(crate)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Кухня\n2 agents, 1 tie, 5 changes, 2 messages\n")
    assert "licence: CC-BY-4.0\nconsent: all said yes\n" in out
    assert main(["open", str(crate.parent)]) == 2
