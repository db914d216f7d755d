"""Luck that stays with its owner: random streams by step, purpose and agent.

A stream is a place in the sequence of one counter-based generator (Philox; Salmon, Moraes, Dror and Shaw, "Parallel
random numbers: as easy as 1, 2, 3", SC 2011), found by arithmetic and not by drawing. What an agent draws at step 40
therefore does not depend on how much was drawn before, so that two runs which differ in one intervention share the
rest of their luck.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from roomlab.simulation._check import check_integer

__all__ = ["Draw", "Streams"]


class Draw(IntEnum):
    """What a stream is for. The numbers are part of what "same seed, same bytes" means: add, do not renumber."""

    TIES = 1
    """Who knows whom at the start."""
    SYMPATHY = 2
    """What they feel at the start."""
    OPINION = 3
    """What they think at the start."""
    MEETING = 4
    """Who meets whom in a step."""
    CHANGE = 5
    """What happens then."""
    BEHAVIOUR = 6
    """What an agent with behaviour of its own does."""
    ARRIVAL = 7
    """What a newcomer brings."""


class Streams:
    """The random streams of one run.

    Parameters
    ----------
    seed : int, optional
        Any whole number of at least 0. Without one, the system's entropy gives a seed; `seed` tells which.
    """

    def __init__(self, seed: int | None = None) -> None:
        if seed is not None:
            seed = check_integer("seed", seed, 0)
        sequence = np.random.SeedSequence(seed)
        entropy = sequence.entropy
        assert isinstance(entropy, int)
        self.seed = entropy
        """The seed: the same one gives the same streams."""
        self._key = sequence.generate_state(2, np.uint64)

    def everyone(self, step: int, draw: Draw) -> np.random.Generator:
        """Return the stream from which all draw together in one step.

        Draw one array, and let its k-th element belong to the k-th agent or tie: one that is added later is drawn last,
        so it takes nothing from those before it.
        """
        return self._stream(step, draw, 0)

    def one(self, step: int, draw: Draw, slot: int) -> np.random.Generator:
        """Return the stream of one agent in one step."""
        return self._stream(step, draw, slot + 1)

    def _stream(self, step: int, draw: Draw, owner: int) -> np.random.Generator:
        # The lowest of the four words counts the numbers drawn, so streams are 2**64 blocks apart and never meet.
        return np.random.Generator(np.random.Philox(key=self._key, counter=np.array([0, owner, step, draw], np.uint64)))
