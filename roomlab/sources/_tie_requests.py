"""The requests that set ties: one in each, or many where a server takes them so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from roomlab._wire import agent_reference
from roomlab.events import EdgeUpdate
from roomlab.sources._rest import RestClient

__all__ = ["LARGEST", "cut", "set_batch", "set_one", "takes_batches"]

LARGEST: Final = 10_000
"""The most changes that a server takes in one request."""

_FEATURE = "tie-batches"


def takes_batches(client: RestClient) -> bool:
    """Whether the server has said, with a room that was read, that it takes many changes in one request."""
    return _FEATURE in client.features


def cut(ties: Sequence[EdgeUpdate]) -> Iterator[Sequence[EdgeUpdate]]:
    """Give ties in parts that one request takes."""
    return (ties[start : start + LARGEST] for start in range(0, len(ties), LARGEST))


async def set_one(client: RestClient, room_path: str, tie: EdgeUpdate) -> Any:
    """Set a tie, and return the answer.

    Parameters
    ----------
    client : RestClient
        Any server of the contract.
    room_path : str
        As in ``/api/rooms/1``.
    tie : EdgeUpdate
        Which, and its sympathy in [-1, 1].
    """
    ends = {"agent1Id": agent_reference(tie.source), "agent2Id": agent_reference(tie.target)}
    return await client.request("PATCH", f"{room_path}/relationships", {**ends, "sympathyLevel": tie.sympathy})


async def set_batch(client: RestClient, room_path: str, ties: Sequence[EdgeUpdate]) -> None:
    """Set ties, one after the other, in one request: all are stored, or none.

    Parameters
    ----------
    client : RestClient
        A server that `takes_batches`.
    room_path : str
        As in ``/api/rooms/1``.
    ties : sequence of EdgeUpdate
        From 1 to `LARGEST`; a tie may be there several times.
    """
    body = {
        "agent1Ids": [agent_reference(tie.source) for tie in ties],
        "agent2Ids": [agent_reference(tie.target) for tie in ties],
        "sympathyLevels": [tie.sympathy for tie in ties],
    }
    await client.request("POST", f"{room_path}/relationships/batch", body)
