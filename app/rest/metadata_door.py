"""REST for the data model: objects, fields, relations and indexes with the calls and envelopes of records.

In charge of which action a call means, and of preview and confirm. What an action takes is checked where its values are
bound, as it is for GraphQL.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.auth.caller import Caller
from app.db.database import Database
from app.errors import ApiError, Detail, NotFound, invalid
from app.model.actions import Action, ActionKind
from app.model.cache import Models
from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import METADATA
from app.model.types import Object
from app.query.execution import Program, answer_under
from app.query.plan import Change, Param, Plan, Preview, Value
from app.rest.door import enveloped
from app.rest.filters import label, operands
from app.rest.names import BODY, find_object, renamed
from app.rest.parameters import Options, list_shape, read_depth, read_options, read_parameters
from app.rest.plans import ID, plan_get, plan_list
from app.rest.programs import Programs
from app.rest.query_string import read_query_string
from app.rest.selection import select_record

_CONFIRM = "confirm"
_BY_CALL = {(action.object, action.kind): action for action in ACTIONS}


def can_be_changed(plural: str) -> bool:
    """Whether PATCH has a meaning for what a path names; of what is not known that is said elsewhere."""
    of = METADATA.by_plural.get(plural)
    return of is None or (of.name_singular, ActionKind.UPDATE_ONE) in _BY_CALL


class MetadataRestDoor:
    """The calls on the data model of the caller's workspace. When it was changed here it is dropped from `models`, so
    that the next request finds the new one. Each call raises ApiError."""

    def __init__(self, database: Database, models: Models) -> None:
        self._database = database
        self._models = models
        self._programs = Programs()

    async def list_records(self, caller: Caller, plural: str, query: str) -> bytes:
        """GET /rest/metadata/{plural}"""
        of = find_object(METADATA, plural)
        given = read_parameters(read_query_string(query))
        values = operands(given.filters)
        values += [number for number in (given.limit, given.offset) if number is not None]
        labels = {label(parameter): parameter.name for parameter in given.filters}
        key = ("list", plural, *list_shape(given))
        return await self._run(caller, key, lambda: plan_list(METADATA, of, given), values, labels) or b""

    async def get_record(self, caller: Caller, plural: str, record_id: str, query: str) -> bytes:
        """GET /rest/metadata/{plural}/{id}"""
        of = find_object(METADATA, plural)
        depth = read_depth(read_query_string(query))
        row = await self._run(caller, ("get", plural, depth), lambda: plan_get(METADATA, of, depth), [record_id])
        if row is None:
            message = f"There is no {of.label_singular} with the id {record_id.lower()}."
            raise NotFound(message, [Detail(ID, message)])
        return enveloped(row)

    async def create_record(self, caller: Caller, plural: str, body: object, query: str) -> tuple[bytes, bool]:
        """POST /rest/metadata/{plural}; a list makes several. The answer, and whether anything was made."""
        of = find_object(METADATA, plural)
        options = read_options(read_query_string(query), ("depth", "preview"))
        kind = ActionKind.CREATE_MANY if isinstance(body, list) else ActionKind.CREATE_ONE
        action = _BY_CALL.get((of.name_singular, kind))
        if action is None:
            raise invalid("body", f"one {of.label_singular} at a time: a JSON object")
        if isinstance(body, list) and not body:
            raise invalid("body", "must hold at least one")
        given = ((action.key, Param(0, BODY)),)
        return await self._act(caller, of, action, given, [body], options), not options.is_preview

    async def update_record(self, caller: Caller, plural: str, record_id: str, body: object, query: str) -> bytes:
        """PATCH /rest/metadata/{plural}/{id}"""
        of = find_object(METADATA, plural)
        options = read_options(read_query_string(query), ("depth", "preview"))
        action = _BY_CALL[of.name_singular, ActionKind.UPDATE_ONE]
        given = ((ID, Param(0, ID)), ("", Param(1, BODY)))
        return await self._act(caller, of, action, given, [record_id, body], options)

    async def delete_record(
        self, caller: Caller, plural: str, record_id: str, body: Mapping[str, Any] | None, query: str
    ) -> bytes:
        """DELETE /rest/metadata/{plural}/{id}; `confirm` is in the query string or in the body."""
        of = find_object(METADATA, plural)
        action = _BY_CALL[of.name_singular, ActionKind.DELETE_ONE]
        known = [_CONFIRM] if action.is_confirmed else []
        options = read_options(read_query_string(query), (*known, "preview"))
        for name in body or ():
            if name not in known:
                raise invalid(name[:80], f"unknown; known: {', '.join(known) or 'none'}")
        confirm = options.confirm if options.confirm is not None else (body or {}).get(_CONFIRM)
        given: tuple[tuple[str, Param], ...] = ((ID, Param(0, ID)),)
        values: list[object] = [record_id]
        if confirm is not None:
            given, values = (*given, (_CONFIRM, Param(1, _CONFIRM))), [record_id, confirm]
        return await self._act(caller, of, action, given, values, options)

    async def _act(
        self,
        caller: Caller,
        of: Object,
        action: Action,
        given: tuple[tuple[str, Param], ...],
        values: Sequence[object],
        options: Options,
    ) -> bytes:
        """The answer of an action, or with preview the SQL that it would run."""
        key = (action.name, len(given), options.depth, options.is_preview)
        if options.is_preview:
            sql = await self._run(caller, key, lambda: Preview(action, given), values)
            return b'{"data":null,"meta":{"sql":%b}}' % (sql or b"null")
        is_removal = action.kind is ActionKind.DELETE_ONE
        selection = (Value(ID, ID),) if is_removal else select_record(METADATA, of, options.depth)
        row = await self._run(caller, key, lambda: Change(action, given, selection), values)
        if is_removal:
            return b'{"data":%b,"deleted":true}}' % (row or b"{}")[:-1]
        return enveloped(row or b"null")

    async def _run(
        self,
        caller: Caller,
        key: tuple[object, ...],
        make: Callable[[], Plan],
        values: Sequence[object],
        labels: Mapping[str, str] | None = None,
    ) -> bytes | None:
        program: Program | None = None
        try:
            program = self._programs.get(key, make, METADATA)
            (row,) = await answer_under(self._database, caller, METADATA, program, values)
        except ApiError as error:
            raise renamed(error, labels or {}) from error.__cause__
        finally:
            if program is not None and program.is_change:
                # Even if it failed: of a change whose answer was lost nobody knows whether it was made.
                self._models.drop(caller.workspace_id)
        return row
