"""The OpenAPI document describes the server truly; origins may read what they may; documentation needs no network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from roomlab_server.testing import RunningServer

OPEN = {
    ("GET", "/"),
    ("GET", "/api/"),
    ("GET", "/api/test-db"),
    ("GET", "/api/usage"),
    ("POST", "/api/auth/register"),
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/refresh"),
    ("GET", "/api/agents"),
    ("GET", "/api/default-agents"),
    ("GET", "/api/default-agents/{default_id}"),
    ("GET", "/api/prompts/system"),
    ("GET", "/api/prompts/templates"),
    ("GET", "/api/prompts/templates/{name}"),
    ("POST", "/api/prompts/build"),
}
CHECKED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
GENERATED = settings(
    max_examples=15,
    database=None,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SECONDS = 60.0
"""How long an answer may take on a busy machine."""
MAY_REFUSE = {("POST", "/api/auth/login"), ("POST", "/api/auth/refresh"), ("GET", "/api/agents")}
ROOM = "/api/rooms/{room_id}"
ADDED = {
    ("GET", ROOM + "/observers"),
    ("POST", ROOM + "/observers"),
    ("DELETE", ROOM + "/observers/{link_id}"),
    ("POST", ROOM + "/relationships/batch"),
}
"""What roomlab adds to the contract; see docs/protocol.md."""
GUARDED = {
    *ADDED,
    ("GET", "/api/auth/me"),
    ("GET", "/api/rooms"),
    ("POST", "/api/rooms"),
    ("GET", ROOM),
    ("PATCH", ROOM),
    ("DELETE", ROOM),
    ("PATCH", ROOM + "/speed"),
    ("GET", ROOM + "/agents"),
    ("POST", ROOM + "/agents"),
    ("GET", ROOM + "/agents/{agent_id}"),
    ("DELETE", ROOM + "/agents/{agent_id}"),
    ("GET", ROOM + "/agents/{agent_id}/memories"),
    ("GET", ROOM + "/agents/{agent_id}/plans"),
    ("POST", ROOM + "/agents/{agent_id}/messages"),
    ("PATCH", ROOM + "/relationships"),
    ("GET", ROOM + "/relationships"),
    ("GET", ROOM + "/relationship-model"),
    ("GET", ROOM + "/emotional-state"),
    ("GET", ROOM + "/context-memory"),
    ("POST", ROOM + "/messages"),
    ("GET", ROOM + "/messages"),
    ("POST", ROOM + "/events"),
    ("POST", ROOM + "/events/broadcast"),
    ("GET", ROOM + "/feed"),
    ("POST", ROOM + "/orchestration/start"),
    ("POST", ROOM + "/orchestration/stop"),
}


def described(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def test_every_call_of_the_contract_is_described_and_no_other(server: RunningServer) -> None:
    operations = described(httpx.get(f"{server.url}/openapi.json").json())
    assert operations.keys() == OPEN | GUARDED
    for call, operation in operations.items():
        statuses = operation["responses"].keys()
        assert ("401" in statuses) == (call in GUARDED | MAY_REFUSE), call
        assert ("404" in statuses) == ("{" in call[1]), call
        assert any(status.startswith("2") for status in statuses), call
        if call in GUARDED:
            assert operation["security"] == [{"HTTPBearer": []}], call


@pytest.mark.timeout(400)
@pytest.mark.slow
def test_no_generated_request_breaks_the_server_or_its_description(
    serve: Callable[..., RunningServer], join: Callable[..., Any]
) -> None:
    """Requests drawn from the description and against it; half of them to a room that is there."""
    server = serve()
    alice = join(server)
    assert alice.room("A", "B", "C", orchestration_type="circular") == "1"
    tried = 0

    def call(case: schemathesis.Case) -> None:
        nonlocal tried
        tried += 1
        path = case.path_parameters
        if (case.method, case.operation.path) == ("DELETE", ROOM):
            path["room_id"] = 10 + tried  # the room stays
        elif "room_id" in path and tried % 3:
            path["room_id"] = 1
        if "agent_id" in path and tried % 3:
            path["agent_id"] = 1 + tried % 2
        headers = {"Authorization": f"Bearer {alice.token}"} if tried % 7 else {}
        case.call_and_validate(headers=headers, checks=CHECKED, timeout=SECONDS)

    document = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    for result in document.get_all_operations():
        operation = result.ok()
        GENERATED(given(case=operation.as_strategy(GenerationMode.POSITIVE))(call))()
        takes = operation.body or operation.path_parameters or operation.query
        if takes and operation.path != "/api/prompts/templates/{name}":  # where any text is a name
            GENERATED(given(case=operation.as_strategy(GenerationMode.NEGATIVE))(call))()
    assert tried >= 20 * len(OPEN | GUARDED)
    assert alice.ask("GET", "/api/rooms/1")["id"] == "1"


ORIGINS = ["http://localhost:5173", "https://localhost", "http://127.0.0.1:3000", "http://[::1]:8080"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_local_origins_may_read_every_answer(alice: Any, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("roomlab_server.api.service.iso", broken)
    headers = {"Origin": origin, "Host": "some.proxy"}
    answers = {"/api/rooms": 200, "/api/rooms/9": 404, "/api/rooms/x": 422, "/no": 404, "/api/usage": 500}
    for path, status in answers.items():
        answer = alice.http.get(path, headers=headers)
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == origin
    refused = alice.http.get("/api/rooms", headers={**headers, "Authorization": "Bearer x"})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, origin)
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = alice.http.options("/api/rooms/1/relationships", headers=headers | asked)
    assert preflight.status_code == 200
    assert "PATCH" in preflight.headers["Access-Control-Allow-Methods"]
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost.evil.example",
        "http://evil.example?localhost:1",
        "http://localhost:1.evil",
    ],
)
def test_other_origins_may_not(alice: Any, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in alice.http.get("/api/rooms", headers={"Origin": origin}).headers


def test_origins_can_be_chosen(serve: Callable[..., RunningServer]) -> None:
    url = serve(cors=["https://school.example"]).url
    for origin, allowed in (("https://school.example", True), ("http://localhost:5173", False)):
        headers = httpx.get(url, headers={"Origin": origin}).headers
        assert ("Access-Control-Allow-Origin" in headers) == allowed


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_documentation_needs_no_network(server: RunningServer, path: str) -> None:
    page = httpx.get(server.url + path).text
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert links
    for link in links:
        assert link.startswith("/"), link
        assert httpx.get(server.url + link).status_code == 200, link
    assert "//cdn" not in page
