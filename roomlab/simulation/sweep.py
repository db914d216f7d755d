"""Sweeps: a scenario under many sets of parameters, each with replicates, on as many processors as there are."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from roomlab.errors import InputError, SimulationError
from roomlab.simulation._check import check_integer
from roomlab.simulation._journal import Journal, check_same
from roomlab.simulation._progress import Progress
from roomlab.simulation._sweep_table import check_column, check_parquet, read_plan, read_table, table_of, write_table
from roomlab.simulation.measures import Measure, choose_measures
from roomlab.simulation.scenario import Scenario, Value, plain_value

__all__ = ["sweep"]

_IN_FLIGHT = 256
"""Runs that wait at the executor: enough for any machine, and few enough to keep a sweep of a million in memory."""

_OWN = ("scenario", "model", "cell", "replicate", "seed", "agents", "step")


def sweep(
    scenario: Scenario,
    grid: Mapping[str, Sequence[Value]] | None = None,
    replicates: int = 10,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    path: str | os.PathLike[str] | None = None,
    every: int | None = None,
    measures: Sequence[str] | Mapping[str, Measure] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Simulate a scenario with every combination of values, and measure each run.

    Replicate r has the same seed in each cell of the grid, the child of the scenario's seed with the spawn key (r,), so
    cells are compared with common random numbers. The table is the same to the byte whatever the executor.

    Parameters
    ----------
    scenario : Scenario
        What all runs share.
    grid : mapping of str to sequence, optional
        Values of parameters of the model, or of `agents` and `steps`; every combination is a cell.
    replicates : int
        Runs of each cell, at least 1.
    executor : concurrent.futures.Executor, optional
        Where to run. By default processes of this computer, made anew; a script that uses them must call this below
        ``if __name__ == "__main__":``.
    workers : int, optional
        How many processes, at least 1; as many as there are processors by default.
    path : path, optional
        A Parquet file to write. Beside it a journal (the name and ``.journal``) keeps each run when it is done; the
        same call after a kill goes on from there, and after the end reads the file.
    every : int, optional
        Measure at the start, at each step whose number is a multiple of this, and at the end; by default at the end.
    measures : sequence of str, or mapping of str to callable, optional
        Names of `roomlab.simulation.measures.MEASURES`, or functions of the state; other processes must be able to
        import them, which they cannot from a notebook. By default all that say something about the model.
    progress : bool, optional
        Whether to show a bar on stderr; by default on a terminal.

    Returns
    -------
    DataFrame
        One row per run and measured step: scenario, model, cell, replicate, seed, agents, the names of the grid, step,
        and a column per measure. ``roomlab.simulate(model, seed=seed, …)`` runs a row again.

    Raises
    ------
    InputError
        If a value is out of its range, or the file holds another sweep.
    MissingDependencyError
        If a file is asked for and pyarrow is not installed.
    SimulationError
        If a room left the range of its values, or the processes have died.
    """
    chosen = choose_measures(measures, scenario.make_model())
    values = _plain_grid(grid or {})
    cells = _cells(scenario, values, chosen)
    check_integer("replicates", replicates, 1)
    if every is not None:
        check_integer("every", every, 1)
    if workers is not None:
        check_integer("workers", workers, 1)
    runs = [
        (number, cell, scene, its, replicate, every, chosen)
        for number, ((cell, (scene, its)), replicate) in enumerate(
            itertools.product(enumerate(cells), range(replicates))
        )
    ]
    if path is None:
        return table_of(_flat(_finish(runs, {}, None, executor, workers, progress)))
    plan = {
        "scenario": scenario.described(),
        "grid": [[name, each] for name, each in values.items()],
        "replicates": replicates,
        "every": every,
        "measures": list(chosen),
    }
    return _to_file(Path(path), plan, runs, executor, workers, progress)


_Run = tuple[int, int, Scenario, dict[str, Value], int, int | None, dict[str, Measure]]
_Rows = list[dict[str, Any]]


def _to_file(
    path: Path,
    plan: dict[str, Any],
    runs: list[_Run],
    executor: Executor | None,
    workers: int | None,
    progress: bool | None,
) -> pd.DataFrame:
    check_parquet()
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {str(path.parent)!r} for {path.name}; make it, or choose another path")
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a folder; give the name of the table to write, as in sweep.parquet")
    beside = path.with_name(f"{path.name}.journal")
    if path.exists():
        check_same(path, read_plan(path), plan)
    else:
        with Journal(beside, plan) as journal:
            done = _finish(runs, journal.done, journal, executor, workers, progress)
        write_table(table_of(_flat(done)), plan, path)
    beside.unlink(missing_ok=True)
    return read_table(path)


def _plain_grid(grid: Mapping[str, Sequence[Value]]) -> dict[str, list[Value]]:
    found = {}
    for name, values in grid.items():
        if isinstance(values, str) or not hasattr(values, "__len__") or not len(values):
            raise InputError(f"{name} in the grid is {values!r}; it must be a list with at least one value")
        found[name] = [plain_value(name, value) for value in values]
        check_column(f"{name} in the grid", found[name])
    return found


def _cells(
    scenario: Scenario, grid: dict[str, list[Value]], measures: Mapping[str, Measure]
) -> list[tuple[Scenario, dict[str, Value]]]:
    """Return the scenario of each cell with its values; a wrong one is found before anything is run."""
    twice = (set(_OWN) - {"agents"}) & {*grid, *measures} | set(grid) & set(measures)
    if twice or not measures:
        raise InputError(f"the table would have two columns {sorted(twice)}" if twice else "name at least one measure")
    cells = []
    for combination in itertools.product(*grid.values()):
        varied = scenario.varied(**dict(zip(grid, combination, strict=True)))
        plain = {"agents": varied.agents, "steps": varied.steps, **dict(varied.parameters)}
        cells.append((varied, {name: plain[name] for name in grid}))
    return cells


def _flat(done: Mapping[int, _Rows]) -> _Rows:
    return [row for number in sorted(done) for row in done[number]]


def _finish(
    runs: list[_Run],
    done: dict[int, _Rows],
    journal: Journal | None,
    executor: Executor | None,
    workers: int | None,
    progress: bool | None,
) -> dict[int, _Rows]:
    """Make the runs that are not done, and return the rows of all."""
    waiting = [run for run in runs if run[0] not in done]
    with ExitStack() as stack:
        bar = stack.enter_context(Progress(len(runs), len(done), progress))
        if waiting and executor is None:
            executor = stack.enter_context(_processes(min(workers or os.cpu_count() or 1, len(waiting))))
        if executor is not None:
            for number, rows in _results(executor, waiting):
                done[number] = rows
                if journal is not None:
                    journal.add(number, rows)
                bar.advance()
    return done


def _results(executor: Executor, waiting: list[_Run]) -> Iterator[tuple[int, _Rows]]:
    """Yield what each run gave, in the order in which they end."""
    left = iter(waiting)
    running: set[Future[tuple[int, _Rows]]] = set()
    try:
        while True:
            running |= {executor.submit(_run, run) for run in itertools.islice(left, _IN_FLIGHT - len(running))}
            if not running:
                return
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                yield future.result()
    except BrokenExecutor as error:
        raise SimulationError(
            'the processes of the sweep have died; in a script, call it below `if __name__ == "__main__":`, in a '
            "notebook, import measures from a module; or they had too little memory: try fewer workers. What was "
            "finished is in the journal, if a path was given"
        ) from error
    finally:
        for future in running:
            future.cancel()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    # Forking a process with threads, as a notebook is, may hang: so they are made anew, on every system.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it: a killed one cannot say goodbye."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _run(run: _Run) -> tuple[int, _Rows]:
    """Make one run; this is what the executor calls."""
    number, cell, scenario, values, replicate, every, measures = run
    simulation = scenario.simulation(replicate)
    facts = {
        "scenario": scenario.name,
        "model": scenario.model,
        "cell": cell,
        "replicate": replicate,
        "seed": simulation.seed,
        "agents": scenario.agents,
        **values,
    }
    rows: _Rows = []
    for step in _measured(scenario.steps, every):
        simulation.run(step - simulation.steps)
        found = {name: float(measure(simulation.state)) for name, measure in measures.items()}
        rows.append({**facts, "step": step, **found})
    return number, rows


def _measured(steps: int, every: int | None) -> list[int]:
    return [steps] if every is None else [*range(0, steps, every), steps]
