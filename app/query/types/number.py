"""NUMBER: `dataType` says what its column holds, `min`, `max` and `decimals` which of it. RATING: a whole number from 1
to 5, or from `min` to `max`."""

from decimal import Decimal
from typing import Any

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Schema, Settings
from app.query.values import BadValue, Convert, converter, shown


def within(part: Part, low: Any, high: Any, decimals: int | None = None) -> Convert:
    """A converter of numbers that refuses those out of a range, or with more decimals."""
    plain = converter(part.pg_type)
    lowest, highest = (None if bound is None else Decimal(str(bound)) for bound in (low, high))

    def to_number(value: Any) -> bytes:
        converted = plain(value)
        text = converted.decode()
        # What a double is rounded to counts.
        number = Decimal(repr(float(text)) if part.pg_type == "double precision" else text)
        if lowest is not None and number < lowest:
            raise BadValue(f"{shown(value)} is less than {low}, the least that is possible")
        if highest is not None and number > highest:
            raise BadValue(f"{shown(value)} is more than {high}, the most that is possible")
        if decimals is not None and _decimals(number) > decimals:
            raise BadValue(f"{shown(value)} has more than {decimals} decimals")
        return converted

    return to_number


def _convert(part: Part, field: Field, settings: Settings) -> Convert | None:
    if not settings.keys() & {"min", "max", "decimals"}:
        return None
    return within(part, settings.get("min"), settings.get("max"), settings.get("decimals"))


def _range(settings: Settings) -> tuple[int, int]:
    return settings.get("min", 1), settings.get("max", 5)


def _decimals(number: Decimal) -> int:
    """Digits after the point, without zeros at the end; rounding would take the digits of a long number."""
    _, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    return max(0, -int(exponent) - (len(text) - len(text.rstrip("0")))) if number else 0


def _limits(part: Part, field: Field, settings: Settings) -> Schema:
    said: Schema = {}
    if "min" in settings:
        said["minimum"] = settings["min"]
    if "max" in settings:
        said["maximum"] = settings["max"]
    if settings.get("decimals") == 0:
        # A multiple of 0.01 is nothing that floating point could tell.
        said["multipleOf"] = 1
    return said


TYPES = {
    "NUMBER": FieldType(
        convert=_convert,
        limits=_limits,
        example=lambda part, field, settings: settings.get(
            "min", settings.get("max", 1 if "decimals" in settings else None)
        ),
    ),
    "RATING": FieldType(
        convert=lambda part, field, settings: within(part, *_range(settings)),
        limits=lambda part, field, settings: dict(zip(("minimum", "maximum"), _range(settings), strict=True)),
        example=lambda part, field, settings: sum(_range(settings)) // 2,
    ),
}
