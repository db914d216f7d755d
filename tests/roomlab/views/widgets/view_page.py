"""A page that is no browser: it applies messages as docs/live_view.md says, and knows what the user would see."""

from __future__ import annotations

import json
import math
import threading
from dataclasses import dataclass, field
from typing import Any

import comm

SECONDS = 10.0
"""How long something that happens on another thread may take."""


@dataclass
class Page:
    """What a page knows after the messages that it got."""

    agents: dict[int, dict[str, Any]] = field(default_factory=dict)
    ties: list[list[Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    number: int | None = None
    rest: dict[str, Any] = field(default_factory=dict)

    def take(self, message: dict[str, Any]) -> None:
        """Apply a message; it must be JSON, and its number must be the next."""
        message = json.loads(json.dumps(message, allow_nan=False, ensure_ascii=False).encode())
        if message["type"] == "snapshot":
            self.agents = dict(enumerate(message["agents"]))
            self.ties = _rows(message["ties"])
            self.lines = message["chat"]
        else:
            assert message["type"] == "delta"
            assert message["n"] == self.number + 1
            self.agents.update(dict(message.get("agents", [])))
            if "new_ties" in message:
                self.ties += _rows(message["new_ties"])
            if "ties" in message:
                for tie, value in zip(message["ties"]["tie"], message["ties"]["sympathy"], strict=True):
                    self.ties[tie][2] = value
            self.lines = [] if message.get("chat_anew") else self.lines
            self.lines = self.lines + message.get("chat", [])
        self.number = message["n"]
        self.rest.update({name: message[name] for name in ("status", "totals", "timeline", "title") if name in message})

    def graph(self) -> tuple[dict[str, str], dict[tuple[str, str], float]]:
        """Return the names of those who are here, by id, and the sympathies by the ids of their ends."""
        here = {agent["id"]: agent["name"] for agent in self.agents.values() if agent["here"]}
        ends = {number: agent["id"] for number, agent in self.agents.items()}
        return here, {(ends[s], ends[t]): value for s, t, value in self.ties if value is not None}


def _rows(ties: dict[str, Any]) -> list[list[Any]]:
    return [list(row) for row in zip(ties["source"], ties["target"], ties["sympathy"], strict=True)]


def graph_of_room(room) -> tuple[dict[str, str], dict[tuple[str, str], float]]:
    """Return what `Page.graph` should return."""
    graph = room.graph
    return dict(graph.nodes(data="name")), {(u, v): value for u, v, value in graph.edges(data="sympathy")}


def same_graph(page, room) -> bool:
    (here, ties), (names, sympathies) = page.graph(), graph_of_room(room)
    close = all(math.isclose(ties.get(pair, 9.0), value, abs_tol=0.0) for pair, value in sympathies.items())
    return here == names and ties.keys() == sympathies.keys() and close


def unpacked(buffer: bytes) -> dict[str, Any]:
    """Return a message that tells everything, its agents one by one."""
    message = json.loads(bytes(buffer))
    columns, size = message["agents"], len(message["agents"]["id"])
    spread = {name: values if isinstance(values, list) else [values] * size for name, values in columns.items()}
    return {**message, "agents": [dict(zip(spread, row, strict=True)) for row in zip(*spread.values(), strict=True)]}


class FakeComm(comm.base_comm.BaseComm):
    """A comm that keeps what the kernel publishes and lets a test speak as a page."""

    every: list[FakeComm] = []  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.published: list[tuple[str, Any]] = []
        self.news = threading.Condition()
        self.is_open = False
        FakeComm.every.append(self)
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        json.dumps(data, allow_nan=False, ensure_ascii=False).encode()
        if buffers:
            data = {**data, "content": unpacked(buffers[0])}
        self.is_open = msg_type != "comm_close"
        with self.news:
            self.published.append((msg_type, data))
            self.news.notify_all()

    def speak(self, content: dict[str, Any]) -> None:
        """Send a message as a page does."""
        self.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})

    def messages(self) -> list[dict[str, Any]]:
        """Return what the feed has sent."""
        told = [data for kind, data in self.published if kind == "comm_msg" and data["method"] == "custom"]
        return [data["content"] for data in told]

    def wait(self, condition) -> Any:
        """Wait until `condition(messages)` is true, and return that."""
        with self.news:
            found = self.news.wait_for(lambda: condition(self.messages()), SECONDS)
        assert found, f"it did not come; there were {[message['type'] for message in self.messages()]}"
        return found
