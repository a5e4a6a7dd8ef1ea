"""The metadata API's model against the database: what it reads, how, and by whom."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql

from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import FIELD_TYPES, METADATA
from app.model.types import Object
from tests.cluster import Database
from tests.sql.model_world import as_owner, as_role, rows, value
from tests.workspaces import Workspace, make_workspace

OBJECTS = list(METADATA.objects.values())


@pytest.mark.parametrize("of", OBJECTS, ids=lambda of: of.name_singular)
def test_every_column_is_there_with_its_type(database: Database, of: Object) -> None:
    with as_owner(database) as owner:
        described = dict(
            rows(
                owner,
                "select a.attname, format_type(a.atttypid, null) from pg_attribute a "
                "where a.attrelid = to_regclass(%s) and a.attnum > 0",
                f"metadata.{of.table}",
            )
        )
    told = {part.column: part.pg_type for field in of.fields.values() for part in field.parts}
    written = {name: kind.replace("timestamp with time zone", "timestamptz") for name, kind in described.items()}
    assert told == written


@pytest.mark.parametrize("of", OBJECTS, ids=lambda of: of.name_singular)
def test_what_cannot_be_null_is_not(database: Database, workspace: Workspace, of: Object) -> None:
    """Of the standard model, which has relations, options and indexes of every kind that there is so far."""
    never = [part.column for field in of.fields.values() for part in field.parts if not part.is_nullable]
    query = sql.SQL("select count(*), {} from metadata.{}").format(
        sql.SQL(", ").join(sql.SQL("count({})").format(sql.Identifier(column)) for column in never),
        sql.Identifier(of.table),
    )
    with as_role(database, workspace) as member:
        row = member.execute(query).fetchone()
        assert row is not None
        count, *filled = row
    assert count > 0
    assert dict(zip(never, filled, strict=True)) == dict.fromkeys(never, count)


@pytest.mark.parametrize("of", OBJECTS, ids=lambda of: of.name_singular)
def test_options_are_all_that_there_is(database: Database, workspace: Workspace, of: Object) -> None:
    with as_role(database, workspace) as member:
        for field in of.fields.values():
            if field.options:
                query = sql.SQL("select distinct {0} from metadata.{1} where {0} is not null").format(
                    sql.Identifier(field.parts[0].column), sql.Identifier(of.table)
                )
                found = {each for (each,) in member.execute(query).fetchall()}
                assert found <= {option.value for option in field.options}


def test_all_field_types_are_told(database: Database) -> None:
    """A new type is one line in app/model/metadata_model.py."""
    with as_owner(database) as owner:
        assert sorted(name for name, _ in FIELD_TYPES) == sorted(value(owner, "select metadata.known_types()"))


def test_filters_mean_what_they_mean_for_records(database: Database) -> None:
    with as_owner(database) as owner:
        known = {
            (field_type, operator): (function, argument)
            for field_type, operator, function, argument in rows(
                owner, "select field_type, operator, function, argument_type from metadata.filter_operator"
            )
        }
    told = {
        (field_type, operator.name): (operator.function, operator.argument_type)
        for field_type, operators in METADATA.operators.items()
        for operator in operators
    }
    assert told.items() <= known.items()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_a_function_stands_behind_every_action_and_admins_may_call_it(
    database: Database, workspace: Workspace, action: object
) -> None:
    function = f"metadata.{action.function}(jsonb)"  # type: ignore[attr-defined]
    with as_owner(database) as owner:
        assert value(owner, "select to_regprocedure(%s) is not null", function)
        allowed = "select has_function_privilege(%s, %s, 'execute')"
        assert value(owner, allowed, f"{workspace.schema}_admin", function)
        assert not value(owner, allowed, "public", function)


@pytest.mark.parametrize("of", OBJECTS, ids=lambda of: of.name_singular)
def test_a_workspace_sees_its_own_alone(
    database: Database, workspace: Workspace, of: Object, handle: Callable[[str], str]
) -> None:
    other = make_workspace(database, handle("apart"))
    query = sql.SQL("select id from metadata.{}").format(sql.Identifier(of.table))
    with as_role(database, workspace) as member:
        own = {each for (each,) in member.execute(query).fetchall()}
    with as_role(database, other) as member:
        others = {each for (each,) in member.execute(query).fetchall()}
    assert own
    assert others
    assert own.isdisjoint(others)


@pytest.mark.parametrize("of", OBJECTS, ids=lambda of: of.name_singular)
def test_nobody_writes_past_the_functions(database: Database, workspace: Workspace, of: Object) -> None:
    query = sql.SQL("delete from metadata.{}").format(sql.Identifier(of.table))
    for kind in ("member", "admin"):
        with as_role(database, workspace, kind) as role, pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(query)


def test_a_field_knows_its_relation(database: Database, workspace: Workspace) -> None:
    with as_role(database, workspace) as member:
        found = rows(
            member,
            "select f.name, r.from_field_name, r.to_field_name from metadata.described_field f "
            "join metadata.described_object o on o.id = f.object_id "
            "left join metadata.described_relation r on r.id = f.relation_id "
            "where o.name_singular = 'person' and f.name in ('company', 'companyId', 'email') order by f.name",
        )
    assert [name for name, _, _ in found] == ["company", "companyId", "email"]
    assert {found[0][1], found[0][2]} == {"company", "people"}
    assert found[0][1:] == found[1][1:]
    assert found[2][1:] == (None, None)
