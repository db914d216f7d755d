"""The page on security names tests that exist, and the audit tells a clean answer from none."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest

PACKAGES = {"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "version": "2", "vulns": []}]}
HOLE = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}
SKIPPED = {"dependencies": [{"name": "a", "skip_reason": "not found"}]}
PAGE = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 7}}}
WEAK_PAGE = {**PAGE, "vulnerabilities": {"vite": {"severity": "high"}}}
UNREACHED_PAGE = {"message": "request failed, reason: getaddrinfo EAI_AGAIN", "error": {"summary": "", "detail": ""}}


def test_each_test_that_the_page_on_security_names_exists(project_root):
    page = (project_root / "docs" / "security.md").read_text("utf-8")
    files = {path.name: path.read_text("utf-8") for path in (project_root / "tests").rglob("test_*.py")}
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", page)
    assert len(named) >= 35
    for file, test in named:
        assert file in files, f"docs/security.md names {file}, which is not there"
        assert not test or re.search(rf"^(async )?def {test}\(", files[file], re.MULTILINE), f"{file}::{test}"


def test_each_promise_names_a_test(project_root):
    page = (project_root / "docs" / "security.md").read_text("utf-8")
    promises = page.partition("## What is promised")[2].partition("## What is not promised")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 20
    assert all("`test_" in row.split("|")[2] for row in rows)


@pytest.fixture
def audit(project_root):
    """The script that `make audit` runs."""
    spec = importlib.util.spec_from_file_location("audit", project_root / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("python", "page", "code", "said"),
    [
        (PACKAGES, PAGE, 0, "Python: no known hole in 2 packages\nthe page: no known hole in 7 packages\n"),
        (HOLE, PAGE, 1, "a 1: PYSEC-1"),
        (PACKAGES, WEAK_PAGE, 1, "vite: high"),
        (HOLE, "", 1, "NOTHING WAS CHECKED (it said nothing)"),
        ("ConnectionError: Max retries exceeded", PAGE, 3, "pip-audit could not reach its database"),
        (PACKAGES, UNREACHED_PAGE, 3, "npm audit could not reach its database, so NOTHING WAS CHECKED (request failed"),
        (SKIPPED, PAGE, 3, "it left out 1 of 1 packages, a first"),
        ({"dependencies": []}, PAGE, 3, "NOTHING WAS CHECKED"),
        ("", "", 3, "NOTHING WAS CHECKED"),
    ],
)
def test_the_audit_tells_clean_from_vulnerable_and_from_not_reached(audit, capsys, python, page, code, said):
    def ask(command):
        answer = page if command[0] == "npm" else python
        return answer if isinstance(answer, str) else json.dumps(answer)

    assert audit.main(ask) == code
    assert said in capsys.readouterr().out


def test_a_command_that_is_not_there_is_no_clean_answer(audit):
    assert audit.audit_page(lambda _: audit.run(["/nowhere/npm"])).code == audit.NOT_REACHED
