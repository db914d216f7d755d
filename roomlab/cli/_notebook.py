"""JupyterLab on the first notebook, told by environment which room it is to open."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import roomlab
from roomlab.cli._child import Child
from roomlab.errors import InputError, MissingDependencyError

__all__ = ["first_notebook", "open_jupyter", "require_jupyter"]

FIRST = "01_first_room.ipynb"
WORK_FOLDER = "roomlab-notebooks"
_QUIET = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
"""Nothing that looks for updates or extensions elsewhere: a demonstration stays on this computer."""
_NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
"""Nor a question, in front of a class, whether to fetch news. No flag does this: it is a matter of its page."""


def require_jupyter() -> None:
    """Raise unless JupyterLab and what the notebook needs are installed.

    Raises
    ------
    MissingDependencyError
        The message names the line to type.
    """
    for package, extra in (("jupyterlab", "notebook"), ("anywidget", "notebook"), ("matplotlib", "plot")):
        if importlib.util.find_spec(package) is None:
            raise MissingDependencyError(package, extra, "the notebook of the demonstration")


def first_notebook() -> Path:
    """Return the notebook to open: that of the clone, or a copy in the current folder of the one that was installed.

    A copy that is there already stays as it is: it may hold the user's work.
    """
    package = Path(roomlab.__file__).parent
    in_clone = package.parent / "notebooks" / FIRST
    if (package.parent / "pyproject.toml").is_file() and in_clone.is_file():
        return in_clone
    installed = package / "notebooks" / FIRST
    if not installed.is_file():
        raise InputError(f"{FIRST} is not part of this installation; install roomlab anew, or use --headless")
    copy = Path(WORK_FOLDER) / FIRST
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(installed, copy)
    return copy


def open_jupyter(notebook: Path, room: Mapping[str, str], folder: Path, *, browser: bool) -> Child:
    """Start JupyterLab on a notebook.

    Parameters
    ----------
    notebook : Path
        What it opens; its folder is all that JupyterLab shows.
    room : mapping
        Further variables of its environment: where the room is, and who may open it. On the command line or in the
        notebook others could read them.
    folder : Path
        Where settings of this run alone go; the user's own are read as well and stay as they are.
    browser : bool
        Whether to open a browser.
    """
    arguments = [
        f"--ServerApp.root_dir={notebook.resolve().parent}",
        f"--LabApp.default_url=/lab/tree/{notebook.name}",
        "--log-level=ERROR",
        *_QUIET,
    ]
    if not browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # as in a container; it listens on this computer only, and asks for its token
    page = folder / "jupyter" / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True)
    page.write_text(json.dumps(_NO_NEWS), encoding="utf-8")
    places = [str(folder / "jupyter"), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    environment = {**os.environ, **room, "JUPYTER_CONFIG_PATH": os.pathsep.join(places)}
    return Child("jupyterlab", arguments, environment=environment)
