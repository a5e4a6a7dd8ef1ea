"""EMAILS: an e-mail address, and a list of others. The same rule as core.is_email_list."""

from typing import Any

from app.query.fieldtype import FieldType, by_part
from app.query.itemlist import MOST_ITEMS, items_of
from app.query.types import email
from app.query.values import BadValue, shown, to_json


def to_emails(value: Any) -> bytes:
    """A list of e-mail addresses."""
    for place, item in items_of(value):
        if not isinstance(item, str) or not email.is_email(item):
            raise BadValue(f"{shown(item)}, item {place}, is not an e-mail address such as ann@example.com")
    return to_json(value)


_LIST = {
    "type": "array",
    "maxItems": MOST_ITEMS,
    "items": {"type": "string", "format": "email", "maxLength": email.LONGEST},
}

TYPES = {
    "EMAILS": FieldType(
        convert=lambda part, field, settings: to_emails if part.name == "additionalEmails" else None,
        limits=lambda part, field, settings: _LIST if part.name == "additionalEmails" else {},
        example=by_part({"primaryEmail": "jane.smith@example.com", "additionalEmails": ["jane@example.org"]}),
        parts={
            "primaryEmail": "The first e-mail address.",
            "additionalEmails": "A list of other e-mail addresses, at most 100.",
        },
    ),
}
