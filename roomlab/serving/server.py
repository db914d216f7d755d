"""Serves a recording as a live room, on a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from os import PathLike
from types import TracebackType
from typing import Self

from roomlab.errors import InputError, MissingDependencyError
from roomlab.serving._stage import Audience, Stage
from roomlab.sources._playback import Playback

__all__ = ["ReplayServer"]

START_SECONDS = 20.0
GOODBYE_SECONDS = 2


class ReplayServer:
    """A recording that everybody can watch who speaks the contract, and that one person plays, pauses and winds.

    Parameters
    ----------
    path : path
        The recording.
    host : str
        The address to listen on.
    port : int
        The port; 0 picks a free one.
    speed : float, optional
        So many times as fast as it was; None: everything is there at once.
    paused : bool
        Whether to stand at the beginning.

    Raises
    ------
    InputError
        When the recording cannot be read, or the port is taken.
    MissingDependencyError
        When the extra ``server`` is not installed.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float | None = 1.0,
        paused: bool = False,
    ) -> None:
        try:
            import starlette  # noqa: F401
            import uvicorn
        except ImportError as missing:
            raise MissingDependencyError(str(missing.name), "server", "serving a replay") from None
        from roomlab.serving._app import make_app

        class Server(uvicorn.Server):
            """Leaves the signals to the program: it may not even be on its main thread."""

            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        self._listener = _listen(host, port)
        try:
            self._stage = Stage(path, speed=speed, paused=paused)
        except BaseException:
            self._listener.close()
            raise
        where = f"[{host}]" if ":" in host else host
        self.url = f"http://{where}:{self._listener.getsockname()[1]}"
        """Where it is."""
        self._audience = Audience(self._stage)
        config = uvicorn.Config(
            make_app(self._stage, self._audience),
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        self._server = Server(config)
        self._thread = threading.Thread(target=self._run, name="roomlab-replay-server", daemon=True)
        self._thread.start()

    @property
    def playback(self) -> Playback:
        """Plays, pauses and winds the room for all who watch."""
        return self._stage.source.playback

    @property
    def stage(self) -> Stage:
        """What is shown."""
        return self._stage

    def close(self) -> None:
        """Stop playing and serving. Idempotent; waits until it is done."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._stage.source.close()
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        stop = self._audience.follow(asyncio.get_running_loop())
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            stop()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as problem:
        why = str(getattr(problem, "strerror", None) or problem).partition(" (while attempting")[0]  # names it again
        raise InputError(
            f"cannot listen on {host}:{port} ({why}); stop what uses it, or choose another port (0 picks a free one)"
        ) from None
