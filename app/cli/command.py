"""How a command is described to argparse, the same way for all.

In charge of the option --json and of an example in every --help.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.config import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace, Settings], int]


def add_command(
    commands: "Commands", name: str, run: Run, *, help: str, example: str, more: str = ""
) -> argparse.ArgumentParser:
    """Add one command. `example` is a command line; `more` follows it in --help."""
    command = commands.add_parser(
        name,
        help=help,
        description=help,
        epilog=f"example:\n  {example}" + (f"\n\n{more}" if more else ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run)
    return command


def add_group(commands: "Commands", name: str, *, help: str, example: str) -> "Commands":
    """Add a command that has commands of its own, such as `workspace`."""
    group = commands.add_parser(
        name,
        help=help,
        description=help,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)
