"""Two rooms beside each other: where they part for the first time, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from roomlab._base_room import BaseRoom
from roomlab._counts import counted
from roomlab.errors import InputError
from roomlab.state.tables import TEXT, TIME

__all__ = ["Comparison", "Divergence", "compare"]

_TIE = ["source", "target"]
_SAID = {"messages": ["sender", "text"], "changes": [*_TIE, "sympathy"]}


@dataclass(frozen=True)
class Divergence:
    """Where two rooms part for the first time.

    `kind` is "messages" or "changes"; `place` says that so many of that kind are the same (0 when not even the first
    is); `a` and `b` are what comes then in each room, None where nothing does.
    """

    kind: str
    place: int
    a: Mapping[str, object] | None
    b: Mapping[str, object] | None

    def __str__(self) -> str:
        one = self.kind.removesuffix("s")
        where = f"after {counted(self.place, f'equal {one}')} the next {one} differs"
        return f"{where}: {_told(self.a)} / {_told(self.b)}"


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between the rooms `a` and `b`. It is true in a condition when nothing does.

    Attributes
    ----------
    divergences : tuple of Divergence
        The first message and the first change of a tie that are not the same, where there are such; the earlier first.
    ties : pandas.DataFrame
        One row per tie that differs now: source, target, a, b (sympathy, NaN where there is no tie), difference.
    messages : pandas.DataFrame
        One row per message that only one of them has: room ("a" or "b"), timestamp, sender, text.
    agents : pandas.DataFrame
        One row per agent that only one of them has: room, id, name.
    """

    divergences: tuple[Divergence, ...]
    ties: pd.DataFrame
    messages: pd.DataFrame
    agents: pd.DataFrame

    @property
    def first(self) -> Divergence | None:
        """Where the rooms part for the first time; None when they never do."""
        return self.divergences[0] if self.divergences else None

    def __bool__(self) -> bool:
        return not self.divergences and self.ties.empty and self.messages.empty and self.agents.empty

    def __str__(self) -> str:
        return "\n".join([self._counts(), *(f"  {divergence}" for divergence in self.divergences)])

    def __repr__(self) -> str:
        return f"<Comparison: {self._counts()}>"

    def _counts(self) -> str:
        if self:
            return "the same messages, changes, ties and agents"
        ties, messages, agents = len(self.ties), len(self.messages), len(self.agents)
        return f"{counted(ties, 'tie')}, {counted(messages, 'message')} and {counted(agents, 'agent')} differ"


def compare(a: BaseRoom, b: BaseRoom) -> Comparison:
    """Compare what was said, how the ties changed, and what there is now. Times and numbers of entries do not matter.

    Parameters
    ----------
    a, b : Room or AsyncRoom
        Live, replayed, simulated or of files.

    Returns
    -------
    Comparison
        True when nothing differs.

    Raises
    ------
    InputError
        One is no room.
    """
    for name, room in (("a", a), ("b", b)):
        if not isinstance(room, BaseRoom):
            raise InputError(f"{name} is {room!r:.80}, which is no room; open one first, as with roomlab.replay")
    said = {"messages": (a.messages, b.messages), "changes": (a.history, b.history)}
    found = [(_divergence(kind, *frames), frames) for kind, frames in said.items()]
    parted = sorted(
        ((_share(divergence, frames), divergence) for divergence, frames in found if divergence is not None),
        key=lambda pair: pair[0],
    )
    return Comparison(
        divergences=tuple(divergence for _, divergence in parted),
        ties=_ties(a.edges, b.edges),
        messages=_only(a.messages, b.messages, ["sender", "text"], ["timestamp", "sender", "text"]),
        agents=_only(a.agents, b.agents, ["id"], ["id", "name"]),
    )


def _divergence(kind: str, a: pd.DataFrame, b: pd.DataFrame) -> Divergence | None:
    size = min(len(a), len(b))
    differs = np.zeros(size, np.bool_)
    for column in _SAID[kind]:
        one, two = a[column].iloc[:size].to_numpy(object), b[column].iloc[:size].to_numpy(object)
        missing = pd.isna(one) & pd.isna(two)  # the end of a tie equals the end of a tie
        differs |= (one != two) & ~missing
    place = int(np.argmax(differs)) if differs.any() else size
    if place == size and len(a) == len(b):
        return None
    return Divergence(kind, place, _row(kind, a, place), _row(kind, b, place))


def _row(kind: str, frame: pd.DataFrame, place: int) -> dict[str, object] | None:
    if place >= len(frame):
        return None
    return {column: frame[column].iloc[place] for column in ["timestamp", *_SAID[kind]]}


def _share(divergence: Divergence, frames: tuple[pd.DataFrame, pd.DataFrame]) -> int:
    """Return the earliest entry at which a room parts from the other, by which divergences are sorted."""
    seqs = [int(frame["seq"].iloc[divergence.place]) for frame in frames if divergence.place < len(frame)]
    return min(seqs)


def _ties(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    both = a[[*_TIE, "sympathy"]].merge(b[[*_TIE, "sympathy"]], how="outer", on=_TIE, suffixes=("_a", "_b"))
    both = both.rename(columns={"sympathy_a": "a", "sympathy_b": "b"})
    both = both[both["a"].ne(both["b"])].reset_index(drop=True)
    both["difference"] = both["b"] - both["a"]
    return both


def _only(a: pd.DataFrame, b: pd.DataFrame, key: list[str], columns: list[str]) -> pd.DataFrame:
    """Return the rows that one frame has and the other has not, or has less often."""
    parts = []
    for room, mine, other in (("a", a, b), ("b", b, a)):
        mine = mine.assign(turn=mine.groupby(key, sort=False).cumcount())
        other = other.assign(turn=other.groupby(key, sort=False).cumcount())
        met = pd.MultiIndex.from_frame(mine[[*key, "turn"]]).isin(pd.MultiIndex.from_frame(other[[*key, "turn"]]))
        part = mine.loc[~met, columns].copy()
        part.insert(0, "room", room)
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    return whole.astype({"room": TEXT, **({"timestamp": TIME} if "timestamp" in columns else {})})


def _told(row: Mapping[str, object] | None) -> str:
    if row is None:
        return "nothing"
    return ", ".join(f"{value!r:.80}" if isinstance(value, str) else str(value) for value in row.values())
