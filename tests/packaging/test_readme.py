"""The Python in the README runs as it stands there, against a live server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import roomlab
from roomlab_server.testing import running_server

ADDRESS = "http://127.0.0.1:8000"
ACCOUNT = {"email": "you@example.org", "password": "a long password"}
BLOCKS = re.findall(r"^```python\n(.*?)^```", (Path(__file__).parents[2] / "README.md").read_text("utf-8"), re.M | re.S)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The address of a server with the account and the room of the README."""
    with running_server(tmp_path_factory.mktemp("server")) as server:
        with httpx.Client(base_url=f"{server.url}/api", timeout=40) as http:
            token = http.post("/auth/register", json=ACCOUNT).raise_for_status().json()["token"]
            http.headers["Authorization"] = f"Bearer {token}"
            assert http.post("/rooms", json={"name": "Kitchen"}).raise_for_status().json()["id"] == "1"
            for name in ("Анна", "Boris"):
                http.post("/rooms/1/agents", json={"name": name, "character": "Kind and curious."}).raise_for_status()
        yield server.url


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One folder for all blocks: a later one reads the files of an earlier one."""
    return tmp_path_factory.mktemp("reader")


def run(code: str, url: str, folder: Path) -> str:
    assert all(literal in code for literal in ACCOUNT.values()) or "connect(" not in code
    command = [sys.executable, "-W", "error", "-X", "utf8", "-c", code.replace(ADDRESS, url)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, timeout=50, check=False)
    assert done.returncode == 0, done.stderr
    assert ACCOUNT["password"] not in done.stdout
    return done.stdout


def test_the_observer_in_ten_lines(url, folder):
    assert len([line for line in BLOCKS[0].splitlines() if line.strip()]) == 10
    printed = run(BLOCKS[0], url, folder)
    assert "Kitchen" in printed
    assert "Good morning! What shall we talk about?" in printed
    assert "live: 2 agents" in printed
    assert (folder / "room.png").stat().st_size > 0
    assert {path.name for path in (folder / "out").iterdir()} >= {"messages.csv", "history.csv"}


def test_the_same_awaited(url, folder):
    assert run(BLOCKS[1], url, folder).strip()


def test_what_was_recorded_is_proved_and_replayed(url, folder):
    printed = run(BLOCKS[2], url, folder)
    assert "complete" in printed
    assert "DiGraph" in printed
    assert {path.name for path in folder.iterdir()} >= {"friday.roomlog.jsonl", "friday.zip"}
    with roomlab.open_crate(folder / "friday.zip") as room, roomlab.replay(folder / "friday.roomlog.jsonl") as again:
        said, felt = (again.messages["text"].tolist(), again.history["sympathy"].tolist())
        assert "How was your week?" in said
        # The agents may have gone on between the end of the recording and the crate.
        assert room.messages["text"].tolist()[: len(said)] == said
        assert room.history["sympathy"].tolist()[: len(felt)] == felt


def test_a_simulated_room_and_its_fork(url, folder):
    printed = run(BLOCKS[3], url, folder)
    assert "DiGraph with 16 nodes" in printed
    ours, other = map(float, printed.splitlines()[-1].split())
    assert ours != other


def test_the_files_read_back(url, folder):
    if not (folder / "out").exists():
        run(BLOCKS[0], url, folder)
    printed = run(BLOCKS[4], url, folder)
    assert "DiGraph" in printed


def test_there_are_no_other_blocks():
    assert len(BLOCKS) == 5
