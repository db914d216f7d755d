"""The certificate: complete, or each hole by name."""

from __future__ import annotations

import json
import os

import pytest

import roomlab
from roomlab.events import Agent, Channel, EdgeUpdate, Message, Notice, NoticeKind
from roomlab.log import EventLog
from roomlab.proof import certify
from roomlab.recording.recorder import Recorder

START = 1_700_000_000_000_000


def live(*notices):
    """Return the log of a live room that was loaded, and then got these notices."""
    log = EventLog()
    log.append(Agent("1", "Ann"), Channel.SNAPSHOT, START)
    for channel in ("graph", "chat"):
        details = {"channel": channel, "complete": True, "missing": "", "recovered": {"ties": 0}}
        log.append(Notice(NoticeKind.CONNECTED, channel, details), Channel.LOCAL, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": True}), Channel.LOCAL, START)
    log.append(EdgeUpdate("1", "2", 0.5), Channel.GRAPH, START + 1)
    log.append(Message("1", "hello", "Ann", "1"), Channel.CHAT, START + 2)
    for second, (kind, details) in enumerate(notices, 1):
        log.append(Notice(kind, "the line broke", details), Channel.LOCAL, START + second * 1_000_000)
    return log


def opened(channel):
    return NoticeKind.GAP_OPENED, {"channel": channel}


def closed(channel, missing="", **recovered):
    return NoticeKind.GAP_CLOSED, {
        "channel": channel, "complete": not missing, "missing": missing, "recovered": recovered,
    }  # fmt: skip


def test_a_room_that_was_followed_without_a_gap_is_complete():
    certificate = certify(live())
    assert certificate
    assert str(certificate).startswith("complete, 1 to 6: ")
    assert (certificate.messages, certificate.changes, certificate.entries) == (1, 1, 6)


def test_a_gap_that_was_filled_is_told_and_does_no_harm():
    certificate = certify(live(opened("chat"), closed("chat", messages=3)))
    (hole,) = certificate.holes
    assert certificate.complete
    assert hole.filled
    assert hole.recovered == {"messages": 3}
    assert (hole.closed_at - hole.opened_at).total_seconds() == 1
    assert (hole.seq, hole.closed_seq) == (7, 8)
    assert "recovered 3 messages; everything was found" in str(certificate)


def test_a_gap_in_which_something_may_be_missing_is_a_hole():
    certificate = certify(live(opened("graph"), opened("chat"), closed("chat"), closed("graph", "changes between")))
    assert not certificate
    assert [(hole.channel, hole.missing) for hole in certificate.holes] == [("graph", "changes between"), ("chat", "")]
    assert str(certificate).startswith("not complete, 1 to 10: in 1 span something may be missing")


def test_a_gap_that_is_open_is_a_hole():
    (hole,) = certify(live(opened("graph"))).holes
    assert not hole.filled
    assert hole.closed_at is None
    assert "open" in str(hole)


def test_a_past_that_could_not_be_read_whole_is_a_hole():
    log = EventLog()
    details = {"channel": "chat", "complete": False, "missing": "older events", "recovered": {"messages": 100}}
    log.append(Notice(NoticeKind.CONNECTED, "chat", details), Channel.LOCAL, START)
    log.append(Notice(NoticeKind.LOADED, "loaded", {"complete": False}), Channel.LOCAL, START)
    certificate = certify(log)
    assert not certificate
    assert certificate.holes[0].seq == 0
    assert "before the observation began" in str(certificate)


def test_a_room_that_never_opened_is_not_complete():
    log = EventLog()
    log.append(Agent("1", "Ann"), Channel.SNAPSHOT, START)
    assert "the past of the room was not read to its end" in str(certify(log))


def test_simulated_rooms_and_rooms_of_files_say_so(tmp_path):
    with roomlab.simulate("balance", agents=5, steps=5, seed=1) as room:
        certificate = room.verify()
        assert certificate
        assert "simulated" in certificate.basis
        room.export(tmp_path)
    with roomlab.from_csv(edges=tmp_path / "history.csv") as room:
        certificate = room.verify()
        assert certificate
        assert "by construction, because it was read from files" in str(certificate)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "r.roomlog.jsonl"
    Recorder(live(), file).close()
    return file


def test_a_replayed_room_has_the_certificate_of_the_room_and_a_seal(path):
    with roomlab.replay(path) as room:
        certificate = room.verify()
    before = certify(live())
    assert certificate == type(before)(**{**vars(before), "seal": certificate.seal})
    assert len(certificate.seal) == 64


def test_a_recording_that_was_torn_off_is_not_complete(path):
    os.truncate(path, path.stat().st_size - 80)
    with roomlab.replay(path) as room:
        certificate = room.verify()
    assert not certificate
    assert "the recording was torn off" in str(certificate)


def test_a_recording_that_was_not_closed_may_lack_its_end(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    with roomlab.replay(path) as room:
        (hole,) = room.verify().holes
    assert hole.reason == "the recording was not closed"


def test_a_recording_whose_last_lines_have_no_seal_is_not_proven(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-2]))
    with roomlab.replay(path) as room:
        assert "have no seal" in str(room.verify())


def test_numbers_that_are_left_out_are_a_hole(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith((b'{"seq":5,', b'{"seal"'))))
    with roomlab.replay(path) as room:
        assert "1 entry" in str(room.verify())


def test_the_certificate_can_be_written_as_json():
    certificate = certify(live(opened("chat"), closed("chat", messages=3)))
    told = json.loads(json.dumps(certificate.to_dict()))
    assert told["complete"] is True
    assert told["holes"][0]["opened_at"] == "2023-11-14T22:13:21+00:00"
