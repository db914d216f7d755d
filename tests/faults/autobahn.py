"""Autobahn's test suite of WebSockets, which needs Python 2.7: gets both into a folder, and runs its fuzzing client.

``python tests/faults/autobahn.py FOLDER`` prepares it, on Debian without touching the system: where no Python 2.7 is
installed, the packages of an older release are unpacked in the folder. Exit code 0: it is ready, and
``ROOMLAB_AUTOBAHN=FOLDER`` lets the test run. 3: it is not to be had here, and a sentence says why.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PACKAGES = ("python2.7", "python2.7-minimal", "libpython2.7-stdlib", "libpython2.7-minimal", "libffi7", "libssl1.1")
RELEASE = "bullseye"
"""The last of Debian with Python 2.7."""

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
PIP = "pip==20.3.4"
"""The last for Python 2.7."""

REQUIREMENTS = Path(__file__).with_suffix(".txt")
WSTEST = "import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite.wstest import run; run()"
LEFT_OUT = ("9.*", "12.*", "13.*")
"""Load, which benchmarks/ measures, and compression, which the server does not offer."""

PATIENCE = 300
"""Seconds for one step."""

NOT_TO_BE_HAD = 3


class Missing(Exception):
    """Something that the suite needs is not to be had."""


def run(command: Sequence[str | Path], **options: Any) -> str:
    """Run a command; return what it wrote.

    Raises
    ------
    Missing
        It is not there, or failed.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(str(error)) from error
    if done.returncode:
        raise Missing(f"{command[0]} failed: {(done.stderr.strip() or done.stdout.strip())[-500:]}")
    return done.stdout


class Suite:
    """The suite in a folder.

    Parameters
    ----------
    folder : Path
        Where it is, or is to be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._root = self._folder / "root"
        self._site = self._folder / "site"

    def prepare(self) -> None:
        """Get Python 2.7 where the machine has none, and the suite.

        Raises
        ------
        Missing
            They are not to be had.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._own_python().exists() and not _installed_python():
            self._unpack(self._fetch_packages())
        pip = [sys.executable, "-m", "pip"]
        run([*pip, "download", "--quiet", "--no-deps", "--dest", self._folder, PIP])
        wheel = next(self._folder.glob("pip-*.whl"))
        install = [wheel / "pip", "install", "--quiet", "--no-deps", "--no-compile", "--no-cache-dir"]
        tools = self._folder / "tools"  # what builds the few that come as source
        self._python(*install, "--target", tools, "setuptools==44.1.1", "wheel==0.37.1")
        more = ("--upgrade", "--no-build-isolation", "--target", self._site, "--requirement", REQUIREMENTS)
        self._python(*install, *more, PYTHONPATH=str(tools))
        self._wstest("--help")

    def fuzz(self, url: str, cases: Sequence[str] = ("*",)) -> dict[str, dict[str, Any]]:
        """Run the fuzzing client against an echo at `url`; return what it says of each case, by the case's number."""
        reports = self._folder / "reports"
        shutil.rmtree(reports, ignore_errors=True)
        plan = {
            "outdir": str(reports),
            "servers": [{"agent": "roomlab", "url": url}],
            "cases": list(cases),
            "exclude-cases": LEFT_OUT,
            "exclude-agent-cases": {},
        }
        (self._folder / "plan.json").write_text(json.dumps(plan))
        self._wstest("-m", "fuzzingclient", "-s", self._folder / "plan.json")
        found: dict[str, dict[str, Any]] = json.loads((reports / "index.json").read_text())["roomlab"]
        return found

    def _fetch_packages(self) -> list[Path]:
        """Download Debian's packages, signed as ever, from where this machine has its own."""
        configured = run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]).split()
        mirror = next((address for address in configured if re.search(r"/debian/?$", address)), None)
        if mirror is None:
            raise Missing("No Python 2.7 here, and no mirror of Debian that could have it.")
        apt = self._folder / "apt"
        for part in ("lists/partial", "archives/partial", "debs"):
            (apt / part).mkdir(parents=True, exist_ok=True)
        (apt / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror} {RELEASE} main\n")
        own = {
            "Dir::Etc::sourcelist": apt / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": apt / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": apt,
            "APT::Update::Error-Mode": "any",
            "Acquire::Retries": 2,
        }
        command = ["apt-get", "--quiet", *(f"--option={name}={value}" for name, value in own.items())]
        run([*command, "update"])
        run([*command, "download", *PACKAGES], cwd=apt / "debs")
        return sorted((apt / "debs").glob("*.deb"))

    def _unpack(self, packages: Sequence[Path]) -> None:
        for package in packages:
            run(["dpkg-deb", "--extract", package, self._root])

    def _own_python(self) -> Path:
        return self._root / "usr" / "bin" / "python2.7"

    def _python(self, *arguments: str | Path, **environment: str) -> str:
        own = self._own_python()
        if own.exists():
            libraries = ":".join(str(path) for path in (self._root / "usr" / "lib").glob("*-linux-*"))
            environment |= {"PYTHONHOME": str(self._root / "usr"), "LD_LIBRARY_PATH": libraries}
        program = str(own) if own.exists() else _installed_python()
        return run([program, *arguments], env=os.environ | environment)

    def _wstest(self, *arguments: str | Path) -> str:
        return self._python("-c", WSTEST, self._site, *arguments)


def _installed_python() -> str:
    """Return a Python 2.7 that is installed and runs, or ""."""
    found = shutil.which("python2.7") or ""
    try:
        run([found, "-c", "import ssl, ctypes"])
    except Missing:
        return ""
    return found


def main(folder: str) -> int:
    try:
        Suite(Path(folder)).prepare()
    except Missing as error:
        sys.stderr.write(f"Autobahn's test suite is not to be had here: {error}\n")
        return NOT_TO_BE_HAD
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
