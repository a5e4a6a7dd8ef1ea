"""What commands write: sentences for people on standard error, results on standard output.

In charge of the one form of results (text, or one JSON object with --json) and of the error that ends a command.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any


class CommandError(Exception):
    """Ends the command with exit code 1, or the one that it has for trouble; the message says what to do."""


def say(sentence: str) -> None:
    """Tell what goes on, at once."""
    print(sentence, file=sys.stderr, flush=True)


def be_quiet(sentence: str) -> None:
    """In place of `say` where nobody wants to know."""


def show_json(result: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    print(json.dumps(result, ensure_ascii=False, default=str), flush=True)


def show_table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows below their titles, columns aligned."""
    cells = [["-" if cell is None else str(cell) for cell in row] for row in [titles, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(titles))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
