"""The places that name a dependency say the same: both pyproject.toml, environment.yml, the lock file, the docs."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = {"roomlab", "roomlab-server"}
NAMED_BY_THE_USER = {"websockets", "httpx", "networkx", "pandas", "ipywidgets", "matplotlib", "pytest"}
DISTRIBUTIONS = {"PIL": "pillow", "argon2": "argon2-cffi", "jwt": "pyjwt"}
"""Packages whose distribution has another name than what is imported."""
CONDA_NAMES = {"build": "python-build"}
"""What conda-forge calls a package differently."""

PLATFORMS = [
    {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system, "os_name": name}
    for python in ("3.11", "3.12", "3.13")
    for system, name in (("linux", "posix"), ("darwin", "posix"), ("win32", "nt"))
]


def declared(root: Path) -> dict[str, Requirement]:
    """Return every package that the two distributions ask for, by name, but themselves."""
    lines: list[str] = []
    for folder in (root, root / "server"):
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        lines += project["dependencies"]
        lines += [line for extra in project["optional-dependencies"].values() for line in extra]
    found: dict[str, Requirement] = {}
    for requirement in map(Requirement, lines):
        name = canonicalize_name(requirement.name)
        if name not in OURS:
            same = found.setdefault(name, requirement)
            assert same.specifier == requirement.specifier, f"two bounds for {name}: {same} and {requirement}"
    return found


def locked(root: Path) -> list[tuple[str, str, Marker | None]]:
    """Return the name, version and marker of each line of the lock file."""
    lines = [line for line in (root / "requirements.lock").read_text("utf-8").splitlines() if line.strip()]
    parsed = []
    for line in lines:
        assert re.fullmatch(r"[a-z0-9.-]+==[A-Za-z0-9.+!]+( ; .+)?", line), f"not name==version: {line!r}"
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        parsed.append((canonicalize_name(requirement.name), specifier.version, requirement.marker))
    return parsed


def conda(root: Path) -> tuple[list[str], list[str]]:
    """Return the lines of environment.yml for conda, and those for pip."""
    lines = yaml.safe_load((root / "environment.yml").read_text("utf-8"))["dependencies"]
    (pip,) = [line["pip"] for line in lines if isinstance(line, dict)]
    return [line for line in lines if isinstance(line, str)], pip


def test_each_dependency_has_a_lower_bound_and_no_upper_one(project_root):
    for name, requirement in declared(project_root).items():
        assert [specifier.operator for specifier in requirement.specifier] == [">="], f"{name}: {requirement}"


def imported(package: Path) -> set[str]:
    """Return the distributions, other than Python's own library and the package itself, that a package imports from."""
    names: set[str] = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.partition(".")[0])
    names -= sys.stdlib_module_names | {package.name}
    return {canonicalize_name(DISTRIBUTIONS.get(name, name)) for name in names}


@pytest.mark.parametrize("package", ["roomlab", "server/roomlab_server"])
def test_each_package_declares_what_it_imports(project_root, package):
    folder = project_root / package
    project = tomllib.loads((folder.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name not in ("dev", "all")}
    lines = project["dependencies"] + [line for extra in extras.values() for line in extra]
    if "server" in extras:  # what serves a recording is what roomlab-server, which the extra brings, stands on
        server = tomllib.loads((project_root / "server" / "pyproject.toml").read_text("utf-8"))["project"]
        lines += server["dependencies"]
    assert imported(folder) <= {canonicalize_name(Requirement(line).name) for line in lines}


def test_the_two_distributions_ask_for_each_other_in_the_same_version(project_root):
    toolkit, server = (
        tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        for folder in (project_root, project_root / "server")
    )
    assert toolkit["optional-dependencies"]["server"] == [f"roomlab-server=={server['version']}"]
    assert f"roomlab>={toolkit['version']}" in server["dependencies"]
    assert toolkit["requires-python"] == server["requires-python"] == ">=3.11"


def test_the_lock_pins_everything_and_names_no_address(project_root):
    text = (project_root / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    assert "--" not in text
    assert not OURS & {name for name, _, _ in locked(project_root)}


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: f"{p['sys_platform']}-{p['python_version']}")
def test_the_lock_holds_one_fitting_version_of_each_dependency(project_root, platform):
    here = [
        (name, version) for name, version, marker in locked(project_root) if not marker or marker.evaluate(platform)
    ]
    versions = dict(here)
    assert len(versions) == len(here), "a package is pinned twice for one platform"
    for name, requirement in declared(project_root).items():
        assert name in versions, f"{name} is not in requirements.lock; run `make lock`"
        assert requirement.specifier.contains(versions[name]), f"{requirement} but {versions[name]} is locked"


def test_environment_yml_has_the_same_packages_with_the_same_bounds(project_root):
    for_conda, for_pip = conda(project_root)
    lines = [line for line in for_conda + for_pip if not line.startswith("-e ") and line not in ("pip", "python>=3.11")]
    named = {line.partition(">=")[0].partition("[")[0]: line.partition(">=")[2] for line in lines}
    assert len(named) == len(lines), "a package stands there twice"
    wanted = {
        CONDA_NAMES.get(name, name): str(requirement.specifier).removeprefix(">=")
        for name, requirement in declared(project_root).items()
    }
    assert named == wanted


def test_environment_yml_names_what_the_user_named_and_installs_this_tree(project_root):
    for_conda, for_pip = conda(project_root)
    assert {line.partition(">=")[0] for line in for_conda} >= NAMED_BY_THE_USER | {"python", "pip"}
    assert for_pip[-2:] == ["-e .", "-e server"]
    assert all((project_root / line.removeprefix("-e ") / "pyproject.toml").is_file() for line in for_pip[-2:])


def test_the_readme_and_the_contributing_guide_name_the_same_files_and_the_same_python(project_root):
    readme = (project_root / "README.md").read_text("utf-8")
    for name in ("environment.yml", "requirements.lock", "Python 3.11", "make demo", "make test"):
        assert name in readme
    extras = tomllib.loads((project_root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for extra in extras:
        assert f"`{extra}`" in readme, f"the README does not tell what the extra {extra} brings"
    assert "make check" in (project_root / "CONTRIBUTING.md").read_text("utf-8")
