"""Widgets whose comms lead to a test instead of a browser."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import comm
import ipywidgets
import pytest

# The tests are not a package (importmode=importlib), so what they share is loaded by path, once.
_spec = importlib.util.spec_from_file_location("view_page", Path(__file__).with_name("view_page.py"))
assert _spec is not None
assert _spec.loader is not None
sys.modules["view_page"] = view_page = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(view_page)


@pytest.fixture
def comms(monkeypatch):
    """The comms that are made during a test, all of them."""
    monkeypatch.setattr(view_page.FakeComm, "every", [])
    monkeypatch.setattr(comm, "create_comm", view_page.FakeComm)
    yield view_page.FakeComm.every
    ipywidgets.Widget.close_all()


@pytest.fixture
def stage_comm(comms):
    """Return a function that returns the comm of a room's stage."""
    return lambda room: room.view._open_stage().comm
