"""`vingt schema`: a workspace's data model as a file.

In charge of the commands, of the question before a drop, and of what they print. The file and its changes are
`model_file`'s.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.command import add_command, add_group
from app.cli.output import CommandError, be_quiet, say, show_json
from app.cli.target import owner_connection
from app.config import Settings
from app.model_file import FileError, Model, read_model, write_model
from app.model_file.document import same
from app.model_file.held import Connection, HeldObject, hold_model
from app.model_file.json_schema import json_schema
from app.model_file.operations import Operation, shown
from app.model_file.running import changes_of, lock, run, to_json

if TYPE_CHECKING:
    from app.cli.command import Commands

# A model is read by several queries.
_ONE_MOMENT = "set transaction isolation level repeatable read read only"
_SAME, _DIFFERENT, _NEEDS_YES, _TROUBLE = 0, 1, 2, 2


def add_to(commands: "Commands") -> None:
    """Add the commands of this group."""
    group = add_group(
        commands,
        "schema",
        help="Write a workspace's data model to a file, compare, and make it what a file says.",
        example="vingt schema diff acme model.yaml",
    )
    export = add_command(
        group,
        "export",
        _export,
        help="Print the data model of a workspace as YAML.",
        example="vingt schema export acme",
        more="Into a file: vingt schema export acme > model.yaml",
    )
    export.add_argument("workspace", metavar="NAME", help="the workspace")
    export.add_argument("--ids", action="store_true", help="with ids, by which this workspace knows what was renamed")
    diff = add_command(
        group,
        "diff",
        _diff,
        help="Say what would be changed to make a workspace what a file says. Exit code 1: they differ; 2: trouble.",
        example="vingt schema diff acme model.yaml --sql",
        more=(
            "+ is made, ~ is changed, - is dropped. --sql makes the changes, prints the SQL and takes them back: it\n"
            "needs the same locks and tells the same errors as apply."
        ),
    )
    diff.set_defaults(trouble=_TROUBLE)
    apply = add_command(
        group,
        "apply",
        _apply,
        help="Make a workspace's data model what a file says, all of it or nothing.",
        example="vingt schema apply acme model.yaml --dry-run",
        more=(
            "The file is the whole model: custom objects, fields and relations that it leaves out are dropped with\n"
            "what is in them, which is asked first; those of the standard model are hidden. 'was: oldName' tells a\n"
            "rename.\n"
            "Without a terminal to ask at, drops need --yes; else nothing is done and the exit code is 2."
        ),
    )
    for command in (diff, apply):
        command.add_argument("workspace", metavar="NAME", help="the workspace")
        command.add_argument("file", metavar="FILE", help="the model file; - is standard input")
    diff.add_argument("--sql", action="store_true", help="the SQL of the changes as well")
    apply.add_argument("--yes", action="store_true", help="drop without a question")
    apply.add_argument("--dry-run", action="store_true", help="do it all and take it back")
    add_command(
        group,
        "jsonschema",
        _json_schema,
        help="Print the JSON Schema of model files, by which editors complete and check them.",
        example="vingt schema jsonschema",
        more=(
            "Into a file: vingt schema jsonschema > model.schema.json\n"
            "and in the first line of a model file: # yaml-language-server: $schema=model.schema.json"
        ),
    )


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    with owner_connection(settings, be_quiet if arguments.json else say) as connection, connection.transaction():
        connection.execute(_ONE_MOMENT)
        text = write_model(hold_model(connection, _workspace(connection, arguments.workspace)), with_ids=arguments.ids)
    if arguments.json:
        show_json({"workspace": arguments.workspace, "model": text})
    else:
        print(text, end="", flush=True)
    return 0


def _diff(arguments: argparse.Namespace, settings: Settings) -> int:
    wanted = _read(arguments.file)
    commands: list[str] = []
    with owner_connection(settings, be_quiet if arguments.json else say) as connection, _told(arguments.file):
        workspace = _workspace(connection, arguments.workspace)
        with connection.transaction(force_rollback=True):
            if arguments.sql:
                lock(connection, workspace)
            else:
                connection.execute(_ONE_MOMENT)
            operations = changes_of(connection, workspace, wanted)
            if arguments.sql and operations:
                run(connection, workspace, operations, commands.append)
    if arguments.json:
        print(to_json({**_report(operations), **({"sql": commands} if arguments.sql else {})}), flush=True)
    elif not operations:
        print(f"The model of {arguments.workspace} is what the file says.")
    else:
        _show(operations)
        if arguments.sql:
            print("\n" + "".join(f"{command.strip()};\n" for command in commands), end="", flush=True)
    return _DIFFERENT if operations else _SAME


def _apply(arguments: argparse.Namespace, settings: Settings) -> int:
    wanted = _read(arguments.file)
    with owner_connection(settings, be_quiet if arguments.json else say) as connection, _told(arguments.file):
        workspace = _workspace(connection, arguments.workspace)
        asked = None
        if not arguments.yes and not arguments.dry_run:
            # Nobody's changes wait for the answer.
            with connection.transaction():
                connection.execute(_ONE_MOMENT)
                asked = changes_of(connection, workspace, wanted)
            if not _may_drop(asked, arguments):
                return _NEEDS_YES
        with connection.transaction(force_rollback=arguments.dry_run):
            lock(connection, workspace)
            operations = changes_of(connection, workspace, wanted)
            if asked is not None and not same(*([shown(each.given) for each in some] for some in (asked, operations))):
                raise CommandError("The model has been changed in the meantime. Nothing was done; look again.")
            if operations:
                run(connection, workspace, operations)
    if arguments.json:
        print(to_json({**_report(operations), "isDryRun": arguments.dry_run}), flush=True)
    elif not operations:
        print(f"The model of {arguments.workspace} is what the file says. Nothing was done.")
    else:
        _show(operations)
        done = "It can be done; nothing was, for a dry run." if arguments.dry_run else "Done."
        print(done, flush=True)
    return 0


def _json_schema(arguments: argparse.Namespace, settings: Settings) -> int:
    print(json_schema(), end="", flush=True)
    return 0


def _read(file: str) -> Model:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    with _told(file):
        return read_model(content)


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Errors of the file begin with its name."""
    try:
        yield
    except FileError as error:
        raise CommandError(str(error.of("standard input" if file == "-" else file))) from error


def _workspace(connection: Connection, name: str) -> str:
    row = connection.execute("select w.id::text from core.workspace w where w.name = %s", [name]).fetchone()
    if row is None:
        raise CommandError(f"There is no workspace {name}. 'vingt workspace list' shows them.")
    return str(row[0])


def _may_drop(operations: Sequence[Operation], arguments: argparse.Namespace) -> bool:
    drops = [each for each in operations if each.drops is not None]
    if not drops:
        return True
    say("\n".join([f"This drops, for good, in {arguments.workspace}:", *(f"  {_loss(each)}" for each in drops)]))
    if arguments.json or arguments.file == "-" or not sys.stdin.isatty():
        say("Nothing was done. Give --yes to do it.")
        return False
    try:
        answer = input("Drop them? Write yes: ")
    except EOFError:
        print()
        answer = ""
    if answer.strip().lower() not in ("yes", "y"):
        say("Nothing was done.")
        return False
    return True


def _loss(operation: Operation) -> str:
    dropped = operation.drops
    if isinstance(dropped, HeldObject):
        return f"object {operation.about} with {operation.lost} records"
    if dropped is not None and dropped.relation_id:
        return f"relation {operation.about} with {operation.lost} links"
    return f"field {operation.about} with {operation.lost} values"


def _show(operations: Sequence[Operation]) -> None:
    for operation in operations:
        lost = f" ({_loss(operation).partition(' with ')[2]})" if operation.drops is not None else ""
        for line in operation.lines:
            print(f"{line}{lost}")


def _report(operations: Sequence[Operation]) -> dict[str, Any]:
    return {
        "isSame": not operations,
        "changes": [
            {
                "operation": each.function,
                "about": each.about,
                "given": shown(each.given),
                "lines": list(each.lines),
                "lost": each.lost if each.drops is not None else None,
            }
            for each in operations
        ],
    }
