"""Making a workspace's model what a file says: all of it in one transaction.

In charge of the calls of metadata's functions, of telling where in the file an error comes from, of the SQL that ran,
and of counting what a drop would lose.
"""

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

import psycopg
from psycopg import sql

from app.model_file.changes import find_changes
from app.model_file.document import NOWHERE, Entry, FileError, Model
from app.model_file.held import Connection, HeldObject, from_json, hold_model, options_of
from app.model_file.operations import Operation, Ref

# By which metadata.run_ddl tells what it ran.
_RAN = "VG000"
# Keys of metadata's functions that have another name in a file.
_NAMES = {"junctionObjectMetadataId": "junction", "targetObjectMetadataId": "target"}


def changes_of(connection: Connection, workspace_id: str, wanted: Model) -> list[Operation]:
    """What has to be done, with what each drop would lose; changes nothing. Raises FileError, psycopg.Error."""
    operations = find_changes(wanted, hold_model(connection, workspace_id), lambda entry: _normal(connection, entry))
    for operation in operations:
        if operation.drops is not None:
            _count(connection, workspace_id, operation)
    return operations


def lock(connection: Connection, workspace_id: str) -> None:
    """Make other changes of the model wait until the transaction ends."""
    connection.execute("select metadata.lock_workspace(%s)", [workspace_id])


def run(
    connection: Connection,
    workspace_id: str,
    operations: Iterable[Operation],
    tell: Callable[[str], None] | None = None,
) -> None:
    """Make all operations; `tell` is given each piece of SQL as it has run. Needs a transaction.

    Raises FileError with the place of what was refused; nothing is kept then if the caller rolls back.
    """

    def heard(notice: psycopg.errors.Diagnostic) -> None:
        if tell is not None and notice.sqlstate == _RAN:
            tell(notice.message_primary or "")

    if tell is not None:
        connection.execute("set local client_min_messages = debug1")
    connection.add_notice_handler(heard)
    try:
        connection.execute("select metadata.hold_publishing(%s)", [workspace_id])
        for operation in operations:
            given = _with_ids(connection, workspace_id, operation.given)
            try:
                with connection.transaction():
                    _call(connection, operation.function, given)
            except psycopg.Error as error:
                raise _told(connection, workspace_id, operation, given, error) from error
        connection.execute("select metadata.release_publishing(%s)", [workspace_id])
    finally:
        connection.remove_notice_handler(heard)


def to_json(value: Any) -> str:
    """JSON in which numbers keep all their digits."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{encode_basestring(key)}: {to_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_json, value)) + "]"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value)


def _call(connection: Connection, function: str, given: Any) -> None:
    query = sql.SQL("select {}(%s::jsonb)").format(sql.Identifier("metadata", function))
    connection.execute(query, [to_json(given)])


def _with_ids(connection: Connection, workspace_id: str, given: Any) -> Any:
    if isinstance(given, Ref):
        row = connection.execute(
            "select coalesce(f.id, o.id)::text from metadata.object o "
            "left join metadata.field f on f.object_id = o.id and f.name = %(field)s "
            "where o.workspace_id = %(workspace)s and o.name_singular = %(object)s "
            "and (f.id is not null or %(field)s = '')",
            {"field": given.field, "object": given.object, "workspace": workspace_id},
        ).fetchone()
        return row and row[0]
    if isinstance(given, dict):
        return {key: _with_ids(connection, workspace_id, value) for key, value in given.items()}
    if isinstance(given, list):
        return [_with_ids(connection, workspace_id, value) for value in given]
    return given


def _told(
    connection: Connection, workspace_id: str, operation: Operation, given: Any, error: psycopg.Error
) -> FileError:
    """The error with its place in the file."""
    entry, about = (operation.entries[0] if operation.entries else None), operation.about
    if operation.function in ("create_object", "create_fields"):
        count = len(given["fields"])
        for field, one in zip(operation.entries[-count:] if count else (), given["fields"], strict=True):
            if _is_refused(connection, workspace_id, operation, one):
                entry, about = field, f"{operation.about}.{field.name}"
                break
    return file_error(error, entry, about, operation)


def file_error(error: psycopg.Error, entry: Entry | None, about: str, operation: Operation | None = None) -> FileError:
    """What the database refused, at the place in the file that it is about."""
    message = error.diag.message_primary or str(error)
    key = ""
    if (error.sqlstate or "").startswith("VG"):
        try:
            told = str(json.loads(error.diag.message_detail or "{}").get("field") or "")
            # Of one of several fields, which is `entry`, and of a setting or an option: the key in the entry.
            key = re.sub(r"^fields\.[0-9]+\.", "", told).partition(".")[0]
        except ValueError:
            key = ""
    else:
        detail = f": {error.diag.message_detail}" if error.diag.message_detail else ""
        message = f"The database refused: {message}{detail} (SQLSTATE {error.sqlstate})."
    place = entry.where(_NAMES.get(key, key)) if entry else (operation.place if operation else NOWHERE)
    return FileError(f"{about}: {message}", place)


def _is_refused(connection: Connection, workspace_id: str, operation: Operation, field: Any) -> bool:
    """Whether the database takes offence at this field by itself."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(
                "select metadata.plan_field(w.id, w.schema_name, %s, %s::jsonb, false) "
                "from core.workspace w where w.id = %s",
                [operation.about, to_json({k: v for k, v in field.items() if k != "objectMetadataId"}), workspace_id],
            )
    except psycopg.Error:
        return True
    return False


def _normal(connection: Connection, entry: Entry) -> tuple[Any, Any]:
    """Settings and options as the database keeps them."""
    values = entry.values
    try:
        with connection.transaction():
            row = connection.execute(
                "select metadata.check_settings(%(type)s, %(settings)s::jsonb)::text, "
                "metadata.check_options(%(type)s, %(options)s::jsonb)::text",
                {
                    "type": values["type"],
                    "settings": None if values["settings"] is None else to_json(values["settings"]),
                    "options": None if values["options"] is None else to_json(values["options"]),
                },
            ).fetchone()
    except psycopg.Error as error:
        raise file_error(error, entry, entry.name) from error
    settings, options = row or (None, None)
    return from_json(settings), options_of(from_json(options))


def _count(connection: Connection, workspace_id: str, operation: Operation) -> None:
    """Count what a drop loses: records of an object, values of a field, links of a relation."""
    drops = operation.drops
    if drops is None:
        return
    row = connection.execute("select w.schema_name from core.workspace w where w.id = %s", [workspace_id]).fetchone()
    schema = row[0] if row else ""
    if not drops.table or not (isinstance(drops, HeldObject) or drops.columns or drops.relation_id):
        return
    condition = (
        sql.SQL("true")
        if isinstance(drops, HeldObject) or not drops.columns
        else sql.SQL(" or ").join(sql.SQL("{} is not null").format(sql.Identifier(name)) for name in drops.columns)
    )
    query = sql.SQL("select count(*) from {} where {}").format(sql.Identifier(schema, drops.table), condition)
    counted = connection.execute(query).fetchone()
    operation.lost = counted[0] if counted else 0
