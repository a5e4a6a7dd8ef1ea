"""`vingt serve` with the embedded PostgreSQL: starting, stopping, and starting again after every kind of end."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.cli.supervisor import end_signals
from app.db.lease import serving_facts
from tests.cli.home import Home, locked, seconds, until
from tests.cli.process import VINGT, environment, vingt

AGAIN = ["Starting PostgreSQL ...", "Starting 1 worker ..."]
STOPPING = "Stopping: requests in flight finish; once more ends them at once."


def test_the_first_start_makes_everything_and_says_so(home: Home) -> None:
    lines = home.first.splitlines()
    assert lines[0] == "Making the PostgreSQL cluster ..."
    assert lines[-2:] == ["Making the demo workspace ...", "Starting 1 worker ..."]
    assert "Migration 0001_core.sql ..." in lines
    assert not list(home.folder.glob(".*initdb*"))


def test_the_data_is_private(home: Home) -> None:
    folder = home.folder.stat()
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == home.server.user.uid
    assert folder.st_uid != 0
    for path in home.folder.iterdir():
        if not path.name.startswith("postgresql-"):  # programs, which hold no secret and may not be changed
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_no_folder_above_the_data_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "closed" / "data"
    folder.parent.mkdir(mode=0o700)
    above = [parent for parent in folder.parents if parent.exists()]
    before = [parent.stat().st_mode for parent in above]
    ran = vingt("workspace", "list", settings={"VINGT_DATA_DIR": str(folder)})
    assert [parent.stat().st_mode for parent in above] == before
    if os.geteuid() == 0:  # then PostgreSQL runs as another user, who cannot come here
        ran.refused("a folder above it is closed to it", "VINGT_DATA_DIR")
    else:
        assert ran.code == 0


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    for command in (["serve"], ["workspace", "list"]):
        vingt(*command, settings={"VINGT_DATA_DIR": str(tmp_path)}).refused("files that are not Vingt's")
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


# --- starting and stopping ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["SIGTERM", "Ctrl-C", "a closed terminal"])
def test_a_start_is_quick_and_an_end_waits_for_requests(home: Home, end: str) -> None:
    started = seconds()
    served = home.serve()
    assert served.ask().status_code == 200
    assert seconds() - started < 5
    assert served.told.splitlines() == AGAIN
    with ThreadPoolExecutor() as threads, locked(home, "ws_demo.company") as until_waited_for:
        answer = threads.submit(served.ask)
        until_waited_for()
        if end == "SIGTERM":
            served.process.terminate()
        else:
            # What a terminal does: a signal for the whole group of processes in the foreground.
            os.killpg(served.process.pid, signal.SIGINT if end == "Ctrl-C" else signal.SIGHUP)
        served.until_told(STOPPING)
        until(lambda: refuses(served.url))
        assert served.process.poll() is None
        assert not answer.done()
    assert answer.result().json()["data"]["companies"]["totalCount"] > 0
    assert served.process.wait() == 0
    assert served.told.splitlines() == [*AGAIN, STOPPING, "Stopping PostgreSQL ...", "Stopped."]
    assert not home.server.is_alive()
    assert serving_facts(home.server) == {}


def refuses(url: str) -> bool:
    """Whether nobody listens there any more."""
    address = httpx.URL(url)
    with socket.socket() as probe:
        return probe.connect_ex((address.host, address.port or 80)) != 0


@pytest.mark.parametrize("pause", [True, False])
def test_a_second_signal_ends_requests_too(home: Home, pause: bool) -> None:
    served = home.serve()
    with ThreadPoolExecutor() as threads, locked(home, "ws_demo.company") as until_waited_for:
        answer = threads.submit(served.ask)
        until_waited_for()
        served.process.send_signal(signal.SIGTERM)
        if pause:
            until(lambda: refuses(served.url))
            assert served.process.poll() is None
        served.process.send_signal(signal.SIGINT)
        with pytest.raises(httpx.TransportError):
            answer.result()
        assert served.process.wait() == 0
    assert "Ending requests in flight." in served.told
    assert not home.server.is_alive()


def test_a_closed_terminal_is_no_end_after_nohup() -> None:
    before = signal.getsignal(signal.SIGHUP)
    try:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert signal.SIGHUP in end_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert end_signals() == [signal.SIGINT, signal.SIGTERM]
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_command_that_is_shown_can_be_pasted_and_answers(home: Home) -> None:
    process = subprocess.Popen([VINGT, "serve"], env=environment(home.settings), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    shown = "".join(iter(process.stdout.readline, "Ctrl-C stops it.\n"))
    try:
        url = re.search(r"^Vingt serves (http://127\.0\.0\.1:\d+)$", shown, re.MULTILINE)
        assert url is not None, shown
        curl = shown[shown.index("curl ") :]
        answer = json.loads(subprocess.run(curl, shell=True, capture_output=True, check=True).stdout)
        assert len(answer["data"]["companies"]["edges"]) == 3
        login = re.search(r"Demo login  (\S+)   password (\S+)$", shown, re.MULTILINE)
        assert login is not None, shown
        tokens = httpx.post(f"{url[1]}/auth/login", json={"email": login[1], "password": login[2]})
        assert tokens.status_code == 200
    finally:
        process.terminate()
        assert process.wait() == 0
        process.stdout.close()


# --- commands on a server that does not run -----------------------------------------------------------------------------


def test_commands_start_the_server_for_themselves_and_the_last_one_stops_it(home: Home) -> None:
    with ThreadPoolExecutor(3) as threads:
        ran = list(threads.map(lambda _: home.run("workspace", "list", "--json"), range(3)))
    assert all("demo" in {one["name"] for one in each.json["workspaces"]} for each in ran)
    assert {each.err for each in ran} == {""}
    assert not home.server.is_alive()
    psql = home.run("psql", "--", "-Atc", "select current_user, current_database()")
    assert (psql.code, psql.out) == (0, "vingt_owner|vingt\n")
    assert not home.server.is_alive()


def test_a_server_that_psql_started_is_served_and_outlives_psql(home: Home) -> None:
    with subprocess.Popen(
        [VINGT, "psql", "--", "-At"],
        env=environment(home.settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    ) as psql:
        assert psql.stdin is not None
        assert psql.stdout is not None
        psql.stdin.write("select 'here';\n")
        assert psql.stdout.readline() == "here\n"
        served = home.serve()
        psql.stdin.write("select 'still here';\n")
        assert psql.stdout.readline() == "still here\n"
        psql.stdin.close()
        assert psql.wait() == 0
    assert served.ask().status_code == 200
