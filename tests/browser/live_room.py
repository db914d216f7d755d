"""A live room for the tests of the live view: a real server, its owner, and what the page has of it."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from roomlab_server.testing import running_server, silent_conductor

SECONDS = 45e3
"""Milliseconds that anything may take on a busy machine; the page is asked again and again until then."""

STORE = "document.querySelector('.roomlab-view')[Symbol.for('roomlab.store')]"
DRAWN = """() => [...document.querySelectorAll('.roomlab-view canvas')].some(canvas => {
  if (!canvas.width || !canvas.height) return false;
  const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(pixels).size > 8;
})"""

# What a view's store has, as {"source target": sympathy}; `shown` is what is drawn, `live` what the room is.
TIES = """(which) => {
  const store = document.querySelector('.roomlab-view')?.[Symbol.for('roomlab.store')];
  if (!store) return null;
  const picture = store[which];
  const ties = {};
  for (let tie = 0; tie < picture.size; tie++) {
    const [source, target] = [picture.agents[picture.source[tie]], picture.agents[picture.target[tie]]];
    if (!Number.isNaN(picture.sympathy[tie])) ties[`${source.id} ${target.id}`] = picture.sympathy[tie];
  }
  return ties;
}"""
HAS_TIE = f"([key, value]) => (({TIES})('live') ?? {{}})[key] === value"
EQUALS = f"""(wanted) => {{
  const ties = ({TIES})('live');
  if (!ties) return false;
  const keys = Object.keys(ties);
  return keys.length === Object.keys(wanted).length && keys.every(key => ties[key] === wanted[key]);
}}"""


class LiveRoom:
    """A room on a server of the test, and its owner."""

    def __init__(self, url: str, http: httpx.Client, agents: int) -> None:
        self.url = url
        self.http = http
        account = self._post("/api/auth/register", {"email": "owner@example.org", "password": "a long password"})
        self.token = account["token"]
        http.headers["Authorization"] = f"Bearer {self.token}"
        self.room = self._post("/api/rooms", {"name": "Kitchen"})["id"]
        self.agents = [self.agent(f"Agent {number}") for number in range(1, agents + 1)]

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.http.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def agent(self, name: str) -> str:
        """Let an agent join and return its id."""
        return self._post(f"/api/rooms/{self.room}/agents", {"name": name, "character": "Quiet."})["id"]

    def say(self, text: str, sender: str = "user") -> None:
        """Post a message."""
        self._post(f"/api/rooms/{self.room}/messages", {"text": text, "sender": sender})

    def happen(self, description: str, agents: list[str]) -> None:
        """Post an event."""
        body = {"description": description, "agentIds": [int(agent) for agent in agents]}
        self._post(f"/api/rooms/{self.room}/events", body)

    def tie(self, source: str, target: str, sympathy: float) -> None:
        """Change a tie."""
        body = {"agent1Id": int(source), "agent2Id": int(target), "sympathyLevel": sympathy}
        answer = self.http.patch(f"/api/rooms/{self.room}/relationships", json=body)
        assert answer.is_success, answer.text

    def shuffle(self, changes: int, seed: int) -> None:
        """Change ties, one after the other as fast as the server answers."""
        luck = random.Random(seed)
        for _ in range(changes):
            source, target = luck.sample(self.agents, 2)
            self.tie(source, target, luck.uniform(-1, 1))

    def ties(self) -> dict[str, float]:
        """Return what the server has, as `TIES` returns what the page has."""
        answer = self.http.get(f"/api/rooms/{self.room}/relationships").json()
        return {f"{edge['from']} {edge['to']}": edge["sympathyLevel"] for edge in answer["edges"]}

    def connect(self, name: str = "room") -> str:
        """Return the code of a cell that opens the room."""
        arguments = f"{self.url!r}, room={self.room!r}, token={self.token!r}"
        return f"import roomlab\n{name} = roomlab.connect({arguments})"


@contextmanager
def live_room(folder: Path, agents: int = 6) -> Iterator[LiveRoom]:
    """Run a server with a room in which nobody speaks by themselves."""
    with (
        running_server(folder, conductors=silent_conductor) as server,
        httpx.Client(base_url=server.url, timeout=40) as http,
    ):
        yield LiveRoom(server.url, http, agents)


def hostile_texts() -> list[str]:
    """Return texts that want to be markup, code, commands or chaos, as far as a room takes them; markup comes last."""
    entries = json.loads((Path(__file__).parent / "hostile.json").read_text("utf-8"))
    entries.sort(key=lambda entry: entry["kind"] == "markup")
    texts = [entry.get("text") or entry.get("unit", "") * entry.get("times", 0) for entry in entries]
    return [text for text in texts if text and "\0" not in text]


def nothing_went_wrong(notebook: Any) -> None:
    """Fail if a cell, the page or the console had an error, or the page asked something of elsewhere."""
    outputs = [output for cell in notebook.outputs() for output in cell]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert notebook.console == []
    assert notebook.dialogs == []
    assert notebook.elsewhere == []


def keep_screenshot(page: Any, name: str) -> None:
    """Leave what a person would see in the folder that ROOMLAB_SCREENSHOTS names, for a person to look at."""
    folder = os.environ.get("ROOMLAB_SCREENSHOTS")
    if folder:
        page.locator(".roomlab-view").first.scroll_into_view_if_needed()
        page.screenshot(path=Path(folder) / f"{name}.png")
