"""Frames of roomlab.v1: the examples, and what cannot be right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roomlab import _numbered
from roomlab._numbered import Entries, MoodChange, Position, Resumed, Snapshot
from roomlab.events import Agent, AgentRemoved, Channel, EdgeUpdate, Message, RoomEvent, TieBatch, Unknown

EXAMPLES = Path(__file__).resolve().parents[1] / "protocol_examples" / "frames_numbered.json"
FRAMES = {shown["name"]: shown["frame"] for shown in json.loads(EXAMPLES.read_text(encoding="utf-8"))["frames"]}
EPOCH = "a1b2c3d4e5f60718"


def decode(frame):
    return _numbered.decode_frame(json.dumps(frame, ensure_ascii=False).encode())


def entries(*told, **payload):
    return {"type": "entries", "payload": {"epoch": EPOCH, "entries": list(told)} | payload}


def tie(seq, **fields):
    payload = {"roomId": "1", "from": "1", "to": "2", "sympathyLevel": 0.5}
    return {"seq": seq, "at": 5, "event": {"type": "edge_update", "payload": payload | fields}}


def test_every_example_is_understood():
    kinds = {"resumed": Resumed, "snapshot": Snapshot, "entries": Entries}
    for name, frame in FRAMES.items():
        assert isinstance(decode(frame), kinds[frame["type"]]), name
    assert decode(FRAMES["not recovered"]) == Resumed(False, EPOCH, 12, "the log of this room is another one")


def test_a_snapshot_says_what_the_frame_says():
    told = decode(FRAMES["a snapshot"])
    assert told.position == Position(EPOCH, 12)
    assert (told.newest, told.more) == ("44", False)
    assert told.agents[0] == Agent(
        "1", "Алиса", "happy", 0.75, None, "Любит спорить.", {"icon": "🙂", "color": "#ffd166"}
    )
    assert [(tie.source, tie.target, tie.sympathy) for tie in told.ties] == [("1", "2", 0.7), ("2", "1", -0.25)]


def test_entries_say_what_the_frame_says():
    plain, all_kinds = decode(FRAMES["a tie"]), decode(FRAMES["one of each"])
    assert plain == Entries(EPOCH, 13, 13, [EdgeUpdate("1", "2", 0.7, 1_795_444_260_000_001)], True)
    assert (all_kinds.first, all_kinds.last, all_kinds.is_plain) == (14, 22, False)
    assert [type(item) for item in all_kinds.items] == [
        Agent, Message, RoomEvent, EdgeUpdate, TieBatch, MoodChange, AgentRemoved,
    ]  # fmt: skip
    assert all_kinds.items[4] == TieBatch(["1", "2", "1"], ["2", "1", "2"], [0.1, 0.2, 0.3], 1_795_444_260_000_006)
    assert all_kinds.items[5] == MoodChange("1", "angry", 0.9, {})


def test_a_plain_frame_is_read_alike_on_both_paths():
    events = FRAMES["one of each"]["payload"]["entries"][:5]
    quick = decode(entries(*events))
    patient = decode(entries(*events, {"seq": 21, "at": 7, "event": {"type": "agent_removed", "payload": {"id": "3"}}}))
    assert quick.is_plain
    assert quick.items == patient.items[:5]


def test_what_nobody_knows_is_passed_over_with_its_numbers():
    strange = {"seq": 2, "last": 4, "at": 5, "event": {"type": "dance", "payload": {}}}
    told = decode(entries(tie(1), strange, tie(5)))
    assert (told.first, told.last, told.is_plain) == (1, 5, False)
    assert isinstance(told.items[1], Unknown)


@pytest.mark.parametrize(
    "frame",
    [
        entries(),
        entries(tie(1), tie(3)),
        entries(tie(1), tie(1)),
        entries({**tie(1), "last": 2}),
        entries({**tie(3), "last": 1}),
        entries({"seq": 1, "event": {}}),
        entries({**tie(1), "at": 10**30}),
        entries(tie(1), epoch=7),
        {"type": "entries"},
        {"type": "resumed", "payload": {"recovered": 1}},
        {"type": "snapshot", "payload": {"epoch": EPOCH}},
        {"type": "snapshot", "payload": {**FRAMES["a snapshot"]["payload"], "edges": {
            "from": ["1"], "to": [], "sympathyLevel": []}}},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(frame):
    with pytest.raises(ValueError, match=r"."):
        decode(frame)


def test_a_batch_with_columns_of_different_length_is_kept_as_unknown_and_refused_by_its_numbers():
    payload = {"roomId": "1", "from": ["1"], "to": ["2", "3"], "sympathyLevel": [0.1]}
    told = decode(entries({"seq": 1, "last": 2, "at": 5, "event": {"type": "edge_updates", "payload": payload}}))
    assert isinstance(told.items[0], Unknown)


def test_the_frames_of_the_contract_are_found_byte_for_byte():
    data = json.dumps(FRAMES["one of each"], ensure_ascii=False).encode()
    texts = _numbered.contract_texts(data)
    assert [(place, stream) for place, stream, _ in texts] == [
        (1, Channel.CHAT), (2, Channel.CHAT), (3, Channel.GRAPH)
    ]  # fmt: skip
    assert all(text in data for _, _, text in texts)
    assert json.loads(texts[0][2]) == FRAMES["one of each"]["payload"]["entries"][1]["event"]


def test_a_client_says_where_it_is():
    assert json.loads(_numbered.resume(None)) == {"type": "resume", "payload": {}}
    assert json.loads(_numbered.resume(Position(EPOCH, 7))) == {"type": "resume", "payload": {"epoch": EPOCH, "seq": 7}}
