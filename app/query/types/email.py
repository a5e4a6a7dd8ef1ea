"""EMAIL: an e-mail address. The same rule as core.is_email, which has the last word."""

import re
from typing import Any

from app.query.fieldtype import FieldType, always, at_most
from app.query.values import BadValue, shown, to_text

# One @, a domain of parts that neither begin nor end with a dash, and no blank, control character or letter with a
# meaning of its own in a mail's header.
_EMAIL = re.compile(r"[^@]+@[^@.-](?:[^@.]*[^@.-])?(?:\.[^@.-](?:[^@.]*[^@.-])?)*")
_NOT_IN_EMAIL = re.compile(
    "[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff" r'<>(),;:\\"]'
)
LONGEST = 320


def is_email(value: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return len(value) <= LONGEST and bool(_EMAIL.fullmatch(value)) and not _NOT_IN_EMAIL.search(value)


def to_email(value: Any) -> bytes:
    """An e-mail address."""
    if not isinstance(value, str) or not is_email(value):
        raise BadValue(f"{shown(value)} is not an e-mail address such as ann@example.com")
    return to_text(value)


TYPES = {
    "EMAIL": FieldType(
        convert=lambda part, field, settings: at_most(settings.get("maxLength"), to_email),
        limits=lambda part, field, settings: {
            "format": "email",
            "maxLength": min(LONGEST, settings.get("maxLength", LONGEST)),
        },
        example=always("jane.smith@example.com"),
    ),
}
