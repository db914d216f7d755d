"""Service: greetings, health, usage."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from ..ids import iso
from ..store import queries
from .base import Parts, problems, router
from .schemas import Greeting, Root

api = router("service")


class Health(TypedDict):
    """Whether the database answers."""

    status: str


class Usage(TypedDict):
    """The budget of language-model calls of the day."""

    today: str
    callCount: int
    limitPerDay: int | None
    remaining: int | None
    limitExceeded: bool


@api.get("/")
async def root() -> Root:
    """Say where things are."""
    return {"message": "roomlab server", "docs": "/docs", "api": "/api"}


@api.get("/api/")
async def greet() -> Greeting:
    """Say hello."""
    return {"message": "roomlab API"}


@api.get("/api/test-db", responses=problems())
async def check_database(services: Parts) -> Health:
    """Say whether the database answers."""
    await services.store.read(queries.used_ids)
    return {"status": "ok"}


@api.get("/api/usage", responses=problems())
async def read_usage(services: Parts) -> Usage:
    """Return the budget of language-model calls of the day; without a language model none are made."""
    model = services.language_model
    if model is None:
        today, used, limit, remaining = iso(services.store.clock.now())[:10], 0, None, None
    else:
        budget = model.budget
        today, used, limit, remaining = budget.today, budget.used, budget.limit, budget.remaining
    return {
        "today": today,
        "callCount": used,
        "limitPerDay": limit,
        "remaining": remaining,
        "limitExceeded": remaining == 0,
    }
