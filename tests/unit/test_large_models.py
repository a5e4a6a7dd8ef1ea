"""Large models, and many of them: what is built, when, and how much of it is kept."""

import random
import time
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, print_schema, validate_schema

from app.graphql.documents import read_operation
from app.graphql.errors import RequestErrors
from app.graphql.lazy import TypeMap
from app.graphql.measure import DocumentLimits
from app.graphql.schema import RootKind, Schema, build_schema
from app.graphql.shapes import Shapes
from app.model.load import read_model
from tests.large_model import large_document
from tests.standard_model import sample_document, standard_document

QUERY = """
query Page($filter: Thing5FilterInput, $orderBy: [Thing5OrderByInput!], $first: Int) {
  thing5s(filter: $filter, orderBy: $orderBy, first: $first) {
    edges { node { id name linked1 { edges { node { id name field5 } } } link7 { id name } createdAt } }
    totalCount
  }
}"""


def colliding_document() -> dict[str, Any]:
    """Objects, enums, composites and filters that would have the names of others."""
    document = sample_document()
    sample = document["objects"][-1]
    likes = {field["name"]: field for field in sample["fields"]}

    def field(name: str, like: str, **more: Any) -> dict[str, Any]:
        return {**likes[like], "name": name, **more}

    def made(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
        own = [likes["id"], likes["name"], *fields]
        return {**sample, "nameSingular": name, "namePlural": f"{name}s", "fields": own, "relations": []}

    money = [{**part, "isNullable": False} for part in likes["money"]["columns"]]
    document["objects"] += [
        made("currency", field("price", "money"), field("kind", "choice")),
        made("currencyKind", field("kindChoice", "choice")),
        made("currencyKindKind", field("choice", "choices")),
        made("sampleMoney", field("fixed", "money", isNullable=False, columns=money)),
        made("stringFilterInput", field("mail", "mail")),
        made("ab", field("cd", "choice"), field("cdEf", "choice")),
        made("abCd", field("ef", "choice"), field("gh", "choice")),
    ]
    document["operators"].append(
        {"fieldType": "EMAIL", "operator": "domain", "function": "f.d", "argumentType": "smallint", "description": ""}
    )
    return document


def views_document() -> dict[str, Any]:
    """The standard model, of which one object with composites of its own takes no mutations."""
    document = sample_document()
    document["objects"][-1]["isWritable"] = False
    return document


DOCUMENTS = {
    "standard": standard_document,
    "samples": sample_document,
    "collisions": colliding_document,
    "views": views_document,
    "large": lambda: large_document(12, 50),
    "empty": lambda: {**standard_document("empty"), "objects": []},
}


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: dict[str, Any] = DOCUMENTS[request.param]()
    return made


def types_of(schema: GraphQLSchema) -> TypeMap:
    types: Any = schema.type_map
    assert isinstance(types, TypeMap)
    return types


def test_the_types_known_by_name_are_those_that_can_be_reached(document: dict[str, Any]) -> None:
    schema = build_schema(read_model(document)).graphql
    types = types_of(schema)
    known = set(types.known)
    assert known == set(types)
    assert len(types) == len(list(types))
    walked = GraphQLSchema(schema.query_type, schema.mutation_type).type_map
    assert list(walked) == list(types)
    for name, type_ in types.items():
        assert walked[name] is type_
        assert type_.name == name
    assert schema.get_type("Nothing") is None
    assert "Nothing" not in types


def test_names_do_not_depend_on_what_is_reached_first(document: dict[str, Any]) -> None:
    model = read_model(document)
    expected = print_schema(build_schema(model).graphql)
    for seed in range(5):
        schema = build_schema(model).graphql
        names = list(types_of(schema).known)
        random.Random(seed).shuffle(names)
        for name in names:
            list(getattr(schema.get_type(name), "fields", ()))
        roots = [schema.query_type, schema.mutation_type]
        for root in reversed(roots):
            assert root is not None
            for field in reversed(list(root.fields)):
                assert root.fields[field]
        assert print_schema(schema) == expected


def test_what_is_built_on_demand_is_a_valid_schema(document: dict[str, Any]) -> None:
    schema = build_schema(read_model(document)).graphql
    schema._validation_errors = None
    schema.assume_valid = False
    problems = [] if document["objects"] else ["Type Query must define one or more fields."]
    assert [error.message for error in validate_schema(schema)][: len(problems) or None] == problems


def test_an_object_that_cannot_be_written_has_no_mutations() -> None:
    schema = build_schema(read_model(views_document()))
    assert "samples" in schema.roots
    about = {root.kind for root in schema.roots.values() if root.object.name_singular == "sample"}
    assert about == {RootKind.MANY, RootKind.ONE}
    assert schema.graphql.get_type("SampleCreateInput") is None
    assert schema.graphql.get_type("CompanyCreateInput") is not None


def test_a_query_builds_little_of_a_large_model() -> None:
    schema = build_schema(read_model(large_document(60, 50)))
    read(schema)
    types = types_of(schema.graphql)
    assert types.known.made < len(types) / 20
    query = schema.graphql.query_type
    assert isinstance(query, GraphQLObjectType)
    assert query.fields.made == 1  # type: ignore[attr-defined]


def test_a_wrong_name_builds_nothing_to_suggest_another() -> None:
    schema = build_schema(read_model(large_document(60, 50)))
    with pytest.raises(RequestErrors) as caught:
        read(schema, QUERY.replace("Thing5FilterInput", "Thing5FilterInputs"))
    (error, *_) = caught.value.errors
    assert error["message"] == "Unknown type 'Thing5FilterInputs'"
    assert "Thing5FilterInput" in str(error["extensions"])
    types = types_of(schema.graphql)
    assert types.known.made < len(types) / 20


def test_a_large_schema_is_ready_long_before_all_of_it_is_built() -> None:
    """Relative to what graphql-core takes for the same types, on the same machine: measured 1 to 9."""
    model = read_model(large_document(100, 50))

    def first_query() -> None:
        read(build_schema(model))

    def all_types() -> None:
        list(build_schema(model).graphql.type_map)

    assert 2 * quickest(first_query) < quickest(all_types)


def quickest(run: Any) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def read(schema: Schema, query: str = QUERY) -> None:
    read_operation(schema.graphql, Shapes(), query, None, DocumentLimits())
