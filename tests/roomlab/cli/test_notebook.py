"""Which notebook is opened, and how it learns where its room is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import roomlab
from roomlab.cli import _notebook
from roomlab.cli._notebook import first_notebook, open_jupyter
from roomlab.cli.demo_room import VARIABLES, demo_room
from roomlab.errors import InputError

PASSWORD = "a-secret-that-nobody-may-see"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A roomlab that was installed outside a clone, and an empty folder to work in."""
    package = tmp_path / "site-packages" / "roomlab"
    (package / "notebooks").mkdir(parents=True)
    monkeypatch.setattr(roomlab, "__file__", str(package / "__init__.py"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return package


def test_in_a_clone_it_is_that_of_the_clone(project_root):
    assert first_notebook() == project_root / "notebooks" / "01_first_room.ipynb"


def test_elsewhere_it_is_a_copy(installed):
    (installed / "notebooks" / "01_first_room.ipynb").write_text("{}")
    assert first_notebook() == Path("roomlab-notebooks") / "01_first_room.ipynb"
    assert first_notebook().read_text() == "{}"


def test_a_copy_that_holds_work_stays(installed):
    (installed / "notebooks" / "01_first_room.ipynb").write_text("{}")
    first_notebook().write_text("my own work")
    assert first_notebook().read_text() == "my own work"


def test_without_a_notebook_it_says_what_to_do(installed):
    with pytest.raises(InputError, match="use --headless"):
        first_notebook()


def test_the_password_is_not_on_the_command_line(monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(_notebook, "Child", lambda *arguments, **options: started.append((arguments, options)))
    open_jupyter(tmp_path / "a b.ipynb", {"ROOMLAB_PASSWORD": PASSWORD}, tmp_path, browser=False)
    [((module, arguments), options)] = started
    assert module == "jupyterlab"
    assert f"--ServerApp.root_dir={tmp_path}" in arguments
    assert "--LabApp.default_url=/lab/tree/a b.ipynb" in arguments
    assert "--no-browser" in arguments
    assert PASSWORD not in " ".join(arguments)
    assert options["environment"]["ROOMLAB_PASSWORD"] == PASSWORD


def test_it_asks_nobody_about_news_and_leaves_the_settings_of_others(monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(_notebook, "Child", lambda *_, **options: started.append(options))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "the user's own")
    open_jupyter(tmp_path / "a.ipynb", {}, tmp_path, browser=False)
    [options] = started
    ours, theirs = options["environment"]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "the user's own"
    # As JupyterLab finds it: from the paths of its configuration, with nothing of the page asked by a flag.
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", ours)
    config = pytest.importorskip("jupyterlab_server.config")
    page = config.get_page_config([])
    assert "@jupyterlab/apputils-extension:announcements" in page["disabledExtensions"]


def test_a_notebook_that_was_told_takes_that_room(monkeypatch):
    for name, variable in VARIABLES.items():
        monkeypatch.setenv(variable, PASSWORD if name == "password" else name)
    where = demo_room()
    assert (where.url, where.room, where.email, where.password) == ("url", "room", "email", PASSWORD)
    assert PASSWORD not in repr(where)
    where.close()
