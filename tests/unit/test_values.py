"""JSON values as Postgres's texts: what each type takes, what it makes of it, and what it says of the rest."""

import json
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.query.url_text import UrlText
from app.query.values import (
    SCALARS,
    BadValue,
    array,
    converter,
    is_quoted,
    list_of,
    one_of,
    shown,
    to_boolean,
    to_date,
    to_double,
    to_json,
    to_moment,
    to_numeric,
    to_pattern,
    to_text,
    to_uuid,
    whole_number,
)

UUID = "01890a5d-ac96-774b-bcce-b302099a8057"
SETTINGS = settings(derandomize=True, deadline=None, max_examples=200)


def refusal(pg_type: str, value: Any) -> str:
    with pytest.raises(BadValue) as refused:
        converter(pg_type)(value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("pg_type", "value", "text"),
    [
        ("text", "", b""),
        ("text", 'a"b\\{},\n', b'a"b\\{},\n'),
        ("text", "ä\U0001f642", "ä\U0001f642".encode()),
        ("uuid", UUID, UUID.encode()),
        ("uuid", UUID.upper(), UUID.upper().encode()),
        ("uuid", UUID.replace("-", ""), UUID.replace("-", "").encode()),
        ("smallint", 32767, b"32767"),
        ("smallint", -32768, b"-32768"),
        ("integer", 5.0, b"5"),
        ("integer", Decimal("-5.000"), b"-5"),
        ("integer", -(2**31), b"-2147483648"),
        ("integer", UrlText("+7"), b"7"),
        ("bigint", 2**63 - 1, b"9223372036854775807"),
        ("bigint", -(2**63), b"-9223372036854775808"),
        ("bigint", "9223372036854775807", b"9223372036854775807"),
        ("bigint", "-0", b"0"),
        ("numeric", 5, b"5"),
        ("numeric", 0.1, b"0.1"),
        ("numeric", Decimal("12.340"), b"12.340"),
        ("numeric", "33.333333333333333333", b"33.333333333333333333"),
        ("numeric", ".5", b".5"),
        ("numeric", "1e-5", b"1e-5"),
        ("numeric", 10**999, b"1" + b"0" * 999),
        ("double precision", 1e300, b"1e+300"),
        ("double precision", 5e-324, b"5e-324"),
        ("double precision", "2.5", b"2.5"),
        ("boolean", True, b"t"),
        ("boolean", False, b"f"),
        ("boolean", UrlText("True"), b"t"),
        ("boolean", UrlText("false"), b"f"),
        ("date", "2024-02-29", b"2024-02-29"),
        ("date", "0001-01-01", b"0001-01-01"),
        ("timestamptz", "2026-01-31T09:30:00Z", b"2026-01-31T09:30:00+00:00"),
        ("timestamptz", "2026-01-31T09:30:00+02:00", b"2026-01-31T07:30:00+00:00"),
        ("timestamptz", "2026-01-31T09:30:00.5+0530", b"2026-01-31T04:00:00.500000+00:00"),
        ("timestamptz", "2026-01-31t09:30z", b"2026-01-31T09:30:00+00:00"),
        ("timestamptz", "2026-01-31 09:30:00.123456 -00:30", b"2026-01-31T10:00:00.123456+00:00"),
        ("timestamptz", "2026-01-31T09:30:00.123456999Z", b"2026-01-31T09:30:00.123456+00:00"),
        ("timestamptz", "2026-01-31", b"2026-01-31T00:00:00+00:00"),
        ("timestamptz", "0001-01-01T00:00:00Z", b"0001-01-01T00:00:00+00:00"),
        ("timestamptz", "9999-12-31T23:59:59.999999Z", b"9999-12-31T23:59:59.999999+00:00"),
        ("jsonb", {"a": [1, None, "x"]}, b'{"a":[1,null,"x"]}'),
        ("jsonb", 2**70, b"1180591620717411303424"),
        ("jsonb", [Decimal("1.10")], b"[1.10]"),
        ("text[]", [], b"{}"),
        ("text[]", ["a", 'b"', "c\\", "d,e", "{f}", "", "NULL", "null"], rb'{"a","b\"","c\\","d,e","{f}","","NULL","null"}'),
        ("integer[]", [1, -2], b"{1,-2}"),
        ("boolean[]", [True, False], b"{t,f}"),
        ("jsonb[]", [{"a": '"'}], rb'{"{\"a\":\"\\\"\"}"}'),
        ("tsquery", "a & b", b"a & b"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_a_value_becomes(pg_type: str, value: Any, text: bytes) -> None:
    assert converter(pg_type)(value) == text


@pytest.mark.parametrize(
    ("pg_type", "value", "says"),
    [
        ("text", 5, "5 is not a text"),
        ("text", True, "true is not a text"),
        ("text", {"a": 1}, "an object is not a text"),
        ("text", "a\0b", "NUL character"),
        ("text", "a\ud800", "surrogate"),
        ("text", None, "null is not a text"),
        ("uuid", "nope", "'nope' is not a uuid such as"),
        ("uuid", UUID + "0", "is not a uuid"),
        ("uuid", f"{{{UUID}}}", "is not a uuid"),
        ("uuid", f"{UUID}\n", "is not a uuid"),
        ("uuid", 5, "5 is not a uuid"),
        ("smallint", 32768, "out of the range of 16 bits, -32768 to 32767"),
        ("integer", 2**31, "out of the range of 32 bits"),
        ("integer", 1.5, "1.5 is not a whole number"),
        ("integer", True, "true is not a whole number"),
        ("integer", "5", "'5' is not a whole number"),
        ("integer", float("nan"), "nan is not a whole number"),
        ("integer", float("inf"), "inf is not a whole number"),
        ("integer", 1e300, "out of the range of 32 bits"),
        ("integer", Decimal("-1e400"), "out of the range of 32 bits"),
        ("bigint", 2**63, "out of the range of 64 bits"),
        ("bigint", "9223372036854775808", "out of the range of 64 bits"),
        ("bigint", "1.0", "'1.0' is not a whole number"),
        ("bigint", "٣", "is not a whole number"),
        ("bigint", "9" * 41, "is not a whole number"),
        ("numeric", "NaN", "'NaN' is not a number"),
        ("numeric", float("nan"), "nan is not a number"),
        ("numeric", Decimal("Infinity"), "Infinity is not a number"),
        ("numeric", "1_0", "'1_0' is not a number"),
        ("numeric", "1e1001", "more than 1,000 digits"),
        ("numeric", "1" * 1001, "more than 1,000 digits"),
        ("numeric", 10**1300, "more than 1,000 digits"),
        ("numeric", Decimal("1e-1001"), "more than 1,000 digits"),
        ("numeric", False, "false is not a number"),
        ("double precision", 10**400, "out of the range of a double"),
        ("double precision", Decimal("1e400"), "out of the range of a double"),
        ("double precision", "x", "'x' is not a number"),
        ("boolean", 1, "1 is not a boolean: true or false"),
        ("boolean", "true", "'true' is not a boolean"),
        ("boolean", UrlText("yes"), "'yes' is not a boolean"),
        ("date", "2023-02-29", "is not a date such as 2026-01-31"),
        ("date", "2024-13-01", "is not a date"),
        ("date", "10000-01-01", "years 0001 to 9999"),
        ("date", "0000-01-01", "years 0001 to 9999"),
        ("date", "20240101", "is not a date"),
        ("date", "2024-1-1", "is not a date"),
        ("date", 20240101, "20240101 is not a date"),
        ("timestamptz", "now", "'now' is not a time in ISO 8601"),
        ("timestamptz", "2024-01-01T25:00:00Z", "is not a time"),
        ("timestamptz", "2024-01-01T10:00:60Z", "is not a time"),
        ("timestamptz", "2024-01-01T10:00:00+25:00", "is not a time"),
        ("timestamptz", "0001-01-01T00:00:00+00:01", "years 0001 to 9999"),
        ("timestamptz", "9999-12-31T23:59:59-00:01", "years 0001 to 9999"),
        ("timestamptz", 1_700_000_000, "1700000000 is not a time"),
        ("text[]", "a", "'a' is not a list"),
        ("text[]", ["a", None], "null cannot be in the list"),
        ("text[]", ["a", 5], "5 is not a text"),
        ("text[]", [["a"]], "a list is not a text"),
        ("uuid[]", [UUID, "nope"], "'nope' is not a uuid"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_refused_says_what_would_be_taken(pg_type: str, value: Any, says: str) -> None:
    assert says in refusal(pg_type, value)


# --- what broke once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [16, 32, 64])
def test_a_number_of_a_million_digits_is_refused_at_once(bits: int) -> None:
    began = time.process_time()
    for value in (Decimal("1e1000000"), Decimal("-1e999999"), Decimal("1e-1000000"), 10**4000):
        with pytest.raises(BadValue):
            whole_number(bits)(value)
    assert time.process_time() - began < 0.5


def test_a_numeric_over_the_range_of_a_double_is_a_number() -> None:
    assert to_numeric(Decimal("1e400")) == b"1E+400"
    assert to_numeric(Decimal("-1.5e-400")) == b"-1.5E-400"


@pytest.mark.parametrize("value", ["1e-400", Decimal("1e-400"), "-4e-325"])
def test_a_double_too_small_to_be_told_from_zero_is_refused(value: Any) -> None:
    with pytest.raises(BadValue, match="out of the range of a double"):
        to_double(value)


def test_a_zero_however_it_is_written_is_a_double() -> None:
    for value in (0, 0.0, "0", "-0.0", "0e-999", Decimal("0E-400")):
        assert float(to_double(value)) == 0


@pytest.mark.parametrize("value", ["2026-01-01T10:00.5Z", "2026-01-01T10:00.5", "2026-01-01T10:00,5Z"])
def test_a_fraction_of_a_minute_is_not_dropped_but_refused(value: str) -> None:
    with pytest.raises(BadValue, match="is not a time"):
        to_moment(value)


@pytest.mark.parametrize("value", [{"a": "\0"}, {"\0": 1}, "\0", ["a", ["\0"]], "\\\0", "\\\\\0"])
def test_a_nul_character_inside_of_json_is_refused(value: Any) -> None:
    with pytest.raises(BadValue, match="NUL character"):
        to_json(value)


@pytest.mark.parametrize("value", ["\\u0000", {"\\u0000": "\\\\u0000"}, '"\\u0000"', "u0000", "\\"])
def test_the_letters_of_an_escape_are_no_nul_character(value: Any) -> None:
    assert json.loads(to_json(value)) == value


def test_json_that_is_nested_too_deeply_is_refused() -> None:
    def nested(levels: int) -> Any:
        value: Any = 1
        for level in range(levels):
            value = [value] if level % 2 else {"a": value}
        return value

    assert json.loads(to_json(nested(150))) == nested(150)
    for value in (nested(300), [2**70, nested(300)]):
        with pytest.raises(BadValue, match="200 levels"):
            to_json(value)


@pytest.mark.parametrize("value", [Decimal("1e200000"), [Decimal("1e-20000")], {"a": 10**1200}])
def test_a_number_inside_of_json_that_numeric_does_not_hold_is_refused(value: Any) -> None:
    with pytest.raises(BadValue, match="1,000 digits"):
        to_json(value)


# --- by the type of a field -------------------------------------------------------------------------------------------


def test_an_option_is_one_of_those_that_there_are() -> None:
    convert = one_of(("NEW", "IN_PROGRESS"))
    assert convert("NEW") == b"NEW"
    for value in ("new", 5, None, ["NEW"]):
        with pytest.raises(BadValue, match="not one of NEW, IN_PROGRESS"):
            convert(value)


@pytest.mark.parametrize(
    ("span", "sent"),
    [
        ("P7D", "P0Y0M7DT0H0M0S"),
        ("P1Y6M", "P1Y6M0DT0H0M0S"),
        ("P2W1D", "P0Y0M15DT0H0M0S"),
        ("PT12H", "P0Y0M0DT12H0M0S"),
        ("P1DT1M0.5S", "P0Y0M1DT0H1M0.5S"),
        ("P0D", "P0Y0M0DT0H0M0S"),
        ("P999Y", "P999Y0M0DT0H0M0S"),
    ],
)
def test_spans(span: str, sent: str) -> None:
    assert converter("interval")(span) == sent.encode()


@pytest.mark.parametrize(
    "span",
    ["", "P", "PT", "P1", "7D", "P1DT", "p7d", "-P7D", "P-7D", "+P7D", "P7D ", "P1.5D", "P1H", "PT1D", "P1D1Y", "7 days", "P1000000D", 7, None, ["P7D"]],
)  # fmt: skip
def test_what_is_no_span(span: Any) -> None:
    assert "is not a duration in ISO 8601 such as P7D" in refusal("interval", span)


@pytest.mark.parametrize("span", ["P1001Y", "P999999M", "P366000D", "PT999999999H", "P1000YT1S"])
def test_a_span_is_not_longer_than_what_times_have_room_for(span: str) -> None:
    assert "longer than 1,000 years" in refusal("interval", span)


def test_a_path_is_not_endless() -> None:
    assert converter("jsonpath")("$.a") == b"$.a"
    assert "at most 10,000" in refusal("jsonpath", "$" + ".a" * 5_000)
    assert "not a text" in refusal("jsonpath", 5)


@pytest.mark.parametrize("text", ['{"a":1.10}', "[]", "null", "5", '"a"', ' {"a":\n1}'])
def test_json_in_a_query_string_is_json(text: str) -> None:
    assert converter("jsonb")(UrlText(text)) == text.encode()
    assert converter("jsonb")(text) == json.dumps(text).encode()


@pytest.mark.parametrize("text", ["", "a", "{", "'a'", "NaN", "{'a': 1}", "1,2"])
def test_what_is_no_json_in_a_query_string(text: str) -> None:
    assert "is not JSON; a text in it is put in double quotes" in refusal("jsonb", UrlText(text))


def test_a_nul_in_the_json_of_a_query_string_is_refused() -> None:
    assert "U+0000" in refusal("jsonb", UrlText(r'"\u0000"'))
    assert converter("jsonb")(UrlText(r'"\\u0000"')) == rb'"\\u0000"'


@pytest.mark.parametrize("pattern", ["\\", "a\\", "a\\\\\\", "%\\"])
def test_a_pattern_that_ends_within_an_escape_is_refused(pattern: str) -> None:
    with pytest.raises(BadValue, match="lone backslash"):
        to_pattern(pattern)
    assert to_pattern(pattern + "\\") == (pattern + "\\").encode()
    assert to_pattern(pattern + "%") == (pattern + "%").encode()


# --- for all values ---------------------------------------------------------------------------------------------------

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.text().map(UrlText),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@SETTINGS
@given(pg_type=st.sampled_from([*SCALARS, "text[]", "integer[]"]), value=ANY)
def test_any_value_is_converted_or_refused(pg_type: str, value: Any) -> None:
    try:
        said = converter(pg_type)(value)
    except BadValue as bad:
        said = str(bad).encode("utf-8", "backslashreplace")[:250]
    assert b"\0" not in said
    assert said or value == ""


@SETTINGS
@given(st.lists(st.none() | st.binary().filter(lambda item: b"\0" not in item)))
def test_what_is_in_an_array_can_be_read_out_of_it(items: list[bytes | None]) -> None:
    assert read_array(array(items, is_quoted=True)) == items


def read_array(text: bytes) -> list[bytes | None]:
    """The items of an array, as Postgres reads one."""
    assert text[:1] + text[-1:] == b"{}"
    items: list[bytes | None] = []
    at, end = 1, len(text) - 1
    while at < end:
        if text[at : at + 1] == b'"':
            item, at = b"", at + 1
            while text[at : at + 1] != b'"':
                at += text[at : at + 1] == b"\\"
                item, at = item + text[at : at + 1], at + 1
            items.append(item)
            at += 1
        else:
            assert text[at : at + 4] == b"NULL"
            items.append(None)
            at += 4
        assert at == end or text[at : at + 1] == b","
        at += 1
    return items


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@SETTINGS
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS))
def test_a_moment_is_the_same_moment_in_utc(moment: datetime) -> None:
    text = to_moment(moment.isoformat()).decode()
    assert datetime.fromisoformat(text) == moment
    assert datetime.fromisoformat(text).tzinfo == UTC


@SETTINGS
@given(st.dates())
def test_a_date_is_itself(day: date) -> None:
    assert to_date(day.isoformat()) == day.isoformat().encode()


@SETTINGS
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_keeps_every_bit(number: float) -> None:
    assert float(to_double(number)) == number
    assert Decimal(to_numeric(number).decode()) == Decimal(repr(number))


@SETTINGS
@given(st.integers(-(2**40), 2**40), st.sampled_from([16, 32, 64]))
def test_a_whole_number_is_in_range_or_refused(number: int, bits: int) -> None:
    for value in (number, Decimal(number), float(number)):
        if -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
            assert whole_number(bits)(value) == b"%d" % number
        else:
            with pytest.raises(BadValue, match=f"range of {bits} bits"):
                whole_number(bits)(value)


def test_types_are_quoted_where_their_text_may_hold_what_parts_items() -> None:
    assert [each for each in SCALARS if is_quoted(each)] == ["text", "jsonb", "jsonpath"]
    assert is_quoted("tsvector")
    assert list_of(to_uuid, is_quoted=False)([UUID, UUID]) == b"{%b,%b}" % (UUID.encode(), UUID.encode())


def test_a_value_is_quoted_short() -> None:
    assert shown("a" * 50) == repr("a" * 40 + "...")
    assert shown(UrlText("a")) == "'a'"
    assert shown(10**5000) == "a number of that many digits"
    assert shown(Decimal("1." + "1" * 50)) == "1." + "1" * 38 + "..."
    assert [shown(value) for value in (None, True, [1], (1,), {"a": 1})] == [
        "null",
        "true",
        "a list",
        "a list",
        "an object",
    ]


def test_text_and_booleans_take_nothing_else() -> None:
    for value in (1, 1.0, None, [], {}):
        for convert in (to_text, to_boolean):
            with pytest.raises(BadValue):
                convert(value)
