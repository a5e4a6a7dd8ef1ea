"""The standard model, which every new workspace begins with: the file `standard.yaml` as SQL.

In charge of `sql/metadata/80_standard_model.sql`, which is made from the file and stands beside the other SQL, rather
than being made when a database is migrated: what a DBA reads and reviews is then all that runs, and
core.create_workspace needs nothing but the database. A test keeps both equal; VINGT_UPDATE_GOLDEN=1 writes the SQL.
"""

import json
from pathlib import Path
from typing import Any

from app.model_file.document import Entry, FileError, Object
from app.model_file.reading import read_model

FILE = Path(__file__).parent / "standard.yaml"

_SQL = """\
-- The standard model, made from app/model_file/standard.yaml: change it there.

create or replace function metadata.standard_objects() returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $model$ select $json$
{objects}
$json$::jsonb $model$;
comment on function metadata.standard_objects() is
    'The standard model, in the order in which the objects can be made: what is pointed to comes first.';
revoke all on function metadata.standard_objects() from public;
"""
# What metadata.add_object does not make.
_NOT_YET = ("id", "was", "key", "isActive", "inverseIsActive", "kind", "isComputed")


def standard_sql() -> str:
    """The SQL of metadata.standard_objects. Raises FileError."""
    objects = [_object(each) for each in read_model(FILE.read_bytes()).objects.values()]
    return _SQL.format(objects="[\n" + ",\n".join(objects) + "\n]")


def _object(entry: Object) -> str:
    if entry.indexes:
        raise FileError(f'The standard object "{entry.name}" cannot have indexes of its own.', entry.place)
    said = _line({"nameSingular": entry.name, **_given(entry)})
    fields = [f"    {_line({'name': field.name, **_given(field)})}" for field in entry.fields.values()]
    return f'  {said[:-1]}, "fields": [\n' + ",\n".join(fields) + "\n  ]}"


def _given(entry: Entry) -> dict[str, Any]:
    """What the file says, without what it leaves out."""
    for key in _NOT_YET:
        if key in entry.places:
            raise FileError(f"{key} cannot be said of the standard model.", entry.places[key])
    return {key: value for key, value in entry.values.items() if key in entry.places}


def _line(given: dict[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False, default=float)
