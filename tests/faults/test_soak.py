"""A soak of three minutes (eight hours by `make soak`): what the server holds does not grow, and it ends when told to.

What three minutes can show of "less than 1 MB an hour": after the first minute, the bytes of everything that Python
holds are counted exactly after each of some hundred equal rounds, and the line through them rises by less than 1 MB an
hour, with twice its standard error on top. A leak of one record of 300 bytes a second would show. What the C libraries
hold (SQLite, buffers of the system) is seen in the resident memory only, which moves by pages and arenas: for it, three
minutes show that it grows by less than 4 MB; only the eight hours hold it to 1 MB an hour as well.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

MEGABYTE = 1 << 20
HOURS = 3600.0


def slope(seen, name):
    """Return how fast a figure grows in bytes an hour, and twice the standard error of that."""
    at = np.array([row["at"] for row in seen])
    value = np.array([row[name] for row in seen], dtype=float)
    centred = at - at.mean()
    rise = (centred @ value) / (centred @ centred)
    rest = value - value.mean() - rise * centred
    error = np.sqrt(rest @ rest / (len(at) - 2) / (centred @ centred))
    return rise * HOURS, 2 * error * HOURS


def test_the_slope_is_that_of_a_line():
    seen = [{"at": float(second), "heap": 1000 + 2 * second + (second % 2)} for second in range(100)]
    rise, error = slope(seen, "heap")
    assert rise == pytest.approx(2 * HOURS, abs=error)
    assert 0 < error < 100


@pytest.mark.timeout(0)
@pytest.mark.slow
@pytest.mark.soak
def test_the_server_does_not_grow_and_ends_when_told_to(soaking):
    found = json.loads(soaking.communicate()[0])
    assert soaking.returncode == 0
    lasted = found["seen"][-1]["at"]
    seen = [row for row in found["seen"] if row["at"] > lasted / 3]
    assert len(seen) >= 25
    rise, error = slope(seen, "heap")
    print(f"heap {rise / 1e3:+.0f} ± {error / 1e3:.0f} kB/h over {lasted:.0f} s, {len(seen)} rounds")  # noqa: T201
    assert rise + error < MEGABYTE
    rss = [row["rss"] for row in seen]
    if lasted > HOURS:
        rise, error = slope(seen, "rss")
        assert rise + error < MEGABYTE
    assert max(rss) - rss[0] < 4 * MEGABYTE
    # A connection that ends as another begins may be counted twice.
    assert max(row["descriptors"] for row in seen) - min(row["descriptors"] for row in seen) <= 4
    assert seen[-1]["threads"] <= seen[0]["threads"] + 2  # a pool starts its last threads when it needs them
    assert found["code"] == 0
    assert found["ending"] < 5
    assert found["tracebacks"] == 0
