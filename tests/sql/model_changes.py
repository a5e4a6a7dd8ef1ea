"""Changing a model in tests: calls of the functions of metadata by name, and ids by name."""

import json
from typing import Any

from psycopg import sql

from app.model.load import read_model
from app.model.types import Model
from tests.sql.model_world import Connection, rows, value
from tests.workspaces import Workspace


class Changes:
    """The model of one workspace, changed over a connection."""

    def __init__(self, connection: Connection, workspace: Workspace) -> None:
        self.connection = connection
        self.workspace = workspace

    def call(self, operation: str, **given: Any) -> Any:
        """Call metadata.<operation>(given)."""
        query = sql.SQL("select metadata.{}(%s)").format(sql.Identifier(operation))
        row = self.connection.execute(query, [json.dumps(given)]).fetchone()
        assert row is not None
        return str(row[0]) if not isinstance(row[0], list) else [str(each) for each in row[0]]

    def preview(self, operation: str, **given: Any) -> str:
        return str(value(self.connection, "select metadata.preview(%s, %s)", operation, json.dumps(given)))

    def object(self, name: str) -> str:
        query = "select id::text from metadata.object where workspace_id = %s and name_singular = %s"
        return str(value(self.connection, query, self.workspace.id, name))

    def field(self, path: str) -> str:
        """The id of `company.name`."""
        of, _, name = path.partition(".")
        query = "select id::text from metadata.field where object_id = %s and name = %s"
        return str(value(self.connection, query, self.object(of), name))

    def relation(self, path: str) -> str:
        """The id of the relation with that end."""
        query = "select id::text from metadata.relation where %s::uuid in (from_field_id, to_field_id)"
        return str(value(self.connection, query, self.field(path)))

    def add(self, path: str, type: str, **given: Any) -> str:
        of, _, name = path.partition(".")
        return str(self.call("create_field", objectMetadataId=self.object(of), name=name, type=type, **given))

    def relate(self, relation_type: str, first: str, second: str, **given: Any) -> str:
        """Relate `company.tags` to `tag.companies`."""
        (one, name), (other, far) = first.split("."), second.split(".")
        return str(
            self.call(
                "create_relation",
                relationType=relation_type,
                fromObjectMetadataId=self.object(one),
                toObjectMetadataId=self.object(other),
                fromFieldMetadataName=name,
                toFieldMetadataName=far,
                **given,
            )
        )

    def make(self, singular: str, plural: str, **given: Any) -> str:
        return str(
            self.call("create_object", workspaceId=self.workspace.id, nameSingular=singular, namePlural=plural, **given)
        )

    def update(self, path: str, **given: Any) -> str:
        """Change an object, or a field by its path."""
        if "." in path:
            return str(self.call("update_field", id=self.field(path), **given))
        return str(self.call("update_object", id=self.object(path), **given))

    def delete(self, path: str, **given: Any) -> str:
        if "." in path:
            return str(self.call("delete_field", id=self.field(path), **given))
        return str(self.call("delete_object", id=self.object(path), **given))

    def model(self) -> Model:
        return read_model(value(self.connection, "select core.model(%s)", self.workspace.id))

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a query in which `{}` is the workspace's schema."""
        cursor = self.connection.execute(query.replace("{}", f'"{self.workspace.schema}"').encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def described(self) -> list[Any]:
        """All that a change of the model can touch."""
        tables = [
            rows(
                self.connection,
                f"select to_jsonb(t) from metadata.{table} t where workspace_id = %s order by id",  # type: ignore[arg-type]
                self.workspace.id,
            )
            for table in ("object", "field", "relation", "index", "work")
        ]
        catalog = [
            rows(self.connection, query, self.workspace.schema)  # type: ignore[arg-type]
            for query in (
                "select relname, relkind, relacl::text from pg_class where relnamespace = %s::regnamespace order by 1",
                "select attrelid, attname, attnum from pg_attribute a join pg_class c on c.oid = a.attrelid "
                "where relnamespace = %s::regnamespace order by 1, 3",
                "select conrelid, conname from pg_constraint where connamespace = %s::regnamespace order by 1, 2",
                "select tgrelid, tgname, pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid "
                "where relnamespace = %s::regnamespace and not tgisinternal order by 1, 2",
            )
        ]
        version = rows(self.connection, "select to_jsonb(w) from core.workspace w where id = %s", self.workspace.id)
        return [*tables, *catalog, version]
