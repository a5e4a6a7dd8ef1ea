"""The data model over GraphQL, beyond the specification: pages, several at once, previews, rights, and bad input."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.api.client import Api
from tests.cluster import Database
from tests.serving import Server
from tests.workspaces import Workspace

AT = "/metadata"
ABSENT = "01890000-0000-7000-8000-000000000000"
CREATE = "mutation ($data: CreateObjectInput!) { createOneObject(data: $data) { id } }"
CREATE_FIELD = "mutation ($data: CreateFieldInput!) { createOneField(data: $data) { id } }"


@pytest.fixture
def member(database: Database, workspace: Workspace, server: Server) -> Iterator[Api]:
    """Somebody of the workspace who is no administrator."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute(
            "update core.api_key set role_name = %s where id = %s", [f"{workspace.schema}_member", workspace.api_key_id]
        )
        caller = Api(server.url, server.token)
        yield caller
        caller.http.close()
        owner.execute(
            "update core.api_key set role_name = %s where id = %s", [f"{workspace.schema}_admin", workspace.api_key_id]
        )


@pytest.fixture(scope="module")
def house(api: Api) -> str:
    """The id of an object with fields."""
    fields = [
        {"name": "street", "type": "TEXT", "isUnique": True},
        {"name": "rooms", "type": "NUMBER", "settings": {"dataType": "integer"}, "defaultValue": 3},
        {"name": "state", "type": "SELECT", "options": [{"value": "NEW", "label": "New"}, {"value": "OLD", "label": "Old"}]},
    ]  # fmt: skip
    data = {"nameSingular": "house", "namePlural": "houses", "fields": fields}
    made: str = api.data(CREATE, {"data": data}, at=AT)["createOneObject"]["id"]
    return made


def schema_of(database: Database, workspace: Workspace) -> list[tuple[Any, ...]]:
    """All columns of the workspace's tables."""
    with psycopg.connect(database.owner_dsn) as owner:
        return owner.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = %s order by 1, 2",
            [workspace.schema],
        ).fetchall()


def test_fields_are_told_as_they_were_made(api: Api, house: str) -> None:
    query = """query ($id: ID!) { object(id: $id) { fields(filter: { isSystem: { eq: false } }) { edges { node {
      name type isUnique settings defaultValue isCustom options } } } } }"""
    edges = api.data(query, {"id": house}, at=AT)["object"]["fields"]["edges"]
    fields = {edge["node"]["name"]: edge["node"] for edge in edges}
    assert fields["street"]["isUnique"] is True
    assert (fields["rooms"]["settings"], fields["rooms"]["defaultValue"]) == ({"dataType": "integer"}, 3)
    assert [option["value"] for option in fields["state"]["options"]] == ["NEW", "OLD"]
    assert all(field["isCustom"] for field in fields.values())


def test_objects_and_fields_come_in_their_order_and_in_pages(api: Api) -> None:
    query = """query ($after: String) { fields(first: 7, after: $after, filter: { object: { nameSingular: { eq: "person" } } }) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { name position } } } }"""
    seen, after = [], None
    while True:
        page = api.data(query, {"after": after}, at=AT)["fields"]
        seen += [(edge["node"]["position"], edge["node"]["name"]) for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == sorted(seen)
    assert len(seen) == page["totalCount"] > 7
    positions = [
        edge["node"]["position"]
        for edge in api.data("{ objects { edges { node { position } } } }", at=AT)["objects"]["edges"]
    ]
    assert positions == sorted(positions)


def test_several_fields_are_made_or_none(api: Api, house: str) -> None:
    query = (
        "mutation ($data: [CreateFieldInput!]!) { createManyFields(data: $data) { name type object { nameSingular } } }"
    )
    data = [{"objectMetadataId": house, "name": name, "type": "TEXT"} for name in ("garden", "cellar")]
    assert api.data(query, {"data": data}, at=AT)["createManyFields"] == [
        {"name": name, "type": "TEXT", "object": {"nameSingular": "house"}} for name in ("garden", "cellar")
    ]
    again = [{"objectMetadataId": house, "name": name, "type": "TEXT"} for name in ("attic", "cellar")]
    error = api.error(query, {"data": again}, at=AT)
    assert (error.code, error.fields, error.path) == ("CONFLICT", ("data.1.name",), ("createManyFields",))
    names = 'query ($id: ID!) { object(id: $id) { fields(filter: { name: { eq: "attic" } }) { totalCount } } }'
    assert api.data(names, {"id": house}, at=AT)["object"]["fields"]["totalCount"] == 0


def test_changes_of_one_operation_are_one_transaction(api: Api, house: str) -> None:
    query = """mutation ($a: CreateFieldInput!, $b: CreateFieldInput!) {
      first: createOneField(data: $a) { id } second: createOneField(data: $b) { id } }"""
    given = {"objectMetadataId": house, "type": "TEXT"}
    error = api.error(query, {"a": {**given, "name": "roof"}, "b": {**given, "name": "Bad Name"}}, at=AT)
    assert (error.code, error.path, error.fields) == ("VALIDATION_ERROR", ("second",), ("data.name",))
    assert api.data('{ fields(filter: { name: { eq: "roof" } }) { totalCount } }', at=AT)["fields"]["totalCount"] == 0


def test_what_is_hidden_keeps_its_data(api: Api, house: str) -> None:
    rooms = api.data('{ field(filter: { name: { eq: "rooms" } }) { id } }', at=AT)["field"]["id"]
    api.rest("POST", "houses", {"street": "Baker Street", "rooms": 7})
    hide = "mutation ($id: ID!, $is: Boolean!) { updateOneField(id: $id, data: { isActive: $is }) { isActive } }"
    assert api.data(hide, {"id": rooms, "is": False}, at=AT)["updateOneField"] == {"isActive": False}
    assert "rooms" not in api.listed("houses")[0]
    assert api.data(hide, {"id": rooms, "is": True}, at=AT)["updateOneField"] == {"isActive": True}
    assert api.listed("houses")[0]["rooms"] == 7
    hide = hide.replace("updateOneField", "updateOneObject")
    api.data(hide, {"id": house, "is": False}, at=AT)
    assert api.rest("GET", "houses").status_code == 404
    api.data(hide, {"id": house, "is": True}, at=AT)
    assert api.listed("houses")[0]["rooms"] == 7


def test_what_has_data_goes_only_by_its_name(api: Api, house: str) -> None:
    given = {"objectMetadataId": house, "name": "chimney", "type": "TEXT"}
    field = api.data(CREATE_FIELD, {"data": given}, at=AT)["createOneField"]["id"]
    api.rest("POST", "houses", {"street": "Abbey Road", "chimney": "tall"})
    delete = "mutation ($id: ID!, $confirm: String) { deleteOneField(id: $id, confirm: $confirm) { name object { nameSingular } } }"
    for confirm in (None, "chimneys", ""):
        assert api.error(delete, {"id": field, "confirm": confirm}, at=AT).fields == ("confirm",)
    answer = api.data(delete, {"id": field, "confirm": "chimney"}, at=AT)["deleteOneField"]
    assert answer == {"name": "chimney", "object": {"nameSingular": "house"}}
    assert api.error(delete, {"id": field, "confirm": "chimney"}, at=AT).code == "NOT_FOUND"


def test_an_index_is_made_told_and_removed(api: Api, house: str) -> None:
    query = """mutation ($data: CreateIndexInput!) { createOneIndex(data: $data) {
      id name fields isUnique isLiveOnly isCustom error object { nameSingular } } }"""
    data = {"objectMetadataId": house, "fields": ["state", "rooms"], "isUnique": False, "isLiveOnly": True}
    index = api.data(query, {"data": data}, at=AT)["createOneIndex"]
    assert index["fields"] == ["state", "rooms"]
    assert (index["isUnique"], index["isLiveOnly"], index["isCustom"], index["error"]) == (False, True, True, None)
    assert index["object"] == {"nameSingular": "house"}
    gone = "mutation ($id: ID!) { deleteOneIndex(id: $id) { name } }"
    assert api.data(gone, {"id": index["id"]}, at=AT)["deleteOneIndex"] == {"name": index["name"]}
    assert api.data("query ($id: ID!) { index(id: $id) { id } }", {"id": index["id"]}, at=AT)["index"] is None


def test_a_preview_tells_the_sql_and_runs_nothing(
    api: Api, house: str, database: Database, workspace: Workspace
) -> None:
    before = schema_of(database, workspace)
    version = "select metadata_version from core.workspace where id = %s"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        at = owner.execute(version, [workspace.id]).fetchone()
        body = api.post(
            """mutation ($field: CreateFieldInput!, $object: CreateObjectInput!, $id: ID!, $yes: Boolean) {
              field: createOneField(data: $field, preview: $yes) { id }
              object: createOneObject(data: $object, preview: true) { id }
              gone: deleteOneObject(id: $id, confirm: "house", preview: $yes) { id }
            }""",
            {
                "field": {"objectMetadataId": house, "name": "balcony", "type": "TEXT"},
                "object": {"nameSingular": "garage", "namePlural": "garages"},
                "id": house,
                "yes": True,
            },
            at=AT,
        ).json()
        assert owner.execute(version, [workspace.id]).fetchone() == at
    assert body["data"] == {"field": None, "object": None, "gone": None}
    preview = body["extensions"]["preview"]
    assert list(preview) == ["field", "object", "gone"]
    assert "add column" in preview["field"].lower()
    assert "balcony" in preview["field"]
    assert "create table" in preview["object"].lower()
    assert "drop table" in preview["gone"].lower()
    assert schema_of(database, workspace) == before


def test_a_preview_of_what_is_wrong_is_refused(api: Api, house: str) -> None:
    query = CREATE_FIELD.replace("data: $data", "data: $data, preview: true")
    error = api.error(query, {"data": {"objectMetadataId": house, "name": "street", "type": "TEXT"}}, at=AT)
    assert error.code == "CONFLICT"


def test_members_read_and_do_not_change(member: Api, house: str) -> None:
    assert member.data("query ($id: ID!) { object(id: $id) { nameSingular } }", {"id": house}, at=AT)["object"] == {
        "nameSingular": "house"
    }
    for query, variables in (
        (CREATE, {"data": {"nameSingular": "barn", "namePlural": "barns"}}),
        (CREATE_FIELD, {"data": {"objectMetadataId": house, "name": "hall", "type": "TEXT"}}),
        ("mutation ($id: ID!) { updateOneObject(id: $id, data: { isActive: false }) { id } }", {"id": house}),
        ('mutation ($id: ID!) { deleteOneObject(id: $id, confirm: "house") { id } }', {"id": house}),
    ):
        error = member.error(query, variables, at=AT)
        assert error.code == "FORBIDDEN"
        assert error.path is not None


def test_other_workspaces_neither_see_nor_change_it(other_api: Api, house: str) -> None:
    assert other_api.data("query ($id: ID!) { object(id: $id) { id } }", {"id": house}, at=AT)["object"] is None
    for query in (
        "mutation ($id: ID!) { updateOneObject(id: $id, data: { isActive: false }) { id } }",
        'mutation ($id: ID!) { deleteOneObject(id: $id, confirm: "house") { id } }',
    ):
        assert other_api.error(query, {"id": house}, at=AT).code == "NOT_FOUND"
    error = other_api.error(CREATE_FIELD, {"data": {"objectMetadataId": house, "name": "a", "type": "TEXT"}}, at=AT)
    assert error.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"nameSingular": "company", "namePlural": "firms"}, "CONFLICT", "data.nameSingular"),
        ({"nameSingular": "firm", "namePlural": "companies"}, "CONFLICT", "data.namePlural"),
        ({"nameSingular": "Firm", "namePlural": "firms"}, "VALIDATION_ERROR", "data.nameSingular"),
        ({"nameSingular": "select", "namePlural": "firms"}, "VALIDATION_ERROR", "data.nameSingular"),
        ({"nameSingular": "metadata", "namePlural": "firms"}, "VALIDATION_ERROR", "data.nameSingular"),
        ({"nameSingular": "firm", "namePlural": "f" * 64}, "VALIDATION_ERROR", "data.namePlural"),
        ({"nameSingular": "firm\0", "namePlural": "firms"}, "VALIDATION_ERROR", "data.nameSingular"),
        ({"nameSingular": 5, "namePlural": "firms"}, "VALIDATION_ERROR", "data.nameSingular"),
    ],
)
def test_bad_objects(api: Api, data: dict[str, Any], code: str, field: str) -> None:
    error = api.error(CREATE, {"data": data}, at=AT)
    assert (error.code, error.fields, error.path) == (code, (field,), ("createOneObject",))


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"objectMetadataId": ABSENT, "name": "a", "type": "TEXT"}, "NOT_FOUND", "data.objectMetadataId"),
        ({"objectMetadataId": "x", "name": "a", "type": "TEXT"}, "VALIDATION_ERROR", "data.objectMetadataId"),
        ({"name": "street", "type": "TEXT"}, "CONFLICT", "data.name"),
        ({"name": "a b", "type": "TEXT"}, "VALIDATION_ERROR", "data.name"),
        ({"name": "a", "type": "SELECT"}, "VALIDATION_ERROR", "data.options"),
        ({"name": "a", "type": "SELECT", "options": [{"value": "a b", "label": "x"}]}, "VALIDATION_ERROR", "data.options"),
        ({"name": "a", "type": "NUMBER", "defaultValue": "many"}, "VALIDATION_ERROR", "data.defaultValue"),
        ({"name": "a", "type": "NUMBER", "settings": {"dataType": "roman"}}, "VALIDATION_ERROR", "data.settings"),
    ],
)  # fmt: skip
def test_bad_fields(api: Api, house: str, data: dict[str, Any], code: str, field: str) -> None:
    error = api.error(CREATE_FIELD, {"data": {"objectMetadataId": house, **data}}, at=AT)
    assert (error.code, error.fields, error.path) == (code, (field,), ("createOneField",))


def test_introspection_and_keys_stand_beside_the_model(api: Api) -> None:
    data = api.data(
        '{ __typename apiKeys { name } objects(first: 1) { totalCount } __type(name: "Field") { name } }', at=AT
    )
    assert list(data) == ["__typename", "apiKeys", "objects", "__type"]
    assert data["__type"] == {"name": "Field"}
    assert data["objects"]["totalCount"] >= 8
