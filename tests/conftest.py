"""What all tests share: where the data, the browser and the database are, and a few rules that hold for each test.

A test that needs something which a machine may lack skips with a reason. With ``ROOMLAB_NO_SKIP=1``, as in
``.ci/run``, a skip is a failure.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ROOMLAB_DATA") or ROOT.parent / "shared" / "data")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

THREAD_SECONDS = 10.0
"""How long a thread may take to end after the test that started it."""

POOLED = re.compile(r"_\d+$|^AnyIO worker thread$")
"""Threads that a pool starts when it needs them; they end with the pool, which a server of a wider fixture may own."""

SECRET_KEY = "sk-test-0f3a9c7e51d24b68"
"""Must not be found in any output of a test that has it in its environment."""

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def find_browser() -> str | None:
    """Return the browser of the browser tests: ``ROOMLAB_CHROMIUM``, or a Chromium that is installed."""
    named = os.environ.get("ROOMLAB_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def why_not(need: str) -> str | None:
    """Return why a test with the marker `need` cannot run here, or None when it can."""
    if need == "data" and not DATA.is_dir():
        return f"no reference data in {DATA}; set ROOMLAB_DATA to its folder"
    if need == "postgres" and not os.environ.get("ROOMLAB_TEST_POSTGRES"):
        return "no PostgreSQL server; set ROOMLAB_TEST_POSTGRES to its SQLAlchemy URL"
    if need == "browser" and importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    if need == "browser" and find_browser() is None:
        return "no Chromium found; install it, or set ROOMLAB_CHROMIUM to its path"
    if need == "autobahn" and not os.environ.get("ROOMLAB_AUTOBAHN"):
        return "no test suite of Autobahn's; `make autobahn` gets it, on Debian or where Python 2.7 is, and runs this"
    if need == "ffmpeg" and not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        return "ffmpeg is not installed"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    for need in ("autobahn", "data", "postgres", "browser", "ffmpeg"):
        reason = why_not(need) if item.get_closest_marker(need) else None
        if reason:
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report):
    if os.environ.get("ROOMLAB_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"ROOMLAB_NO_SKIP is set, and this was skipped. {reason}"
    return report


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread behind: a room, a server or a view that was not closed."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not POOLED.search(thread.name)]
    if not left:
        return
    gc.collect()
    deadline = time.monotonic() + THREAD_SECONDS
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    still = [thread.name for thread in left if thread.is_alive()]
    assert not still, f"the test left threads behind: {still}"


@pytest.fixture
def chat_endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A local endpoint of the chat-completions protocol, and the key that it would cost to lose."""
    spec = importlib.util.spec_from_file_location("chat_endpoint", ROOT / "tests" / "chat_endpoint.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("ROOMLAB_LLM_KEY", SECRET_KEY)
    with module.Endpoint() as endpoint:
        endpoint.key = SECRET_KEY
        yield endpoint


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of the reference data; the test skips without it."""
    reason = why_not("data")
    if reason:
        pytest.skip(reason)
    return DATA


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The program of the browser; for tests with the marker ``browser``."""
    found = find_browser()
    assert found, "a test without the marker `browser` asks for one"
    return found
