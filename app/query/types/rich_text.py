"""RICH_TEXT: a text with its formatting, as Markdown and as the list of blocks of the editor BlockNote."""

from typing import Any

import orjson

from app.query.fieldtype import FieldType, by_part
from app.query.values import BadValue, shown, to_json


def to_blocks(value: Any) -> bytes:
    """A list of blocks, which may come as a text of JSON, as the editor keeps it."""
    blocks = value
    if isinstance(value, str):
        try:
            blocks = orjson.loads(value)
        except orjson.JSONDecodeError:
            blocks = None
    if not isinstance(blocks, list):
        raise BadValue(f"{shown(value)} is not a list of blocks")
    return to_json(blocks)


TYPES = {
    "RICH_TEXT": FieldType(
        convert=lambda part, field, settings: to_blocks if part.name == "blocknote" else None,
        limits=lambda part, field, settings: {"type": "array", "items": {}} if part.name == "blocknote" else {},
        example=by_part(
            {
                "blocknote": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello", "styles": {}}]}],
                "markdown": "Hello",
            }
        ),
        parts={
            "blocknote": "The blocks of the editor BlockNote. A text that holds them as JSON is accepted too.",
            "markdown": "The text as Markdown, in which words are searched.",
        },
    ),
}
