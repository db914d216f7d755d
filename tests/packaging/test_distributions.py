"""The two distributions, built, installed outside the source tree into bare environments, and started there."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

NO_INDEX = "connection broken by"
"""What pip says when it cannot reach its package index."""


class Environment:
    """A virtual environment that knows nothing of the source tree."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.home = folder / "home"
        self.home.mkdir()
        self.variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ROOMLAB"))
        }
        self.variables["MPLBACKEND"] = "Agg"

    def install(self, *what: str | Path) -> None:
        """Install with pip from its configured index, or skip the test when no index can be reached."""
        pip = [self.programs / "python", "-m", "pip", "install", "--quiet", "--retries", "2", "--no-compile", *what]
        done = subprocess.run(pip, capture_output=True, text=True, cwd=self.home, env=self.variables, check=False)
        if done.returncode and NO_INDEX in done.stderr:
            pytest.skip("pip reaches no package index here")
        assert done.returncode == 0, done.stderr

    def run(self, program: str, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, in an empty folder."""
        return subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.home,
            env={**self.variables, "PYTHONUTF8": "1"},
            timeout=timeout,
            check=False,
        )

    def python(self, code: str) -> str:
        """Run Python code, with warnings as errors, and return what it prints."""
        done = self.run("python", "-W", "error", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def built(project_root, tmp_path_factory) -> dict[str, Path]:
    """Both source distributions and the wheels built from them."""
    found = {}
    for name, folder in (("roomlab", project_root), ("roomlab_server", project_root / "server")):
        out = tmp_path_factory.mktemp(name)
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, folder], check=True, capture_output=True
        )
        (found[name],) = out.glob("*.whl")
        (found[f"{name}.tar.gz"],) = out.glob("*.tar.gz")
    return found


@pytest.fixture(scope="module")
def bare(project_root, built, tmp_path_factory) -> Environment:
    """An environment with roomlab and what it cannot do without."""
    environment = Environment(tmp_path_factory.mktemp("bare"))
    environment.install("-c", project_root / "requirements.lock", built["roomlab"])
    return environment


@pytest.fixture(scope="module")
def served(project_root, built, tmp_path_factory) -> Environment:
    """An environment with roomlab[server,plot]."""
    environment = Environment(tmp_path_factory.mktemp("served"))
    lock = project_root / "requirements.lock"
    environment.install("-c", lock, f"{built['roomlab']}[server,plot]", built["roomlab_server"])
    return environment


SOURCES = Path(__file__).parents[2] / "roomlab" / "views" / "widgets" / "js"
"""Users get what is built from these, and what npm puts beside them belongs to nobody."""


def files_under(folder: Path, name: str) -> set[str]:
    """Return the files of a package as they are called in its wheel."""
    return {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file()
        and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
        and SOURCES not in path.parents
    }


def test_the_wheels_hold_each_file_of_the_packages_and_nothing_else(project_root, built):
    expected = {
        "roomlab": files_under(project_root / "roomlab", "roomlab")
        | files_under(project_root / "notebooks", "roomlab/notebooks"),
        "roomlab_server": files_under(project_root / "server" / "roomlab_server", "roomlab_server"),
    }
    for name, files in expected.items():
        with zipfile.ZipFile(built[name]) as wheel:
            inside = {entry for entry in wheel.namelist() if ".dist-info/" not in entry}
            licences = [entry for entry in wheel.namelist() if entry.endswith("dist-info/licenses/LICENSE")]
        assert inside == files
        assert f"{name}/py.typed" in inside
        assert len(licences) == 1


def test_the_wheels_hold_the_first_notebook_and_the_migrations(built):
    with zipfile.ZipFile(built["roomlab"]) as wheel:
        assert "roomlab/notebooks/01_first_room.ipynb" in wheel.namelist()
    with zipfile.ZipFile(built["roomlab_server"]) as wheel:
        assert any("/versions/" in entry and entry.endswith(".py") for entry in wheel.namelist())


def test_the_source_distributions_hold_what_a_reader_needs(built):
    for name, files in (
        ("roomlab", {"README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff"}),
        ("roomlab_server", {"LICENSE"}),
    ):
        with tarfile.open(built[f"{name}.tar.gz"]) as archive:
            inside = {entry.partition("/")[2] for entry in archive.getnames()}
        assert inside >= files
        assert not any(entry.startswith(("tests/", "benchmarks/")) for entry in inside)


def test_roomlab_alone_is_whole(bare):
    assert bare.run("python", "-m", "pip", "check").returncode == 0
    where = bare.python("import roomlab; print(roomlab.__file__)")
    assert str(bare.home.parent) in where
    listed = bare.run("python", "-m", "pip", "list").stdout
    for absent in ("pytest", "matplotlib", "ipywidgets", "roomlab-server", "pyarrow"):
        assert absent not in listed


@pytest.mark.parametrize("how", [("roomlab",), ("python", "-m", "roomlab")], ids=["program", "module"])
def test_the_command_starts_without_any_extra(bare, how):
    program, *arguments = how
    done = bare.run(program, *arguments, "--help")
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_command_without_its_extra_names_the_line_to_type(bare, command):
    done = bare.run("roomlab", command)
    assert done.returncode == 2, done.stdout
    assert 'pip install "roomlab[server]"' in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_picture_without_its_extra_names_the_line_to_type(bare):
    code = """
import pathlib, roomlab
pathlib.Path("ties.csv").write_text("timestamp,source,target,sympathy\\n2026-01-01T00:00:00Z,1,2,0.5\\n")
with roomlab.from_csv(edges="ties.csv") as room:
    assert room.graph.edges["1", "2"]["sympathy"] == 0.5
    try:
        room.plot()
    except ImportError as error:
        print(type(error).__name__, error)
"""
    printed = bare.python(code)
    assert printed.startswith("MissingDependencyError")
    assert 'pip install "roomlab[plot]"' in printed


def test_the_server_starts_and_answers(served):
    process = subprocess.Popen(
        [served.programs / "roomlab", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=served.home,
        env={**served.variables, "PYTHONUTF8": "1"},
    )
    try:
        lines = iter(process.stdout.readline, "")
        url = next(word for line in lines for word in line.split() if word.startswith("http://"))
        with urllib.request.urlopen(f"{url.rstrip('/')}/api/", timeout=40) as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(timeout=40)


def test_the_demo_runs_without_a_browser_and_leaves_its_files(served):
    done = served.run("roomlab", "demo", "--headless", "--seconds", "5", "--out", "seen", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    written = {path.name for path in (served.home / "seen").iterdir()}
    assert written >= {"messages.csv", "events.csv", "edges.csv", "history.csv", "graph.png"}
    assert (served.home / "seen" / "messages.csv").read_text("utf-8-sig").count("\n") > 1


def test_the_servers_own_program_starts(served):
    assert served.run("roomlab-server", "--help").returncode == 0
    assert served.run("python", "-m", "roomlab_server", "--help").returncode == 0
