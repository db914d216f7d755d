"""The shape of the code: who imports whom, how long things are, and that docstrings say what signatures say.

The table of docs/architecture.md is the rule; it is read here, so that it cannot drift from the code.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

import roomlab.errors

ROOT = Path(__file__).resolve().parent.parent
TOOLKIT = ROOT / "roomlab"
SERVER = ROOT / "server" / "roomlab_server"
TOOLKIT_MODULES = sorted(path for path in TOOLKIT.rglob("*.py") if "node_modules" not in path.parts)
MODULES = [*TOOLKIT_MODULES, *sorted(SERVER.rglob("*.py"))]
FACES = {"__init__", "__main__"}
"""Modules of the toolkit that only point to others: they may name everything."""
MODULE_LINES = 400
FUNCTION_LINES = 40
SECTIONS = r"Parameters|Returns|Yields|Raises|Warns|See Also|Notes|References|Examples|Attributes"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT if TOOLKIT in path.parents else SERVER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULE_NAMES = {_module(path) for path in MODULES}


def _table() -> dict[str, set[str]]:
    """Return, for each module in the table of the toolkit, the modules that it may import."""
    rules: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and re.fullmatch(r"`\w+`", cells[0]):
            allowed = set() if cells[2] == "nothing" else {name.strip(" `") for name in cells[2].split(",")}
            rules[cells[0].strip("`")] = set(rules) if "all above" in allowed else allowed
    return rules


def _imports(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports, wherever in it, as far as they are ours."""
    package = list(path.relative_to(ROOT if TOOLKIT in path.parents else SERVER.parent).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            source = base if node.level else node.module or ""
            # `from roomlab import _wire` imports the module, `from roomlab.log import EventLog` a name in it.
            inner = [f"{source}.{alias.name}" for alias in node.names]
            names = [name if source == "roomlab" or name in MODULE_NAMES else source for name in inner]
        yield from (name for name in names if name.split(".")[0] in {"roomlab", "roomlab_server"})


def _part(path: Path) -> str:
    return path.relative_to(TOOLKIT).parts[0].removesuffix(".py")


def test_the_table_names_each_module_of_the_toolkit_and_no_other():
    parts = {_part(path) for path in TOOLKIT_MODULES}
    assert parts - FACES == set(_table())


def test_the_table_only_points_upwards():
    seen: set[str] = set()
    for module, allowed in _table().items():
        assert allowed <= seen, f"{module} may import {allowed - seen}, which stand below it"
        seen.add(module)


@pytest.mark.parametrize("path", TOOLKIT_MODULES, ids=_name)
def test_the_toolkit_imports_along_the_table(path):
    part, rules = _part(path), _table()
    if part in FACES:
        return
    for name in _imports(path):
        where = name.split(".")
        assert where[0] == "roomlab", f"{_name(path)} imports {name}: the toolkit does not know the server"
        if len(where) == 1:
            assert part == "cli", f"{_name(path)} imports the public face of the toolkit instead of a module"
        else:
            assert where[1] in rules[part] | {part}, f"{_name(path)} imports {name}; see docs/architecture.md"


def test_nobody_imports_in_a_circle():
    """Not for types alone either: who reads one module of a circle has to read them all."""
    known = nx.DiGraph((_module(path), name) for path in MODULES for name in _imports(path))
    known.remove_edges_from(nx.selfloop_edges(known))
    assert [sorted(circle) for circle in nx.strongly_connected_components(known) if len(circle) > 1] == []


@pytest.mark.parametrize("path", sorted(SERVER.rglob("*.py")), ids=_name)
def test_the_server_knows_nothing_of_the_toolkit_but_the_simulation(path):
    wrong = [name for name in _imports(path) if not name.startswith(("roomlab_server", "roomlab.simulation"))]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_and_functions_are_short(path):
    text = path.read_text("utf-8")
    lines = text.count("\n")
    assert lines <= MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function) and _body_lines(node) > FUNCTION_LINES:
            pytest.fail(f"{_name(path)}:{node.lineno} {node.name} has {_body_lines(node)} lines")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_everything_public_is_documented(path):
    tree = ast.parse(path.read_text("utf-8"))
    missing = [] if ast.get_docstring(tree) else ["the module"]
    missing += [name for name, node in _public(tree) if not ast.get_docstring(node)]
    assert not missing


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_docstrings_name_the_parameters_that_there_are(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, Function | ast.ClassDef):
            continue
        documented = _documented(node)
        if documented is not None and not _is_heir(node):
            assert documented == _parameters(node), f"{_name(path)}:{node.lineno} {node.name}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_errors_that_docstrings_name_exist(path):
    tree = ast.parse(path.read_text("utf-8"))
    known = {*dir(builtins), *roomlab.errors.__all__, *SERVER_ERRORS, *_bound(tree)}
    for node in ast.walk(tree):
        if isinstance(node, Function | ast.ClassDef):
            section = _section(ast.get_docstring(node) or "", "Raises")
            named = [name.strip() for line in section if not line[:1].isspace() for name in line.split(",")]
            unknown = [name for name in named if name and name.split(".")[0] not in known]
            assert not unknown, f"{_name(path)}:{node.lineno} {node.name} raises {unknown}"


def _body_lines(node: Function) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def _public(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not _is_variant(node):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{prefix}{node.name}.")


def _is_variant(node: Function | ast.ClassDef) -> bool:
    """Whether this is an overload or the setter of a property, whose words stand elsewhere."""
    marks = {ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in node.decorator_list}
    return bool(marks & {"overload", "setter", "override"})


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a module defines or imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, Function | ast.ClassDef):
            names.add(node.name)
    return names


SERVER_ERRORS = _bound(ast.parse((SERVER / "errors.py").read_text("utf-8")))


def _section(docstring: str, title: str) -> list[str]:
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^(?:{SECTIONS})\n-+\n|\Z)", docstring, re.DOTALL | re.MULTILINE)
    return found[1].splitlines() if found else []


def _documented(node: Function | ast.ClassDef) -> list[str] | None:
    """Return the names in the section Parameters, or None where there is none."""
    lines = _section(ast.get_docstring(node) or "", "Parameters")
    if not lines:
        return None
    heads = [line.split(" : ")[0] for line in lines if line and not line[0].isspace()]
    return [name.strip().lstrip("*") for head in heads for name in head.split(",")]


def _is_heir(node: Function | ast.ClassDef) -> bool:
    """Whether this is a class that is made as its parent is."""
    own = {inner.name for inner in node.body if isinstance(inner, Function)}
    fields = any(isinstance(inner, ast.AnnAssign) for inner in node.body)
    return isinstance(node, ast.ClassDef) and bool(node.bases) and not fields and "__init__" not in own


def _is_given(field: ast.AnnAssign) -> bool:
    """Whether a field of a dataclass or named tuple is a parameter of its constructor."""
    constant = ast.unparse(field.annotation).startswith("ClassVar")
    return isinstance(field.target, ast.Name) and not constant and "init=False" not in ast.unparse(field)


def _parameters(node: Function | ast.ClassDef) -> list[str]:
    """Return the names of the parameters of a function, or of what makes a class: `__init__`, else its fields."""
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, Function) and inner.name == "__init__":
                return _parameters(inner)
        return [inner.target.id for inner in node.body if isinstance(inner, ast.AnnAssign) and _is_given(inner)]
    own = node.args
    names = [*own.posonlyargs, *own.args, *filter(None, [own.vararg]), *own.kwonlyargs, *filter(None, [own.kwarg])]
    return [argument.arg for argument in names if argument.arg not in {"self", "cls"}]
