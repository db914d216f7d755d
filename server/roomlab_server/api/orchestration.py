"""Orchestration."""

from __future__ import annotations

from typing import cast

from ..errors import bad_request
from .base import CurrentRoom, Parts, problems, router
from .bodies import OrchestrationType
from .schemas import Started, Stopped

api = router("orchestration")


@api.post("/api/rooms/{room_id}/orchestration/start", responses=problems(400, 401, 403, 404))
async def start(room: CurrentRoom, services: Parts) -> Started:
    """Start a dialogue; one that runs goes on."""
    if room.orchestration_type == "single":
        raise bad_request("A room of the type single has no dialogue to start; send a message instead.")
    if not room.agents:
        raise bad_request("The room has no agents; add one first.")
    services.rooms.conductor(room).start()
    orchestration_type = cast("OrchestrationType", room.orchestration_type)
    return {"status": "started", "roomId": room.id, "orchestration_type": orchestration_type}


@api.post("/api/rooms/{room_id}/orchestration/stop", responses=problems(401, 403, 404))
async def stop(room: CurrentRoom) -> Stopped:
    """End the dialogue, if one runs."""
    if room.conductor is not None:
        await room.conductor.stop()
    return {"status": "stopped", "roomId": room.id}
