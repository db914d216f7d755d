"""Bodies that are read (pydantic models) and answers that are given (typed dictionaries)."""

from __future__ import annotations

from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,  # pydantic needs these before Python 3.12
)

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

__all__ = ["ID_LIMIT", "Id"]

ID_LIMIT = 2**63 - 1
"""The largest id that the database holds."""

NAME_LENGTH = 200
TEXT_LENGTH = 65_536

OrchestrationType = Literal["single", "circular", "narrator", "full_context"]


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("the character NUL is not text")
    return value


def _email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None


def _integer(value: Any) -> Any:
    """Read the id of an answer (a text) as the number that it is."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20 else value


Id = Annotated[int, Field(strict=True, ge=1, le=ID_LIMIT)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(_no_nul)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH), AfterValidator(_no_nul)]
LongText = Annotated[str, Field(max_length=TEXT_LENGTH), AfterValidator(_no_nul)]
Email = Annotated[
    str, Field(min_length=3, max_length=320, json_schema_extra={"format": "email"}), AfterValidator(_email)
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Speed = Annotated[Number, Field(ge=0.1, le=10.0)]


class Body(BaseModel):
    """A body; fields that nobody knows are ignored."""

    model_config = ConfigDict(hide_input_in_errors=True)


# --- accounts


class Registration(Body):
    """Who registers."""

    email: Email
    password: str = Field(min_length=8, max_length=1024, repr=False)
    username: Name | None = None


class Credentials(Body):
    """Who signs in."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1024, repr=False)


class Refresh(Body):
    """A refresh token to spend."""

    refreshToken: str = Field(max_length=1024, repr=False)


class Account(TypedDict):
    """A user; the tokens are empty where none were made."""

    id: str
    email: str
    username: str
    token: str
    refreshToken: str


# --- rooms


class NewRoom(Body):
    """A room to be made."""

    name: Name
    description: LongText | None = None
    orchestration_type: OrchestrationType = "single"


class RoomChange(Body):
    """What is to change in a room."""

    description: LongText | None = None
    speed: Speed | None = None


class SpeedChange(Body):
    """A new speed."""

    speed: Speed


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


class RoomList(TypedDict):
    """One's rooms."""

    rooms: list[RoomAnswer]


class SpeedAnswer(TypedDict):
    """The speed of a room."""

    speed: float


# --- agents


class NewAgent(Body):
    """An agent to be made (with `character`), or one's own that exists (with `agentId`)."""

    name: Name
    character: LongText | None = None
    avatar: LongText | None = None
    agentId: Id | None = None


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


# --- relationships

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


# --- chat


class NewMessage(Body):
    """Something said."""

    text: Text
    sender: Name = "user"


class NewEvent(Body):
    """Something that happened."""

    description: Text
    type: Name = "user_event"
    agentIds: list[Annotated[Id, BeforeValidator(_integer)]] = Field(default=[], max_length=10_000)


class Broadcast(Body):
    """Something that happened to all."""

    description: Text
    type: Name = "user_event"


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


# --- orchestration, service, prompts


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
    docs: NotRequired[str]
    api: NotRequired[str]


class Health(TypedDict):
    """Whether the database answers."""

    status: str


class Usage(TypedDict):
    """The budget of language-model calls of the day."""

    today: str
    callCount: int
    limitPerDay: int | None
    remaining: int | None
    limitExceeded: bool


class PromptRequest(Body):
    """Who a prompt is for."""

    template_name: Name
    name: Name
    character: LongText
    speech_style: LongText | None = None
    traits: LongText | list[LongText] | None = None
    phrases: LongText | list[LongText] | None = None
    universe: LongText | None = None
    role: LongText | None = None
    expertise: LongText | None = None
    motivation: LongText | None = None
    attitude: LongText | None = None


class SystemPrompts(TypedDict):
    """The texts that every agent would be given."""

    base: str
    single: str
    orchestration: str


class TemplateList(TypedDict):
    """The templates."""

    templates: list[str]
    descriptions: dict[str, str]


class TemplateAnswer(TypedDict):
    """One template."""

    name: str
    template: str


class Prompt(TypedDict):
    """A template filled in."""

    prompt: str
    template: str


class Problem(TypedDict):
    """What was wrong."""

    detail: str
