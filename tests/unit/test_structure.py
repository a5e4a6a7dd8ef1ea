"""The house rules that a program can check: sizes, names, headings, and which part may import which."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted(path for path in (ROOT / "app").rglob("*.py") if "__pycache__" not in path.parts)
LONGEST = 400
SHORTEST = 25
LEFT = re.compile(r"(#|--).*\b(TODO|FIXME|XXX)\b|\b(TODO|FIXME|XXX):|NotImplemented\b")
BANNED = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

# What Python runs as `python -m`; it holds nothing else.
SHORT_BUT_WHOLE = {"cli/__main__.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT / "app").as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_one_idea_of_readable_length(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST, f"{lines} lines: split it by idea"
    # A field type has a file of its own, however little there is to say of it.
    is_short = path.name == "__init__.py" or name(path).startswith("query/types/") or name(path) in SHORT_BUT_WHOLE
    if not is_short:
        assert lines >= SHORTEST, f"{lines} lines: does it belong to another file?"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_says_what_it_is_in_charge_of(path):
    heading = ast.get_docstring(ast.parse(path.read_text()))
    assert heading, "it has no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_file_is_named_after_nothing(path):
    assert not BANNED.intersection(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("folder", ["app", "tests", "scripts", "sql", "migrations"])
def test_nothing_is_left_to_do(folder):
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in {".py", ".sql", ".sh"} and path != Path(__file__):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                # TODO is also the name of a task's first status, which is not said in a comment.
                assert not LEFT.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_imports_run_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
