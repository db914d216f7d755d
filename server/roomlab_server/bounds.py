"""How much one user may keep where others would feel it: what is held in memory, and what is told in one answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .errors import bad_request
from .model import Room

__all__ = ["Bounds"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that there may be.

    Attributes
    ----------
    rooms : int
        Rooms of one user.
    agents : int
        Agents in one room.
    ties : int
        Ties in one room.
    """

    rooms: int
    agents: int
    ties: int

    def check_rooms(self, count: int) -> None:
        """Refuse one more room of who has so many.

        Raises
        ------
        Refusal
            400.
        """
        if count >= self.rooms:
            raise bad_request(
                f"You have {count} rooms, and may have {self.rooms}; delete one that you do not need, "
                "or start the server with a larger --rooms-per-user."
            )

    def check_agents(self, room: Room) -> None:
        """Refuse one more agent in a room that is full.

        Raises
        ------
        Refusal
            400.
        """
        if len(room.agents) >= self.agents:
            raise bad_request(
                f"Room {room.id} has {len(room.agents)} agents, and may have {self.agents}; remove one, "
                "use another room, or start the server with a larger --agents-per-room."
            )

    def check_ties(self, room: Room, pairs: Collection[tuple[int, int]]) -> None:
        """Refuse new ties in a room that would have too many with them. Ties that are there may always change.

        Raises
        ------
        Refusal
            400.
        """
        if len(room.ties) + len(room.unsettled) + len(pairs) <= self.ties:  # nearly always, and soon seen
            return
        known = len(room.ties) + sum(pair not in room.ties for pair in room.unsettled)
        new = sum(pair not in room.ties and pair not in room.unsettled for pair in pairs)
        if new and known + new > self.ties:
            raise bad_request(
                f"Room {room.id} has {known} ties, and may have {self.ties}; {new} more do not fit. Leave some out, "
                "remove agents, or start the server with a larger --ties-per-room."
            )
