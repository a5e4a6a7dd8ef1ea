"""A query string as pairs of texts.

In charge of percent-encoding alone. Meaning is `rest.parameters`. Brackets come bare or encoded, and a per cent sign
that begins no escape stands for itself, so that `filter[name][like]=%Acme%` can be typed as it is.
"""

import re
from urllib.parse import unquote_to_bytes

from app.errors import invalid

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def read_query_string(text: str) -> list[tuple[str, str]]:
    """The pairs in the order written. Raises InvalidInput for what is not UTF-8 and for NUL characters."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            raw_name, _, raw_value = piece.partition("=")
            name = _decode(raw_name, "query string")
            pairs.append((name, _decode(raw_value, name)))
    return pairs


def _decode(text: str, what: str) -> str:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    # Whoever leaves a per cent sign bare has not encoded this text: there, what is not UTF-8 is no escape either.
    is_typed = _BARE_PERCENT.search(text) is not None

    def decode_escapes(match: re.Match[str]) -> str:
        try:
            return unquote_to_bytes(match[0]).decode()
        except UnicodeDecodeError:
            if is_typed:
                return match[0]
            raise invalid(what, "not UTF-8; write a per cent sign as %25") from None

    decoded = _ESCAPES.sub(decode_escapes, text)
    if "\0" in decoded:
        raise invalid(what, "holds a NUL character, which cannot be stored or compared")
    return decoded
