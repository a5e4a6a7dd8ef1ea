"""PHONES: a phone number, and a list of others. The same rule as core.is_phone_list."""

import re
from typing import Any

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Schema, Settings, by_part
from app.query.itemlist import MOST_ITEMS, items_of, read_item
from app.query.types import phone
from app.query.values import BadValue, Convert, shown, to_json, to_text

_FORMS = {"countryCode": r"[A-Z]{2}", "callingCode": r"\+[0-9]{1,4}"}
_TOLD = {"countryCode": "a country code of two capital letters such as FR", "callingCode": "a calling code such as +33"}
_EXAMPLES = {"countryCode": "FR", "callingCode": "+33"}
_PARTS = {"primaryPhoneCountryCode": "countryCode", "primaryPhoneCallingCode": "callingCode"}


def to_phones(value: Any) -> bytes:
    """[{"number", "countryCode", "callingCode"}]"""
    for place, item in items_of(value):
        given = read_item(item, place, required="number", optional=tuple(_FORMS))
        if not isinstance(given["number"], str) or not phone.is_phone(given["number"]):
            raise BadValue(f"{shown(given['number'])}, the number of item {place}, is not a phone number")
        for code in _FORMS:
            if given.get(code) is not None and not _has_form(given[code], code):
                raise BadValue(f"{shown(given[code])}, the {code} of item {place}, is not {_TOLD[code]}")
    return to_json(value)


def _code(code: str) -> Convert:
    def to_code(value: Any) -> bytes:
        if not _has_form(value, code):
            raise BadValue(f"{shown(value)} is not {_TOLD[code]}")
        return to_text(value)

    return to_code


def _has_form(value: Any, code: str) -> bool:
    return isinstance(value, str) and re.fullmatch(_FORMS[code], value) is not None


def _convert(part: Part, field: Field, settings: Settings) -> Convert | None:
    if part.name == "additionalPhones":
        return to_phones
    return _code(_PARTS[part.name]) if part.name in _PARTS else None


def _limits(part: Part, field: Field, settings: Settings) -> Schema:
    if part.name == "additionalPhones":
        return _LIST
    if part.name not in _PARTS:
        return {}
    code = _PARTS[part.name]
    return {"pattern": f"^{_FORMS[code]}$", "example": _EXAMPLES[code]}


_LIST = {
    "type": "array",
    "maxItems": MOST_ITEMS,
    "items": {
        "type": "object",
        "required": ["number"],
        "additionalProperties": False,
        "properties": {
            "number": {
                "type": "string",
                "pattern": phone.PATTERN,
                "maxLength": phone.LONGEST,
                "example": phone.EXAMPLE,
            },
            **{
                code: {"type": "string", "nullable": True, "pattern": f"^{form}$", "example": _EXAMPLES[code]}
                for code, form in _FORMS.items()
            },
        },
    },
}

TYPES = {
    "PHONES": FieldType(
        convert=_convert,
        limits=_limits,
        example=by_part(
            {
                "primaryPhoneNumber": "6 12 34 56 78",
                "primaryPhoneCountryCode": "FR",
                "primaryPhoneCallingCode": "+33",
                "additionalPhones": [{"number": "555-0123", "countryCode": "US", "callingCode": "+1"}],
            }
        ),
        parts={
            "primaryPhoneNumber": "The first phone number.",
            "primaryPhoneCountryCode": "The country of the first number, as two capital letters (ISO 3166).",
            "primaryPhoneCallingCode": "The calling code of that country, such as +33.",
            "additionalPhones": 'The other numbers: [{"number", "countryCode", "callingCode"}], at most 100.',
        },
    ),
}
