"""PHONE: a phone number as people write it. The same rule as core.is_phone; docs/decisions/0008 says why."""

import re
from typing import Any

from app.query.fieldtype import FieldType, always, at_most
from app.query.values import BadValue, shown, to_text

# At least two digits, and what stands between digits; perhaps an extension.
PATTERN = r"^(?=[^0-9]*[0-9][^0-9]*[0-9])\+?[0-9 ()./*#-]+(?:(?: ?(?:x|ext\.?) ?|,|;)[0-9]{1,10})?$"
_PHONE = re.compile(PATTERN)
LONGEST = 100
EXAMPLE = "+1-555-0123"


def is_phone(value: str) -> bool:
    """Whether a text has the form of a phone number."""
    return len(value) <= LONGEST and bool(_PHONE.fullmatch(value))


def to_phone(value: Any) -> bytes:
    """A phone number."""
    if not isinstance(value, str) or not is_phone(value):
        raise BadValue(
            f"{shown(value)} is not a phone number such as +1 555 0123: digits with blanks and ()./*#- between them, "
            f"perhaps an extension such as x12, at most {LONGEST} characters"
        )
    return to_text(value)


TYPES = {
    "PHONE": FieldType(
        convert=lambda part, field, settings: at_most(settings.get("maxLength"), to_phone),
        limits=lambda part, field, settings: {
            "pattern": PATTERN,
            "maxLength": min(LONGEST, settings.get("maxLength", LONGEST)),
            "example": EXAMPLE,
        },
        example=always(EXAMPLE),
    ),
}
