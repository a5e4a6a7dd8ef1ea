"""A workspace with a relation of every kind, each to another object and to its own.

Authors write books (a key), have one profile (a key that is unique), one heir among the authors, friends among them and
books that they are credited with or review; books have tags, and a mention is of an author or of a book. Tags know no soft delete, and shelves are a view of books.
"""

import json
from typing import Any

from tests.cluster import Database
from tests.query.house import House
from tests.workspaces import Workspace

_NAME = {"name": "name", "type": "TEXT"}


def _number(name: str) -> dict[str, Any]:
    return {"name": name, "type": "NUMBER", "settings": {"dataType": "integer"}}


OBJECTS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "author": ("authors", [_NAME, _number("age")]),
    "book": ("books", [_NAME, _number("pages")]),
    "tag": ("tags", [_NAME]),
    "profile": ("profiles", [_NAME]),
    "badge": ("badges", [_NAME]),
    "credit": ("credits", [{"name": "part", "type": "TEXT"}]),
    "review": ("reviews", [{"name": "text", "type": "TEXT", "isNullable": False}]),
    "mention": ("mentions", [_NAME]),
    "shelf": ("shelves", [_NAME, _number("pages")]),
}

RELATIONS: list[tuple[str, str, str, str, str, dict[str, Any]]] = [
    ("author", "mentor", "MANY_TO_ONE", "author", "pupils", {}),
    ("author", "heir", "ONE_TO_ONE", "author", "heirOf", {}),
    ("book", "author", "MANY_TO_ONE", "author", "books", {}),
    ("book", "sequels", "ONE_TO_MANY", "book", "sequelTo", {}),
    ("profile", "author", "ONE_TO_ONE", "author", "profile", {}),
    ("badge", "author", "MANY_TO_ONE", "author", "badges", {"isNullable": False}),
    ("credit", "author", "MANY_TO_ONE", "author", "credits", {}),
    ("credit", "book", "MANY_TO_ONE", "book", "credits", {}),
    ("review", "author", "MANY_TO_ONE", "author", "reviews", {}),
    ("review", "book", "MANY_TO_ONE", "book", "reviews", {}),
    ("mention", "author", "MANY_TO_ONE", "author", "mentions", {"group": "subject"}),
    ("mention", "book", "MANY_TO_ONE", "book", "mentions", {"group": "subject"}),
    ("book", "tags", "MANY_TO_MANY", "tag", "books", {}),
    ("author", "friends", "MANY_TO_MANY", "author", "friendOf", {}),
    ("author", "creditedBooks", "MANY_TO_MANY", "book", "creditedAuthors", {"junctionObjectMetadataId": "credit"}),
    ("author", "reviewedBooks", "MANY_TO_MANY", "book", "reviewers", {"junctionObjectMetadataId": "review"}),
]

_TABLES = """
    drop table {}.shelf;
    create view {}.shelf as select * from {}.book where pages > 100;
    alter table {}.tag drop column deleted_at cascade;
"""
# What the metadata would say of such tables if they had been made outside of it.
_METADATA = """
    delete from metadata.field f using metadata.object o
     where o.id = f.object_id and o.workspace_id = %(workspace)s and f.name = 'deletedAt'
       and o.name_singular in ('tag', 'shelf');
    update metadata.object set is_writable = false, kind = 'VIEW'
     where workspace_id = %(workspace)s and name_singular = 'shelf';
    select metadata.publish(%(workspace)s, null);
"""


class RelationHouse(House):
    """Both doors on such a workspace."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        super().__init__(database, workspace)
        self.ids: dict[str, str] = {}
        for name, (plural, fields) in OBJECTS.items():
            given = {"nameSingular": name, "namePlural": plural, "fields": fields, "workspaceId": workspace.id}
            ((self.ids[name],),) = self.sql("select metadata.create_object(%s)::text", json.dumps(given))
        for near, name, kind, far, inverse, more in RELATIONS:
            self.relate(near, name, kind, far, inverse, **more)
        self.sql(_TABLES)
        for (role,) in self.sql("select role_name from core.workspace_role where workspace_id = %s", workspace.id):
            self.sql(f'grant select, insert, update, delete on {{}}.shelf to "{role}"')
        for command in _METADATA.split(";")[:-1]:
            self.owner.execute(command.encode(), {"workspace": workspace.id})

    def relate(self, near: str, name: str, kind: str, far: str, inverse: str, **more: Any) -> None:
        """Add a relation; a junction is named as an object."""
        given = {
            "relationType": kind,
            "fromObjectMetadataId": self.ids[near],
            "toObjectMetadataId": self.ids[far],
            "fromFieldMetadataName": name,
            "toFieldMetadataName": inverse,
            **{key: self.ids[value] if key == "junctionObjectMetadataId" else value for key, value in more.items()},
        }
        self.sql("select metadata.create_relation(%s)", json.dumps(given))

    def made(self, name: str, count: int) -> list[str]:
        """New records, named `book 0`, `book 1`, ..., four of them alike."""
        query = f"""
            insert into {{}}.{name} (name) select %s || ' ' || n %% (%s - 3) from generate_series(0, %s - 1) n
            returning id::text
        """
        return [own for (own,) in self.sql(query, name, count, count)]
