"""`scripts/bench`: measures what docs/performance.md tells of, in one run.

In charge of the command line, of the order of the rows and of an orderly end; what a row measures is its own module's.
"""

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.db.system_user import EmbeddedError
from tests.bench import changes, crowd, memory, model_file, peer, rows, table
from tests.bench.bench import Bench, Options
from tests.bench.compare import Outcome
from tests.bench.load import BenchError, find_wrk
from tests.bench.pgbench import find_pgbench
from tests.bench.stage import open_stage

ROWS: dict[str, Callable[[Bench], Iterator[Outcome]]] = {
    "get-one": rows.get_one,
    "get-companies": rows.get_companies,
    "people": rows.people,
    "rest-list": rows.rest_list,
    "create-one": rows.create_one,
    "two-workers": rows.two_workers,
    "beside-slow": rows.beside_slow,
    "memory": memory.memory,
    "workspaces": crowd.workspaces,
    "changes": changes.changes,
    "custom-object": changes.custom_object,
    "large-table": changes.large_table,
    "crowded-changes": changes.crowded,
    "model-file": model_file.model_file,
}

_EXAMPLES = """examples:
  scripts/bench                                     all rows; takes about twenty minutes
  scripts/bench --rows get-one,create-one           only these
  scripts/bench --rows memory --minutes 10          whether memory stays flat
  scripts/bench --seconds 3 --rounds 3 --keep /tmp/vingt-bench-kept
                                                    quick ones, on a cluster that is loaded once
  scripts/bench --rows none --peer postgraphile     only the comparison with PostGraphile

It needs wrk (apt-get install wrk). Everything runs on this machine: its cores are shared by the load, the server and
PostgreSQL, which writes as durably as it does by default. Leave the machine alone meanwhile. Exit code 1: a row was
missed; 3: something could not be measured."""


def read_options(arguments: Sequence[str]) -> Options:
    """The options of a command line; ends the process on a wrong one."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure Vingt against pgbench, a usual pool and, if asked, another GraphQL server; prints ratios.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = ", ".join(ROWS)
    parser.add_argument("--rows", type=_rows, default=tuple(ROWS), metavar="A,B", help=f"which rows (or none): {known}")
    parser.add_argument("--seconds", type=_positive, default=6.0, help="of each measurement (default 6)")
    parser.add_argument("--rounds", type=_count, default=5, help="of each comparison; the median counts (default 5)")
    parser.add_argument("--minutes", type=_positive, default=1.0, help="of load in the row 'memory' (default 1)")
    parser.add_argument("--workspaces", type=_count, default=1000, help="of the row 'workspaces' (default 1000)")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the loaded cluster there, or use the one that is"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument(
        "--peer", choices=[peer.PEER], help="compare with this server too, installed by npm for the run"
    )
    return Options(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and give the exit code."""
    options = read_options(arguments)
    if find_wrk() is None:
        say("NOTHING WAS MEASURED: wrk is not installed. On Debian and Ubuntu: apt-get install wrk")
        return 3
    if find_pgbench() is None:
        say("NOTHING WAS MEASURED: there is no pgbench, neither with the embedded PostgreSQL nor on the PATH.")
        return 3
    # Ends as Ctrl-C does, so that servers are stopped and folders removed.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    outcomes: list[Outcome] = []
    failures: list[str] = []
    try:
        with open_stage(options.keep, say) as stage, contextlib.ExitStack() as stack:
            bench = Bench(stage, options, stack, say)
            for name in options.rows:
                say(f"{name} ...")
                _measure(name, ROWS[name](bench), outcomes, failures)
            if options.peer:
                say(f"{options.peer} ...")
                _measure(f"--peer {options.peer}", peer.peer_rows(bench), outcomes, failures)
    except (BenchError, EmbeddedError) as error:
        failures.append(str(error))
    except KeyboardInterrupt:
        failures.append("It was interrupted.")
    print(table.show(outcomes), flush=True)
    if options.json:
        table.write_json(options.json, outcomes, _settings(options))
    for failure in failures:
        say(f"NOT MEASURED: {failure}")
    return 3 if failures else int(not all(outcome.is_reached for outcome in outcomes))


def _measure(name: str, row: Iterator[Outcome], outcomes: list[Outcome], failures: list[str]) -> None:
    """Take what a row gives; one that cannot be measured does not keep the others from it."""
    try:
        for outcome in row:
            outcomes.append(outcome)
            verdict = "" if outcome.wanted is None else " ok" if outcome.is_reached else " MISSED"
            say(f"  {outcome.work} / {outcome.compared}: {table.number(outcome.measured)}{verdict}")
    except (BenchError, OSError) as error:
        failures.append(f"{name}: {error}")
        say(f"  {error}")


def _settings(options: Options) -> dict[str, object]:
    return {
        "rows": list(options.rows),
        "seconds": options.seconds,
        "rounds": options.rounds,
        "minutes": options.minutes,
        "workspaces": options.workspaces,
        "peer": options.peer,
        "cores": os.cpu_count(),
    }


def say(sentence: str) -> None:
    """Tell what goes on; the table alone goes to standard output."""
    print(sentence, file=sys.stderr, flush=True)


def _rows(text: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name and name != "none")
    for name in names:
        if name not in ROWS:
            raise argparse.ArgumentTypeError(f"there is no row {name}; there are {', '.join(ROWS)}")
    return names


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("a number above 0")
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
