"""The parts of the bench that measure nothing: its command line, the scripts for pgbench, the table."""

import json
from pathlib import Path

import pytest

from app.db.wire import Call
from tests.bench import table
from tests.bench.__main__ import ROWS, read_options
from tests.bench.capture import Captured
from tests.bench.compare import Outcome, Way, alternate
from tests.bench.load import BenchError, Load
from tests.bench.pgbench import write_script
from tests.bench.work import COMPANIES

ENTER = Call(b"select set_config('role', e.db_role, true) from core.enter($1::text) e", (b"api_key",))


def captured(text: bytes, *params: bytes | None, others: tuple[bytes | None, ...] | None = None) -> Captured:
    other = params if others is None else others
    return Captured("a request", (ENTER, Call(text, params)), (ENTER, Call(text, other)))


def test_every_row_is_measured_unless_some_are_chosen() -> None:
    assert read_options([]).rows == tuple(ROWS)
    assert read_options(["--rows", "get-one,memory"]).rows == ("get-one", "memory")
    assert read_options(["--rows", "none", "--peer", "postgraphile"]).rows == ()


@pytest.mark.parametrize(
    "arguments", [["--rows", "get-two"], ["--rounds", "0"], ["--seconds", "-1"], ["--seconds", "x"], ["--peer", "x"]]
)
def test_wrong_arguments_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_options(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["--help"])
    assert "scripts/bench --rows memory --minutes 10" in capsys.readouterr().out


def test_a_script_runs_the_calls_in_one_pipeline_about_random_records() -> None:
    first, second = COMPANIES.nth(0).encode(), COMPANIES.nth(1).encode()
    script = write_script(
        captured(b"select $2::int from t where id = $1::uuid", first, b"7", others=(second, b"7")), COMPANIES
    )
    assert script.text.splitlines() == [
        r"\set id random(100000000001, 100000100000)",
        r"\startpipeline",
        "select set_config('role', e.db_role, true) from core.enter(:p0_1::text) e;",
        "select :p1_2::int from t where id = ('018f0000-0000-7000-8000-' || :id)::uuid;",
        r"\endpipeline",
    ]
    assert script.values == {"p0_1": "api_key", "p1_2": "7"}


def test_a_script_that_makes_records_gives_each_a_new_id() -> None:
    script = write_script(captured(b"insert into t values ($1::uuid)", b"x", others=(b"y",)), None)
    assert r"\set id :base + :made * 64 + :client_id" in script.text
    assert "insert into t values (('018f0000-0009-7000-' || :id)::uuid);" in script.text


def test_a_null_is_a_variable_without_a_value() -> None:
    script = write_script(captured(b"select $1::text", None), COMPANIES)
    assert ":p1_1::text" in script.text
    assert "p1_1" not in script.values


def test_what_pgbench_would_take_for_a_variable_or_a_parameter_is_left_alone() -> None:
    script = write_script(captured(b"select to_char(x, 'HH24:MI \\ $1'), 'it''s', $1::text from t", b"a"), COMPANIES)
    assert r"select to_char(x, E'HH24\072MI \\ $1'), 'it''s', :p1_1::text from t;" in script.text


def test_requests_that_differ_in_more_than_an_id_are_refused() -> None:
    with pytest.raises(BenchError, match="2 values differ"):
        write_script(captured(b"select $1, $2", b"a", b"b", others=(b"c", b"d")), COMPANIES)


def test_ways_take_turns_and_the_median_of_the_ratios_counts() -> None:
    order: list[str] = []
    rates = {"one": iter([0, 10.0, 30.0, 20.0]), "other": iter([0, 10.0, 10.0, 10.0])}

    def way(name: str) -> Way:
        def measure(seconds: float) -> Load:
            order.append(name)
            return Load(next(rates[name]), 1.0, 2.0)

        return Way(name, measure)

    done = alternate([way("one"), way("other")], 3, 1.0, lambda sentence: None)
    assert order == ["one", "other", "one", "other", "other", "one", "one", "other"]
    assert Outcome("row", "", "", done.rates("one", "other"), 2.0).measured == 2.0


def test_the_table_says_what_was_missed(tmp_path: Path) -> None:
    outcomes = [
        Outcome("a", "fast", "pgbench", [0.5, 0.7, 0.6], 0.5),
        Outcome("b", "slow", "pgbench", [0.2], 0.5),
        Outcome("c", "late", "alone", [6.0], 5.0, at_most=True, note="a note"),
        Outcome("d", "known", "alone", [6.0], None),
    ]
    lines = table.show(outcomes).splitlines()
    assert [line.rsplit("|", 2)[1].strip() for line in lines[2:6]] == ["ok", "MISSED", "MISSED", ""]
    assert lines[-1] == "- late, alone: a note"
    table.write_json(tmp_path / "bench.json", outcomes, {"seconds": 1})
    written = json.loads((tmp_path / "bench.json").read_text())
    assert [row["isReached"] for row in written["rows"]] == [True, False, False, True]
