"""Starting and stopping: settings, the one line, clear errors, the lock, foreign files, signals, kill -9."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from sqlalchemy import create_engine
from uvicorn.lifespan.off import LifespanOff
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from roomlab_server.__main__ import AnnouncingServer, listen, serve
from roomlab_server.errors import AddressError, DatabaseError, SecretError, SettingsError, StartError
from roomlab_server.settings import Settings, load_settings
from roomlab_server.store import Store, opening, schema

COMMAND = [sys.executable, "-m", "roomlab_server"]


class Process:
    """A server as a process of its own."""

    def __init__(self, *flags: str) -> None:
        command = [*COMMAND, *flags]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def url(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("roomlab server on http://127.0.0.1:"), line
        return line.removeprefix("roomlab server on ").strip()

    def stop(self, number: int = signal.SIGTERM) -> tuple[str, str, float]:
        """Send a signal; return what was written and how long it took to end."""
        begin = time.monotonic()
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=40)
        return out, err, time.monotonic() - begin


def database(folder: Path) -> str:
    return f"sqlite:///{(folder / 'rooms.db').as_posix()}"


def settings(folder: Path, **values: Any) -> Settings:
    return Settings(**{"db": database(folder), "port": 0, **values})


def fingerprints(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


# --- settings


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rooms.toml"
    file.write_text('port = 1\nhost = "a"\ncors = ["http://x", "local"]\nseed = 7\n')
    monkeypatch.setenv("ROOMLAB_PORT", "2")
    monkeypatch.setenv("ROOMLAB_HOST", "b")
    monkeypatch.setenv("ROOMLAB_UNRELATED", "z")
    loaded = load_settings(["--config", str(file), "--port", "3"])
    assert (loaded.port, loaded.host, loaded.seed, loaded.cors) == (3, "b", 7, ["http://x", "local"])
    monkeypatch.setenv("ROOMLAB_CONFIG", str(file))
    assert load_settings([]).seed == 7
    assert load_settings(["--cors", "http://a", "--cors", "http://b,http://c"]).cors == [
        "http://a",
        "http://b",
        "http://c",
    ]
    monkeypatch.setenv("ROOMLAB_CORS", "http://d, local")
    assert load_settings([]).cors == ["http://d", "local"]
    assert load_settings(["--access-log"]).access_log


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--port", "70000"], "--port"),
        (["--port", "x"], "--port"),
        (["--prot", "1"], "--prot"),
        (["--synchronous", "never"], "--synchronous"),
        (["--db", "rooms.db"], "sqlite:///FILE"),
        (["--db", "mysql://u:hunter22@h/d"], "sqlite:///FILE"),
        (["--db", "sqlite://"], "sqlite:///FILE"),
        (["--secret", "hunter22"], "32 bytes"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--seed", "-1"], "--seed"),
        (["--cors", "http://localhost:5173/"], "--cors"),
        (["--cors", "localhost"], "--cors"),
        (["--hosts", "http://school.example"], "--hosts"),
        (["--sockets-per-user", "0"], "--sockets-per-user"),
        (["--connections-per-network", "0"], "--connections-per-network"),
        (["--ties-per-room", "none"], "--ties-per-room"),
        (["something"], "something"),
        (["--port"], "--port"),
    ],
)
def test_a_wrong_setting_is_one_sentence_without_secrets(argv: list[str], said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(argv)
    message = str(raised.value)
    assert said in message
    assert "\n" not in message
    assert "hunter22" not in message


@pytest.mark.parametrize("content", ["port = ", "prot = 1\n", 'port = "x"\n'])
def test_a_wrong_file_is_one_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rooms.toml"
    file.write_text(content)
    with pytest.raises(SettingsError) as raised:
        load_settings(["--config", str(file)])
    assert "\n" not in str(raised.value)


def test_settings_show_no_secrets() -> None:
    shown = repr(Settings(secret="hunter22" * 8, db="postgresql://user:hunter22@host/name"))
    assert "hunter22" not in shown


# --- what is in the way


def test_a_taken_port_is_reported(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=rf"127\.0\.0\.1:{port}"):
            serve(settings(tmp_path, port=port))
    with pytest.raises(AddressError, match=r"192\.0\.2\.1"):  # an address of nobody's (RFC 5737)
        listen("192.0.2.1", 0)
    assert not list(tmp_path.iterdir())


def test_two_servers_do_not_share_a_file(tmp_path: Path) -> None:
    store = Store.open(settings(tmp_path))
    try:
        with pytest.raises(DatabaseError, match=r"Another roomlab server is using .*rooms\.db"):
            Store.open(settings(tmp_path))
    finally:
        store.close()
    Store.open(settings(tmp_path)).close()


@pytest.mark.parametrize("kind", ["text", "short", "database", "folder"])
def test_a_foreign_file_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rooms.db"
    if kind == "text":
        path.write_text("Dear diary, " * 50)
    elif kind == "short":
        path.write_bytes(b"SQLite format 3\x00")
    elif kind == "folder":
        path.mkdir()
    else:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE diary (day)")
        connection.commit()
        connection.close()
    before = fingerprints(tmp_path)
    with pytest.raises(DatabaseError, match="left as it is"):
        Store.open(settings(tmp_path))
    after = fingerprints(tmp_path)
    after.pop("rooms.db-lock")
    assert after == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "rooms.db").touch()
    Store.open(settings(tmp_path)).close()
    assert opening.foreign_reason(tmp_path / "rooms.db") is None


def test_a_later_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Store.open(settings(tmp_path)).close()
    connection = sqlite3.connect(tmp_path / "rooms.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = fingerprints(tmp_path)
    with pytest.raises(DatabaseError, match=r"later version of roomlab-server \(schema 9999\)"):
        Store.open(settings(tmp_path))
    assert fingerprints(tmp_path) == before


def test_a_file_that_another_program_has_locked_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.1)
    Store.open(settings(tmp_path)).close()
    intruder = sqlite3.connect(tmp_path / "rooms.db", isolation_level=None)
    intruder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DatabaseError, match="locked by another program"):
            Store.open(settings(tmp_path))
    finally:
        intruder.close()
    Store.open(settings(tmp_path)).close()


def test_a_folder_that_is_not_there_or_not_writable_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="There is no folder"):
        Store.open(settings(tmp_path / "nowhere"))
    if sys.platform == "linux":  # where even root cannot make a file in /proc
        with pytest.raises(DatabaseError, match="cannot be written"):
            Store.open(Settings(db="sqlite:////proc/rooms.db"))


def test_a_damaged_database_is_reported(tmp_path: Path) -> None:
    Store.open(settings(tmp_path)).close()
    path = tmp_path / "rooms.db"
    content = bytearray(path.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    path.write_bytes(content)
    with pytest.raises(DatabaseError):
        Store.open(settings(tmp_path))


def test_postgresql_wants_a_secret_and_an_answer() -> None:
    with pytest.raises(DatabaseError) as raised:
        Store.open(Settings(db="postgresql://user:hunter22@127.0.0.1:1/name?connect_timeout=2", secret="s" * 32))
    assert "hunter22" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_migrations_make_the_schema_that_the_code_uses(tmp_path: Path) -> None:
    Store.open(settings(tmp_path)).close()
    engine = create_engine(database(tmp_path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_what_is_in_the_way_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "rooms.db").write_text("Dear diary")
    for flags in (["--port", "0", "--db", database(tmp_path)], ["--prot", "1"]):
        done = subprocess.run([*COMMAND, *flags], capture_output=True, text=True, timeout=30)
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert done.stderr.startswith("roomlab-server: ")
        assert done.stderr.count("\n") == 1


def test_help_names_every_setting() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in done.stdout


def test_help_speaks_of_values_and_not_of_python() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=30)
    assert done.stdout.startswith("usage: roomlab-server ")
    placeholders = re.findall(r"(?m)^  --[a-z-]+ (\S+)", done.stdout)
    assert len(placeholders) > 20
    assert [shown for shown in placeholders if not re.fullmatch(r"[A-Z]+|\{[a-z,]+\}", shown)] == []
    assert not re.search(r"None|\[\]|\['", done.stdout)


def test_all_start_errors_are_one_family() -> None:
    assert all(issubclass(error, StartError) for error in (AddressError, DatabaseError, SecretError, SettingsError))


# --- a process


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signal that a process can refuse or take")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_leaves_when_told_to(tmp_path: Path, number: int) -> None:
    with Process("--port", "0", "--db", database(tmp_path)) as running:
        url = running.url()
        token = register(url)["token"]
        room = call(url, token, "POST", "/api/rooms", {"name": "x"})["id"]
        ws = "ws" + url.removeprefix("http")
        with (
            connect(f"{ws}/api/rooms/{room}/chat?token={token}") as open_socket,
            socket.create_connection(
                tuple(url.removeprefix("http://").split(":"))  # type: ignore[arg-type]
            ),
        ):  # one that has not said anything yet
            open_socket.recv(timeout=20)
            out, err, seconds = running.stop(number)
            assert (running.process.returncode, out) == (0, "")
            assert seconds < 5
            assert "Traceback" not in err
            with pytest.raises(ConnectionClosed) as closed:
                open_socket.recv(timeout=20)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012  # "service restart"
    assert {path.name for path in tmp_path.iterdir()} == {"rooms.db", "rooms.db-lock", "rooms.db.secret"}


class Connection:
    """One that uvicorn knows; it ends its work when told to."""

    def __init__(self) -> None:
        self.told = 0
        self.work = asyncio.create_task(asyncio.Event().wait())

    def shutdown(self) -> None:
        self.told += 1
        self.work.cancel()


def test_who_comes_while_it_stops_is_told_too() -> None:
    async def run() -> tuple[int, int, bool]:
        config = uvicorn.Config(FastAPI(), lifespan="off", log_config=None, timeout_graceful_shutdown=30)
        server = AnnouncingServer(config)
        server.lifespan, server.servers = LifespanOff(config), []
        state = server.server_state

        def come() -> Connection:
            made = Connection()
            state.connections.add(made)
            state.tasks.add(made.work)
            made.work.add_done_callback(state.tasks.discard)
            made.work.add_done_callback(lambda _: state.connections.discard(made))
            return made

        early = come()
        stopping = asyncio.create_task(server.shutdown())
        while not early.told:  # noqa: ASYNC110
            await asyncio.sleep(0)
        late = come()
        await asyncio.wait_for(stopping, 20)
        return early.told, late.told, late.work.cancelled()

    assert asyncio.run(run()) == (1, 1, True)


def test_the_token_is_in_no_log(tmp_path: Path) -> None:
    flags = ("--port", "0", "--db", database(tmp_path), "--log-level", "debug", "--access-log")
    with Process(*flags) as running:
        url = running.url()
        account = register(url)
        token = account["token"]
        room = call(url, token, "POST", "/api/rooms", {"name": "x"})["id"]
        ws = "ws" + url.removeprefix("http")
        canary = "canary-" + "c" * 40
        for path in (f"/api/rooms/{room}/chat?token={token}", f"/api/rooms/{room}/graph?x=1&token={token}&y=2"):
            with connect(ws + path) as open_socket:
                open_socket.recv(timeout=20)
        for path in (f"/api/rooms/{room}/chat?token={canary}", f"/api/nothing?token={canary}", f"/?%74oken={canary}"):
            with contextlib.suppress(Exception), connect(ws + path) as open_socket:
                open_socket.recv(timeout=20)
        httpx.get(f"{url}/api/rooms?token={token}", headers={"Authorization": f"Bearer {canary}"})
        httpx.post(f"{url}/api/auth/login", json={"email": "a@example.com", "password": canary})
        httpx.post(f"{url}/api/auth/refresh", json={"refreshToken": canary})
        out, err, _ = running.stop()
    assert "[redacted]" in err
    assert "GET /api/rooms?token=[redacted]" in err  # uvicorn's access line
    for secret in (token, canary, account["refreshToken"], "password one"):
        assert secret not in out + err


def test_a_pipe_that_nobody_reads_holds_nothing_up(tmp_path: Path) -> None:
    with Process("--port", "0", "--db", database(tmp_path), "--access-log") as running:
        url = running.url()
        token = register(url)["token"]
        room = call(url, token, "POST", "/api/rooms", {"name": "x"})["id"]
        call(url, token, "POST", f"/api/rooms/{room}/agents", {"name": "A", "character": "x"})
        path = f"/api/rooms/{room}/messages"
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=40) as client:
            for _ in range(700):  # each two lines, together more than the pipe holds
                assert client.post(path, json={"text": "x", "sender": "A"}).status_code == 200
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0


def register(url: str) -> dict[str, Any]:
    body = {"email": "a@example.com", "password": "password one"}
    answer: dict[str, Any] = httpx.post(f"{url}/api/auth/register", json=body, timeout=40).json()
    return answer


def call(url: str, token: str, method: str, path: str, body: Any = None) -> Any:
    answer = httpx.request(method, url + path, json=body, headers={"Authorization": f"Bearer {token}"}, timeout=40)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


@pytest.mark.parametrize("synchronous", ["normal", "full"])
def test_what_was_answered_survives_kill_9(tmp_path: Path, synchronous: str) -> None:
    flags = ("--port", "0", "--db", database(tmp_path), "--synchronous", synchronous)
    with Process(*flags) as running:
        url = running.url()
        token = register(url)["token"]
        room = call(url, token, "POST", "/api/rooms", {"name": "x"})["id"]
        agents = [
            int(call(url, token, "POST", f"/api/rooms/{room}/agents", {"name": name, "character": "x"})["id"])
            for name in "ABCDEFG"
        ]
        answered = answered_until_killed(url, token, room, agents, running.process)
    with Process(*flags) as running:
        url = running.url()
        edges = call(url, token, "GET", f"/api/rooms/{room}/relationships")["edges"]
        ties = {int(edge["to"]): edge["sympathyLevel"] for edge in edges}
        for target, values in answered["ties"].items():
            # The last one that was answered, or the one that was on its way when the server died.
            assert ties[target] in (values[-1], pytest.approx(values[-1] + 0.0001)), target
        found, query = set(), ""
        while True:
            page = call(url, token, "GET", f"/api/rooms/{room}/messages?limit=100{query}")
            found |= {message["id"] for message in page["messages"]}
            if not page["hasMore"]:
                break
            query = f"&after_id={page['messages'][0]['id']}"
        assert set(answered["messages"]) <= found
        newest = call(url, token, "POST", f"/api/rooms/{room}/messages", {"text": "x", "sender": "A"})
        assert int(newest["id"]) > max(map(int, found))
        running.stop()


def answered_until_killed(
    url: str, token: str, room: str, agents: list[int], process: subprocess.Popen[str]
) -> dict[str, Any]:
    """Put load on a server, kill it, and return what it had answered."""
    ties: dict[int, list[float]] = {}
    messages: list[str] = []
    enough = threading.Event()

    def load(target: int) -> None:
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=40) as client:
            for number in range(100_000):
                sympathy = round(number / 10_000, 4)
                body = {"agent1Id": agents[0], "agent2Id": target, "sympathyLevel": sympathy}
                if client.patch(f"/api/rooms/{room}/relationships", json=body).status_code == 200:
                    ties.setdefault(target, []).append(sympathy)
                said = client.post(f"/api/rooms/{room}/messages", json={"text": "x", "sender": "A"})
                if said.status_code == 200:
                    messages.append(said.json()["id"])
                if len(messages) > 300:
                    enough.set()

    def until_it_breaks(target: int) -> None:
        with contextlib.suppress(httpx.TransportError):
            load(target)

    threads = [threading.Thread(target=until_it_breaks, args=(target,)) for target in agents[1:]]
    for thread in threads:
        thread.start()
    assert enough.wait(40)
    process.kill()
    for thread in threads:
        thread.join(20)
    return {"ties": ties, "messages": messages}
