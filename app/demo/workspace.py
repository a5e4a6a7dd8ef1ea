"""The demo workspace: made once, and its login remembered for every start.

In charge of making workspace, owner, API key and records in one transaction, and of the private file that keeps the
password and the token. What the records are is in `demo.records`.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from app.auth.api_keys import new_api_key
from app.auth.passwords import hash_password
from app.db.system_user import SystemUser, read_private
from app.demo.records import make_records

NAME = "demo"
EMAIL = "demo@example.com"
_FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class Demo:
    """How to get into the demo workspace. `is_made` is false while it is being made."""

    email: str
    password: str
    token: str
    api_key_id: str
    is_made: bool


def demo_workspace(
    connection: "psycopg.Connection[TupleRow]", folder: Path, user: SystemUser, say: Callable[[str], None]
) -> Demo | None:
    """The demo's login, making the demo at the first call for this data folder.

    `connection` acts as vingt_owner. None if the demo was made once and its workspace is gone since, or if there is a
    workspace `demo` that is not ours: a demo never comes back by itself.
    """
    text = read_private(folder / _FILE)
    known = Demo(**json.loads(text)) if text else None
    exists = _exists(connection)
    if known and known.is_made:
        return known if exists else None
    if exists:
        # Either a start was cut off between the commit and this note of it, or the workspace is somebody's own.
        if known is None or not _has_key(connection, known.api_key_id):
            return None
        return _remember(known, folder, user)
    say("Making the demo workspace ...")
    key = new_api_key()
    demo = Demo(EMAIL, secrets.token_urlsafe(12), key.token, str(key.id), is_made=False)
    user.write_private(folder / _FILE, json.dumps(asdict(demo)))
    with connection.transaction():
        made = _value(
            connection,
            "select core.create_workspace(%s::text, %s::text, %s::text, 'Demo', 'Owner')",
            [NAME, EMAIL, hash_password(demo.password)],
        )
        _value(
            connection,
            "select core.owner_create_api_key(%s::text, %s::uuid, %s::bytea, 'Demo', null)",
            [NAME, key.id, key.digest],
        )
        claims = {"source": "USER", "memberId": made["ownerMemberId"], "name": "Demo Owner"}
        _value(connection, "select set_config('vingt.claims', %s, true)", [json.dumps(claims)])
        _write_records(connection, made["schema"], made["ownerMemberId"])
    return _remember(demo, folder, user)


def _write_records(connection: "psycopg.Connection[TupleRow]", schema: str, owner_member_id: str) -> None:
    options = {field: _options(connection, *field.split(".")) for field in ("opportunity.stage", "task.status")}
    records = make_records(datetime.now(UTC), owner_member_id, options)
    for table, rows in records.tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        insert = sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(schema, table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        )
        with connection.cursor() as cursor:
            cursor.executemany(insert, [[row.get(column) for column in columns] for row in rows])


def _options(connection: "psycopg.Connection[TupleRow]", object_name: str, field_name: str) -> list[str]:
    """The values of a SELECT field of the demo workspace, in their order."""
    options: list[dict[str, Any]] = _value(
        connection,
        "select f.options from metadata.field f join metadata.object o on o.id = f.object_id "
        "join core.workspace w on w.id = o.workspace_id "
        "where w.name = %s and o.name_singular = %s and f.name = %s",
        [NAME, object_name, field_name],
    )
    return [option["value"] for option in sorted(options, key=lambda option: option["position"])]


def _exists(connection: "psycopg.Connection[TupleRow]") -> bool:
    return bool(_value(connection, "select exists (select from core.workspace where name = %s)", [NAME]))


def _has_key(connection: "psycopg.Connection[TupleRow]", key_id: str) -> bool:
    return bool(_value(connection, "select exists (select from core.api_key where id = %s::uuid)", [key_id]))


def _remember(demo: Demo, folder: Path, user: SystemUser) -> Demo:
    made = Demo(**{**asdict(demo), "is_made": True})
    user.write_private(folder / _FILE, json.dumps(asdict(made)))
    return made


def _value(connection: "psycopg.Connection[TupleRow]", query: str, values: list[object]) -> Any:
    row = connection.execute(query, values).fetchone()  # type: ignore[arg-type,unused-ignore]
    return row[0] if row else None
