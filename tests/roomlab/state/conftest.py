"""The naive model, for the tests of the folds."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# The tests are not a package (importmode=importlib), so what they share is loaded by path, once.
_spec = importlib.util.spec_from_file_location("state_model", Path(__file__).with_name("model.py"))
assert _spec is not None
assert _spec.loader is not None
sys.modules["state_model"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["state_model"])
