"""The page that describes the model says what the code does."""

from __future__ import annotations

import dataclasses
import re

from roomlab.simulation.conversation import Parameters
from roomlab.simulation.conversation._words.lexicon import SUBJECTS
from roomlab.simulation.conversation.reactions import BYSTANDER_CHANGES, SMALLEST_CHANGE
from roomlab.simulation.conversation.speech import NO_REPEAT


def test_the_page_holds_every_parameter_with_its_value(project_root):
    page = (project_root / "docs" / "conversation.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| \$.*\| ([\d.]+) \|$", page, re.MULTILINE)
    assert {name: float(value) for name, value in rows} == dataclasses.asdict(Parameters())


def test_the_page_tells_the_other_numbers(project_root):
    page = (project_root / "docs" / "conversation.md").read_text("utf-8")
    assert f"Changes below {SMALLEST_CHANGE} are not made" in page
    assert f"({len(SUBJECTS)} known ones" in page
    assert f"No two of {NO_REPEAT} messages" in page
    assert BYSTANDER_CHANGES == 8
    assert "at most eight move" in page
