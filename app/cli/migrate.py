"""`vingt migrate`: bring the database up to date."""

import argparse
from typing import TYPE_CHECKING

from app.cli.command import add_command
from app.cli.output import say, show_json
from app.cli.target import bring_up_to_date, installer_dsn
from app.config import Settings

if TYPE_CHECKING:
    from app.cli.command import Commands


def add_to(commands: "Commands") -> None:
    """Add the command."""
    add_command(
        commands,
        "migrate",
        _run,
        help="Bring the database up to date: migrations, functions, roles.",
        example="VINGT_DATABASE_URL=postgresql://installer:...@db.example/crm vingt migrate",
        more=(
            "The role of VINGT_DATABASE_URL must be able to create roles and schemas:\n"
            "  create role installer login createrole; grant create on database crm to installer with grant option;\n"
            "What is missing is said exactly. Running it again, or twice at once, does no harm."
        ),
    )


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    with installer_dsn(settings, say) as dsn:
        report = bring_up_to_date(dsn, settings, say)
    if arguments.json:
        show_json(report)
    elif not report["migrations"] and not report["files"]:
        print("The database is up to date.")
    else:
        print(f"The database is up to date now: {len(report['migrations'])} migrations, {len(report['files'])} files.")
    return 0
