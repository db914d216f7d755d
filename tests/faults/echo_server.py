"""A server that sends back what it is sent, under the same uvicorn, protocol and bounds as roomlab's own server.

Autobahn's fuzzing client needs an echo; the sockets of rooms give none.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

from roomlab_server.__main__ import AnnouncingServer, listen, uvicorn_config
from roomlab_server.logs import log_config
from roomlab_server.settings import load_settings


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Send back text as text and bytes as bytes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404})
        await send({"type": "http.response.body"})
        return
    while (message := await receive())["type"] not in ("lifespan.shutdown", "websocket.disconnect"):
        match message["type"]:
            case "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            case "websocket.connect":
                await send({"type": "websocket.accept"})
            case "websocket.receive":
                await send({**message, "type": "websocket.send"})
    if scope["type"] == "lifespan":
        await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as the server's own command does
    settings = load_settings(sys.argv[1:])
    with listen(settings.host, settings.port) as listener:
        AnnouncingServer(uvicorn_config(echo, settings, log_config(settings.log_level))).run(sockets=[listener])


if __name__ == "__main__":
    main()
