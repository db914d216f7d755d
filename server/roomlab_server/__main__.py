"""``python -m roomlab_server``: read the settings, open the database, listen, say where."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import uvicorn
from fastapi import FastAPI

from .app import create_app
from .errors import AddressError, StartError
from .logs import log_config
from .networks import Networks
from .patience import PatientProtocol
from .settings import PROGRAM, Settings, load_settings
from .socket_protocol import SocketProtocol
from .store import Store

__all__ = ["main"]

FRAME_BOUND = 1 << 18
"""Bytes of a client's frame at which the connection is given up (1009); below, an error frame answers a large one."""

DESCRIPTORS = 65_536
"""Open files and sockets that the server asks the system for."""

LATE_SECONDS = 0.02
"""How soon who comes while the server stops is turned away."""

GOODBYE_SECONDS = 2
"""How long the server waits for answers under way when it is told to stop."""


class AnnouncingServer(uvicorn.Server):
    """Says on standard output where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where."""
        await super().startup(sockets)
        if self.started and sockets:
            sys.stdout.write(f"roomlab server on {address_of(sockets[0])}\n")
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and turn away also those whom the system let in before and who come to us only now.

        uvicorn tells the connections that there are to end; one that is made later would be waited for.
        """
        told = set(self.server_state.connections)
        doorman = asyncio.create_task(self._turn_away_others(told))
        try:
            await super().shutdown(sockets)
        finally:
            doorman.cancel()

    async def _turn_away_others(self, told: set[Any]) -> None:
        while True:
            for late in self.server_state.connections - told:
                late.shutdown()
                told.add(late)
            await asyncio.sleep(LATE_SECONDS)


def address_of(listener: socket.socket) -> str:
    """Return the URL that a socket listens on."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address; port 0 picks a free one.

    Raises
    ------
    AddressError
        The port is taken, or the address is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # The protocol is named, unlike by socket.create_server: asyncio turns Nagle's algorithm off (40 ms for each
        # answer) only on connections that it knows to be TCP.
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # elsewhere the option would let two servers share a port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
        return listener
    except OSError as error:
        raise AddressError(
            f"Cannot listen on {host}:{port} ({error.strerror or error}); "
            "stop what uses it, or choose another --port (0 picks a free one)."
        ) from error


def uvicorn_config(app: FastAPI, settings: Settings, log: dict[str, Any] | None) -> uvicorn.Config:
    """Return how uvicorn is to run the application; `log` configures ``logging``, None leaves it as it is."""
    networks = Networks(min(settings.connections_per_network, descriptors() // 2), settings.trusted_proxies)
    return uvicorn.Config(
        app,
        http=functools.partial(PatientProtocol, networks=networks),  # type: ignore[arg-type]  # it is only called
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        ws_max_size=FRAME_BOUND,
        log_config=log,
        access_log=settings.access_log,
        proxy_headers=bool(settings.trusted_proxies),  # without it uvicorn believes whoever asks from this machine
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )


def raise_descriptor_limit() -> None:
    """Allow this process as many open sockets as the system lets it: one user's must not take all of a small number."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # the system knows a smaller bound; then it stays as it was
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def descriptors() -> int:
    """Return how many open files and sockets the system lets this process have now."""
    try:
        import resource
    except ImportError:
        return DESCRIPTORS
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises
    ------
    StartError
        With one sentence about what is in the way.
    """
    raise_descriptor_limit()
    listener = listen(settings.host, settings.port)
    with listener:
        app = create_app(settings, store=Store.open(settings))
        server = AnnouncingServer(uvicorn_config(app, settings, log_config(settings.log_level)))
        server.run(sockets=[listener])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0 when told to stop, 2 when it cannot start."""
    program = os.environ.get("ROOMLAB_PROGRAM", PROGRAM)  # as `roomlab serve`, which runs this, is called
    # uvicorn raises the signal again when it has closed everything: that is a clean exit.
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last is Windows' own
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    try:
        serve(load_settings(sys.argv[1:] if argv is None else argv, program))
    except StartError as error:
        sys.stderr.write(f"{program}: {error}\n")
        return 2
    return 0


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
