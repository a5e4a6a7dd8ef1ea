"""What a field type's module says: that its examples are values of it, and that its words for what is wrong say what to do."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.model.types import Field, Option, Part
from app.query.types import about, example, limits, written_as
from app.query.values import BadValue
from app.rest.openapi_values import example_of_field
from tests.standard_model import sample_model

FIELDS = sample_model().objects["sample"].fields
PARTS = [(name, part.name) for name, field in FIELDS.items() for part in field.parts]


def convert(field: Field, part: str, value: Any) -> bytes:
    return written_as(field, field.part(part))(value)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_an_example_is_a_value_of_its_type(name: str, part: str) -> None:
    field = FIELDS[name]
    shown = example_of_field(field)
    assert convert(field, part, shown[part] if part else shown)


@pytest.mark.parametrize(("name", "part"), [each for each in PARTS if each[1]])
def test_each_part_is_told_in_a_sentence(name: str, part: str) -> None:
    field = FIELDS[name]
    said = about(field, field.part(part))
    assert said[0].isupper()
    assert said.endswith(".")
    # Not made out of its name, as that of a type which nobody has told of.
    assert not said.startswith("Its ")


def made(type_: str, pg_type: str, settings: dict[str, Any], options: tuple[str, ...] = ()) -> Field:
    part = Part("", "it", type_, pg_type, True)
    chosen = tuple(Option(value, value, place) for place, value in enumerate(options))
    return replace(FIELDS["name"], type=type_, parts=(part,), settings=settings, options=chosen)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (made("TEXT", "text", {"maxLength": 3}), "abcd", "has 4 characters; at most 3 are possible"),
        (made("TEXT", "text", {"maxLength": 3}), 5, "5 is not a text"),
        (made("EMAIL", "text", {}), "ann", "is not an e-mail address such as ann@example.com"),
        (made("EMAIL", "text", {"maxLength": 5}), "ann@example.com", "at most 5"),
        (made("PHONE", "text", {}), "home", "is not a phone number such as"),
        (made("URL", "text", {}), "a b.c", "is not a web address such as"),
        (made("NUMBER", "numeric", {"min": 1}), 0, "0 is less than 1, the least"),
        (made("NUMBER", "integer", {"max": 1}), 2, "2 is more than 1, the most"),
        (made("NUMBER", "numeric", {"decimals": 1}), "0.25", "has more than 1 decimals"),
        (made("NUMBER", "numeric", {"decimals": 0}), Decimal("1" * 50 + ".5"), "more than 0 decimals"),
        (made("RATING", "smallint", {}), 6, "6 is more than 5"),
        (made("RATING", "smallint", {"min": 2}), 1, "1 is less than 2"),
        (made("ARRAY", "text[]", {"maxItems": 1}), ["a", "b"], "the list has 2 items; at most 1"),
        (made("ARRAY", "text[]", {}), ["a", None], "null cannot be in the list"),
        (made("SELECT", "text", {}, ("A", "B")), "C", "is not one of A, B"),
        (made("MULTI_SELECT", "text[]", {}, ("A", "B")), ["C"], "is not one of A, B"),
        (made("MULTI_SELECT", "text[]", {"maxItems": 1}, ("A", "B")), ["A", "B"], "at most 1"),
    ],
)
def test_what_is_wrong_is_told(field: Field, value: Any, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        convert(field, "", value)


@pytest.mark.parametrize(
    ("name", "part", "value", "says"),
    [
        ("money", "currencyCode", "EURO", "three capital letters"),
        ("fee", "currencyCode", "USD", "not one of EUR, CHF"),
        ("place", "addressLat", 91, "more than 90"),
        ("links", "secondaryLinks", [{"url": "a.b"}, {"url": "x"}], "the url of item 2, is not a web address"),
        ("links", "secondaryLinks", [{"label": "x"}], "item 1 has no url"),
        ("links", "secondaryLinks", [{"url": "a.b", "title": "x"}], "has the key 'title'; known are url, label"),
        ("links", "secondaryLinks", [{"url": "a.b", "label": 5}], "the label of item 1, is not a text"),
        ("mails", "additionalEmails", ["a@b", "x"], "item 2, is not an e-mail address"),
        ("mails", "additionalEmails", "a@b", "is not a list"),
        ("phones", "additionalPhones", [{"number": "x"}], "the number of item 1, is not a phone number"),
        (
            "phones",
            "additionalPhones",
            [{"number": "112", "countryCode": "de"}],
            "countryCode of item 1, is not a country",
        ),
        ("phones", "primaryPhoneCallingCode", "49", "not a calling code such as"),
        ("story", "blocknote", "{}", "is not a list of blocks"),
        ("story", "blocknote", "[", "is not a list of blocks"),
    ],
)
def test_what_is_wrong_with_a_part_is_told(name: str, part: str, value: Any, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        convert(FIELDS[name], part, value)


def test_settings_are_those_of_the_field_and_not_of_its_parts() -> None:
    fee = replace(FIELDS["fee"], settings={"currencyCodes": ["EUR"], "max": 1})
    assert convert(fee, "amountMicros", 5) == b"5"
    assert limits(fee, fee.part("amountMicros")) == {}
    assert limits(fee, fee.part("currencyCode")) == {"enum": ["EUR"]}


def test_what_is_long_but_exact_is_taken() -> None:
    number = made("NUMBER", "numeric", {"decimals": 2, "max": 10**60})
    for text in ("1" * 60, "1" * 50 + ".25", "1.2500000", "1e10", "-0"):
        assert convert(number, "", text) == text.encode()
    # What a double is rounded to counts.
    assert convert(made("NUMBER", "double precision", {"max": 0.1}), "", "0.10000000000000000001")


def test_blocks_may_come_as_a_text() -> None:
    assert convert(FIELDS["story"], "blocknote", '[{"type": "paragraph"}]') == b'[{"type":"paragraph"}]'


def test_a_type_that_nobody_has_told_of_is_what_its_column_is() -> None:
    colour = made("COLOUR", "text", {"anything": 1})
    assert convert(colour, "", "red") == b"red"
    assert (limits(colour, colour.parts[0]), example(colour, colour.parts[0])) == ({}, None)
    part = Part("redPart", "it", "SHADE", "integer", True)
    assert about(replace(colour, parts=(part,)), part) == "Its red part."
