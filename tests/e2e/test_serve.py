"""`roomlab serve`, in front of a real server."""

from __future__ import annotations

import json
import re
import socket
import urllib.request

import pytest


def address(run):
    """Return the URL that a server which has just been started prints."""
    run.until(lambda: bool(run.out), "no URL")
    found = re.fullmatch(r"roomlab server on (http://127\.0\.0\.1:(\d+))\n", run.out[0])
    assert found, run.out
    return found[1], int(found[2])


@pytest.mark.timeout(120)
def test_it_says_where_it_listens_and_ends_its_server(command, interrupted):
    run = command("serve", "--port", 0, "--log-level", "warning")
    url, port = address(run)
    with urllib.request.urlopen(f"{url}/", timeout=40) as answer:
        assert json.load(answer)["api"] == "/api"
    assert len(run.children) == 1
    run.interrupt()
    assert run.ended() == interrupted
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
        pass
    assert "Traceback" not in "".join(run.err)


@pytest.mark.timeout(120)
def test_its_server_ends_when_it_is_killed(command):
    run = command("serve", "--port", 0)
    address(run)
    run.process.kill()
    run.ended()


@pytest.mark.timeout(120)
def test_a_port_that_is_taken(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = command("serve", "--port", taken.getsockname()[1])
        assert run.ended() == 2
    assert len(run.err) == 1
    assert "--port" in run.err[0]


def test_its_help_is_that_of_the_server(command):
    run = command("serve", "--help")
    assert run.ended() == 0
    for flag in ("--port", "--db", "--synchronous"):
        assert flag in "".join(run.out)


def test_a_flag_that_the_server_does_not_know(command):
    run = command("serve", "--colour", "red")
    assert run.ended() == 2
    assert "--colour" in run.err[-1]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "usage: roomlab serve "),
        (["--prot", "1"], 2, "roomlab serve: Unrecognized arguments: --prot 1; see roomlab serve --help."),
    ],
)
def test_its_help_and_its_complaints_name_what_was_typed(command, arguments, code, said):
    run = command("serve", *arguments)
    assert run.ended() == code
    assert "".join(run.out + run.err).startswith(said)
