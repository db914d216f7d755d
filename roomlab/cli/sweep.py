"""`roomlab sweep`: a scenario under many sets of parameters, as a file says."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roomlab._counts import counted
from roomlab.cli._screen import say
from roomlab.errors import InputError

if TYPE_CHECKING:
    from roomlab.simulation.scenario import Scenario

__all__ = ["sweep"]

_OTHERS = ("replicates", "every", "measures", "out", "grid")


def sweep(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="What to sweep; the page docs/simulation.md shows one.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.parquet", help="The table; by default as the file says, or beside it."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="How many processes; one for each processor by default."),
    ] = None,
) -> None:
    """Simulate a scenario with every combination of values that a file names, and write one table.

    Stopped or killed, the same command goes on where it was.
    """
    from roomlab.simulation.sweep import sweep as run

    scenario, others = _read(file)
    path = out or file.parent / others.pop("out", file.with_suffix(".parquet").name)
    others.pop("out", None)
    table = run(scenario, workers=workers, path=path, **others)
    runs = len(table[["cell", "replicate"]].drop_duplicates())
    rows, cells = counted(len(table), "row"), counted(table["cell"].nunique(), "cell")
    say(f"Wrote {rows} of {counted(runs, 'run')} in {cells} to {path}")


def _read(file: Path) -> tuple[Scenario, dict[str, Any]]:
    """Return the scenario of a file, and what else it says about the sweep."""
    from roomlab.simulation.scenario import Scenario

    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"it is not TOML ({error}); see the page on simulation for one", file=str(file)) from None
    own = [field.name for field in dataclasses.fields(Scenario)]
    for key in told:
        if key not in (*own, *_OTHERS):
            close = difflib.get_close_matches(key, (*own, *_OTHERS), n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"it may have {', '.join((*own, *_OTHERS))}"
            raise InputError(f"there is no setting {key!r}; {hint}", file=str(file))
    kinds = {"parameters": dict, "grid": dict, "measures": list, "out": str}
    for key, kind in kinds.items():
        if key in told and not isinstance(told[key], kind):
            what = {dict: "a table", list: "a list of names", str: "a file name"}[kind]
            raise InputError(f"{key} is {told[key]!r}; it must be {what}", file=str(file))
    if "model" not in told:
        raise InputError('it names no model; add a line as in model = "balance"', file=str(file))
    given = {key: told.pop(key) for key in own if key in told}
    return Scenario(**{"name": file.stem, **given}), told
