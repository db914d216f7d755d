"""The peer of the server's figures: the same ties and frames in the straightforward way.

FastAPI on uvicorn with its defaults, a SQLAlchemy session and a commit for each request, SQLite as durable as ours, and
a loop of `await send_json` over the subscribers. It has just what the load needs.

Run by itself: `python -m benchmarks._plain_server FOLDER`.
"""

import secrets
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import jwt
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

SECRET = secrets.token_hex(32)


class Base(DeclarativeBase):
    """All tables."""


class User(Base):
    """Who may."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


class Room(Base):
    """Where."""

    __tablename__ = "rooms"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[int]
    name: Mapped[str]


class Agent(Base):
    """Who."""

    __tablename__ = "agents"
    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[int]
    name: Mapped[str]


class Tie(Base):
    """Who likes whom."""

    __tablename__ = "ties"
    room: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[int] = mapped_column(primary_key=True)
    sympathy: Mapped[float]


class Change(BaseModel):
    """The body of a change."""

    agent1Id: int
    agent2Id: int
    sympathyLevel: float = Field(ge=-1, le=1)


def make_app(folder: Path) -> FastAPI:
    """Return the application on a database in `folder`."""
    engine = create_engine(f"sqlite:///{folder / 'plain.db'}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _as_durable_as_ours)
    Base.metadata.create_all(engine)
    app = FastAPI()
    listeners: dict[int, list[WebSocket]] = defaultdict(list)

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    Database = Annotated[Session, Depends(session)]

    def user(database: Database, authorization: Annotated[str, Header()]) -> User:
        claims = jwt.decode(authorization.removeprefix("Bearer "), SECRET, ["HS256"])
        return database.scalars(select(User).where(User.id == int(claims["sub"]))).one()

    Owner = Annotated[User, Depends(user)]

    def add(database: Session, record: Any) -> Any:
        database.add(record)
        database.commit()
        return record

    @app.post("/api/auth/register", status_code=201)
    def register(body: dict[str, str], database: Database) -> dict[str, str]:
        made = add(database, User(email=body["email"]))
        return {"id": str(made.id), "token": jwt.encode({"sub": str(made.id)}, SECRET, "HS256")}

    @app.post("/api/rooms", status_code=201)
    def make_room(body: dict[str, str], database: Database, owner: Owner) -> dict[str, str]:
        return {"id": str(add(database, Room(owner=owner.id, name=body["name"])).id)}

    @app.post("/api/rooms/{room}/agents", status_code=201)
    def make_agent(room: int, body: dict[str, str], database: Database, owner: Owner) -> dict[str, str]:
        return {"id": str(add(database, Agent(room=room, name=body["name"])).id)}

    @app.patch("/api/rooms/{room}/relationships")
    async def change(room: int, body: Change, database: Database, owner: Owner) -> dict[str, Any]:
        found = database.get(Room, room)
        ends = [database.get(Agent, end) for end in (body.agent1Id, body.agent2Id)]
        if found is None or found.owner != owner.id or not all(ends):
            raise HTTPException(404)
        database.merge(Tie(room=room, source=body.agent1Id, target=body.agent2Id, sympathy=body.sympathyLevel))
        database.commit()
        tie = {"from": str(body.agent1Id), "to": str(body.agent2Id), "sympathyLevel": body.sympathyLevel}
        for listener in list(listeners[room]):
            await listener.send_json({"type": "edge_update", "payload": {"roomId": str(room), **tie}})
        return tie

    @app.websocket("/api/rooms/{room}/graph")
    async def graph(listener: WebSocket, room: int, token: str) -> None:
        jwt.decode(token, SECRET, ["HS256"])
        await listener.accept()
        await listener.send_json({"type": "connected", "payload": {"roomId": str(room)}})
        listeners[room].append(listener)
        try:
            while True:
                await listener.receive_text()
        except WebSocketDisconnect:
            listeners[room].remove(listener)

    return app


def _as_durable_as_ours(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def main() -> None:
    """Serve on a free port and say where."""
    # With its protocol named, asyncio turns Nagle's algorithm off, as it does where uvicorn opens the port itself.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        print(f"plain server on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        config = uvicorn.Config(make_app(Path(sys.argv[1])), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
