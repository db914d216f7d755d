"""Autobahn's fuzzing client finds nothing wrong with the sockets of the server."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import autobahn as suites
import pytest
import server_process as processes

CASES = 247
"""All but those of load and of compression."""

OK_AT_LEAST = 233
TOLD_ONLY = {"7.1.6", "7.13.1", "7.13.2"}
NOT_STRICT = {"3.2", "3.3", "4.1.3", "4.1.4", "4.2.3", "4.2.4", "5.15", "6.4.1", "6.4.2", "6.4.3", "6.4.4"}
"""A frame against the rules ends the connection before what came with it is answered, and text that is no UTF-8 is
found at the end of a message: RFC 6455 allows both."""

SENT_APART = {"3.4", "4.1.5", "4.2.5"}
"""These send a message, and octet by octet a frame against the rules. Whether they also arrive apart, so that the
message is answered before the mistake, is chance: such a case is tried again, and has to be OK once."""

ATTEMPTS = 20

pytestmark = [pytest.mark.autobahn, pytest.mark.slow, pytest.mark.timeout(240)]


class EchoServer(processes.ServerProcess):
    program = (str(Path(__file__).with_name("echo_server.py")),)


def verdicts(server, cases):
    """Return what the client says of each case; it may not find a failure."""
    suite = suites.Suite(Path(os.environ["ROOMLAB_AUTOBAHN"]))
    found = suite.fuzz(server.url.replace("http", "ws", 1), cases)
    for number, case in found.items():
        assert case["behavior"] in ("OK", "NON-STRICT", "INFORMATIONAL"), (number, case)
        assert case["behaviorClose"] in ("OK", "INFORMATIONAL"), (number, case)
    return {number: case["behavior"] for number, case in found.items()}


def test_the_fuzzing_client_finds_no_failure(tmp_path):
    with EchoServer(tmp_path) as server:
        told = verdicts(server, ["*"])
        for _ in range(ATTEMPTS):
            again = [number for number in sorted(SENT_APART) if told[number] != "OK"]
            if not again:
                break
            told |= verdicts(server, again)
    assert len(told) == CASES
    assert {number for number, verdict in told.items() if verdict != "OK"} <= NOT_STRICT | TOLD_ONLY
    assert Counter(told.values())["OK"] >= OK_AT_LEAST
    assert "Traceback" not in server.log
