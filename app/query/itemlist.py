"""Lists within one JSON value: the second and further links, addresses and numbers of a composite.

In charge of what they have in common. What an item is, its type's module says.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.query.values import BadValue, shown

# As in core.is_link_list and its like.
MOST_ITEMS = 100


def items_of(value: Any) -> Iterator[tuple[int, Any]]:
    """The items of a list with their numbers, from 1 on. Raises BadValue for what is none, or is too long."""
    if not isinstance(value, list):
        raise BadValue(f"{shown(value)} is not a list")
    if len(value) > MOST_ITEMS:
        raise BadValue(f"the list has {len(value):,} items; at most {MOST_ITEMS} are possible")
    return enumerate(value, 1)


def read_item(item: Any, place: int, *, required: str, optional: Sequence[str]) -> Mapping[str, Any]:
    """An item that is an object with these keys and no others. Raises BadValue."""
    known = (required, *optional)
    if not isinstance(item, dict):
        raise BadValue(f"{shown(item)}, item {place}, is not an object with {', '.join(known)}")
    unknown = next((key for key in item if key not in known), None)
    if unknown is not None:
        raise BadValue(f"item {place} has the key {shown(unknown)}; known are {', '.join(known)}")
    if required not in item:
        raise BadValue(f"item {place} has no {required}")
    return item


def text_or_none(item: Mapping[str, Any], key: str, place: int) -> None:
    """Raises BadValue unless what is under the key is a text, null or missing."""
    if not isinstance(item.get(key), str | None):
        raise BadValue(f"{shown(item[key])}, the {key} of item {place}, is not a text")
