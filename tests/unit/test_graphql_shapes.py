"""Shapes against the slow check: whatever is sent, the two agree."""

from typing import Any

import pytest
from graphql import GraphQLInputType, GraphQLList, GraphQLNonNull
from hypothesis import given, settings
from hypothesis import strategies as st

from app.graphql.schema import build_schema
from app.graphql.shapes import Shapes, Unshaped, directive_shape
from app.graphql.values import check_variable, full_form
from tests.standard_model import sample_model

SCHEMA = build_schema(sample_model()).graphql
SHAPES = Shapes()


def named(name: str) -> Any:
    return SCHEMA.type_map[name]


TYPES: dict[str, GraphQLInputType] = {
    "filter": named("CompanyFilterInput"),
    "order": GraphQLList(GraphQLNonNull(named("CompanyOrderByInput"))),
    "create": GraphQLNonNull(named("OpportunityCreateInput")),
    "batch": GraphQLNonNull(GraphQLList(GraphQLNonNull(named("CompanyCreateInput")))),
    "update": GraphQLNonNull(named("CompanyUpdateInput")),
    "samples": GraphQLNonNull(GraphQLList(GraphQLNonNull(named("SampleCreateInput")))),
    "ids": GraphQLNonNull(GraphQLList(GraphQLNonNull(named("ID")))),
    "stages": GraphQLList(GraphQLNonNull(named("OpportunityStage"))),
    "json": named("JSON"),
    "record": GraphQLNonNull(named("CompanyCreateInput")),
    "to one": named("ToOneRelationInput"),
    "to many": named("ToManyRelationInput"),
}

WORDS = ["name", "employees", "annualRecurringRevenue", "amountMicros", "currencyCode", "people", "and", "or", "not"]
WORDS += ["connect", "disconnect", "set", "accountOwner"]
WORDS += ["eq", "in", "is", "gt", "stage", "tags", "id", "settings", "choices", "nme", "probability"]
LEAVES = st.sampled_from([None, True, 1, 2.5, "a", "Asc", "DescNullsLast", "NULL", "PROPOSAL", "LOST", ""])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", list(TYPES))
@settings(max_examples=300, deadline=None)
@given(value=VALUES)
def test_a_value_without_problems_has_a_shape_in_its_full_form(kind: str, value: Any) -> None:
    type_ = TYPES[kind]
    shape = SHAPES.of(type_)
    problems = list(check_variable(type_, value))
    try:
        found = shape(value)
    except Unshaped:
        if not problems:
            hash(shape(full_form(type_, value)))
    else:
        hash(found)
        # Only what is checked where it is bound may pass: a leaf that should not be a list or an object in a record.
        assert not problems or all(
            "single value" in each.message or "true or false" in each.message for each in problems
        )
        assert problems or full_form(type_, value) == value


def test_leaves_share_a_shape_whatever_their_values() -> None:
    shape = SHAPES.of(TYPES["filter"])
    assert shape({"name": {"eq": "a"}}) == shape({"name": {"eq": "b"}})
    assert shape({"name": {"in": ["a"]}}) == shape({"name": {"in": ["a", "b"]}})
    assert shape({"name": {"eq": "a"}}) != shape({"name": {"eq": None}})
    assert shape({"name": {"is": "NULL"}}) != shape({"name": {"is": "NOT_NULL"}})
    assert shape({"employees": {"gt": 1}}) == shape({"employees": {"gt": 2.5}})


def test_a_batch_has_the_fields_of_all_and_those_that_some_lack() -> None:
    shape = SHAPES.of(TYPES["batch"])
    assert shape([{"name": "a"}, {"name": "b", "industry": "c"}]) == (("industry", "name"), ("industry",), frozenset())
    assert shape([{"name": "a"}] * 1_000) == (("name",), (), frozenset())
    assert shape([]) == ()


def test_what_is_done_to_a_relation_is_a_shape_and_with_how_many_is_not() -> None:
    one, two = {"connect": [{"id": "a"}]}, {"connect": [{"id": "b"}, {"id": "c"}]}
    new, batch, changes = (SHAPES.of(TYPES[name]) for name in ("record", "batch", "update"))
    for shape in (new, changes):
        assert shape({"name": "x", "people": one}) == shape({"name": "x", "people": two})
        assert shape({"name": "x", "people": one}) != shape({"name": "x", "people": {"set": []}})
        assert shape({"name": "x", "people": one}) != shape({"name": "x", "people": {**one, "disconnect": []}})
        assert shape({"name": "x", "people": one}) != shape({"name": "x", "opportunities": one})
    assert batch([{"name": "x", "people": one}, {"name": "y", "people": two}]) == batch(
        [{"name": "x", "people": two}] * 3
    )
    for wrong in ([], "a", {"connect": {"id": "a"}}, {"connect": [{"name": "a"}]}, {"attach": []}):
        with pytest.raises(Unshaped):
            new({"name": "x", "people": wrong})


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"name": None},
        {"name": "a", "nme": "b"},
        {"name": "a", "annualRecurringRevenue": 5},
        {"name": "a", "annualRecurringRevenue": {"amount": 5}},
        "a",
        None,
    ],
)
def test_records_without_a_plain_shape(record: Any) -> None:
    with pytest.raises(Unshaped):
        SHAPES.of(TYPES["batch"])([{"name": "a"}, record])


@pytest.mark.parametrize("record", [{"tags": "b"}, {"tags": [None]}, {"choices": ["C"]}, {"choice": "C"}])
def test_lists_and_options_without_a_plain_shape(record: Any) -> None:
    with pytest.raises(Unshaped):
        SHAPES.of(TYPES["samples"])([{"name": "a"}, record])


def test_what_decides_over_a_selection_is_a_boolean() -> None:
    assert [directive_shape(value) for value in (True, False)] == [True, False]
    for value in (None, 1, "true", []):
        with pytest.raises(Unshaped):
            directive_shape(value)
