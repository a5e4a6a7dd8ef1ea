"""What a database administrator adds shows in both APIs: an operator by one function and one row, a type by one file."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest

from app.errors import InvalidInput
from tests.cluster import Database
from tests.query.house import House, Refused
from tests.workspaces import make_workspace

SOUNDS_LIKE = """
    create function filter.sounds_like(value text, operand text) returns boolean
        language sql immutable parallel safe
        return extensions.soundex(value) = extensions.soundex(operand);
    insert into metadata.filter_operator (field_type, operator, function, argument_type, description, position)
    values ('TEXT', 'soundsLike', 'filter.sounds_like', 'text', 'Sounds like this in English.', 100)
"""
# All columns of an address in the order of its parts, then the operand.
WITHIN = """
    create function filter.within(
        street1 text, street2 text, city text, state text, postcode text, country text,
        lat double precision, lng double precision, operand jsonb
    ) returns boolean
        language sql immutable parallel safe
        return 12742 * asin(sqrt(
            sin(radians((operand ->> 'lat')::double precision - lat) / 2) ^ 2
            + cos(radians(lat)) * cos(radians((operand ->> 'lat')::double precision))
            * sin(radians((operand ->> 'lng')::double precision - lng) / 2) ^ 2
        )) <= (operand ->> 'km')::double precision;
    insert into metadata.filter_operator (field_type, operator, function, argument_type, description, position)
    values ('ADDRESS', 'within', 'filter.within', 'jsonb', 'At most km away from the point lat, lng.', 1),
           ('ADDRESS', 'same', 'filter.eq', 'self', 'Of what type would the operand be?', 2)
"""
# The whole of a type that Vingt does not know: a colour, checked by its form.
COLOUR = """
    create function metadata.colour_columns(settings jsonb) returns jsonb
        language sql immutable set search_path = pg_catalog, pg_temp
        as $$ select '[{"pgType": "text", "check": "%1$I ~ ''^#[0-9a-f]{6}$''"}]'::jsonb $$;
    insert into metadata.filter_operator (field_type, operator, function, argument_type, description, position)
    values ('COLOUR', 'eq', 'filter.eq', 'self', 'Is this colour.', 1)
"""
PLACES = {"Berlin": (52.52, 13.405), "Potsdam": (52.39, 13.06), "Paris": (48.8566, 2.3522)}


@pytest.fixture(scope="module")
def world(house: House) -> House:
    house.sql("create extension if not exists fuzzystrmatch schema extensions")
    for script in (SOUNDS_LIKE, WITHIN, COLOUR):
        house.sql(script)
    fields = [
        {"name": "name", "type": "TEXT"},
        {"name": "place", "type": "ADDRESS"},
        {"name": "colour", "type": "COLOUR", "defaultValue": "#000000"},
    ]
    given = {"workspaceId": house.workspace.id, "nameSingular": "shop", "namePlural": "shops", "fields": fields}
    house.sql("select metadata.create_object(%s)", json.dumps(given))
    records: list[dict[str, Any]] = [
        {"name": name, "place": {"addressCity": name, "addressLat": lat, "addressLng": lng}}
        for name, (lat, lng) in PLACES.items()
    ]
    house.make("Shop", "Shops", *records, {"name": "Smith", "colour": "#00ff00"}, {"name": None})
    return house


def found(house: House, filter_: dict[str, Any], parameters: str = "") -> set[str]:
    """The names found by GraphQL, and by REST the same."""
    query = "query ($f: ShopFilterInput) { shops(filter: $f) { edges { node { name } } } }"
    names = {edge["node"]["name"] for edge in house.data(query, {"f": filter_})["shops"]["edges"]}
    assert {record["name"] for record in house.listed("shops", parameters)} == names
    return names


def test_an_operator_of_one_workspace(house: House, database: Database, handle: Callable[[str], str]) -> None:
    """Its function is in the workspace's own schema; others know nothing of it."""
    other = House(database, make_workspace(database, handle("else")))
    try:
        for each in (house, other):
            each.make("Company", "Companies", {"name": "Acme", "employees": 7}, {"name": "Zeta", "employees": 9})
        query = "{ companies(filter: {employees: {isOdd: true, gt: 8}}) { edges { node { name } } } }"
        with pytest.raises(Refused):
            house.data(query)
        house.sql(
            "create function {}.is_odd(value numeric, operand boolean) returns boolean language sql immutable "
            "return (value % 2 = 1) = operand"
        )
        house.sql(
            "insert into metadata.workspace_operator (workspace_id, field_type, operator, function, argument_type, description) "
            "values (%s, 'NUMBER', 'isOdd', %s, 'boolean', 'Is odd (true) or even (false).')",
            house.workspace.id, f"{house.workspace.schema}.is_odd",
        )  # fmt: skip
        assert house.data(query) == {"companies": {"edges": [{"node": {"name": "Zeta"}}]}}
        listed = house.listed("companies", "filter[employees][isOdd]=true&filter[employees][lt]=8")
        assert [record["name"] for record in listed] == ["Acme"]
        assert other.document()["fingerprint"] != house.document()["fingerprint"]
        with pytest.raises(Refused) as refused:
            other.data(query)
        assert "isOdd" in refused.value.errors[0]["message"]
        # One of the same name goes before the shared one, and is gone with its row.
        house.sql(
            "insert into metadata.workspace_operator (workspace_id, field_type, operator, function, argument_type) "
            "values (%s, 'NUMBER', 'gt', 'filter.gte', 'self')",
            house.workspace.id,
        )
        assert len(house.data(query.replace("8", "9"))["companies"]["edges"]) == 1
        house.sql("delete from metadata.workspace_operator where workspace_id = %s", house.workspace.id)
        with pytest.raises(Refused):
            house.data(query)
    finally:
        other.close()


def test_an_operator_on_texts(world: House) -> None:
    assert found(world, {"name": {"soundsLike": "Smythe"}}, "filter[name][soundsLike]=Smythe") == {"Smith"}
    described = world.data(
        '{ __type(name: "ShopFilterInput") { inputFields { name type { inputFields { name description } } } } }'
    )
    by_name = {each["name"]: each["type"] for each in described["__type"]["inputFields"]}
    operators = {each["name"]: each["description"] for each in by_name["name"]["inputFields"]}
    assert operators["soundsLike"] == "Sounds like this in English."
    assert {"addressCity", "within"} <= {each["name"] for each in by_name["place"]["inputFields"]}
    # There is no such thing as the type of a composite's operand.
    assert "same" not in {each["name"] for each in by_name["place"]["inputFields"]}


def test_an_operator_on_a_composite_as_a_whole(world: House) -> None:
    near = {"lat": 52.5, "lng": 13.3, "km": 50}
    text = json.dumps(near)
    assert found(world, {"place": {"within": near}}, f"filter[place][within]={text}") == {"Berlin", "Potsdam"}
    both = {"place": {"within": near, "addressCity": {"startsWith": "B"}}}
    rest = f"filter[place][within]={text}&filter[place.addressCity][startsWith]=B"
    assert found(world, both, rest) == {"Berlin"}
    # A record without coordinates is neither near nor far.
    assert found(world, {"not": {"place": {"within": near}}}, "filter[name][eq]=Paris") == {"Paris"}
    literal = world.data("{ shops(filter: {place: {within: {lat: 48.8, lng: 2.3, km: 20}}}) { totalCount } }")
    assert literal["shops"]["totalCount"] == 1


def test_a_null_operand_is_refused(world: House) -> None:
    query = "query ($f: ShopFilterInput) { shops(filter: $f) { totalCount } }"
    with pytest.raises(Refused) as refused:
        world.data(query, {"f": {"place": {"within": None}}})
    assert refused.value.fields == ["filter.place.within"]


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("filter[place][near]=x", "place as a whole knows within; else name a part: place.addressStreet1"),
        ("filter[place.addressCity][within]={}", "unknown operator 'within'"),
        ("filter[place][within]=near", "is not JSON"),
    ],
)
def test_what_rest_says_of_wrong_ones(world: House, parameters: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        world.listed("shops", parameters)


def test_a_type_of_which_python_knows_nothing(world: House) -> None:
    colour = {"colour": {"eq": "#00ff00"}}
    assert found(world, colour, "filter[colour][eq]=%2300ff00") == {"Smith"}
    assert found(world, {"name": {"is": "NULL"}}, "filter[name][is]=NULL") == {None}
    made = world.data('mutation { createShop(data: {name: "x"}) { colour } }')["createShop"]
    assert made == {"colour": "#000000"}
    with pytest.raises(Refused) as refused:
        world.data('mutation { createShop(data: {colour: "red"}) { id } }')
    assert refused.value.fields == ["data.colour"]
    assert refused.value.errors[0]["extensions"]["code"] == "VALIDATION_ERROR"


@pytest.fixture(scope="module")
def papers(house: House) -> House:
    fields = [{"name": "body", "type": "JSON"}]
    given = {"workspaceId": house.workspace.id, "nameSingular": "paper", "namePlural": "papers", "fields": fields}
    house.sql("select metadata.create_object(%s)", json.dumps(given))
    house.make("Paper", "Papers", {"body": {"a": 1}})
    return house


@pytest.mark.parametrize("path", ["", "$.", "$ ? (@ > )", "$ ? (@ > $x)", '$ ? (@ like_regex "(")'])
def test_a_path_that_is_none_is_named_as_it_was_given(papers: House, path: str) -> None:
    """Also when Postgres has planned the statement so often that it keeps a plan for all values."""
    query = "query ($path: String) { papers(filter: {body: {path: $path}}) { totalCount } }"
    for _ in range(8):
        assert papers.data(query, {"path": "$.a"})["papers"] == {"totalCount": 1}
        with pytest.raises(Refused) as refused:
            papers.data(query, {"path": path})
        assert refused.value.fields == ["filter.body.path"]
        assert "SQL/JSON path" in refused.value.errors[0]["message"]
    with pytest.raises(InvalidInput, match="SQL/JSON path") as invalid:
        papers.listed("papers", f"filter[body][path]={quote_plus(path)}")
    assert [detail.field for detail in invalid.value.details] == ["filter[body][path]"]


@pytest.mark.parametrize("span", ["", "7", "P", "7 days", "-P1D", "P1D ", "P2000Y"])
def test_a_span_that_is_none_is_named_as_it_was_given(house: House, span: str) -> None:
    query = "query ($span: String) { companies(filter: {createdAt: {past: $span}}) { totalCount } }"
    with pytest.raises(Refused) as refused:
        house.data(query, {"span": span})
    assert refused.value.fields == ["filter.createdAt.past"]
    with pytest.raises(InvalidInput, match=r"duration in ISO 8601|longer than"):
        house.listed("companies", f"filter[createdAt][next]={span}")
