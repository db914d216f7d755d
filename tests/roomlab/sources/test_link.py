"""Links for observers: one string that opens one room for reading."""

from __future__ import annotations

import asyncio
import time

import pytest

import roomlab
import roomlab.errors as errors
from roomlab._secret import Secret, without_secret
from roomlab.cli import main
from roomlab.cli.share import _is_this_computer
from roomlab.sources._link import is_link, make_link, read_place
from roomlab.sources._rest import RestClient
from roomlab_server.testing import running_server, silent_conductor

ACCOUNT = {"email": "teacher@example.com", "password": "a good password"}


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://localhost:8000/api/", "https://school.example/lab"])
@pytest.mark.parametrize("room", [1, "1", "a room/with #everything?"])
def test_a_link_is_read_as_it_was_made(url, room):
    link = make_link(url, room, "the-token")
    assert is_link(link)
    place = read_place(*_split(link))
    assert place.url == url.rstrip("/").removesuffix("/api")
    assert str(place.room) == str(room)
    assert place.token == Secret("the-token")


def _split(link):
    url, fragment = without_secret(link)
    return url, None, fragment


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost:8000#token=canary",
        "http://localhost:8000/api/rooms/#token=canary",
        "http://localhost:8000/api/rooms/1/chat#token=canary",
        "http://localhost:8000/api/rooms/1#canary",
        "http://localhost:8000/api/rooms/1#",
        "http://localhost:8000/api/rooms/1#token=",
        "localhost:8000/api/rooms/1#token=canary",
        "http://localhost:8000/api/rooms/1#token=canary canary",
    ],
)
def test_a_link_that_is_not_whole_is_refused_and_not_shown(link):
    with pytest.raises(errors.InputError) as caught:
        roomlab.connect(link)
    assert "canary" not in str(caught.value)


def test_a_link_names_everything_itself():
    link = "http://localhost:8000/api/rooms/1#token=canary"
    with pytest.raises(errors.InputError, match="names its room itself"):
        roomlab.connect(link, room=2)
    with pytest.raises(errors.InputError, match="says who watches"):
        roomlab.connect(link, email="e", password="p")
    with pytest.raises(errors.InputError, match="there is no room"):
        roomlab.connect("http://localhost:8000", token="t")


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path, conductors=silent_conductor) as running:
        asyncio.run(make_room(running))
        yield running


async def make_room(server):
    async with RestClient(server.url, **ACCOUNT) as client:
        await client.register()
        await client.request("POST", "/api/rooms", {"name": "kitchen"})
        for name in ("Ann", "Bob"):
            await client.request("POST", "/api/rooms/1/agents", {"name": name, "character": "x"})


@pytest.fixture
def share(server, capsys, monkeypatch):
    """Run `roomlab share` as the teacher; return its output."""
    monkeypatch.setenv("ROOMLAB_EMAIL", ACCOUNT["email"])
    monkeypatch.setenv("ROOMLAB_PASSWORD", ACCOUNT["password"])

    def call(*arguments):
        code = main(["share", server.url, "--room", "1", *arguments])
        out, err = capsys.readouterr()
        assert code == 0, err
        return out.strip()

    return call


def test_a_class_watches_by_a_link_until_it_is_withdrawn(server, share):
    link = share("--label", "class 7b", "--hours", "1")
    assert link.startswith(f"{server.url}/api/rooms/1#token=")
    assert "class 7b" in share("--list")
    assert link.partition("=")[2] not in share("--list")
    with roomlab.connect(server.url, 1, **ACCOUNT) as own, roomlab.connect(link) as seen:
        assert sorted(seen.agents["name"]) == ["Ann", "Bob"]
        own.send("hello")
        own.set_sympathy("Ann", "Bob", 0.5)
        seen.wait(until=lambda _: len(seen.messages) == 1 and len(seen.edges) == 1, timeout=40)
        assert seen.edges["sympathy"].tolist() == [0.5]
        for write in (
            lambda: seen.send("me too"),
            lambda: seen.set_sympathy("Ann", "Bob", -1.0),
            lambda: seen.post_event("a storm"),
        ):
            with pytest.raises(errors.AccessDeniedError, match="403"):
                write()
        share("--revoke", "1")
        assert share("--list") == "Nobody has a link to room 1"
        end = time.monotonic() + 10
        while seen.status.state != "failed":
            assert time.monotonic() < end, seen.status
            time.sleep(0.01)
        assert len(seen.messages) == 1  # what was seen stays readable
        own.send("alone")
        assert own.status.state == "live"
    with pytest.raises(errors.AuthenticationError):
        roomlab.connect(link)


def test_who_shares_a_link_that_no_other_computer_reaches_is_told(server, share, capsys):
    assert main(["share", server.url, "--room", "1"]) == 0
    out, err = capsys.readouterr()
    assert "The link works on this computer only." in " ".join(err.split())
    assert out.startswith(f"{server.url}/api/rooms/1#token=")


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.20:8000", False),
        ("https://rooms.example.org", False),
    ],
)
def test_what_is_this_computer(address, here):
    assert _is_this_computer(address) is here


def test_an_asynchronous_program_opens_a_link(server, share):
    link = share()

    async def look():
        async with await roomlab.aconnect(link) as room:
            return room.title

    assert asyncio.run(look()).startswith("kitchen")


@pytest.mark.parametrize("by_variable", [False, True])
def test_the_command_line_watches_and_exports_by_a_link(server, share, capsys, tmp_path, monkeypatch, by_variable):
    link = share()
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD"):
        monkeypatch.delenv(variable)
    where = [] if by_variable else [link]
    if by_variable:
        monkeypatch.setenv("ROOMLAB_LINK", link)
    assert main(["export", *where, "--out", str(tmp_path / "out")]) == 0
    assert "Ann" in (tmp_path / "out" / "agents.csv").read_text("utf-8")
    assert main(["record", *where, "--out", str(tmp_path / "x.roomlog.jsonl"), "--seconds", "0.2"]) == 0
    assert main(["watch", *where, "--seconds", "0.2"]) == 0
    out, err = capsys.readouterr()
    token = link.partition("=")[2]
    assert token not in out + err
    assert not any(token in path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--hours", "0"), "--hours is 0"),
        (("--hours", "9000"), "at most 8784"),
        (("--list", "--revoke", "1"), "two things"),
        (("--revoke", "77"), "404"),
    ],
)
def test_a_mistake_is_one_sentence(server, share, capsys, arguments, message):
    assert main(["share", server.url, "--room", "1", *arguments]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_a_room_is_needed_without_a_link(server, capsys, tmp_path):
    assert main(["watch", server.url, "--email", "x@example.com"]) == 2
    assert "there is no room" in " ".join(capsys.readouterr().err.split())
