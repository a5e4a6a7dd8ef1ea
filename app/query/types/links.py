"""LINKS: a web address with a label, and a list of others. The same rule as core.is_link_list."""

from typing import Any

from app.query.fieldtype import FieldType, by_part
from app.query.itemlist import MOST_ITEMS, items_of, read_item, text_or_none
from app.query.types import url
from app.query.values import BadValue, shown, to_json


def to_links(value: Any) -> bytes:
    """[{"url", "label"}]"""
    for place, item in items_of(value):
        link = read_item(item, place, required="url", optional=("label",))
        if not isinstance(link["url"], str) or not url.is_url(link["url"]):
            raise BadValue(f"{shown(link['url'])}, the url of item {place}, is not a web address")
        text_or_none(link, "label", place)
    return to_json(value)


_LIST = {
    "type": "array",
    "maxItems": MOST_ITEMS,
    "items": {
        "type": "object",
        "required": ["url"],
        "additionalProperties": False,
        "properties": {
            "url": {"type": "string", "pattern": url.PATTERN, "maxLength": url.LONGEST, "example": url.EXAMPLE},
            "label": {"type": "string", "nullable": True},
        },
    },
}

TYPES = {
    "LINKS": FieldType(
        convert=lambda part, field, settings: to_links if part.name == "secondaryLinks" else None,
        limits=lambda part, field, settings: _LIST if part.name == "secondaryLinks" else {},
        example=by_part(
            {
                "primaryLinkUrl": "https://example.com",
                "primaryLinkLabel": "Website",
                "secondaryLinks": [{"url": "https://example.com/blog", "label": "Blog"}],
            }
        ),
        parts={
            "primaryLinkUrl": "The web address of the first link.",
            "primaryLinkLabel": "What the first link is called.",
            "secondaryLinks": 'The other links: [{"url", "label"}], at most 100.',
        },
    ),
}
