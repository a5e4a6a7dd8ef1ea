"""`vingt serve`: PostgreSQL, migrations, the demo and the API, from one command.

In charge of the order in which they start and stop, and of what is printed when the API answers. The serving processes
themselves belong to `supervisor` and `worker`.
"""

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import psycopg

from app.cli.command import add_command
from app.cli.listening import Listening
from app.cli.output import say, show_json
from app.cli.supervisor import Supervisor
from app.cli.target import api_dsn, bring_up_to_date, embedded_server
from app.config import Settings, describe
from app.db.deferred import DeferredWork
from app.db.embedded import EmbeddedServer
from app.db.lease import running, sole_serving
from app.db.system_user import EmbeddedError
from app.demo.workspace import Demo, demo_workspace

if TYPE_CHECKING:
    from app.cli.command import Commands

_QUERY = "{ companies(first: 3) { edges { node { name employees } } totalCount } }"


def add_to(commands: "Commands") -> None:
    """Add the command."""
    command = add_command(
        commands,
        "serve",
        _run,
        help="Serve the API, with the embedded PostgreSQL unless VINGT_DATABASE_URL is set.",
        example="VINGT_PORT=8080 vingt serve",
        more=describe(),
    )
    command.add_argument(
        "--demo", action="store_true", help="make the demo workspace, also in the database of VINGT_DATABASE_URL"
    )


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    with contextlib.ExitStack() as stack:
        server = embedded_server(settings, say)
        note: Callable[[dict[str, object]], None] = lambda facts: None  # noqa: E731
        if settings.database_url is None:
            note = stack.enter_context(sole_serving(server))
        # The port before anything is started: a taken one is the most likely trouble, and waits for nobody.
        listening = Listening(settings.host, settings.port, say)
        stack.callback(listening.close)
        note({"url": listening.url})
        dsn, look_after = stack.enter_context(_database(settings, server))
        bring_up_to_date(dsn, settings, say)
        demo = None
        if arguments.demo or settings.database_url is None:
            demo = _demo(dsn, server)
        supervisor = Supervisor(
            listening.for_workers(settings.workers), api_dsn(dsn, settings), say=say, look_after=look_after
        )
        work = DeferredWork(dsn, say)
        work.start()
        stack.callback(work.stop)
        say(f"Starting {settings.workers} worker{'s' if settings.workers > 1 else ''} ...")
        supervisor.run(lambda: _announce(arguments.json, settings, listening, demo), listening.close)
        if settings.database_url is None:
            say("Stopping PostgreSQL ...")
    say("Stopped.")
    return 0


@contextlib.contextmanager
def _database(settings: Settings, server: EmbeddedServer) -> Iterator[tuple[str, Callable[[], None]]]:
    """The installer's connection string, and what to call every second to keep the database alive."""
    if settings.database_url is not None:
        yield settings.database_url, lambda: None
        return
    with running(server, always_stop=True):
        yield server.dsn(), _Nurse(server).look_after


class _Nurse:
    """Starts the embedded PostgreSQL again when it has ended under the running API (out of memory, a kill)."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._wait = 0

    def look_after(self) -> None:
        if self._server.is_alive():
            self._wait = 0
            return
        if self._wait > 0:
            self._wait -= 1
            return
        say("PostgreSQL has ended; starting it again. Until then the API answers 503.")
        self._wait = 5  # times of being called, should this one fail
        try:
            self._server.start()
        except (EmbeddedError, psycopg.Error) as error:
            say(str(error))


def _demo(dsn: str, server: EmbeddedServer) -> Demo | None:
    server.make_folder()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        return demo_workspace(connection, server.folder, server.user, say)


def _announce(as_json: bool, settings: Settings, listening: Listening, demo: Demo | None) -> None:
    """Say where the API is and how to try it. The demo's password and token are for this machine's user to see."""
    if as_json:
        login = {"email": demo.email, "password": demo.password, "token": demo.token} if demo else None
        show_json({"url": listening.url, "workers": settings.workers, "demo": login})
        return
    print(f"\nVingt serves {listening.url}\n")
    if demo:
        body = json.dumps({"query": _QUERY})
        print(f"  Demo login  {demo.email}   password {demo.password}")
        print(f"  API key     {demo.token}\n\n  Try it:\n")
        print(f"curl -s {listening.url}/graphql -H 'Content-Type: application/json' \\")
        print(f"  -H 'Authorization: Bearer {demo.token}' \\\n  -d '{body}'\n")
    else:
        print("  vingt workspace create NAME --owner EMAIL   makes a workspace and its owner's password\n")
    print("Ctrl-C stops it.", flush=True)
