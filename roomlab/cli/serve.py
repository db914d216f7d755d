"""`roomlab serve`: the room server, for as long as this command runs."""

from __future__ import annotations

import os

import typer

from roomlab.cli._child import Child, require_server

__all__ = ["serve"]


def serve(context: typer.Context) -> int:
    """Run a room server until Ctrl-C, and say where it listens.

    It takes the flags of the server, which stand under: roomlab serve --help.
    """
    require_server()
    # What the user has typed is what the server's help and complaints shall name.
    environment = {**os.environ, "ROOMLAB_PROGRAM": context.command_path}
    with Child("roomlab_server", context.args, environment=environment) as server:
        return server.wait()
