"""Settings: by flag, by environment (``ROOMLAB_PORT``), or by a TOML file, in this order of precedence."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as SourceError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .errors import SettingsError
from .flags import read_flags

__all__ = ["LOCAL", "PROGRAM", "SECRET_BYTES", "Settings", "load_settings"]

PROGRAM = "roomlab-server"
"""What the command is called, unless something else has started it for the user."""

LOCAL = "local"
"""Stands in the list of origins for every origin on this machine, on any port."""

_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?")

SECRET_BYTES = 32
"""The least length of a secret, in bytes: that of the hash it feeds (RFC 7518, section 3.2)."""


class Settings(BaseSettings):
    """Serve rooms whose agents talk and like or dislike each other."""

    model_config = SettingsConfigDict(
        env_prefix="ROOMLAB_",
        extra="forbid",
        hide_input_in_errors=True,
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
    )

    # where
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    cors: Annotated[list[str], NoDecode] = Field(
        default=[LOCAL],
        description='Origins of front ends: "local" for this machine on any port, "*" for all, or scheme://host:port.',
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Names under which the server is asked for, beside those of this machine, of --cors, addresses, "
        'and names without a dot; "*" for any.',
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default=[], description="Addresses of proxies that are believed who they ask for (X-Forwarded-For)."
    )

    # what is kept
    db: str = Field(
        "sqlite:///rooms.db",
        repr=False,  # a URL may hold a password
        description="Database URL: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    synchronous: Literal["normal", "full"] = Field(
        "normal",
        description="SQLite: with normal what was answered survives a killed process, with full a power cut as well.",
    )

    # who may
    secret: SecretStr | None = Field(
        None, description="Secret that signs tokens, 32 bytes or more; without one it is made and kept beside the file."
    )
    token_lifetime: float = Field(86_400.0, gt=0, description="Seconds that a token is good for.")
    refresh_lifetime: float = Field(2_592_000.0, gt=0, description="Seconds that a refresh token is good for.")
    demonstration_room: int = Field(0, ge=0, description="Room whose agents GET /api/agents shows to all; 0 for none.")

    # how much
    sign_in_attempts: int = Field(
        20,
        ge=0,
        description="Wrong passwords for one account from one network that are taken at once; one more comes back "
        "every 15 seconds. Ten times that for all accounts from one network. 0: any.",
    )
    sockets_per_user: int = Field(
        1000, ge=2, description="Sockets that one user may have open; observers of their rooms have as many again."
    )
    connections_per_network: int = Field(
        4096,
        ge=1,
        description="Connections that one network may have open, sockets among them; never more than half of the "
        "descriptors that the system grants. Those of --trusted-proxies are not counted.",
    )
    rooms_per_user: int = Field(10_000, ge=1, description="Rooms that one user may have.")
    agents_per_room: int = Field(10_000, ge=1, description="Agents that a room may have.")
    ties_per_room: int = Field(1_000_000, ge=1, description="Ties that a room may have; a thousand agents have all.")
    messages_per_second: float = Field(
        500.0, ge=0, description="Messages and events that one user may post each second, twice that at once; 0: any."
    )

    # whose words
    llm_url: str | None = Field(
        None,
        description="Base address of a chat-completions endpoint that gives the agents words; its key is read from the "
        "environment variable ROOMLAB_LLM_KEY. Without one the agents find their own words.",
    )
    llm_model: str | None = Field(None, min_length=1, description="With --llm-url: which model of the endpoint.")
    llm_calls_per_day: int = Field(1_000, ge=0, description="Calls to the language model a day (UTC) at most.")
    llm_timeout: float = Field(30.0, gt=0, le=600, description="Seconds that one attempt of a call may take.")
    llm_concurrency: int = Field(4, ge=1, le=64, description="Calls to the language model at a time.")
    llm_stream: bool = Field(False, description="Read answers as they are made, as some gateways need it.")
    llm_record: Path | None = Field(None, description="Cassette to write each call to; must not be there yet.")
    llm_replay: Path | None = Field(None, description="Cassette to take all answers from; no call is made then.")

    # how
    seed: int | None = Field(None, ge=0, description="Seed of the conversations; without one each run differs.")
    send_buffer: int = Field(
        1 << 20, ge=1 << 16, description="Bytes that may wait for a slow socket before it is closed with code 1013."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much to log.")
    access_log: bool = Field(False, description="Log every request.")
    config: Path | None = Field(None, description="TOML file with these settings.")

    @field_validator("cors", "hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read ``a,b`` (a flag given twice arrives so, too) as a list."""
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("cors")
    @classmethod
    def _origins(cls, value: list[str]) -> list[str]:
        for origin in value:
            if origin not in (LOCAL, "*", "null") and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; expected local, *, or scheme://host:port in lower case")
        return value

    @field_validator("hosts")
    @classmethod
    def _names(cls, value: list[str]) -> list[str]:
        for name in value:
            if name != "*" and not _NAME.fullmatch(name.lower()):
                raise ValueError(f"{name!r} is no name of a host; expected one as in rooms.school.example, or *")
        return [name.lower() for name in value]

    @field_validator("db")
    @classmethod
    def _known_database(cls, value: str) -> str:
        database_url(value)
        return value

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < SECRET_BYTES:
            raise ValueError(f"a secret has at least {SECRET_BYTES} bytes")
        return value

    @model_validator(mode="after")
    def _whole_language_model(self) -> Self:
        if (self.llm_url is None) != (self.llm_model is None):
            raise ValueError("--llm-url and --llm-model are given together, or neither")
        if self.llm_record is not None and self.llm_replay is not None:
            raise ValueError("--llm-record and --llm-replay exclude each other")
        return self

    @property
    def database(self) -> URL:
        """The database, with the driver that the server uses for it."""
        return database_url(self.db)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: flags (before all of these), arguments, environment, file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def database_url(text: str) -> URL:
    """Return the database's URL with the driver that the server uses for it.

    Raises
    ------
    ValueError
        The text names no database that the server knows.
    """
    expected = "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(expected) from None
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            return url.set(drivername="sqlite")
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
    raise ValueError(expected)


def load_settings(argv: Sequence[str], program: str = PROGRAM) -> Settings:
    """Read the settings from flags, the environment and the file that ``--config`` names.

    Parameters
    ----------
    argv : sequence of str
        The command line, without the program.
    program : str
        What the user called.

    Raises
    ------
    SettingsError
        With one sentence about the first setting that is wrong.
    """
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    finder.add_argument("--config", default=os.environ.get("ROOMLAB_CONFIG"))
    try:
        path = finder.parse_known_args(argv)[0].config
        if path is not None and not Path(path).is_file():
            raise SettingsError(f"There is no settings file {path}; give --config the path of a TOML file.")

        class Filed(Settings):
            model_config = SettingsConfigDict(toml_file=path)

        Filed.__doc__ = Settings.__doc__
        return read_flags(Filed, argv, program)
    except ValidationError as error:
        raise SettingsError(_sentence(error, program)) from None
    except (SourceError, argparse.ArgumentError) as error:
        said = str(error).removeprefix("error parsing CLI: ")
        raise SettingsError(f"{said[:1].upper()}{said[1:]}; see {program} --help.") from None
    except ValueError as error:  # the TOML parser's own
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from None


def _sentence(error: ValidationError, program: str) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    if not problem["loc"]:
        return f"{problem['msg'].removeprefix('Value error, ')}; see {program} --help."
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        return f"There is no setting {name}; see {program} --help."
    said = problem["msg"].removeprefix("Value error, ")
    flag = name.replace("_", "-")
    return f"--{flag} (or ROOMLAB_{name.upper()}) is wrong: {said[:1].lower()}{said[1:]}."
