"""The command `vingt`: its parser, and what every command has in common.

In charge of exit codes (0 done, 1 refused or failed, 2 used wrongly) and of errors told in one sentence. What a command
does is in the module of its group.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence

import psycopg

from app import config
from app.cli import api_key, doctor, migrate, psql, schema, serve, workspace
from app.cli.output import CommandError
from app.cli.supervisor import end_signals
from app.db.migrations import MigrationError
from app.db.system_user import EmbeddedError

_GROUPS = (serve, migrate, doctor, workspace, api_key, schema, psql)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. argparse itself exits with 2 on wrong usage, with 0 after --help."""
    own, passed = _split(list(sys.argv[1:] if arguments is None else arguments))
    if any("\udc80" <= character <= "\udcff" for argument in own for character in argument):
        parser().error("the arguments are not UTF-8")
    parsed = parser().parse_args(own)
    if passed:
        if not hasattr(parsed, "passed"):
            parser().error("only 'vingt psql' takes arguments after --")
        parsed.passed += passed
    try:
        settings = config.from_env(os.environ)
    except config.ConfigError as error:
        return _fail(str(error), 2)
    for number in end_signals():
        if number is not signal.SIGINT:  # which is Python's KeyboardInterrupt already
            # An ordinary end, so that what a command has started for itself is stopped.
            signal.signal(number, lambda number, frame: sys.exit(128 + number))
    # Of a command whose 1 is an answer, trouble has a code of its own.
    trouble: int = getattr(parsed, "trouble", 1)
    try:
        code: int = parsed.run(parsed, settings)
        return code
    except (CommandError, EmbeddedError, MigrationError) as error:
        return _fail(str(error), trouble)
    except psycopg.Error as error:
        return _fail(_database_message(error), trouble)
    except BrokenPipeError:  # the reader of our output has seen enough, as in `vingt ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _fail("Interrupted.", 130)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What is ours and what follows `--`; argparse's own reading of it differs from one Python to the next."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    root = argparse.ArgumentParser(
        prog="vingt",
        description="A CRM's GraphQL and REST API as a thin, fast layer over PostgreSQL.",
        epilog="example:\n  vingt serve\n\n" + config.describe(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.add_to(commands)
    return root


def _fail(message: str, code: int) -> int:
    print(f"vingt: {message}", file=sys.stderr)
    return code


def _database_message(error: psycopg.Error) -> str:
    """What the database refused, without the lines that are for its log. Never holds a password."""
    if error.sqlstate is None:
        return f"The database cannot be reached: {str(error).strip()}"
    message = error.diag.message_primary or str(error)
    if error.sqlstate.startswith("VG"):  # written for people
        try:
            field = json.loads(error.diag.message_detail or "{}").get("field")
        except ValueError:
            field = None
        return f"{message} ({field})" if field and field not in message else message
    return f"The database refused: {message} (SQLSTATE {error.sqlstate})"
