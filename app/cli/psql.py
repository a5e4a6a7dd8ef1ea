"""`vingt psql`: the psql that comes along, as the owner, on the database that Vingt uses."""

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict

from app.cli.command import add_command
from app.cli.output import CommandError, say, show_json
from app.cli.target import embedded_server, installer_dsn
from app.config import Settings
from app.db.program import find_program

if TYPE_CHECKING:
    from app.cli.command import Commands


def add_to(commands: "Commands") -> None:
    """Add the command."""
    command = add_command(
        commands,
        "psql",
        _run,
        help="Open psql as the owner (role vingt_owner), also while the server runs.",
        example="vingt psql -- -c 'select name from ws_demo.company limit 3'",
        more="With --json it opens nothing and prints where the database is.",
    )
    command.add_argument("passed", nargs="*", metavar="-- ARGS", help="arguments for psql")


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    with installer_dsn(settings, say) as dsn:
        parameters = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value is not None}
        if arguments.json:
            port = None if settings.database_url else embedded_server(settings, say).tcp_port()
            shown = {name: parameters.get(name) for name in ("host", "port", "dbname", "user")}
            show_json({**shown, "role": "vingt_owner", "tcpHost": "127.0.0.1" if port else None, "tcpPort": port})
            return 0
        parameters["options"] = f"{parameters.get('options', '')} -c role=vingt_owner".strip()
        with tempfile.TemporaryDirectory(prefix="vingt-psql-") as folder:
            # The psql that comes along cannot do TLS, which the embedded server does not need but others may.
            own = shutil.which("psql") if settings.database_url else None
            psql = own or find_program()["psql"]
            return _open(psql, parameters, arguments.passed, Path(folder) / "service.conf")


def _open(program: str, parameters: dict[str, str], arguments: list[str], service: Path) -> int:
    """Run psql; how to connect, with the password, goes through a file that only we can read."""
    if any("\n" in value for value in parameters.values()):
        raise CommandError("VINGT_DATABASE_URL holds a line break.")
    lines = ["[vingt]", *(f"{name}={value}" for name, value in parameters.items())]
    service.touch(mode=0o600)
    service.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VINGT_", "PG"))}
    psql = subprocess.Popen(  # noqa: S603 (no shell; the arguments are the user's own)
        [program, *arguments],
        env={**environment, "PGSERVICEFILE": str(service), "PGSERVICE": "vingt"},
    )
    # Ctrl-C belongs to psql: it cancels the statement that runs.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return psql.wait()
    except SystemExit:  # SIGTERM
        psql.terminate()
        psql.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, before)
