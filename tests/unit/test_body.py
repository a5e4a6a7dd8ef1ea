from decimal import Decimal

import pytest

from app.errors import InvalidInput, UnsupportedMediaType
from app.http.body import MAX_DEPTH, read_json, read_object, require_json


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"9223372036854775807", 9223372036854775807),
        (b"9223372036854775808", 9223372036854775808),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"-123456789012345678901234567890", -123456789012345678901234567890),
        (b"0.1234567890123456789", Decimal("0.1234567890123456789")),
        (b"12345678901234567.5", Decimal("12345678901234567.5")),
        (b"0.1", 0.1),
        ('"ä€😀"'.encode(), "ä€😀"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"a\\u0000b"', "a\0b"),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": 1e400}', {"a": Decimal("1e400")}),
    ],
)
def test_values_keep_every_digit(body: bytes, value: object) -> None:
    read = read_json(body)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"a": 1,}', "line 1, column"),
        (b'{\n  "a": oops\n}', "line 2, column"),
        (b"NaN", "not JSON"),
        (b'{"a": Infinity}', "not JSON"),
        (b'{"a": NaN, "b": 12345678901234567890}', "not JSON"),
        (b'"\xff"', "not UTF-8: the byte at offset 1"),
        (b'"\\ud800"', "surrogate"),
        (b'"\\udc00 and 12345678901234567890"', "surrogate"),
        (b"[" * 5000 + b"]" * 5000, "levels deep"),
        (b"[" * 100_000, "levels deep"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "levels deep"),
        (b"[" + b"9" * 5000 + b"]", "too many digits|not JSON"),
        (b'{"a": 1e99999999999999999999}', "too many digits"),
        (b'{"a": 1e-99999999999999999999}', "too many digits"),
        (b"[" * 500 + b"1e400" + b"]" * 500, "levels deep"),
        (b"[" * 100_000 + b"1e400", "levels deep"),
        (b'[1e400, "\\ud800"]', "surrogate"),
        (b"[1e400", "not JSON: .* line 1, column 7"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(body: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_json(body)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert read_json(b"[" + b"{}," * 5000 + b"{}]")


@pytest.mark.parametrize(("body", "kind"), [(b"[]", "a list"), (b"null", "null"), (b'"x"', "a text"), (b"1", "number")])
def test_an_object_is_asked_for(body: bytes, kind: str) -> None:
    with pytest.raises(InvalidInput, match=f"must be a JSON object, not .*{kind}"):
        read_object(body)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        'application/json; charset="utf-8"',
    ],
)
def test_json_is_taken(content_type: str) -> None:
    require_json(content_type)


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]
)
def test_other_content_types_are_refused(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaType, match="Content-Type: application/json"):
        require_json(content_type)
