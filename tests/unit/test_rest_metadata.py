"""REST for the data model without a database: which action a call means, and what it answers."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from app.auth.caller import API_KEY, Caller, Credential, enter_call
from app.db.wire import Call, DatabaseError, Line, Segment
from app.errors import ApiError, Conflict, InvalidInput, NotFound
from app.rest.metadata_door import MetadataRestDoor, can_be_changed

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
CREDENTIAL = Credential(API_KEY, ID, b"x" * 32)
CALLER = Caller(CREDENTIAL, enter_call(CREDENTIAL), "w", "ws_w", "ws_w_admin", 1)
FIELD = {"objectMetadataId": ID, "name": "price", "type": "CURRENCY"}


class Result:
    def __init__(self, value: bytes | None) -> None:
        self.value = value
        self.ntuples = 1

    def get_value(self, row: int, column: int) -> bytes | None:
        return self.value


class Backend:
    """Answers every call with one row, keeps them, and drops models."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.lines: list[Line] = []
        self.row: bytes | None = b'{"id":"%b"}' % ID.encode()
        self.error: DatabaseError | None = None
        self.dropped: list[str] = []

    def drop(self, workspace_id: str) -> None:
        self.dropped.append(workspace_id)

    async def run(self, segment: Segment, line: Line) -> list[Result]:
        self.calls += segment.calls[1:]
        self.lines.append(line)
        if self.error is not None and len(segment.calls) > 1:
            raise self.error
        return [Result(self.row) for _ in segment.calls]

    def called(self) -> tuple[str, Any]:
        """The function of the only change, and its argument."""
        (change,) = [call for call in self.calls if b'"metadata".' in call.text and b"::jsonb" in call.text]
        assert change.params[-1] is not None
        return change.text.decode().split('"metadata".')[1].split("(")[0], json.loads(change.params[-1])


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def door(backend: Backend) -> MetadataRestDoor:
    return MetadataRestDoor(cast(Any, backend), cast(Any, backend))


async def test_a_body_is_the_argument_of_the_function(door: MetadataRestDoor, backend: Backend) -> None:
    answer, is_made = await door.create_record(CALLER, "fields", FIELD, "")
    assert (json.loads(answer), is_made) == ({"data": {"id": ID}}, True)
    assert backend.called() == ("create_field", FIELD)
    assert backend.lines == [Line.CHANGE]
    assert backend.dropped == ["w"]


async def test_a_list_makes_several_fields(door: MetadataRestDoor, backend: Backend) -> None:
    backend.row = b'[{"id":"a"},{"id":"b"}]'
    answer, _ = await door.create_record(CALLER, "fields", [FIELD, FIELD], "")
    assert json.loads(answer) == {"data": [{"id": "a"}, {"id": "b"}]}
    assert backend.called() == ("create_fields", {"fields": [FIELD, FIELD]})


async def test_changes_go_with_the_id_of_the_path(door: MetadataRestDoor, backend: Backend) -> None:
    await door.update_record(CALLER, "objects", ID, {"isActive": False}, "depth=1")
    assert backend.called() == ("update_object", {"id": ID, "isActive": False})


@pytest.mark.parametrize(
    ("body", "query", "argument"),
    [
        (None, "", {"id": ID}),
        (None, "confirm=price", {"id": ID, "confirm": "price"}),
        ({"confirm": "price"}, "", {"id": ID, "confirm": "price"}),
        ({"confirm": "other"}, "confirm=price", {"id": ID, "confirm": "price"}),
        ({}, "", {"id": ID}),
    ],
)
async def test_a_removal_with_and_without_its_confirmation(
    door: MetadataRestDoor, backend: Backend, body: Any, query: str, argument: Any
) -> None:
    assert json.loads(await door.delete_record(CALLER, "fields", ID, body, query)) == {
        "data": {"id": ID, "deleted": True}
    }
    assert backend.called() == ("delete_field", argument)


async def test_a_preview_answers_with_sql(door: MetadataRestDoor, backend: Backend) -> None:
    backend.row = b'"alter table x;"'
    answer, is_made = await door.create_record(CALLER, "fields", FIELD, "preview=true")
    told = {"data": None, "meta": {"sql": "alter table x;"}}
    assert (json.loads(answer), is_made) == (told, False)
    assert json.loads(await door.update_record(CALLER, "fields", ID, {"label": "a"}, "preview=true")) == told
    assert json.loads(await door.delete_record(CALLER, "fields", ID, None, "preview=true")) == told
    assert all(b".preview(" in call.text and b"set_config" not in call.text for call in backend.calls)


@pytest.mark.parametrize(
    ("method", "plural", "body", "query", "field"),
    [
        ("POST", "objects", [], "", "body"),
        ("POST", "objects", [{}], "", "body"),
        ("POST", "fields", [], "", "body"),
        ("POST", "fields", [FIELD, {**FIELD, "type": "BLOB"}], "", "1.type"),
        ("POST", "fields", {**FIELD, "colour": "red"}, "", "colour"),
        ("POST", "fields", "price", "", "body"),
        ("POST", "fields", None, "", "body"),
        ("POST", "fields", FIELD, "preview=yes", "preview"),
        ("POST", "fields", FIELD, "limit=1", "limit"),
        ("POST", "fields", FIELD, "confirm=a", "confirm"),
        ("PATCH", "fields", {"label": 5}, "", "label"),
        ("PATCH", "fields", {"id": ID}, "", "id"),
        ("DELETE", "fields", {"sure": True}, "", "sure"),
        ("DELETE", "fields", {"confirm": 5}, "", "confirm"),
        ("DELETE", "indexes", {"confirm": "a"}, "", "confirm"),
        ("DELETE", "indexes", None, "confirm=a", "confirm"),
        ("DELETE", "fields", None, "depth=1", "depth"),
    ],
)
async def test_what_is_wrong_is_told_by_its_name_and_changes_nothing(
    door: MetadataRestDoor, backend: Backend, method: str, plural: str, body: Any, query: str, field: str
) -> None:
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "POST": lambda: door.create_record(CALLER, plural, body, query),
        "PATCH": lambda: door.update_record(CALLER, plural, ID, body, query),
        "DELETE": lambda: door.delete_record(CALLER, plural, ID, body, query),
    }
    with pytest.raises(InvalidInput) as raised:
        await calls[method]()
    assert raised.value.details[0].field == field
    assert backend.calls == []


async def test_what_is_not_there(door: MetadataRestDoor, backend: Backend) -> None:
    backend.row = None
    with pytest.raises(NotFound) as raised:
        await door.get_record(CALLER, "fields", ID, "")
    assert raised.value.message == f"There is no field with the id {ID}."
    with pytest.raises(NotFound) as unknown:
        await door.list_records(CALLER, "views", "")
    assert "Known: fields, indexes, objects, relations" in unknown.value.message


async def test_what_sql_refuses_is_told_by_the_names_of_the_body(door: MetadataRestDoor, backend: Backend) -> None:
    backend.error = DatabaseError("VG409", "There is one.", '{"field": "name"}', call_index=1)
    with pytest.raises(Conflict) as raised:
        await door.create_record(CALLER, "fields", FIELD, "")
    assert [detail.field for detail in raised.value.details] == ["name"]
    backend.error = DatabaseError("VG409", "There is one.", '{"field": "fields.1.name"}', call_index=1)
    with pytest.raises(Conflict) as raised:
        await door.create_record(CALLER, "fields", [FIELD, FIELD], "")
    assert [detail.field for detail in raised.value.details] == ["1.name"]
    backend.error = DatabaseError("42501", "permission denied for function create_field", call_index=1)
    with pytest.raises(ApiError) as refused:
        await door.create_record(CALLER, "fields", FIELD, "")
    assert refused.value.status == 403


async def test_lists_have_the_parameters_of_all_lists(door: MetadataRestDoor, backend: Backend) -> None:
    query = "filter[object.nameSingular][eq]=company&filter[type][in]=TEXT,SELECT&order[name]=desc&limit=5&offset=2"
    await door.list_records(CALLER, "fields", query)
    (call,) = backend.calls
    assert call.params[:2] == (b"company", b'{"TEXT","SELECT"}')
    assert b"LIMIT 6" in call.text
    with pytest.raises(InvalidInput) as raised:
        await door.list_records(CALLER, "fields", "filter[type][eq]=BLOB")
    assert raised.value.details[0].field == "filter[type][eq]"


def test_indexes_are_not_changed() -> None:
    assert [can_be_changed(plural) for plural in ("objects", "fields", "relations", "indexes", "views")] == [
        True, True, True, False, True
    ]  # fmt: skip
