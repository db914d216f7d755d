"""The room server with calls of the tests' own: one floods a room from within, others tell what the server holds.

Run as a process: ``python flooding_server.py --port 0 --db sqlite:///FILE``; the flags are the server's. A flood goes
the way of every change (memory, commit, hub), without a request for each: so 100,000 take seconds.
"""

from __future__ import annotations

import asyncio
import gc
import random
import signal
import sys
import tracemalloc
from typing import Any

from fastapi import FastAPI

from roomlab_server.__main__ import AnnouncingServer, listen, uvicorn_config
from roomlab_server.app import create_app
from roomlab_server.follow import RoomFollower
from roomlab_server.hub import TransportSubscriber
from roomlab_server.logs import log_config
from roomlab_server.services import Services
from roomlab_server.settings import load_settings
from roomlab_server.testing import silent_conductor

waiting: dict[str, Any] = {"most": 0, "closed": []}


def watch_subscribers() -> None:
    """Take note of the most bytes that ever waited for one socket, and of the ports whose sockets were closed."""
    deliver, close, hear = TransportSubscriber.deliver, TransportSubscriber.close, RoomFollower.hear

    def measure(transport: asyncio.Transport) -> None:
        waiting["most"] = max(waiting["most"], transport.get_write_buffer_size())

    def watched(self: TransportSubscriber, *frames: Any) -> None:
        deliver(self, *frames)
        measure(self.transport)

    def heard(self: RoomFollower, *entries: Any) -> None:
        hear(self, *entries)
        assert self._transport is not None
        measure(self._transport)

    def noted(self: TransportSubscriber, code: int, reason: str) -> None:
        if not self.transport.is_closing():
            waiting["closed"].append(self.transport.get_extra_info("peername")[1])
        close(self, code, reason)

    TransportSubscriber.deliver, TransportSubscriber.close = watched, noted
    RoomFollower.hear = heard


def add_calls(app: FastAPI) -> None:
    """Add the calls."""

    @app.post("/flood")
    async def flood(room: int, owner: int, count: int, at_once: int = 64, pause: float = 0.0) -> int:
        """Change `count` ties of a room, `at_once` in one turn, and rest for `pause` seconds after each turn."""
        services: Services = app.state.services
        chance = random.Random(count)
        where = await services.rooms.find(room, owner)
        agents = list(where.agents)
        for begin in range(0, count, at_once):
            pairs = [chance.sample(agents, 2) for _ in range(min(at_once, count - begin))]
            await asyncio.gather(
                *(
                    services.rooms.set_sympathy(where, *pair, round(chance.uniform(-1, 1), 4))
                    for number, pair in enumerate(pairs)
                )
            )
            if pause:
                await asyncio.sleep(pause)
        return count

    @app.post("/fill")
    async def fill(room: int, owner: int, count: int) -> int:
        """Post as many messages and events."""
        services: Services = app.state.services
        where = await services.rooms.find(room, owner)
        for number in range(count):
            await services.rooms.post_message(where, f"before {number}", "user", None)
            await services.rooms.post_event(where, "user_event", list(where.agents), f"before {number}")
        return count

    @app.get("/held")
    async def held() -> dict[str, int]:
        """Return the bytes of all that Python holds; for a process with ``PYTHONTRACEMALLOC=1``."""
        gc.collect()
        return {"heap": tracemalloc.get_traced_memory()[0], "blocks": sys.getallocatedblocks()}

    @app.get("/waiting")
    async def tell() -> dict[str, Any]:
        return waiting


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as the server's own command does
    settings = load_settings(sys.argv[1:])
    app = create_app(settings, conductors=silent_conductor)
    add_calls(app)
    watch_subscribers()
    with listen(settings.host, settings.port) as listener:
        AnnouncingServer(uvicorn_config(app, settings, log_config(settings.log_level))).run(sockets=[listener])


if __name__ == "__main__":
    main()
