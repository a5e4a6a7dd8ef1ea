"""The table at the end of a run, for people and as JSON.

In charge of how outcomes are written down. Of speeds only ratios are: an absolute figure says more about the machine.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.compare import Outcome

_TITLES = ("work", "compared with", "measured", "rounds", "wanted", "")


def show(outcomes: Sequence[Outcome]) -> str:
    """The table as Markdown, aligned to be read as it is."""
    lines = [_TITLES, *(_cells(outcome) for outcome in outcomes)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_TITLES))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    written.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    notes = [f"- {outcome.work}, {outcome.compared}: {outcome.note}" for outcome in outcomes if outcome.note]
    return "\n".join([*written, *([""] if notes else []), *notes])


def _cells(outcome: Outcome) -> tuple[str, ...]:
    spread = f"{number(min(outcome.values))} to {number(max(outcome.values))}" if len(outcome.values) > 1 else ""
    if outcome.wanted is None:
        return outcome.work, outcome.compared, number(outcome.measured), spread, "", ""
    wanted = f"{'at most' if outcome.at_most else 'at least'} {number(outcome.wanted)}"
    verdict = "ok" if outcome.is_reached else "MISSED"
    return outcome.work, outcome.compared, number(outcome.measured), spread, wanted, verdict


def number(value: float) -> str:
    """Three significant digits or two decimals."""
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def write_json(file: Path, outcomes: Sequence[Outcome], settings: Mapping[str, object]) -> None:
    """The same for programs."""
    rows = [
        {
            "row": outcome.row,
            "work": outcome.work,
            "compared": outcome.compared,
            "measured": outcome.measured,
            "rounds": list(outcome.values),
            "wanted": outcome.wanted,
            "atMost": outcome.at_most,
            "isReached": outcome.is_reached,
            "note": outcome.note,
        }
        for outcome in outcomes
    ]
    file.write_text(json.dumps({"settings": dict(settings), "rows": rows}, indent=2) + "\n", encoding="utf-8")
