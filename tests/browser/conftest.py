"""A real JupyterLab or Notebook 7, driven in a real Chromium that may talk to this computer only."""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")

_spec = importlib.util.spec_from_file_location("live_room", Path(__file__).with_name("live_room.py"))
assert _spec is not None
assert _spec.loader is not None
sys.modules["live_room"] = live_room = importlib.util.module_from_spec(_spec)  # tests are no package: they import it
_spec.loader.exec_module(live_room)

FLAGS = [
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
ELSEWHERE = re.compile(r"^(https?|wss?)://(?!127\.0\.0\.1[:/]|localhost[:/])")
START_SECONDS = 60.0
RUN_SECONDS = 150.0

# What the two applications themselves write to the console, with an empty notebook too.
OWN_NOISE = (
    "favicon",
    "/api/me",
    "/api/sessions",
    "workspaces",
    "ResizeObserver loop",
    "translations",
    "status of 404",
)
OWN_PAGE_ERROR = "reading 'schema'"  # Notebook 7

KERNEL_IS_IDLE = """() => {
  const widget = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const session = widget && widget.context && widget.context.sessionContext.session;
  const kernel = session && session.kernel;
  return Boolean(document.querySelector('.jp-Notebook') && kernel && kernel.status === 'idle');
}"""
CODE_CELLS = """window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim())"""
CELLS_ARE_DONE = f"""() => {{
  const cells = {CODE_CELLS};
  const failed = cell => cell.model.outputs.toJSON().some(output => output.output_type === 'error');
  const ran = cell => cell.model.executionCount != null && cell.model.executionState !== 'running';
  return cells.some(failed) || cells.every(ran);
}}"""
OUTPUTS = f"() => {CODE_CELLS}.map(cell => cell.model.outputs.toJSON())"
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"
RUN_CELL = """number => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = number;
  window.jupyterapp.commands.execute('notebook:run-cell');
}"""
CELL_IS_DONE = """number => {
  const cell = window.jupyterapp.shell.currentWidget.content.widgets[number];
  return cell.model.executionCount != null && cell.model.executionState !== 'running';
}"""
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)"


@dataclass(frozen=True)
class Jupyter:
    """A running application: `lab` or `notebook`."""

    app: str
    url: str
    token: str
    folder: Path


class NotebookPage:
    """One notebook in the browser, and everything that went wrong in it."""

    def __init__(self, jupyter: Jupyter, page: Any) -> None:
        self.jupyter = jupyter
        self.page = page
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.dialogs: list[str] = []
        page.on("console", self._keep_console)
        page.on("pageerror", lambda error: self._keep_error(str(error)))
        page.on("dialog", self._answer)
        page.route(ELSEWHERE, self._refuse)

    def open(self, name: str) -> None:
        """Open a notebook of the application's folder and wait for its kernel."""
        self.name = name
        # A workspace of its own: in a shared one, JupyterLab opens the notebooks of other tests beside this one.
        own = f"lab/workspaces/{Path(name).stem}/tree"
        place = own if self.jupyter.app == "lab" else "notebooks"
        self.page.goto(f"{self.jupyter.url}/{place}/{name}?token={self.jupyter.token}", timeout=START_SECONDS * 1e3)
        self.page.wait_for_function(KERNEL_IS_IDLE, timeout=START_SECONDS * 1e3)

    def run_all(self) -> None:
        """Run all cells and wait until the last one has ended, or one has failed."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(CELLS_ARE_DONE, timeout=RUN_SECONDS * 1e3)

    def start_cell(self, number: int) -> None:
        """Run one cell, and do not wait for it."""
        self.page.evaluate(RUN_CELL, number)

    def run_cell(self, number: int) -> list[dict[str, Any]]:
        """Run one cell, wait until it has ended, and return its outputs."""
        self.start_cell(number)
        self.page.wait_for_function(CELL_IS_DONE, arg=number, timeout=RUN_SECONDS * 1e3)
        return self.outputs()[number]

    def reload(self) -> None:
        """Load the page again, as F5 does, and wait for its kernel."""
        self.page.reload()
        self.page.wait_for_function(KERNEL_IS_IDLE, timeout=START_SECONDS * 1e3)

    def save(self) -> Path:
        """Save the notebook and return its file."""
        self.page.evaluate(SAVE)
        return self.jupyter.folder / self.name

    def outputs(self) -> list[list[dict[str, Any]]]:
        """Return the outputs of each code cell."""
        return self.page.evaluate(OUTPUTS)

    def _keep_console(self, message: Any) -> None:
        if message.type == "error" and not any(noise in message.text for noise in OWN_NOISE):
            self.console.append(message.text)

    def _keep_error(self, text: str) -> None:
        if OWN_PAGE_ERROR not in text:
            self.console.append(text)

    def _answer(self, dialog: Any) -> None:
        if dialog.type == "beforeunload":  # "leave this page?" is the application's own question
            dialog.accept()
        else:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

    def _refuse(self, route: Any) -> None:
        self.elsewhere.append(route.request.url)
        route.abort()


@contextmanager
def running_jupyter(app: str, folder: Path, home: Path, environment: dict[str, str]) -> Iterator[Jupyter]:
    """Start an application on `folder` with settings of its own, and stop it with its kernels."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    token = secrets.token_hex(16)
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    variables = {
        **os.environ,
        **own,
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        **environment,
    }
    command = [
        *(sys.executable, "-m", "jupyterlab" if app == "lab" else "notebook"),
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"),
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
    ]
    with ExitStack() as stack:
        sink = stack.enter_context((home / "jupyter.log").open("wb"))
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, env=variables)
        stack.callback(_stop, process)
        yield Jupyter(app, _address(process, home, token), token, folder)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(process: subprocess.Popen[bytes], home: Path, token: str) -> str:
    """Wait until the application says where it listens, and answers there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for found in (home / "runtime").glob(f"jpserver-{process.pid}.json"):
            with suppress(OSError, ValueError):  # the file is not whole yet, or nobody answers yet
                url = f"http://127.0.0.1:{json.loads(found.read_text('utf-8'))['port']}"
                urllib.request.urlopen(f"{url}/api/status?token={token}", timeout=5).close()
                return url
        time.sleep(0.1)
    raise AssertionError(f"Jupyter did not start:\n{(home / 'jupyter.log').read_text('utf-8')[-3000:]}")


@pytest.fixture
def open_notebook(tmp_path, project_root, browser_path) -> Iterator[Callable[..., NotebookPage]]:
    """Return a function that opens a notebook of the project in an application: a copy, in an empty folder."""
    with ExitStack() as stack:

        def open_(
            app: str, name: str, environment: dict[str, str], size: tuple[int, int] = (1280, 1000)
        ) -> NotebookPage:
            folder, home = tmp_path / "work", tmp_path / "home"
            folder.mkdir()
            home.mkdir()
            shutil.copy(project_root / "notebooks" / name, folder)
            jupyter = stack.enter_context(running_jupyter(app, folder, home, environment))
            driver = stack.enter_context(playwright.sync_playwright())
            browser = driver.chromium.launch(executable_path=browser_path, args=FLAGS)
            stack.callback(browser.close)
            page = NotebookPage(jupyter, browser.new_page(viewport={"width": size[0], "height": size[1]}))
            page.open(name)
            return page

        yield open_


class Desk:
    """The two applications, each started once, and one browser: for tests that write notebooks of their own."""

    def __init__(self, folder: Path, browser: Any, stack: ExitStack) -> None:
        self._folder = folder
        self._browser = browser
        self._stack = stack
        self._running: dict[str, Jupyter] = {}
        self._numbers = itertools.count(1)

    def open(self, app: str, cells: list[str], *, size: tuple[int, int] = (1280, 1000), **page: Any) -> NotebookPage:
        """Write a notebook with these cells and open it in a window of its own."""
        from nbformat import v4, write

        if app not in self._running:
            folder, home = self._folder / app / "work", self._folder / app / "home"
            folder.mkdir(parents=True)
            home.mkdir()
            self._running[app] = self._stack.enter_context(running_jupyter(app, folder, home, {}))
        jupyter = self._running[app]
        name = f"test{next(self._numbers)}.ipynb"
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        made = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells], metadata=kernel)
        write(made, jupyter.folder / name)
        viewport = {"width": size[0], "height": size[1]}
        notebook = NotebookPage(jupyter, self._browser.new_page(viewport=viewport, **page))
        notebook.open(name)
        return notebook

    def close_pages(self) -> None:
        """Close all windows; what they showed last is left in the folder that ROOMLAB_SCREENSHOTS names."""
        for context in self._browser.contexts:
            for page in context.pages if os.environ.get("ROOMLAB_SCREENSHOTS") else []:
                page.screenshot(path=Path(os.environ["ROOMLAB_SCREENSHOTS"]) / f"last-{next(self._numbers)}.png")
            context.close()


@pytest.fixture
def room(tmp_path) -> Iterator[Any]:
    """A live room with six agents and ties of both signs."""
    with live_room.live_room(tmp_path) as made:
        made.shuffle(40, seed=1)
        made.say("Good evening!")
        yield made


@pytest.fixture
def bare_browser(browser_path) -> Iterator[Any]:
    """Return a browser, for pages that need no application."""
    with (
        playwright.sync_playwright() as driver,
        driver.chromium.launch(executable_path=browser_path, args=FLAGS) as browser,
    ):
        yield browser


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory, browser_path) -> Iterator[Desk]:
    """Start a browser for the tests of a module."""
    with ExitStack() as stack:
        driver = stack.enter_context(playwright.sync_playwright())
        browser = driver.chromium.launch(executable_path=browser_path, args=FLAGS)
        stack.callback(browser.close)
        yield Desk(tmp_path_factory.mktemp("desk"), browser, stack)


@pytest.fixture
def desk(shared_desk) -> Iterator[Desk]:
    """Return the desk of the module, with no window open."""
    yield shared_desk
    shared_desk.close_pages()
