"""Parameters: how they are numbered, what they hold, and which value an error names."""

import uuid
from typing import Any

import pytest

from app.errors import InvalidInput
from app.query.bind import (
    MAX_LIMIT,
    Bind,
    Derived,
    Parameters,
    converted,
    id_of_record,
    ids_of_records,
    part_of_record,
    parts_of_records,
    presence_in_records,
)
from app.query.expressions import to_sql
from app.query.plan import Param
from app.query.values import converter, list_of, to_text, to_uuid, whole_number

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
DATA = Param(0, "data")


def bound(parameters: Parameters, *values: Any) -> list[bytes | None]:
    derived = [make(values) for make in parameters.derived.makers]
    return [bind(values, derived) for bind in parameters.binds]


def refusal(bind: Bind, *values: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        bind(values, ())
    return refused.value


def test_parameters_are_numbered_as_they_are_first_used() -> None:
    parameters = Parameters(Derived())
    whole = whole_number(32)
    texts = [
        to_sql(parameters.value(Param(1, "filter.name.eq"), to_text, "text")),
        to_sql(parameters.value(Param(0, "filter.employees.gt"), whole, "integer")),
        to_sql(parameters.value(Param(1, "filter.name.eq"), to_text, "text")),
    ]
    assert texts == ["$1::text", "$2::integer", "$1::text"]
    assert bound(parameters, 5, "Acme") == [b"Acme", b"5"]


def test_a_list_that_stands_twice_is_sent_once() -> None:
    """Each converter of a list is a function of its own."""
    parameters = Parameters(Derived())
    for _ in range(2):
        text = to_sql(parameters.value(DATA, list_of(to_uuid, is_quoted=False), "uuid[]"))
        assert text == "$1::uuid[]"
    assert len(parameters.binds) == 1


def test_one_value_read_as_two_types_is_two_parameters() -> None:
    parameters = Parameters(Derived())
    assert to_sql(parameters.value(DATA, to_text, "text")) == "$1::text"
    assert to_sql(parameters.value(DATA, to_uuid, "uuid")) == "$2::uuid"


def test_what_is_derived_is_made_once_for_all_statements() -> None:
    derived = Derived()
    place = derived.add(id_of_record(DATA, "id"))
    one, other = Parameters(derived), Parameters(derived)
    assert to_sql(one.shared(place, "uuid")) == to_sql(one.shared(place, "uuid")) == "$1::uuid"
    other.add(lambda values, derived: b"x", "text")
    assert to_sql(other.shared(place, "uuid")) == "$2::uuid"
    values = ({"name": "a"},)
    made = [make(values) for make in derived.makers]
    assert one.binds[0](values, made) == other.binds[1](values, made) == made[0]
    assert uuid.UUID(made[0].decode()).version == 7


@pytest.mark.parametrize("size", [1, 60, MAX_LIMIT])
def test_a_page_size_is_read_by_its_label(size: int) -> None:
    parameters = Parameters(Derived())
    parameters.limit(Param(1, "people.first"))
    parameters.limit(Param(1, "people.first"), extra=1)
    (read,) = parameters.sizes
    assert read.read((None, size)) == size


@pytest.mark.parametrize("value", [0, -1, MAX_LIMIT + 1, 2**70, True, 1.0, "5", None, [5]], ids=str)
def test_what_is_no_page_size_is_refused(value: Any) -> None:
    parameters = Parameters(Derived())
    parameters.limit(Param(0, "people.first"))
    with pytest.raises(InvalidInput, match="a whole number from 1 to 1000") as refused:
        parameters.sizes[0].read((value,))
    assert refused.value.details[0].field == "people.first"


def test_null_and_wrong_values_are_named_by_their_label() -> None:
    parameters = Parameters(Derived())
    parameters.value(Param(0, "filter.employees.gt"), whole_number(32), "integer")
    for value, says in ((None, "must not be null"), ("x", "'x' is not a whole number")):
        error = refusal(parameters.binds[0], value)
        assert error.message == f"filter.employees.gt: {says}"
        assert error.details[0].field == "filter.employees.gt"
    ids = converted(Param(0, "ids"), list_of(to_uuid, is_quoted=False))
    assert ids(([ID, ID],)) == f"{{{ID},{ID}}}".encode()
    for wrong in (None, [None], ["x"], "x", []):
        if wrong != []:
            with pytest.raises(InvalidInput, match=r"^ids: "):
                ids((wrong,))


def test_a_field_of_a_record() -> None:
    name = part_of_record(DATA, "name", "", to_text)
    assert name(({"name": "a"},), ()) == b"a"
    assert name(({"name": None},), ()) is None
    assert name(({},), ()) is None
    assert refusal(name, {"name": 5}).message == "data.name: 5 is not a text"


def test_a_part_of_a_composite() -> None:
    micros = part_of_record(DATA, "revenue", "amountMicros", whole_number(64))
    assert micros(({"revenue": {"amountMicros": 5}},), ()) == b"5"
    for record in ({}, {"revenue": None}, {"revenue": {}}, {"revenue": {"amountMicros": None}}):
        assert micros((record,), ()) is None
    error = refusal(micros, {"revenue": {"amountMicros": "x"}})
    assert error.details[0].field == "data.revenue.amountMicros"
    error = refusal(micros, {"revenue": 5})
    assert error.message == "data.revenue: an object with its parts, such as amountMicros, not 5"


def test_fields_of_records_are_an_array() -> None:
    names = parts_of_records(DATA, "name", "", to_text, "text")
    records = [{"name": 'a"'}, {}, {"name": None}, {"name": "NULL"}]
    assert names((records,), ()) == rb'{"a\"",NULL,NULL,"NULL"}'
    numbers = parts_of_records(DATA, "n", "", whole_number(32), "integer")
    assert numbers(([{"n": 1}, {"n": None}, {"n": -3}],), ()) == b"{1,NULL,-3}"
    assert presence_in_records(DATA, "name")((records,), ()) == b"{t,f,t,t}"


def test_arrays_of_records_are_an_array_of_texts() -> None:
    tags = parts_of_records(DATA, "tags", "", converter("text[]"), "text[]")
    records = [{"tags": ["a", 'b"']}, {"tags": []}, {}]
    assert tags((records,), ()) == rb'{"{\"a\",\"b\\\"\"}","{}",NULL}'


def test_a_wrong_value_names_its_record() -> None:
    micros = parts_of_records(DATA, "revenue", "amountMicros", whole_number(64), "bigint")
    error = refusal(micros, [{}, {"revenue": {"amountMicros": 1}}, {"revenue": {"amountMicros": 2**63}}])
    assert error.details[0].field == "data.2.revenue.amountMicros"


def test_ids_are_those_given_or_new_ones_in_order() -> None:
    assert id_of_record(DATA, "id")(({"id": ID},)) == ID.encode()
    text = ids_of_records(DATA, "id")(([{}, {"id": ID}, {"id": None}, {}],)).decode()
    made = text.strip("{}").split(",")
    assert made[1] == ID
    new = [made[0], *made[2:]]
    assert new == sorted(new)
    assert {uuid.UUID(each).version for each in new} == {7}
    with pytest.raises(InvalidInput, match=r"^data\.1\.id: 'x' is not a uuid"):
        ids_of_records(DATA, "id")(([{}, {"id": "x"}],))
