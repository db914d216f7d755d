"""The public face of roomlab: what it is, and what importing it costs."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

import roomlab
from roomlab import errors

HEAVY = ("matplotlib", "anywidget", "IPython", "pyarrow", "rich", "typer", "pandas", "networkx", "httpx", "websockets")


def _run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_all_is_sorted_and_each_name_is_there():
    assert roomlab.__all__ == sorted(roomlab.__all__)
    assert len(set(roomlab.__all__)) == len(roomlab.__all__)
    for name in roomlab.__all__:
        assert getattr(roomlab, name) is not None


def test_a_star_import_gives_exactly_all():
    program = "from roomlab import *; import roomlab; print(sorted(set(roomlab.__all__) - set(globals())))"
    assert _run(program) == "[]"


def test_nothing_else_is_offered():
    assert dir(roomlab) == roomlab.__all__


def test_every_error_is_public():
    assert set(errors.__all__) <= set(roomlab.__all__)
    assert all(issubclass(getattr(errors, name), roomlab.RoomlabError) for name in errors.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'roomlab' has no attribute 'conect'"):
        _ = roomlab.conect


@pytest.mark.parametrize("program", ["import roomlab", "import roomlab.errors", "import roomlab; roomlab.InputError"])
def test_importing_is_light(program):
    loaded = _run(f"{program}; import sys; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert loaded == "[]"


def test_reading_tables_and_graphs_needs_nothing_optional():
    optional = ("matplotlib", "anywidget", "IPython", "rich", "typer")
    loaded = _run(f"import sys, roomlab; roomlab.Room; print([name for name in {optional!r} if name in sys.modules])")
    assert loaded == "[]"


def test_the_logger_is_silent_until_asked():
    handlers = logging.getLogger("roomlab").handlers
    assert any(isinstance(handler, logging.NullHandler) for handler in handlers)


def test_the_version_is_that_of_the_distribution():
    assert roomlab.__version__ == _run("from importlib.metadata import version; print(version('roomlab'))")
