"""CURRENCY: an amount in millionths and a currency's code, one of `currencyCodes` where they are given."""

import re
from typing import Any

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Schema, Settings
from app.query.values import BadValue, Convert, one_of, shown

_CURRENCY = re.compile(r"[A-Z]{3}")


def to_currency_code(value: Any) -> bytes:
    """Three capital letters."""
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise BadValue(f"{shown(value)} is not a currency code of three capital letters such as EUR")
    return value.encode()


def _convert(part: Part, field: Field, settings: Settings) -> Convert | None:
    if part.name != "currencyCode":
        return None
    return one_of(settings["currencyCodes"]) if "currencyCodes" in settings else to_currency_code


def _limits(part: Part, field: Field, settings: Settings) -> Schema:
    if part.name != "currencyCode":
        return {}
    return (
        {"enum": list(settings["currencyCodes"])}
        if "currencyCodes" in settings
        else {"pattern": "^[A-Z]{3}$", "example": "EUR"}
    )


def _example(part: Part, field: Field, settings: Settings) -> Any:
    return settings.get("currencyCodes", ["EUR"])[0] if part.name == "currencyCode" else None


TYPES = {
    "CURRENCY": FieldType(
        convert=_convert,
        limits=_limits,
        example=_example,
        parts={
            "amountMicros": "The amount in millionths: 1500000 is 1.50.",
            "currencyCode": "The currency's code of three capital letters (ISO 4217).",
        },
    ),
}
