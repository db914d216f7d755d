"""`roomlab serve`: the room server, for as long as this command runs."""

from __future__ import annotations

import typer

from roomlab.cli._child import Child, require_server

__all__ = ["serve"]


def serve(context: typer.Context) -> int:
    """Run a room server until Ctrl-C, and say where it listens.

    It takes the flags of the server, which stand under: roomlab serve --help.
    """
    require_server()
    with Child("roomlab_server", context.args) as server:
        return server.wait()
