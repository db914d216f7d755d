"""The parts of a running server, put together in one place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from roomlab.simulation.llm import LanguageModel

from .access import Access
from .hub import Hub
from .limits import Allowance, SignIns
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
        rooms = Rooms(store, hub, lambda rooms, room: RoomStage(rooms, room, store), make_conductor, seed=settings.seed)
        users = Users(store, passwords, tokens, settings.refresh_lifetime, SignIns(settings.sign_in_attempts))
        observers = Observers(store, tokens)
        access = Access(store, tokens, users, observers, rooms)
        warden = Warden(access, settings.sockets_per_user)
        talk = Allowance(settings.messages_per_second, 2 * settings.messages_per_second)
        repeats = Repeats(store)
        return cls(
            settings, store, hub, rooms, repeats, users, passwords, observers, access, warden, talk, language_model
        )

    async def close(self) -> None:
        """End the conversations, write what is queued, and let everything go."""
        await self.rooms.stop()
        if self.language_model is not None:
            await self.language_model.endpoint.close()
        await asyncio.to_thread(self.store.close)
        await asyncio.to_thread(self.passwords.close)
