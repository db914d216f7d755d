"""Times as text for pyarrow, against what Python writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomlab.views import _arrow_times

pytest.importorskip("pyarrow")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999), timezones=st.just(UTC))


def microseconds(moment: datetime | None) -> int:
    return np.iinfo(np.int64).min if moment is None else (moment - EPOCH) // timedelta(microseconds=1)


@given(st.lists(st.none() | MOMENTS | st.sampled_from([EPOCH, EPOCH - timedelta(microseconds=1)])), st.integers(1, 9))
def test_it_is_what_isoformat_writes(moments, rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_arrow_times, "_PIECE_ROWS", rows)
        made = _arrow_times.iso_array(np.array(list(map(microseconds, moments)), np.int64).view("M8[us]"))
    made.validate(full=True)
    assert made.to_pylist() == [None if each is None else each.isoformat(timespec="microseconds") for each in moments]
