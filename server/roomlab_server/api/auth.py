"""Accounts."""

from __future__ import annotations

from fastapi import Request

from ..limits import network_of
from ..users import Session
from .base import CurrentUser, Parts, problems, router
from .bodies import Credentials, Refresh, Registration
from .schemas import Account

api = router("accounts")


def _account(session: Session) -> Account:
    user = session.user
    return {
        "id": str(user.id),
        "email": user.email,
        "username": user.username,
        "token": session.token,
        "refreshToken": session.refresh_token,
    }


def _network(request: Request) -> str:
    return network_of(request.client.host if request.client else None)


@api.post("/api/auth/register", status_code=201, responses=problems(400, 413, 429))
async def register(body: Registration, request: Request, services: Parts) -> Account:
    """Make a user and sign in."""
    return _account(await services.users.register(body.email, body.password, body.username, _network(request)))


@api.post("/api/auth/login", responses=problems(401, 403, 413, 429))
async def login(body: Credentials, request: Request, services: Parts) -> Account:
    """Sign in."""
    return _account(await services.users.login(body.email, body.password, _network(request)))


@api.post("/api/auth/refresh", responses=problems(401, 413))
async def refresh(body: Refresh, services: Parts) -> Account:
    """Spend a refresh token on a new pair of tokens."""
    return _account(await services.users.refresh(body.refreshToken))


@api.get("/api/auth/me", responses=problems(401, 403))
async def me(user: CurrentUser) -> Account:
    """Return who asks; the tokens are empty."""
    return _account(Session(user, "", ""))
