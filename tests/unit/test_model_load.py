import pytest

from app.model.load import read_model
from app.model.types import Operator, Option, RelationKind
from tests.unit.crm_document import document


def test_the_document_becomes_a_model() -> None:
    model = read_model(document())
    company, person = model.objects["company"], model.by_plural["people"]
    assert model.by_plural["companies"] is company
    assert company.type_name == "Company"
    revenue = company.fields["annualRecurringRevenue"]
    assert revenue.is_composite
    assert revenue.part("amountMicros").pg_type == "bigint"
    assert not company.fields["name"].is_composite
    assert company.relations["people"].kind is RelationKind.ONE_TO_MANY
    assert person.relations["company"].kind is RelationKind.MANY_TO_ONE
    assert person.constraints == {"person_email_key": ("email",)}
    assert model.operators["TEXT"][0] == Operator("eq", "filter.eq", "self", "eq")


def test_options_come_in_the_order_of_their_position() -> None:
    given = document()
    given["objects"][0]["fields"][2]["options"] = [
        {"value": "B", "label": "Second", "position": 2},
        {"value": "A", "label": "First", "position": 1},
    ]
    field = read_model(given).objects["company"].fields[given["objects"][0]["fields"][2]["name"]]
    assert field.options == (Option("A", "First", 1), Option("B", "Second", 2))


def test_what_is_no_document_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_model({"fingerprint": "x"})
