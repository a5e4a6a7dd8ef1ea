"""A type becomes another without losing anything, or not at all: every pair, with values that fit and values that do not."""

import itertools
import json
from typing import Any

import pytest

from tests.cluster import Database
from tests.sql.model_world import Connection, as_owner, rows, value

UUID = "01890a5d-ac96-774b-bcce-b302099a8057"
OPTIONS = json.dumps([{"value": "A"}, {"value": "B"}])
# What people write into texts, and what Postgres would read of it that nobody meant.
WRITTEN = [
    "", "x", " 1", "1", "-1", "+1", "5", "5.0", "007", "1.50", "1e5", "1e400", "-1e-400", "NaN", "Infinity", "12345678901234567890",
    "0.1", "0.10000000000000000001", "32768", "2147483648", "9223372036854775808", "1" * 900, "true", "TRUE", "t", "yes", "false",
    "2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "today", "now", "infinity", "epoch", "20240229", "2024-02-29 BC",
    "2024-02-29T10:00:00Z", "2024-02-29 10:00", "2024-02-29T10:00:00.123456+02:00", "2024-02-29T25:00:00Z", "9999-12-31T23:59:59-14:00",
    "2024-02-29T10:00:00 Europe/Berlin", UUID, UUID.upper(), UUID.replace("-", ""), f"{{{UUID}}}", "A", "B", "a", "ann@example.com",
    "example.com", "https://example.com/a b", "+1-555-0123", "112", "{A,B}", "ä\n%s%1$I\\'\"",
]  # fmt: skip
VALUES: dict[str, tuple[str, list[str]]] = {
    "TEXT": ("text", WRITTEN),
    "EMAIL": ("text", ["ann@example.com", "1@2"]),
    "PHONE": ("text", ["112", "+1-555-0123"]),
    "URL": ("text", ["https://example.com", "example.com"]),
    "SELECT": ("text", ["A", "B"]),
    "BOOLEAN": ("boolean", ["true", "false"]),
    "NUMBER": ("numeric", ["0", "1", "5", "5.0", "1.50", "-7", "1e100", "0.10000000000000000001", "32767.5", "9223372036854775807"]),
    "RATING": ("smallint", ["1", "3", "5"]),
    "DATE": ("date", ["0001-01-01", "2024-02-29", "9999-12-31"]),
    "DATE_TIME": ("timestamptz", ["0001-01-01 00:00:00+00", "2024-02-29 10:00:00.000001+00", "9999-12-31 23:59:59.999999+00"]),
    "UUID": ("uuid", [UUID, "00000000-0000-0000-0000-000000000000"]),
    "ARRAY": ("text[]", ["{}", "{A}", "{A,B,A}", '{x,"",NULL}'.replace(",NULL", ""), '{"a,b"}']),
    "MULTI_SELECT": ("text[]", ["{}", "{A}", "{B,A}"]),
    "JSON": ("jsonb", ["{}", "[1]", '"A"']),
    "POSITION": ("double precision", ["0", "0.1", "-1e300"]),
}  # fmt: skip
TEXTS = {"TEXT", "EMAIL", "PHONE", "URL", "SELECT"}
CHANGES = {
    *itertools.product(TEXTS, {*TEXTS, "BOOLEAN", "NUMBER", "RATING", "DATE", "DATE_TIME", "UUID", "ARRAY", "MULTI_SELECT"}),
    *((type_, "TEXT") for type_ in ("BOOLEAN", "NUMBER", "RATING", "DATE", "DATE_TIME", "UUID", "POSITION")),
    *itertools.product(("NUMBER", "RATING"), repeat=2),
    *itertools.product(("ARRAY", "MULTI_SELECT"), repeat=2),
    ("DATE", "DATE_TIME"),
    *((type_, type_) for type_ in VALUES),
}  # fmt: skip
COMPOSITES = ("CURRENCY", "FULL_NAME", "ADDRESS", "LINKS", "EMAILS", "PHONES", "RICH_TEXT", "ACTOR")


def converted(
    connection: Connection,
    old: tuple[str, str, str | None],
    new: tuple[str, str, str | None],
    value_: str,
) -> tuple[bool, str | None]:
    """Whether a value fits, and what becomes of it. A type is its name, its column's type, and its settings."""
    query = "select metadata.type_change(%s, %s, %s, %s), metadata.type_fits(%s, %s, %s, %s, %s)"
    ((change, fits),) = rows(
        connection, query, old[0], old[2], new[0], new[2], old[0], old[2], new[0], new[2], OPTIONS
    )  # fmt: skip
    at = "select format(%s, 'old'), format(%s, 'old')"
    ((change, fits),) = rows(connection, at, change, fits)
    source = f"(select %s::{old[1]}) t (old)"
    if not value(connection, f"select {fits.replace('%', '%%')} from {source}", value_):
        return False, None
    ((type_, made),) = rows(
        connection, f"select pg_typeof(n.new), n.new::text from (select {change.replace('%', '%%')} from {source}) n (new)", value_
    )  # fmt: skip
    assert type_.replace("timestamp with time zone", "timestamptz") == new[1]
    return True, made


@pytest.mark.parametrize(("old", "new"), list(itertools.product(VALUES, VALUES)))
def test_every_pair_loses_nothing_or_is_refused(database: Database, old: str, new: str) -> None:
    with as_owner(database) as owner:
        owner.execute("set local timezone = 'Asia/Tokyo'")
        change = value(owner, "select metadata.type_change(%s, null, %s, null)", old, new)
        assert (change is not None) is ((old, new) in CHANGES)
        if change is None:
            assert value(owner, "select metadata.type_fits(%s, null, %s, null, null)", old, new) == "false"
            return
        source, target = (old, VALUES[old][0], None), (new, VALUES[new][0], None)
        made: dict[str, str] = {}
        for each in VALUES[old][1]:
            fits, result = converted(owner, source, target, each)
            if fits:
                assert result is not None
                made[each] = result
        assert made or old in TEXTS - {"TEXT"}, "no value fits at all"
        if (new, old) not in CHANGES:
            # What cannot be turned back is told apart at least.
            same = {
                value(owner, f"select array_agg(distinct v) from (select %s::text::{source[1]}::text) t (v)", each)[0]
                for each in made
            }
            assert len(set(made.values())) == len(same)
            return
        for each, result in made.items():
            came_back, again = converted(owner, target, source, result)
            assert came_back
            if old == "TEXT":
                # A text is a spelling of the value: the value stays.
                assert converted(owner, source, target, str(again)) == (True, result)
            else:
                query = f"select %s::{source[1]} is not distinct from %s::{source[1]}"
                assert value(owner, query, again, each) is True


FITTING = {
    "BOOLEAN": {"true", "false"},
    "NUMBER": {
        "1", "-1", "5", "5.0", "007", "1.50", "1e5", "1e400", "-1e-400", "12345678901234567890", "0.1", "0.10000000000000000001",
        "32768", "2147483648", "9223372036854775808", "1" * 900, "20240229", "112",
    },
    "RATING": {"1", "5", "5.0"},
    "DATE": {"2024-02-29", "0001-01-01"},
    "DATE_TIME": {"2024-02-29T10:00:00Z", "2024-02-29 10:00", "2024-02-29T10:00:00.123456+02:00"},
    "UUID": {UUID, UUID.upper(), UUID.replace("-", "")},
    "SELECT": {"A", "B"},
    "MULTI_SELECT": {"A", "B"},
    "EMAIL": {"ann@example.com"},
    "URL": {"example.com", "1.50", "5.0", "0.1", "0.10000000000000000001"},
    "ARRAY": set(WRITTEN),
    "TEXT": set(WRITTEN),
}  # fmt: skip


@pytest.mark.parametrize("new", FITTING)
def test_which_texts_fit(database: Database, new: str) -> None:
    with as_owner(database) as owner:
        fitting = {
            each for each in WRITTEN if converted(owner, ("TEXT", "text", None), (new, VALUES[new][0], None), each)[0]
        }
        assert fitting == FITTING[new]
        fits = value(owner, "select metadata.type_fits(%s, null, %s)", new, OPTIONS)
        assert fits == value(owner, "select metadata.type_fits('TEXT', null, %s, null, %s)", new, OPTIONS)
        # No value is no value of every type.
        assert value(owner, f"select {value(owner, 'select format(%s, %s::text)', fits, 'old')} from (select null::text) t (old)") is True  # type: ignore[arg-type]  # fmt: skip


def test_times_without_an_offset_are_in_utc_whoever_converts_them(database: Database) -> None:
    with as_owner(database) as owner:
        for zone in ("Asia/Tokyo", "UTC"):
            owner.execute(f"set local timezone = '{zone}'")  # type: ignore[arg-type]
            owner.execute("set local datestyle = 'German, DMY'")
            for old, new, given, made in (
                (("TEXT", "text", None), ("DATE_TIME", "timestamptz", None), "2024-02-29 10:00", "2024-02-29T10:00:00Z"),
                (("DATE", "date", None), ("DATE_TIME", "timestamptz", None), "2024-02-29", "2024-02-29T00:00:00Z"),
            ):  # fmt: skip
                _, result = converted(owner, old, new, given)
                assert value(owner, "select %s::timestamptz = %s::timestamptz", result, made) is True
            for given, made in (("2024-02-01", "2024-02-01"), ("0001-01-02", "0001-01-02")):
                assert converted(owner, ("DATE", "date", None), ("TEXT", "text", None), given) == (True, made)


KINDS = {
    "integer": ("integer", ["0", "-2147483648", "2147483647"]),
    "bigint": ("bigint", ["0", "9007199254740993", "-9223372036854775808"]),
    "numeric": ("numeric", ["0", "5.00", "0.1", "0.10000000000000000001", "9007199254740993", "1e400", "-2147483649", "1e300"]),
    "double": ("double precision", ["0", "5", "0.1", "-1.5", "1e300", "5e-324", "9007199254740992", "4294967296"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(itertools.product(KINDS, KINDS)))
def test_kinds_of_numbers(database: Database, old: str, new: str) -> None:
    """A number fits where it comes back with every digit."""
    source, target = (("NUMBER", KINDS[kind][0], json.dumps({"dataType": kind})) for kind in (old, new))
    holds: dict[str, Any] = {
        "integer": lambda number: number == int(number) and -(2**31) <= number < 2**31,
        "bigint": lambda number: number == int(number) and -(2**63) <= number < 2**63,
        "numeric": lambda number: True,
    }
    with as_owner(database) as owner:
        for each in KINDS[old][1]:
            fits, result = converted(owner, source, target, each)
            exact = value(owner, f"select %s::{source[1]}::text::numeric", each)
            if new in holds:
                assert fits is holds[new](exact), each
            else:
                assert fits is (
                    each not in ("0.10000000000000000001", "9007199254740993", "1e400", "-9223372036854775808")
                    or (each[0] == "-" and fits)
                ), each
            if fits:
                assert value(owner, "select %s::numeric", result) == exact


@pytest.mark.parametrize(
    ("type_", "settings", "fitting"),
    [
        ("TEXT", {"maxLength": 2}, {"a", "ab", "1", "3", "-1"}),
        ("NUMBER", {"decimals": 1, "min": 0, "max": 2}, {"1", "1.5"}),
        ("RATING", {"min": 0, "max": 1}, {"1"}),
    ],
)
def test_settings_count(database: Database, type_: str, settings: dict[str, Any], fitting: set[str]) -> None:
    with as_owner(database) as owner:
        target = (type_, {"TEXT": "text", "NUMBER": "numeric", "RATING": "smallint"}[type_], json.dumps(settings))
        given = ["a", "ab", "abc", "1", "1.5", "1.55", "3", "-1"]
        fits = {each for each in given if converted(owner, ("TEXT", "text", None), target, each)[0]}
        assert fits == fitting


def test_composites_stay_what_they_are(database: Database) -> None:
    with as_owner(database) as owner:
        change = "select metadata.type_change(%s, null, %s, null)"
        for old, new in itertools.product((*COMPOSITES, "TEXT", "JSON", "RELATION"), repeat=2):
            made = value(owner, change, old, new)
            if {old, new} <= {"TEXT", "JSON"}:
                continue
            assert made == ("%1$I" if old == new and old != "RELATION" else None)
