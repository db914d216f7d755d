"""Recordings of format version 1 that no code of ours has written.

The files in version_1 were written by hand after docs/recording.md, and sealed with sha256sum. They have each form of a
line, in two parts, plain and compressed. They are never made anew: what reads them today must read them for ever.
"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import roomlab
from roomlab.events import Agent, AgentRemoved, Channel, Message, Notice, NoticeKind, RoomEvent, Unknown
from roomlab.log import Entry
from roomlab.recording.reader import read_recording

FOLDER = Path(__file__).parent / "version_1"
PLAIN, PACKED = FOLDER / "friday.roomlog.jsonl", FOLDER / "friday.roomlog.jsonl.zst"
START = 1_795_737_600_000_000
SNAPSHOT, GRAPH, CHAT, LOCAL = Channel.SNAPSHOT, Channel.GRAPH, Channel.CHAT, Channel.LOCAL

ENTRIES = [
    Entry(1, START, LOCAL, Notice(NoticeKind.CONNECTED, "connected to the graph", {"channel": "graph"})),
    Entry(2, START + 1, SNAPSHOT, Agent("1", "Анна", "calm", 0.5, None, "likes bread", {"icon": "🙂"})),
    Entry(3, START + 1, SNAPSHOT, Agent("2", "=Bob")),
    Entry(7, START + 2, SNAPSHOT, Message("1", "half a pair: \ud83d, a zero: \0", "user", None, START - 1_000_000)),
    Entry(8, START + 3, LOCAL, Notice(NoticeKind.LOADED, "the past was read")),
    Entry(9, START + 1_000_000, CHAT, Message("2", 'Привет 😀 "=1+1"', "Анна", "1", START + 1_000_000)),
    Entry(17, START + 2_100_000, CHAT, RoomEvent("5", "storm", "rain", ("1", "2"), START + 2_000_000)),
    Entry(18, START + 2_200_000, GRAPH, Unknown('{"type":"from the future"}')),
    Entry(19, START + 2_300_000, SNAPSHOT, AgentRemoved("3")),
    Entry(20, START + 2_400_000, SNAPSHOT, RoomEvent("6", "quarrel", "over bread", ("1", "2"), None, {"volume": 11})),
]
TIES = [
    (4, "1", "2", 0.5, START + 2, SNAPSHOT),
    (5, "2", "1", -0.25, 1_700_000_000_000_000, SNAPSHOT),
    (6, "1", "3", None, START + 2, SNAPSHOT),
    (10, "1", "2", 0.75, START + 1_500_000, GRAPH),
    (11, "2", "1", -1.0, START + 1_500_000, GRAPH),
    (12, "1", "2", 0.001, START + 1_500_000, GRAPH),
    (13, "1", "3", 0.5, START + 2_000_000, GRAPH),
    (14, "3", "1", 0.5, START + 2_000_000, GRAPH),
    (15, "2", "3", 0.0, START + 2_000_000, GRAPH),
    (16, "3", "2", 0.0, START + 2_000_000, GRAPH),
]


def ties_of(recording):
    """Return the changes of ties as rows."""
    channels = list(Channel)
    rows = zip(*(column.tolist() for column in recording.edges), strict=True)
    return [
        (seq, *recording.pairs[pair], None if math.isnan(value) else value, when, channels[channel])
        for seq, when, pair, value, channel in rows
    ]


@pytest.mark.parametrize("path", [PLAIN, PACKED])
def test_everything_in_it_is_read(path):
    if path is PACKED:
        pytest.importorskip("zstandard")
    recording = read_recording(path, texts=True)
    assert recording.entries == ENTRIES
    assert ties_of(recording) == TIES
    assert (recording.header.title, recording.header.server) == ("Friday, «hand-written»", "http://localhost:8000")
    assert [(text.seq, text.mirrored) for text in recording.texts] == [
        *((seq, False) for seq in (9, 10, 11, 12)),
        *((seq, True) for seq in (13, 15)),
        (17, False),
    ]
    assert recording.texts[2].text.startswith(b'{ "type" : "edge_update", "payload" : {"to":"1",')
    assert recording.texts[-1].text.startswith(b'{\n "type": "event",\n')


def test_it_is_a_room_that_is_complete():
    with roomlab.replay(PLAIN) as room:
        certificate = room.verify()
        assert (bool(certificate), certificate.first, certificate.last) == (True, 1, 20)
        assert sorted(room.graph.edges(data="sympathy")) == [("1", "2", 0.001), ("2", "1", -1.0)]


@pytest.mark.parametrize("part", [1, 2])
def test_a_cut_at_any_byte_leaves_what_was_written_before(part, tmp_path):
    copies = [Path(shutil.copy(FOLDER / name, tmp_path)) for name in (PLAIN.name, "friday.2.roomlog.jsonl")]
    whole, cut = copies[part - 1].read_bytes(), copies[part - 1]
    if part == 1:
        copies[1].unlink()  # a process that is killed in the first part has not begun the second
    first_line = whole.index(b"\n") + 1
    sizes = []
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        if part == 1 and size < first_line:
            with pytest.raises(roomlab.InputError, match="no whole line"):
                read_recording(copies[0])
            continue
        recording = read_recording(copies[0])
        seqs = sorted([entry.seq for entry in recording.entries] + recording.edges.seq.tolist())
        assert seqs == list(range(1, len(seqs) + 1))
        assert not recording.integrity.ended
        inside_a_line = size > 0 and not whole[:size].endswith(b"\n")
        assert bool(recording.integrity.torn) >= inside_a_line
        sizes.append(len(seqs))
    assert sizes == sorted(sizes)
    assert sizes[-1] == (12, 20)[part - 1]
