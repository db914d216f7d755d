"""Both kinds of ties find, set and make what they are told to, in whatever order it comes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.simulation.ties import DenseTies, SparseTies, without_repeats

AGENTS = 5
PAIR = st.tuples(st.integers(0, AGENTS - 1), st.integers(0, AGENTS - 1)).filter(lambda pair: pair[0] != pair[1])
BATCHES = st.lists(st.dictionaries(PAIR, st.floats(-1, 1), min_size=1, max_size=8), max_size=8)


def ends(pairs):
    return np.array(list(pairs), np.int64).T


@pytest.mark.parametrize("dense", [True, False])
@given(batches=BATCHES)
def test_ties_are_found_where_they_were_set(dense, batches):
    nobody = np.empty(0, np.int64)
    ties = DenseTies(np.zeros((AGENTS, AGENTS))) if dense else SparseTies(AGENTS, nobody, nobody, np.empty(0))
    known = {}
    for batch in batches:
        ties.connect(*ends(batch), np.array(list(batch.values())))
        known |= batch
        every = [(one, other) for one in range(AGENTS) for other in range(AGENTS) if one != other]
        for pair in every:
            found = ties.sympathy[ties.places_of(*ends([pair]))].tolist()
            assert found == ([known[pair]] if pair in known else [0.0] if dense else [])
        assert ties.sympathy[ties.places_of(*ends(known))].tolist() == list(known.values())


TIES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.just(math.pi)), max_size=12)


@given(ties=TIES, mutual=st.booleans())
def test_parts_have_no_tie_twice_and_are_together_the_whole(ties, mutual):
    parts = list(without_repeats(ties, mutual=mutual))
    assert [tie for part in parts for tie in part] == ties
    met = [[frozenset(tie[:2]) if mutual else tie[:2] for tie in part] for part in parts]
    assert all(len(part) == len(set(part)) > 0 for part in met)
    assert all(later[0] in earlier for earlier, later in itertools.pairwise(met)), "no more parts than needed"
