"""JSON values as Postgres reads them, by the type of their column.

In charge of what each type takes and of saying what it would have taken. A value becomes Postgres's text format here
and nowhere else; that it is bound, and never written into SQL, is `query.bind`'s business.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson

from app.query.url_text import UrlText, split_list

# What becomes of a value that is not null. Raises BadValue.
Convert = Callable[[Any], bytes]


class BadValue(Exception):
    """The value is not one of its type; the message says what is."""


_UUID = re.compile(r"[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,9})?)? ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
# A sign of life after P, and after T.
_SPAN = re.compile(
    r"P(?=.)(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=.)(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?"
)
_ESCAPED = re.compile(rb'(["\\])')
# A backslash before it would stand for itself, and what follows for the letters u0000.
_NUL_IN_JSON = re.compile(rb"(?:^|[^\\])(?:\\\\)*\\u0000")

# Digits of a numeric: more than any amount or measure has, fewer than what makes a number a burden.
_MOST_DIGITS = 1000
# Levels of lists and objects in a JSON value; orjson writes few more.
_MOST_LEVELS = 200
# Years that a time relative to now is away: enough, and everything in reach is a time that Postgres has.
_LONGEST_SPAN = 1000
# Characters of an SQL/JSON path.
_LONGEST_PATH = 10_000

_A_DATE = "a date such as 2026-01-31, of the years 0001 to 9999"
_A_MOMENT = "a time in ISO 8601 such as 2026-01-31T09:30:00Z, of the years 0001 to 9999"
_A_UUID = "a uuid such as 01890a5d-ac96-774b-bcce-b302099a8057"
_NUL = "the text holds a NUL character (U+0000), which cannot be stored; remove it"


def to_text(value: Any) -> bytes:
    """A text."""
    if not isinstance(value, str):
        raise BadValue(f"{shown(value)} is not a text")
    return _encoded(value)


def to_uuid(value: Any) -> bytes:
    """A uuid, with or without dashes."""
    if type(value) is not str and not isinstance(value, str):
        raise BadValue(f"{shown(value)} is not {_A_UUID}")
    if not _UUID.fullmatch(value):
        raise BadValue(f"{shown(value)} is not {_A_UUID}")
    return value.encode()


def whole_number(bits: int) -> Convert:
    """The converter of a signed integer."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    # As in JSON: only what does not fit a number elsewhere may also come as a text of digits.
    takes_text = bits == 64

    def to_whole(value: Any) -> bytes:
        number = value
        if isinstance(value, str):
            if (takes_text or isinstance(value, UrlText)) and _WHOLE.fullmatch(value):
                number = int(value)
        elif isinstance(value, float | Decimal) and _is_finite(value):
            # Not the number itself where it is out of range: 1e1000000 has a million digits.
            within = int(min(max(value, low - 1), high + 1))
            if within == value or not low <= value <= high:
                number = within
        if not isinstance(number, int) or isinstance(number, bool):
            raise BadValue(f"{shown(value)} is not a whole number")
        if not low <= number <= high:
            raise BadValue(f"{shown(value)} is out of the range of {bits} bits, {low} to {high}")
        return b"%d" % number

    return to_whole


def to_numeric(value: Any) -> bytes:
    """An exact number of any size that is still reasonable; never NaN or infinity."""
    text = _number_text(value)
    if _is_long(Decimal(text)):
        raise BadValue(f"{shown(value)} has more than {_MOST_DIGITS:,} digits")
    return text.encode()


def to_double(value: Any) -> bytes:
    """A number that a double can hold."""
    text = _number_text(value)
    number = float(text)
    if not isfinite(number) or (number == 0 and Decimal(text) != 0):
        raise BadValue(f"{shown(value)} is out of the range of a double")
    return text.encode()


def to_boolean(value: Any) -> bytes:
    """true or false."""
    if isinstance(value, UrlText):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if value is True:
        return b"t"
    if value is False:
        return b"f"
    raise BadValue(f"{shown(value)} is not a boolean: true or false")


def to_date(value: Any) -> bytes:
    """A day of the years 1 to 9999."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat().encode()
        except ValueError:
            pass
    raise BadValue(f"{shown(value)} is not {_A_DATE}")


def to_moment(value: Any) -> bytes:
    """A moment of the years 1 to 9999, in UTC where it names no offset; beyond microseconds it is cut."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadValue(f"{shown(value)} is not {_A_MOMENT}")
    day, clock, seconds, offset = match.groups()
    text = f"{day}T{clock or '00:00'}{(seconds or '')[: len(':00.000000')]}"
    try:
        moment = datetime.fromisoformat(text + ("+00:00" if offset in (None, "Z", "z") else offset))
        return moment.astimezone(UTC).isoformat().encode()
    except (ValueError, OverflowError):
        raise BadValue(f"{shown(value)} is not {_A_MOMENT}") from None


def to_json(value: Any) -> bytes:
    """Any JSON value, numbers with every digit."""
    if isinstance(value, UrlText):
        return _read_json(value)
    try:
        text = orjson.dumps(value, default=_json_number)
    except TypeError:  # an int over 64 bits, or what is said of it when it is looked at
        text = orjson.dumps(_with_numbers(value, 0), default=_json_number)
    if rb"\u0000" in text and _NUL_IN_JSON.search(text):
        raise BadValue(_NUL)
    return text


def one_of(options: Sequence[str]) -> Convert:
    """The converter of a text that is one of these."""
    known = {option: option.encode() for option in options}

    def to_option(value: Any) -> bytes:
        encoded = known.get(value) if isinstance(value, str) else None
        if encoded is None:
            raise BadValue(f"{shown(value)} is not one of {', '.join(options)}")
        return encoded

    return to_option


def to_pattern(value: Any) -> bytes:
    """A pattern of LIKE. Postgres would refuse one that ends in the middle of an escape only when it meets a row."""
    pattern = to_text(value)
    if (len(pattern) - len(pattern.rstrip(b"\\"))) % 2:
        raise BadValue("the pattern ends with a lone backslash; write \\\\ for a backslash")
    return pattern


def to_span(value: Any) -> bytes:
    """A span of time, an ISO 8601 duration."""
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadValue(f"{shown(value)} is not a duration in ISO 8601 such as P7D, P1Y6M or PT12H")
    years, months, weeks, days, hours, minutes = (int(group or 0) for group in match.groups()[:6])
    days += 7 * weeks
    seconds = match[7] or "0"
    if years + months / 12 + (days + (hours + (minutes + float(seconds) / 60) / 60) / 24) / 365 > _LONGEST_SPAN:
        raise BadValue(f"{shown(value)} is longer than {_LONGEST_SPAN:,} years")
    return f"P{years}Y{months}M{days}DT{hours}H{minutes}M{seconds}S".encode()


def to_json_path(value: Any) -> bytes:
    """The text of an SQL/JSON path, which the database reads."""
    if isinstance(value, str) and len(value) > _LONGEST_PATH:
        raise BadValue(f"the path has {len(value):,} characters; at most {_LONGEST_PATH:,} are possible")
    return to_text(value)


def list_of(item: Convert, *, is_quoted: bool, most: int | None = None) -> Convert:
    """The converter of an array of at most `most` items. `is_quoted` where an item's text may hold what parts items."""

    def to_array(value: Any) -> bytes:
        if isinstance(value, UrlText):
            try:
                value = split_list(value)
            except ValueError as problem:
                raise BadValue(str(problem)) from None
        if not isinstance(value, list | tuple):
            raise BadValue(f"{shown(value)} is not a list")
        if most is not None and len(value) > most:
            raise BadValue(f"the list has {len(value):,} items; at most {most:,} are possible")
        items = []
        for each in value:
            if each is None:
                raise BadValue("null cannot be in the list")
            items.append(item(each))
        return array(items, is_quoted=is_quoted)

    return to_array


def array(items: Sequence[bytes | None], *, is_quoted: bool) -> bytes:
    """A Postgres array of converted items."""
    if not is_quoted:
        return b"{%b}" % b",".join([b"NULL" if item is None else item for item in items])
    return b"{%b}" % b",".join([b"NULL" if item is None else b'"%b"' % _ESCAPED.sub(rb"\\\1", item) for item in items])


SCALARS: dict[str, Convert] = {
    "text": to_text,
    "uuid": to_uuid,
    "smallint": whole_number(16),
    "integer": whole_number(32),
    "bigint": whole_number(64),
    "numeric": to_numeric,
    "real": to_double,
    "double precision": to_double,
    "boolean": to_boolean,
    "date": to_date,
    "timestamptz": to_moment,
    "jsonb": to_json,
    "interval": to_span,
    "jsonpath": to_json_path,
}

# Types whose text holds neither a comma, a brace, a quote nor a backslash, and is never empty or NULL.
_UNQUOTED = frozenset(SCALARS) - {"text", "jsonb", "jsonpath"}


def is_quoted(pg_type: str) -> bool:
    """Whether items of that type are quoted in an array."""
    return pg_type not in _UNQUOTED


def converter(pg_type: str) -> Convert:
    """The converter of a Postgres type; a type that is not known here is sent as the text that it is given as."""
    if pg_type.endswith("[]"):
        item = pg_type.removesuffix("[]")
        return list_of(converter(item), is_quoted=is_quoted(item))
    return SCALARS.get(pg_type, to_text)


def shown(value: Any) -> str:
    """A value as an error quotes it: short, and never a whole object."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return repr(str(value) if len(value) <= 40 else f"{value[:40]}...")
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of that many digits"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


def _encoded(value: str) -> bytes:
    if "\0" in value:
        raise BadValue(_NUL)
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise BadValue("the text holds half of a surrogate pair, which is no character; remove it") from None


def _read_json(value: str) -> bytes:
    """JSON that is a text already, as it is."""
    text = _encoded(value)
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadValue(f"{shown(value)} is not JSON; a text in it is put in double quotes") from None
    if rb"\u0000" in text and _NUL_IN_JSON.search(text):
        raise BadValue(_NUL)
    return text


def _number_text(value: Any) -> str:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > 4 * _MOST_DIGITS:
            raise BadValue(f"the number has more than {_MOST_DIGITS:,} digits")
        return str(value)
    if isinstance(value, float | Decimal) and _is_finite(value):
        return str(value)
    raise BadValue(f"{shown(value)} is not a number")


def _is_finite(value: float | Decimal) -> bool:
    # Not isfinite of a Decimal, which makes a float of it: 1e400 would be none.
    return value.is_finite() if isinstance(value, Decimal) else isfinite(value)


def _is_long(number: Decimal) -> bool:
    return max(abs(number.adjusted()), len(number.as_tuple().digits)) > _MOST_DIGITS


def _json_number(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal) and not _is_long(value):
        return orjson.Fragment(str(value))
    raise TypeError


def _with_numbers(value: Any, level: int) -> Any:
    """The value with all whole numbers as Decimals. Raises BadValue for what cannot be written even so."""
    if level > _MOST_LEVELS:
        raise BadValue(f"the value is nested more than {_MOST_LEVELS} levels deep")
    if isinstance(value, dict):
        return {key: _with_numbers(inner, level + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_numbers(inner, level + 1) for inner in value]
    number = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(number, Decimal) and _is_long(number):
        raise BadValue(f"{shown(value)} has more than {_MOST_DIGITS:,} digits")
    return number
