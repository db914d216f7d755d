"""The command line as a whole, and the one place that turns an error into a sentence and an exit code."""

from __future__ import annotations

import errno
import io
import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from roomlab.cli._stop import STOP
from roomlab.cli.demo import demo
from roomlab.cli.export import export
from roomlab.cli.open import open_
from roomlab.cli.play import play
from roomlab.cli.record import record
from roomlab.cli.replay import replay
from roomlab.cli.serve import serve
from roomlab.cli.share import share
from roomlab.cli.simulate import simulate
from roomlab.cli.sweep import sweep
from roomlab.cli.watch import watch
from roomlab.errors import RoomlabError
from roomlab.views._printable import printable

__all__ = ["run"]

BAD_INPUT = 2
OWN_FAULT = 1
# Typer has carried its own copy of click since 0.26 and has no public name for the base of its complaints, in either
# case.
_UsageError: Any = typer.BadParameter.__mro__[1]
_TOKEN = re.compile(r"(token=)[^&\s'\"]+", re.IGNORECASE)


@dataclass
class _Options:
    debug: bool = False


app = typer.Typer(
    help="Watch rooms of agents that talk and like or dislike each other.",
    epilog="A first look, in one line: roomlab demo",
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and among those is a password
    rich_markup_mode="rich",
)
app.command(
    "serve", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)(serve)
app.command("demo")(demo)
app.command("watch")(watch)
app.command("play")(play)
app.command("record")(record)
app.command("replay")(replay)
app.command("export")(export)
app.command("open")(open_)
app.command("share")(share)
app.command("simulate")(simulate)
app.command("sweep")(sweep)


def _show_version(wanted: bool) -> None:
    if wanted:
        Console().print(f"roomlab {version('roomlab')}", highlight=False)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    context.obj.debug = debug
    if context.invoked_subcommand is None:
        Console().print(context.get_help(), highlight=False)


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; see `roomlab.cli.main`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal's encoding lacks must not end the program
            stream.reconfigure(errors="replace")
    options = _Options()
    arguments = None if argv is None else list(argv)
    with STOP.installed():
        try:
            code = typer.main.get_command(app).main(arguments, "roomlab", standalone_mode=False, obj=options)
        except (Exception, BaseExceptionGroup, KeyboardInterrupt) as error:
            cause = _cause(error)
            # rich ends the process so when nobody reads its output any more, as in `roomlab watch ... | head`.
            code = cause.code if isinstance(cause, SystemExit) else _explain(cause, options)
        return STOP.exit_code if STOP.requested else int(code or 0)


def _cause(error: BaseException) -> BaseException:
    """Return what really happened: the first error of roomlab's own in a group of tasks, or the first of all."""
    leaves, groups = [], [error]
    for group in groups:
        if isinstance(group, BaseExceptionGroup):
            groups.extend(group.exceptions)
        else:
            leaves.append(group)
    return next((leaf for leaf in leaves if isinstance(leaf, RoomlabError)), leaves[0])


def _explain(error: BaseException, options: _Options) -> int:
    """Say on stderr what went wrong and what to do; return the exit code."""
    console = Console(stderr=True)
    if options.debug:
        # The standard traceback has no local variables; an address of a socket in it may hold a token.
        trace = "".join(traceback.format_exception(error))
        console.print(Text(_TOKEN.sub(r"\1...", trace)), highlight=False, soft_wrap=True)
    if STOP.requested and isinstance(error, KeyboardInterrupt | typer.Abort):
        return STOP.exit_code
    sentence, code = _sentence(error)
    console.print(Text("roomlab: ", style="bold red"), Text(printable(sentence)), sep="", soft_wrap=True)
    return code


def _sentence(error: BaseException) -> tuple[str, int]:
    if isinstance(error, RoomlabError):
        return str(error), BAD_INPUT
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "roomlab"
        return f"{error.format_message().rstrip('.')}; see {command} --help", BAD_INPUT
    if isinstance(error, typer.Abort):
        return "the question was not answered, and nothing was done", BAD_INPUT
    if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
        return f"the output cannot be written ({error.strerror}); make room, or send it elsewhere", BAD_INPUT
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} cannot be used ({error.strerror}); change that, or choose another path", BAD_INPUT
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"this is a fault of roomlab itself ({what}); report it with what roomlab --debug ... says", OWN_FAULT
