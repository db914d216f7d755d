"""Asks the public databases of known holes about every pinned package: pip-audit for Python, npm audit for the page.

Exit code 0: both were asked, and know of none. 1: one is known. 3: a database could not be reached, so that nothing is
known of what it would have said; what the other said is told all the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "roomlab" / "views" / "widgets" / "js"
CLEAN, VULNERABLE, NOT_REACHED = 0, 1, 3
PATIENCE = 600
"""Seconds for one database."""

Run = Callable[[Sequence[str]], str]


class Verdict(NamedTuple):
    """What one database said."""

    code: int
    text: str


def run(command: Sequence[str]) -> str:
    """Return what a command wrote, on both streams where the first is empty; it may fail, or not be there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stdout.strip() or done.stderr.strip()


def audit_python(ask: Run) -> Verdict:
    """Ask about `requirements.lock`, as it is: nothing is resolved or installed."""
    flags = ("--requirement", "requirements.lock", "--no-deps", "--disable-pip", "--format", "json")
    said = ask([sys.executable, "-m", "uv", "tool", "run", "pip-audit", *flags, "--progress-spinner", "off"])
    report = _json(said)
    packages = report.get("dependencies") if isinstance(report, dict) else None
    if not isinstance(packages, list) or not packages:
        return _not_reached("pip-audit", said)
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped:
        # It calls that "No known vulnerabilities found", and ends with code 0.
        return _not_reached("pip-audit", f"it left out {len(skipped)} of {len(packages)} packages, {skipped[0]} first")
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}" for package in packages for hole in package["vulns"]
    ]
    return _verdict("Python", len(packages), holes)


def audit_page(ask: Run) -> Verdict:
    """Ask about the `package-lock.json` of the live view's page, the tools that build it included."""
    said = ask(["npm", "audit", "--json", "--prefix", str(PAGE)])
    report = _json(said)
    if not isinstance(report, dict) or "auditReportVersion" not in report:
        return _not_reached("npm audit", str(report.get("message", said)) if isinstance(report, dict) else said)
    total = int(report["metadata"]["dependencies"]["total"])
    return _verdict(
        "the page", total, [f"{name}: {hole['severity']}" for name, hole in report["vulnerabilities"].items()]
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _verdict(what: str, packages: int, holes: list[str]) -> Verdict:
    if holes:
        return Verdict(VULNERABLE, "\n  ".join((f"{what}: {len(holes)} known holes in {packages} packages", *holes)))
    return Verdict(CLEAN, f"{what}: no known hole in {packages} packages")


def _not_reached(tool: str, said: str) -> Verdict:
    last = said.strip().splitlines()[-1][:200] if said.strip() else "it said nothing"
    return Verdict(NOT_REACHED, f"{tool} could not reach its database, so NOTHING WAS CHECKED ({last})")


def main(ask: Run = run) -> int:
    """Ask both, say what they said, and return the exit code."""
    verdicts = [audit_python(ask), audit_page(ask)]
    for verdict in verdicts:
        sys.stdout.write(f"{verdict.text}\n")
    codes = {verdict.code for verdict in verdicts}
    return VULNERABLE if VULNERABLE in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
