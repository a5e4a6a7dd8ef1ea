"""E-mail addresses: what the server refuses before it asks the database is what the database would refuse."""

from hypothesis import given
from hypothesis import strategies as st

from app.query.types.email import to_email
from app.query.values import BadValue
from tests.query.examples import examples
from tests.query.house import House

PIECES = [
    "a",
    "Ann",
    "-",
    ".",
    "@",
    "@",
    "b.c",
    "ä",
    "ex-ample",
    "[",
    "]",
    "<",
    ",",
    '"',
    "\\",
    "'",
    "+",
    "(",
    ":",
    ";",
]
# Blanks and what cannot be seen, of ASCII and beyond.
PIECES += [" ", "\t", "\n", "\x01", "\x7f", "\x85", "\xa0", "\u1680", "\u2003", "\u200b", "\u2028", "\u2066", "\u3000"]
PIECES += ["\ufeff", "\U0001f642", "x" * 300]
ADDRESSES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
LIKELY = st.tuples(ADDRESSES, st.just("a@b.c"), ADDRESSES).map("".join)


def is_email(text: str) -> bool:
    try:
        return to_email(text) == text.encode()
    except BadValue:
        return False


@examples(60)
@given(texts=st.lists(ADDRESSES | LIKELY | st.emails(), min_size=10, max_size=40))
def test_both_say_the_same(house: House, texts: list[str]) -> None:
    found = house.sql("select a, core.is_email(a) from unnest(%s::text[]) a", texts)
    assert [(text, is_email(text)) for text in texts] == found


def test_what_is_and_is_not_an_address(house: House) -> None:
    """A name without a dot is a host of the house; a bracket may stand before the @."""
    addresses = {"ann@localhost": True, "a[x]@b.com": True, "a@b..c": False, "a@-b.c": False, "@b": False, "a@": False}
    for text, is_one in addresses.items():
        assert is_email(text) is is_one
        assert house.sql("select core.is_email(%s)", text) == [(is_one,)]
