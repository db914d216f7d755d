"""Answers that are given: what a client may rely on."""

from __future__ import annotations

from typing import (
    Literal,
    NotRequired,  # pydantic needs this one before Python 3.12
)

from typing_extensions import TypedDict

from .bodies import OrchestrationType, RoomModel

__all__ = [
    "Account",
    "AgentAnswer",
    "AgentList",
    "Change",
    "ContextMemory",
    "ContextStats",
    "DefaultAgent",
    "DefaultAgentAnswer",
    "Edge",
    "EmotionalState",
    "EmotionalStates",
    "EventAnswer",
    "EventItem",
    "Feed",
    "Graph",
    "GraphStats",
    "Greeting",
    "Memory",
    "MemoryPage",
    "MemoryStats",
    "Message",
    "MessageItem",
    "MessagePage",
    "MoodAnswer",
    "NewObserversAnswer",
    "ObserversAnswer",
    "ObserversList",
    "OwnAgent",
    "Plan",
    "PlanList",
    "Problem",
    "Profile",
    "Relationship",
    "RelationshipModel",
    "RoomAnswer",
    "RoomList",
    "Root",
    "SpeedAnswer",
    "Started",
    "StateVector",
    "Stopped",
    "Summary",
    "Tie",
]


class Account(TypedDict):
    """A user; the tokens are empty where none were made."""

    id: str
    email: str
    username: str
    token: str
    refreshToken: str


class RoomAnswer(TypedDict):
    """A room."""

    id: str
    name: str
    description: str | None
    speed: float
    orchestration_type: OrchestrationType
    createdAt: str
    updatedAt: str
    agentCount: int
    model: NotRequired[RoomModel]
    seed: NotRequired[int]


class RoomList(TypedDict):
    """One's rooms."""

    rooms: list[RoomAnswer]


class SpeedAnswer(TypedDict):
    """The speed of a room."""

    speed: float


class MoodAnswer(TypedDict):
    """How an agent feels."""

    mood: str
    level: float
    icon: str | None
    color: str | None


class Summary(TypedDict):
    """An agent in short."""

    id: str
    name: str
    avatar: str | None
    mood: MoodAnswer


class AgentList(TypedDict):
    """The agents of a room."""

    agents: list[Summary]


class Memory(TypedDict):
    """Something that an agent remembers."""

    id: str
    content: str
    timestamp: str
    importance: float


class Plan(TypedDict):
    """Something that an agent means to do."""

    id: str
    description: str
    status: Literal["pending", "in_progress", "done"]


class Relationship(TypedDict):
    """What an agent feels towards another."""

    agentId: str
    agentName: str
    sympathyLevel: float


class AgentAnswer(Summary):
    """An agent in full."""

    character: str
    keyMemories: list[Memory]
    plans: list[Plan]
    relationships: list[Relationship]


class MemoryPage(TypedDict):
    """A page of memories, newest first, and how many there are."""

    memories: list[Memory]
    total: int


class PlanList(TypedDict):
    """An agent's plans."""

    plans: list[Plan]


class StateVector(TypedDict):
    """How an agent felt in the room that it joined last."""

    mood: str
    level: float


class OwnAgent(TypedDict):
    """An agent of whatever room."""

    id: int
    name: str
    personality: str
    avatar_url: str | None
    state_vector: StateVector | None


class DefaultAgent(TypedDict):
    """A ready-made character in short."""

    id: int
    name: str
    personality_preview: str
    avatar_url: str | None


class DefaultAgentAnswer(TypedDict):
    """A ready-made character, ready to be added to a room."""

    id: int
    name: str
    character: str
    avatar: str | None


Tie = TypedDict("Tie", {"from": str, "to": str, "sympathyLevel": float})
Edge = TypedDict("Edge", {"from": str, "to": str, "agentName": str, "sympathyLevel": float})
Change = TypedDict(
    "Change", {"from": str, "to": str, "sympathyLevel": float, "previous": float | None, "timestamp": str}
)


class Graph(TypedDict):
    """The agents of a room and what they feel."""

    nodes: list[Summary]
    edges: list[Edge]


class GraphStats(TypedDict):
    """Counts over the ties; `mean` is None without any."""

    agents: int
    ties: int
    positive: int
    negative: int
    mean: float | None


class RelationshipModel(TypedDict):
    """The graph, its latest changes (newest last), and counts."""

    graph: Graph
    history: list[Change]
    stats: GraphStats
    agent_ids: dict[str, str]


class Profile(TypedDict):
    """An agent's character, and the means of what it feels and of what is felt towards it."""

    character: str
    warmth: float | None
    regard: float | None


class EmotionalState(TypedDict):
    """One agent's state."""

    entity: str
    current_state: MoodAnswer
    profile: Profile
    emotional_intelligence: float | None


class EmotionalStates(TypedDict):
    """All agents' states, by name."""

    agent_ids: dict[str, str]
    states: dict[str, EmotionalState]


class MemoryStats(TypedDict):
    """How much is remembered."""

    memories: int
    messages: int
    events: int
    matching: int


class ContextStats(TypedDict):
    """Counts of a context memory."""

    memory_stats: MemoryStats


class ContextMemory(TypedDict):
    """What the room remembers, in words and counts."""

    summary: str
    stats: ContextStats


class Message(TypedDict):
    """A message."""

    id: str
    text: str
    sender: str
    timestamp: str
    agentId: str | None
    agentResponse: str | None


class MessagePage(TypedDict):
    """A page of messages in ascending order."""

    messages: list[Message]
    hasMore: bool


class EventAnswer(TypedDict):
    """An event."""

    id: str
    type: str
    agentIds: list[str]
    description: str
    timestamp: str


class MessageItem(Message):
    """A message in the feed."""

    type: Literal["message"]


class EventItem(TypedDict):
    """An event in the feed."""

    type: Literal["event"]
    id: str
    eventType: str
    agentIds: list[str]
    description: str
    timestamp: str


class Feed(TypedDict):
    """The newest messages and events in ascending order."""

    items: list[MessageItem | EventItem]


class Started(TypedDict):
    """A dialogue runs."""

    status: Literal["started"]
    roomId: int
    orchestration_type: OrchestrationType


class Stopped(TypedDict):
    """No dialogue runs."""

    status: Literal["stopped"]
    roomId: int


class Greeting(TypedDict):
    """What this is."""

    message: str


class Root(Greeting):
    """What this is, and where things are."""

    docs: str
    api: str


class Problem(TypedDict):
    """What was wrong."""

    detail: str


class ObserversAnswer(TypedDict):
    """A link with which a room can be watched."""

    id: str
    label: str
    createdAt: str
    expiresAt: str


class NewObserversAnswer(ObserversAnswer):
    """A link that was just made; its token is told this once."""

    token: str


class ObserversList(TypedDict):
    """The links of a room that are good."""

    observers: list[ObserversAnswer]
