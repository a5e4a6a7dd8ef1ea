"""A workspace with a relation of every kind, each to another object and to its own.

Authors write books (a key), have one profile (a key that is unique), one heir among the authors, friends among them and
books that they are credited with; books have tags. Tags know no soft delete, and shelves are a view of books.
"""

import json
from typing import Any

from tests.cluster import Database
from tests.large_model import as_postgres_writes
from tests.query.house import House
from tests.workspaces import Workspace

_TITLE = {"name": "name", "type": "TEXT"}


def _relation(name: str, target: str, inverse: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "RELATION", "target": target, "inverseName": inverse, **more}


OBJECTS: list[dict[str, Any]] = [
    {
        "nameSingular": "author",
        "namePlural": "authors",
        "fields": [
            _TITLE,
            {"name": "age", "type": "NUMBER", "settings": {"dataType": "integer"}},
            _relation("mentor", "author", "pupils"),
            _relation("heir", "author", "heirOf"),
        ],
    },
    {
        "nameSingular": "book",
        "namePlural": "books",
        "fields": [
            _TITLE,
            {"name": "pages", "type": "NUMBER", "settings": {"dataType": "integer"}},
            _relation("author", "author", "books"),
            _relation("sequelTo", "book", "sequels"),
        ],
    },
    {"nameSingular": "tag", "namePlural": "tags", "fields": [_TITLE]},
    {"nameSingular": "profile", "namePlural": "profiles", "fields": [_TITLE, _relation("author", "author", "profile")]},
    {
        "nameSingular": "badge",
        "namePlural": "badges",
        "fields": [_TITLE, _relation("author", "author", "badges", isNullable=False)],
    },
    {
        "nameSingular": "credit",
        "namePlural": "credits",
        "fields": [
            {"name": "part", "type": "TEXT"},
            _relation("author", "author", "credits"),
            _relation("book", "book", "credits"),
        ],
    },
    {"nameSingular": "shelf", "namePlural": "shelves", "fields": [_TITLE]},
]

_TABLES = """
    create table {}.book_tag (
        book_id uuid not null references {}.book on delete cascade,
        tag_id uuid not null references {}.tag on delete cascade,
        primary key (book_id, tag_id)
    );
    create table {}.friendship (
        author_id uuid not null references {}.author on delete cascade,
        friend_id uuid not null references {}.author on delete cascade,
        primary key (author_id, friend_id)
    );
    create unique index profile_author_id_key on {}.profile (author_id) where deleted_at is null;
    create unique index author_heir_id_key on {}.author (heir_id) where deleted_at is null;
    drop table {}.shelf;
    create view {}.shelf as select * from {}.book where pages > 100;
    alter table {}.tag drop constraint tag_times_check;
    alter table {}.tag drop column deleted_at;
"""


class RelationHouse(House):
    """Both doors on such a workspace."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        super().__init__(database, workspace)
        for each in OBJECTS:
            self.sql("select metadata.create_object(%s)", json.dumps({**each, "workspaceId": workspace.id}))
        self.sql(_TABLES)
        roles = self.sql("select role_name from core.workspace_role where workspace_id = %s", workspace.id)
        for (role,) in roles:
            for table in ("book_tag", "friendship", "shelf"):
                self.sql(f'grant select, insert, update, delete on {{}}.{table} to "{role}"')

    def made(self, name: str, count: int) -> list[str]:
        """New records, named `book 0`, `book 1`, ..., four of them alike."""
        query = f"insert into {{}}.{name} (name) select %s || ' ' || n %% (%s - 3) from generate_series(0, %s - 1) n returning id::text"
        return [own for (own,) in self.sql(query, name, count, count)]

    async def _version(self, workspace_id: str) -> tuple[int, str]:
        version, fingerprint = await super()._version(workspace_id)
        return version, f"{fingerprint} with relations"

    async def _document(self, workspace_id: str) -> bytes:
        return as_postgres_writes(patched(json.loads(await super()._document(workspace_id))))


def patched(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what the tables were made to be."""
    objects = {each["nameSingular"]: each for each in document["objects"]}
    for name, relation in [("profile", "author"), ("author", "profile"), ("author", "heir"), ("author", "heirOf")]:
        _find(objects[name]["relations"], relation)["kind"] = "ONE_TO_ONE"
    for near, relation, far, inverse, junction in [
        ("book", "tags", "tag", "books", _junction("book_tag", "book_id", "tag_id")),
        ("author", "friends", "author", "friendOf", _junction("friendship", "author_id", "friend_id")),
        ("author", "creditedBooks", "book", "creditedAuthors", _junction("credit", "author_id", "book_id", "credit")),
    ]:
        other = {**junction, "sourceColumn": junction["targetColumn"], "targetColumn": junction["sourceColumn"]}
        objects[near]["relations"].append(_many_to_many(relation, far, inverse, junction))
        objects[far]["relations"].append(_many_to_many(inverse, near, relation, other))
    for name, constraint in [("profile", "profile_author_id_key"), ("author", "author_heir_id_key")]:
        field = "authorId" if name == "profile" else "heirId"
        objects[name]["constraints"].append({"name": constraint, "fields": [field]})
    for name in ("tag", "shelf"):
        objects[name]["deletedAt"] = None
        objects[name]["fields"] = [each for each in objects[name]["fields"] if each["name"] != "deletedAt"]
    objects["shelf"]["isWritable"] = False
    return {**document, "fingerprint": f"{document['fingerprint']} with relations"}


def _find(relations: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in relations if each["name"] == name)


def _junction(table: str, source: str, target: str, of: str | None = None) -> dict[str, Any]:
    return {
        "table": table,
        "sourceColumn": source,
        "targetColumn": target,
        "deletedAt": None if of is None else "deleted_at",
        "object": of,
    }


def _many_to_many(name: str, target: str, inverse: str, junction: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "MANY_TO_MANY",
        "target": target,
        "column": None,
        "field": None,
        "holdsKey": False,
        "junction": junction,
        "inverse": inverse,
        "label": name,
        "description": f"{name}.",
    }
