from __future__ import annotations

import subprocess
import sys

import roomlab.simulation.conversation as conversation


def test_the_public_names_are_sorted_and_there():
    assert sorted(conversation.__all__) == conversation.__all__
    assert all(hasattr(conversation, name) for name in conversation.__all__)


def test_the_model_is_light():
    """The server imports it: nothing of tables, graphs or pictures may come along."""
    heavy = "pandas networkx matplotlib httpx websockets"
    code = f"import sys, roomlab.simulation.conversation; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=50)
    assert done.stdout.strip() == "[]"
