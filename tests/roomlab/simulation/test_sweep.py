"""Sweeps: the same bytes wherever they run, resumable after a kill, and wrong values found before the work."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import roomlab
from roomlab import Scenario, sweep
from roomlab.errors import InputError, MissingDependencyError, SimulationError
from roomlab.simulation.measures import MEASURES

SCENARIO = Scenario("small", "triads", agents=8, steps=20, seed=3)
GRID = {"p": [0, 0.25, 0.5], "agents": [8, 12]}
OWN = ["scenario", "model", "cell", "replicate", "seed", "agents"]


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(2) as executor:
        yield executor


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_table_has_one_row_per_run_and_measured_step(threads):
    table = sweep(SCENARIO, GRID, 2, executor=threads, every=8)
    assert list(table.columns) == [*OWN, "p", "step", "friendly_share", "mean_sympathy", "mean_strength", "balanced"]
    assert len(table) == 6 * 2 * 4
    assert table["step"].unique().tolist() == [0, 8, 16, 20]
    assert table["agents"].unique().tolist() == [8, 12]
    assert table["p"].unique().tolist() == [0.0, 0.25, 0.5]
    assert table.groupby("replicate")["seed"].unique().str.len().tolist() == [1, 1]


def test_a_row_can_be_run_again_from_its_seed(threads):
    table = sweep(SCENARIO, GRID, 2, executor=threads)
    row = table.iloc[7]
    with roomlab.simulate("triads", agents=int(row.agents), steps=20, seed=int(row.seed), p=row.p) as room:
        assert MEASURES["friendly_share"](room.simulation.state) == row.friendly_share


def test_without_a_grid_there_are_replicates_and_opinions_are_measured_where_there_are_some(threads):
    table = sweep(Scenario("o", "consensus", agents=5, steps=3), replicates=3, executor=threads)
    assert table["replicate"].tolist() == [0, 1, 2]
    assert table["opinion_spread"].notna().all()


SCRIPT = """
import sys
from roomlab import Scenario, sweep
if __name__ == "__main__":
    sweep(Scenario("small", "triads", agents=8, steps=20, seed=3), {"p": [0, 0.25, 0.5], "agents": [8, 12]}, 2,
          workers=int(sys.argv[2]), path=sys.argv[1], every=8)
"""


def run_script(folder, script, *arguments, **environment):
    file = folder / "script.py"
    file.write_text(script)
    return subprocess.run(
        [sys.executable, str(file), *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


@pytest.mark.timeout(600)  # eight processes start slowly on a machine that is busy
def test_the_same_bytes_with_one_process_or_eight_with_threads_and_any_hash_seed(tmp_path, threads):
    one, several, here = (tmp_path / f"{name}.parquet" for name in ("one", "several", "here"))
    for path, workers, seed in ((one, 1, "1"), (several, 8, "77")):
        done = run_script(tmp_path, SCRIPT, path, workers, PYTHONHASHSEED=seed)
        assert (done.returncode, done.stderr) == (0, "")
    table = sweep(SCENARIO, GRID, 2, path=here, every=8, executor=threads)
    assert digest(one) == digest(several) == digest(here)
    assert table.equals(sweep(SCENARIO, GRID, 2, every=8, executor=threads))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "here.parquet", "one.parquet", "script.py", "several.parquet"
    ]  # fmt: skip


def test_a_script_without_a_guard_is_told_what_to_do(tmp_path):
    done = run_script(tmp_path, SCRIPT.replace('if __name__ == "__main__":', "if True:"), tmp_path / "a.parquet", 1)
    assert done.returncode == 1
    assert "SimulationError: the processes of the sweep have died; in a script, call it below" in done.stderr


def counted(state):
    """Count how often a run is measured, in this process; from `fails_at` on every call fails."""
    counted.calls += 1
    if counted.fails_at is not None and counted.calls >= counted.fails_at:
        raise KeyboardInterrupt
    return 1.0


def test_what_was_finished_is_kept_and_not_run_again(tmp_path):
    path = tmp_path / "out.parquet"
    counted.calls, counted.fails_at = 0, 4
    with ThreadPoolExecutor(1) as one, pytest.raises(KeyboardInterrupt):
        sweep(SCENARIO, GRID, 2, executor=one, path=path, measures={"counted": counted})
    journal = path.with_name("out.parquet.journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    assert 1 < len(lines) <= 4
    journal.write_bytes(b"".join(lines) + b'{"run": 7, "ro')  # as a kill leaves it
    counted.calls, counted.fails_at = 0, None
    with ThreadPoolExecutor(1) as one:
        table = sweep(SCENARIO, GRID, 2, executor=one, path=path, measures={"counted": counted})
        assert counted.calls == 12 - (len(lines) - 1)
        assert len(table) == 12
        assert sweep(SCENARIO, GRID, 2, executor=one, path=path, measures={"counted": counted}).equals(table)
    assert counted.calls == 12 - (len(lines) - 1)
    assert not journal.exists()


LONG = """
import sys
from roomlab import Scenario, sweep
if __name__ == "__main__":
    scenario = Scenario("long", "walk", agents=40, steps=300)
    sweep(scenario, {"sigma": [0.01, 0.02, 0.03]}, 40, workers=1, path=sys.argv[1])
"""


def test_a_killed_sweep_goes_on_to_the_same_bytes(tmp_path, threads):
    path, journal = tmp_path / "killed.parquet", tmp_path / "killed.parquet.journal"
    file = tmp_path / "script.py"
    file.write_text(LONG)
    child = subprocess.Popen([sys.executable, str(file), str(path)])
    deadline = time.monotonic() + 40
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 3):
        assert time.monotonic() < deadline
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    child.wait()
    kept = journal.read_bytes().count(b"\n") - 1
    assert 0 < kept < 120
    scenario, grid = Scenario("long", "walk", agents=40, steps=300), {"sigma": [0.01, 0.02, 0.03]}
    sweep(scenario, grid, 40, path=path, executor=threads)
    fresh = tmp_path / "fresh.parquet"
    sweep(scenario, grid, 40, path=fresh, executor=threads)
    assert digest(path) == digest(fresh)


def test_a_changed_sweep_is_not_mixed_into_what_is_there(tmp_path, threads):
    path = tmp_path / "a.parquet"
    sweep(SCENARIO, {"p": [0.1]}, 1, path=path, executor=threads)
    before = digest(path)
    with pytest.raises(InputError, match=r"a\.parquet: it holds another sweep: grid differ; to keep it"):
        sweep(SCENARIO, {"p": [0.2]}, 1, path=path, executor=threads)
    assert digest(path) == before
    other = tmp_path / "b.parquet"
    other.write_text("something else")
    with pytest.raises(InputError, match="it holds no sweep of roomlab"):
        sweep(SCENARIO, {"p": [0.2]}, 1, path=other, executor=threads)
    journal = tmp_path / "c.parquet.journal"
    journal.write_text("a diary\n")
    with pytest.raises(InputError, match="it holds no sweep of roomlab"):
        sweep(SCENARIO, {"p": [0.2]}, 1, path=tmp_path / "c.parquet", executor=threads)
    assert journal.read_text() == "a diary\n"


@pytest.mark.parametrize(
    ("grid", "more", "message"),
    [
        ({"p": [0.1, 2]}, {}, "p of the model 'triads' is 2; it must be a finite number of at least 0"),
        ({"q": [0.1]}, {}, "no parameter 'q'"),
        ({"p": []}, {}, r"p in the grid is \[\]; it must be a list with at least one value"),
        ({"p": 0.5}, {}, "p in the grid is 0.5; it must be a list"),
        ({"p": [0.5, "a"]}, {}, "must be all numbers, all texts or all booleans"),
        ({}, {"replicates": 0}, "replicates is 0; it must be a whole number of at least 1"),
        ({}, {"every": 0}, "every is 0"),
        ({}, {"workers": 0}, "workers is 0"),
        ({}, {"measures": ["warmth"]}, "a measure is 'warmth'; it must be one of 'friendly_share'"),
        ({}, {"measures": {"seed": len}}, r"two columns \['seed'\]"),
        ({}, {"measures": []}, "name at least one measure"),
        ({}, {"path": "no/such/folder/a.parquet"}, "there is no folder"),
    ],
)
def test_a_wrong_value_is_refused_before_anything_is_run(grid, more, message):
    with pytest.raises(InputError, match=message):
        sweep(SCENARIO, grid, **more)


def test_numbers_of_numpy_are_taken_as_numbers(tmp_path, threads):
    path = tmp_path / "a.parquet"
    table = sweep(SCENARIO, {"p": np.linspace(0, 1, 3), "agents": np.array([8])}, 1, path=path, executor=threads)
    assert table["p"].tolist() == [0.0, 0.5, 1.0]


def test_values_may_be_texts_or_missing(tmp_path, threads):
    scenario = Scenario("a", "walk", agents=6, steps=1)
    table = sweep(scenario, {"degree": [None, 2]}, 1, path=tmp_path / "a.parquet", executor=threads)
    assert np.isnan(table["degree"][0])
    assert table["degree"][1] == 2
    rules = sweep(Scenario("b", "triads", agents=6, steps=1), {"rule": ["local", "constrained"]}, 1, executor=threads)
    assert rules["rule"].tolist() == ["local", "constrained"]


def test_without_pyarrow_a_file_is_refused_at_once(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "roomlab\[parquet\]"'):
        sweep(SCENARIO, path=tmp_path / "a.parquet")


def test_dead_processes_are_an_error_of_ours():
    with ProcessPoolExecutor(1) as executor, pytest.raises(SimulationError, match="processes of the sweep have died"):
        sweep(SCENARIO, replicates=2, executor=executor, measures={"end": die})


def die(state):
    """End this process as a lack of memory does."""
    os._exit(3)


def test_it_is_silent_where_there_is_no_terminal_and_shows_how_far_it_is_when_asked(threads, capsys):
    sweep(SCENARIO, replicates=2, executor=threads)
    assert capsys.readouterr() == ("", "")
    sweep(SCENARIO, replicates=2, executor=threads, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err
