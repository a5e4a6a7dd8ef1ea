"""How commands are called: help, wrong usage, wrong settings, a database that cannot be used."""

import argparse
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from app.cli import main
from app.cli.entry import _split, parser
from app.config import Settings
from tests.cli.conftest import Run
from tests.cli.process import VINGT, environment, vingt
from tests.cluster import Database

NOWHERE = "postgresql://installer:hunter2@127.0.0.1:1/crm"


def commands(of: argparse.ArgumentParser, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command, and every group of commands."""
    yield path
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from commands(command, *path, name)


COMMANDS = list(commands(parser()))


def test_all_commands_are_there() -> None:
    assert set(COMMANDS) == {
        (),
        ("serve",),
        ("migrate",),
        ("doctor",),
        ("workspace",),
        ("workspace", "create"),
        ("workspace", "list"),
        ("api-key",),
        ("api-key", "create"),
        ("api-key", "list"),
        ("api-key", "revoke"),
        ("schema",),
        ("schema", "export"),
        ("schema", "diff"),
        ("schema", "apply"),
        ("schema", "jsonschema"),
        ("psql",),
    }


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example_that_works(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*path, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    example = re.search(r"^example:\n  (.+)$", text, re.MULTILINE)
    assert example is not None, text
    words = shlex.split(example[1])
    arguments = words[words.index("vingt") + 1 :]
    assert arguments[: len(path)] == list(path)
    parser().parse_args(_split(arguments)[0])
    assert all(len(line) <= 120 for line in text.splitlines())


def test_help_is_for_the_installed_command_too() -> None:
    ran = vingt("serve", "--help")
    assert (ran.code, ran.err) == (0, "")
    for setting in fields(Settings):
        assert setting.metadata["variable"] in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("server",),
        ("workspace",),
        ("workspace", "create"),
        ("workspace", "create", "acme"),
        ("workspace", "list", "acme"),
        ("api-key", "create", "--name", "k"),
        ("api-key", "revoke"),
        ("serve", "--port", "1"),
        ("migrate", "--", "-x"),
        ("workspace", "create", b"\xff", "--owner", "ann@acme.example"),
    ],
    ids=repr,
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str | bytes, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([each if isinstance(each, str) else each.decode(errors="surrogateescape") for each in arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("usage: vingt")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("VINGT_PORT", "http"), ("VINGT_WORKERS", "0"), ("VINGT_DATABASE_URL", "postgresql://u:hunter2@h:x/db")],
)
def test_a_wrong_setting_is_exit_code_2(variable: str, value: str) -> None:
    message = vingt("doctor", settings={variable: value}).refused(f"vingt: {variable} takes ", code=2)
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "arguments",
    [
        ("migrate",),
        ("serve",),
        ("workspace", "list"),
        ("workspace", "create", "acme", "--owner", "ann@acme.example", "--json"),
        ("api-key", "list", "--json"),
    ],
    ids=" ".join,
)
def test_a_database_that_is_away_is_said(arguments: tuple[str, ...], settings: Mapping[str, str]) -> None:
    ran = vingt(*arguments, settings={**settings, "VINGT_DATABASE_URL": NOWHERE, "VINGT_PORT": "0"})
    message = ran.refused("vingt: The database cannot be reached: ", "127.0.0.1")
    assert "hunter2" not in message


def test_a_database_that_is_not_migrated_is_said(empty_database: Database, settings: Mapping[str, str]) -> None:
    away = {**settings, "VINGT_DATABASE_URL": empty_database.owner_dsn}
    vingt("workspace", "list", settings=away).refused("vingt: The database is not up to date", "Run 'vingt migrate'")


def test_a_reader_who_has_seen_enough_is_no_error(settings: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [VINGT, "workspace", "list", "--json"],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


def test_nothing_is_made_for_the_embedded_server_where_it_is_not_used(run: Run, settings: Mapping[str, str]) -> None:
    run("workspace", "list", "--json")
    assert not Path(settings["VINGT_DATA_DIR"]).exists()
