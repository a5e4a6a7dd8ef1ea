"""Values from a query string: texts, whatever their type is.

In charge of telling them from the texts of a body, and of lists in one text. What a text means as a value of a type is
`query.values`' business.
"""

import re

_LIST_ITEM = re.compile(r'(?:\s*"(?P<quoted>(?:[^"]|"")*)"\s*|(?P<bare>[^,]*))(?P<end>,|\Z)')


class UrlText(str):
    """A value from a query string: numbers, booleans, lists and JSON are read from it."""

    __slots__ = ()


def split_list(text: UrlText) -> list[UrlText]:
    """`a,"b,c"` -> a and b,c; a quote inside of quotes is doubled. Raises ValueError, whose message is for people."""
    if not text:
        raise ValueError("name at least one value; several are parted by commas")
    if '"' not in text:
        return [UrlText(item) for item in text.split(",")]
    items: list[UrlText] = []
    at, is_last = 0, False
    while not is_last:
        match = _LIST_ITEM.match(text, at)
        if match is None or (match["bare"] or "").lstrip().startswith('"'):
            raise ValueError('a quoted value must end with a quote before the comma: "b,c"')
        quoted = match["quoted"]
        items.append(UrlText(match["bare"] if quoted is None else quoted.replace('""', '"')))
        at, is_last = match.end(), not match["end"]
    return items
