"""Bodies that are read: what a client may send."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

__all__ = [
    "ID_LIMIT",
    "Body",
    "Broadcast",
    "Credentials",
    "NewAgent",
    "NewEvent",
    "NewMessage",
    "NewObservers",
    "NewRoom",
    "OrchestrationType",
    "PromptRequest",
    "Refresh",
    "Registration",
    "RoomChange",
    "RoomModel",
    "SpeedChange",
]

ID_LIMIT = 2**63 - 1
"""The largest id that the database holds."""

NAME_LENGTH = 200
TEXT_LENGTH = 65_536

YEAR = 366 * 86_400
"""The most seconds that a link for observers is good for."""

OrchestrationType = Literal["single", "circular", "narrator", "full_context"]

RoomModel = Literal[
    "balance",
    "bounded_confidence",
    "coevolution",
    "consensus",
    "conversation",
    "language_model",
    "triads",
    "walk",
]
"""What may move the ties of a room, beyond the contract; ``language_model`` also says where its words come from."""


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


class Registration(Body):
    """Who registers."""

    email: Email
    password: str = Field(min_length=8, max_length=1024, repr=False)
    username: Name | None = None


class Credentials(Body):
    """Who signs in."""

    email: Annotated[str, Field(max_length=320), AfterValidator(_no_nul)]
    password: str = Field(max_length=1024, repr=False)


class Refresh(Body):
    """A refresh token to spend."""

    refreshToken: str = Field(max_length=1024, repr=False)


class NewRoom(Body):
    """A room to be made."""

    name: Name
    description: LongText | None = None
    orchestration_type: OrchestrationType = "single"
    model: RoomModel | None = None
    seed: Annotated[int, Field(strict=True, ge=0, le=ID_LIMIT)] | None = None


class RoomChange(Body):
    """What is to change in a room."""

    description: LongText | None = None
    speed: Speed | None = None


class SpeedChange(Body):
    """A new speed."""

    speed: Speed


class NewAgent(Body):
    """An agent to be made (with `character`), or one's own that exists (with `agentId`)."""

    name: Name
    character: LongText | None = None
    avatar: LongText | None = None
    agentId: Id | None = None


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


class NewObservers(Body):
    """A link for observers to be made."""

    label: Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(_no_nul)] = ""
    lifetime: Annotated[Number, Field(gt=0, le=YEAR)] = 8 * 3600.0


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
