"""Text to events: the examples of the contract, the habits of other servers, and anything else at all."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roomlab import _wire
from roomlab._json import decode_json, encode_json
from roomlab.events import Agent, EdgeUpdate, Message, RoomEvent, Unknown

EXAMPLES = Path(__file__).resolve().parents[1] / "protocol_examples"
FRAMES = [
    frame
    for name in ("frames_chat", "frames_graph", "frames_other_servers")
    for frame in json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["frames"]
]


def calls(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["calls"]


def decode(frame):
    return _wire.decode_frame(json.dumps(frame, ensure_ascii=False).encode())


def named(name):
    return decode(next(frame["frame"] for frame in FRAMES if frame["name"] == name))


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["name"])
def test_every_frame_of_the_contract_is_understood(frame):
    kinds = {
        "connected": _wire.Connected,
        "message": Message,
        "event": RoomEvent,
        "edge_update": EdgeUpdate | _wire.EdgeWithExtra,
        "pong": _wire.Pong,
        "error": _wire.ServerError,
    }
    assert isinstance(decode(frame["frame"]), kinds.get(frame["frame"]["type"], Unknown))


def test_a_message_says_what_the_frame_says():
    assert named("an agent's message") == Message(
        id="44",
        text='Hello, Боб 👋\nSecond line "quoted" <b>not bold</b>',
        sender="Алиса",
        agent_id="1",
        timestamp=1_795_444_202_500_000,
    )
    assert named("a message to one agent, with its answer").agent_response == "Хорошо, спасибо!"


def test_an_event_says_what_the_frame_says():
    told = named("an event of two agents")
    assert told == RoomEvent("48", "user_event", "Алиса и Боб поспорили", ("1", "2"), 1_795_444_260_000_000)


def test_other_habits_are_read_the_same():
    naive = named("a naive UTC timestamp in whole seconds")
    assert naive.timestamp == 1_739_716_200_000_000
    assert named("ids as integers") == Message("44", "Привет!", "Алиса", "1", 1_739_716_202_000_000)
    assert named("no agentResponse").agent_response is None
    assert named("a timestamp that ends with Z") == RoomEvent(
        "7", "user_event", "Алиса и Боб поспорили", ("1", "2"), 1_739_716_260_000_000
    )
    assert named("an event in whose place type stands for eventType").event_type == "user_event"
    assert named("an undirected tie, sent once with the smaller id first") == EdgeUpdate("1", "2", 1.0)
    extra = named("extra fields")
    assert extra.update == EdgeUpdate("1", "2", 0.5)
    assert json.loads(extra.text)["payload"]["reason"] == "a joke"


def test_what_is_not_known_is_kept():
    frame = {
        "type": "message",
        "v": 2,
        "payload": {"id": "1", "text": "a", "sender": "b", "mood": "joy", "timestamp": 5},
    }
    assert decode(frame) == Message("1", "a", "b", extra={"mood": "joy", "v": 2, "timestamp": 5})
    agent = _wire.parse_agent({"id": 1, "name": "Ann", "mood": {"mood": "joy", "level": 0.5, "icon": ":)"}, "age": 5})
    assert agent == Agent("1", "Ann", "joy", 0.5, extra={"age": 5, "icon": ":)"})


def test_a_tie_may_carry_its_time():
    frame = {
        "type": "edge_update",
        "payload": {"from": 1, "to": 2, "sympathyLevel": 0, "timestamp": "2020-01-01T00:00:00Z"},
    }
    assert decode(frame) == EdgeUpdate("1", "2", 0.0, 1_577_836_800_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[1, 2]",
        '"edge_update"',
        '{"type": 7}',
        '{"type": "edge_update"}',
        '{"type": "edge_update", "payload": []}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": NaN}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": Infinity}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": 1e999}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": 1.0000001}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": true}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": "0.5"}}',
        '{"type": "edge_update", "payload": {"from": true, "to": "2", "sympathyLevel": 0.5}}',
        '{"type": "edge_update", "payload": {"from": 1.5, "to": "2", "sympathyLevel": 0.5}}',
        '{"type": "edge_update", "payload": {"to": "2", "sympathyLevel": 0.5}}',
        '{"type": "edge_update", "payload": {"from": "1", "to": "2", "sympathyLevel": ' + "9" * 5000 + "}}",
        '{"type": "message", "payload": {"id": "1", "sender": "b"}}',
        '{"type": "message", "payload": {"id": null, "text": "a", "sender": "b"}}',
        '{"type": "message", "payload": {"id": "1", "text": 5, "sender": "b"}}',
        '{"type": "event", "payload": {"id": "1", "eventType": "x", "description": "y", "agentIds": "12"}}',
        "[" * 30_000,
        '{"type":' * 10_000,
        '{"type": "message", "payload": {"id": "1", "text": "a", "sender": "b", "x": ' + "[" * 30_000,
    ],
    ids=lambda text: text[:90],
)
def test_what_cannot_be_read_is_kept_whole(text):
    assert _wire.decode_frame(text.encode()) == Unknown(text)


def test_half_a_surrogate_pair_is_a_text():
    data = b'{"type":"message","payload":{"id":"1","text":"\\ud83d!","sender":"\\udc00"}}'
    assert _wire.decode_frame(data) == Message("1", "\ud83d!", "\udc00")


def test_bytes_that_are_no_text_are_kept():
    assert _wire.decode_frame(b"\xff{}") == Unknown("\\xff{}")


TEXT = st.text(st.characters())  # half surrogate pairs too
IDS = st.one_of(TEXT, st.integers())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)
TYPES = st.sampled_from(["edge_update", "message", "event", "connected", "pong", "error", "typing"])
NAMES = [
    "id", "text", "sender", "agentId", "timestamp", "agentResponse", "eventType", "type", "agentIds", "description",
    "from", "to", "sympathyLevel", "roomId", "message",
]  # fmt: skip
PAYLOADS = st.dictionaries(st.sampled_from(NAMES), JSON | IDS) | JSON


@given(st.binary())
@example(b"\xed\xa0\x80")
def test_no_bytes_can_break_it(data):
    _wire.decode_frame(data)


@given(st.fixed_dictionaries({"type": TYPES | JSON, "payload": PAYLOADS}))
def test_no_json_can_break_it(frame):
    told = _wire.decode_frame(json.dumps(frame).encode())
    update = told.update if isinstance(told, _wire.EdgeWithExtra) else told
    if isinstance(update, EdgeUpdate):
        assert -1 <= update.sympathy <= 1
        assert type(update.source) is type(update.target) is str


@given(source=IDS, target=IDS, sympathy=st.floats(-1, 1))
def test_every_tie_is_read_as_it_is(source, target, sympathy):
    frame = {"type": "edge_update", "payload": {"roomId": "1", "from": source, "to": target, "sympathyLevel": sympathy}}
    assert _wire.decode_frame(json.dumps(frame).encode()) == EdgeUpdate(str(source), str(target), sympathy)


@given(st.builds(dict, id=IDS, text=TEXT, sender=TEXT, agentId=st.none() | IDS, agentResponse=st.none() | TEXT))
def test_the_fast_and_the_patient_way_agree(fields):
    fields["timestamp"] = "2026-11-23T14:30:00.123456+00:00"
    fast = _wire.decode_frame(json.dumps({"type": "message", "payload": fields}).encode())
    patient = _wire.decode_frame(json.dumps({"type": "message", "payload": fields, "v": 1}).encode())
    assert patient == Message(**{name: getattr(fast, name) for name in Message.__struct_fields__} | {"extra": {"v": 1}})
    assert fast == _wire.parse_message(fields)


@given(st.datetimes(timezones=st.timezones() | st.none()))
def test_times_are_microseconds_of_utc(when):
    seconds = (when if when.tzinfo else when.replace(tzinfo=_wire.UTC)).timestamp()
    assert math.isclose(_wire.parse_time(when.isoformat()) / 1e6, seconds, abs_tol=1e-5)


@given(JSON)
def test_any_json_is_written_and_read_back(value):
    try:
        data = encode_json(value)
    except ValueError:
        assert "NaN" in json.dumps(value) or "Infinity" in json.dumps(value)
    else:
        assert decode_json(data) == value


def test_the_answers_of_the_contract_are_read():
    for call in calls("rest_chat"):
        if call["status"] == 200 and call["method"] == "POST":
            answer = call["answer"]
            parse = _wire.parse_event if "agentIds" in answer else _wire.parse_message
            assert parse(answer).id == answer["id"]
        if "/feed" in call["path"]:
            for item in call["answer"]["items"]:
                assert isinstance(_wire.parse_feed_item(item), Message if item["type"] == "message" else RoomEvent)
    for call in calls("rest_relationships"):
        if call["path"].endswith("/relationships") and call["method"] == "GET":
            assert [_wire.parse_edge(edge) for edge in call["answer"]["edges"]] == [
                EdgeUpdate("2", "3", 0.25), EdgeUpdate("3", "2", -1.0)
            ]  # fmt: skip
    agents = [
        _wire.parse_agent(call["answer"]) for call in calls("rest_agents") if "character" in (call.get("answer") or ())
    ]
    assert agents[0] == Agent("2", "Алиса", "neutral", 0.5, character="Curious and kind.")


def edge_line(source, target, sympathy=0.5, room='"1"'):
    """Return a frame of a tie as a line; ids are JSON."""
    return b'{"type":"edge_update","payload":{"roomId":%b,"from":%b,"to":%b,"sympathyLevel":%b}}\n' % tuple(
        str(each).encode() for each in (room, source, target, sympathy)
    )


def test_many_ties_are_read_at_once_as_one_by_one():
    lines = [
        edge_line('"1"', '"2"', 1),
        edge_line('"я"', '"\\u0001 🙂"', -0.25).replace(b",", b" , "),
        edge_line('""', '"1"'),
    ]
    lines[-1] = lines[-1][:-1]
    sources, targets, sympathies = _wire.decode_ties(lines)
    one_by_one = [_wire.decode_frame(line) for line in lines]
    assert list(map(EdgeUpdate, sources, targets, sympathies)) == one_by_one


@pytest.mark.parametrize(
    "lines",
    [
        [edge_line(1, '"2"'), edge_line('"1"', '"2"')],  # another kind of id
        [edge_line('"1"', '"2"', 1.5), edge_line('"1"', '"2"')],  # out of range
        [edge_line('"1"', '"2"'), b'{"type":"pong","payload":{}}\n'],
        [edge_line('"1"', '"2"'), b"\n"],
        [edge_line('"1"', '"2"')[:-1] + edge_line('"1"', '"2"'), b"{}\n"],  # two frames in a line
        [b'{"type":"edge_update","payload":\n', edge_line('"1"', '"2"')[32:]],  # a frame in two lines
        [
            b'{"type":"edge_update",\n',
            edge_line('"1"', '"2"')[22:],
            edge_line('"1"', '"2"')[:-1] + edge_line('"1"', '"2"'),
        ],
        [b"[" * 100_000 + b"\n", b"{}\n"],
        [],
    ],
)
def test_what_is_not_a_tie_in_each_line_is_left_to_the_careful_way(lines):
    assert _wire.decode_ties(lines) is None
