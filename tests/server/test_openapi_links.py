"""Chains of calls, each with what an earlier one answered, break nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from roomlab_server.testing import RunningServer

CHAINS = settings(
    max_examples=100,
    stateful_step_count=15,
    database=None,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
USED = 15
"""So many of the calls that take an id are made with one that is there."""


@pytest.mark.timeout(180)
@pytest.mark.slow
def test_no_chain_of_calls_breaks_the_server(serve: Callable[..., RunningServer], join: Callable[..., Any]) -> None:
    """Which call answers what another takes (ids of rooms, agents, links) is inferred from the description."""
    server = serve()
    alice = join(server)
    assert alice.room("A", "B", "C", orchestration_type="circular") == "1"
    made: Counter[tuple[str, int]] = Counter()
    document = schemathesis.openapi.from_url(f"{server.url}/openapi.json")

    class Chain(document.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {alice.token}"}}

        def validate_response(self, response: Any, case: schemathesis.Case, **options: Any) -> None:
            made[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=[not_a_server_error])

    Chain.run(settings=CHAINS)
    used = {label for label, status in made if "{" in label and status < 300}
    assert len(used) >= USED, sorted(used)
    assert alice.ask("GET", "/api/auth/me")["email"] == alice.email
