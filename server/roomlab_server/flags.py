"""The flags of the command: what they are called by a reader of `--help`, and what is said of a wrong one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from pydantic_settings import BaseSettings, CliSettingsSource

__all__ = ["read_flags"]

SettingsT = TypeVar("SettingsT", bound=BaseSettings)

_PLACEHOLDERS = {
    "host": "ADDRESS",
    "port": "PORT",
    "cors": "ORIGINS",
    "hosts": "NAMES",
    "trusted_proxies": "ADDRESSES",
    "db": "URL",
    "secret": "TEXT",
    "token_lifetime": "SECONDS",
    "refresh_lifetime": "SECONDS",
    "demonstration_room": "ID",
    "sign_in_attempts": "N",
    "sockets_per_user": "N",
    "connections_per_network": "N",
    "rooms_per_user": "N",
    "agents_per_room": "N",
    "ties_per_room": "N",
    "messages_per_second": "N",
    "llm_url": "URL",
    "llm_model": "NAME",
    "llm_calls_per_day": "N",
    "llm_timeout": "SECONDS",
    "llm_concurrency": "N",
    "llm_record": "FILE",
    "llm_replay": "FILE",
    "seed": "N",
    "send_buffer": "BYTES",
    "config": "FILE",
}
"""What stands for the value of a setting; without one the library shows its type in Python."""
_UNTOLD_DEFAULTS = (" (default: None)", " (default: [])", " (default: False)")
"""Defaults that the sentence before them says in words, or that go without saying."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def read_flags(settings: type[SettingsT], argv: Sequence[str], program: str) -> SettingsT:
    """Return the settings, with what flags say before what the other sources do.

    Parameters
    ----------
    settings : type
        A model of settings.
    argv : sequence of str
        The command line, without the program.
    program : str
        What the program is called in the help.

    Raises
    ------
    ValueError
        A value is wrong, as pydantic or its settings say it. A flag that is not known, or has no value, is argparse's
        own ArgumentError.
    """
    parser = _Parser(prog=program, description=settings.__doc__, allow_abbrev=False)
    source: CliSettingsSource[Any] = CliSettingsSource(settings, root_parser=parser, add_argument_method=_add)
    return settings(_cli_settings_source=source(args=list(argv)))


def _add(parser: argparse.ArgumentParser, *flags: str, **options: Any) -> argparse.Action:
    """Add a flag as the library wants it, in words for people."""
    name = str(options.get("dest", flags[-1])).lstrip("-").replace("-", "_")
    if "metavar" in options:
        options["metavar"] = _PLACEHOLDERS.get(name, options["metavar"])
    text = str(options.get("help", ""))
    for untold in _UNTOLD_DEFAULTS:
        text = text.removesuffix(untold)
    options["help"] = text.replace("(default: ['local'])", "(default: local)")
    return parser.add_argument(*flags, **options)
