"""`roomlab simulate`: a room that is simulated here, as files or in a room of a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from roomlab._counts import counted
from roomlab.cli._export import check_formats, leave_files, place_for
from roomlab.cli._options import EmailOption, read_account, read_speed
from roomlab.cli._screen import say
from roomlab.cli._stop import run_until_stopped
from roomlab.errors import InputError

__all__ = ["simulate"]


_FOR_SERVERS = ("room", "email", "register", "speed", "least")


def simulate(
    context: typer.Context,
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="balance, triads, bounded_confidence, consensus, coevolution, conversation or walk.",
        ),
    ],
    # what
    agents: Annotated[int, typer.Option("--agents", metavar="N", help="How many agents.")] = 30,
    steps: Annotated[int, typer.Option("--steps", metavar="N", help="How many steps.")] = 100,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Of all luck; drawn by default.")] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", metavar="NAME=VALUE", help="A parameter of the model; may be given several times."),
    ] = None,
    # as files
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the room to this folder; a crate may be a .zip.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="NAMES", help="Of the files, several with commas, as roomlab export.")
    ] = "csv",
    # live
    url: Annotated[str | None, typer.Option("--url", metavar="ADDRESS", help="Drive a room of this server.")] = None,
    room: Annotated[str | None, typer.Option("--room", metavar="ID", help="The room; a new one by default.")] = None,
    email: EmailOption = None,
    register: Annotated[bool, typer.Option("--register", help="Make the account first.")] = False,
    speed: Annotated[str, typer.Option("--speed", metavar="N", help="With --url: steps per second, or max.")] = "1",
    least: Annotated[
        float,
        typer.Option(
            "--least",
            metavar="SYMPATHY",
            min=0,
            max=2,
            help="With --url: smaller changes of a tie are not sent, and not taken.",
        ),
    ] = 0.01,
) -> None:
    """Simulate a room: write it to files, or drive a room of a server with it, so that it can be watched live."""
    if (out is None) == (url is None):
        raise InputError("say where it goes: either --out DIR for files, or --url ADDRESS for a room of a server")
    if url is None:
        given = [name for name in _FOR_SERVERS if _is_typed(context, name)]
        if given:
            raise InputError(f"--{given[0]} is for a room of a server; say which server with --url, or leave it out")
    from roomlab.cli._drive_run import DriveRun
    from roomlab.simulating import simulate as run
    from roomlab.simulation._check import check_integer
    from roomlab.simulation.engine import Simulation
    from roomlab.simulation.models import make_model

    check_integer("--agents", agents, 1)
    check_integer("--steps", steps, 0)
    if seed is not None:
        check_integer("--seed", seed, 0)
    rules = make_model(model, **_parameters(parameters or []))
    pace = read_speed(speed)
    if out is not None:
        asked = check_formats(formats)
        with place_for(out, asked), run(rules, agents=agents, steps=steps, seed=seed) as made:
            say(f"Simulated {made.title}: {counted(agents, 'agent')}, {counted(steps, 'step')}", error=True)
            leave_files(made, out, asked)
        return
    assert url is not None
    driving = DriveRun(Simulation(rules, agents, seed=seed), steps, room)
    account = read_account(email, asked_twice=register)
    try:
        run_until_stopped(lambda: driving.drive(url, account, register=register, speed=pace, least=least))
    finally:
        driving.report()


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _parameters(given: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise InputError(f"--parameter is {text!r}; expected NAME=VALUE, as in p=0.25")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
