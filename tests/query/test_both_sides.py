"""What the API refuses cannot be written by SQL either, and the other way about: good and bad values of every type."""

import json
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.query.types.phone import is_phone
from app.query.types.url import is_url
from tests.query.examples import examples
from tests.query.house import House, Refused
from tests.standard_model import SAMPLE_OBJECT

LONG_LIST = ["a@b"] * 101

# field -> values that it takes, values that it does not take.
SINGLE: dict[str, tuple[list[Any], list[Any]]] = {
    "name": (["", "ä" * 10_000, "\U0001f642"], []),
    "code": (["", "abcde", "\U0001f642" * 5], ["abcdef", "\U0001f642" * 6]),
    "flag": ([True, False], []),
    "whole": ([0, -(2**31)], [2**31]),
    "big": ([2**63 - 1], [2**63]),
    "rate": ([0, 100, "99.99", "1.500"], [-1, "100.01", "0.001", "1e-3", 10**40]),
    "moment": (["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"], ["infinity"]),
    "day": (["0001-01-01", "9999-12-31"], ["infinity"]),
    "mail": (["a@b", "ä@ü.example"], ["", "ann", "a@b@c", "a b@c", "a@-b"]),
    "phone": (
        ["112", "+1-555-0123", "(030) 123.45/67", "*100#", "555 0123 ext. 12", "555x1", "0800;1", "1" * 100],
        ["", "1", "+", "home", "1-800-FLOWERS", "+1+2", "112\n", "112 x", "1" * 101, "112 x12345678901", "١١٢", "11\u00a02"],
    ),
    "link": (
        [
            "https://example.com", "http://localhost", "http://localhost:8080/a?b#c", "example.com", "example.com:80/a b"[:14] + "/a",
            "HTTPS://Example.COM/{x}|^`", "https://user:pass@example.com", "https://[::1]/", "bücher.example/straße", "a.b", "a.b?c", "a.b#c",
            "https://example.com.", "http://a/" + "x" * 2039,
        ],
        [
            "", " ", "example", "ftp://example.com", "javascript:alert(1)", "javascript.x:alert(1)", "mailto:a@b.c", "https://", "https:///a",
            "//example.com", "/a", "https://a b.c", "https://a.b/c d", "a.b\n", "\na.b", "a..b", ".a.b", "a.b:port", "a.b:123456", "https://a.b/\u00a0",
            "https://a.b/<x>", 'https://a.b/"', "https://a.b/\\", "https://[x]/", "a@b.c", "a.b/" + "x" * 2045, "https://a.b/\u2028", "https://a.b/\x7f",
        ],
    ),
    "choice": (["A", "LONG_ONE"], ["", "a", "C"]),
    "choices": ([[], ["A"], ["A", "B", "A"]], [["C"], ["A", "c"], [None]]),
    "tags": ([[], [""], ["a", "a", "{,}"]], [[None], ["a", None]]),
    "few": ([[], ["a", "b"]], [["a", "b", "c"]]),
    "stars": ([1, 5], [0, 6]),
    "score": ([0, 10], [-1, 11]),
    "ref": (["01890a5d-ac96-774b-bcce-b302099a8057"], []),
}  # fmt: skip
# field, part, column -> the same.
PARTS: dict[tuple[str, str, str], tuple[list[Any], list[Any]]] = {
    ("money", "currencyCode", "money_currency_code"): (["EUR"], ["eur", "EURO", "", "EUR\n"]),
    ("fee", "currencyCode", "fee_currency_code"): (["EUR", "CHF"], ["USD", "eur", ""]),
    ("place", "addressLat", "place_lat"): ([-90, 90, 0.5], [90.1, -91]),
    ("place", "addressLng", "place_lng"): ([-180, 180], [180.1, -181]),
    ("links", "primaryLinkUrl", "links_primary_url"): (["a.b"], ["a", ""]),
    ("links", "secondaryLinks", "links_secondary"): (
        [[], [{"url": "a.b"}], [{"url": "a.b", "label": None}, {"label": "x", "url": "https://c"}]],
        [{}, "a.b", ["a.b"], [{}], [{"url": None}], [{"url": "a"}], [{"url": "a.b", "label": 5}], [{"url": "a.b", "name": "x"}],
         [None], [{"label": "x"}], [{"url": "a.b"}] * 101],
    ),
    ("mails", "primaryEmail", "mails_primary"): (["a@b"], ["a", ""]),
    ("mails", "additionalEmails", "mails_additional"): (
        [[], ["a@b", "a@b"], LONG_LIST[:100]],
        [{}, "a@b", ["a"], [None], [5], [["a@b"]], [{"email": "a@b"}], LONG_LIST],
    ),
    ("phones", "primaryPhoneNumber", "phones_primary_number"): (["112"], ["x", ""]),
    ("phones", "primaryPhoneCountryCode", "phones_primary_country_code"): (["DE"], ["de", "DEU", "", "DE\n"]),
    ("phones", "primaryPhoneCallingCode", "phones_primary_calling_code"): (["+49", "+1242"], ["49", "+", "+12345", "+4x", "+49\n"]),
    ("phones", "additionalPhones", "phones_additional"): (
        [[], [{"number": "112"}], [{"number": "112", "countryCode": None, "callingCode": "+1"}]],
        [{}, ["112"], [{}], [{"number": 112}], [{"number": "x"}], [{"number": "112", "countryCode": "de"}], [{"number": "112", "countryCode": 5}],
         [{"number": "112", "callingCode": "1"}], [{"number": "112", "kind": "home"}], [None], [{"number": "112"}] * 101],
    ),
    ("story", "blocknote", "story_blocknote"): ([[], [{"type": "paragraph"}], [1]], [{}, 5, True]),
}  # fmt: skip
PG_TYPES = {"choices": "text[]", "tags": "text[]", "few": "text[]"}
ALL = [(name, "", name) for name in SINGLE] + list(PARTS)


@pytest.fixture(scope="module")
def samples(house: House) -> House:
    house.make_sample_object()
    return house


def cases(field: str, part: str, column: str) -> list[tuple[Any, bool]]:
    good, bad = PARTS[field, part, column] if part else SINGLE[field]
    return [(value, True) for value in good] + [(value, False) for value in bad]


@pytest.mark.parametrize(("field", "part", "column"), ALL, ids=lambda each: each or "-")
def test_both_doors_and_the_database_agree(samples: House, field: str, part: str, column: str) -> None:
    create = "mutation ($data: SampleCreateInput!) { createSample(data: $data) { id } }"
    creates = "mutation ($data: [SampleCreateInput!]!) { createSamples(data: $data) { id } }"
    for value, is_good in cases(field, part, column):
        record = {field: {part: value} if part else value}
        for query, data in ((create, record), (creates, [record])):
            if is_good:
                samples.data(query, {"data": data})
            else:
                with pytest.raises(Refused) as refused:
                    samples.data(query, {"data": data})
                assert refused.value.errors[0]["extensions"]["code"] in (
                    "VALIDATION_ERROR",
                    "GRAPHQL_VALIDATION_FAILED",
                )
                assert field in json.dumps(refused.value.errors), value
        assert (
            by_sql(samples, column, value, as_json=part != "" and isinstance(value, dict | list | bool)) is is_good
        ), value


def by_sql(house: House, column: str, value: Any, *, as_json: bool) -> bool:
    """Whether a record with it can be inserted."""
    of_json = as_json or column in ("story_blocknote", "links_secondary", "mails_additional", "phones_additional")
    given = json.dumps(value) if of_json else value
    cast = "jsonb" if of_json else PG_TYPES.get(column, "")
    if not isinstance(given, str | list):
        given = str(given)
    try:
        with house.owner.transaction():
            mark = f"%s::text::{cast}" if cast == "jsonb" else f"%s::{cast}" if cast else "%s"
            house.sql(f'insert into {{}}.sample ("{column}") values ({mark})', given)
    except (psycopg.errors.CheckViolation, psycopg.errors.NumericValueOutOfRange):
        return False
    return True


@pytest.mark.parametrize("path", ["settings", "tags", "choices", "links.secondaryLinks", "story.blocknote"])
def test_what_has_no_order_that_a_reader_expects_is_none_to_sort_by(samples: House, path: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be ordered by it"):
        samples.listed("samples", f"order[{path}]=asc")
    head, _, part = path.partition(".")
    order = {head: {part: "Asc"} if part else "Asc"}
    with pytest.raises(Refused):
        samples.data("query ($o: [SampleOrderByInput!]) { samples(orderBy: $o) { totalCount } }", {"o": [order]})


def test_every_field_with_a_rule_is_among_them() -> None:
    unruled = {"exact", "double", "person", "settings", "text", "list", "object", "steps", "parent"}
    fields = {field["name"] for field in SAMPLE_OBJECT["fields"]}
    assert fields - unruled == {*SINGLE, *(field for field, *_ in PARTS)}


PIECES = [
    "a",
    "B",
    "1",
    "22",
    ".",
    "-",
    "/",
    "?",
    "#",
    "@",
    ":",
    "[",
    "]",
    "(",
    ")",
    "+",
    "x",
    "ext.",
    "*",
    ",",
    ";",
    " ",
    "http://",
    "HTTPS://",
    "://",
]
PIECES += [
    "ä",
    "_",
    "%",
    "\\",
    '"',
    "<",
    "\t",
    "\n",
    "\x01",
    "\x7f",
    "\xa0",
    "\u2003",
    "\u200b",
    "\u2028",
    "\u3000",
    "\ufeff",
    "\U0001f642",
    "8080",
    "::1",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
LIKELY = st.tuples(st.sampled_from(["", "http://", "https://a.b", "a.b", "+49 30 1"]), TEXTS).map("".join)


@examples(1500)
@given(text=TEXTS | LIKELY)
def test_addresses_and_numbers_of_any_form(house: House, text: str) -> None:
    """The rule is written twice, in Python and in SQL: it is one."""
    ((url, phone),) = house.sql("select core.is_url(%s), core.is_phone(%s)", text, text)
    assert (is_url(text), is_phone(text)) == (url, phone)
