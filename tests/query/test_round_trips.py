"""What is written is what is read, for every type of field: created, changed, alone, in batches, by both doors."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.examples import TEXTS, examples
from tests.query.house import House
from tests.standard_model import SAMPLE_OBJECT

OWN = [field["name"] for field in SAMPLE_OBJECT["fields"] if field["type"] != "RELATION"]
PARTS = {
    "money": ("amountMicros", "currencyCode"),
    "fee": ("amountMicros", "currencyCode"),
    "person": ("firstName", "lastName"),
    "place": (
        *(f"address{part}" for part in ("Street1", "Street2", "City", "State", "Postcode", "Country")),
        *("addressLat", "addressLng"),
    ),
    "links": ("primaryLinkUrl", "primaryLinkLabel", "secondaryLinks"),
    "mails": ("primaryEmail", "additionalEmails"),
    "phones": ("primaryPhoneNumber", "primaryPhoneCountryCode", "primaryPhoneCallingCode", "additionalPhones"),
    "story": ("blocknote", "markdown"),
}
DEFAULTS = {field["name"]: field["defaultValue"] for field in SAMPLE_OBJECT["fields"] if "defaultValue" in field}
READ = " ".join(f"{name} {{ {' '.join(PARTS[name])} }}" if name in PARTS else name for name in OWN)

CREATE = f"mutation ($d: SampleCreateInput!) {{ made: createSample(data: $d) {{ id {READ} }} }}"
BATCH = f"mutation ($d: [SampleCreateInput!]!) {{ made: createSamples(data: $d) {{ id {READ} }} }}"
# A relation is asked for as well: then the answer is read by a statement of its own.
AGAIN = f"mutation ($d: SampleCreateInput!) {{ made: createSample(data: $d) {{ id {READ} parent {{ id }} }} }}"
UPDATE = f"mutation ($id: ID!, $d: SampleUpdateInput!) {{ made: updateSample(id: $id, data: $d) {{ {READ} }} }}"
UPDATES = (
    f"mutation ($ids: [ID!]!, $d: SampleUpdateInput!) {{ made: updateSamples(ids: $ids, data: $d) {{ id {READ} }} }}"
)
GET = f"query ($id: ID!) {{ sample(id: $id) {{ {READ} }} }}"

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS).map(datetime.isoformat)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False).map(
    lambda x: Decimal(repr(x))
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
OPTIONS = ["A", "B", "LONG_ONE"]
BIG = st.sampled_from([0, -1, 2**53 + 1, 2**63 - 1, -(2**63)]) | st.integers(-(2**63), 2**63 - 1)
EXACT = (
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=20) | st.integers()
)
CURRENCIES = st.sampled_from(["EUR", "USD"])
URLS = st.sampled_from(
    [
        "https://example.com",
        "http://user@[::1]:8080/a?b=c#d",
        "example.com/ä/{x}",
        "HTTPS://bücher.example/",
        "localhost.x:80",
    ]
)
PHONES = st.sampled_from(
    ["+1-555-0123", "112", "(030) 12.34/56", "+49 30 123456 ext. 12", "*100#", "555 0123x9", "0800,1"]
)
LINK_LISTS = st.lists(st.fixed_dictionaries({"url": URLS}, optional={"label": st.none() | TEXTS}), max_size=3)
PHONE_LISTS = st.lists(
    st.fixed_dictionaries(
        {"number": PHONES},
        optional={"countryCode": st.none() | st.just("DE"), "callingCode": st.none() | st.just("+49")},
    ),
    max_size=3,
)


def parts(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A composite with any of its parts, each perhaps null."""
    return st.fixed_dictionaries({}, optional={name: st.none() | each for name, each in values.items()})


MAILS = st.sampled_from(["a@b", "Ann.O'Hara+x@exa-mple.co.uk", "ä@ü.example", "[x]@example.com"])

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": TEXTS,
    "flag": st.booleans(),
    "whole": st.sampled_from([0, 2**31 - 1, -(2**31)]) | st.integers(-(2**31), 2**31 - 1),
    "big": BIG | BIG.map(str),
    "exact": EXACT | EXACT.map(str),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "moment": MOMENTS,
    "day": st.dates().map(lambda day: day.isoformat()),
    "mail": MAILS,
    "phone": PHONES,
    "link": URLS,
    "money": parts(amountMicros=BIG, currencyCode=CURRENCIES),
    "person": parts(firstName=TEXTS, lastName=TEXTS),
    "place": parts(
        **dict.fromkeys(PARTS["place"][:6], TEXTS),
        addressLat=st.floats(-90, 90),
        addressLng=st.floats(-180, 180) | st.sampled_from([180, -180]),
    ),
    "links": parts(primaryLinkUrl=URLS, primaryLinkLabel=TEXTS, secondaryLinks=LINK_LISTS),
    "mails": parts(primaryEmail=MAILS, additionalEmails=st.lists(MAILS, max_size=3)),
    "phones": parts(
        primaryPhoneNumber=PHONES,
        primaryPhoneCountryCode=st.just("DE"),
        primaryPhoneCallingCode=st.just("+49"),
        additionalPhones=PHONE_LISTS,
    ),
    "story": parts(blocknote=st.lists(JSON, max_size=2), markdown=TEXTS),
    "code": TEXTS.filter(lambda text: len(text) <= 5),
    "rate": st.decimals(0, 100, places=2) | st.integers(0, 100),
    "score": st.integers(0, 10),
    "fee": parts(amountMicros=BIG, currencyCode=st.sampled_from(["EUR", "CHF"])),
    "few": st.lists(TEXTS, max_size=2),
    "choice": st.sampled_from(OPTIONS),
    "choices": st.lists(st.sampled_from(OPTIONS), max_size=3),
    "stars": st.integers(1, 5),
    "settings": JSON,
    "tags": st.lists(TEXTS, max_size=4),
    "ref": st.uuids().map(str),
    "text": TEXTS,
    "list": st.lists(TEXTS, max_size=3),
    "object": JSON,
}  # fmt: skip
RECORDS = st.fixed_dictionaries(
    {}, optional={**{name: st.none() | values for name, values in FIELDS.items()}, "steps": EXACT}
)
# A composite that names no part changes nothing, which one door lets pass and the other does not.
CHANGES = RECORDS.map(
    lambda record: {name: value for name, value in record.items() if name not in PARTS or value != {}}
).filter(bool)


DOUBLES = ("double", "addressLat", "addressLng")


def exact(value: Any) -> Any:
    """A value as it compares: numbers by what they are and not by how they are held; of a double its nearest decimals
    are the same."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        doubles = {name: float(value[name]) for name in DOUBLES if value.get(name) is not None}
        return {**{key: exact(inner) for key, inner in value.items()}, **doubles}
    return [exact(inner) for inner in value] if isinstance(value, list) else value


def expected(record: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What is read after a record was written over another."""
    after = dict(before)
    for name, value in record.items():
        if name in PARTS and value is not None:
            whole = exact({**dict.fromkeys(PARTS[name]), **(before[name] or {}), **value})
            after[name] = None if all(each is None for each in whole.values()) else whole
        elif name == "moment" and value is not None:
            after[name] = datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        elif name == "double":
            after[name] = value
        elif name in ("exact", "big", "steps", "rate") and value is not None:
            after[name] = Decimal(value)
        else:
            after[name] = exact(value)
    return after


NEW = {**dict.fromkeys(OWN), **exact(DEFAULTS)}


@pytest.fixture(scope="module")
def samples(house: House) -> House:
    house.make_sample_object()
    return house


def made(house: House, query: str, **variables: Any) -> Any:
    return house.data(query, variables)["made"]


def rest(house: House, body: Mapping[str, Any], own: str = "") -> dict[str, Any]:
    """The record that a call of REST gives: created, or changed where an id is given."""
    call = house.rest.update_record(house.caller, "samples", own, body, "") if own else None
    answer = house.run(call or house.rest.create_record(house.caller, "samples", body, ""))
    record: dict[str, Any] = json.loads(answer, parse_float=Decimal)["data"]
    return record


@examples(40)
@given(record=RECORDS)
def test_what_is_created_is_read(samples: House, record: dict[str, Any]) -> None:
    wanted = expected(record, NEW)
    one = made(samples, CREATE, d=record)
    own = one.pop("id")
    assert exact(one) == wanted
    assert exact(samples.data(GET, {"id": own})["sample"]) == wanted
    again = made(samples, AGAIN, d=record)
    assert exact({name: again[name] for name in OWN}) == wanted
    by_rest = rest(samples, record)
    assert exact({name: by_rest[name] for name in OWN}) == wanted


@examples(30)
@given(records=st.lists(RECORDS, min_size=1, max_size=5))
def test_a_batch_is_the_same_as_its_records_one_by_one(samples: House, records: list[dict[str, Any]]) -> None:
    together = made(samples, BATCH, d=records)
    alone = [made(samples, CREATE, d=record) for record in records]
    ids = [record.pop("id") for record in together]
    assert ids == sorted(set(ids))
    assert [exact(record) for record in together] == [expected(record, NEW) for record in records]
    assert together == [{name: value for name, value in record.items() if name != "id"} for record in alone]
    assert all(samples.data(GET, {"id": own})["sample"] == record for own, record in zip(ids, together, strict=True))


@examples(40)
@given(record=RECORDS, changes=CHANGES)
def test_what_is_changed_is_read_and_no_more_is(
    samples: House, record: dict[str, Any], changes: dict[str, Any]
) -> None:
    one, other, third = (each["id"] for each in made(samples, BATCH, d=[record] * 3))
    wanted = expected(changes, expected(record, NEW))
    assert exact(made(samples, UPDATE, id=one, d=changes)) == wanted
    assert exact(samples.data(GET, {"id": one})["sample"]) == wanted
    by_rest = rest(samples, changes, other)
    assert exact({name: by_rest[name] for name in OWN}) == wanted
    assert [exact(each) for each in made(samples, UPDATES, ids=[third, one], d=changes)] == [
        {**wanted, "id": third},
        {**wanted, "id": one},
    ]


@examples(40)
@given(
    name=TEXTS, day=st.dates(), exact_=EXACT, double=st.floats(allow_nan=False, allow_infinity=False), moment=MOMENTS
)
def test_what_is_written_is_found_by_its_value(
    samples: House, name: str, day: Any, exact_: Any, double: float, moment: str
) -> None:
    record = {"name": name, "day": day.isoformat(), "exact": exact_, "double": double, "moment": moment}
    own = made(samples, CREATE, d=record)["id"]
    same = {field: {"eq": value} for field, value in record.items()}
    lists = {field: {"in": [value]} for field, value in record.items()}
    query = "query ($f: SampleFilterInput) { samples(filter: $f, first: 1000) { edges { node { id } } } }"
    for found_by in (same, lists):
        edges = samples.data(query, {"f": found_by})["samples"]["edges"]
        assert own in [edge["node"]["id"] for edge in edges]


# --- what broke once --------------------------------------------------------------------------------------------------


def test_the_default_of_a_column_is_not_taken_for_a_part_of_the_statement(samples: House) -> None:
    """In a batch of which some records lack a field its default is written out."""
    lacking, _ = made(samples, BATCH, d=[{}, {"text": "a", "list": [], "object": {}, "steps": 1}])
    assert {name: exact(lacking[name]) for name in DEFAULTS} == exact(DEFAULTS)
    assert '"$schema"' in lacking["text"]


def test_a_batch_of_records_without_fields(samples: House) -> None:
    assert [exact({**each, "id": None}) for each in made(samples, BATCH, d=[{}, {}])] == [{**NEW, "id": None}] * 2


def test_json_null_is_no_value(samples: House) -> None:
    one = made(samples, CREATE, d={"settings": None, "object": None})
    assert (one["settings"], one["object"]) == (None, None)
    assert samples.sql("select settings is null, object is null from {}.sample where id = %s", one["id"]) == [
        (True, True)
    ]


def test_answers_come_in_the_order_given(samples: House) -> None:
    """Of so many records that Postgres does not look for each by itself, and of one that is named twice."""
    ids = [each["id"] for each in made(samples, BATCH, d=[{"name": f"{number}"} for number in range(500)])]
    samples.sql("analyze {}.sample")
    given_ids = sorted(ids, key=lambda own: own[::-1])
    changed = made(samples, UPDATES, ids=given_ids, d={"whole": 1})
    assert [each["id"] for each in changed] == given_ids
    assert [each["name"] for each in changed] == [str(ids.index(own)) for own in given_ids]
    twice = made(samples, UPDATES, ids=[ids[1], ids[0], ids[1]], d={"whole": 2})
    assert [each["id"] for each in twice] == [ids[1], ids[0], ids[1]]
