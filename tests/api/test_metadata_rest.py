"""The data model over REST: every answer as its OpenAPI document says it."""

from typing import Any

import httpx
import psycopg
import pytest

from tests.api.client import Api, problem
from tests.cluster import Database
from tests.openapi import Judge
from tests.serving import Server
from tests.workspaces import Workspace

PATH = "/rest/open-api/metadata"
ABSENT = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def judge(api: Api) -> Judge:
    return Judge(api.http.get(PATH).json())


def call(api: Api, judge: Judge, method: str, path: str, body: Any = None, own: str = "", query: str = "") -> Any:
    """A call by the end of its path's template, whose answer must be as the document says."""
    template = f"/rest/metadata/{path}" + ("/{id}" if own else "")
    response = api.http.request(method, template.replace("{id}", own) + query, json=body)
    given = response.json()
    assert judge.wrong_in_answer(method, template, response.status_code, response.headers, given) == [], response.text
    return response


def test_a_model_is_made_changed_and_removed(api: Api, judge: Judge) -> None:
    boat = {"nameSingular": "boat", "namePlural": "boats", "labelSingular": "Boat", "icon": "IconShip"}
    response = call(api, judge, "POST", "objects", boat)
    assert response.status_code == 201
    made = response.json()["data"]
    assert made | boat == made
    sail = {"objectMetadataId": made["id"], "name": "sail", "type": "TEXT"}
    response = call(api, judge, "POST", "fields", sail, query="?depth=1")
    assert response.status_code == 201
    field = response.json()["data"]
    assert field["object"]["nameSingular"] == "boat"
    response = call(api, judge, "POST", "fields", [{**sail, "name": "mast"}, {**sail, "name": "deck"}])
    assert [each["name"] for each in response.json()["data"]] == ["mast", "deck"]
    person = call(api, judge, "GET", "objects", query="?filter[nameSingular][eq]=person").json()["data"][0]
    relation = {
        "relationType": "MANY_TO_ONE",
        "fromObjectMetadataId": made["id"],
        "toObjectMetadataId": person["id"],
        "fromFieldMetadataName": "captain",
        "toFieldMetadataName": "boats",
    }
    captain = call(api, judge, "POST", "relations", relation).json()["data"]
    assert captain | relation == captain
    index = call(api, judge, "POST", "indexes", {"objectMetadataId": made["id"], "fields": ["sail"]}).json()["data"]
    assert index["fields"] == ["sail"]

    changed = call(api, judge, "PATCH", "fields", {"label": "Main sail"}, field["id"]).json()["data"]
    assert changed["label"] == "Main sail"
    assert (
        call(api, judge, "PATCH", "objects", {"labelPlural": "Fleet"}, made["id"]).json()["data"]["labelPlural"]
        == "Fleet"
    )
    hidden = call(api, judge, "PATCH", "relations", {"isActive": False}, captain["id"]).json()["data"]
    assert hidden["isActive"] is False

    for plural, own in (("indexes", index["id"]), ("relations", captain["id"]), ("fields", field["id"])):
        response = call(api, judge, "DELETE", plural, own=own)
        assert response.json() == {"data": {"id": own, "deleted": True}}
        assert call(api, judge, "GET", plural, own=own).status_code == 404
    api.rest("POST", "boats", {"mast": "tall"})
    refused = problem(call(api, judge, "DELETE", "objects", own=made["id"]))
    assert (refused.status, refused.fields) == (400, ("confirm",))
    assert call(api, judge, "DELETE", "objects", own=made["id"], query="?confirm=boat").status_code == 200
    assert api.rest("GET", "boats").status_code == 404


def test_the_confirmation_may_be_in_the_body(api: Api, judge: Judge) -> None:
    raft = call(api, judge, "POST", "objects", {"nameSingular": "raft", "namePlural": "rafts"}).json()["data"]
    assert api.rest("POST", "rafts", {}).status_code == 201
    response = api.rest("DELETE", f"metadata/objects/{raft['id']}", {"confirm": "raft"})
    assert response.json() == {"data": {"id": raft["id"], "deleted": True}}


def test_lists(api: Api, judge: Judge) -> None:
    for plural in ("objects", "fields", "relations", "indexes"):
        for query in ("", "?limit=2&offset=1", "?depth=1&limit=3", "?order[createdAt]=desc&limit=1"):
            response = call(api, judge, "GET", plural, query=query)
            assert response.status_code == 200, response.text
            assert response.json()["data"]
    query = "?filter[object.nameSingular][eq]=company&filter[type][in]=TEXT,CURRENCY&order[name]=desc"
    fields = call(api, judge, "GET", "fields", query=query).json()
    names = [field["name"] for field in fields["data"]]
    assert names == sorted(names, reverse=True)
    assert {"name", "annualRecurringRevenue"} <= set(names)
    assert fields["meta"] == {"totalCount": len(names), "hasMore": False}


def test_a_preview_answers_with_the_sql_and_runs_nothing(api: Api, judge: Judge) -> None:
    canoe = {"nameSingular": "canoe", "namePlural": "canoes", "labelSingular": "Canoe"}
    own_id = call(api, judge, "POST", "objects", canoe).json()["data"]["id"]
    field = {"objectMetadataId": own_id, "name": "motto", "type": "TEXT"}
    for method, plural, body, own, said in (
        ("POST", "fields", field, "", "add column"),
        ("POST", "fields", [field], "", "add column"),
        ("PATCH", "objects", {"labelSingular": "Boat"}, own_id, ""),
        ("DELETE", "objects", None, own_id, "drop table"),
    ):
        response = call(api, judge, method, plural, body, own, "?preview=true")
        assert response.status_code == 200, response.text
        assert response.json()["data"] is None
        assert said in response.json()["meta"]["sql"].lower()
    assert call(api, judge, "GET", "fields", query="?filter[name][eq]=motto").json()["data"] == []
    left = call(api, judge, "GET", "objects", own=own_id).json()["data"]
    assert left | canoe == left


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "metadata/objects", {"nameSingular": "boat2"}, 400, "namePlural"),
        ("POST", "metadata/objects", {"nameSingular": "a b", "namePlural": "abs"}, 400, "nameSingular"),
        ("POST", "metadata/objects", {"nameSingular": "company", "namePlural": "firms"}, 409, "nameSingular"),
        ("POST", "metadata/objects", {"nameSingular": "a", "namePlural": "as", "colour": 1}, 400, "colour"),
        ("POST", "metadata/objects", [], 400, "body"),
        ("POST", "metadata/fields", [{"objectMetadataId": ABSENT, "name": "a"}], 400, "0.type"),
        ("POST", "metadata/fields", {"objectMetadataId": ABSENT, "name": "a", "type": "TEXT"}, 404, "objectMetadataId"),
        ("POST", "metadata/fields?preview=maybe", {}, 400, "preview"),
        ("PATCH", f"metadata/objects/{ABSENT}", {"labelSingular": "a"}, 404, "id"),
        ("PATCH", "metadata/objects/x", {"labelSingular": "a"}, 400, "id"),
        ("DELETE", f"metadata/fields/{ABSENT}", None, 404, "id"),
        ("DELETE", f"metadata/fields/{ABSENT}?depth=1", None, 400, "depth"),
        ("GET", f"metadata/fields/{ABSENT}", None, 404, "id"),
        ("GET", "metadata/fields?filter[type][eq]=BLOB", None, 400, "filter[type][eq]"),
        ("GET", "metadata/fields?limit=1001", None, 400, "limit"),
    ],
)
def test_bad_requests(api: Api, method: str, path: str, body: Any, status: int, field: str) -> None:
    refused = api.refused(method, path, body)
    assert (refused.status, refused.fields) == (status, (field,))


def test_which_of_several_is_wrong(api: Api) -> None:
    company = next(
        each["id"] for each in api.rest("GET", "metadata/objects").json()["data"] if each["namePlural"] == "companies"
    )
    several = [{"objectMetadataId": company, "name": name, "type": "TEXT"} for name in ("attic", "name")]
    assert api.refused("POST", "metadata/fields", several).fields == ("1.name",)
    assert api.refused("POST", "metadata/fields", several[1]).fields == ("name",)
    several[1] = {**several[1], "name": "b", "settings": {"colour": 1}}
    assert api.refused("POST", "metadata/fields", several).fields == ("1.settings.colour",)


def test_paths_and_methods_that_there_are_not(api: Api) -> None:
    assert api.refused("GET", "metadata").status == 404
    assert api.refused("GET", "metadata/views").status == 404
    assert api.refused("GET", "metadata/objects/a/b").status == 404
    refused = api.rest("PATCH", f"metadata/indexes/{ABSENT}", {"name": "a"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, DELETE, OPTIONS")
    assert api.http.post("/rest/metadata/objects", content="{}").status_code == 415


def test_members_read_and_do_not_change(api: Api, judge: Judge, database: Database, workspace: Workspace) -> None:
    change = "update core.api_key set role_name = %s where id = %s"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute(change, [f"{workspace.schema}_member", workspace.api_key_id])
        try:
            first = call(api, judge, "GET", "objects", query="?limit=1").json()["data"][0]["id"]
            for method, own in (("POST", ""), ("PATCH", first), ("DELETE", first)):
                body = None if method == "DELETE" else {"nameSingular": "barn", "namePlural": "barns"}
                assert call(api, judge, method, "objects", body, own).status_code == 403
        finally:
            owner.execute(change, [f"{workspace.schema}_admin", workspace.api_key_id])


def test_the_description_is_for_those_who_are_let_in(api: Api, server: Server) -> None:
    response = api.http.get(PATH)
    etag = response.headers["etag"]
    assert (response.status_code, response.json()["openapi"]) == (200, "3.0.3")
    again = api.http.get(PATH, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    with httpx.Client(base_url=server.url, timeout=30) as stranger:
        assert stranger.get(f"{PATH}?token={server.token}").json() == response.json()
        for query in ("", "?token=nonsense"):
            refused = stranger.get(PATH + query)
            assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHORIZED")
            assert "etag" not in refused.headers
    assert api.http.get(f"{PATH}?depth=1").status_code == 400
