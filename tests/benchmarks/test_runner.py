"""The runner of the benchmarks: its verdicts, its page, its parts. What it measures is no matter for a test."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import pytest


@pytest.fixture(scope="module")
def runner(project_root):
    """The module `benchmarks.__main__`; the benchmarks are part of the source tree alone."""
    sys.path.insert(0, str(project_root))
    yield importlib.import_module("benchmarks.__main__")
    sys.path.remove(str(project_root))


@pytest.fixture
def figure(runner):
    """Make a figure with the values 1, 2, 9 and a peer with 4, 4, 4."""
    module = importlib.import_module("benchmarks._figure")
    return lambda *demand, **more: module.Figure(
        "name", "s", [1, 9, 2], "peer", [4, 4, 4], module.Demand(*demand, **more) if demand else None
    )


@pytest.mark.parametrize(
    ("demand", "at_least", "reached"),
    [((2.0,), True, True), ((2.1,), True, False), ((0.5, "ratio"), True, True), ((0.4, "ratio"), False, False)],
)
def test_a_demand_is_on_the_median_or_on_its_ratio_to_the_peers(figure, demand, at_least, reached):
    assert figure(*demand, at_least=at_least).reached is reached


def test_without_a_demand_there_is_no_verdict(figure):
    assert figure().reached is None


def test_the_page_has_a_row_for_each_figure(runner, figure):
    page = runner.markdown([figure(2.1), figure()], "here and now")
    rows = [line for line in page.splitlines() if line.startswith("| name")]
    assert rows == [
        "| name | 2 s | 1 … 9 | peer | 4 s | 0.5 | ≥ 2.1 | NO |",
        "| name | 2 s | 1 … 9 | peer | 4 s | 0.5 |  |  |",
    ]
    assert "here and now" in page


def test_each_part_is_there(runner):
    for part, module in runner.PARTS.items():
        assert importlib.util.find_spec(module), part
        if part != "simulation":  # its peer need not be installed
            assert callable(importlib.import_module(module).figures)


def test_an_unknown_part_is_a_mistake_of_the_user(runner, capsys):
    with pytest.raises(SystemExit) as stopped:
        runner.main(["nothing"])
    assert stopped.value.code == 2
    assert "nothing" in capsys.readouterr().err
