"""The `roomlab` command. What it needs is imported when it is called: the package itself weighs nothing."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `roomlab` command.

    Parameters
    ----------
    argv : sequence of str, optional
        What stands after `roomlab` on the command line; that of this process by default.

    Returns
    -------
    int
        The exit code: 0 when all went well, 2 after bad input (one sentence on stderr says what to do), 130 after
        Ctrl-C, 128 plus the number after another signal, 1 for a fault of roomlab's own.
    """
    try:
        from roomlab.cli._app import run

        return run(argv)
    except KeyboardInterrupt:  # while it was still being imported
        return 130
