"""Passwords and tokens leave no trace: everything that was written or shown is searched for them.

A server of its own process logs at its loudest, every library logs at its loudest, every error is shown in every way
that shows local variables, and a notebook shows its own with all variables. The secrets stand in :data:`VAULT`, a
global that none of these ways shows, so that no frame of this file holds one.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import os
import pickle
import secrets
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import nbformat
import pytest
from nbclient import NotebookClient
from rich.console import Console
from rich.traceback import Traceback

import roomlab
from roomlab.cli import main
from roomlab.errors import RoomlabError
from roomlab.sources._link import make_link

EMAIL = "canary@example.com"
VAULT: dict[str, str] = {}


def fill_vault() -> None:
    """Make new secrets."""
    VAULT.clear()
    for name in ("password", "wrong password", "wrong token", "secret", "pseudonym key"):
        VAULT[name] = f"canary{secrets.token_hex(16)}"


class Shown:
    """All that was shown."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def add(self, name: str, *texts: object) -> None:
        self.parts[name] = self.parts.get(name, "") + "\n".join(map(str, texts))

    def error(self, name: str, error: BaseException) -> None:
        """Show an error in every way that there is."""
        console = Console(file=io.StringIO(), width=200, record=True)
        options: dict[str, Any] = {"locals_max_length": None, "locals_max_string": None, "locals_hide_dunder": False}
        trace = Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True, locals_hide_sunder=False, **options
        )
        console.print(trace)
        noted = traceback.TracebackException.from_exception(error, capture_locals=True)
        info = pytest.ExceptionInfo.from_exception(error)
        self.add(
            name,
            str(error),
            repr(error),
            error.__dict__,
            console.export_text(),
            "".join(noted.format()),
            info.getrepr(showlocals=True, style="long", abspath=True, funcargs=True),
            pickle.dumps(error),
        )

    def find(self, secret: str) -> list[str]:
        """Return where a secret is to be found, however it is written."""
        raw = secret.encode()
        forms = {secret, quote(secret, safe=""), base64.b64encode(raw).decode().rstrip("="), raw.hex(), secret[8:]}
        return [name for name, text in self.parts.items() if any(form in text for form in forms)]


@contextmanager
def everything_logged(shown: Shown):
    """Log what every library says, through no filter of ours, and every warning."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    loud = [logging.getLogger(), *map(logging.getLogger, ("roomlab", "httpx", "httpcore", "websockets", "asyncio"))]
    levels = [logger.level for logger in loud]
    loud[0].addHandler(handler)
    for logger in loud:
        logger.setLevel(1)
    try:
        yield
    finally:
        loud[0].removeHandler(handler)
        for logger, level in zip(loud, levels, strict=True):
            logger.setLevel(level)
        shown.add("the log of the toolkit", stream.getvalue())


@contextmanager
def real_server(folder: Path, shown: Shown):
    """Run the server as a process of its own, at its loudest."""
    flags = ("--port", "0", "--db", f"sqlite:///{(folder / 'rooms.db').as_posix()}", "--log-level", "debug")
    process = subprocess.Popen(
        [sys.executable, "-m", "roomlab_server", *flags, "--access-log"],
        env={**os.environ, "ROOMLAB_SECRET": VAULT["secret"], "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        out, err = process.communicate(timeout=40)
        shown.add("the log of the server", out, err)


class Echo(BaseHTTPRequestHandler):
    """A server that says back, in its errors, all that it was told."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        said = json.dumps({"detail": f"{body} {self.headers.get('Authorization')} {self.path}"}).encode()
        self.send_response(int(self.path.split("/")[1]))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def echo():
    """Run the server that echoes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_account(url: str) -> None:
    """Register, make a room of two and a link, and put the tokens into the vault."""
    with httpx.Client(base_url=url, timeout=30) as client:
        made = client.post("/api/auth/register", json={"email": EMAIL, "password": VAULT["password"]}).json()
        VAULT["token"], VAULT["refresh token"] = made["token"], made["refreshToken"]
        client.headers["Authorization"] = f"Bearer {VAULT['token']}"
        client.post("/api/rooms", json={"name": "kitchen"})
        for name in ("Ann", "Bob"):
            client.post("/api/rooms/1/agents", json={"name": name, "character": "x"})
        VAULT["link token"] = client.post("/api/rooms/1/observers", json={}).json()["token"]


def use_everything(url: str, folder: Path, shown: Shown) -> None:
    """Watch by password, by token and by link; write all files that there are, and show all that can be shown."""
    ways: dict[str, Callable[[], Any]] = {
        "password": lambda: roomlab.connect(url, 1, email=EMAIL, password=VAULT["password"]),
        "token": lambda: roomlab.connect(url, 1, token=VAULT["token"], refresh_token=VAULT["refresh token"]),
        "link": lambda: roomlab.connect(make_link(url, 1, VAULT["link token"])),
    }
    for name, way in ways.items():
        with way() as room:
            room.record(folder / f"{name}.roomlog.jsonl")
            if name == "link":
                with pytest.raises(RoomlabError) as caught:
                    room.send("hello")
                shown.error("writing by a link", caught.value)
            else:
                room.send("hello")
                room.set_sympathy("Ann", "Bob", 0.5)
            room.export(folder / name, formats=["csv", "parquet", "jsonl", "graphml", "gexf", "json", "pajek"])
            room.export(folder / f"{name}-crate", formats=["crate"], pseudonym_key=VAULT["pseudonym key"])
            tables = [room.messages, room.events, room.edges, room.history, room.agents, room.gaps]
            shown.add(f"what a room shows, by {name}", room, room._repr_html_(), room.status, room.title, room.verify())
            shown.add(f"what is in it, by {name}", vars(room), vars(room._source), *(t.to_html() for t in tables))
            source = vars(room._source)["_session"]
            shown.add(f"what it is made of, by {name}", vars(source), vars(source._hub), vars(source._hub.rest))
            with pytest.raises(RoomlabError) as caught:
                room.export(folder / "rooms.db" / "x", formats=["crate"], pseudonym_key=VAULT["pseudonym key"])
            shown.error(f"a crate that cannot be written, by {name}", caught.value)


def fail_in_every_way(url: str, mean: str, shown: Shown) -> None:
    """Let everything go wrong that has to do with secrets."""
    link = lambda address: make_link(address, 1, VAULT["wrong token"])  # noqa: E731
    nowhere = "http://127.0.0.1:9"
    ways: dict[str, Callable[[], Any]] = {
        "a wrong password": lambda: roomlab.connect(url, 1, email=EMAIL, password=VAULT["wrong password"]),
        "a wrong token": lambda: roomlab.connect(url, 1, token=VAULT["wrong token"]),
        "a wrong refresh token": lambda: roomlab.connect(
            url, 1, token=VAULT["wrong token"], refresh_token=VAULT["wrong token"]
        ),
        "a wrong link": lambda: roomlab.connect(link(url)),
        "another's room": lambda: roomlab.connect(url, 77, email=EMAIL, password=VAULT["password"]),
        "a token with a blank": lambda: roomlab.connect(url, 1, token=VAULT["token"] + " x"),
        "a password in the address": lambda: roomlab.connect(f"http://eve:{VAULT['password']}@localhost", 1),
        "a token in the address": lambda: roomlab.connect(f"{url}?token={VAULT['token']}", 1),
        "a link that is none": lambda: roomlab.connect(f"{url}#{VAULT['token']}"),
        "a link and a room": lambda: roomlab.connect(link(url), 2),
        "a link without a scheme": lambda: roomlab.connect(link(url).removeprefix("http://")),
        "no room": lambda: roomlab.connect(url, token=VAULT["token"]),
        "a wrong time": lambda: roomlab.connect(url, 1, token=VAULT["token"], timeout=-1.0),
        "nobody there": lambda: roomlab.connect(nowhere, 1, token=VAULT["token"], timeout=0.5),
        "nobody there, by password": lambda: roomlab.connect(
            nowhere, 1, email=EMAIL, password=VAULT["password"], timeout=0.5
        ),
        "awaited": lambda: asyncio.run(roomlab.aconnect(url, 1, email=EMAIL, password=VAULT["wrong password"])),
        "awaited, a link": lambda: asyncio.run(roomlab.aconnect(link(url))),
    }
    for status in (200, 302, 400, 401, 403, 404, 500):
        ways[f"echoed {status}, by password"] = lambda status=status: roomlab.connect(
            f"{mean}/{status}", 1, email=EMAIL, password=VAULT["password"], timeout=0.5
        )
        ways[f"echoed {status}, by token"] = lambda status=status: roomlab.connect(
            f"{mean}/{status}", 1, token=VAULT["token"], refresh_token=VAULT["refresh token"], timeout=0.5
        )
    for name, way in ways.items():
        with pytest.raises(RoomlabError) as caught:
            way()
        shown.error(name, caught.value)
        assert caught.value.__context__ is None or caught.value.__suppress_context__, name


def use_the_command(url: str, folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the command with secrets of the environment, right and wrong."""
    for name in ("password", "wrong password"):
        monkeypatch.setenv("ROOMLAB_PASSWORD", VAULT[name])
        for number, words in enumerate((("watch", "--seconds", "0.1"), ("export", "--out", str(folder / name)))):
            text = io.StringIO()
            with redirect_stdout(text), redirect_stderr(text), suppress(SystemExit):
                main(["--debug", words[0], url, "--room", "1", "--email", EMAIL, *words[1:]])
            shown.add(f"roomlab {words[0]} with the {name} {number}", text.getvalue())
    monkeypatch.delenv("ROOMLAB_PASSWORD")


CELLS = (
    "%xmode Verbose",
    "from vault import tell\nimport roomlab",
    "room = roomlab.connect(tell('url'), 1, email=tell('email'), password=tell('password'))",
    "room",
    "room.messages",
    "room.status",
    "roomlab.connect(tell('url'), 1, email=tell('email'), password=tell('wrong password'))",
    "roomlab.connect(tell('url') + '/api/rooms/1#token=' + tell('wrong token'))",
    "room.send(5 * ' ', to=7)",
    "room.close()",
)


def run_a_notebook(url: str, folder: Path, shown: Shown) -> None:
    """Run a notebook whose tracebacks show all variables."""
    (folder / "vault").mkdir()
    (folder / "vault" / "vault.json").write_text(json.dumps({**VAULT, "url": url, "email": EMAIL}), "utf-8")
    (folder / "vault" / "vault.py").write_text(
        "import json, pathlib\n\n\ndef tell(name):\n"
        "    return json.loads(pathlib.Path(__file__).with_name('vault.json').read_text('utf-8'))[name]\n",
        "utf-8",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    resources = {"metadata": {"path": str(folder / "vault")}}
    NotebookClient(notebook, timeout=90, allow_errors=True, resources=resources).execute()
    errors = [out for cell in notebook.cells for out in cell.outputs if out.output_type == "error"]
    assert len(errors) >= 2, notebook
    shown.add("a notebook", json.dumps(notebook))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_no_secret_is_in_anything_that_was_written_or_shown(tmp_path, monkeypatch):
    for variable in ("ROOMLAB_EMAIL", "ROOMLAB_PASSWORD", "ROOMLAB_TOKEN", "ROOMLAB_LINK"):
        monkeypatch.delenv(variable, raising=False)
    fill_vault()
    shown = Shown()
    with everything_logged(shown), real_server(tmp_path, shown) as url, echo() as mean:
        open_account(url)
        use_everything(url, tmp_path, shown)
        use_the_command(url, tmp_path, shown, monkeypatch)
        fail_in_every_way(url, mean, shown)
        run_a_notebook(url, tmp_path, shown)
    files = [
        path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name not in ("vault", "__pycache__")
    ]
    for path in files:
        shown.add(str(path.relative_to(tmp_path)), path.read_bytes().decode("latin-1"))
    assert len(files) > 30
    assert len(shown.parts) > 80
    # What is searched is what was shown: the log of the server tells of the calls, the errors tell of frames.
    assert "POST /api/auth/login" in shown.parts["the log of the server"]
    assert "token=[redacted]" in shown.parts["the log of the server"]
    assert "connect" in shown.parts["a wrong password"]
    assert "<secret>" in shown.parts["a wrong password"]
    for name, secret in VAULT.items():
        assert shown.find(secret) == [], f"the {name} is shown"


def test_the_search_finds_what_is_shown():
    shown = Shown()

    def careless(password: str) -> None:
        raise ValueError("a mistake")

    fill_vault()
    with pytest.raises(ValueError, match="a mistake") as caught:
        careless(VAULT["password"])
    shown.error("careless", caught.value)
    shown.add("by address", quote(VAULT["password"]))
    assert shown.find(VAULT["password"]) == ["careless", "by address"]
