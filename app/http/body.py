"""From the bytes of a body to JSON values.

In charge of what JSON is accepted: strict UTF-8, no lone surrogates, no NaN, bounded nesting, and numbers that keep
every digit (an int of any length, a Decimal where a float could not hold it). Which values a field takes is for others.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import orjson

from app.errors import Detail, InvalidInput, UnsupportedMediaType

MAX_DEPTH = 100

_HALF_PAIR = "A text holds half of a surrogate pair (\\uD800-\\uDFFF)"

# A float holds any number of 15 digits, an int64 any of 18: shorter runs are exact as orjson reads them.
_LONG_NUMBER = re.compile(rb"[0-9.]{17}")


def require_json(content_type: str | None) -> None:
    """Raises UnsupportedMediaType unless the content type is JSON in UTF-8."""
    if content_type == "application/json":
        return
    media_type, *parameters = (content_type or "").lower().split(";")
    if media_type.strip() != "application/json":
        shown = f" not {content_type!r}" if content_type else " which this request has not"
        raise UnsupportedMediaType(f"Send JSON with the header Content-Type: application/json,{shown}.")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise UnsupportedMediaType("Send JSON in UTF-8: Content-Type: application/json; charset=utf-8.")


def read_json(body: bytes) -> Any:
    """The value of a JSON text. Raises InvalidInput, which says where the text is wrong."""
    is_exact, is_read = not _LONG_NUMBER.search(body), True
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if not _is_over_a_double(error):
            raise _malformed(body, error) from None
        # Up to there it is sound JSON; it is read below with every digit.
        value, is_exact, is_read = None, False, False
    except RecursionError:
        raise _too_deep() from None
    if is_exact:
        _check_depth(body, value)
        return value
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:  # behind the number that no double holds
        raise _wrong(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except (ValueError, InvalidOperation):  # an int over Python's limit of digits, an exponent over Decimal's
        raise _wrong("A number of the body has too many digits.") from None
    _check_depth(body, value)
    if not is_read:
        _check_texts(value)
    return value


def read_object(body: bytes) -> dict[str, Any]:
    """As `read_json`, for a body that must be an object."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise _wrong(f"The body must be a JSON object, not {_kind(value)}.")
    return value


def _is_over_a_double(error: orjson.JSONDecodeError) -> bool:
    """Whether the only trouble is a number that no float holds."""
    return "infinity" in error.msg


def _check_depth(body: bytes, value: Any) -> None:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH or not isinstance(value, dict | list):
        return
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise _too_deep()


def _check_texts(value: Any) -> None:
    """As orjson does: unlike it, json reads half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise _wrong(_HALF_PAIR + ".") from None


def _malformed(body: bytes, error: orjson.JSONDecodeError) -> InvalidInput:
    if not body.strip():
        return _wrong("The body is empty; it must be JSON.")
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return _wrong(f"The body is not UTF-8: the byte at offset {wrong.start} is not part of any character.")
    if "surrogate" in error.msg:
        return _wrong(f"{_HALF_PAIR} at {_place(error)}.")
    if "depth" in error.msg or "recursion" in error.msg:
        return _too_deep()
    return _wrong(f"The body is not JSON: {error.msg} at {_place(error)}.")


def _place(error: orjson.JSONDecodeError) -> str:
    return f"line {error.lineno}, column {error.colno}"


def _too_deep() -> InvalidInput:
    return _wrong(f"The body is nested more than {MAX_DEPTH} levels deep.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _wrong(message: str) -> InvalidInput:
    return InvalidInput(message, [Detail("body", message)])


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float | Decimal):
        return "a number"
    return "a text" if isinstance(value, str) else "a list"
