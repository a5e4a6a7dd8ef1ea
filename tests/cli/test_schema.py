"""`vingt schema`: export, diff, apply and jsonschema, for people and for machines, and what they refuse."""

import json
import os
import pty
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.model_file import json_schema
from app.model_file.standard import FILE
from tests.cli.conftest import Run
from tests.cli.process import VINGT, environment
from tests.cluster import Database
from tests.workspaces import Workspace, make_workspace

STANDARD = FILE.read_text()
PETS = f"{STANDARD}  pet:\n    namePlural: pets\n    fields:\n      name: {{type: TEXT}}\n      city: {{type: TEXT}}\n"
WITHOUT_CITY = PETS.replace("      city: {type: TEXT}\n", "")
CREATED = "+ object pet (pets)\n+ field pet.name: TEXT\n+ field pet.city: TEXT\n"


@pytest.fixture
def own(database: Database, handle) -> Workspace:
    """A workspace for one test."""
    return make_workspace(database, handle("file"))


def file(folder: Path, text: str | bytes) -> str:
    path = folder / "model.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def insert_pets(database: Database, own: Workspace, *cities: str | None) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        for city in cities:
            connection.execute(
                sql.SQL("insert into {}.pet (name, city) values ('x', %s)").format(sql.Identifier(own.schema)), [city]
            )


def test_a_file_goes_out_and_in_again(run: Run, own: Workspace, tmp_path: Path) -> None:
    exported = run("schema", "export", own.name)
    assert (exported.code, exported.out, exported.err) == (0, STANDARD, "")
    assert run("schema", "export", own.name, "--json").json == {"workspace": own.name, "model": STANDARD}
    assert "    id: " in run("schema", "export", own.name, "--ids").out
    path = file(tmp_path, PETS)
    differs = run("schema", "diff", own.name, path)
    assert (differs.code, differs.out, differs.err) == (1, CREATED, "")
    tried = run("schema", "apply", own.name, path, "--dry-run")
    assert (tried.code, tried.out) == (0, CREATED + "It can be done; nothing was, for a dry run.\n")
    made = run("schema", "apply", own.name, path)
    assert (made.code, made.out, made.err) == (0, CREATED + "Done.\n", "")
    again = run("schema", "apply", own.name, path)
    assert (again.code, again.out) == (0, f"The model of {own.name} is what the file says. Nothing was done.\n")
    same = run("schema", "diff", own.name, path)
    assert (same.code, same.out) == (0, f"The model of {own.name} is what the file says.\n")
    assert run("schema", "diff", own.name, path, "--json").json == {"isSame": True, "changes": []}
    assert run("schema", "apply", own.name, path, "--json").json == {"isSame": True, "changes": [], "isDryRun": False}


def test_a_diff_shows_the_sql_and_changes_nothing(run: Run, own: Workspace, tmp_path: Path, database: Database) -> None:
    path = file(tmp_path, PETS)
    shown = run("schema", "diff", own.name, path, "--sql")
    assert shown.code == 1
    assert shown.out.startswith(CREATED + "\ncreate table ")
    assert f"create table {own.schema}.pet (" in shown.out
    for_machines = run("schema", "diff", own.name, path, "--sql", "--json")
    assert for_machines.code == 1
    told = json.loads(for_machines.out)
    assert [each["operation"] for each in told["changes"]] == ["create_object"]
    assert told["changes"][0]["given"]["fields"][1]["name"] == "city"
    assert "".join(f"{command.strip()};\n" for command in told["sql"]) == shown.out.removeprefix(CREATED + "\n")
    # The SQL that was shown is SQL: run by hand, it makes the table.
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("set role vingt_owner")
        # Not seen meanwhile: the table would be taken over, with its rights, before they come.
        connection.execute("set vingt.changing = 'on'")
        connection.execute(shown.out.removeprefix(CREATED).encode())
        assert connection.execute("select to_regclass(%s)::text", [f"{own.schema}.pet"]).fetchone() == (
            f"{own.schema}.pet",
        )
        connection.rollback()
    assert run("schema", "export", own.name).out == STANDARD


def test_what_would_be_lost_is_asked_for(
    run: Run, own: Workspace, tmp_path: Path, database: Database, settings: Mapping[str, str]
) -> None:
    run("schema", "apply", own.name, file(tmp_path, PETS))
    insert_pets(database, own, "Rome", None, "Oslo")
    path = file(tmp_path, WITHOUT_CITY)
    assert run("schema", "diff", own.name, path).out == "- field pet.city (2 values)\n"
    with_more = PETS.replace("      city: {", "      more: {type: TEXT}\n      city: {")
    loss = f"This drops, for good, in {own.name}:\n  field pet.city with 2 values\n"
    for arguments, stdin in (((path,), b"yes\n"), ((path, "--json"), b""), (("-",), WITHOUT_CITY.encode())):
        refused = run("schema", "apply", own.name, *arguments, stdin=stdin)
        assert (refused.code, refused.out, refused.err) == (2, "", loss + "Nothing was done. Give --yes to do it.\n")
    assert asked(settings, own, path, b"no\n") == (2, "Nothing was done.")
    assert asked(settings, own, path, b"\x04") == (2, "Nothing was done.")
    assert run("schema", "diff", own.name, path).code == 1
    changed = asked(
        settings, own, path, b"yes\n", meanwhile=lambda: run("schema", "apply", own.name, "-", stdin=with_more.encode())
    )
    assert changed == (1, "vingt: The model has been changed in the meantime. Nothing was done; look again.")
    assert run("schema", "diff", own.name, path).out == "- field pet.city (2 values)\n- field pet.more (0 values)\n"
    assert asked(settings, own, path, b"yes\n") == (0, "Done.")
    assert run("schema", "diff", own.name, path).code == 0
    dropped = run("schema", "apply", own.name, "-", "--yes", "--json", stdin=STANDARD.encode())
    assert (dropped.code, dropped.json["changes"][0]["operation"], dropped.json["changes"][0]["lost"]) == (
        0,
        "delete_object",
        3,
    )
    assert run("schema", "export", own.name).out == STANDARD


def asked(
    settings: Mapping[str, str],
    own: Workspace,
    path: str,
    answer: bytes,
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[int, str]:
    """Answer the question at a terminal: the exit code and the last line."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [VINGT, "schema", "apply", own.name, path], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(settings), start_new_session=True
    ) as process:  # fmt: skip
        os.close(theirs)
        told = b""
        while b"Write yes: " not in told:
            told += os.read(ours, 4096)
        meanwhile()
        os.write(ours, answer)
        try:
            while piece := os.read(ours, 4096):
                told += piece
        except OSError:  # the other end is closed
            pass
        code = process.wait()
    os.close(ours)
    return code, told.decode().strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("vingt: 1\nobjects:\n  pet:\n    namePlural: [pets\n", "5:1: This is no YAML: "),
        ("", " The file is empty."),
        ("vingt: 1\nobjects:\n  pet: {namePlural: pets, lable: Pet}\n", '3:27: "lable" means nothing of the object "pet".'),
        (PETS.replace("city: {type: TEXT}", "city: {type: CITY}"), '330:20: There is no field type "CITY".'),
        (PETS.replace("city: {type: TEXT}", "city: {type: TEXT, isUnique: true, defaultValue: 5}"), "330:56: pet.city: The default value has"),
        (b"\xff\xfe", "1:1: The file is not UTF-8."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["diff", "apply"])
def test_a_bad_file_is_told_with_line_and_column(
    run: Run, own: Workspace, tmp_path: Path, text: str | bytes, says: str, command: str
) -> None:
    path = file(tmp_path, text)
    ran = run("schema", command, own.name, path, *(["--sql"] if command == "diff" else []))
    assert (ran.code, ran.out) == (2 if command == "diff" else 1, "")
    assert ran.err.startswith(f"vingt: {path}:{says}")
    assert ran.err.count("\n") == 1


def test_what_is_not_there_is_told(run: Run, own: Workspace, tmp_path: Path) -> None:
    missing = run("schema", "diff", own.name, str(tmp_path / "none.yaml"))
    assert (missing.code, missing.err) == (
        2,
        f"vingt: {tmp_path / 'none.yaml'} cannot be read: No such file or directory.\n",
    )
    for command in (
        ("export", "nobody"),
        ("diff", "nobody", file(tmp_path, STANDARD)),
        ("apply", "nobody", file(tmp_path, STANDARD)),
    ):
        ran = run("schema", *command)
        told = "vingt: There is no workspace nobody. 'vingt workspace list' shows them.\n"
        assert (ran.code, ran.err) == (2 if command[0] == "diff" else 1, told)
    ran = run("schema", "diff", own.name, "-", stdin=b"- a")
    assert ran.err.startswith("vingt: standard input:1:1: A model is described by")


def test_the_json_schema_is_printed(run: Run) -> None:
    ran = run("schema", "jsonschema")
    assert (ran.code, ran.out) == (0, json_schema.json_schema())
    assert json.loads(ran.out)["title"] == "A data model of Vingt"
