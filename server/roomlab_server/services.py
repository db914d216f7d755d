"""The parts of a running server, put together in one place."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from roomlab.simulation.llm import LanguageModel

from .access import Access, Caller, account_of
from .bounds import Bounds
from .hub import Hub
from .limits import Allowance, Shares, SignIns
from .model import Room
from .observers import Observers
from .repeats import Repeats
from .rooms import MakeConductor, Rooms
from .scene import RoomStage
from .security import Passwords, Tokens
from .settings import Settings
from .store import Store
from .users import Users
from .warden import Warden

__all__ = ["Services"]

COPIED_TIES = 2_000_000
"""Ties that are kept at a time for who reads large rooms, however slowly, for each account (42 bytes each)."""

FEW_TIES = 10_000
"""Up to so many ties of a room are copied for anybody at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Services:
    """What a request may use."""

    settings: Settings
    store: Store
    hub: Hub
    rooms: Rooms
    repeats: Repeats
    users: Users
    passwords: Passwords
    observers: Observers
    access: Access
    warden: Warden
    talk: Allowance
    copies: Shares
    language_model: LanguageModel | None = None

    @classmethod
    def start(
        cls,
        settings: Settings,
        store: Store,
        make_conductor: MakeConductor,
        language_model: LanguageModel | None = None,
    ) -> Services:
        """Put the parts together on an open store."""
        hub, passwords = Hub(store.epoch), Passwords()
        tokens = Tokens(store.secret, settings.token_lifetime)
        bounds = Bounds(settings.rooms_per_user, settings.agents_per_room, settings.ties_per_room)

        def stage(rooms: Rooms, room: Room) -> RoomStage:
            return RoomStage(rooms, room, store)

        rooms = Rooms(store, hub, bounds, stage, make_conductor, seed=settings.seed)
        users = Users(store, passwords, tokens, settings.refresh_lifetime, SignIns(settings.sign_in_attempts))
        observers = Observers(store, tokens)
        access = Access(store, tokens, users, observers, rooms)
        warden = Warden(access, settings.sockets_per_user)
        talk = Allowance(settings.messages_per_second, 2 * settings.messages_per_second)
        return cls(
            settings,
            store,
            hub,
            rooms,
            Repeats(store),
            users,
            passwords,
            observers,
            access,
            warden,
            talk,
            Shares(COPIED_TIES),
            language_model,
        )

    def turn_to_copy(self, room: Room, caller: Caller) -> AbstractAsyncContextManager[Any]:
        """Return what is to be held for as long as a copy of a room's ties is kept for somebody."""
        ties = len(room.ties)
        return nullcontext() if ties <= FEW_TIES else self.copies.of(account_of(caller), ties)

    async def close(self) -> None:
        """End the conversations, write what is queued, and let everything go."""
        await self.rooms.stop()
        if self.language_model is not None:
            await self.language_model.endpoint.close()
        await asyncio.to_thread(self.store.close)
        await asyncio.to_thread(self.passwords.close)
