"""Where the log goes: to standard error, without tokens, and never at the server's cost."""

from __future__ import annotations

import logging
import queue
import sys
import threading
from typing import Any

__all__ = ["BackgroundHandler", "ClientMistakes", "log_config"]

BACKLOG = 10_000
"""Lines that may wait to be written; beyond that new ones are dropped."""

GOODBYE_SECONDS = 1.0


class BackgroundHandler(logging.Handler):
    """Writes lines to standard error on a thread of its own: a pipe that nobody reads must not hold up the server."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str | None] = queue.Queue(BACKLOG)
        self._thread = threading.Thread(target=self._write, name="roomlab-log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record's text."""
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            pass
        except Exception:
            self.handleError(record)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            sys.stderr.write(line + "\n")
            if self._lines.empty():
                sys.stderr.flush()

    def close(self) -> None:
        """Write what waits, as long as somebody reads."""
        try:
            self._lines.put_nowait(None)
            self._thread.join(GOODBYE_SECONDS)
        except queue.Full:
            pass
        super().close()


class ClientMistakes(logging.Filter):
    """Takes the traceback off a client's mistake that a library reports as if it were ours: text that is no UTF-8."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten such a record; let all pass."""
        if record.exc_info and isinstance(record.exc_info[1], UnicodeDecodeError) and record.name.startswith("uvicorn"):
            record.exc_info, record.levelno, record.levelname = None, logging.INFO, "INFO"
        return True


def log_config(level: str) -> dict[str, Any]:
    """Return the configuration of ``logging``: everything to standard error, through the redaction.

    Parameters
    ----------
    level : str
        ``debug``, ``info``, ``warning`` or ``error``.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "roomlab_server.redaction.RedactingFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
        },
        "filters": {"mistakes": {"()": "roomlab_server.logs.ClientMistakes"}},
        "handlers": {
            "stderr": {"()": "roomlab_server.logs.BackgroundHandler", "formatter": "line", "filters": ["mistakes"]}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"roomlab": {"level": level.upper()}, "uvicorn": {"level": level.upper()}},
    }
