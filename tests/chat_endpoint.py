"""A local endpoint of the chat-completions protocol that a test steers: its answers, errors, delays and lies."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Call"], None]


class Call(BaseHTTPRequestHandler):
    """One request. What it is answered with, the endpoint's `answer` decides."""

    protocol_version = "HTTP/1.1"
    timeout = 2.0  # seconds after which a connection that is kept and not used is closed
    server: Endpoint

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.calls.append((self.path, dict(self.headers), self.body))
            self.number = len(self.server.calls)
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self.server.answer(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client has given up
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    do_GET = do_POST

    # -- what an answer may do

    def say(self, text: object, *, stream: bool | None = None, usage: Any = None) -> None:
        """Answer with words, as a stream where the request asks for one."""
        usage = {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16} if usage is None else usage
        if self.body.get("stream") if stream is None else stream:
            parts = [{"choices": [{"index": 0, "delta": {"content": part}}]} for part in str(text)]
            events = [*parts, {"choices": [], "usage": usage}]
            body = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
            self.send(200, body.encode(), "text/event-stream")
            return
        message = {"role": "assistant", "content": text}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        body = {"id": "c1", "object": "chat.completion", "model": self.body["model"], "choices": choices}
        self.send(200, json.dumps(body | {"usage": usage}).encode())

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        """Answer with an error in the protocol's shape."""
        self.send(status, json.dumps({"error": {"message": message, "type": "error"}}).encode(), **headers)

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        """Answer with anything."""
        self.begin(status, kind, len(body), **headers)
        self.wfile.write(body)

    def begin(self, status: int, kind: str, length: int, **headers: str) -> None:
        """Send the head of an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def trickle(self, body: bytes, kind: str = "application/json") -> None:
        """Answer one byte at a time, each well before anybody would call the connection dead, and never end."""
        self.begin(200, kind, 10**6)
        while not self.server.closing.wait(0.01):
            self.wfile.write(body[:1])
            self.wfile.flush()
            body = body[1:] or b" "

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


class Endpoint(ThreadingHTTPServer):
    """The endpoint; `with` runs it on a free port of this machine."""

    daemon_threads = False
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.calls: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.answer: Answer = lambda call: call.say("Я так не думаю.")
        self.lock = threading.Lock()
        self.at_once = self.most_at_once = 0
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, address: Any) -> None:
        """Say nothing of clients who have gone."""

    def __enter__(self) -> Endpoint:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="test-endpoint")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
