"""The bins of the timeline: nothing is lost when they are merged, and the mean is that of all ties."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from roomlab.views.widgets._timeline import BINS, Timeline, mean_after_each

CHANGES = st.lists(
    st.tuples(st.integers(0, 4), st.one_of(st.just(np.nan), st.floats(-1, 1)), st.integers(0, 10**9)), min_size=1
)


def columns(changes):
    pair, sympathy, when = zip(*changes, strict=True)
    return np.array(pair, np.int32), np.array(sympathy, float), np.array(when, np.int64)


def means_one_by_one(changes):
    values, means = {}, []
    for pair, sympathy, _ in changes:
        values[pair] = sympathy
        there = [value for value in values.values() if value == value]
        means.append(np.mean(there) if there else np.nan)
    return means


@given(CHANGES, st.integers(0, 20))
def test_the_mean_after_each_change_is_the_mean_of_all_ties(changes, cut):
    pair, sympathy, _ = columns(changes)
    values = np.full(5, np.nan)
    cut = min(cut, len(pair))
    parts = [mean_after_each(pair[part], sympathy[part], values) for part in (slice(0, cut), slice(cut, None))]
    np.testing.assert_allclose(np.concatenate(parts), means_one_by_one(changes), atol=1e-12)


@given(st.lists(CHANGES, min_size=1, max_size=5), st.lists(st.integers(0, 10**9), max_size=20))
def test_nothing_is_lost_and_the_end_is_as_it_is(batches, messages):
    timeline = Timeline()
    for batch in batches:
        timeline.take_changes(*columns(batch), np.ones(len(batch), bool))
    timeline.take_messages(messages)
    told = timeline.describe()
    times = [when for batch in batches for *_, when in batch] + messages
    bins = told["bins"]
    assert sum(bins["changes"]) == sum(map(len, batches))
    assert sum(bins["messages"]) == len(messages)
    assert {len(column) for column in bins.values()} == {(told["end"] - told["start"]) // told["width"] + 1}
    assert len(bins["changes"]) <= BINS
    assert told["start"] <= min(times)
    assert told["end"] == max(times)


@given(CHANGES)
def test_the_mean_of_the_last_bin_is_that_of_the_end(changes):
    changes = sorted(changes, key=lambda change: change[2])
    timeline = Timeline()
    timeline.take_changes(*columns(changes), np.ones(len(changes), bool))
    last = timeline.describe()["bins"]["sympathy"][-1]
    expected = means_one_by_one(changes)[-1]
    assert (last is None and np.isnan(expected)) or abs(last - expected) < 1e-4


def test_of_nothing_there_is_no_timeline():
    assert Timeline().describe() is None
