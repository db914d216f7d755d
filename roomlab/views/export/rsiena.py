"""A room as panels for RSiena: who was linked to whom at some moments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roomlab.errors import InputError
from roomlab.state.tables import TEXT, TIME
from roomlab.views.csv_export import export_csv
from roomlab.views.export.content import Content

__all__ = ["write_rsiena"]

_ABSENT = 10
"""RSiena's code of a tie that cannot be."""
_ACTORS = 2_000
"""More than RSiena can estimate in a lifetime, and a bound for matrices that grow with the square."""


def write_rsiena(content: Content, folder: Path) -> None:
    """Write ``rsiena_positive_1.txt``, ``rsiena_negative_1.txt`` … , ``rsiena_actors.csv`` and ``rsiena_waves.csv``.

    Each wave is a moment; waves stand evenly between the first change of a tie and the last. A row and a column of a
    matrix belong to the agent of that row of the table of actors: 1 where the sympathy of the row towards the column is
    positive (or negative), else 0, and 10, a structural zero, where one of them was not in the room.

    Parameters
    ----------
    content : Content
        The room.
    folder : Path
        Where to write.

    Raises
    ------
    InputError
        There are fewer than 2 waves or more than 2,000 actors.
    """
    actors = {agent: row for row, agent in enumerate(content.everybody)}
    if content.waves < 2:
        raise InputError(f"waves={content.waves} is too few; RSiena compares at least 2")
    if len(actors) > _ACTORS:
        raise InputError(f"the room has {len(actors):,} agents, and RSiena takes at most {_ACTORS:,}; leave it out")
    columns = content.log.edges()
    moments = _moments(columns.timestamp, content.waves)
    for wave, moment in enumerate(moments.tolist(), 1):
        sympathy = _sympathy_at(content, actors, moment)
        absent = _absent_at(content, actors, moment)
        for sign, matrix in (("positive", sympathy > 0), ("negative", sympathy < 0)):
            coded = np.where(absent[:, None] | absent[None, :], _ABSENT, matrix.astype(np.int64))
            np.fill_diagonal(coded, 0)
            np.savetxt(folder / f"rsiena_{sign}_{wave}.txt", coded, fmt="%d", newline="\n")
    names = [*content.everybody.values()]
    table = {"row": np.arange(1, len(actors) + 1), "id": pd.array([*actors], TEXT), "name": pd.array(names, TEXT)}
    times = pd.Series(pd.DatetimeIndex(moments.view("M8[us]")).tz_localize("UTC"), dtype=TIME)
    waves = pd.DataFrame({"wave": np.arange(1, len(moments) + 1), "timestamp": times})
    export_csv({"rsiena_actors": pd.DataFrame(table), "rsiena_waves": waves}, folder)


def _moments(times: NDArray[np.int64], waves: int) -> NDArray[np.int64]:
    first, last = (int(times.min()), int(times.max())) if times.size else (0, 0)
    return np.array([first + (last - first) * wave // (waves - 1) for wave in range(waves)], np.int64)


def _sympathy_at(content: Content, actors: dict[str, int], moment: int) -> NDArray[np.float64]:
    """Return the matrix of sympathies, NaN where there is no tie: of each tie the last change up to the moment."""
    columns = content.log.edges()
    until = columns.timestamp <= moment
    final = np.full(len(content.log.pairs), np.nan)
    final[columns.pair[until]] = columns.sympathy[until]
    matrix = np.full((len(actors), len(actors)), np.nan)
    for (source, target), value in zip(list(content.log.pairs), final.tolist(), strict=False):
        matrix[actors[source], actors[target]] = value
    return matrix


def _absent_at(content: Content, actors: dict[str, int], moment: int) -> NDArray[np.bool_]:
    absent = np.ones(len(actors), np.bool_)
    for agent, spells in content.presence().items():
        here = any(came <= moment and (left is None or moment < left) for came, left in spells)
        absent[actors[agent]] = not here
    return absent
