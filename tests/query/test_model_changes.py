"""A model that changes under the requests: they are prepared anew, and done once."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from app.errors import ApiError
from app.graphql.door import GraphQLRequest
from tests.cluster import Database
from tests.query.house import House, Refused
from tests.workspaces import make_workspace


@pytest.fixture
def house(database: Database, handle: Callable[[str], str]) -> Iterator[House]:
    """A workspace for each test. Nobody tells its server of changes: it learns of them as it enters the database."""
    made = House(database, make_workspace(database, handle("changing")))
    made.make_sample_object()
    made.data('mutation { createSample(data: {name: "a", whole: 1}) { id } }')
    yield made
    made.close()


def add_field(house: House, name: str) -> None:
    ((of,),) = house.sql(
        "select id from metadata.object where workspace_id = %s and name_singular = 'sample'", house.workspace.id
    )
    house.sql(
        "select metadata.create_field(%s)", json.dumps({"objectMetadataId": str(of), "name": name, "type": "TEXT"})
    )


def rename_column(house: House, old: str, new: str) -> None:
    """What a later release may do to a field."""
    house.sql(f"alter table {{}}.sample rename column {old} to {new}")
    house.sql(
        "update metadata.field f set columns = jsonb_set(f.columns, array['0', 'name'], to_jsonb(%s::text)) "
        "from metadata.object o where o.id = f.object_id and o.workspace_id = %s and f.columns -> 0 ->> 'name' = %s",
        new, house.workspace.id, old,
    )  # fmt: skip
    house.sql("select metadata.publish(%s, null)", house.workspace.id)


def names(house: House) -> list[str | None]:
    edges = house.data("{ samples { edges { node { name } } } }")["samples"]["edges"]
    return [edge["node"]["name"] for edge in edges]


def test_a_new_field_is_known_to_the_next_request(house: House) -> None:
    add_field(house, "later")
    assert house.data("{ samples { edges { node { later } } } }") == {"samples": {"edges": [{"node": {"later": None}}]}}
    add_field(house, "latest")
    made = house.data('mutation { createSample(data: {latest: "x"}) { latest later } }')
    assert made == {"createSample": {"latest": "x", "later": None}}
    add_field(house, "last")
    assert house.listed("samples", "filter[last][is]=NULL&limit=1")[0]["last"] is None


def test_a_statement_for_a_column_that_is_gone_is_made_anew(house: House) -> None:
    assert names(house) == ["a"]
    rename_column(house, "name", "called")
    assert names(house) == ["a"]
    assert house.listed("samples", "filter[name][eq]=a")[0]["whole"] == 1


def test_a_change_that_failed_for_the_model_is_done_once(house: House) -> None:
    create = "mutation ($n: String) { createSample(data: {name: $n}) { name } }"
    house.data(create, {"n": "b"})
    rename_column(house, "name", "called")
    assert house.data(create, {"n": "c"}) == {"createSample": {"name": "c"}}
    assert names(house) == ["a", "b", "c"]


def test_a_change_that_succeeded_under_an_older_model_is_not_done_again(house: House) -> None:
    create = "mutation ($n: String) { createSample(data: {name: $n}) { name } }"
    house.data(create, {"n": "b"})
    add_field(house, "later")
    assert house.data(create, {"n": "c"}) == {"createSample": {"name": "c"}}
    assert names(house) == ["a", "b", "c"]


def test_what_is_wrong_under_any_model_is_told_once(house: House) -> None:
    with pytest.raises(Refused) as refused:
        house.data("{ samples { edges { node { nowhere } } } }")
    assert refused.value.errors[0]["message"] == "Field 'nowhere' doesn't exist on type 'Sample'"


def test_a_table_that_does_not_fit_its_model_is_an_error_and_no_loop(house: House) -> None:
    assert names(house) == ["a"]
    house.sql("alter table {}.sample rename column whole to other")
    with pytest.raises(ApiError) as raised:
        house.data("{ samples { edges { node { whole } } } }")
    assert (type(raised.value), raised.value.message) == (ApiError, "internal error")
    assert names(house) == ["a"]


def test_workspaces_of_one_model_share_its_programs(house: House, database: Database, handle: Any) -> None:
    """The text of a program names no schema: what was prepared for one workspace reads another's tables."""
    other = House(database, make_workspace(database, handle("alike")))
    try:
        other.make_sample_object()
        other.data('mutation { createSample(data: {name: "theirs"}) { id } }')
        assert other.document()["fingerprint"] == house.document()["fingerprint"]
        query = "{ samples { edges { node { name } } } }"
        mine, theirs = (
            house.run(house.graphql.execute(each.caller, GraphQLRequest(query))).body for each in (house, other)
        )
        assert json.loads(mine)["data"]["samples"]["edges"] == [{"node": {"name": "a"}}]
        assert json.loads(theirs)["data"]["samples"]["edges"] == [{"node": {"name": "theirs"}}]
    finally:
        other.close()


def test_a_change_in_one_workspace_costs_nothing_in_another(house: House, database: Database, handle: Any) -> None:
    """No reload and no rebuild there; Postgres makes plans anew for tables that changed, and they are not its own."""
    other = House(database, make_workspace(database, handle("still")))
    query = "{ companies { edges { node { name } } } }"
    loaded: list[str] = []
    planned: list[str] = []
    load, plan = house.models._load, house.graphql._plan
    try:

        async def noted_load(workspace_id: str) -> Any:
            loaded.append(workspace_id)
            return await load(workspace_id)

        def noted_plan(*arguments: Any) -> Any:
            planned.append(arguments[1].text)
            return plan(*arguments)

        def ask(each: House) -> bytes:
            return house.run(house.graphql.execute(each.caller, GraphQLRequest(query))).body

        before = [ask(each) for each in (house, other)]
        with patch.object(house.models, "_load", noted_load), patch.object(house.graphql, "_plan", noted_plan):
            add_field(house, "later")
            house.models.drop(house.workspace.id)  # as the notification has it
            assert [ask(each) for each in (other, other)] == [before[1]] * 2
            assert (loaded, planned) == ([], [])
            assert ask(house) == before[0]
            assert loaded == [house.workspace.id]
    finally:
        other.close()
