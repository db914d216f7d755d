"""A conversation in which nobody speaks: for tests of everything else, and for rooms in which only people write."""

from __future__ import annotations

from typing import Any

from .stage import Stage

__all__ = ["SilentConductor", "silent_conductor"]


class SilentConductor:
    """Starts and stops, and says nothing."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.running = False

    def hear(self, text: str, *, sender: str) -> None:
        """Take note of a user's message."""
        self.heard.append((text, sender))

    def start(self) -> None:
        """Pretend that a dialogue runs."""
        self.running = True

    async def answer(self, agent_id: int, text: str, *, sender: str) -> str | None:
        """Return no answer."""
        return None

    async def stop(self) -> None:
        """Pretend that it has ended."""
        self.running = False


def silent_conductor(stage: Stage, rng: Any, sleep: Any) -> SilentConductor:
    """Return a conversation in which nobody speaks."""
    return SilentConductor()
