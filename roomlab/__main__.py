"""`python -m roomlab` is the `roomlab` command."""

from __future__ import annotations

from roomlab.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
