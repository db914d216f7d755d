"""The docs tell the truth: names, commands, files and code blocks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

import roomlab
from roomlab.cli._app import app

PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "server/README.md"]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)")
INLINE = re.compile(r"`([^`\n]+)`")


def pages(root: Path) -> list[Path]:
    """Return every page of the docs."""
    found = [
        page for name in PAGES for page in ([root / name] if name.endswith(".md") else (root / name).rglob("*.md"))
    ]
    assert len(found) > len(PAGES)
    return found


def commands() -> dict[str, list[str]]:
    """Return each command of `roomlab` with its options."""
    group = typer.main.get_command(app)
    return {
        name: [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        for name, command in group.commands.items()
    }


def public_attributes(cls: type) -> set[str]:
    """Return the names of a class that do not begin with an underscore."""
    return {name for name in dir(cls) if not name.startswith("_")}


def command_lines(text: str) -> list[list[str]]:
    """Return the lines in code blocks and in running text that call `roomlab`, in words."""
    indented = re.findall(r"^(?: {4,}|\t)(?:\S*[/\\])?roomlab ([^\n]*)$", text, re.MULTILINE)
    inline = [span.removeprefix("roomlab ") for span in INLINE.findall(text) if span.startswith("roomlab ")]
    return [line.split() for line in indented + inline]


def test_the_reference_has_an_entry_for_each_public_name_and_no_other(project_root):
    text = (project_root / "docs" / "reference.md").read_text("utf-8")
    entries = re.findall(r"^### `(\w+)", text, re.MULTILINE)
    assert sorted(entries) == sorted(set(roomlab.__all__) - {"__version__"})


@pytest.mark.parametrize("cls", [roomlab.Room, roomlab.AsyncRoom], ids=lambda cls: cls.__name__)
def test_the_reference_names_all_that_a_room_offers(project_root, cls):
    text = (project_root / "docs" / "reference.md").read_text("utf-8")
    named = {match for span in INLINE.findall(text) for match in re.findall(r"\w+", span)}
    assert public_attributes(cls) <= named, public_attributes(cls) - named


def test_the_command_page_tells_of_each_command_and_each_option(project_root):
    text = (project_root / "docs" / "cli.md").read_text("utf-8")
    sections = dict(re.findall(r"^## `roomlab (\w+)`$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(commands())
    for name, options in commands().items():
        missing = [option for option in options if f"`{option}" not in sections[name]]
        assert not missing, f"docs/cli.md does not tell of {missing} of roomlab {name}"


def test_each_command_line_in_the_docs_exists(project_root):
    known = commands()
    seen = 0
    for page in pages(project_root):
        for command, *words in command_lines(page.read_text("utf-8")):
            if command.startswith(("-", "|", "…")):
                continue
            assert command in known, f"{page.name}: roomlab {command}"
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            # `serve` hands its options on to the server, whose own tests hold them.
            assert command == "serve" or options <= {*known[command], "--help"}, f"{page.name}: {command} {options}"
            seen += 1
    assert seen >= 8


def test_each_make_target_in_the_docs_exists(project_root):
    targets = set(re.findall(r"^([a-z]+):", (project_root / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in pages(project_root):
        text = page.read_text("utf-8")
        used = set(re.findall(r"^ {4,}make ([a-z]+)|`make ([a-z]+)", text, re.MULTILINE))
        assert {name for pair in used for name in pair if name} <= targets, page.name


def test_each_link_of_the_docs_leads_to_a_file_of_the_tree(project_root):
    for page in pages(project_root):
        for link in LINK.findall(page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}, which is not there"


def test_the_index_leads_to_each_page(project_root):
    docs = project_root / "docs"
    linked = {(docs / link).resolve() for link in LINK.findall((docs / "index.md").read_text("utf-8"))}
    assert {page for page in docs.glob("*.md") if page.name != "index.md"} <= linked


def test_the_list_of_decisions_is_whole(project_root):
    folder = project_root / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert LINK.findall((folder / "README.md").read_text("utf-8")) == records


def test_the_readme_has_a_small_animation(project_root):
    picture = project_root / "docs" / "images" / "live_view.gif"
    assert "docs/images/live_view.gif" in (project_root / "README.md").read_text("utf-8")
    assert picture.read_bytes().startswith(b"GIF89a")
    assert picture.stat().st_size <= 1_000_000


def test_the_citation_has_the_version_of_the_project(project_root):
    citation = yaml.safe_load((project_root / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((project_root / "pyproject.toml").read_text("utf-8"))["project"]
    assert str(citation["version"]) == project["version"]
    assert citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors", "type"} <= set(citation)


def test_the_hooks_before_a_commit_are_local(project_root):
    hooks = yaml.safe_load((project_root / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
