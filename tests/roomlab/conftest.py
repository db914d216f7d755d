"""Rooms on a source that does what the test says."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from roomlab.room import Room

# The tests are not a package (importmode=importlib), so what they share is loaded by path, once.
_spec = importlib.util.spec_from_file_location("room_script", Path(__file__).with_name("room_script.py"))
assert _spec is not None
assert _spec.loader is not None
sys.modules["room_script"] = room_script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(room_script)


@pytest.fixture
def source():
    """A live source on which the kitchen has been loaded."""
    return room_script.ScriptedSource(*room_script.KITCHEN)


@pytest.fixture
def room(source) -> Iterator[Room]:
    """A live room: the kitchen."""
    with Room(source) as opened:
        yield opened
