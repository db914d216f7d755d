"""Chains of calls, each with what an earlier one answered, break nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.checks import not_a_server_error

from roomlab_server.testing import RunningServer

CHAINS = 100
A_RUN = settings(
    max_examples=CHAINS,
    stateful_step_count=15,
    database=None,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SECONDS = 60.0
"""How long an answer may take on a busy machine."""
USED = 15
"""So many of the calls that take an id are made with one that is there."""


@pytest.mark.timeout(400)
@pytest.mark.slow
def test_no_chain_of_calls_breaks_the_server(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    """Which call answers what another takes (ids of rooms, agents, links) is inferred from the description.

    One server answers all chains, so that a later one finds what an earlier one left: ids that never come back, rooms
    that are full. The same calls may then be answered otherwise, which Hypothesis takes for a fault of the test and
    ends its run on; the chains that are still wanted are made by a run from the next seed.
    """
    server = serve()
    alice = join(server)
    assert alice.room("A", "B", "C", orchestration_type="circular") == "1"
    made: Counter[tuple[str, int]] = Counter()
    begun: list[type] = []
    document = schemathesis.openapi.from_url(f"{server.url}/openapi.json")

    class Chain(document.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            begun.append(type(self))

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {alice.token}"}, "timeout": SECONDS}

        def validate_response(self, response: Any, case: schemathesis.Case, **options: Any) -> None:
            made[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=[not_a_server_error])

    for seed in count():
        with suppress(FlakyStrategyDefinition):
            hypothesis.seed(seed)(Chain).run(settings=A_RUN)
        if len(begun) >= CHAINS:
            break
    assert not [answer for answer in made if answer[1] >= 500]
    used = {label for label, status in made if "{" in label and status < 300}
    assert len(used) >= USED, sorted(used)
    assert alice.ask("GET", "/api/auth/me")["email"] == alice.email
