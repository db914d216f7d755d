"""Compressed recordings: the same content, as hardy, and no bombs; and no endless lines in any."""

from __future__ import annotations

import os
import sys
import tracemalloc

import numpy as np
import pytest
import zstandard

import roomlab
from roomlab import InputError, MissingDependencyError
from roomlab.events import Agent, Channel, EdgeUpdate
from roomlab.log import EventLog
from roomlab.recording import _compression
from roomlab.recording.reader import read_recording
from roomlab.recording.recorder import Recorder

START = 1_700_000_000_000_000


def fill(log, size=3_000):
    log.extend([Agent("1", "Ann"), Agent("2", "Bob")], Channel.SNAPSHOT, START)
    for number in range(size):
        log.append(EdgeUpdate("1", "2", number / size), Channel.GRAPH, START + number)


@pytest.fixture
def pair(tmp_path):
    """The same room in a plain and in a compressed recording."""
    log = EventLog()
    fill(log)
    plain, packed = tmp_path / "r.roomlog.jsonl", tmp_path / "r.roomlog.jsonl.zst"
    Recorder(log, plain).close()
    Recorder(log, packed).close()
    return plain, packed


def test_it_is_smaller_and_the_same(pair):
    plain, packed = pair
    assert packed.stat().st_size < plain.stat().st_size / 3
    with roomlab.replay(plain) as one, roomlab.replay(packed) as two:
        assert roomlab.compare(one, two)
        assert two.verify().seal
    packed.rename(packed.with_name("renamed"))
    assert read_recording(packed.with_name("renamed")).integrity.torn == ""


def test_what_was_written_before_a_kill_can_be_read(tmp_path):
    path, log = tmp_path / "r.zst", EventLog()
    recorder = Recorder(log, path)
    fill(log, 100)
    recorder.flush()
    half = path.read_bytes()  # what a killed process would leave
    fill(log, 100)
    recorder.close()
    path.write_bytes(half)
    recording = read_recording(path)
    assert len(recording.edges.seq) == 100
    assert recording.integrity.sealed == recording.integrity.lines


def test_any_cut_gives_a_beginning_or_a_clear_error(pair):
    _, packed = pair
    whole = packed.read_bytes()
    rows = []
    for cut in range(0, len(whole), 97):
        packed.write_bytes(whole[:cut])
        try:
            recording = read_recording(packed)
        except InputError:
            assert not rows  # only as long as there is no whole line
            continue
        rows.append(len(recording.edges.seq))
        assert not recording.integrity.ended
    assert rows == sorted(rows)


def test_any_change_is_found(pair):
    _, packed = pair
    whole = packed.read_bytes()
    before = read_recording(packed).edges.sympathy.tolist()
    for place in range(0, len(whole), 211):
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            recording = read_recording(packed)
        except InputError:
            continue
        rows = recording.edges.sympathy.tolist()
        assert rows == before[: len(rows)]
        assert rows == before or not recording.integrity.ended


def test_a_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.zst"
    header = b'{"format":"roomlog","version":1}\n'
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress(header + b" " * (64 * 2**20)))
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match="more than 100 times its size"):
        read_recording(path)


def test_a_line_without_end_is_refused_before_it_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(_compression, "LINE_LIMIT", 4 * 2**20)
    path = tmp_path / "long.roomlog.jsonl.zst"
    noise = np.random.default_rng(1).integers(97, 123, 9 * 2**20, np.uint8).tobytes()
    path.write_bytes(zstandard.ZstdCompressor().compress(b'{"format":"roomlog","version":1}\n' + noise))
    with pytest.raises(InputError, match="line of more than 4,194,304 bytes") as caught:
        read_recording(path)
    assert caught.value.line == 2


def test_a_line_without_end_in_a_plain_file_is_refused_before_it_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(_compression, "LINE_LIMIT", 4 * 2**20)
    path = tmp_path / "long.roomlog.jsonl"
    path.write_bytes(b'{"format":"roomlog","version":1}\n')
    os.truncate(path, 256 * 2**20)  # the rest is one line of zeros, which takes no room on most disks
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="line of more than 4,194,304 bytes") as caught:
            read_recording(path)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()
    assert (caught.value.file, caught.value.line) == (str(path), 2)


def test_without_the_package_the_line_to_type_is_told(pair, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(MissingDependencyError, match=r"roomlab\[zstd\]"):
        read_recording(pair[1])
    with pytest.raises(MissingDependencyError, match=r"roomlab\[zstd\]"):
        Recorder(EventLog(), tmp_path / "x.zst")
    assert not (tmp_path / "x.zst").exists()
