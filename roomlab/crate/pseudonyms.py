"""A log in which nobody is called by name: ids and names become keyed pseudonyms, in texts as well."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from roomlab._secret import Secret
from roomlab.errors import InputError
from roomlab.events import Agent, AgentRemoved, Event, Message, Notice, RoomEvent, Unknown
from roomlab.log import Entry, EventLog
from roomlab.sources._past_tables import NOT_AGENTS

__all__ = ["KEY_CHARACTERS", "TITLE", "Pseudonymised", "pseudonymise"]

KEY_CHARACTERS = 16
"""A shorter key could be found by trying."""
TITLE = "A room"
"""What a room is called whose people have pseudonyms: its title tells the server, and may tell anything."""
_PART_CHARACTERS = 3
_KINDS: tuple[type[Event], ...] = (Message, RoomEvent, Agent, AgentRemoved, Notice, Unknown)
_TOLD = ("channel", "complete", "missing", "recovered", "seed", "step", "agents")
"""What notices tell that names nobody."""


class Pseudonymised(NamedTuple):
    """A log, and who is who: rows of (id, name, pseudonym of the id, pseudonym of the name)."""

    log: EventLog
    people: list[tuple[str, str, str, str]]


def pseudonymise(log: EventLog, key: Secret) -> Pseudonymised:
    """Return a copy of a log with pseudonyms, which are the same for the same key.

    Ids of agents, names of agents and of other senders are replaced wherever they stand as such; in texts (chat,
    events, characters, moods) names are replaced as whole words without regard to case, and so are the words
    of names that have several, from three characters on. Not found are nicknames, declined forms and misspellings.
    Avatars, fields that roomlab does not know, frames that it did not understand, and the words of notices are left
    out.

    Parameters
    ----------
    log : EventLog
        What happened.
    key : Secret
        The secret, at least 16 characters.

    Returns
    -------
    Pseudonymised
        The table of who is who is to be kept apart.

    Raises
    ------
    InputError
        The key is too short.
    """
    length = len(key.reveal())
    if length < KEY_CHARACTERS:
        raise InputError(f"the key has {length} characters; expected at least {KEY_CHARACTERS}; choose a longer one")
    masks = _Masks(log, key)
    entries = [
        Entry(entry.seq, entry.received, entry.channel, masks.event(entry.event))
        for kind in _KINDS
        for entry in log.entries(kind)
    ]
    made = EventLog()
    pairs = [(masks.agent(source), masks.agent(target)) for source, target in list(log.pairs)]
    made.restore(entries, log.edges(), pairs)
    return Pseudonymised(made, masks.people())


class _Masks:
    """The pseudonyms of one log."""

    def __init__(self, log: EventLog, key: Secret) -> None:
        self._key = key.reveal().encode("utf-8", "surrogatepass")
        self._names: dict[str, str] = {}
        self._masked: dict[str, str] = {}
        for entry in log.entries(Agent):
            assert isinstance(entry.event, Agent)
            self._learn(entry.event.id, entry.event.name)
        for pair in list(log.pairs):
            for end in pair:
                self._names.setdefault(end, end)
        for entry in log.entries(Message):
            assert isinstance(entry.event, Message)
            if entry.event.sender not in NOT_AGENTS:
                self._learn(entry.event.agent_id or entry.event.sender, entry.event.sender)
        parts = {part for name in self._masked for part in name.split() if len(part) >= _PART_CHARACTERS}
        self._parts = {part.casefold(): self._part(part) for part in sorted(parts)}
        self._parts.update((name.casefold(), mask) for name, mask in self._masked.items())
        words = sorted((re.escape(name) for name in {*self._masked, *parts} if name.strip()), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) if words else None

    def agent(self, agent_id: str) -> str:
        """Return the pseudonym of an id."""
        digest = hmac.new(self._key, b"agent\0" + agent_id.encode("utf-8", "surrogatepass"), sha256)
        return "a" + digest.hexdigest()[:16]

    def name(self, agent_id: str) -> str:
        """Return what an agent is called."""
        return f"Agent {self.agent(agent_id)[1:9]}"

    def text(self, text: str) -> str:
        """Return a text with the names in it replaced."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._parts.get(match[0].casefold(), "someone"), text)

    def event(self, event: Event) -> Event:
        """Return what happened, to somebody whom nobody knows."""
        match event:
            case Agent():
                mood, character = map(self._optional, (event.mood, event.character))
                return Agent(self.agent(event.id), self.name(event.id), mood, event.mood_level, None, character)
            case AgentRemoved():
                return AgentRemoved(self.agent(event.id))
            case Message():
                agent = None if event.agent_id is None else self.agent(event.agent_id)
                sender = event.sender if event.sender in NOT_AGENTS else self._masked[event.sender]
                answer = self._optional(event.agent_response)
                return Message(event.id, self.text(event.text), sender, agent, event.timestamp, answer)
            case RoomEvent():
                ids = tuple(map(self.agent, event.agent_ids))
                kind, description = self.text(event.event_type), self.text(event.description)
                return RoomEvent(event.id, kind, description, ids, event.timestamp)
            case Notice():
                return Notice(event.kind, str(event.kind), self._details(event.details))
        return Unknown("")

    def people(self) -> list[tuple[str, str, str, str]]:
        """Return who is who."""
        return [(agent, name, self.agent(agent), self.name(agent)) for agent, name in self._names.items()]

    def _learn(self, agent_id: str, name: str) -> None:
        self._names[agent_id] = name
        self._masked.setdefault(name, self.name(agent_id))

    def _part(self, part: str) -> str:
        return next(mask for name, mask in self._masked.items() if part in name.split())

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def _details(self, details: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: details[name] for name in _TOLD if name in details}
        return {name: self.text(value) if isinstance(value, str) else value for name, value in kept.items()}
