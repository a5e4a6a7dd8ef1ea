"""The model document: the server can read it, it hangs together, and it says what is true of the tables."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from app.graphql.schema import build_schema
from app.model.load import read_model
from app.model.types import Model, RelationKind
from tests.cluster import Database
from tests.sql.model_world import as_owner, refused, rows, value
from tests.workspaces import Workspace, make_workspace

SYSTEM = ["createdAt", "updatedAt", "deletedAt", "position", "createdBy"]
OWN = {
    "company": "name domainName address employees industry linkedinLink xLink annualRecurringRevenue idealCustomerProfile accountOwnerId",
    "person": "name email phone city jobTitle linkedinLink xLink avatarUrl companyId",
    "opportunity": "name amount stage probability closeDate companyId pointOfContactId",
    "task": "title body status dueAt assigneeId",
    "note": "title body",
    "workspaceMember": "name email avatarUrl",
    "taskTarget": "taskId companyId personId opportunityId",
    "noteTarget": "noteId companyId personId opportunityId",
}  # fmt: skip
RELATIONS = {
    "company": "accountOwner people opportunities taskTargets noteTargets",
    "person": "company opportunities taskTargets noteTargets",
    "opportunity": "company pointOfContact taskTargets noteTargets",
    "task": "assignee taskTargets",
    "note": "noteTargets",
    "workspaceMember": "ownedCompanies assignedTasks",
    "taskTarget": "task company person opportunity",
    "noteTarget": "note company person opportunity",
}


@pytest.fixture(scope="module")
def document(database: Database, workspace: Workspace) -> dict[str, Any]:
    """As the server gets it: on its own login, without a workspace's role."""
    with psycopg.connect(database.api_dsn) as connection:
        found: dict[str, Any] = value(connection, "select core.model(%s)", workspace.id)
        return found


@pytest.fixture(scope="module")
def model(document: dict[str, Any]) -> Model:
    return read_model(document)


def test_it_is_a_schema(model: Model) -> None:
    schema = build_schema(model)
    assert "createTaskTarget" in schema.graphql.mutation_type.fields  # type: ignore[union-attr]


def test_objects_fields_and_relations_in_their_order(model: Model) -> None:
    assert list(model.objects) == list(OWN)
    for name, of in model.objects.items():
        assert list(of.fields) == ["id", *OWN[name].split(), *SYSTEM]
        assert list(of.relations) == RELATIONS[name].split()
        assert of.label_field in of.fields
    assert list(model.by_plural) == [
        "companies", "people", "opportunities", "tasks", "notes", "workspaceMembers", "taskTargets", "noteTargets",
    ]  # fmt: skip


def test_everything_is_described(model: Model) -> None:
    for of in model.objects.values():
        for each in (of, *of.fields.values(), *of.relations.values()):
            assert each.description[0].isupper(), each
            assert each.description.endswith("."), each
        labels = [of.label_singular, of.label_plural, *(each.label for each in of.fields.values())]
        labels += [each.label for each in of.relations.values()]
        assert all(label[0].isupper() for label in labels)


def test_types(model: Model) -> None:
    person, deal, company = (model.objects[name] for name in ("person", "opportunity", "company"))
    assert {name: field.type for name, field in person.fields.items()}.items() >= {
        ("id", "UUID"), ("name", "FULL_NAME"), ("email", "EMAIL"), ("phone", "PHONE"), ("city", "TEXT"),
        ("linkedinLink", "URL"), ("companyId", "UUID"), ("createdAt", "DATE_TIME"), ("position", "POSITION"),
        ("createdBy", "ACTOR"),
    }  # fmt: skip
    assert company.fields["domainName"].type == "TEXT"
    assert (company.fields["employees"].type, company.fields["employees"].parts[0].pg_type) == ("NUMBER", "integer")
    assert deal.fields["probability"].parts[0].pg_type == "numeric"
    amount = [(part.name, part.column, part.type, part.pg_type) for part in deal.fields["amount"].parts]
    assert amount == [
        ("amountMicros", "amount_amount_micros", "NUMBER", "bigint"),
        ("currencyCode", "amount_currency_code", "TEXT", "text"),
    ]
    assert {"QUALIFICATION", "PROPOSAL"} <= {option.value for option in deal.fields["stage"].options}
    actor = [(part.name, part.type, part.is_nullable) for part in person.fields["createdBy"].parts]
    assert actor == [("source", "TEXT", False), ("workspaceMemberId", "UUID", True), ("name", "TEXT", False)]


def test_what_may_and_must_be_given(model: Model) -> None:
    required = {
        f"{of.name_singular}.{field.name}"
        for of in model.objects.values()
        for field in of.fields.values()
        if field.is_required
    }
    assert required == {
        "company.name",
        "opportunity.name",
        "task.title",
        "note.title",
        "taskTarget.taskId",
        "noteTarget.noteId",
    }
    for of in model.objects.values():
        assert {name for name, field in of.fields.items() if not field.is_writable} == {
            "createdAt",
            "updatedAt",
            "deletedAt",
            "createdBy",
        }
        assert {name for name, field in of.fields.items() if field.is_system} == {"id", *SYSTEM}
    unique = {
        f"{of.name_singular}.{name}"
        for of in model.objects.values()
        for name, field in of.fields.items()
        if field.is_unique
    }
    assert unique == {f"{name}.id" for name in OWN} | {"person.email", "workspaceMember.email"}
    status = model.objects["task"].fields["status"]
    assert (status.is_nullable, status.is_required, status.has_default) == (False, False, True)


def test_relations_hang_together(model: Model) -> None:
    for of in model.objects.values():
        names = [*of.fields, *of.relations]
        assert len(names) == len(set(names))
        for relation in of.relations.values():
            target = model.objects[relation.target]
            inverse = target.relations[relation.inverse]
            assert (inverse.target, inverse.inverse) == (of.name_singular, relation.name)
            assert {relation.kind, inverse.kind} == {RelationKind.MANY_TO_ONE, RelationKind.ONE_TO_MANY}
            assert (inverse.column, inverse.field) == (relation.column, relation.field)
            near = of if relation.kind is RelationKind.MANY_TO_ONE else target
            (part,) = near.fields[relation.field].parts
            assert (part.column, part.type) == (relation.column, "UUID")


def test_columns_are_as_the_tables_have_them(
    database: Database, workspace: Workspace, document: dict[str, Any]
) -> None:
    query = """
        select c.relname::text, a.attname::text,
               replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'), not a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid)
          from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
          left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace = %s::regnamespace and c.relkind = 'r' and a.attname <> 'search_vector'"""
    with as_owner(database) as owner:
        owner.execute("set local search_path = ''")
        in_tables = {tuple(row) for row in rows(owner, query, workspace.schema)}
    described = {
        (of["table"], column["name"], column["pgType"], column["isNullable"], column["default"])
        for of in document["objects"]
        for field in of["fields"]
        for column in field["columns"]
    }
    assert described == in_tables


def test_fields_say_whether_they_may_be_null(document: dict[str, Any]) -> None:
    """A composite may be where each of its columns may."""
    for of in document["objects"]:
        for field in of["fields"]:
            assert field["isNullable"] == all(column["isNullable"] for column in field["columns"])
            assert field["hasDefault"] == any(column["default"] is not None for column in field["columns"])


def test_constraints_name_fields(database: Database, workspace: Workspace, model: Model) -> None:
    """Whatever name Postgres can give in an error about values."""
    query = """
        select c.conrelid::regclass::text, c.conname::text, array_agg(a.attname::text)
          from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
         where c.connamespace = %s::regnamespace and c.contype in ('p', 'u', 'f', 'c') group by 1, 2
        union all
        select i.indrelid::regclass::text, i.indexrelid::regclass::text, null
          from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = %s::regnamespace and i.indisunique"""
    with as_owner(database) as owner:
        owner.execute(f"set local search_path = {workspace.schema}")  # type: ignore[arg-type]
        found = rows(owner, query, workspace.schema, workspace.schema)
    by_table = {of.table: of for of in model.objects.values()}
    for table, name, columns in found:
        of = by_table[table]
        fields = [of.fields[field] for field in of.constraints[name]]
        if columns is not None:
            assert set(columns) <= {part.column for field in fields for part in field.parts}
    assert {(table, name) for table, name, _ in found} == {
        (of.table, name) for of in model.objects.values() for name in of.constraints
    }
    assert model.objects["person"].constraints["person_email_key"] == ("email",)
    assert model.objects["person"].constraints["person_company_id_fkey"] == ("companyId",)
    assert model.objects["company"].constraints["company_pkey"] == ("id",)


def test_operators_fit_every_column(database: Database, model: Model) -> None:
    """Each operator's function takes each column that it is offered for."""
    offered = {
        (operator.function, part.pg_type, operator.argument_type.replace("self", part.pg_type))
        for of in model.objects.values()
        for field in of.fields.values()
        for part in field.parts
        for operator in model.operators[part.type]
        if operator.function
    }
    with as_owner(database) as owner:
        for function, pg_type, argument in offered:
            owner.execute(f"select {function}(null::{pg_type}, null::{argument})")  # type: ignore[arg-type]


def test_equal_workspaces_share_a_fingerprint(
    database: Database, workspace: Workspace, other_workspace: Workspace, handle: Callable[[str], str]
) -> None:
    changed = make_workspace(database, handle("changed"))
    version = "select m.version, m.fingerprint from core.model_version(%s) m"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        (one,), (two,), (before,) = (rows(owner, version, each.id) for each in (workspace, other_workspace, changed))
        assert one[1] == two[1] == before[1]
        documents = [value(owner, "select core.model(%s)::text", each.id) for each in (workspace, other_workspace)]
        assert documents[0] == documents[1]
        assert json.loads(documents[0])["fingerprint"] == one[1]
        for secret in (workspace.id, workspace.name, other_workspace.name):
            assert secret not in documents[0]
        object_id = value(
            owner, "select id from metadata.object where workspace_id = %s and name_singular = 'note'", changed.id
        )
        given = {"objectMetadataId": str(object_id), "name": "mood", "type": "TEXT"}
        owner.execute("select metadata.create_field(%s)", [json.dumps(given)])
        (after,) = rows(owner, version, changed.id)
        assert after[0] == before[0] + 1
        assert after[1] != before[1]
        assert rows(owner, version, workspace.id) == [one]


def test_who_may_ask(database: Database, workspace: Workspace) -> None:
    with psycopg.connect(database.api_dsn) as connection:
        assert rows(connection, "select * from core.model_version(gen_random_uuid())") == [(None, None)]
        assert value(connection, "select core.model(gen_random_uuid())") is None
        connection.execute("select set_config('role', %s, true)", [f"{workspace.schema}_admin"])
        with refused(connection, "42501"):
            connection.execute("select core.model(%s)", [workspace.id])
